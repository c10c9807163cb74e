"""A new claim, in its file and in its translations, for a person to fill in."""

from __future__ import annotations

from pathlib import Path

from techsov.core import scaffold

TEMPLATES = Path(__file__).parent / "templates"
ORIGINAL = "config/claims.yaml"


def write(id_: str, project: Path) -> list[Path]:
    """Write the entries of a claim of that id; returns the files that hold them."""
    translated = sorted(project.glob("config/claims.*.yaml"))
    targets = {f"{ORIGINAL}#claims": "claim.txt"} | {
        f"{path.relative_to(project).as_posix()}#claims": "translation.txt" for path in translated
    }
    return scaffold.write(TEMPLATES, targets, project, id_, joint="-")
