"""SDMX-CSV as the OECD's service answers, in every form that its `format` parameter gives.

    csvfile             DATAFLOW,REF_AREA,...              codes alone
    csvfilewithlabels   STRUCTURE,STRUCTURE_ID,...         codes, and a column of names beside each
    labels=both         DATAFLOW,REF_AREA: Reference area  code and name in one cell (`RUS: Russia`)

All become one frame of codes. An observation without a figure is written as nothing or as `NaN`.

In SDMX-CSV 2.0 a line may do something else than state an observation. `ACTION` tells what: I
(information), A (append), M (merge) and R (replace) state it, R in place of what earlier lines
said; D takes back what earlier lines said of the dimensions that it names. A line that leaves out
dimensions carries attributes of whole series and holds no observation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, placed
from techsov.sources import opening

FLOW = "DATAFLOW"
FLOW_WITH_LABELS = "STRUCTURE_ID"
WITH_NAME = re.compile(r"([A-Z][A-Z0-9_]*): ?\S.*")
STATED_FLOW = re.compile(r"(?:[\w.]+:)?(?P<flow>[\w@]+)\((?P<version>[\d.]+)\).*")
NO_FIGURE = ("", "NaN", "nan")
READ_LAST = ("OBS_VALUE", "TIME_PERIOD")
ACTION = "ACTION"
STATING, REPLACE, DELETE = ("I", "A", "M", "R"), "R", "D"
NO_DIMENSION = (FLOW, "OBS_VALUE", "UNIT_MULT", "BASE_PER")
ALL_DIMENSIONS = "Ask the service for `format=csvfile` and all dimensions"


def read(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """The observations as text, a column per code, the number of its line as index.

    Returns
    -------
    pd.DataFrame
        Columns: those that must be there; the flow stands in `DATAFLOW`, if the file names it

    Raises
    ------
    LayoutError
        For another kind of file, a line too long or too short, a column missing or standing
        twice, or an unknown action
    """
    columns = list(columns)
    frame = opening.text_table(path, ended=READ_LAST.__contains__)
    frame = frame.rename(columns={FLOW_WITH_LABELS: FLOW} if FLOW not in frame else {})
    for name in frame.columns:
        if named := WITH_NAME.fullmatch(name):
            frame = frame.assign(**{name: frame[name].str.split(": ", n=1).str[0]})
            frame = frame.rename(columns={name: named[1]})
    if twice := sorted({name for name in frame.columns if list(frame.columns).count(name) > 1}):
        raise LayoutError(path, "line 1", found=f"{twice[0]} twice", expected="distinct columns")
    if missing := [column for column in columns if column not in frame]:
        raise LayoutError(
            path,
            "line 1",
            found=", ".join(frame.columns[:12]),
            expected=f"also the columns {', '.join(missing)}",
            todo=ALL_DIMENSIONS,
        )
    dimensions = [column for column in columns if column not in NO_DIMENSION]
    if ACTION in frame:
        frame = _in_force(path, frame, dimensions)
    of_series = (frame[dimensions] == "").any(axis=1) & frame["OBS_VALUE"].isin(NO_FIGURE)
    return frame[~of_series]


def _in_force(path: Path, frame: pd.DataFrame, dimensions: list[str]) -> pd.DataFrame:
    """The lines that state an observation, but for those that a later line replaces or deletes."""
    action = frame[ACTION].str.strip().str.upper()
    refuse(path, frame, ACTION, ~action.isin((*STATING, DELETE)), "one of I, A, M, R and D")
    attributes = frame.columns.difference([*dimensions, *NO_DIMENSION, ACTION, "STRUCTURE"])
    has_figure = frame["OBS_VALUE"] != ""
    whole = has_figure | ((action == DELETE) & (frame[attributes] == "").all(axis=1))
    takes_back = action.isin((REPLACE, DELETE)) & whole
    line = frame.index.to_series()
    last = line.where(takes_back).groupby([frame[name] for name in dimensions]).transform("max")
    kept = (action != DELETE) & ~(line < last)
    for at in line[takes_back & (frame[dimensions] == "").any(axis=1)]:  # an empty one is any
        named = [name for name in dimensions if frame.loc[at, name]]
        kept &= (line >= at) | (frame[named] != frame.loc[at, named]).any(axis=1)
    return frame[kept]


def require_values(path: Path, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse an empty cell in `columns`."""
    for column in columns:
        refuse(path, frame, column, frame[column] == "", "a value")


def require_only(
    path: Path, frame: pd.DataFrame, column: str, expected: object, todo: str = ""
) -> None:
    """Refuse any other value in `column` than `expected`."""
    refuse(path, frame, column, frame[column] != str(expected), expected, todo)


def version(path: Path, frame: pd.DataFrame, flow: str, versions: Collection[str] = ()) -> str:
    """The version of `flow` that every line states; any one, where `versions` names none.

    Raises
    ------
    LayoutError
        For another flow, another version, or several
    """
    stated = sorted(set(frame[FLOW]))
    found = STATED_FLOW.fullmatch(stated[0]) if len(stated) == 1 else None
    if not found or found["flow"] != flow or (versions and found["version"] not in versions):
        which = f"version {' or '.join(versions)}" if versions else "one version"
        raise LayoutError(
            path,
            f"column {FLOW}",
            found=", ".join(stated) or "no row",
            expected=f"{flow} in {which}",
            todo="Name the flow and its version in the request",
        )
    return found["version"]


def areas(path: Path, frame: pd.DataFrame, column: str, countries: Countries) -> pd.Series:
    """The areas of `column` under our codes; None for a group that is left out.

    Raises
    ------
    UnknownCountry
        Naming the line of a code that `countries` does not hold
    """
    ours = {}
    for line, code in frame[column].drop_duplicates().items():
        with placed(path, f"line {line}, column {column}"):
            ours[code] = countries.area(code)
    return frame[column].map(ours).astype(object)


def years(path: Path, frame: pd.DataFrame) -> pd.Series:
    """TIME_PERIOD as whole years."""
    period = frame["TIME_PERIOD"]
    refuse(path, frame, "TIME_PERIOD", ~period.str.fullmatch(r"(19|20)\d\d"), "a year")
    return period.astype(int)


def observations(path: Path, frame: pd.DataFrame) -> pd.Series:
    """OBS_VALUE as numbers; NaN where there is no figure."""
    text = frame["OBS_VALUE"]
    none = text.isin(NO_FIGURE)
    values = pd.to_numeric(text.mask(none), errors="coerce").astype(float)
    refuse(path, frame, "OBS_VALUE", ~none & ~np.isfinite(values), "a number")
    return values


def refuse(
    path: Path,
    frame: pd.DataFrame,
    column: str,
    wrong: pd.Series,
    expected: object,
    todo: str = "",
) -> None:
    """Name the first line in which `wrong` is true."""
    if wrong.any():
        line = frame.index[wrong][0]
        cell = frame[column][line]
        raise LayoutError(
            path,
            f"line {line}, column {column}",
            found="nothing" if not cell or pd.isna(cell) else repr(cell),
            expected=expected,
            todo=todo,
        )
