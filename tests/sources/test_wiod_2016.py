"""What others derived from the 2016 release of WIOD: derivations that agree, and their shares."""

import numpy as np
import pytest
from pytest import approx

from techsov.core import tables

YEARS = (2002, 2005, 2008, 2011, 2014)


@pytest.fixture(scope="module")
def absorbed(root):
    return tables.read(root / "data/raw/wiod/fdva/2016/fdva.csv", tables.DEPENDENCY)


@pytest.fixture(scope="module")
def rebuilt(root):
    return tables.read(root / "data/raw/wiod/production/2016/measures.csv", tables.DEPENDENCY)


def per_cent(frame, user, supplier, **chosen):
    rows = frame[(frame["user"] == user) & (frame["supplier"] == supplier)]
    for column, value in chosen.items():
        rows = rows[rows[column] == value]
    return [100 * value for value in rows.sort_values("year")["value"]]


def test_every_pair_of_44_regions_is_there_for_five_years(absorbed):
    assert sorted(set(absorbed["year"])) == list(YEARS)
    assert len(absorbed) == 5 * 44 * 43


def test_shares_of_all_suppliers_of_a_user_add_up_to_one(absorbed):
    assert np.allclose(absorbed.groupby(["user", "year"])["value"].sum(), 1, atol=1e-9)


def test_china_in_russia_and_russia_in_china_as_computed_from_the_derived_file(absorbed):
    assert per_cent(absorbed, "RUS", "CHN") == approx([6.69, 9.63, 12.39, 15.84, 18.68], abs=0.005)
    assert per_cent(absorbed, "CHN", "RUS") == approx([2.14, 2.41, 2.88, 3.44, 3.12], abs=0.005)


def test_two_independent_derivations_agree_on_2014(absorbed, rebuilt):
    """The rebuilt table is folded, which moves a share by a few tenths of a point at most."""
    for user, supplier in (("RUS", "CHN"), ("CHN", "RUS")):
        [folded] = per_cent(rebuilt, user, supplier, measure="fdva_share")
        assert folded == approx(per_cent(absorbed, user, supplier)[-1], abs=0.2)


@pytest.mark.parametrize(
    ("measure", "user", "supplier", "unfolded"),
    [("fpem", "RUS", "CHN", 12.35), ("fpem", "CHN", "RUS", 3.82),
     ("fpex", "CHN", "RUS", 10.3), ("fpex", "RUS", "CHN", 1.6)],
)  # fmt: skip
def test_production_and_sales_of_2014_are_near_those_of_the_unfolded_table(
    rebuilt, measure, user, supplier, unfolded
):
    chosen = {"measure": measure, "basis": "value_added", "scope": "foreign"}
    [folded] = per_cent(rebuilt, user, supplier, **chosen)
    assert folded == approx(unfolded, abs=0.35)


@pytest.mark.releases
def test_value_added_from_china_to_russia_agrees_in_millions(releases):
    import pandas as pd

    from techsov.core import intercountry
    from techsov.indicators import production

    flows = pd.read_stata(releases / "wiod2016/dva_gtrade.dta").set_index(
        ["exporter", "importer", "year"]
    )["dva"]
    path = releases / "wiod2016/wiot_2014_rebuilt_11regions_50ind.parquet"
    [table] = intercountry.read_parquet(path)
    absorbed = production.solve(table, "all")["all"].absorbed
    china, russia = (table.regions.index(code) for code in ("CHN", "RUS"))
    assert flows["CHN", "RUS", 2014] == approx(62_884, abs=1)
    assert absorbed[china, russia] == approx(flows["CHN", "RUS", 2014], rel=0.01)
