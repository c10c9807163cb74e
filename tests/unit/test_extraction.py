"""Hypothetical extraction against a table worked by hand, brute force, and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose
from pytest import approx

from techsov.core import tables
from techsov.core.errors import CheckError, UnknownCountry
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import extraction
from tests.icio_layouts import a_few, small_tables


@pytest.fixture
def by_hand() -> InterCountryTable:
    """The worked example of docs/method-dependency.md: a supplier S, a transit T, a user U."""
    Z = np.array([[0, 0, 0], [25, 0, 0], [10, 20, 0]], dtype=float)
    Y = np.array([[100, 0, 0], [15, 60, 0], [10, 0, 60]], dtype=float)
    x, va = np.full(3, 100.0), np.array([65.0, 80, 100])
    return InterCountryTable(("U", "T", "S"), ("C26",), Z, Y, x, va, 2000, "by hand").check()


def test_the_user_loses_what_rested_on_the_supplies(by_hand):
    lost = extraction.extract(by_hand, "S", "U").set_index(["model", "industry", "measure"])
    assert lost.loc[("supplies", "C26", "gross_output"), "lost"] == approx(10)
    assert lost.loc[("supplies", "C26", "value_added"), "lost"] == approx(6.5)
    assert lost.loc[("supplies", "all", "value_added"), "share"] == approx(0.10)
    assert lost.loc[("orders", "all", "gross_output"), "lost"] == 0  # S buys nothing from U


@a_few
@given(small_tables())
def test_extraction_is_what_the_table_without_the_block_gives(table):
    user, supplier = table.regions[:2]
    lost = extraction.extract(table, supplier, user)
    lost = lost.query("measure == 'gross_output' and industry != 'all'").set_index("model")["lost"]
    Z = table.Z.copy()
    Z[table.cells_of(supplier), table.cells_of(user)] = 0
    per_output = np.divide(1, table.x, out=np.zeros(table.cells), where=table.x != 0)
    demanded = np.linalg.solve(np.eye(table.cells) - Z * per_output, table.final_production())
    allocation = Z * per_output[:, None]  # Ghosh: who gets what part of a cell's output
    made = np.linalg.solve((np.eye(table.cells) - allocation).T, table.va)
    cells = table.cells_of(user)
    near = {"rtol": 1e-8, "atol": 1e-8 * table.x.max()}
    assert_allclose(lost["orders"], (table.x - demanded)[cells], **near)
    assert_allclose(lost["supplies"], (table.x - made)[cells], **near)


@a_few
@given(small_tables())
def test_no_more_is_lost_than_there_is_and_the_whole_is_the_sum(table):
    lost = extraction.both_ways(table, table.regions[:2])
    tables.check(lost.assign(dataset="d", vintage="v", year=2000), extraction.schema(), "lost")
    shares = lost["share"].dropna()
    assert shares.between(-1e-9, 1 + 1e-9).all()
    key = ["supplier", "user", "model", "measure"]
    parts = lost[lost["industry"] != "all"].groupby(key)["lost"].sum()
    whole = lost[lost["industry"] == "all"].set_index(key)["lost"].sort_index()
    assert_allclose(parts, whole, atol=1e-9 * max(table.x.max(), 1))


def test_what_cannot_be_extracted_is_refused(by_hand):
    with pytest.raises(CheckError, match="supplies to itself are not extracted: U"):
        extraction.extract(by_hand, "U", "U")
    with pytest.raises(UnknownCountry, match="`X` is not in the table"):
        extraction.extract(by_hand, "X", "U")
