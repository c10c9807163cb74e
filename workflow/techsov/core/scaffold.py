"""New files from templates, in which what is left to be written is marked and found again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from techsov.core.errors import ConfigError

FILL_IN = "FILL IN"  # marks what is left to be written


def write(templates: Path, targets: Mapping[str, str], project: Path, name: str) -> list[Path]:
    """Write each target from its template; a target that exists already gets it at its end.

    Parameters
    ----------
    templates : Path
        The templates' folder; `$name` in one stands for `name`.
    targets : mapping of str to str
        Path of a target in the project -> name of its template.
    project : Path
        The project's folder.
    name : str
        What is new, as code and texts call it.

    Raises
    ------
    ConfigError
        When the name is not of small letters, digits and underscores, or is taken.
    """
    if not (name.isidentifier() and name == name.lower() and name.isascii()):
        raise ConfigError(f"`{name}`: a name of small letters, digits and underscores expected")
    texts = {
        project / target: Template((templates / template).read_text("utf-8")).substitute(name=name)
        for target, template in targets.items()
    }
    taken = [path for path, text in texts.items() if _taken(path, text)]
    if taken:
        raise ConfigError(f"`{name}` is taken: see {', '.join(map(str, taken))}")
    for path, text in texts.items():
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")
    return list(texts)


def unfilled(path: Path | str) -> list[str]:
    """Every line that is left to be written: "rd_share.py, line 12: shows=..."."""
    lines = Path(path).read_text("utf-8").splitlines()
    return [
        f"{Path(path).name}, line {number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if FILL_IN in line
    ]


def _taken(path: Path, text: str) -> bool:
    """Whether a file of code exists, or a file of texts has the section that would be added."""
    if not path.exists() or path.suffix == ".py":
        return path.exists()
    head = next(line for line in text.splitlines() if line.endswith(":"))
    return head in path.read_text("utf-8").splitlines()
