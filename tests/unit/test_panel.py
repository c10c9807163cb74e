"""The wide panel tells what the measures tell, cell by cell, and its catalogue what is stored."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose

from techsov.core import intercountry
from techsov.core.errors import CheckError
from techsov.indicators import dependency_industries, panel, production

WIOD = "data/raw/wiod/wiot-11regions/2013/wiot.parquet"


@pytest.fixture(scope="module")
def table(root):
    return intercountry.read_parquet(root / WIOD)[-1]


@pytest.fixture(scope="module")
def pairs(table):
    return production.panel(table).to_pandas().astype({"user": str, "supplier": str})


def weighted(rows, by, cells, weight):
    """Shares by industry, weighed with a column of `cells`, as country pairs."""
    weights = cells.rename(columns={"region": by, weight: "weight"})[[by, "industry", "weight"]]
    joined = rows.merge(weights, on=[by, "industry"])
    joined["value"] *= joined["weight"]
    sums = joined.groupby(["user", "supplier"])[["value", "weight"]].sum()
    return sums["value"] / sums["weight"]


def test_an_industrys_exposure_is_that_of_the_measure(table):
    found = panel.user_industries(table).to_pandas()
    for user in ("RUS", "USA"):
        known = dependency_industries.by_industry(table, user)
        mine = found[found["user"] == user].drop(columns="year")
        both = mine.merge(known, on=["measure", "basis", "industry", "supplier"])
        assert len(both) == len(mine) == 4 * 35 * 10
        assert_allclose(both["value_x"], both["value_y"], rtol=1e-12)


def test_industries_weighed_with_value_added_in_final_production_give_the_countrys_exposure(
    table, pairs
):
    """On value added a unit of final production holds one unit, so that the weight is y itself."""
    found = panel.user_industries(table).to_pandas()
    rows = found.query("measure == 'fpem' and basis == 'value_added'")
    mine = weighted(rows, "user", panel.cells(table).to_pandas(), "final_production")
    known = pairs.query("measure == 'fpem' and basis == 'value_added' and scope == 'all'")
    known = known.set_index(["user", "supplier"])["value"]
    assert_allclose(mine, known.loc[mine.index], rtol=1e-9)


def test_industries_weighed_with_their_output_give_the_countrys_dependence_on_a_market(
    table, pairs
):
    rows = panel.supplier_industries(table).to_pandas()
    mine = weighted(rows, "supplier", panel.cells(table).to_pandas(), "output")
    known = pairs.query("measure == 'fpex' and basis == 'gross_output' and scope == 'all'")
    known = known.set_index(["user", "supplier"])["value"]
    assert_allclose(mine, known.loc[mine.index], rtol=1e-9)


def test_idle_industries_have_no_share(table):
    idle = {
        (table.regions[k // 35], table.industries[k % 35]) for k in np.flatnonzero(table.x == 0)
    }
    assert idle
    for frame, end in (
        (panel.user_industries(table), "user"),
        (panel.supplier_industries(table), "supplier"),
    ):
        empty = frame.filter(pl.col("value").is_null()).select(end, "industry")
        assert set(empty.unique().rows()) == idle


def test_cells_are_the_tables_own(table):
    cells = panel.cells(table)
    china = cells.filter((pl.col("region") == "CHN") & pl.col("manufacturing"))
    assert china["industry"].to_list() == [f"c{k}" for k in range(3, 17)]
    assert_allclose(cells["value_added"].sum(), cells["final_production"].sum(), rtol=1e-9)


def test_files_with_other_countries_are_read_as_one(table, tmp_path):
    folded = table.aggregate(regions={"REST": [r for r in table.regions if r != "RUS"]})
    for name, each in (("a", table), ("b", folded)):
        panel.write(production.panel(each), tmp_path / "pairs" / f"{name}.parquet", "w/x", name)
    both = pl.read_parquet(tmp_path / "pairs" / "*.parquet")
    assert set(both.filter(pl.col("vintage") == "b")["user"]) == {"RUS", "REST"}
    assert both.columns[:3] == ["dataset", "vintage", "year"]


def test_the_catalogue_names_what_is_stored(table, tmp_path):
    parts = []
    for name, frame in (("pairs", production.panel(table)), ("cells", panel.cells(table))):
        path = tmp_path / name / "w/x/1/2011.parquet"
        panel.write(frame, path, "w/x", "1")
        parts.append(panel.Part(name, "w/x", "1", path))
    listed = panel.catalogue(reversed(parts), tmp_path)
    assert listed["table"].to_list() == ["pairs", "cells"]
    assert listed["file"].to_list() == [f"{n}/w/x/1/2011.parquet" for n in ("pairs", "cells")]
    assert listed["rows"].to_list() == [len(pd.read_parquet(p.path)) for p in parts]
    assert set(listed["first_year"]) == set(listed["last_year"]) == {2011}
    assert listed["industries"].to_list() == [pd.NA, 35]


def test_files_of_different_builds_are_refused(table, tmp_path):
    folded = table.aggregate(regions={"REST": [r for r in table.regions if r != "RUS"]})
    parts = []
    for name, frame in (("pairs", production.panel(table)), ("cells", panel.cells(folded))):
        path = tmp_path / f"{name}.parquet"
        panel.write(frame, path, "w/x", "1")
        parts.append(panel.Part(name, "w/x", "1", path))
    with pytest.raises(CheckError, match=r"cells\.parquet: 2.*build it again"):
        panel.catalogue(parts, tmp_path)
