"""The inter-country table: it adds up, it folds, it is stored without loss."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from techsov.core import intercountry
from techsov.core.errors import CheckError, LayoutError, UnknownCountry
from techsov.core.intercountry import Discrepancies, InterCountryTable, is_manufacturing
from techsov.sources import oecd_icio, wiod
from tests.icio_layouts import a_few, small_tables

ELEVEN = ("RUS", "CHN", "USA", "DEU", "EU26", "JPN", "KOR", "IND", "BRA", "TUR", "ROW")


@pytest.fixture
def table() -> InterCountryTable:
    """Three regions of two industries, balanced; whole numbers."""
    rng = np.random.default_rng(1)
    Z = rng.integers(0, 9, (6, 6)).astype(float)
    Y = rng.integers(20, 60, (6, 3)).astype(float)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    return InterCountryTable(
        ("RUS", "CHN", "DEU"), ("c3", "c20"), Z, Y, x, x - Z.sum(axis=0), 2000, "made up"
    )


def test_cells_are_labelled_region_by_region(table):
    assert table.labels() == ["RUS_c3", "RUS_c20", "CHN_c3", "CHN_c20", "DEU_c3", "DEU_c20"]
    assert table.labels()[table.cells_of("CHN")] == ["CHN_c3", "CHN_c20"]
    assert table.manufacturing().tolist() == [True, False] * 3


def test_final_production_is_what_is_sold_for_final_demand_anywhere(table):
    assert_array_equal(table.final_production(), table.x - table.Z.sum(axis=1))


def test_a_balanced_table_passes(table):
    assert table.check() is table


def test_a_cell_that_sells_more_than_it_makes_is_named_with_its_size(table):
    Y = table.Y.copy()
    Y[3, 0] += 7
    with pytest.raises(
        CheckError, match=r"made up, 2000: sales .* within 1e-06 USD m; off: CHN_c20 by 7$"
    ):
        replace(table, Y=Y).check()
    replace(table, Y=Y).check(tolerance=7)


def test_a_cell_that_costs_more_than_it_makes_is_named_with_its_size(table):
    va = table.va.copy()
    va[[0, 4]] += [2, -5]
    with pytest.raises(CheckError, match=r"costs .* off: DEU_c3 by -5, RUS_c3 by 2$"):
        replace(table, va=va).check()


def test_negative_output_is_named(table):
    x = table.x.copy()
    x[5] = -3
    with pytest.raises(CheckError, match=r"output must not be negative .* off: DEU_c20 by 3"):
        replace(table, x=x).check()


def test_a_missing_number_is_named_with_seller_and_buyer(table):
    Z, Y = table.Z.copy(), table.Y.copy()
    Z[0, 3] = np.nan
    with pytest.raises(CheckError, match="in Z; not so: RUS_c3 to CHN_c20"):
        replace(table, Z=Z).check()
    Y[1, 2] = np.inf
    with pytest.raises(CheckError, match="in Y; not so: RUS_c20 to DEU"):
        replace(table, Y=Y).check()


def test_a_matrix_that_is_not_square_is_refused(table):
    with pytest.raises(CheckError, match=r"Z of shape \(6, 6\) expected .* found \(5, 6\)"):
        replace(table, Z=table.Z[:5])


def test_a_label_that_stands_twice_is_refused(table):
    with pytest.raises(CheckError, match="regions must differ; twice: RUS"):
        replace(table, regions=("RUS", "RUS", "DEU"))


def test_an_unknown_region_is_answered_with_near_ones(table):
    with pytest.raises(UnknownCountry, match="`RUX` is not in the table; near: RUS"):
        table.region("RUX")


def test_folding_regions_adds_up_their_cells(table):
    folded = table.aggregate(regions={"ABC": ["DEU", "RUS"]})
    assert folded.regions == ("ABC", "CHN")
    own = [0, 1, 4, 5]
    assert folded.Z[:2, :2].sum() == table.Z[np.ix_(own, own)].sum()
    assert folded.Z[0, 0] == table.Z[np.ix_([0, 4], [0, 4])].sum()
    assert folded.Z[0, 3] == table.Z[[0, 4], 3].sum()
    assert folded.Y[1, 0] == table.Y[np.ix_([1, 5], [0, 2])].sum()
    assert folded.va[1] == table.va[1] + table.va[5]
    folded.check()


def test_folding_industries_adds_up_their_cells(table):
    folded = table.aggregate(industries={"whole": ["c3", "c20"]})
    assert folded.industries == ("whole",)
    assert folded.Z[0, 1] == table.Z[:2, 2:4].sum()
    assert_array_equal(folded.x, table.x.reshape(3, 2).sum(axis=1))
    folded.check()


def test_folding_keeps_what_a_table_lacks_to_balance(table):
    off = Discrepancies(np.arange(6.0), None)
    folded = replace(table, discrepancies=off).aggregate(regions={"ABC": ["RUS", "DEU"]})
    assert_array_equal(folded.discrepancies.rows, [4, 6, 2, 3])
    assert folded.discrepancies.columns is None


def test_a_region_in_two_groups_or_in_none_that_exists_is_refused(table):
    with pytest.raises(CheckError, match="`RUS` stands in A and in B"):
        table.aggregate(regions={"A": ["RUS"], "B": ["RUS", "CHN"]})
    with pytest.raises(UnknownCountry, match="`FRA` is not in the table"):
        table.aggregate(regions={"A": ["FRA"]})
    with pytest.raises(CheckError, match="DEU would be both a group and a label left over"):
        table.aggregate(regions={"DEU": ["RUS"]})


@a_few
@given(small_tables(regions=(4, 4)))
def test_folding_in_steps_is_folding_at_once(table):
    once = table.aggregate(regions={"EU": ["DEU", "RUS"], "P": ["CHN", "USA"]})
    steps = table.aggregate(regions={"EU": ["DEU", "RUS"]}).aggregate(regions={"P": ["CHN", "USA"]})
    again = steps.aggregate(regions={"EU": ["EU"], "P": ["P"]})
    assert once.regions == again.regions
    for name in ("Z", "Y", "x", "va"):
        assert_allclose(getattr(once, name), getattr(again, name), atol=1e-9)
    once.check(1e-6)


def test_a_stored_table_comes_back_whole(table, tmp_path):
    other = replace(table, year=1999, Z=table.Z + 1, x=table.x + 6)
    intercountry.write_parquet([table, other], tmp_path / "t.parquet")
    found = intercountry.read_parquet(tmp_path / "t.parquet")
    assert [t.year for t in found] == [1999, 2000]
    for name in ("Z", "Y", "x", "va"):
        assert_array_equal(getattr(found[1], name), getattr(table, name))
        assert_array_equal(getattr(found[0], name), getattr(other, name))
    for name in ("regions", "industries", "edition", "unit"):
        assert getattr(found[0], name) == getattr(table, name)


@a_few
@given(small_tables())
def test_no_digit_is_lost_in_storage(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("store") / "t.parquet"
    intercountry.write_parquet([table], path)
    (found,) = intercountry.read_parquet(path)
    for name in ("Z", "Y", "x", "va"):
        assert_array_equal(getattr(found, name), getattr(table, name))


def test_the_same_tables_are_the_same_bytes_in_any_order(table, tmp_path):
    other = replace(table, year=1999)
    intercountry.write_parquet([table, other], tmp_path / "a.parquet")
    intercountry.write_parquet([other, table], tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_tables_of_different_cells_do_not_share_a_file(table, tmp_path):
    folded = replace(table.aggregate(regions={"A": ["RUS", "CHN"]}), year=1999)
    with pytest.raises(
        CheckError, match="share their regions; made up, 2000 differs from made up, 1"
    ):
        intercountry.write_parquet([table, folded], tmp_path / "t.parquet")
    with pytest.raises(CheckError, match="a year stands twice"):
        intercountry.write_parquet([table, table], tmp_path / "t.parquet")
    with pytest.raises(CheckError, match="at least one table"):
        intercountry.write_parquet([], tmp_path / "t.parquet")


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "t.parquet").write_text("year,value\n")
    with pytest.raises(LayoutError, match=r"t\.parquet, whole file: a stored inter-country table"):
        intercountry.read_parquet(tmp_path / "t.parquet")


def test_a_file_whose_flows_are_out_of_order_is_refused(table, tmp_path):
    intercountry.write_parquet([table], tmp_path / "t.parquet")
    described = pl.read_parquet_metadata(tmp_path / "t.parquet")["techsov"]
    turned = pl.read_parquet(tmp_path / "t.parquet").reverse()
    turned.write_parquet(tmp_path / "t.parquet", metadata={"techsov": described})
    with pytest.raises(LayoutError, match="column `origin`: flows in table order expected"):
        intercountry.read_parquet(tmp_path / "t.parquet")


def test_a_file_of_decimals_that_lacks_numbers_is_refused(table, tmp_path):
    path = tmp_path / "t.parquet"
    intercountry.write_parquet([replace(table, Z=table.Z + 0.5, x=table.x + 3)], path)
    described = pl.read_parquet_metadata(path)["techsov"]
    pl.read_parquet(path).head(59).write_parquet(path, metadata={"techsov": described})
    with pytest.raises(
        LayoutError, match=r"column `value`: 66 for 1 years of 6 cells .* 59 numbers"
    ):
        intercountry.read_parquet(path)
    pl.DataFrame({"other": [1.0]}).write_parquet(path, metadata={"techsov": described})
    with pytest.raises(LayoutError, match="whole file: a stored inter-country table expected"):
        intercountry.read_parquet(path)
    with pytest.raises(FileNotFoundError):
        intercountry.read_parquet(tmp_path / "none.parquet")


def test_a_file_of_decimals_in_another_order_is_refused(table, tmp_path):
    path = tmp_path / "t.parquet"
    intercountry.write_parquet([replace(table, Z=table.Z + 0.5, x=table.x + 3)], path)
    described = json.loads(pl.read_parquet_metadata(path)["techsov"])
    stored = pl.read_parquet(path)
    for order in (None, ["Y", "Z", "va", "x"]):
        metadata = {"techsov": json.dumps(described | {"order": order})}
        stored.write_parquet(path, metadata=metadata)
        with pytest.raises(LayoutError, match=r"metadata: .*'Z', 'Y'.* expected.*Write it again"):
            intercountry.read_parquet(path)


def test_a_table_longer_than_one_part_of_a_file_comes_back_whole(table, tmp_path, monkeypatch):
    monkeypatch.setattr(intercountry, "READ_AT_ONCE", 25)
    years = [replace(table, year=year, Z=table.Z / year) for year in (2000, 2001)]
    intercountry.write_parquet(years, tmp_path / "t.parquet")
    for found, given_ in zip(intercountry.read_parquet(tmp_path / "t.parquet"), years, strict=True):
        assert found.year == given_.year
        for name in ("Z", "Y", "x", "va"):
            assert_array_equal(getattr(found, name), getattr(given_, name))


def test_manufacturing_is_fourteen_industries_of_wiod():
    made = [code for code in wiod.WIOD_2013.industries if is_manufacturing(code)]
    assert made == [f"c{k}" for k in range(3, 17)]


@pytest.mark.parametrize(
    ("edition", "first", "last", "count"),
    [
        ("2021", "10T12", "31T33", 17),
        ("2023", "C10T12", "C31T33", 17),
        ("2025", "C10T12", "C31T33", 19),
    ],
)
def test_manufacturing_is_section_c_of_isic_in_icio(edition, first, last, count):
    made = [code for code in oecd_icio.INDUSTRIES[edition] if is_manufacturing(code)]
    assert (made[0], made[-1], len(made)) == (first, last, count)


def test_the_embedded_tables_are_seventeen_balanced_years_of_eleven_regions(root):
    stored = intercountry.read_parquet(root / "data/raw/wiod/wiot-11regions/2013/wiot.parquet")
    assert [table.year for table in stored] == list(range(1995, 2012))
    for table in stored:
        assert table.regions == ELEVEN
        assert table.industries == wiod.WIOD_2013.industries
        assert (table.edition, table.unit) == ("WIOD 2013", "USD m")
        table.check(tolerance=0)
