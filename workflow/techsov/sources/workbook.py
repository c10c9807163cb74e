"""Workbooks as grids of cells, as the sheet shows them or not at all.

A cell can show another number than the one that it holds, and each of these is told of the cell:

- a formula whose result is missing, or is not what the cells beside it give. Sums, the four
  operations and rounding over cells of the same sheet are computed again; what any other formula
  shows cannot be vouched for here. An .xls holds no formula without a result, and is not asked;
- a number format that multiplies or divides: per cent (0.0094 shown as 0.94 %), thousands left out;
- an error, such as `#N/A`, which stands in the grid under its name.

An .xlsx is read by calamine, which knows neither formulas nor formats nor errors, and looked
through by openpyxl where its text holds any of them. Where the two do not see the same sheets, as
in a strict Open XML workbook, none is read. An .xls is read by xlrd.
"""

from __future__ import annotations

import ast
import functools
import io
import math
import operator
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import python_calamine
import xlrd
from openpyxl.utils.cell import coordinate_from_string, get_column_letter, range_boundaries

from techsov.core.errors import LayoutError
from techsov.sources import kinds

# In an .xlsx's text: a formula, an error, a format with a percent sign or a comma that scales.
SUSPECT = re.compile(
    rb"""<(?:\w+:)?f[\s>/]|\st=["']e["']|\snumFmtId=["'](?:9|10)["']|\sformatCode=["'][^"']*%"""
    rb"""|\sformatCode=["'][^"']*[0#?],+(?:[^0#?,]|["'])"""
)
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # literals of a number format
SCALING = re.compile(r"%|[0#?],+(?![0#?,])")
REFERENCE = re.compile(r"([A-Z]{1,3}\d+)(?::([A-Z]{1,3}\d+))?")
OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
BLOCK = 1 << 20
MEND = (
    "Fetch the provider's own file again; if it is the provider's, open the file in a spreadsheet "
    "program, let it compute, give the cell a plain number format, and save it as ordinary .xlsx"
)

Rows = list[list[Any]]
Cells = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Sheet:
    """A sheet as a grid of cells, with the words to point at one of them.

    Attributes
    ----------
    doubtful
        (row, column), from 0 -> why the number in that cell is not what the sheet shows
    """

    path: Path
    name: str
    cells: Rows
    doubtful: Cells = field(default_factory=dict)

    def at(self, row: int, column: int) -> Any:
        """The cell, or an empty text beyond the edge of the grid."""
        inside = row < len(self.cells) and column < len(self.cells[row])
        return self.cells[row][column] if inside else ""

    def width(self) -> int:
        return max(map(len, self.cells), default=0)

    def fault(self, row: int, column: int, expected: str, todo: str = "") -> LayoutError:
        """The error that says that `expected` was not found in this cell."""
        place = f"sheet {self.name}, cell {get_column_letter(column + 1)}{row + 1}"
        found = self.doubtful.get((row, column)) or repr(self.at(row, column))
        return LayoutError(self.path, place, found=found, expected=expected, todo=todo)

    def refuse(self, row: int, column: int) -> None:
        """Stop where the cell does not show the number that it holds."""
        if (row, column) in self.doubtful:
            raise self.fault(row, column, "a figure", MEND)


Kind = TypeVar("Kind", bound=Sheet)


def read(path: Path, kind: type[Kind]) -> list[Kind]:
    """Every sheet of an .xls, .xlsx or .xlsb, whatever the file's name says.

    Raises
    ------
    LayoutError
        When the file is no workbook, or one that cannot be taken apart
    """
    found = kinds.kind(path)
    if found not in OPENERS:
        raise LayoutError(
            path,
            "whole file",
            found=found,
            expected="an Excel workbook",
            todo="It may be cut off, or a page that says an error: fetch the file again",
        )
    try:
        sheets = list(OPENERS[found](path, path.read_bytes()))
    except LayoutError:
        raise
    except Exception as error:  # the libraries raise whatever the bytes provoke
        raise LayoutError(
            path,
            "whole file",
            found=error or type(error).__name__,
            expected="an Excel workbook",
            todo="It may be cut off: fetch it again",
        ) from error
    return [kind(path, name, cells, doubtful) for name, cells, doubtful in sheets]


def scales(code: str) -> bool:
    """Whether a number format shows another number than the cell holds."""
    return SCALING.search(NOT_SHOWN.sub("", code)) is not None


def _of_xls(path: Path, body: bytes) -> Iterator[tuple[str, Rows, Cells]]:
    with Path(os.devnull).open("w") as silent:
        book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=silent)
    codes = [book.format_map[xf.format_key].format_str for xf in book.xf_list]
    shown: dict[int, Callable[[Any], Any]] = {
        xlrd.XL_CELL_ERROR: lambda cell: xlrd.error_text_from_code[cell.value],
        xlrd.XL_CELL_BOOLEAN: lambda cell: bool(cell.value),
    }
    for sheet in book.sheets():
        rows = [sheet.row(r) for r in range(sheet.nrows)]
        doubtful = {
            (i, j): f"{cell.value!r} shown as {codes[cell.xf_index]}"
            for i, row in enumerate(rows)
            for j, cell in enumerate(row)
            if cell.ctype == xlrd.XL_CELL_DATE
            or (cell.ctype == xlrd.XL_CELL_NUMBER and scales(codes[cell.xf_index]))
        }
        cells = [[shown.get(c.ctype, _stored)(c) for c in row] for row in rows]
        yield sheet.name, cells, doubtful


