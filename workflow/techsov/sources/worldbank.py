"""World Development Indicators, in the three forms in which a copy is met.

- the bulk file: five lines of head, then a row per country and series, a column per year; the
  line `Last Updated Date` names the vintage;
- the API's JSON: a list of a page head, whose `lastupdated` names the vintage, and the figures;
- a panel `country_code,year,gerd_percent_gdp,source_note` drawn from the API by others, in which
  gaps were filled forward (`LOCF:`) and from the OECD. Only rows noted `WB` are the Bank's. The
  copy of July 2026 repeats lines of the Netherlands; a line said twice counts once, two figures
  for one year are an error.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.core import checks
from techsov.core.errors import LayoutError
from techsov.sources import opening

# Series that the project reads: the Bank's code -> our indicator and unit.
SERIES = {
    "GB.XPD.RSDV.GD.ZS": ("gerd_gdp", "% of GDP"),
    "NV.IND.MANF.ZS": ("manufacturing_gdp_share", "% of GDP"),
    "NE.TRD.GNFS.ZS": ("trade_gdp_share", "% of GDP"),
    "SI.POV.GINI": ("gini", "Gini index"),
    "SL.ISV.IFRM.ZS": ("informal_employment_share", "% of non-agricultural employment"),
}
# Trade counts what passes through a port; all else is a part of a whole. The most on record is
# that of the US Virgin Islands in 2008, when a refinery exported nine times what the islands made.
MORE_THAN_THE_WHOLE, MOST_ON_RECORD = "trade_gdp_share", 864
DATASET = "worldbank/gerd"
# The Bank's codes of countries before 2018, which its archive still holds, and one of the IMF's.
OLD_CODES = {
    "ADO": "AND", "IMY": "IMN", "KSV": "XKX", "ROM": "ROU",
    "TMP": "TLS", "WBG": "PSE", "ZAR": "COD",
}  # fmt: skip

BULK_HEAD = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
PANEL_HEAD = ["country_code", "year", "gerd_percent_gdp", "source_note"]
OWN = "WB"
FILLED = re.compile(r"LOCF:.+|OECD")
LAST_UPDATED = re.compile(r"\d{4}-\d\d")
REFETCH = "Fetch the file again, or read it with the reader of its own layout"


def read_bulk(path: Path | str) -> pd.DataFrame:
    """R&D as a share of GDP from a bulk file of the World Development Indicators, all countries.

    Raises
    ------
    LayoutError
        Naming the line and column that differ from the official layout
    """
    path = Path(path)
    lines = opening.lines(path)
    vintage = _bulk_vintage(path, lines)
    start = next((i for i, line in enumerate(lines) if tuple(line[:4]) == BULK_HEAD), None)
    if start is None:
        raise LayoutError(
            path, "head", found="none", expected=f"the columns {', '.join(BULK_HEAD)}", todo=REFETCH
        )
    years = _bulk_years(path, lines[start], start)
    for number, line in enumerate(lines[:start], 1):
        if len(line) > 3 and line[3] in SERIES:
            raise LayoutError(
                path,
                f"line {number}",
                found=f"figures of {line[1]}",
                expected=f"nothing but the head above line {start + 1}",
                todo=REFETCH,
            )
    rows = [
        row
        for number, line in enumerate(lines[start + 1 :], start + 2)
        if len(line) > 3 and line[3] in SERIES
        for row in _bulk_rows(path, number, line, years, len(lines[start]))
    ]
    return _checked(rows, vintage, path)


def read_panel(path: Path | str, *, vintage: str) -> pd.DataFrame:
    """R&D as a share of GDP from a panel drawn from the API, the Bank's own figures alone.

    Parameters
    ----------
    vintage
        year and month of the copy, which the file does not state

    Raises
    ------
    LayoutError
        Naming the line of an unknown note or a value that is no number
    """
    path = Path(path)
    lines = opening.lines(path)
    if not lines or lines[0] != PANEL_HEAD:
        raise LayoutError(
            path,
            "line 1",
            found=",".join(lines[0]) if lines else "nothing",
            expected=",".join(PANEL_HEAD),
            todo=REFETCH,
        )
    name, unit = SERIES["GB.XPD.RSDV.GD.ZS"]
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(PANEL_HEAD):
            raise LayoutError(
                path,
                f"line {number}",
                found=f"{len(line)} fields",
                expected=f"{len(PANEL_HEAD)} fields",
                todo=REFETCH,
            )
        code, year, value, note = line
        if FILLED.fullmatch(note):
            continue
        if note != OWN:
            raise LayoutError(
                path,
                f"line {number}",
                found=repr(note),
                expected="a note `WB`, `OECD` or `LOCF:…`",
                todo="Find out what the note means before the figure is used",
            )
        figure = opening.number(path, f"line {number}, column gerd_percent_gdp", value)
        row = _row(code, opening.whole(path, f"line {number}, year", year), figure, name, unit)
        if row not in rows[-1:]:
            rows.append(row)
    return _checked(rows, vintage, path)


def read_api(path: Path | str) -> pd.DataFrame:
    """The series of `SERIES` from an answer of the API (`format=json`), one page holding all.

    Raises
    ------
    LayoutError
        On the API's own error message, on further pages, or on another form
    """
    path = Path(path)
    answer = opening.document(path)
    head = answer[0] if isinstance(answer, list) and answer else None
    if isinstance(head, dict) and "message" in head:
        told = head["message"] if isinstance(head["message"], list) else [head["message"]]
        said = "; ".join(str(t.get("value", t) if isinstance(t, dict) else t) for t in told)
        raise LayoutError(path, "answer", found=f"the message: {said}", expected="figures")
    head = head if isinstance(head, dict) else {}
    whole = head and len(answer) == 2 and isinstance(answer[1], list)
    if not whole or not LAST_UPDATED.match(str(head.get("lastupdated"))):
        raise LayoutError(
            path, "answer", found="another form", expected="[{page…}, [figures]]", todo=REFETCH
        )
    if head.get("pages") != 1:
        raise LayoutError(
            path,
            "answer[0].pages",
            found=head.get("pages"),
            expected="1 page",
            todo="Ask again with `per_page=20000`",
        )
    rows = []
    for position, figure in enumerate(answer[1]):
        place = f"answer[1][{position}]"
        code, series = _figure(path, place, figure)
        if figure["value"] is not None and code:
            year = opening.whole(path, f"{place}.date", figure["date"])
            rows.append(
                _row(code, year, opening.number(path, f"{place}.value", figure["value"]), *series)
            )
    return _checked(rows, head["lastupdated"][:7], path)


def _figure(path: Path, place: str, figure: Any) -> tuple[str, tuple[str, str]]:
    """Country code and series of one observation."""
    fields = ("indicator", "countryiso3code", "date", "value")
    lacking = [f for f in fields if not isinstance(figure, dict) or f not in figure]
    if lacking:
        raise LayoutError(path, place, found="none", expected=f"a field {', '.join(lacking)}")
    indicator = figure["indicator"]
    named = indicator.get("id") if isinstance(indicator, dict) else indicator
    if named not in list(SERIES):
        raise LayoutError(path, f"{place}.indicator.id", found=named, expected=" or ".join(SERIES))
    return _country(path, place, figure), SERIES[named]


def _country(path: Path, place: str, figure: dict) -> str:
    """The alpha-3 code, which for some series stands in `country.id` alone; empty for a group that
    has none, whose id has two letters.
    """
    country = figure["country"] if isinstance(figure.get("country"), dict) else {}
    code, other = str(figure["countryiso3code"] or ""), str(country.get("id") or "")
    if len(code) != 3 and len(other) == 3:
        return other
    if (not code and len(other) != 2) or (code and len(code) != 3):
        raise LayoutError(
            path,
            f"{place}, {country.get('value') or 'country'}",
            found=code or other or "no code",
            expected="an alpha-3 code in countryiso3code or country.id",
        )
    return code


def _bulk_vintage(path: Path, lines: list[list[str]]) -> str:
    for number, line in enumerate(lines[:5], 1):
        if line and line[0] == "Last Updated Date":
            if len(line) > 1 and re.fullmatch(r"\d{4}-\d\d-\d\d", line[1]):
                return line[1][:7]
            raise LayoutError(path, f"line {number}", found=line[1:], expected="a date yyyy-mm-dd")
    raise LayoutError(
        path, "lines 1-5", found="none", expected="a line `Last Updated Date`", todo=REFETCH
    )


def _bulk_years(path: Path, line: list[str], start: int) -> list[int]:
    """The years of the heading, which has to end, as the official one does, in an empty column."""
    named = line[4:]
    while named and not named[-1]:
        named.pop()
    years = [int(cell) for cell in named if re.fullmatch(r"(19|20)\d\d", cell)]
    expected = list(range(years[0], years[0] + len(named))) if years else []
    if not years or years != expected:
        raise LayoutError(
            path,
            f"line {start + 1}, from column 5",
            found=", ".join(cell[:20] or "nothing" for cell in named[:8]) or "nothing",
            expected="years that rise by one",
            todo=REFETCH,
        )
    return years


def _bulk_rows(
    path: Path, number: int, line: list[str], years: list[int], width: int
) -> list[dict]:
    if len(line) != width:
        raise LayoutError(
            path,
            f"line {number}",
            found=f"{len(line)} columns",
            expected=f"{width}, as in the heading",
            todo=REFETCH,
        )
    return [
        _row(line[1], year, opening.number(path, f"line {number}, {year}", cell), *SERIES[line[3]])
        for year, cell in zip(years, line[4:], strict=False)
        if cell
    ]


def _row(code: str, year: int, value: float, indicator: str, unit: str) -> dict[str, object]:
    return {
        "country": OLD_CODES.get(code, code),
        "year": year,
        "indicator": indicator,
        "value": value,
        "unit": unit,
    }


def _checked(rows: list[dict], vintage: str, path: Path) -> pd.DataFrame:
    frame = checks.tidy(rows, dataset=DATASET, vintage=vintage, origin=path.name)
    trade = frame["indicator"] == MORE_THAN_THE_WHOLE
    checks.within(frame[trade], 0, float("inf"), path.name)
    checks.warn_above(frame[trade], MOST_ON_RECORD, path.name)
    checks.within(frame[~trade], 0, 100, path.name)
    return frame
