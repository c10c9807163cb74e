"""How far choices and errors move an asymmetry: known answers on small tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import dependency, production
from techsov.indicators import dependency_ranges as ranges
from techsov.indicators.regions import REST_OF_EU

WIOD = "data/raw/wiod/wiot-11regions/2013/wiot.parquet"


def pair(measure, basis, scope, there, back):
    """Rows of a dependency table: what RUS depends on CHN, and the reverse."""
    ends = [("RUS", "CHN", there), ("CHN", "RUS", back)]
    if measure == "fpex":  # there the supplier is the one that depends
        ends = [(supplier, user, value) for user, supplier, value in ends]
    return [
        {"dataset": "oecd/icio", "vintage": "2023", "year": 2011, "measure": measure,
         "basis": basis, "scope": scope, "user": user, "supplier": supplier, "value": value}
        for user, supplier, value in ends
    ]  # fmt: skip


@pytest.fixture
def rows():
    return pd.DataFrame(
        pair("fpem", "value_added", "foreign", 0.12, 0.04)
        + pair("fpem", "gross_output", "foreign", 0.20, 0.05)
        + pair("fpex", "value_added", "foreign", 0.10, 0.01)
        + pair("fpem_face", "value_added", "foreign", 0.02, 0.04)
        + pair("fpem", "value_added", "all", 0.01, 0.0)
    )


def test_on_the_export_side_the_seller_is_the_one_that_depends(rows):
    found = ranges.asymmetries(rows, "RUS", "CHN").set_index(["measure", "basis", "scope"])["ratio"]
    assert found["fpem", "value_added", "foreign"] == approx(3)
    assert found["fpex", "value_added", "foreign"] == approx(10)
    assert ("fpem", "value_added", "all") not in found.index  # nothing to divide by


def test_a_choice_spans_its_least_and_greatest_asymmetry(rows):
    found = ranges.by_choice(ranges.asymmetries(rows, "RUS", "CHN")).set_index("choice")
    assert found.loc["basis", ["low", "high"]].tolist() == approx([3, 4])
    assert found.loc["side", ["low", "high"]].tolist() == approx([3, 10])
    assert found.loc["tiers", ["low", "high"]].tolist() == approx([0.5, 3])
    assert found.loc["any", ["low", "high"]].tolist() == approx([0.5, 10])
    assert found.loc["any", "high_variant"] == "fpex, value_added, foreign"


@pytest.fixture(scope="module")
def wiod_2011(root):
    return next(t for t in intercountry.read_parquet(root / WIOD) if t.year == 2011)


def test_rounding_moves_the_asymmetry_around_what_is_printed(wiod_2011, root, monkeypatch):
    monkeypatch.setattr(ranges, "DRAWS", 20)
    union = Countries.load(root / "config/countries.yaml").group(REST_OF_EU)
    printed = ranges.printed_members(wiod_2011.regions, union)
    assert printed == {"EU26": 26, "ROW": 6}
    (found,) = ranges.balance(wiod_2011, "RUS", "CHN", printed).to_dict("records")
    assert found["low"] < found["base"] < found["high"]
    assert found["high"] / found["low"] < 1.01
    (again,) = ranges.balance(wiod_2011, "RUS", "CHN", printed).to_dict("records")
    assert again == found


def test_a_table_that_adds_up_has_no_error_to_move_it(wiod_2011):
    exact = replace(
        wiod_2011, **{name: getattr(wiod_2011, name) * 0.3 for name in ("Z", "Y", "x", "va")}
    )
    (found,) = ranges.balance(exact, "RUS", "CHN").to_dict("records")
    assert found["low"] == approx(found["high"], rel=1e-9)
    off = replace(exact, va=exact.va * (1 + 0.2 * (np.arange(exact.cells) % 3)))
    (found,) = ranges.balance(off, "RUS", "CHN").to_dict("records")
    assert found["low"] < found["high"] * 0.999


def test_russias_own_tables_are_known_for_the_oecd_only():
    told = [ranges.own_table("oecd/icio", year, ("RUS", "CHN")) for year in (1995, 1996, 2011)]
    assert told == ["yes", "no", "yes"]
    assert ranges.own_table("wiod/wiot-11regions", 1995, ("RUS", "CHN")) == "not known"
    assert ranges.own_table("oecd/icio", 1995, ("DEU", "CHN")) == "not known"


def test_the_panel_holds_what_all_pairs_hold(wiod_2011):
    panel = production.panel(wiod_2011).to_pandas()
    pairs = dependency.all_pairs(wiod_2011)
    key = ["measure", "basis", "scope", "user", "supplier"]
    both = pairs.merge(panel.astype(dict.fromkeys(key, str)), on=key, suffixes=("", "_stored"))
    assert len(both) == len(pairs) == len(panel)
    assert np.array_equal(both["value"], both["value_stored"], equal_nan=True)
    made = production.look_through(wiod_2011)["value_added"]
    assert np.allclose(made.sum(axis=0), wiod_2011.final_production().reshape(11, -1).sum(axis=1))
    assert tables.check(pairs.assign(dataset="d", vintage="v", year=2011), tables.DEPENDENCY).size


def course(ratios):
    """Asymmetries on the base measure, by year, of ICIO."""
    base = {"dataset": "oecd/icio", "vintage": "2023", **ranges.BASE}
    return pd.DataFrame([base | {"year": year, "ratio": ratio} for year, ratio in ratios.items()])


def test_a_year_without_an_own_table_is_held_against_the_nearest_that_have_one():
    """Of the years here 1995, 2011, 2012 and 2019 have tables of Russia's own."""
    ratios = course({1995: 1.0, 2003: 3.0, 2011: 4.0, 2012: 5.0, 2019: 5.0, 2020: 8.0})
    found = ranges.interpolation(ratios, ("RUS", "CHN")).set_index("year")
    assert 1995 not in found.index  # nothing comes before it
    assert found.loc[2003, ["low", "high"]].tolist() == approx([2.0, 3.0])  # half-way to 4, in logs
    assert found.loc[2003, "low_variant"] == "from 1995 and 2011"
    assert found.loc[2020, ["low", "high"]].tolist() == approx([5.0, 8.0])
    assert found.loc[2020, "low_variant"] == "from 2019"
    # With its own table, 2011 is told as its neighbours have it: 16 years of 17 on the way to 5.
    assert found.loc[2011, "high"] == approx(5 ** (16 / 17))
    assert found.loc[2011, "low_variant"] == "as published"
    assert ranges.interpolation(ratios, ("DEU", "CHN")).empty
    assert ranges.interpolation(ratios.assign(dataset="wiod/wiot"), ("RUS", "CHN")).empty


def test_years_without_the_base_are_left_out_of_what_choices_span(rows):
    other = rows[rows["measure"] != "fpem"].assign(year=2012)
    found = ranges.by_choice(ranges.asymmetries(pd.concat([rows, other]), "RUS", "CHN"))
    assert set(found["year"]) == {2011}


def test_folded_regions_count_the_regions_of_wiod_that_they_hold():
    """WIOD prints 41 regions; where the rest of the union is not folded, nothing is counted."""
    union = ["DEU", "FRA", "ITA"]
    found = ranges.printed_members(["RUS", "CHN", "DEU", REST_OF_EU, "ROW"], union)
    assert found[REST_OF_EU] == 2
    assert sum(found.values()) + len(["RUS", "CHN", "DEU"]) == ranges.WIOD_REGIONS
    assert ranges.printed_members(["RUS", "CHN"], union) == {}
