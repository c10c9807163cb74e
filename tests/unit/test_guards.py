"""Guards: each fault of a new release is named, and nothing else stops."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techsov.update import guards

YEARS = range(2010, 2021)


def table(countries=("RUS", "CHN", "USA"), years=YEARS, unit="m", factor=1.0, name="gdp"):
    rows = [
        (country, year, name, factor * (1 + place + (year - 2010) / 10 + place * year), unit)
        for place, country in enumerate(countries)
        for year in years
    ]
    return pd.DataFrame(rows, columns=["country", "year", "indicator", "value", "unit"])


def found(new, old):
    return {fault.guard: fault.said for fault in guards.find(new, old)}


@given(st.integers(0, 5), st.floats(0.5, 2.0))
def test_a_longer_and_revised_release_passes(more, factor):
    new = table(("RUS", "CHN", "USA", "IND"), range(2010, 2021 + more), factor=factor)
    assert found(new, table()) == {}


def test_years_that_are_no_longer_covered_are_named():
    assert found(table(years=range(2012, 2021)), table()) == {
        "coverage": "gdp no longer covers 2010, 2011"
    }


def test_an_indicator_that_is_gone_is_named():
    old = pd.concat([table(), table(name="gerd")])
    assert found(table(), old)["coverage"] == "gerd is no longer held (2010-2020 before)"


def test_values_gone_from_within_are_named():
    new = table().query("not (country == 'CHN' and year == 2015)")
    assert "gdp CHN 2015" in found(new, table())["coverage"]


def test_a_country_that_disappears_is_named():
    assert found(table(("RUS", "USA")), table())["countries"] == "no longer held: CHN"


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_millions_that_become_billions_or_thousands_are_named(factor):
    assert f"{factor:.4g} times that before" in found(table(factor=factor), table())["scale"]


def test_another_unit_is_named():
    assert found(table(unit="bn"), table())["scale"] == "gdp is in bn, in m before"


def test_a_series_under_a_new_name_is_named():
    new = pd.concat([table(), table(name="gdp_new", countries=("RUS",))])
    assert found(new, table())["renamed"] == "gdp_new RUS holds the values of gdp RUS"


def ranking(n, shift=0):
    countries = [f"C{i:02}" for i in range(n)]
    frame = pd.DataFrame({"country": countries, "eci": [2 - i / n for i in range(n)]})
    ranks = range(1 + shift, n + 1 + shift)
    return frame.assign(classification="SITC", year=2020, ranked=n, rank=ranks)


def test_a_rank_beyond_the_ranked_countries_is_named():
    said = "the release ranks beyond its ranked countries: SITC C09 2020: 11 of 10"
    assert found(ranking(10, shift=1), ranking(10))["ranks"] == said


def test_the_release_s_own_rank_counts_where_it_is_carried_and_none_is_no_fault():
    new = ranking(10).assign(published_rank=pd.array([*range(1, 9), None, 174], dtype="Int64"))
    assert found(new, ranking(10))["ranks"].endswith("its ranked countries: "
                                                     "SITC C09 2020: 174 of 10")  # fmt: skip


def test_a_release_that_ranks_everything_is_named():
    assert found(ranking(23), ranking(14))["ranks"] == "23 countries are ranked, 14 before"
    assert "ranks" not in found(ranking(15), ranking(14))


def test_a_fault_stops_with_its_reason_and_the_way_to_accept_it():
    with pytest.raises(guards.Stopped) as stopped:
        guards.check("rosstat/gdp", table(("RUS", "USA")), table())
    assert "no longer held: CHN" in str(stopped.value)
    assert 'make update ACCEPT="rosstat/gdp:countries' in str(stopped.value)


@pytest.mark.parametrize("accepted", ["rosstat/gdp:countries", "rosstat/gdp"])
def test_what_is_accepted_passes_and_is_noted(accepted):
    noted = guards.check("rosstat/gdp", table(("RUS", "USA")), table(), [accepted])
    assert noted == ["countries: no longer held: CHN"]


def test_accepting_one_guard_does_not_accept_another():
    new = table(("RUS", "USA"), unit="bn")
    with pytest.raises(guards.Stopped, match="scale"):
        guards.check("rosstat/gdp", new, table(), ["rosstat/gdp:countries"])


def test_accepting_one_dataset_does_not_accept_another():
    with pytest.raises(guards.Stopped):
        guards.check("rosstat/gdp", table(("RUS", "USA")), table(), ["oecd/msti"])


def test_exports_and_dependency_are_guarded_by_product_and_measure():
    """What is no longer held is named as a reader of the table would look for it."""
    exports = pd.DataFrame(
        [("RUS", 2020, product, 5.0) for product in (2709, 7108)],
        columns=["country", "year", "product", "value"],
    )
    said = found(exports.query("product == 7108"), exports)["coverage"]
    assert said == "exports.2709 is no longer held (2020-2020 before)"
    measured = pd.DataFrame(
        [(measure, "gross", "all", "RUS", "CHN", 2020, 0.1) for measure in ("fpem", "fpex")],
        columns=["measure", "basis", "scope", "user", "supplier", "year", "value"],
    )
    said = found(measured.query("measure == 'fpex'"), measured)["coverage"]
    assert said == "fpem.gross.all.CHN is no longer held (2020-2020 before)"


def test_a_table_of_another_kind_cannot_be_guarded():
    with pytest.raises(ValueError, match="no tidy table with the columns a, b"):
        guards.lengthen(pd.DataFrame(columns=["a", "b"]))


def test_a_series_that_never_moves_is_not_taken_for_another():
    flat = table(("RUS",)).assign(value=1.0)
    assert "renamed" not in found(pd.concat([flat, flat.assign(indicator="gini")]), flat)
