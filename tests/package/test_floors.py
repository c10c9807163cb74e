"""The lowest versions that pyproject.toml allows do the work too."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

NO_INDEX = ("Failed to fetch", "error sending request", "dns error", "Could not connect")
# Those that use what the library asks for: readers, tables, solvers, workbook, fonts, catalogue.
SUITE = (
    *(f"tests/sources/test_{name}.py" for name in ("worldbank", "rosstat", "imf", "wiod")),
    *(f"tests/unit/test_{name}.py" for name in ("values", "catalogue", "spreadsheet", "tables")),
    *(f"tests/unit/test_{name}.py" for name in ("complexity", "panel")),
    "tests/figures/test_fonts.py",
)


def test_readers_solvers_and_workbook_pass_on_the_lowest_versions_allowed(root, tmp_path, tried):
    pip = [
        sys.executable,
        "workflow/techsov/build/uv_as_pip.py",
        str(Path(sys.executable).with_name("uv")),
    ]
    python, lowest = tmp_path / "venv/bin/python", tmp_path / "lowest.txt"

    def uv(*words: object) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*pip, *map(str, words)], cwd=root, capture_output=True, text=True, check=False
        )

    found = uv(
        "pip", "compile", "pyproject.toml", "--group", "workflow", "--group", "test",
        "--resolution", "lowest-direct", "--quiet", "--output-file", lowest,
    )  # fmt: skip
    steps = (
        ("venv", "--quiet", "--python", sys.executable, tmp_path / "venv"),
        ("pip", "sync", "--quiet", "--python", python, lowest),
        ("pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation",
         "--offline", "--editable", "."),
    )  # fmt: skip
    for done in (found, *(uv(*words) for words in steps)):
        if done.returncode and any(said in done.stderr for said in NO_INDEX):
            pytest.skip("no package index answers, which has the lowest versions")
        assert done.returncode == 0, done.stderr
    run = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SUITE,
         "-m", "not (slow or long or workflow or browser or releases)"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    tried(
        "tests of readers, solvers and workbook on the lowest versions that pyproject.toml allows",
        1,
        "pass",
    )
