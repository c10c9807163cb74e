"""One workbook of an edition's figures and tables, a sheet each, for those who redraw them.

A sheet begins with what it holds, in which unit and from which source, and goes on with the rows
as they stand in the CSV. Text stays text: what begins like a formula is not one. Equal rows are
equal bytes, as the workbook bears no date of its making.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from techsov.core.errors import CheckError

LONGEST_NAME = 31  # letters that a sheet's name may have
LONGEST_TEXT = 32_767  # letters that a cell may hold
WIDEST = 60  # letters after which a column is not made wider
MADE = datetime(2000, 1, 1)  # in place of the time of writing


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, lines above the rows as (what, text), and the rows.

    Attributes
    ----------
    name
        at most 31 letters
    about
        what the sheet shows, its unit, its source, its licence
    rows
        as in the CSV; a missing number is an empty cell
    """

    name: str
    about: Sequence[tuple[str, str]]
    rows: pd.DataFrame


def write(sheets: Iterable[Sheet], path: Path | str, *, title: str, contents: str) -> None:
    """Write the sheets behind one that lists them.

    Parameters
    ----------
    title
        of the workbook
    contents
        name of the sheet that lists the others

    Raises
    ------
    CheckError
        Naming the sheet whose name is too long or stands twice, and the cell whose text is
        longer than a workbook can hold
    """
    sheets = list(sheets)
    _check(sheets)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": MADE})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "what": book.add_format({"font_color": "#5c5b57", "valign": "top"}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#f6f5f1"}),
        "link": book.add_format({"font_color": "#0a5c94", "underline": 1}),
    }
    _contents(book.add_worksheet(contents), sheets, title, looks)
    for sheet in sheets:
        _sheet(book.add_worksheet(sheet.name), sheet, looks)
    book.close()


def _check(sheets: list[Sheet]) -> None:
    seen: set[str] = set()
    for sheet in sheets:
        if len(sheet.name) > LONGEST_NAME or sheet.name.casefold() in seen:
            raise CheckError(
                f"sheet `{sheet.name}`: a name of its own, {LONGEST_NAME} letters at most, expected"
            )
        seen.add(sheet.name.casefold())
        for column in sheet.rows.columns:
            texts = sheet.rows[column].map(lambda value: isinstance(value, str) and len(value))
            if (texts > LONGEST_TEXT).any():
                row = int((texts > LONGEST_TEXT).idxmax())
                raise CheckError(
                    f"sheet `{sheet.name}`, row {row}, column `{column}`: a text of at most "
                    f"{LONGEST_TEXT} letters expected; shorten it where it is made"
                )


def _contents(page: Any, sheets: list[Sheet], title: str, looks: dict) -> None:
    page.write_string(0, 0, title, looks["title"])
    for place, sheet in enumerate(sheets, 2):
        page.write_url(place, 0, f"internal:'{sheet.name}'!A1", looks["link"], sheet.name)
        page.write_string(place, 1, sheet.about[0][1] if sheet.about else "")
    page.set_column(0, 0, LONGEST_NAME)
    page.set_column(1, 1, 2 * WIDEST)


def _sheet(page: Any, sheet: Sheet, looks: dict) -> None:
    for row, (what, text) in enumerate(sheet.about):
        page.write_string(row, 0, what, looks["what"])
        page.write_string(row, 1, text, looks["title"] if row == 0 else None)
    top = len(sheet.about) + 1
    for column, name in enumerate(sheet.rows.columns):
        page.write_string(top, column, name, looks["head"])
        values = sheet.rows[name]
        written = [_cell(page, top + 1 + row, column, value) for row, value in enumerate(values)]
        page.set_column(column, column, min(WIDEST, 2 + max([len(name), *written])))
    page.freeze_panes(top + 1, 0)
    if len(sheet.rows):
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.rows.columns) - 1)


def _cell(page: Any, row: int, column: int, value: Any) -> int:
    """Write a cell and return how many letters it takes."""
    if value is None or pd.isna(value) or value == "":
        return 0
    if isinstance(value, str):
        page.write_string(row, column, value)
        return len(value)
    page.write_number(row, column, float(value))
    return len(f"{value:.10g}")
