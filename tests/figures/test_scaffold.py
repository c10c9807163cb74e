"""A new figure by its scaffold: which files it takes, and that what is not filled in is named."""

import os
import shutil
import subprocess
import sys

import pytest

from techsov.core.errors import ConfigError
from techsov.figures import registry, scaffold
from techsov.reference import figures_table

NAME = "gerd_abroad"
# What a person writes, by the beginning of the line.
FILLED = {
    '"""FILL IN: what the': '"""R&D expenditure of three countries."""',
    '"""FILL IN: what must': '"""Who spends most on R&D."""',
    "shows=": 'shows="R&D expenditure of three countries",',
    "step=": 'step="research",',
    "INDICATOR =": 'INDICATOR = "gerd_gdp"',
    "assert said": 'assert said["en"] == "China spends 2.4% of GDP on R&D in 2021"',
    "title:": 'title: "{country} spends {value:.1f}% of GDP on R&D in {year}"',
    'subtitle: "FILL IN: what': "subtitle: R&D expenditure, % of GDP",
    'subtitle: "FILL IN: что': "subtitle: Расходы на НИОКР, % ВВП",
}


@pytest.fixture
def project(root, tmp_path):
    """A copy of what a figure is made of."""
    for name in ("config", "workflow", "tests"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def contents(project):
    return {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


def find(project):
    return registry.find(
        project / "workflow/techsov/figures", report=project / "config/report.yaml"
    )


def test_a_figure_touches_four_files_and_what_is_not_filled_in_is_named(root, project):
    before = contents(project)
    touched = scaffold.write(NAME, project)
    after = contents(project)
    assert {path for path, text in after.items() if before.get(path) != text} == set(touched)
    assert len(touched) == 4

    with pytest.raises(ConfigError) as refused:
        find(project)
    left = [line.partition(": ") for line in str(refused.value).splitlines()[1:]]
    assert all(place.startswith(f"{NAME}.py, line ") for place, *_ in left)
    starts = ('"""', "shows=", "step=", "INDICATOR =")
    assert all(line.startswith(start) for (*_, line), start in zip(left, starts, strict=True))

    for path in touched:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if "FILL IN" in line:
                (text,) = (t for start, t in FILLED.items() if line.strip().startswith(start))
                lines[number] = line[: len(line) - len(line.lstrip())] + text
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = find(project)
    assert found[NAME].step == "research"
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert f"`figures/{NAME}.*`" in figures_table.put(readme, found)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         f"tests/figures/test_{NAME}.py", "tests/unit/test_labels.py"],
        cwd=project, env=os.environ | {"PYTHONPATH": str(project / "workflow")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_a_name_that_is_taken_or_is_none_is_refused(project):
    for name, says in (("rd_share", "`rd_share` is taken"), ("R&D share", "small letters")):
        with pytest.raises(ConfigError, match=says):
            scaffold.write(name, project)
    (project / "workflow/techsov/figures/rd_share.py").unlink()
    with pytest.raises(ConfigError, match=r"labels\.en\.yaml"):
        scaffold.write("rd_share", project)
