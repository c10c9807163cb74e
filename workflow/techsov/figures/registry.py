"""The figures of the project, found by their modules.

A module of this package that sets `FIGURE = Spec(...)` is a figure. The rule, the README's table,
the steps of the report and the workbook all follow from that. The declaration is read from the
source, so that planning a build imports no plotting library; its values are therefore literals.

A figure's module holds:

    FIGURE                      what the figure shows and from what
    tabulate(inputs, settings)  the figure's own table; `inputs` maps a file's stem to its path
    title(table, labels)        the finding, in words
    alt(table, labels)          what the picture shows, for those who do not see it
    draw(table, labels, form)   the picture
    chart(table, labels)        the chart for the browser, where there is one
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from types import ModuleType

from techsov.core import scaffold, yamlfile
from techsov.core.errors import ConfigError

FOLDER = Path(__file__).parent
# Kinds of file that a figure is drawn to, by its form: titled, bare, and for a phone.
FORMS = {"": ("svg", "pdf", "png"), "bare": ("svg", "pdf"), "phone": ("svg",)}
SETTINGS = ("focus", "peers", "years", "main")


@dataclass(frozen=True)
class Spec:
    """What a figure declares.

    Attributes
    ----------
    shows : str
        What it shows, as a noun phrase.
    step : str
        Step of the report (`config/report.yaml`) on whose page it stands.
    inputs : tuple of str
        Files that it is drawn from: below the edition's results, or in `config/`.
    settings : tuple of str
        Settings that `tabulate` is given, of `SETTINGS`.
    texts : tuple of str
        Sections of the labels that it uses besides its own and the common ones.
    place : int
        Place among the figures of its step.
    """

    shows: str
    step: str
    inputs: tuple[str, ...]
    settings: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    place: int = 99

    def paths(self, results: str) -> list[str]:
        """Its inputs' paths, `results` being the folder of the edition."""
        return [p if p.startswith("config/") else f"{results}/{p}" for p in self.inputs]


def by_stem(paths: Iterable[str]) -> dict[str, str]:
    """Inputs as `tabulate` is given them: a file's stem and its path."""
    return {PurePath(path).stem: str(path) for path in paths}


def find(folder: Path = FOLDER, report: Path | str = "config/report.yaml") -> dict[str, Spec]:
    """Every figure by its name, step after step.

    Parameters
    ----------
    folder : Path
        Where the modules stand.
    report : Path or str
        The report's steps, in order.

    Raises
    ------
    ConfigError
        Naming the figure and the field of its declaration that is not as expected.
    """
    steps = [step["id"] for step in yamlfile.read(report)["steps"]]
    read = {path.stem: _read(path, steps) for path in sorted(folder.glob("*.py"))}
    found = [(name, spec) for name, spec in read.items() if spec]
    return dict(sorted(found, key=lambda each: (steps.index(each[1].step), each[1].place)))


def module(name: str) -> ModuleType:
    """The module of the figure `name`."""
    return importlib.import_module(f"techsov.figures.{name}")


def _read(path: Path, steps: list[str]) -> Spec | None:
    scaffold.refuse_unfilled(path)
    for node in ast.parse(path.read_text(encoding="utf-8"), filename=str(path)).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="FIGURE")], value=ast.Call() as call):
                return _checked(path, call, steps)
    return None


def _checked(path: Path, call: ast.Call, steps: list[str]) -> Spec:
    at = f"{path.name}, FIGURE"
    try:
        told = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
        spec = Spec(**told)
    except (TypeError, ValueError) as error:
        expected = ", ".join(field.name for field in fields(Spec))
        raise ConfigError(
            f"{at}: literal values of {expected} expected, by name; found: {error}"
        ) from error
    if strange := sorted(set(spec.settings) - set(SETTINGS)):
        raise ConfigError(f"{at}: settings are of {', '.join(SETTINGS)}; found {strange}")
    if spec.step not in steps:
        raise ConfigError(f"{at}: step is one of {', '.join(steps)}; found `{spec.step}`")
    return spec
