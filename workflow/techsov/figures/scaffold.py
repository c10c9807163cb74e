"""A new figure: its module, its test and its texts, for a person to fill in."""

from __future__ import annotations

from pathlib import Path

from techsov.core import scaffold

TEMPLATES = Path(__file__).parent / "templates"
TARGETS = {
    "workflow/techsov/figures/{name}.py": "figure.txt",
    "tests/figures/test_{name}.py": "test.txt",
    "config/labels.en.yaml": "labels.en.txt",
    "config/labels.ru.yaml": "labels.ru.txt",
}


def write(name: str, project: Path) -> list[Path]:
    """Write the files of the figure `name` and return them; all else follows from them."""
    targets = {path.format(name=name): template for path, template in TARGETS.items()}
    return scaffold.write(TEMPLATES, targets, project, name)
