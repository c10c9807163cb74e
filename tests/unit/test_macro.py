"""Shares of world GDP, ranks, and the weight of manufacturing."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import rdata
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import macro

UNITS = {"gdp_usd": "USD bn", "gdp_ppp": "int. $ bn", "gdp_ppp_share": "% of world"}
PLACES = ("BRA", "CHN", "RUS")
WIOD = "data/raw/wiod/wiot-11regions/2013/wiot.parquet"


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture(scope="module")
def table(root, countries):
    weo = tables.read(root / "data/raw/imf/weo/2025-10/gdp.csv", tables.INDICATOR)
    return macro.assemble(
        [weo], {code: countries.group(code) for code in macro.GROUPS}, countries.countries
    )


def of(frame, country, indicator):
    rows = frame[(frame["country"] == country) & (frame["indicator"] == indicator)]
    return rows.set_index("year")["value"]


# ---- the world, from the embedded raw files


def test_brics_made_a_third_of_world_gdp_by_purchasing_power(table):
    found = of(table, "BRICS5", "gdp_ppp_share")
    published = {2019: 30.9, 2022: 32.5, 2023: 33.3}
    assert {year: round(found[year], 1) for year in published} == published


def test_brics_overtook_the_g7_by_purchasing_power_but_not_at_market_rates(table):
    by_power = of(table, "BRICS5", "gdp_ppp") > of(table, "G7", "gdp_ppp")
    assert not by_power[2018]
    assert by_power[2019:].all()
    assert (of(table, "BRICS5", "gdp_usd") < of(table, "G7", "gdp_usd")).all()


def test_emerging_economies_by_both_measures_in_2022(table):
    assert of(table, "EMDE", "gdp_ppp_share")[2022] == approx(59.1, abs=0.05)
    assert of(table, "EMDE", "gdp_usd_share")[2022] == approx(42, abs=0.5)


def test_india_was_fifth_in_2022_at_market_rates(table):
    assert of(table, "IND", "gdp_usd_rank")[2022] == 5
    assert of(table, "GBR", "gdp_usd_rank")[2022] == 6
    assert of(table, "IND", "gdp_usd")[2022] / 1000 == approx(3.35, abs=0.005)


def test_the_six_invited_weigh_less_than_china_alone(table):
    invited = of(table, "BRICS11", "gdp_ppp") - of(table, "BRICS5", "gdp_ppp")
    assert (invited.loc[2005:] < of(table, "CHN", "gdp_ppp").loc[2005:]).all()


def test_every_group_covers_every_year_of_the_extract(table):
    for code in macro.GROUPS:
        assert list(of(table, code, "gdp_usd").index) == list(range(1995, 2025)), code


@pytest.mark.releases
def test_the_embedded_shares_of_manufacturing_are_those_of_the_world_tables(root, releases):
    """Printed output less the column of inputs; rows of whole millions miss it by a little."""
    stored = {t.year: t for t in intercountry.read_parquet(root / WIOD)}
    year = max(stored)
    with pytest.warns(UserWarning, match="iot"):
        release = rdata.read_rda(releases / "wiod2013" / f"wiot_{year}.RData")[f"wiot_{year}"]
    va = np.asarray(release["output"]) - np.asarray(release["inter"]).sum(axis=0)
    by_region = va.reshape(41, 35)
    expected = 100 * by_region[:, 2:16].sum(axis=1) / by_region.sum(axis=1)
    shares = macro.manufacturing_shares(stored[year], "wiod/wiot-11regions", "2013")
    found = shares.set_index("country")["value"]
    names = list(release["countries"])
    for code in ("BRA", "IND", "RUS", "CHN", "USA"):
        assert found[code] == approx(expected[names.index(code)], abs=0.05), code


def test_manufacturing_lost_weight_in_brazil_and_india_under_wiod(root):
    stored = intercountry.read_parquet(root / WIOD)
    shares = pd.concat(macro.manufacturing_shares(t, "wiod/wiot-11regions", "2013") for t in stored)
    for code in ("BRA", "IND"):
        found = of(shares, code, "manufacturing_va_share")
        assert found[2011] < found[1995], code


@pytest.mark.slow
@pytest.mark.releases
def test_the_embedded_extract_is_the_release_drawn_again(releases, root, tmp_path):
    script = root / "workflow/extract/macro.py"
    subprocess.run([sys.executable, script, releases, "--to", tmp_path], check=True)
    drawn = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert {str(path.parent.name) for path in drawn} == {"2024-04", "2025-10"}
    for path, body in drawn.items():
        assert (root / "data/raw" / path).read_bytes() == body, path


def test_the_script_writes_groups_and_manufacturing(root, table, tmp_path):
    raw, wiod, out = root / "data/raw/imf/weo/2025-10/gdp.csv", str(root / WIOD), tmp_path / "m.csv"
    job = SimpleNamespace(
        input=SimpleNamespace(raw=[raw], tables=[wiod], countries=root / "config/countries.yaml"),
        output=SimpleNamespace(table=out),
        params=SimpleNamespace(labels={wiod: ["wiod/wiot-11regions", "2013"]}),
    )
    source = (root / "workflow/scripts/compute_macro.py").read_text(encoding="utf-8")
    exec(compile(source, "compute_macro.py", "exec"), {"snakemake": job})
    written = tables.read(out, tables.INDICATOR)
    made = written[written["indicator"] == "manufacturing_va_share"]
    assert len(written) == len(table) + len(made)
    assert len(made) == 11 * 17
    assert set(made["dataset"]) == {"wiod/wiot-11regions"}


# ---- rules, on small tables


def levels(values, indicator="gdp_usd", vintage="2025-10"):
    """An indicator table from {(country, year): value}."""
    return pd.DataFrame(
        [
            {"country": c, "year": y, "indicator": indicator, "value": float(v),
             "unit": UNITS[indicator], "dataset": "imf/weo", "vintage": vintage}
            for (c, y), v in values.items()
        ]
    )  # fmt: skip


WORLD = {("WLD", 2020): 100, ("BRA", 2020): 2, ("RUS", 2020): 3, ("CHN", 2020): 20}


def test_a_group_is_added_only_where_every_member_has_a_figure():
    values = {**WORLD, ("BRA", 2021): 2, ("WLD", 2021): 110}
    summed = macro.group_sums(levels(values), "PAIR", ["BRA", "RUS"])
    assert of(summed, "PAIR", "gdp_usd").to_dict() == {2020: 5}


def test_a_group_with_a_member_without_any_figure_is_refused():
    with pytest.raises(CheckError, match=r"group PAIR: .* none of ZAF"):
        macro.group_sums(levels(WORLD), "PAIR", ["BRA", "ZAF"])


def test_vintages_are_never_added_together():
    both = pd.concat([levels(WORLD), levels(WORLD, vintage="2024-10")])
    summed = macro.group_sums(both, "PAIR", ["BRA", "RUS"])
    assert sorted(zip(summed["vintage"], summed["value"], strict=True)) == [
        ("2024-10", 5), ("2025-10", 5),
    ]  # fmt: skip


def test_a_published_share_is_kept_and_not_computed_again():
    published = levels({("CHN", 2020): 20.04}, "gdp_ppp_share")
    found = macro.assemble([levels(WORLD, "gdp_ppp"), published], {"PAIR": ["BRA", "RUS"]}, PLACES)
    assert of(found, "CHN", "gdp_ppp_share").to_dict() == {2020: 20.04}
    assert of(found, "PAIR", "gdp_ppp_share").to_dict() == {2020: approx(5)}


def test_a_published_share_that_contradicts_the_levels_is_refused():
    published = levels({("CHN", 2020): 21.0}, "gdp_ppp_share")
    with pytest.raises(CheckError, match=r"within 0.05 points of the published ones"):
        macro.assemble([levels(WORLD, "gdp_ppp"), published], {"PAIR": ["BRA", "RUS"]}, PLACES)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(1, 1e6), min_size=1))
def test_shares_of_all_parts_make_the_world(sizes):
    values = {(c, 2020): v for c, v in sizes.items()} | {("WLD", 2020): sum(sizes.values())}
    assert macro.world_shares(levels(values))["value"].sum() == approx(100)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 5), min_size=1))
def test_a_rank_counts_the_larger_ones(sizes):
    values = {(c, 2020): v for c, v in sizes.items()} | {("WLD", 2020): 99}
    ranks = macro.rank_countries(levels(values), "gdp_usd", "ABCDEFGH")
    assert set(ranks["country"]) == set(sizes)
    for country, rank in zip(ranks["country"], ranks["value"], strict=True):
        assert rank == 1 + sum(size > sizes[country] for size in sizes.values())


def test_a_release_is_ranked_here_and_an_extract_brings_its_ranks():
    release = macro.assemble([levels(WORLD)], {"PAIR": ["BRA", "RUS"]}, PLACES)
    ranked = release[release["indicator"] == "gdp_usd_rank"].set_index("country")["value"].to_dict()
    assert ranked == {"CHN": 1, "RUS": 2, "BRA": 3}
    brought = levels({("RUS", 2020): 11}).assign(indicator="gdp_usd_rank", unit="rank")
    extract = macro.assemble([levels(WORLD), brought], {"PAIR": ["BRA", "RUS"]}, PLACES)
    assert list(extract.query("indicator == 'gdp_usd_rank'")["value"]) == [11]


def small(industries, va):
    n = len(va)
    return InterCountryTable(
        regions=("RUS", "CHN"), industries=industries, Z=np.zeros((n, n)), Y=np.zeros((n, 2)),
        x=np.array(va, dtype=float), va=np.array(va, dtype=float), year=2011, edition="WIOD",
    )  # fmt: skip


def test_manufacturing_is_weighed_region_by_region():
    shares = macro.manufacturing_shares(
        small(("c2", "c3", "c16", "c17"), [5, 1, 2, 2, 1, 3, 3, 3]), "wiod/x", "2013"
    )
    found = shares.set_index("country")["value"].to_dict()
    assert found == approx({"RUS": 30, "CHN": 60})
    assert set(shares["unit"]) == {"% of value added"}


def test_a_table_of_unknown_industries_has_no_manufacturing():
    with pytest.raises(CheckError, match="manufacturing industries expected; the table holds a, b"):
        macro.manufacturing_shares(small(("a", "b"), [1, 1, 1, 1]), "wiod/x", "2013")
