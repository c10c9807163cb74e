"""What must hold of the dependency measures whatever the table."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techsov.indicators import dependency, dependency_industries
from tests.icio_layouts import a_few, small_tables

KEY = ["measure", "basis", "scope", "user", "supplier"]


def by_region(table, values):
    return values.reshape(len(table.regions), -1).sum(axis=1)


def shares(table, regions=None):
    return dependency.all_pairs(table, regions).set_index(KEY)["value"].sort_index()


@a_few
@given(small_tables())
def test_every_unit_of_final_output_is_somebodys_value_added(table):
    solved = dependency.production_matrices(table)
    y = by_region(table, table.final_production())
    assert_allclose(solved.value_added.sum(axis=0), y, rtol=1e-9)
    assert_allclose(solved.value_added.sum(axis=1), by_region(table, table.va), rtol=1e-9)
    needs = dependency_industries.requirements(table)
    assert_allclose(needs.look_through["value_added"].sum(axis=0)[table.x > 0], 1, rtol=1e-9)


@a_few
@given(small_tables())
def test_all_output_stands_behind_somebodys_final_output(table):
    solved = dependency.production_matrices(table)
    assert_allclose(solved.gross_output.sum(axis=1), by_region(table, table.x), rtol=1e-9)


@a_few
@given(small_tables())
def test_all_value_added_is_absorbed_by_somebodys_demand(table):
    absorbed = dependency.production_matrices(table).absorbed
    assert_allclose(absorbed.sum(axis=0), table.Y.sum(axis=0), rtol=1e-9)
    assert_allclose(absorbed.sum(axis=1), by_region(table, table.va), rtol=1e-9)


@a_few
@given(small_tables())
def test_shares_of_all_suppliers_and_of_all_markets_add_up_to_one(table):
    solved = dependency.production_matrices(table)
    for matrix in (solved.gross_output, solved.value_added):
        assert_allclose(dependency.import_shares(matrix, matrix).sum(axis=0), 1)
        assert_allclose(dependency.export_shares(matrix).sum(axis=1), 1)
        foreign = dependency.import_shares(matrix, matrix, scope="foreign")
        traded = matrix.sum(axis=0) - np.diag(matrix) > 1e-9
        assert_allclose(foreign.sum(axis=0)[traded], 1)
    pairs = dependency.all_pairs(table).query("measure == 'fdva_share'")
    sums = pairs.groupby("user")["value"].sum(min_count=1).dropna()
    assert_allclose(sums, 1)


@a_few
@given(small_tables(), st.sampled_from([1e-3, 0.5, 7.0, 1e6]))
def test_shares_do_not_depend_on_the_unit(table, unit):
    other = replace(table, Z=table.Z * unit, Y=table.Y * unit, x=table.x * unit, va=table.va * unit)
    pd.testing.assert_series_equal(shares(table), shares(other), rtol=1e-9, atol=1e-12)


@a_few
@given(small_tables(regions=(4, 4)), st.permutations(range(4)))
def test_shares_do_not_depend_on_the_order_of_countries(table, order):
    N = len(table.industries)
    cells = np.concatenate([np.arange(g * N, (g + 1) * N) for g in order])
    turned = replace(
        table,
        regions=tuple(table.regions[g] for g in order),
        Z=table.Z[np.ix_(cells, cells)],
        Y=table.Y[np.ix_(cells, order)],
        x=table.x[cells],
        va=table.va[cells],
    )
    pd.testing.assert_series_equal(shares(table), shares(turned), rtol=1e-9, atol=1e-12)


@a_few
@given(small_tables())
def test_face_value_and_hidden_exposure_make_up_look_through(table):
    found = shares(table)
    assert_allclose(found["fpem_face"] + found["fpem_hidden"], found["fpem"], rtol=1e-9, atol=1e-12)
    assert (found["fpem_hidden"].dropna() > -1e-12).all()
    assert found.dropna().between(-1e-12, 1 + 1e-12).all()


@a_few
@given(small_tables())
def test_last_crossings_add_up_to_look_through(table):
    whole = dependency_industries.by_industry(table, "RUS").query("measure == 'fpem'")
    crossing = dependency_industries.by_last_crossing(table, "RUS")
    sums = crossing.groupby(["basis", "industry", "supplier"])["value"].sum(min_count=1)
    expected = whole[whole["supplier"] != "RUS"].set_index(["basis", "industry", "supplier"])[
        "value"
    ]
    assert_allclose(sums.drop("all", level="industry").loc[expected.index], expected, atol=1e-12)
    pairs = shares(table)["fpem"].xs("all", level="scope").xs("RUS", level="user")
    together = sums.xs("all", level="industry")
    assert_allclose(together, pairs.loc[together.index], atol=1e-12)
    assert (crossing["value"].dropna() >= 0).all()


@a_few
@given(small_tables(regions=(4, 4)))
def test_folding_solved_matrices_is_summing_over_the_groups_cells(table):
    groups = {"PAIR": ["CHN", "DEU"]}
    folded = dependency.fold(dependency.production_matrices(table), groups)
    A = np.divide(table.Z, table.x, out=np.zeros_like(table.Z), where=table.x != 0)
    LF = np.linalg.inv(np.eye(table.cells) - A) * table.final_production()
    N = len(table.industries)
    cells = {"PAIR": slice(N, 3 * N), "RUS": slice(0, N), "USA": slice(3 * N, 4 * N)}
    for origin, rows in cells.items():
        for user, columns in cells.items():
            expected = LF[rows, columns].sum()
            assert_allclose(folded.gross_output.loc[origin, user], expected, atol=1e-9)


@a_few
@given(small_tables(regions=(4, 4)))
def test_a_group_supplies_what_its_members_supply(table):
    alone, grouped = shares(table), shares(table, {"PAIR": ["CHN", "DEU"]})
    for measure in ("fpem", "fdva_share"):
        for scope in set(alone[measure].index.get_level_values("scope")):
            one = alone[measure].xs(scope, level="scope").xs("RUS", level="user")
            both = grouped[measure].xs(scope, level="scope").xs("RUS", level="user")
            members = one.xs("CHN", level="supplier") + one.xs("DEU", level="supplier")
            assert_allclose(both.xs("PAIR", level="supplier"), members, rtol=1e-9, atol=1e-12)


@a_few
@given(small_tables(regions=(4, 4)))
def test_a_group_of_one_moves_no_share(table):
    renamed = {"EUR": ["DEU"]}
    effect = dependency.folding_effect(table, renamed)
    assert len(effect) == len(dependency.all_pairs(table))
    assert_allclose(effect["value"], effect["exact"], atol=1e-12)


@a_few
@given(small_tables())
def test_domestic_and_foreign_content_make_up_gross_exports(table):
    exports = dependency.exports(table, "RUS")
    assert_allclose(exports.domestic_content + exports.foreign_content, exports.gross, atol=1e-9)
    assert exports.domestic_value_added <= exports.domestic_content + 1e-9
    assert exports.foreign_value_added <= exports.foreign_content + 1e-9
    own = dependency.domestic_value_added_in_exports(table, "RUS")
    assert_allclose(own, exports.domestic_value_added, atol=1e-9)
