"""The library as others get it: a wheel, what it asks for, and nothing from this project."""

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EVERY_MODULE = """
import importlib, pkgutil, sys
import techsov
assert "site-packages" in techsov.__file__, techsov.__file__
for module in pkgutil.walk_packages(techsov.__path__, "techsov."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        print(module.name, "asks for", error.name)
"""
ASKED_BY_THE_REPORT = {
    "techsov.report.sheets": "xlsxwriter",
    "techsov.report.site": "altair",
    "techsov.report.vega": "altair",
    "techsov.presentation.spreadsheet": "xlsxwriter",
}
WITHOUT_MATPLOTLIB = """
import importlib, pkgutil, sys
import techsov
for module in pkgutil.walk_packages(techsov.__path__, "techsov."):
    if not module.name.startswith(("techsov.figures", "techsov.build.notebooks")):
        importlib.import_module(module.name)
print(sorted(name for name in ("snakemake", "matplotlib") if name in sys.modules))
"""


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """The wheel, built as `make wheel` does."""
    target = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--offline", "--no-build-isolation",
         "--python", sys.executable, "--out-dir", target, root],
        check=True,
    )  # fmt: skip
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A Python that holds the wheel, and of all else what the wheel asks for."""
    folder = tmp_path_factory.mktemp("environment")
    uv = Path(sys.executable).with_name("uv")
    quiet = [uv, "--quiet", "--offline"]
    subprocess.run([*quiet, "venv", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    subprocess.run([*quiet, "pip", "install", "--python", python, "--no-deps", wheel], check=True)
    (packages,) = (folder / "venv/lib").glob("python*/site-packages")
    asked = folder / "asked"
    asked.mkdir()
    for distribution in closure(requirements(wheel)):
        for top in {Path(file).parts[0] for file in distribution.files if ".." not in file.parts}:
            source = Path(distribution.locate_file(top))
            if source.exists() and not (asked / top).exists():
                (asked / top).symlink_to(source)
    (packages / "asked.pth").write_text(f"{asked}\n", encoding="utf-8")
    return python


def requirements(wheel: Path, extra: str = "") -> list[Requirement]:
    """What the wheel's own metadata ask for."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    found = [Requirement(line[15:]) for line in lines if line.startswith("Requires-Dist: ")]
    return [r for r in found if not r.marker or r.marker.evaluate({"extra": extra})]


def closure(asked: list[Requirement]) -> list[importlib.metadata.Distribution]:
    """The installed distributions that satisfy requirements, with all that these require."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [(r.name, frozenset(r.extras)) for r in asked]
    seen = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        distribution = importlib.metadata.distribution(name)
        found[canonicalize_name(name)] = distribution
        for line in distribution.requires or ():
            further = Requirement(line)
            wanted = ({"extra": extra} for extra in (extras or {""}))
            if not further.marker or any(further.marker.evaluate(each) for each in wanted):
                waiting.append((further.name, frozenset(further.extras)))
    return list(found.values())


def said_by(python: Path, code: str, folder: Path) -> str:
    run = subprocess.run(
        [python, "-c", code], cwd=folder, capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_wheel_holds_every_file_of_the_package(root, wheel):
    package = root / "workflow/techsov"
    kept = {
        path.relative_to(root / "workflow").as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.endswith("/")}
    assert kept <= held
    assert {name.split("/")[0].rpartition(".")[2] for name in held - kept} == {"dist-info"}


def test_the_wheel_asks_for_no_workflow_engine(wheel):
    names = {canonicalize_name(d.name) for d in closure(requirements(wheel))}
    assert "numpy" in names
    assert not {name for name in names if name.startswith("snakemake")}


def test_every_module_imports_with_what_the_wheel_asks_for(installed, tmp_path):
    """Only what writes notebooks and the report needs more."""
    lacking = said_by(installed, EVERY_MODULE, tmp_path).split("\n")[:-1]
    asks = {line.split()[0]: line.split()[-1] for line in lacking}
    assert asks.pop("techsov.build.notebooks") in {"jupytext", "nbclient", "nbformat"}
    assert asks == ASKED_BY_THE_REPORT


def test_the_extra_for_notebooks_holds_what_notebooks_ask_for(wheel):
    names = {canonicalize_name(d.name) for d in closure(requirements(wheel, "notebooks"))}
    assert {"jupytext", "nbclient", "nbformat", "traitlets"} <= names


def test_the_library_loads_neither_snakemake_nor_matplotlib_outside_figures(root):
    assert said_by(Path(sys.executable), WITHOUT_MATPLOTLIB, root) == "[]\n"


def test_the_installed_wheel_solves_a_table_far_from_the_project(installed, tmp_path):
    code = """
import numpy as np
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import dependency
Z = np.array([[0, 0, 0], [25, 0, 0], [10, 20, 0]])
Y = np.array([[100, 0, 0], [15, 60, 0], [10, 0, 60]])
x = np.array([100, 100, 100])
world = InterCountryTable(("U", "T", "S"), ("goods",), Z, Y, x, x - Z.sum(0), 2020, "by hand")
production = dependency.production_matrices(world)
print(round(dependency.fpem(production.gross_output, "U", "S"), 6))
"""
    assert said_by(installed, code, tmp_path) == f"{15 / 140:.6f}\n"
