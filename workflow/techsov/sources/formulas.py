"""Formulas in .xlsx workbooks: such a cell shows what a program last computed, or nothing at all.

A formula whose result is missing, or is not what the cells beside it give, must not be read as a
figure. Sums, the four operations and rounding over cells of the same sheet are computed again; what
any other formula shows cannot be vouched for here. Workbooks of the old format (.xls) are not
looked into: they hold no formula without a result.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import zipfile
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
from openpyxl.utils.cell import coordinate_from_string, range_boundaries

from techsov.core.errors import LayoutError

HAS_ONE = re.compile(rb"<(?:\w+:)?f[\s>/]")
REFERENCE = re.compile(r"([A-Z]{1,3}\d+)(?::([A-Z]{1,3}\d+))?")
OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
BLOCK = 1 << 20
MEND = (
    "Fetch the provider's own file again; if the formula is the provider's, open the file in a "
    "spreadsheet program, let it compute, and save it"
)

Cells = dict[tuple[int, int], str]


def doubtful(path: Path) -> dict[str, Cells]:
    """Sheet -> (row, column), from 0 -> what is wrong with the formula there.

    Only formulas that cannot be trusted are listed; a workbook without formulas is told by its
    text alone, which is quick.

    raises : LayoutError when the workbook cannot be taken apart
    """
    try:
        if not _has_formulas(path):
            return {}
        written = openpyxl.load_workbook(path)
        shown = openpyxl.load_workbook(path, data_only=True)
    except (ValueError, KeyError, TypeError, IndexError, OSError, zipfile.BadZipFile) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="an Excel workbook", todo=MEND
        ) from error
    return {sheet.title: _of_sheet(sheet, shown[sheet.title]) for sheet in written.worksheets}


def refuse(path: Path, sheet: str, cells: Cells, place: tuple[int, int]) -> None:
    """Stop where the cell in that row and column, from 0, holds a formula that is doubtful."""
    if place in cells:
        row, column = place
        name = f"{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"
        raise LayoutError(
            path, f"sheet {sheet}, cell {name}", found=cells[place], expected="a figure", todo=MEND
        )


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if not re.match(r"xl/worksheets/[^/]+\.xml$", name):
                continue
            with book.open(name) as part:
                tail = b""
                while block := part.read(BLOCK):
                    if HAS_ONE.search(tail + block):
                        return True
                    tail = block[-16:]
    return False


def _of_sheet(written, shown) -> Cells:
    found: Cells = {}
    for row in written.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                text = str(getattr(cell.value, "text", cell.value))
                result = shown.cell(cell.row, cell.column).value
                if fault := _fault(text, result, shown):
                    found[cell.row - 1, cell.column - 1] = f"the formula {text} {fault}"
    return found


def _fault(text: str, result: object, shown) -> str:
    """What is wrong with a formula that shows `result`; empty where nothing is."""
    if result is None:
        return "without its result"
    try:
        computed = _compute(text, shown)
    except (ValueError, TypeError, SyntaxError, ArithmeticError, RecursionError):
        return f"with the result {result!r}, which cannot be computed again here"
    if isinstance(result, int | float) and math.isclose(
        result, computed, rel_tol=1e-9, abs_tol=1e-9
    ):
        return ""
    return f"with the result {result!r}, where it gives {computed:.10g}"


def _compute(text: str, shown) -> float:
    """What a formula gives on the values that the sheet shows.

    raises : ValueError or TypeError for anything but numbers, cells, + - * /, SUM and ROUND
    """

    def one(name: str) -> float:
        column, row = coordinate_from_string(name)
        value = shown[f"{column}{row}"].value
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise ValueError(f"{name} holds no number")
        return value or 0.0

    def span(first: str, last: str) -> list[float]:
        left, top, right, bottom = range_boundaries(f"{first}:{last}")
        block = shown.iter_rows(top, bottom, left, right, values_only=True)
        return [v for row in block for v in row if isinstance(v, int | float)]

    def added(*parts: float | list[float]) -> float:
        return math.fsum(v for p in parts for v in (p if isinstance(p, list) else [p]))

    def rounded(number: float, places: float) -> float:
        """Halves away from nought, on the fifteen digits that a spreadsheet keeps."""
        unit = Decimal(1).scaleb(-int(places))
        return float(Decimal(f"{number:.15g}").quantize(unit, ROUND_HALF_UP))

    named: dict[str, Callable] = {"SUM": added, "ROUND": rounded, "_ONE": one, "_SPAN": span}

    def value(node: ast.expr):
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
