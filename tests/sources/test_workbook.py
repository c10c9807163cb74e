"""A number in a workbook is taken for what the sheet shows, or not at all."""

import re
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart

from techsov.core.errors import LayoutError
from techsov.sources import workbook

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    DOCUMENT: b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def book(path, *cells, prepare=lambda book: None):
    """A workbook of one sheet, its cells given as (name, value, number format)."""
    made = openpyxl.Workbook()
    made.active.title = "1"
    for name, value, code in cells:
        made.active[name] = value
        made.active[name].number_format = code
    prepare(made)
    made.save(path)
    return path


def only(path):
    (sheet,) = workbook.read(path, workbook.Sheet)
    return sheet


@pytest.mark.parametrize(
    ("code", "scaling"),
    [
        ("General", False), ("0.00", False), ("#,##0.0", False), ("#,##0;-#,##0", False),
        ('[=0]\\ "";0.0', False), ('0.00"%"', False), ("0.00\\%", False), ("@", False),
        ("#,##0.00\\ [$₽-419]", False), ("0.00E+00", False), ("# ?/?", False),
        ("0%", True), ("0.00%", True), ("#,##0.0\\ %", True), ("0.0;[Red]-0.0%", True),
        ("0,", True), ("#,##0,", True), ("#,##0.0,,", True), ('0.0,"k"', True),
    ],
)  # fmt: skip
def test_a_format_that_multiplies_or_divides_is_known_by_its_code(tmp_path, code, scaling):
    assert workbook.scales(code) is scaling
    sheet = only(book(tmp_path / "b.xlsx", ("B2", 0.0094, code)))
    assert sheet.at(1, 1) == 0.0094
    assert bool(sheet.doubtful) is scaling
    if scaling:
        with pytest.raises(LayoutError, match=r"sheet 1, cell B2: a figure expected, .*0\.0094 sh"):
            sheet.refuse(1, 1)


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?"])
def test_an_error_stands_in_the_grid_under_its_name(tmp_path, error):
    sheet = only(book(tmp_path / "b.xlsx", ("A1", 2022, "General"), ("B1", error, "General")))
    assert sheet.cells == [[2022.0, error]]


def test_percentages_and_errors_of_the_old_format_are_told(tmp_path, releases):
    """No library at hand writes .xls: in Rosstat's own, one format is replaced by `0.0%`."""
    path = releases / "rosstat" / "innov_1_2024.xls"
    body = path.read_bytes()
    plain, spoilt = b"\x1e\x04" + b"\x08\x00" + b"\xa4\x00" + b"\x03\x00\x00" + b"0.0", None
    where = body.find(plain[-6:])
    assert where > 0, "the format 0.0 as BIFF8 writes it"
    spoilt = body.replace(plain[-6:], b"\x03\x00\x000.%")
    copy = tmp_path / "innov_1_2024.xls"
    copy.write_bytes(spoilt)
    assert not any(sheet.doubtful for sheet in workbook.read(path, workbook.Sheet))
    assert any(sheet.doubtful for sheet in workbook.read(copy, workbook.Sheet))


def strict(source, target):
    """The workbook in the Strict Open XML namespaces, which openpyxl does not read."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for theirs, strictly in STRICT.items():
                part = part.replace(theirs, strictly)
            new.writestr(name, part)
    return target


def test_a_workbook_whose_sheets_one_program_does_not_see_is_refused(tmp_path):
    path = strict(book(tmp_path / "b.xlsx", ("A1", 1, "General")), tmp_path / "strict.xlsx")
    with pytest.raises(LayoutError, match="list of sheets: the same sheets for every program"):
        workbook.read(path, workbook.Sheet)


def test_a_chart_sheet_is_no_hindrance(tmp_path):
    def with_chart(made):
        made.create_chartsheet("Chart").add_chart(BarChart())

    path = book(tmp_path / "b.xlsx", ("A1", 0.5, "0%"), prepare=with_chart)
    first = workbook.read(path, workbook.Sheet)[0]
    assert first.doubtful == {(0, 0): "0.5 shown as 0%"}


def test_a_sheet_that_states_a_smaller_size_is_looked_through_whole(tmp_path):
    path = book(tmp_path / "b.xlsx", ("A1", 1, "General"), ("C3", 0.5, "0%"))
    small = tmp_path / "small.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(small, "w") as new:
        for name in old.namelist():
            part = re.sub(rb'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"', old.read(name))
            new.writestr(name, part)
    assert (2, 2) in only(small).doubtful


@pytest.mark.parametrize("ending", ["xls", "xlsx", "csv"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path, ending):
    assert only(book(tmp_path / "b.xlsx", ("A1", 1, "General")).rename(tmp_path / f"c.{ending}"))


def test_a_workbook_that_is_cut_off_is_called_so(tmp_path):
    body = book(tmp_path / "b.xlsx", ("A1", 1, "General")).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(body[: len(body) // 2])
    with pytest.raises(
        LayoutError, match=r"an Excel workbook expected, found .* It may be cut off"
    ):
        workbook.read(path, workbook.Sheet)
