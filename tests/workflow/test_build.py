"""The build as a whole: complete, free of the network, and the same bytes elsewhere."""

import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from techsov.core import tables

from .conftest import DEFAULT_PROFILE, snakemake

pytestmark = pytest.mark.workflow

CONTRACTS = {
    "indicators/research.csv": tables.INDICATOR,
    "indicators/macro.csv": tables.INDICATOR,
    "indicators/complexity.csv": tables.COMPLEXITY,
    "indicators/complexity_common.csv": tables.COMPLEXITY,
    "indicators/complexity_trade.csv": tables.COMPLEXITY,
    "indicators/dependency.csv": tables.DEPENDENCY,
    "claims.csv": tables.CLAIMS,
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_result_is_what_its_contract_says(results, name):
    assert len(tables.read(results / name, CONTRACTS[name])) > 10


def test_every_figure_has_its_dressings_and_its_table(results):
    stems = {path.stem for path in (results / "figures").glob("*.json")}
    assert len(stems) >= 20
    kinds = ("svg", "pdf", "png", "bare.svg", "bare.pdf", "phone.svg")
    for stem in stems:
        for folder in ("figures", "figures/ru"):
            for kind in kinds:
                assert (results / folder / f"{stem}.{kind}").stat().st_size > 0
        assert not pd.read_csv(results / "figures" / f"{stem}.csv").empty


def test_no_result_names_a_folder_of_the_machine_or_a_place_in_its_memory(root, results):
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in results.rglob("*")
        if path.suffix in {".csv", ".json", ".svg", ".ipynb", ".html"}
    }
    assert len(texts) > 100
    assert [path.name for path, text in texts.items() if str(root) in text] == []
    assert [path.name for path, text in texts.items() if re.search(r" at 0x[0-9a-f]+", text)] == []


def test_a_built_edition_has_nothing_left_to_do(root, results):
    run = snakemake(root, "--dry-run", "--cores", "1")
    assert run.returncode == 0, run.stderr
    assert "Nothing to be done" in run.stdout + run.stderr


def test_a_pair_that_the_edition_does_not_hold_says_which_it_holds(root):
    run = snakemake(root, "--dry-run", "--cores", "1", "--config", "focus=[RUS,AUS]")
    said = run.stdout + run.stderr
    assert run.returncode != 0
    assert "`AUS` is not in edition `embedded`" in said
    assert "RUS, CHN, USA" in said


def test_an_unknown_key_stops_before_anything_runs(root):
    run = snakemake(root, "--dry-run", "--cores", "1", "--config", "peeers=[USA]")
    assert run.returncode != 0
    assert "unknown field `peeers`; `peers`?" in run.stdout + run.stderr


def test_planning_needs_no_network(root, results):
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], check=False).returncode:
        pytest.skip("this machine does not let a user make a network namespace")
    run = subprocess.run(
        [unshare, "-rn", sys.executable, "-m", "snakemake", "--profile", DEFAULT_PROFILE,
         "--dry-run", "--cores", "1"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "Nothing to be done" in run.stdout + run.stderr


@pytest.mark.slow
def test_snakemakes_own_report_shows_results_by_category_and_needs_no_network(
    root, results, tmp_path
):
    target = tmp_path / "workflow.html"
    nowhere = "http://127.0.0.1:9"
    run = snakemake(
        root, "--cores", "1", "--nolock", "--report", str(target),
        http_proxy=nowhere, https_proxy=nowhere,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    # Snakemake writes its JSON in ASCII: a typographic apostrophe stands there as \u2019.
    text = re.sub(
        r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), target.read_text(encoding="utf-8")
    )
    for category in ("Figures", "Tables of the paper", "Verdicts", "Paper", "Workbook"):
        assert f'"{category}"' in text
    assert "Russia’s R&D share of GDP, every vintage" in text.replace("&amp;", "&").replace(
        "&#39;", "'"
    )
    assert "which holds every number of the picture" in text.replace("\\n", " ")
