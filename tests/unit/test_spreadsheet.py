"""The workbook: what a sheet says, what its cells are, and the same bytes twice."""

import openpyxl
import pandas as pd
import pytest

from techsov.core.errors import CheckError
from techsov.presentation import spreadsheet
from techsov.presentation.spreadsheet import Sheet

ROWS = pd.DataFrame(
    {
        "country": ["RUS", "=1+1", "@SUM(A1)", "2024"],
        "year": pd.array([2020, 2021, None, 2023], dtype="Int64"),
        "value": [0.1, 1 / 3, float("nan"), -2.5],
    }
)


def written(tmp_path, *sheets, name="book.xlsx"):
    spreadsheet.write(sheets, tmp_path / name, title="A title", contents="Contents")
    return tmp_path / name


@pytest.fixture
def book(tmp_path):
    sheet = Sheet("rd_share", [("Shows", "=what"), ("Unit", "% of GDP")], ROWS)
    return openpyxl.load_workbook(written(tmp_path, sheet))


def test_a_sheet_begins_with_what_it_holds(book):
    page = book["rd_share"]
    assert [cell.value for cell in page["B"][:2]] == ["=what", "% of GDP"]
    assert [cell.value for cell in page[4]] == ["country", "year", "value"]


def test_what_begins_like_a_formula_is_text(book):
    page = book["rd_share"]
    kinds = {cell.value: cell.data_type for cell in page["A"][4:]}
    assert kinds == dict.fromkeys(["RUS", "=1+1", "@SUM(A1)", "2024"], "s")
    assert not [c for p in book for row in p.rows for c in row if c.data_type == "f"]


def test_numbers_are_numbers_in_full_and_missing_ones_empty(book):
    page = book["rd_share"]
    assert [cell.value for cell in page["C"][4:]] == [0.1, 1 / 3, None, -2.5]
    assert [cell.value for cell in page["B"][4:]] == [2020, 2021, None, 2023]


def test_the_first_sheet_leads_to_every_other(book):
    page = book["Contents"]
    assert page["A3"].hyperlink.location == "'rd_share'!A1"


def test_equal_rows_are_equal_bytes(tmp_path):
    sheet = Sheet("a", [("Shows", "x")], ROWS)
    one, other = (written(tmp_path, sheet, name=name) for name in ("one.xlsx", "other.xlsx"))
    assert one.read_bytes() == other.read_bytes()


def test_names_that_a_workbook_cannot_hold_are_refused(tmp_path):
    for sheets in ([Sheet("x" * 32, [], ROWS)], [Sheet("a", [], ROWS), Sheet("A", [], ROWS)]):
        with pytest.raises(CheckError, match="a name of its own"):
            written(tmp_path, *sheets)


def test_a_text_longer_than_a_cell_names_its_row_and_column(tmp_path):
    rows = pd.DataFrame({"note": ["short", "x" * 40_000]})
    with pytest.raises(CheckError, match="sheet `a`, row 1, column `note`"):
        written(tmp_path, Sheet("a", [], rows))


def test_every_figure_and_table_of_an_edition_has_a_sheet(results):
    if not (results / "figures.xlsx").exists():
        pytest.skip("results/embedded/figures.xlsx is not built: run `make` first")
    book = openpyxl.load_workbook(results / "figures.xlsx", read_only=True)
    figures = {path.stem for path in (results / "figures").glob("*.json")}
    tables = {path.stem for path in (results / "tables").glob("table*.csv")}
    assert figures | tables | {"claims", "claims.ru", "provenance"} < set(book.sheetnames)


def test_verdicts_in_russian_stand_on_a_sheet_in_russian_words(results):
    book = openpyxl.load_workbook(results / "figures.xlsx", read_only=True)
    rows = list(book["claims.ru"].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "Положение")
    told = pd.DataFrame(rows[head + 1 :], columns=rows[head])
    english = pd.read_csv(results / "claims.csv", dtype=str, keep_default_na=False)
    assert list(told["Положение"]) == list(english["id"])
    assert set(told["Вердикт"][english["verdict"] == "contradicted"]) == {"опровергнуто"}
    assert set(told["Чем решено"][english["evidence"] == "data"]) == {"Данные"}
    shown = told.drop(columns=["Положение", "Данные", "Версия", "учтено вместе с"])
    assert not any("Claim" in name or "Verdict" in name for name in shown)
    assert told["Утверждение"].str.contains("[а-я]").all()
