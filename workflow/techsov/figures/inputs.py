"""What figures take from the result tables, and how a figure's own table is read back."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.core.errors import CheckError

SUBJECT = "RUS"  # the country that the paper is about
ATLAS = "atlas/rankings"
# Columns of figures' tables that hold numbers; all others are text, vintages such as 2024 too.
WHOLE = (
    "year", "rank", "ranked", "claims", "level", "item",
    "since", "until", "gdp_since", "gdp_until",
)  # fmt: skip
DECIMAL = ("value", "low", "high", "tolerance", "amount", "stated")


def read_table(path: Path | str) -> pd.DataFrame:
    """A figure's table from its CSV; an empty number is missing, an empty text is empty."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in frame.columns.intersection(WHOLE):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    for column in frame.columns.intersection(DECIMAL):
        frame[column] = pd.to_numeric(frame[column]).astype(float)
    return frame


def indicators(path: Path | str, names: list[str]) -> pd.DataFrame:
    """Rows of an indicator table."""
    frame = tables.read(path, tables.INDICATOR)
    return frame[frame["indicator"].isin(names)]


def of_main(frame: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """Rows on the edition's main vintages."""
    return frame[frame["dataset"].map(settings["main"]) == frame["vintage"]]


def complexity(path: Path | str, settings: dict) -> tuple[str, pd.DataFrame]:
    """The country that complexity figures are about, and the table within the years shown.

    The first focus country; for a region, which the Atlas does not rank, the paper's subject.
    """
    frame = tables.read(path, tables.COMPLEXITY)
    focus = settings["focus"][0]
    country = focus if (frame["country"] == focus).any() else SUBJECT
    return country, shown(frame, settings).assign(dataset=ATLAS)


def dependency(path: Path | str, settings: dict, **wanted: object) -> pd.DataFrame:
    """Rows of the dependency table on the edition's main vintages, empty values left out.

    Parameters
    ----------
    wanted
        column -> value or list of values
    """
    columns = tables.DEPENDENCY.columns
    text = {column: str for column in columns if column not in ("year", "value")}
    # All pairs, years and measures are many rows; only those wanted are checked.
    frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values={"value": [""]})
    for column, values in wanted.items():
        frame = frame[frame[column].isin(values if isinstance(values, list) else [values])]
    frame = tables.check(frame, tables.DEPENDENCY, Path(path).name).dropna(subset=["value"])
    return shown(of_main(frame, settings), settings)


def longest(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the dataset that covers most years; of several the one with most rows.

    Where rows are as many, too, the first in alphabetical order: of WIOD the unfolded table.
    """
    if frame.empty:
        return frame
    held = frame.groupby("dataset")["year"].agg(["nunique", "size"])
    return frame[
        frame["dataset"] == max(sorted(held.index), key=lambda name: tuple(held.loc[name]))
    ]


def claims(path: Path | str) -> pd.DataFrame:
    """The verdict table by the ids of its claims."""
    return tables.read(path, tables.CLAIMS).set_index("id")


def published(claims: pd.DataFrame, claim: str) -> list[float]:
    """The numbers that the paper prints in a claim.

    Returns
    -------
    list[float]
        one number, or two of a range

    Raises
    ------
    CheckError
        When there is no such claim
    """
    return [float(part) for part in _claim(claims, claim)["published"].split(" to ")]


def year_named(claims: pd.DataFrame, claim: str) -> int:
    """The year that a claim's statement names.

    Raises
    ------
    CheckError
        When there is no such claim, or its statement names no year.
    """
    if found := re.search(r"\b(?:19|20)\d\d\b", statement := _claim(claims, claim)["statement"]):
        return int(found[0])
    raise CheckError(f"claim `{claim}`: a year expected in its statement, found `{statement}`")


def tolerance(claims: pd.DataFrame, claim: str) -> float:
    """How far from its printed number a claim may lie and still hold."""
    return float(_claim(claims, claim)["tolerance"])


def decimals(claims: pd.DataFrame, claim: str) -> int:
    """Decimals with which the paper prints the number of a claim."""
    return len(_claim(claims, claim)["published"].partition(".")[2])


def _claim(claims: pd.DataFrame, claim: str) -> pd.Series:
    if claim not in claims.index:
        raise CheckError(
            f"the verdict table has no claim `{claim}`, whose number a figure shows; "
            "restore its id in config/claims.yaml"
        )
    return claims.loc[claim]


def shown(frame: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """Rows within the years that figures show."""
    return frame[frame["year"].between(*settings["years"])]


def expect(frame: pd.DataFrame, what: str, settings: dict) -> pd.DataFrame:
    """`frame`, or an error that says what a figure lacks.

    Raises
    ------
    CheckError
    """
    if frame.empty:
        first, last = settings["years"]
        raise CheckError(
            f"nothing to draw: the edition holds no {what} in {first}–{last}; widen `years` in "
            "config/config.yaml or name another edition"
        )
    return frame


def paper(like: pd.DataFrame, **values: object) -> pd.DataFrame:
    """Rows for what the paper states, beside the data of a table and in its unit."""
    return pd.DataFrame({**values, "unit": like["unit"].iloc[0], "dataset": "paper", "vintage": ""})


def origins(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The datasets and vintages of a figure's table, without the paper itself."""
    data = table[table["dataset"] != "paper"]
    pairs = data[["dataset", "vintage"]].drop_duplicates().sort_values(["dataset", "vintage"])
    return list(pairs.itertuples(index=False, name=None))
