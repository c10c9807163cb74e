"""R&D shares from levels: every figure says which vintages it mixes."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from techsov.claims import evidence
from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import research

UNITS = {"gerd_gdp": "% of GDP", "gdp_lcu": "m national currency",
         "gerd_lcu": "m national currency", "gerd_business_funded": "% of GERD"}  # fmt: skip


def figures(dataset, vintage, indicator, values, country="RUS"):
    """An indicator table of one series, {year: value}."""
    return pd.DataFrame(
        {
            "country": country,
            "year": list(values),
            "indicator": indicator,
            "value": [float(v) for v in values.values()],
            "unit": UNITS[indicator],
            "dataset": dataset,
            "vintage": vintage,
        }
    )


def of(table, indicator):
    rows = table[table["indicator"] == indicator]
    return {
        (row.year, row.dataset, row.vintage): row.value
        for row in rows.itertuples()
    }  # fmt: skip


SHARE = figures("worldbank/gerd", "2026-07", "gerd_gdp", {2021: 1.0, 2022: 0.9})
OLD_SHARE = figures("worldbank/gerd", "2021-09", "gerd_gdp", {2021: 1.2})
GDP = figures("rosstat/gdp", "2025-02", "gdp_lcu", {2021: 1000, 2022: 1200})
EARLY_GDP = figures("rosstat/gdp", "2023-04", "gdp_lcu", {2022: 1100})


# ---- Russia, from the embedded raw files


@pytest.fixture(scope="module")
def raw(root):
    folders = ("worldbank", "oecd/msti", "nsf", "uis", "rosstat")
    return [path for f in folders for path in sorted((root / "data/raw" / f).rglob("*.csv"))]


@pytest.fixture(scope="module")
def table(raw):
    return research.assemble([tables.read(path, tables.INDICATOR) for path in raw])


def test_the_share_of_2022_depends_on_the_gdp_that_divides(table):
    """0.94 is the GDP of spring 2023 alone; on the files of 2024 it is 0.92 and 0.93."""
    shares = {
        key[2].rpartition("+")[2]: value
        for key, value in of(table, "gerd_gdp_from_levels").items()
        if key[0] == 2022
    }
    published = {"2023-04": 0.936, "2024-02": 0.924, "2024-04": 0.925, "2025-02": 0.915}
    assert shares == approx(published, abs=0.0005)


def test_the_implied_expenditure_of_2022_is_1436_billion_roubles(table):
    found = {year: value for (year, *_), value in of(table, "gerd_implied_lcu").items()}
    assert found[2022] / 1000 == approx(1435.9, abs=0.05)


def test_nothing_is_implied_where_a_file_holds_the_level(table):
    implied = {year for year, *_ in of(table, "gerd_implied_lcu")}
    assert implied.isdisjoint(range(2017, 2021))
    assert {2016, 2021, 2022, 2023, 2024} <= implied


def test_implied_levels_repeat_the_published_ones_where_both_are_known(raw):
    """The ground for implying the others: the OECD holds the levels of 2017-2020."""
    published = pd.concat([tables.read(path, tables.INDICATOR) for path in raw])
    implied = of(research.implied_levels(published), "gerd_implied_lcu")
    levels = published.query("indicator == 'gerd_lcu' and country == 'RUS'")
    for row in levels.itertuples():
        key = (row.year, "worldbank/gerd+rosstat/gdp", "2026-07-13+2025-02")
        assert implied[key] == approx(row.value, rel=2e-5)


def test_shares_from_levels_repeat_the_world_bank_on_its_own_gdp(table):
    published = of(table[table["country"] == "RUS"], "gerd_gdp")
    for (year, _, vintage), value in of(table, "gerd_gdp_from_levels").items():
        if vintage.endswith("2025-02"):
            assert value == approx(published[year, "worldbank/gerd", "2026-07-13"], abs=2e-5)


def test_both_sources_of_the_business_share_stay_apart(table):
    russia = table[(table["country"] == "RUS") & (table["indicator"] == "gerd_business_funded")]
    years = russia.groupby("dataset")["year"].agg(["min", "max"]).to_dict("index")
    assert years["uis/expenditure"] == {"min": 1996, "max": 2015}
    assert years["oecd/msti"] == {"min": 2017, "max": 2020}


def test_a_computed_figure_names_its_parts_as_the_evidence_reads_them(table):
    assert research.JOIN == evidence.JOIN
    computed = table[table["dataset"].str.contains(research.JOIN, regex=False)]
    for row in computed.itertuples():
        assert len(row.dataset.split(research.JOIN)) == len(row.vintage.split(research.JOIN))
        assert row.dataset.split(research.JOIN)[-1] == "rosstat/gdp"


@pytest.mark.slow
@pytest.mark.releases
def test_the_embedded_extracts_are_the_releases_drawn_again(releases, root, tmp_path):
    script = root / "workflow/extract/research.py"
    subprocess.run([sys.executable, script, releases, "--to", tmp_path], check=True)
    drawn = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(drawn) == 12
    for path in drawn:
        assert (tmp_path / path).read_bytes() == (root / "data/raw" / path).read_bytes(), path


def test_the_transcribed_gdp_is_one_figure(root):
    path = root / "data/raw/rosstat/gdp/2023-04/gdp.csv"
    assert len(tables.read(path, tables.INDICATOR)) == 1


# ---- rules, on small tables


def test_a_share_meets_the_latest_gdp_that_was_out_when_it_was():
    implied = of(research.implied_levels(pd.concat([SHARE, GDP, EARLY_GDP])), "gerd_implied_lcu")
    source = ("worldbank/gerd+rosstat/gdp", "2026-07+2025-02")
    assert implied == {(2021, *source): approx(10), (2022, *source): approx(10.8)}


def test_a_share_older_than_every_gdp_implies_nothing():
    assert research.implied_levels(pd.concat([OLD_SHARE, GDP])).empty


def test_a_published_level_goes_before_an_implied_one():
    level = figures("oecd/msti", "2025-09", "gerd_lcu", {2021: 10.001})
    computed = research.assemble([SHARE, GDP, level])
    assert {year for year, *_ in of(computed, "gerd_implied_lcu")} == {2022}
    share = of(computed, "gerd_gdp_from_levels")
    assert share[2021, "oecd/msti+rosstat/gdp", "2025-09+2025-02"] == approx(1.0001)


def test_an_implied_level_that_contradicts_the_published_one_is_refused():
    level = figures("oecd/msti", "2025-09", "gerd_lcu", {2021: 10.1})
    with pytest.raises(
        CheckError, match=r"implied GERD within 0.1% of the published level"
    ) as error:
        research.assemble([SHARE, GDP, level])
    assert "2021" in str(error.value)


def test_a_provider_with_levels_may_divide_by_a_gdp_of_its_own():
    level = figures("oecd/msti", "2025-09", "gerd_lcu", {2021: 10.1})
    own = figures("oecd/msti", "2025-09", "gerd_gdp", {2021: 1.05})
    computed = research.assemble([own, GDP, level])
    assert of(computed, "gerd_implied_lcu") == {}


def test_the_latest_share_gives_the_level_that_is_divided():
    newer = figures("worldbank/gerd", "2027-07", "gerd_gdp", {2022: 0.92})
    computed = of(research.assemble([SHARE, newer, GDP, EARLY_GDP]), "gerd_gdp_from_levels")
    name = "worldbank/gerd+rosstat/gdp+rosstat/gdp"
    assert computed[2022, name, "2027-07+2025-02+2023-04"] == approx(0.92 * 1200 / 1100)
    assert len([key for key in computed if key[0] == 2022]) == 2


@pytest.mark.parametrize("newer_first", [False, True])
def test_the_latest_vintage_is_found_in_any_order_of_rows(newer_first):
    rows = [EARLY_GDP, GDP][:: -1 if newer_first else 1]
    found = research.latest(pd.concat(rows, ignore_index=True))
    assert dict(zip(found["year"], found["value"], strict=True)) == {2021: 1000, 2022: 1200}


@pytest.mark.parametrize(
    ("indicator", "value"), [("gerd_gdp", 101), ("gerd_business_funded", -1), ("gdp_lcu", 0)]
)
def test_figures_out_of_range_are_refused(indicator, value):
    with pytest.raises(CheckError, match="expected; 1 row"):
        research.assemble([SHARE, figures("a/b", "1", indicator, {2020: value})])


def test_a_figure_that_stands_twice_is_refused():
    with pytest.raises(CheckError, match="no two rows with one key"):
        research.assemble([SHARE, SHARE])


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 5), st.floats(1, 1e9), st.lists(st.floats(1, 1e9), min_size=1, max_size=4))
def test_the_share_times_its_gdp_is_the_same_expenditure_on_every_vintage(share, gdp, others):
    frames = [
        figures("worldbank/gerd", "2030-01", "gerd_gdp", {2020: share}),
        figures("rosstat/gdp", "2029-01", "gdp_lcu", {2020: gdp}),
        *(figures("rosstat/gdp", f"20{21 + i}-01", "gdp_lcu", {2020: x})
          for i, x in enumerate(others)),
    ]  # fmt: skip
    levels = research.implied_levels(pd.concat(frames))
    shares = research.shares_from_levels(levels, pd.concat(frames))
    by_vintage = {f["vintage"].item(): f["value"].item() for f in frames[1:]}
    spent = [
        row.value / 100 * by_vintage[row.vintage.rpartition("+")[2]] for row in shares.itertuples()
    ]
    assert len(spent) == len(others) + 1
    assert spent == approx([share / 100 * gdp] * len(spent))


def test_the_script_writes_what_the_library_assembles(raw, table, tmp_path, root):
    """The script's page of plumbing, run as the rule runs it."""
    out = tmp_path / "research.csv"
    job = SimpleNamespace(
        input=SimpleNamespace(raw=[str(path) for path in raw]),
        output=SimpleNamespace(table=out),
        wildcards=SimpleNamespace(table="research"),
    )
    source = Path(root / "workflow/scripts/compute_indicators.py").read_text(encoding="utf-8")
    exec(compile(source, "compute_indicators.py", "exec"), {"snakemake": job})
    written = tables.read(out, tables.INDICATOR)
    assert len(written) == len(table)
