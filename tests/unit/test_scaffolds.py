"""A new claim and a new indicator table: which files they take, and that gaps are named."""

import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from techsov import claims, cli
from techsov.catalogue.datasets import INDICATORS
from techsov.claims import choices, documents, telling
from techsov.core import scaffold, yamlfile
from techsov.core.errors import ConfigError
from tests.workflow.conftest import snakemake

CLAIM = "s4-patents-rise"
# What a person writes in the place of each line, by its beginning.
OF_CLAIM = {
    "group:": "group: s4-patents",
    "section:": 'section: "4"',
    "paragraph:": "paragraph: 3",
    "published:": "published: rises",
    "unit:": "unit: '%'",
    "tolerance:": "tolerance: 0",
    "kind:": "kind: statistic",
    "predicate:": "predicate: rises",
    "table:": "table: research",
    "indicator:": "indicator: gerd_gdp",
    "country:": "country: RUS",
    "years:": "years: [2000, 2020]",
    'statement: "FILL IN: the claim in our': "statement: Expenditure on R&D rises.",
    'statement: "FILL IN: the claim in this': "statement: Затраты на НИОКР растут.",
}
TABLE = "patents"
OF_TABLE = {
    '"""FILL IN: what the table': '"""Patent applications in ICT, in thousands."""',
    'made =': 'made = held[held["indicator"] == "patents_pct_ict"].assign(',
    "value=": 'value=lambda rows: rows["value"] / 1000,',
    "unit=": 'unit="thousand applications",',
    '"""FILL IN: what must': '"""Patent applications in thousands."""',
    "PUBLISHED =": 'PUBLISHED = indicator("patents_pct_ict", {2020: 1500.0, 2021: 2000.0})',
    "EXPECTED =": "EXPECTED = {2020: 1.5, 2021: 2.0}",
    'patents: "FILL IN: what the indicator': "patents: PCT applications in ICT",
    'patents: "FILL IN: the heading': "patents: Patents",
    'patents: "FILL IN: the indicator in': 'patents: "the number of PCT applications {country_in}"',
    'patents: "FILL IN: the unit': 'patents: " thousand"',
    'patents: "FILL IN: the form': "patents: s",
}  # fmt: skip


@pytest.fixture
def project(root, tmp_path):
    """A copy of what claims and tables are made of, and of what tests share."""
    for name in ("config", "workflow", "tests/builders"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "Snakefile", tmp_path)
    for name in ("tests/__init__.py", "tests/unit/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def touched(project, *new):
    """The files that a scaffold touches, by name, and what it says."""
    before = {path: path.read_bytes() for path in files(project)}
    run = subprocess.run(
        [sys.executable, "-m", "techsov.cli", "--project", project, "new", *new],
        env=environment(project), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return {path for path in files(project) if before.get(path) != path.read_bytes()}, run.stdout


def files(project):
    return [path for path in project.rglob("*.*") if "__pycache__" not in path.parts]


def environment(project):
    return os.environ | {"PYTHONPATH": str(project / "workflow")}


def fill_in(path, filled):
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if "FILL IN" in line:
            (text,) = (t for start, t in filled.items() if line.strip().startswith(start))
            lines[number] = line[: len(line) - len(line.lstrip())] + text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(project):
    """The claims and their Russian, as the workflow checks them before it builds anything."""
    stated = claims.load(project / "config/claims.yaml")
    known = documents.load(project / "config/documents.yaml")
    return stated, telling.Texts.load(project / "config/claims.ru.yaml", stated, known)


def test_a_claim_touches_two_files_and_every_gap_is_named(project):
    found, said = touched(project, "claim", CLAIM)
    assert {path.name for path in found} == {"claims.yaml", "claims.ru.yaml"}
    original, translation = (project / f"config/claims{own}.yaml" for own in ("", ".ru"))
    for path, fields in ((original, set(OF_CLAIM)), (translation, {"statement:"})):
        with pytest.raises(ConfigError) as refused:
            claims.load(path)
        left = [line.partition(": ")[2] for line in str(refused.value).splitlines()[1:]]
        assert (
            left == [line.partition(": ")[2] for line in said.splitlines() if path.name in line][1:]
        )
        assert {f"{line.partition(':')[0]}:" for line in left} == {
            f"{field.partition(':')[0]}:" for field in fields
        }
    for path in found:
        fill_in(path, OF_CLAIM)
    stated, texts = read(project)
    (claim,) = (claim for claim in stated if claim.id == CLAIM)
    (selection,) = choices.selections(claim.test)
    assert selection.narrowing == {"indicator": "gerd_gdp", "country": "RUS"}
    assert texts.own[CLAIM]["statement"] == "Затраты на НИОКР растут."


def test_what_a_claim_lacks_in_another_language_is_named_by_the_claim(project):
    for path in touched(project, "claim", CLAIM)[0]:
        fill_in(path, OF_CLAIM | {"unit:": "unit: furlongs"})
    with pytest.raises(ConfigError, match=f"claim `{CLAIM}`: its unit `furlongs` is not among"):
        read(project)


def test_a_claim_whose_id_is_taken_or_is_none_is_refused(root, capsys):
    for id_, says in (("s3-rd-scale-us", "is taken: see"), ("S3_rd", "small letters")):
        assert cli.main(["--project", str(root), "new", "claim", id_]) == cli.REFUSED
        assert says in capsys.readouterr().err


@pytest.mark.workflow
def test_a_table_touches_six_files_and_every_gap_is_named(project):
    found, _ = touched(project, "table", TABLE)
    assert {path.relative_to(project).as_posix() for path in found} == {
        "workflow/techsov/indicators/patents.py", "tests/unit/test_patents.py",
        "config/labels.en.yaml", "config/labels.ru.yaml",
        "config/audit.en.yaml", "config/audit.ru.yaml",
    }  # fmt: skip
    for path in found:
        if path.suffix == ".yaml":
            with pytest.raises(ConfigError, match=rf"filled in:\n{path.name}, line \d+: patents"):
                yamlfile.read(path)
            fill_in(path, OF_TABLE)

    target = f"results/embedded/indicators/{TABLE}.csv"
    module, test = project / "workflow/techsov/indicators/patents.py", run_its_test(project)
    assert test.returncode
    refused = snakemake(project, "-n", target, PYTHONPATH=str(project / "workflow"))
    for line in scaffold.unfilled(module):
        assert line in refused.stdout + refused.stderr
    for path in (module, project / "tests/unit/test_patents.py"):
        fill_in(path, OF_TABLE)
    made = snakemake(project, "--cores", "1", target, PYTHONPATH=str(project / "workflow"))
    assert made.returncode == 0, made.stdout + made.stderr
    assert (project / target).read_text() == "country,year,indicator,value,unit,dataset,vintage\n"
    test = run_its_test(project)
    assert "2 passed" in test.stdout, test.stdout


def run_its_test(project):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [*command, "tests/unit/test_patents.py"],
        cwd=project, env=environment(project), capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_indicators_of_a_built_table_are_those_that_its_module_lists(results):
    for table, listed in INDICATORS.items():
        held = pd.read_csv(results / f"indicators/{table}.csv")["indicator"]
        assert set(held) <= set(listed), table
