"""Atlas of Economic Complexity (Growth Lab): the rankings file of every release, in one shape.

Each release lays its file out anew. The layout is recognised from the header, never from the
file's name, and everything that no known layout holds is refused. Data: doi:10.7910/DVN/XTAQMC
and the table that the rankings page of the web site exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, placed
from techsov.sources import opening

COLUMNS = ("classification", "country", "year", "eci", "published_rank", "in_release_set")
YEARS = (1962, 2100)
LARGEST_RANK = 999
LARGEST_ECI = 10.0  # standard deviations: beyond them a column has slipped
WEB_COLUMN = re.compile(r"(?P<what>ECI|COI)(?P<rank> Rank)? (?P<year>\d{4})")
TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Layout:
    """A long rankings file: a row per country and year.

    Attributes
    ----------
    country
        the column that names the country
    by_number
        whether it holds UN M49 numbers instead of alpha-3 codes
    series
        classification -> (ECI column, rank column, empty where the file has none)
    also
        columns that may stand beside and are not read, except `in_rankings`; growth
        projections, whose column bears their year, may stand beside in any layout
    filler
        (classification, value) that the file writes where it has no ECI
    """

    name: str
    country: str
    series: dict[str, tuple[str, str]]
    also: frozenset[str]
    by_number: bool = False
    flagged: bool = False
    filler: tuple[str, float] | None = None

    @property
    def required(self) -> set[str]:
        flag = {"in_rankings"} if self.flagged else set()
        named = {c for pair in self.series.values() for c in pair if c}
        return {self.country, "year"} | named | flag

    def holds(self, header: Iterable[str]) -> bool:
        found = {name for name in header if not name.startswith("growth_proj")}
        return self.required <= found <= self.required | self.also


_TWO = {"SITC": ("sitc_eci", "sitc_eci_rank"), "HS92": ("hs_eci", "hs_eci_rank")}
_THREE = {
    "SITC": ("eci_sitc", "eci_rank_sitc"),
    "HS92": ("eci_hs92", "eci_rank_hs92"),
    "HS12": ("eci_hs12", "eci_rank_hs12"),
}
LONG = (
    Layout(
        "rankings.tab with alpha-3 codes (data to 2017)",
        country="code",
        series=_TWO,
        also=frozenset({"location_id"}),
    ),
    Layout(
        "rankings.tab with M49 numbers (data to 2022)",
        country="country_id",
        series=_TWO,
        also=frozenset(),
        by_number=True,
        filler=("HS92", 0.0),
    ),
    Layout(
        "growth_proj_eci_rankings with three classifications (data to 2023, 2024)",
        country="country_iso3_code",
        series=_THREE,
        also=frozenset({"country_id"}),
        flagged=True,
    ),
    # One year, 124 countries, no label: its ECI is nearest to that of SITC (r 0.991; HS92: 0.984).
    Layout(
        "country_rankings_and_projections (data to 2013)",
        country="abbrv",
        series={"SITC": ("eci_value", "rank")},
        also=frozenset({"country", "delta"}),
    ),
    *(
        Layout(
            f"ECI by {name} of all places (data to 2016)",
            country="location",
            series={name: (column, "")},
            also=frozenset(),
        )
        for name, column in (("HS92", "hs_eci"), ("SITC", "sitc_eci"))
    ),
)
UNRANKED_SET = "ATLAS133"  # the countries ranked by every release to 2021
WEB = "Country Complexity Rankings, the web site's export (data to 2018-2021)"


def read_rankings(path: Path | str, countries: Countries) -> pd.DataFrame:
    """A release's rankings file as a long table.

    `published_rank` is carried for comparison only: the HS rank of the 2017 file runs over all
    entities of the database, that of the 2022 file over fillers too, and circulating copies
    of the 2023 file rank everything. Ranks come from `eci` inside the ranked set.

    `in_release_set` says whether the release ranks the country at all:

    - data to 2017 and to 2022: the countries with a SITC rank in any year (the HS rank of 2017
      is none among ranked countries)
    - the web site's exports: every country listed, since the page lists ranked countries only.
      They carry no label; their series is SITC
    - data to 2023 and 2024: the countries flagged `in_rankings`
    - data to 2013: every country listed; to 2016, which ranks none: the 133 of the group ATLAS133

    Left out: cells without ECI (in the web export of 2019 their rank is written 0), and in the
    2022 file every HS value of exactly 0 (all of 1980-1994 and a few countries of 1995-2005,
    which share one rank a year): it stands for nothing.

    Parameters
    ----------
    path
        the file, tab or comma separated, with or without byte-order mark
    countries
        the names, codes and M49 numbers that are known

    Returns
    -------
    pd.DataFrame
        classification (SITC, HS92, HS12), country (alpha-3), year, eci (standard
        deviations), published_rank (Int64), in_release_set; sorted, a row for every ECI
        that the release holds

    Raises
    ------
    LayoutError
        Naming line and column; UnknownCountry naming the line
    """
    path = Path(path)
    cells = opening.text_table(path, ended=_is_read)
    header = list(cells.columns)
    if header[0] == "Country":
        frame = _read_web(path, cells, countries)
    else:
        layout = next((each for each in LONG if each.holds(header)), None)
        if layout is None:
            raise _unknown_layout(path, header)
        frame = _read_long(path, cells, layout, countries)
    frame = frame.dropna(subset="eci")
    if frame.empty:
        raise LayoutError(path, "whole file", found="none", expected="at least one ECI")
    typed = frame[list(COLUMNS)].astype({"classification": object, "country": object})
    return typed.sort_values(
        ["classification", "country", "year"], kind="stable", ignore_index=True
    )


def release_set(rankings: pd.DataFrame) -> list[str]:
    """The countries that a release ranks, from `read_rankings`."""
    return sorted(rankings.loc[rankings["in_release_set"], "country"].unique())


def _is_read(column: str) -> bool:
    """Whether any layout reads the column, so that its last cell must not be cut off."""
    read = {name for layout in LONG for name in layout.required}
    return column in read or WEB_COLUMN.fullmatch(column) is not None


def _unknown_layout(path: Path, header: list[str]) -> LayoutError:
    found = set(header)
    ranks = {name for name in found if "rank" in name}
    if ranks and not any("eci" in name for name in found - ranks):
        raise LayoutError(
            path,
            "line 1",
            found=f"ranks alone (`{', '.join(header[:12])}`)",
            expected="the ECI itself",
            todo="Ranks are counted here, from the ECI and within a stated set of countries: take "
            "a file of the release that holds it",
        )
    near = max(LONG, key=lambda layout: len(layout.required & found))
    if near.required & found:
        differences = [f"missing: {c}" for c in sorted(near.required - found)]
        differences += [f"not known: {c}" for c in sorted(found - near.required - near.also)]
        todo = f"Nearest is {near.name}; {', '.join(differences)}."
    else:
        todo = f"Known are {WEB}; {'; '.join(layout.name for layout in LONG)}."
    shown = ", ".join(header[:12]) + (", ..." if len(header) > 12 else "")
    return LayoutError(
        path,
        "line 1",
        found=f"`{shown}`",
        expected="the header of a known Atlas release",
        todo=f"{todo} A new layout is added in techsov.sources.atlas.",
    )


def _read_web(path: Path, cells: pd.DataFrame, countries: Countries) -> pd.DataFrame:
    """Wide: a row per country, columns `ECI Rank 1995` ... `ECI 1995` ... (and COI, not read)."""
    named = {column: WEB_COLUMN.fullmatch(column) for column in cells.columns[1:]}
    strange = [column for column, match in named.items() if match is None]
    if strange or not named:
        raise LayoutError(
            path,
            "line 1",
            found=f"column `{strange[0]}`" if strange else "no column beside `Country`",
            expected="columns such as `ECI 2019` and `ECI Rank 2019`",
            todo="A series under another name may be of another classification: check which.",
        )
    years = sorted({match["year"] for match in named.values() if match})
    lacking = [
        column for y in years for column in (f"ECI {y}", f"ECI Rank {y}") if column not in named
    ]
    if lacking:
        raise LayoutError(path, "line 1", found="none", expected=f"a column `{lacking[0]}`")
    code = _codes(path, cells["Country"], countries.code)
    _refuse_repeated(path, pd.DataFrame({"country": code}), cells.index)
    parts = [
        pd.DataFrame(
            {
                "classification": "SITC",
                "country": code,
                "year": int(year),
                "eci": _eci(path, cells[f"ECI {year}"]),
                "published_rank": _ranks(path, cells[f"ECI Rank {year}"]),
                "in_release_set": True,
            }
        )
        for year in years
    ]
    return pd.concat(parts, ignore_index=True)


def _read_long(
    path: Path, cells: pd.DataFrame, layout: Layout, countries: Countries
) -> pd.DataFrame:
    year = _years(path, cells["year"])
    eci = {name: _eci(path, cells[column]) for name, (column, _) in layout.series.items()}
    unranked = pd.Series(pd.NA, cells.index, dtype="Int64")
    rank = {
        name: _ranks(path, cells[column]) if column else unranked
        for name, (_, column) in layout.series.items()
    }
    if layout.filler:
        name, value = layout.filler
        eci[name] = _without_fillers(path, eci[name], rank[name], year, value)

    named = cells[layout.country].str.strip()
    if layout.flagged:
        flags = _flags(path, cells["in_rankings"])
    elif any(column for _, column in layout.series.values()):
        flags = rank["SITC"].notna()
    else:
        flags = named.str.upper().isin(countries.group(UNRANKED_SET))
    ranked = flags.groupby(named).transform("any")

    if layout.by_number:
        numbers = _whole(path, cells[layout.country])
        code = _codes(path, numbers, countries.m49)
    else:
        code = named.str.upper()  # entities outside the ranked set keep the code of the file
        code[ranked] = _codes(path, named[ranked], countries.code)
    _refuse_repeated(path, pd.DataFrame({"country": code, "year": year}), cells.index)
    parts = [
        pd.DataFrame(
            {
                "classification": name,
                "country": code,
                "year": year,
                "eci": eci[name],
                "published_rank": rank[name],
                "in_release_set": ranked,
            }
        )
        for name in layout.series
    ]
    return pd.concat(parts, ignore_index=True)


def _without_fillers(
    path: Path, eci: pd.Series, rank: pd.Series, year: pd.Series, value: float
) -> pd.Series:
    """`eci` without the cells that hold `value`, after a check that they do mean nothing.

    A country that had nothing was ranked all the same, so that the fillers of a year share
    one rank. Two ranks among them would mean that one is a figure.
    """
    filled = eci == value
    ranks = rank[filled].groupby(year[filled]).nunique()
    mixed = ranks.index[ranks > 1]
    if len(mixed):
        line = eci.index[filled & (year == mixed[0])][0]
        raise LayoutError(
            path,
            f"line {line}, column `{eci.name}`",
            found=f"{ranks[mixed[0]]} ranks among the zeros of {mixed[0]}",
            expected=f"one rank for every ECI of exactly {value:g}, which stands for no value",
            todo="Decide which of these zeros are figures.",
        )
    return eci.mask(filled)


def _codes(path: Path, names: pd.Series, code: Callable[[Any], str]) -> pd.Series:
    found: dict[object, str] = {}
    for line, name in names.items():
        if name in found:
            continue
        with placed(path, f"line {line}, column `{names.name}`"):
            found[name] = code(name)
    return names.map(found).astype(object)


def _refuse_repeated(path: Path, keys: pd.DataFrame, lines: pd.Index) -> None:
    repeated = keys.set_axis(lines).duplicated(keep=False)
    if repeated.any():
        first = keys.set_axis(lines)[repeated].iloc[0]
        same = keys.set_axis(lines).eq(first).all(axis=1)
        raise LayoutError(
            path,
            f"lines {', '.join(str(line) for line in lines[same])}",
            found=f"{int(same.sum())}",
            expected=f"one row for {' '.join(str(key) for key in first)}",
            todo="Two releases may have been joined, or one country stands under two names.",
        )


def _numbers(path: Path, cells: pd.Series) -> pd.Series:
    """Floats; empty cells are NaN."""
    text = cells.str.strip()
    numbers = pd.to_numeric(text, errors="coerce").astype(float)
    _refuse(path, cells, (text != "") & ~np.isfinite(numbers), "a number")
    return numbers


def _eci(path: Path, cells: pd.Series) -> pd.Series:
    values = _numbers(path, cells)
    _refuse(path, cells, values.abs() > LARGEST_ECI, f"an ECI within ±{LARGEST_ECI:g}")
    return values


def _whole(path: Path, cells: pd.Series) -> pd.Series:
    values = _numbers(path, cells)
    _refuse(path, cells, ~(values % 1 == 0), "a whole number")
    return values.astype(int)


def _years(path: Path, cells: pd.Series) -> pd.Series:
    values = _whole(path, cells)
    _refuse(path, cells, ~values.between(*YEARS), "a year")
    return values


def _ranks(path: Path, cells: pd.Series) -> pd.Series:
    """Whole numbers from 1 up; empty where the file has none or writes 0."""
    values = _numbers(path, cells)
    beyond = (values % 1 != 0) | (values < 0) | (values > LARGEST_RANK)
    _refuse(path, cells, beyond & values.notna(), "a rank")
    return values.where(values > 0).astype("Int64")


def _flags(path: Path, cells: pd.Series) -> pd.Series:
    words = cells.str.strip().str.lower()
    _refuse(path, cells, ~words.isin(TRUTH), "TRUE or FALSE")
    return words.map(TRUTH).astype(bool)


def _refuse(path: Path, cells: pd.Series, wrong: pd.Series, expected: str) -> None:
    if wrong.any():
        line = cells.index[wrong][0]
        more = int(wrong.sum()) - 1
        raise LayoutError(
            path,
            f"line {line}, column `{cells.name}`",
            found=f"`{cells[line]}`" + (f" (and {more} more)" if more else ""),
            expected=expected,
            todo="Fetch the file again, or teach techsov.sources.atlas the new notation.",
        )
