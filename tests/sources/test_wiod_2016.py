"""WIOD's release of 2016: its own forms, and what others derived from it and publish."""

import struct
import zipfile

import numpy as np
import pyreadr
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pytest import approx

from techsov.core import tables
from techsov.core.errors import LayoutError
from techsov.core.intercountry import is_manufacturing
from techsov.sources import wiod
from tests import icio_layouts as layouts

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
    """Of each pair's share within half a per cent at the median; of the pair in two digits."""
    keys = ["user", "supplier"]
    one = absorbed[absorbed["year"] == 2014].set_index(keys)["value"]
    other = rebuilt[rebuilt["measure"] == "fdva_share"].set_index(keys)["value"]
    assert set(one.index) == set(other.index)
    assert (other / one - 1).abs().median() < 0.006
    for pair in (("RUS", "CHN"), ("CHN", "RUS")):
        assert other[pair] == approx(one[pair], rel=0.003)


@pytest.mark.parametrize(
    ("measure", "user", "supplier", "expected"),
    [("fpem", "RUS", "CHN", 12.35), ("fpem", "CHN", "RUS", 3.82),
     ("fpex", "CHN", "RUS", 10.31), ("fpex", "RUS", "CHN", 1.57)],
)  # fmt: skip
def test_production_and_sales_of_2014_are_those_of_the_unfolded_table(
    rebuilt, measure, user, supplier, expected
):
    """Folded to eleven regions the same table gives 12.20 and 3.69 per cent of production."""
    chosen = {"measure": measure, "basis": "value_added", "scope": "foreign"}
    assert per_cent(rebuilt, user, supplier, **chosen) == approx([expected], abs=0.005)


def test_every_pair_of_2014_is_there_on_the_three_exposures(rebuilt):
    exposures = rebuilt[(rebuilt["basis"] == "value_added") & (rebuilt["scope"] == "foreign")]
    pairs = exposures.groupby("measure")["value"].count()
    assert pairs[["fpem", "fpex", "fdva_share"]].tolist() == [44 * 43] * 3
    for measure, column in (("fpem", "user"), ("fdva_share", "user"), ("fpex", "supplier")):
        sums = exposures[exposures["measure"] == measure].groupby(column)["value"].sum()
        assert np.allclose(sums, 1, atol=1e-9)


def test_wiod_of_2013_unfolded_holds_every_country_with_its_three_partners(root):
    pairs = tables.read(root / "data/raw/wiod/pairs/2013/pairs.csv", tables.DEPENDENCY)
    chosen = {"measure": "fdva_share"}
    assert per_cent(pairs, "RUS", "CHN", **chosen)[10] == approx(6.60, abs=0.005)
    assert per_cent(pairs, "RUS", "CHN", **chosen)[-1] == approx(16.39, abs=0.005)
    exposures = pairs[(pairs["basis"] == "value_added") & (pairs["scope"] == "foreign")]
    for measure, one, other in (("fpem", "user", "supplier"), ("fpex", "supplier", "user")):
        for partner in ("CHN", "USA", "RUS"):
            rows = exposures[(exposures["measure"] == measure) & (exposures[other] == partner)]
            single = rows[~rows[one].isin(["CAN-MEX"])]
            assert single.groupby("year")[one].nunique().tolist() == [40] * 17


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


# --- the release's own forms ---------------------------------------------------------------


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """A year's workbook as .xlsx, and what it holds."""
    path = tmp_path_factory.mktemp("wiod") / "WIOT2014_Nov16_ROW.xlsx"
    return path, layouts.write_wiod(path, year=2014, release=wiod.WIOD_2016)


def binary(path, rows):
    """Rows of text and numbers as a workbook of binary records (.xlsb)."""

    def record(kind, body=b""):
        head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        size, sizes = len(body), b""
        while True:
            sizes += bytes([size & 127 | (128 if size > 127 else 0)])
            size >>= 7
            if not size:
                return head + sizes + body

    def wide(text):
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows), 0, max(map(len, rows))))
    sheet += record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += record(6, place + wide(value)) if value else b""
            else:
                sheet += record(5, place + struct.pack("<d", value))
    sheet += record(146) + record(130)
    book = record(131) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("2014"))
    book += record(144) + record(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def assert_holds(table, flows):
    assert (table.year, table.edition, table.unit) == (2014, "WIOD 2016", "USD m")
    assert table.regions == ("CHN", "ROU", "USA", "ROW")
    assert len(table.industries) == 56
    assert_array_equal(table.Z, flows.Z)
    assert_allclose(table.Y, flows.F.reshape(len(flows.x), 4, 5).sum(axis=2))
    assert_allclose(table.va, flows.va + flows.taxes)
    assert np.abs(table.discrepancies.columns).max() < 1e-6


def test_the_workbook_is_read_whatever_its_name(workbook, tmp_path):
    path, flows = workbook
    assert_holds(wiod.read(path, year=2014), flows)
    renamed = tmp_path / "table.RData"
    renamed.write_bytes(path.read_bytes())
    assert_holds(wiod.read(renamed), flows)


def test_the_binary_workbook_that_wiod_publishes_holds_the_same(workbook, tmp_path):
    _, flows = workbook
    path = binary(tmp_path / "WIOT2014_Nov16_ROW.xlsb", layouts.wiod_2016_rows(flows))
    assert_holds(wiod.read(path), flows)


def test_the_data_frame_for_r_holds_the_same(workbook, tmp_path):
    _, flows = workbook
    path = tmp_path / "WIOT2014_October16_ROW.RData"
    pyreadr.write_rdata(str(path), layouts.wiod_2016_frame(flows, 2014), df_name="wiot")
    assert_holds(wiod.read(path), flows)


def test_a_data_frame_without_one_of_its_columns_is_refused(workbook, tmp_path):
    _, flows = workbook
    frame = layouts.wiod_2016_frame(flows, 2014).drop(columns="USA57")
    pyreadr.write_rdata(str(tmp_path / "w.RData"), frame, df_name="wiot")
    with pytest.raises(LayoutError, match="columns: a column a cell expected, found no USA57"):
        wiod.read(tmp_path / "w.RData")


def test_an_industry_out_of_place_is_named(tmp_path):
    def change(sheet):
        sheet.cell(8, 1).value = "A03"

    layouts.write_wiod(tmp_path / "w.xlsx", 2014, change=change, release=wiod.WIOD_2016)
    with pytest.raises(LayoutError, match=r"columns C and A, label 2: \('CHN', 'A02'\) expected"):
        wiod.read(tmp_path / "w.xlsx")


def test_a_workbook_of_neither_release_says_which_cells_tell_them_apart(tmp_path):
    def change(sheet):
        sheet.cell(3, 5).value, sheet.cell(6, 5).value = "D01", "d1"

    layouts.write_wiod(tmp_path / "w.xlsx", 2014, change=change, release=wiod.WIOD_2016)
    with pytest.raises(LayoutError, match=r"c1 in E6 \(2013\) or A01 in E3 \(2016\) expected"):
        wiod.read(tmp_path / "w.xlsx")


def test_manufacturing_is_section_c():
    made = [code for code in wiod.WIOD_2016.industries if is_manufacturing(code)]
    assert made == list(wiod.WIOD_2016.industries[4:23])
