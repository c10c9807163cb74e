"""A new dataset: its record, entry, edition, reader and test, for a person to fill in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from techsov.core import scaffold
from techsov.core.errors import ConfigError

TEMPLATES = Path(__file__).parent / "templates"
TARGETS = {
    "config/datasets.yaml": "record.txt",
    "config/sources.yaml": "entry.txt",
    "config/editions.yaml": "edition.txt",
    "workflow/techsov/sources/{module}.py": "reader.txt",
    "tests/sources/test_{module}.py": "test.txt",
}


def write(name: str, project: Path) -> list[Path]:
    """Write the files of the dataset `provider/name` and return them; all else follows from them.

    Its vintage is named by the current month, until the release is known to be of another.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*/[a-z][a-z0-9-]*", name):
        raise ConfigError(
            f"`{name}`: provider/dataset in small letters, digits and hyphens expected"
        )
    slug = name.replace("/", "-")
    words = {
        "module": slug.replace("-", "_"),
        "slug": slug,
        "vintage": f"{datetime.now(UTC):%Y-%m}",
        "file": f"{name.partition('/')[2]}.csv",
    }
    targets = {path.format(**words): template for path, template in TARGETS.items()}
    return scaffold.write(TEMPLATES, targets, project, name, joint="[/-]", **words)
