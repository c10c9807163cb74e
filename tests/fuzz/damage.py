"""Kinds of damage, what each may lead to, and how each is done to a text, a document or a book."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from functools import lru_cache

import openpyxl
from hypothesis import strategies as st

from tests.fuzz.layouts import Layout

# What a reader may make of a damaged file. `refused`: an error of ours, a sentence that names the
# file. `same`: the figures of the sound file. `fewer`: some of them, each as before. `as written`:
# other figures, which is right only where the damage wrote them as a sound file would.
REFUSED, SAME, FEWER, AS_WRITTEN = "refused", "same", "fewer", "as written"
STRICT = {REFUSED, SAME}
LOSING = STRICT | {FEWER}
WRITING = LOSING | {AS_WRITTEN}

PAGE = (
    "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n"
    '<body class="a,b">1,2,3</body></html>\n'
)
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NAN = ("NaN", "nan", "NA", "N/A", "#N/A", "#DIV/0!", "null", "None", "n/a", "-nan", "?")
INFINITE = ("inf", "-inf", "Infinity", "+inf", "1e999", "-1e999")
OTHERS = ("0", "1", "5", "2019.5", "999999", "100", "1e5")
HUGE = ("1e308", "9" * 30, "9" * 5000, "1e-320", "x" * 100_000)

Draw = Callable[[st.SearchStrategy], object]


class Raw(str):
    """A cell that is written without quotation marks, whatever it holds."""


def as_text(number: str) -> list[str]:
    """A number as programs that take it for text write it; none of these may become another."""
    plain = number.replace(",", "")
    written = [
        f" {number}", f"{number} ", f"'{number}", f'"{number}"', f"={number}", f"{number}%",
        f"~{number}", f"{number} p", f"{number}*", f"({number})", f"{number}-", f"0x{plain}",
        f"{plain}_0", f"+{plain}",
        f"{float(plain):.9e}", f"{number}\u00a0", f"\u200b{number}", f"−{number}",
        plain.translate(FULL_WIDTH), plain.translate(ARABIC), f"{number}\n",
    ]  # fmt: skip
    return written


def separated(number: str) -> list[str]:
    """A number with another country's marks for thousands and decimals.

    A thousands point in a whole number (1.836) is not among them: nobody can tell it from 1.836.
    """
    value = float(number.replace(",", ""))
    text = f"{value:,}".removesuffix(".0")  # all digits: a rounded number is another one
    spaced = [text.replace(",", mark) for mark in (" ", "\u00a0", "\u202f", "'", "_")]
    swapped = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    continental = [swapped] if "," in swapped else []
    return [text, Raw(text), *spaced, *continental, *map(Raw, continental),
            *(s.replace(".", ",") for s in spaced)]  # fmt: skip


# Kind of damage -> what it may lead to, the layouts' kinds that know it, and its words on the page.
KINDS: dict[str, tuple[set[str], str, str]] = {
    "rows cut": (LOSING, "text json workbook", "rows lost from anywhere, or all after one"),
    "cut in a row": (LOSING, "text json", "the text ends in the middle of a row"),
    "rows doubled": (STRICT, "text json workbook", "a row stands twice"),
    "rows swapped": (STRICT, "text json workbook", "two rows in each other's place"),
    "columns swapped": (STRICT, "text workbook", "two columns, heads and figures"),
    "columns cut": (LOSING, "text json workbook", "a column is lost, or a field"),
    "encoding": (STRICT, "text json", "the text in another encoding"),
    "number as text": (
        STRICT,
        "text json workbook",
        "signs and marks about a number, other digits",
    ),
    "thousands": (STRICT, "text json workbook", "marks for thousands, and decimal commas"),
    "nothing": (LOSING, "text json workbook", "an empty cell, or null"),
    "NaN": (LOSING, "text json workbook", "NaN and other words for no number"),
    "infinity": (STRICT, "text json workbook", "infinities and numbers beyond all bounds"),
    "negative": (LOSING, "text json workbook", "a number with the other sign"),
    "huge": (WRITING, "text json workbook", "huge numbers and cells"),
    "another number": (WRITING, "text json workbook", "a number that might stand there"),
    "HTML": (LOSING, "text json workbook binary", "a web page, alone or about the file"),
    "empty": ({REFUSED}, "text json workbook binary", "no byte, blanks, or heads alone"),
    "formula": (STRICT, "workbook", "a formula in the place of a number, without its result"),
    "bytes": (WRITING, "text json workbook binary", "bytes changed, lost, doubled or cut off"),
}


def allowed(layout: Layout, kind: str) -> set[str]:
    """What a kind of damage may lead to in a layout."""
    outcomes = KINDS[kind][0]
    if kind == "negative" and layout.signed:
        return outcomes | {AS_WRITTEN}
    if kind == "cut in a row" and layout.unended:
        return outcomes | {AS_WRITTEN}
    if kind in ("nothing", "NaN") and layout.partial:
        return outcomes | {AS_WRITTEN}
    if kind == "bytes" and layout.kind in ("workbook", "binary"):  # checksums hold these together
        return STRICT
    return outcomes


def damaged(draw: Draw, layout: Layout, kind: str, body: bytes) -> bytes:
    """The bytes of a sound file after one piece of damage."""
    if kind == "bytes":
        return _bytes(draw, body)
    if kind == "HTML" and draw(st.booleans()):
        page = PAGE.encode(layout.encoding if layout.kind == "text" else "utf-8")
        return draw(
            st.sampled_from([page, page + body, body + page, body[: len(body) // 2] + page])
        )
    if kind == "empty" and (layout.kind in ("workbook", "binary") or draw(st.booleans())):
        return draw(st.sampled_from([b"", b" ", b"\n", b"\n\n\n", b"\xef\xbb\xbf", b"\0" * 64]))
    return {"text": _text, "json": _json, "workbook": _book, "binary": _bytes_of}[layout.kind](
        draw, layout, kind, body
    )


def _bytes_of(draw: Draw, layout: Layout, kind: str, body: bytes) -> bytes:
    return PAGE.encode()


def _bytes(draw: Draw, body: bytes) -> bytes:
    at = draw(st.integers(0, len(body) - 1))
    to = min(len(body), at + draw(st.integers(1, 40)))
    match draw(st.sampled_from(["flip", "cut", "lose", "double", "zero", "gzip", "before"])):
        case "flip":
            return body[:at] + bytes([body[at] ^ draw(st.integers(1, 255))]) + body[at + 1 :]
        case "cut":
            return body[:at]
        case "lose":
            return body[:at] + body[to:]
        case "double":
            return body[:to] + body[at:]
        case "zero":
            return body[:at] + b"\0" * (to - at) + body[to:]
        case "before":
            return b"\0" + body
        case _:
            return gzip.compress(body, mtime=0)


# ------------------------------------------------------------------------------- texts


@lru_cache(maxsize=4)
def _grid(body: bytes, encoding: str, delimiter: str) -> tuple[tuple, tuple]:
    """The rows of a text, and where its numbers stand."""
    rows = tuple(
        tuple(row) for row in csv.reader(io.StringIO(body.decode(encoding)), delimiter=delimiter)
    )
    cells = tuple((i, j) for i, row in enumerate(rows) for j, c in enumerate(row)
                  if NUMBER.fullmatch(c))  # fmt: skip
    return rows, cells


def _written(rows: list[list[str]], layout: Layout) -> bytes:
    special = (layout.delimiter, '"', "\r", "\n")

    def cell(text: str) -> str:
        plain = isinstance(text, Raw) or not any(sign in text for sign in special)
        return text if plain else '"' + text.replace('"', '""') + '"'

    text = "\n".join(layout.delimiter.join(map(cell, row)) for row in rows) + "\n"
    return text.encode(layout.encoding)


def _text(draw: Draw, layout: Layout, kind: str, body: bytes) -> bytes:
    rows, cells = _grid(body, layout.encoding, layout.delimiter)
    rows = [list(row) for row in rows]
    if kind == "encoding":
        return _recoded(draw, body.decode(layout.encoding), layout.encoding)
    if kind == "cut in a row":
        whole = _written(rows, layout)
        return whole[: draw(st.integers(1, len(whole) - 2))]
    if kind == "empty":
        return _written(rows[: layout.head + 1], layout)
    if kind == "columns swapped":
        width = len(rows[layout.head])
        j, k = draw(st.integers(0, width - 1)), draw(st.integers(0, width - 1))
        for row in rows:
            if len(row) == width:
                row[j], row[k] = row[k], row[j]
        return _written(rows, layout)
    if kind == "columns cut":
        j = draw(st.integers(0, len(rows[layout.head]) - 1))
        only = draw(st.none() | st.integers(layout.head, len(rows) - 1))
        for i, row in enumerate(rows):
            if only in (None, i) and j < len(row):
                del row[j]
        return _written(rows, layout)
    if kind.startswith("rows"):
        _rows(draw, kind, rows, layout.head)
        return _written(rows, layout)
    names = {j for j, name in enumerate(rows[layout.head]) if name in layout.codes}
    i, j = draw(st.sampled_from([c for c in cells if c[1] not in names] if names else cells))
    rows[i][j] = draw(st.sampled_from(_instead(kind, rows[i][j])))
    return _written(rows, layout)


def _rows(draw: Draw, kind: str, rows: list, head: int) -> None:
    """Lose, double or swap rows, heads among them."""
    i, k = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows) - 1))
    if kind == "rows doubled":
        rows.insert(k, rows[i])
    elif kind == "rows swapped":
        rows[i], rows[k] = rows[k], rows[i]
    elif draw(st.booleans()):
        del rows[i : i + draw(st.integers(1, 3))]
    else:
        del rows[max(i, head + 1) :]


def _instead(kind: str, number: str) -> list[str]:
    """What a kind of damage writes in the place of a number."""
    if kind == "number as text":
        return as_text(number)
    if kind == "thousands":
        return separated(number)
    if kind == "HTML":
        return ["<br>", "<td>5</td>", f"{number}<sup>a</sup>"]
    if kind == "negative":
        return (
            [number[1:] if number.startswith("-") else f"-{number}"]
            if float(number.replace(",", ""))
            else ["-5"]
        )
    return {"nothing": ["", " "], "NaN": list(NAN), "infinity": list(INFINITE),
            "huge": list(HUGE), "another number": list(OTHERS),
            "formula": [f"={number}", "=A1", "=SUM(A1:B2)"]}[kind]  # fmt: skip


def _recoded(draw: Draw, text: str, own: str) -> bytes:
    into = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
                                 "latin-1", "cp1251", "koi8-r", "twice", "bom twice"]))  # fmt: skip
    if into == "twice":  # read as Latin and saved as UTF-8
        return text.encode("utf-8").decode("latin-1").encode("utf-8")
    if into == "bom twice":
        return codecs.BOM_UTF8 * 2 + text.encode("utf-8")
    return text.encode(into, errors="replace")


# ------------------------------------------------------------------------------- documents


def _places(document: object, path: tuple = ()) -> list[tuple[tuple, object]]:
    """Every place of a document with what stands there, the root first."""
    inside = document.items() if isinstance(document, dict) else (
        enumerate(document) if isinstance(document, list) else ()
    )  # fmt: skip
    return [(path, document), *(p for k, v in inside for p in _places(v, (*path, k)))]


def _json(draw: Draw, layout: Layout, kind: str, body: bytes) -> bytes:
    text = body.decode("utf-8")
    if kind == "encoding":
        # ASCII escapes hide the text's own letters, so that they stand here as themselves.
        return _recoded(draw, json.dumps(json.loads(text), ensure_ascii=False), "utf-8")
    if kind == "cut in a row":
        return text[: draw(st.integers(1, len(text) - 1))].encode()
    if kind == "empty":
        return draw(st.sampled_from([b"{}", b"[]", b"null", b'""', b"[[]]", b'{"data": null}']))
    document = json.loads(text)
    places = _places(document)

    def parent(path: tuple) -> object:
        found = document
        for key in path[:-1]:
            found = found[key]
        return found

    lists = [v for _, v in places if isinstance(v, list) and v]
    numbers = [p for p, v in places if isinstance(v, int | float) and not isinstance(v, bool)]
    if kind.startswith("rows"):
        _rows(draw, kind, draw(st.sampled_from(lists)), -1)
    elif kind == "columns cut":
        path = draw(st.sampled_from([p for p, _ in places if p and isinstance(p[-1], str)]))
        del parent(path)[path[-1]]
    else:
        path = draw(st.sampled_from(numbers))
        number = repr(parent(path)[path[-1]])
        parent(path)[path[-1]] = "@@"
        written = draw(st.sampled_from(_instead(kind, number)))
        as_it_is = re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", written) or written in (
            "NaN", "Infinity", "null",
        )  # fmt: skip
        quoted = not as_it_is or kind == "number as text" or draw(st.booleans())
        if kind == "nothing":
            return (
                json.dumps(document).replace('"@@"', draw(st.sampled_from(["null", '""']))).encode()
            )
        return (
            json.dumps(document)
            .replace('"@@"', json.dumps(written) if quoted else written)
            .encode()
        )
    return json.dumps(document).encode()


# ------------------------------------------------------------------------------- workbooks


def _book(draw: Draw, layout: Layout, kind: str, body: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(body))
    sheet = book[draw(st.sampled_from(book.sheetnames))]
    i, j = draw(st.integers(1, sheet.max_row)), draw(st.integers(1, sheet.max_column))
    if kind == "rows cut":
        sheet.delete_rows(i, draw(st.integers(1, sheet.max_row)))
    elif kind == "columns cut":
        sheet.delete_cols(j)
    elif kind == "rows doubled":
        cells = [cell.value for cell in sheet[i]]
        sheet.insert_rows(i)
        for k, value in enumerate(cells, 1):
            sheet.cell(i, k).value = value
    elif kind in ("rows swapped", "columns swapped"):
        by_row = kind == "rows swapped"
        other = draw(st.integers(1, sheet.max_row if by_row else sheet.max_column))
        for k in range(1, (sheet.max_column if by_row else sheet.max_row) + 1):
            one = sheet.cell(i, k) if by_row else sheet.cell(k, j)
            two = sheet.cell(other, k) if by_row else sheet.cell(k, other)
            one.value, two.value = two.value, one.value
    else:
        numbers = [
            c for s in book for row in s for c in row
            if isinstance(c.value, int | float) or NUMBER.fullmatch(str(c.value or ""))
        ]  # fmt: skip
        cell = numbers[draw(st.integers(0, len(numbers) - 1))]
        number = str(cell.value)
        written = draw(st.sampled_from(_instead(kind, number)))
        if kind in ("negative", "another number", "huge", "formula"):
            cell.value = (
                float(written) if re.fullmatch(r"-?[\d.e]{1,30}", written) else written[:32_000]
            )
        else:
            cell.value = None if written == "" else written
            if cell.data_type == "f":  # an equals sign and a number are a text here, no formula
                cell.data_type = "s"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
