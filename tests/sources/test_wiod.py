"""The WIOD reader against the official workbook's layout, another reader, and the real release."""

import numpy as np
import pymrio
import pytest
import rdata
from numpy.testing import assert_allclose, assert_array_equal

from techsov.core.errors import LayoutError
from techsov.sources import wiod
from tests import icio_layouts as layouts


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The workbook of a year and what it holds."""
    path = tmp_path_factory.mktemp("wiod") / "wiot00_row_apr12.xlsx"
    return path, layouts.write_wiod(path, year=2000)


def test_the_workbook_is_read_as_printed(workbook):
    path, flows = workbook
    table = wiod.read(path)
    assert (table.year, table.edition, table.unit) == (2000, "WIOD 2013", "USD m")
    assert table.regions == ("CHN", "ROU", "USA", "ROW")
    assert_array_equal(table.Z, flows.Z)
    assert_array_equal(table.Y, flows.F.reshape(len(flows.x), 4, 5).sum(axis=2))
    assert_array_equal(table.x, flows.x)
    assert_array_equal(table.va, flows.va + flows.taxes)
    assert np.abs(table.discrepancies.rows).max() == 0
    assert np.abs(table.discrepancies.columns).max() == 0


def test_a_workbook_of_another_year_under_the_right_name_is_refused(workbook):
    path, _ = workbook
    assert wiod.read(path, year=2000).year == 2000
    with pytest.raises(LayoutError, match=r"year stated: the year 2001 expected, found 2000"):
        wiod.read(path, year=2001)


@pytest.mark.filterwarnings("ignore")  # pymrio misses the extensions that lie beside the release
def test_pymrio_reads_the_same_workbook(workbook):
    path, _ = workbook
    ours, theirs = wiod.read(path), pymrio.parse_wiod(path)
    assert_allclose(ours.Z, theirs.Z.to_numpy(dtype=float))
    demand = theirs.Y.astype(float).T.groupby(level="region", sort=False).sum().T
    assert_allclose(ours.Y, demand)
    assert_allclose(ours.va, theirs.factor_inputs.F.to_numpy(dtype=float).sum(axis=0))


def test_printed_totals_that_differ_from_the_sums_are_reported_not_followed(tmp_path):
    def change(sheet):
        sheet.cell(sheet.max_row, 5).value += 40  # output of the first cell
        sheet.cell(sheet.max_row - 2, 6).value += 3  # value added of the second

    flows = layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    table = wiod.read(tmp_path / "w.xlsx")
    assert_array_equal(table.x, flows.x)
    assert table.discrepancies.rows[0] == 40
    assert table.discrepancies.columns[0] == 40
    assert table.discrepancies.columns[1] == -3
    assert "sums of columns differ by at most 40" in table.discrepancies.summary(table.x)


def test_text_among_the_flows_is_named(tmp_path):
    def change(sheet):
        sheet.cell(9, 12).value = "..."

    layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    with pytest.raises(
        LayoutError, match=r"WIOT_2000, row 9, column 12: a number expected, found '..."
    ):
        wiod.read(tmp_path / "w.xlsx")


def test_an_industry_out_of_place_is_named(tmp_path):
    def change(sheet):
        sheet.cell(8, 4).value, sheet.cell(9, 4).value = "c3", "c2"

    layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    with pytest.raises(
        LayoutError, match=r"columns C and D, label 2: \('CHN', 'c2'\) expected, found"
    ):
        wiod.read(tmp_path / "w.xlsx")


def test_a_workbook_without_totals_is_refused(tmp_path):
    def change(sheet):
        sheet.delete_rows(sheet.max_row)

    layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    with pytest.raises(
        LayoutError, match=r"r60 \(intermediate inputs\) to r69 \(output\) expected"
    ):
        wiod.read(tmp_path / "w.xlsx")


@pytest.mark.filterwarnings("ignore:Unknown file type", "ignore:Wrong extension")
@pytest.mark.parametrize("name", ["wiot_2000.RData", "wiot00.xlsx"])
def test_a_file_of_another_kind_is_refused(tmp_path, name):
    (tmp_path / name).write_text("<html>not found</html>")
    with pytest.raises(LayoutError, match=f"{name}, whole file"):
        wiod.read(tmp_path / name)


def test_a_file_that_is_not_there_is_not_called_spoilt(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"wiot_2000\.RData"):
        wiod.read(tmp_path / "wiot_2000.RData")


def test_a_workbook_whose_title_tells_no_year_is_refused(tmp_path):
    def change(sheet):
        sheet.cell(1, 1).value = "Intercountry Input-Output Table"

    layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    with pytest.raises(LayoutError, match="cell A1: a title with its year expected, found 'Inter"):
        wiod.read(tmp_path / "w.xlsx")


def test_an_r_table_of_another_shape_is_refused_by_its_part(tmp_path):
    """Output of one industry is missing; regions and industries say how many there should be."""
    n = len(wiod.WIOD_2013.industries)
    table = {
        "year": np.array([2000.0]), "countries": np.array(["RUS"]),
        "industries": np.array(wiod.WIOD_2013.industries),
        "inter": np.zeros((n, n)), "final": np.zeros((n, len(wiod.WIOD_2013.final_demand))),
        "output": np.zeros(n - 1),
    }  # fmt: skip
    rdata.write_rda(tmp_path / "wiot_2000.RData", {"wiot": table})
    with pytest.raises(LayoutError, match=rf"output: \({n},\) expected, found \({n - 1},\)"):
        wiod.read(tmp_path / "wiot_2000.RData")


def small(**changes):
    n = len(wiod.WIOD_2013.industries)
    return {
        "year": np.array([2000]), "countries": np.array(["RUS"]),
        "industries": np.array(wiod.WIOD_2013.industries), "inter": np.ones((n, n), dtype=int),
        "final": np.ones((n, len(wiod.WIOD_2013.final_demand)), dtype=int),
        "output": np.full(n, n + len(wiod.WIOD_2013.final_demand)),
    } | changes  # fmt: skip


def without(values, place):
    """Whole numbers of which R calls one missing (it writes -2147483648)."""
    masked = np.ma.array(values, dtype=np.int32)
    masked[place] = np.ma.masked
    return masked


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("inter", (0, 1), "inter, RUS_c1 to RUS_c2: a number expected, found nothing"),
        ("final", (3, 1), "final, RUS_c4 to RUS_c38: a number expected, found nothing"),
        ("year", 0, "R object, year: one year expected"),
    ],
)
def test_a_whole_number_that_r_calls_missing_is_none(tmp_path, name, place, said):
    table = small(**{name: without(small()[name], place)})
    rdata.write_rda(tmp_path / "wiot_2000.RData", {"wiot": table})
    with pytest.raises(LayoutError, match=said):
        wiod.read(tmp_path / "wiot_2000.RData")


def test_an_output_that_r_calls_missing_leaves_its_cell_without_a_discrepancy(tmp_path):
    table = small(output=without(small()["output"], 0))
    rdata.write_rda(tmp_path / "wiot_2000.RData", {"wiot": table})
    read = wiod.read(tmp_path / "wiot_2000.RData")
    assert np.isnan(read.discrepancies.rows[0])
    assert (read.discrepancies.rows[1:] == 0).all()
    assert "differ by at most 0, in all by 0.00%" in read.discrepancies.summary(read.x)


@pytest.mark.releases
def test_an_r_object_that_is_no_table_is_refused(releases):
    with pytest.raises(LayoutError, match="R object: a WIOD table expected"):
        wiod.read(releases / "toy" / "exvatools" / "wiodtest_data.rda")


@pytest.mark.releases
def test_the_real_release_holds_41_regions_and_35_industries(releases):
    table = wiod.read(releases / "wiod2013" / "wiot_2011.RData")
    assert (table.year, len(table.regions), len(table.industries)) == (2011, 41, 35)
    assert {"RUS", "CHN", "ROU", "ROW"} <= set(table.regions)
    assert table.discrepancies.columns is None
    share = np.abs(table.discrepancies.rows).sum() / table.x.sum()
    assert 0.0004 < share < 0.0005  # whole millions: printed output is not the row sum


@pytest.mark.releases
def test_inventories_leave_a_tiny_cell_below_zero_and_it_is_kept(releases):
    table = wiod.read(releases / "wiod2013" / "wiot_1995.RData")
    cell = table.labels().index("LUX_c5")
    assert table.x[cell] == table.va[cell] == -2
    assert np.abs(table.Z[:, cell]).sum() == np.abs(table.Z[cell]).sum() == 0


def test_a_formula_without_its_result_is_no_zero(tmp_path):
    """Beneath the flows an empty cell counts as nought; one never computed is not empty."""

    def change(sheet):
        sheet.cell(sheet.max_row - 2, 6).value = "=F7*2"

    layouts.write_wiod(tmp_path / "w.xlsx", change=change)
    with pytest.raises(LayoutError, match=r"cell F\d+: a figure .* formula =F7\*2 without its"):
        wiod.read(tmp_path / "w.xlsx")