def _stored(cell: Any) -> Any:
    return cell.value


def _of_xlsx(path: Path, body: bytes) -> Iterator[tuple[str, Rows, Cells]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    grids = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
    with warnings.catch_warnings():  # about print areas and the like
        warnings.simplefilter("ignore")
        other = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        unseen = [n for n, cells in grids.items() if cells and n not in other.sheetnames]
        if unseen or not grids:
            raise LayoutError(
                path,
                "list of sheets",
                found=f"sheet {unseen[0]} for one program, none for another" if unseen else "none",
                expected="the same sheets for every program (strict Open XML is not)",
                todo="Open it in a spreadsheet program and save it as ordinary .xlsx",
            )
        suspect = _is_suspect(body)
        for name, cells in grids.items():
            doubtful = _doubts(other[name], cells) if suspect and cells else {}
            yield name, cells, doubtful


def _of_xlsb(path: Path, body: bytes) -> Iterator[tuple[str, Rows, Cells]]:
    """Cells alone: no library reads the formulas of a binary workbook."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), {}


OPENERS = {
    kinds.WORKBOOK: _of_xlsx,
    kinds.OLD_WORKBOOK: _of_xls,
    kinds.BINARY_WORKBOOK: _of_xlsb,
}


def _is_suspect(body: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        for name in book.namelist():
            if name.endswith(".xml") and re.search(r"worksheets/|styles[^/]*$", name):
                with book.open(name) as part:
                    tail = b""
                    while block := part.read(BLOCK):
                        if SUSPECT.search(tail + block):
                            return True
                        tail = block[-256:]
    return False


def _doubts(sheet: Any, cells: Rows) -> Cells:
    """What openpyxl knows of a sheet's cells; an error is written into `cells`, under its name."""
    sheet.reset_dimensions()  # the size that the file states may be another
    grid = Sheet(Path(), sheet.title, cells)
    scaling, found = functools.cache(scales), {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            place = cell.row - 1, cell.column - 1
            if cell.data_type == "f":
                text = str(getattr(cell.value, "text", cell.value))
                if fault := _fault(text, grid.at(*place), grid):
                    found[place] = f"the formula {text} {fault}"
            elif cell.data_type == "e" and grid.at(*place) == "":
                _write(cells, place, cell.value)
            if isinstance(grid.at(*place), int | float) and scaling(cell.number_format):
                found.setdefault(place, f"{grid.at(*place)!r} shown as {cell.number_format}")
    return found


def _write(cells: Rows, place: tuple[int, int], value: object) -> None:
    row, column = place
    cells += [[] for _ in range(row + 1 - len(cells))]
    cells[row] += [""] * (column + 1 - len(cells[row]))
    cells[row][column] = value


def _fault(text: str, result: object, grid: Sheet) -> str:
    """What is wrong with a formula that shows `result`; empty where nothing is."""
    if result == "":
        return "without its result"
    stated = f"{result:.10g}" if isinstance(result, float) else repr(result)
    try:
        computed = _compute(text, grid)
    except (ValueError, TypeError, SyntaxError, ArithmeticError, RecursionError):
        return f"with the result {stated}, which cannot be computed again here"
    if isinstance(result, int | float) and math.isclose(
        result, computed, rel_tol=1e-9, abs_tol=1e-9
    ):
        return ""
    return f"with the result {stated}, where it gives {computed:.10g}"


def _compute(text: str, grid: Sheet) -> float:
    """What a formula gives on the values that the sheet shows.

    Raises
    ------
    ValueError
        TypeError for anything but numbers, cells, + - * /, SUM and ROUND
    """

    def one(name: str) -> float:
        column, row = coordinate_from_string(name)
        left, top, _, _ = range_boundaries(f"{column}{row}")
        value = grid.at(top - 1, left - 1)
        if isinstance(value, bool) or (not isinstance(value, int | float) and value != ""):
            raise ValueError(f"{name} holds no number")
        return value or 0.0

    def span(first: str, last: str) -> list[float]:
        left, top, right, bottom = range_boundaries(f"{first}:{last}")
        block = [grid.at(r, c) for r in range(top - 1, bottom) for c in range(left - 1, right)]
        return [v for v in block if isinstance(v, int | float)]

    def added(*parts: float | list[float]) -> float:
        return math.fsum(v for p in parts for v in (p if isinstance(p, list) else [p]))

    def rounded(number: float, places: float) -> float:
        """Halves away from zero, on the fifteen digits that a spreadsheet keeps."""
        unit = Decimal(1).scaleb(-int(places))
        return float(Decimal(f"{number:.15g}").quantize(unit, ROUND_HALF_UP))

    named: dict[str, Callable] = {"SUM": added, "ROUND": rounded, "_ONE": one, "_SPAN": span}

    def value(node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() | str()):
                return node.value
            case ast.UnaryOp(op=ast.USub()):
                return -value(node.operand)
            case ast.BinOp() if type(node.op) in OPERATIONS:
                return OPERATIONS[type(node.op)](value(node.left), value(node.right))
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in named:
                return named[name](*map(value, node.args))
        raise ValueError("another formula")

    def call(found: re.Match) -> str:
        first, last = found.groups()
        return f"_SPAN('{first}','{last}')" if last else f"_ONE('{first}')"

    plain = text.removeprefix("=").replace("$", "")
    if "'" in plain or '"' in plain or "!" in plain:
        raise ValueError("texts, or cells of another sheet")
    computed = value(ast.parse(REFERENCE.sub(call, plain).strip(), mode="eval").body)
    return float(computed)
