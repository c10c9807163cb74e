"""What figures take from the result tables, and how a figure's own table is read back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov import tables
from techsov.errors import CheckError

# Columns of figures' tables that hold numbers; all others are text, vintages such as 2024 too.
WHOLE = ("year", "rank", "ranked", "clauses", "level")
DECIMAL = ("value", "low", "high", "tolerance")


def read_table(path: Path | str) -> pd.DataFrame:
    """A figure's table from its CSV; an empty number is missing, an empty text is empty."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in frame.columns.intersection(WHOLE):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in frame.columns.intersection(DECIMAL):
        frame[column] = pd.to_numeric(frame[column]).astype(float)
    return frame


def indicators(path: Path | str, names: list[str], settings: dict) -> pd.DataFrame:
    """Rows of an indicator table within the years that figures show."""
    frame = tables.read(path, tables.INDICATOR)
    return _shown(frame[frame["indicator"].isin(names)], settings)


def complexity(path: Path | str, countries: list[str], settings: dict) -> pd.DataFrame:
    """Rows of the complexity table of some countries within the years that figures show."""
    frame = tables.read(path, tables.COMPLEXITY)
    return _shown(frame[frame["country"].isin(countries)], settings)


def dependency(path: Path | str, settings: dict, **wanted: object) -> pd.DataFrame:
    """Rows of the dependency table on the edition's main vintages, empty values left out.

    wanted : column -> value or list of values
    """
    frame = tables.read(path, tables.DEPENDENCY).dropna(subset=["value"])
    frame = frame[frame["dataset"].map(settings["main"]) == frame["vintage"]]
    for column, values in wanted.items():
        values = values if isinstance(values, list) else [values]
        frame = frame[frame[column].isin(values)]
    return _shown(frame, settings)


def longest(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the dataset that covers most years; the first in alphabetical order of several."""
    if frame.empty:
        return frame
    years = frame.groupby("dataset", sort=True)["year"].nunique()
    return frame[frame["dataset"] == years.idxmax()]


def published(path: Path | str, claim: str) -> list[float]:
    """The numbers that the paper prints in a clause, as the verdict table holds them.

    returns : one number, or two of a range
    raises  : CheckError when there is no such clause or it holds no number
    """
    return [float(part) for part in _clause(path, claim)["published"].split(" to ")]


def tolerance(path: Path | str, claim: str) -> float:
    """How far from its printed number a clause may lie and still hold."""
    return float(_clause(path, claim)["tolerance"])


def decimals(path: Path | str, claim: str) -> int:
    """Decimals with which the paper prints the number of a clause."""
    return len(_clause(path, claim)["published"].partition(".")[2])


def _clause(path: Path | str, claim: str) -> pd.Series:
    frame = tables.read(path, tables.CLAIMS).set_index("id")
    if claim not in frame.index:
        raise CheckError(
            f"{Path(path).name}: no clause `{claim}`, whose number a figure shows; "
            "restore its id in config/claims.yaml"
        )
    return frame.loc[claim]


def _shown(frame: pd.DataFrame, settings: dict) -> pd.DataFrame:
    return frame[frame["year"].between(*settings["years"])]


def expect(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """`frame`, or an error that says what a figure lacks.

    raises : CheckError
    """
    if frame.empty:
        raise CheckError(f"nothing to draw: the edition holds no {what}")
    return frame
