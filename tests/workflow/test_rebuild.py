"""What is rebuilt after a change, held against a table of what should be.

What should be comes from elsewhere than the workflow: for code, from Python's own ModuleFinder,
which follows the imports in compiled code; for raw files, from READ_BY below.
"""

import csv
import os
import re
from functools import cache
from modulefinder import ModuleFinder
from pathlib import Path

import pytest

from techsov.archive.graph import Job
from techsov.build import codeversion
from techsov.catalogue.registry import Catalogue
from techsov.figures import registry

from .conftest import snakemake

pytestmark = [pytest.mark.workflow, pytest.mark.long]

# Dataset -> the rules that read its raw files, by the method notes in docs/.
RESEARCH = {"check_raw", "compute_indicators"}
READ_BY = {
    "atlas/exports-hs92-2": {
        "check_raw", "compute_complexity_from_trade", "compute_complexity_uncertainty"
    },
    "atlas/headings": {"check_raw", "compute_complexity_headings"},
    "atlas/overtaking": {"check_raw", "compute_complexity_change"},
    "atlas/rank-spread-hs92-4": {"check_raw", "compute_complexity_uncertainty"},
    "atlas/rankings": {"check_raw", "compute_complexity"},
    "imf/weo": {"check_raw", "compute_macro"},
    "nsf/rd-sources": RESEARCH,
    "oecd/msti": RESEARCH,
    "oecd/tiva-fdva": {"check_raw", "compute_dependency"},
    "rosstat/gdp": RESEARCH,
    "rosstat/innovation": RESEARCH,
    "rosstat/science": RESEARCH,
    "uis/expenditure": RESEARCH,
    "wiod/wiot-11regions": {
        "check_raw", "compute_macro", "compute_dependency_year", "compute_panel"
    },
    "worldbank/gerd": RESEARCH,
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "workflow").with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "workflow/techsov").rglob("*.py")
)
FIGURES = registry.find(report=ROOT / "config/report.yaml")
CATALOGUE = Catalogue.load(ROOT / "config/sources.yaml", ROOT / "config/editions.yaml")
RAW = sorted(path for vintage in CATALOGUE.all_of("embedded") for path in vintage.paths())


def file_of(module: str) -> Path:
    path = ROOT / "workflow" / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def imports(path: Path) -> frozenset[str]:
    """The techsov modules that a file imports, directly or not, as ModuleFinder sees it."""
    finder = ModuleFinder(path=[str(ROOT / "workflow")])
    finder.run_script(str(path))
    return frozenset(name for name in finder.modules if name.split(".")[0] == "techsov")


def start(job: Job) -> tuple[Path, tuple[str, ...]]:
    """The script of a job, and the modules that its rule names beside it."""
    text = "".join(p.read_text("utf-8") for p in sorted((ROOT / "workflow/rules").glob("*.smk")))
    body = re.split(rf"^rule {job.rule}:$", text, flags=re.M)[1]
    script = (ROOT / "workflow/rules" / re.search(r'script:\s+"(.+?)"', body)[1]).resolve()
    what = Path(job.log).stem
    if job.rule == "draw_figure":
        return script, (f"techsov.figures.{what}",)
    if job.rule == "write_report":
        return script, tuple(f"techsov.figures.{name}" for name in FIGURES)
    if job.rule == "execute_notebook":
        return script, tuple(codeversion.modules(ROOT / f"workflow/notebooks/{what}.py"))
    return script, ()


def uses(job: Job) -> set[str]:
    """The modules that a job's code uses, by ModuleFinder.

    Importing `techsov.a.b` also runs `techsov/a/__init__.py`. Where nothing is taken from that
    package itself, what it imports is loaded but not used.
    """
    script, named = start(job)
    loaded = imports(script).union(named, *(imports(file_of(module)) for module in named))
    followed = codeversion.reach(script, *named)
    assert followed <= loaded, job.name
    parents = {m.rpartition(".")[0] for m in followed if m.count(".") > 1} | {"techsov"}
    beside = {package for package in parents if package not in followed}
    idle = beside.union(*(imports(file_of(package)) for package in beside))
    return loaded - (idle - followed)


@pytest.fixture(scope="module")
def plan(root, results) -> list[Job]:
    """The jobs behind the built edition."""
    rows = summary(root)
    assert {row["plan"] for row in rows} == {"no update"}
    grouped: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        key = (row["rule"], row["log-file(s)"], row["input-file(s)"])
        grouped.setdefault(key, []).append(row["output_file"])
    return [Job(r, log, tuple(i.split(",")), tuple(o)) for (r, log, i), o in grouped.items()]


def summary(folder: Path) -> list[dict[str, str]]:
    run = snakemake(
        folder, "--cores", "1", "--detailed-summary", PYTHONPATH=str(folder / "workflow")
    )
    assert run.returncode == 0, run.stderr
    return list(csv.DictReader(run.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def to_be_made(folder: Path) -> set[str]:
    """The results that Snakemake would make anew."""
    return {row["output_file"] for row in summary(folder) if row["plan"] != "no update"}


def with_descendants(plan: list[Job], first: list[Job]) -> set[str]:
    """The results of these jobs and of all that rest on them."""
    made = {file for job in first for file in job.outputs}
    while True:
        more = {f for job in plan if made.intersection(job.inputs) for f in job.outputs} - made
        if not more:
            return made
        made |= more


def test_the_workflow_sees_the_modules_that_python_imports(plan):
    """For every job's script, and with it for every module, on both sides."""
    for job in plan:
        script, named = start(job)
        assert codeversion.reach(script, *named) == uses(job), job.name
    assert len({job.rule for job in plan}) > 12


@pytest.mark.parametrize("module", MODULES)
def test_a_changed_formula_rebuilds_what_depends_on_it_and_nothing_else(built, plan, module, tried):
    touched = [job for job in plan if module in uses(job)]
    with (built / file_of(module).relative_to(ROOT)).open("a") as file:
        file.write("\n_A_CHANGED_FORMULA = 1\n")
    assert to_be_made(built) == with_descendants(plan, touched)
    tried("a changed formula, module by module", len(MODULES), "rebuilds what rests on it, no more")


def test_comments_touches_and_another_layout_rebuild_nothing(built, tried):
    """Of every module, script, raw file and setting at once."""
    count = 0
    for path in sorted((built / "workflow").rglob("*.py")):
        if path.parent.name == "notebooks":  # an input itself: its comments are shown
            os.utime(path)
            continue
        text = path.read_text(encoding="utf-8")
        path.write_text(f"# A comment.\n\n\n{text}\n\n# Another.\n", encoding="utf-8")
        count += 1
    for folder in ("data", "config", "paper"):
        for path in (built / folder).rglob("*"):
            os.utime(path)
            count += 1
    assert to_be_made(built) == set()
    tried("a comment, blank lines or a new date", count, "files at once: nothing is rebuilt")


@pytest.mark.parametrize("raw", RAW)
def test_a_changed_raw_byte_rebuilds_its_descendants_and_nothing_else(built, plan, raw, tried):
    dataset = "/".join(Path(raw).parts[2:4])
    readers = [job for job in plan if raw in job.inputs]
    assert {job.rule for job in readers} == READ_BY[dataset]
    content = (built / raw).read_bytes()
    (built / raw).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert to_be_made(built) == with_descendants(plan, readers)
    tried("a changed byte, raw file by raw file", len(RAW), "rebuilds what rests on it, no more")


def test_every_dataset_is_in_the_table():
    assert {"/".join(Path(raw).parts[2:4]) for raw in RAW} == set(READ_BY)
