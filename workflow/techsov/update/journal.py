"""What was known of the newest releases, and when: kept between runs, read when offline."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from techsov.core.errors import ConfigError
from techsov.core.files import write_text
from techsov.update.probes import Newest

# Below the project's own cache, which git ignores: knowledge of a machine, not of the project.
PLACE = Path(".cache/newest.json")


def remember(found: list[Newest], folder: Path = Path()) -> None:
    """Put what was learned now beside what was known of other datasets."""
    path = folder / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="minutes")
    known = {dataset: (newest, when) for dataset, (newest, when) in recall(folder).items()}
    known |= {newest.dataset: (newest, now) for newest in found}
    pages = {
        dataset: {"known": when, **newest.as_dict()}
        for dataset, (newest, when) in sorted(known.items())
    }
    write_text(path, json.dumps(pages, indent=1, ensure_ascii=False) + "\n")


def recall(folder: Path = Path()) -> dict[str, tuple[Newest, str]]:
    """Dataset -> its newest release as far as it was ever known, and when that was (UTC).

    Raises
    ------
    ConfigError
        When the file cannot be read
    """
    path = folder / PLACE
    if not path.exists():
        return {}
    try:
        pages = json.loads(path.read_text(encoding="utf-8"))
        return {
            dataset: (Newest(**{k: v for k, v in page.items() if k != "known"}), page["known"])
            for dataset, page in pages.items()
        }
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{path} cannot be read ({error}); delete it to begin anew") from error
