"""Another pair of countries in focus: the whole build, what it makes anew, and what it says."""

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest

from tests.copies import copy_project

from .conftest import hashes, snakemake, with_results

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

NAMES = {"en": ("Germany", "China"), "ru": ("Германия", "Китай")}
# Results that show the pair, by folder; everything else of the edition stays as it was.
SHOWING = re.compile(
    r"figures\.xlsx|paper(\.ru)?\.pdf|values\.json|report/(ru/)?\w+\.html"
    r"|dependency/.*\.(industries|extraction|balance)\.csv"
    r"|indicators/(dependency_industries|dependency_ranges|extraction)\.csv"
    r"|notebooks/dependency\.ipynb"
    r"|figures/(ru/)?(complexity_(rank|peers|heatmap|choices|bootstrap)|fig2_asymmetry|face_value|suppliers"
    r"|industries|extraction|partners|dependency_ranges)(\.\w+)+"
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory, results) -> tuple[Path, dict[str, str]]:
    """The edition built for Germany and China upon the built one, and what stood before."""
    folder = copy_project(tmp_path_factory.mktemp("pair") / "techsov")
    target = with_results(folder, results) / "results" / "embedded"
    before = hashes(target)
    run = snakemake(folder, "--cores", "2", "--config", "focus=[DEU,CHN]")
    assert run.returncode == 0, run.stdout + run.stderr
    return target, before


def test_the_pair_is_built_whole_and_only_what_shows_it_is_made_anew(pair):
    built, before = pair
    after = hashes(built)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert [name for name in changed if not SHOWING.fullmatch(name)] == []
    shown = {name for name in after if SHOWING.fullmatch(name)}
    # The figures' tables of which the focus chooses a mark alone, and sentences, may stay.
    assert len(changed) > 0.9 * len(shown)
    stood = {p for p in built.rglob("*.csv") if "audit" in p.parts} | {built / "claims.csv"}
    made = (built / "values.json").stat().st_mtime
    assert [p.name for p in stood if p.stat().st_mtime > made - 1] == []


def test_every_page_says_that_it_shows_another_pair_than_the_papers(pair):
    built, _ = pair
    pages = sorted((built / "report").rglob("*.html"))
    assert len(pages) == 24
    for page in pages:
        text = page.read_text(encoding="utf-8")
        one, two = NAMES[re.search(r'<html lang="(\w+)"', text)[1]]
        assert re.search(rf'<main[^>]*>\s*<p class="note">[^<]*{one}[^<]*{two}', text), page.name
    ours = (built.parents[1] / "results/embedded/report/index.html").read_text(encoding="utf-8")
    assert "Germany’s complexity rank" in ours


@pytest.mark.parametrize(("folder", "russia"), [("", "Russia"), ("ru/", "Росси")])
def test_no_step_speaks_of_russia_over_charts_of_germany(pair, folder, russia):
    built, _ = pair
    for step, own in (("complexity", 1), ("dependence", 0)):
        text = (built / f"report/{folder}{step}.html").read_text(encoding="utf-8")
        heads = re.findall(r"<h[12][^>]*>(.*?)</h", text, flags=re.S)
        # Who overtook whom is told of the paper's own country alone.
        assert sum(russia in head for head in heads) == own, heads
        assert any(NAMES["ru" if folder else "en"][0][:6] in head for head in heads)


def test_paper_workbook_figures_and_notebook_are_of_the_pair(pair):
    built, _ = pair
    for paper, said in (("paper.pdf", "DEU and CHN"), ("paper.ru.pdf", "DEU и CHN")):
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(built / paper).pages)
        assert " ".join(text.split()).count(said) > 10
    sheets = openpyxl.load_workbook(built / "figures.xlsx", read_only=True)
    assert {"fig2_asymmetry", "complexity_rank"} <= set(sheets.sheetnames)
    fig2 = pd.read_csv(built / "figures/fig2_asymmetry.csv")
    assert set(fig2["depends"]) == {"DEU", "CHN"}
    assert "Germany" in json.loads((built / "figures/industries.json").read_text())["en"]["title"]
    assert "'DEU'" in (built / "notebooks/dependency.ipynb").read_text() or "DEU" in (
        built / "notebooks/dependency.ipynb"
    ).read_text(encoding="utf-8")


def test_releases_of_a_country_with_none_of_levels_are_told(pair):
    built, _ = pair
    text = (built / "report/releases.html").read_text(encoding="utf-8")
    assert "says of one country: Germany" in text
    assert "<caption" in text
