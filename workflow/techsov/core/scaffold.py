"""New files from templates, in which what is left to be written is marked and found again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from techsov.core.errors import ConfigError

FILL_IN = "FILL IN"  # marks what is left to be written


def write(
    templates: Path,
    targets: Mapping[str, str],
    project: Path,
    name: str,
    joint: str = "_",
    **words: str,
) -> list[Path]:
    """Write each target from its template; a target that exists already gets it at its end.

    Parameters
    ----------
    templates : Path
        The templates' folder; `$name` in one stands for `name`.
    targets : mapping of str to str
        Path of a target in the project -> name of its template. A target `path#section` gets it
        at the end of a section of a YAML file, one inside another as `path#outer.inner`.
    project : Path
        The project's folder.
    name : str
        What is new, as code and texts call it.
    joint : str
        What joins the words of such names, a regular expression.
    **words : str
        What else templates name as `$word`.

    Raises
    ------
    ConfigError
        When the name is not of that form, or is taken.
    """
    if not re.fullmatch(rf"[a-z][a-z0-9]*({joint}[a-z0-9]+)*", name):
        raise ConfigError(
            f"`{name}`: a name of small letters and digits, joined by `{joint}`, expected"
        )
    texts = {
        target: Template((templates / template).read_text("utf-8")).substitute(words, name=name)
        for target, template in targets.items()
    }
    files = {target: project / target.partition("#")[0] for target in targets}
    if taken := [files[target] for target, text in texts.items() if _taken(files[target], text)]:
        raise ConfigError(f"`{name}` is taken: see {', '.join(map(str, taken))}")
    for target, text in texts.items():
        path, section = files[target], target.partition("#")[2]
        before = path.read_text("utf-8") if path.exists() else ""
        end = _end_of(before, section) if section else len(before)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before[:end] + text + before[end:], encoding="utf-8")
    return list(dict.fromkeys(files.values()))


def unfilled(path: Path | str) -> list[str]:
    """Every line that is left to be written: "rd_share.py, line 12: shows=..."."""
    lines = Path(path).read_text("utf-8").splitlines()
    return [
        f"{Path(path).name}, line {number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if FILL_IN in line
    ]


def refuse_unfilled(*paths: Path | str) -> None:
    """Raise a ConfigError with every line of these files that is left to be written."""
    if left := [line for path in paths for line in unfilled(path)]:
        raise ConfigError("\n".join(["What is new is not filled in:", *left]))


def _taken(path: Path, text: str) -> bool:
    """Whether a file of code exists, or a file of texts has the entry that would be added."""
    if not path.exists() or path.suffix == ".py":
        return path.exists()
    head = text.strip().splitlines()[0].strip()
    return head in map(str.strip, path.read_text("utf-8").splitlines())


def _end_of(text: str, section: str) -> int:
    """Where a section of a YAML file ends, such as `compare.indicator`, before what follows it."""
    lines = text.splitlines(keepends=True)
    inside, end, depth = 0, len(lines), ""
    for key in section.split("."):
        inside = lines.index(f"{depth}{key}:\n", inside, end) + 1
        after = (k for k in range(inside, end) if re.match(rf"{depth}[^\s#-]", lines[k]))
        end, depth = next(after, end), f"{depth}  "
    while not re.match(rf"{depth}|-", lines[end - 1]) and end > inside:
        end -= 1
    return len("".join(lines[:end]))
