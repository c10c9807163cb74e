"""A user's own file of exports by country and product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from techsov.core.errors import LayoutError
from techsov.sources import opening

TIDY = ["country", "product", "value"]
TODO = (
    "Save the table as CSV in UTF-8 with commas, either with the columns country, product, value "
    "(and year), or with the column country first and a column for each product"
)


def read(path: Path) -> pd.DataFrame:
    """Exports as a tidy table.

    Parameters
    ----------
    path : Path
        A CSV, tidy (columns country, product, value and perhaps year; others are not read) or
        wide (the column country first, then a column for each product, an empty cell for none).

    Returns
    -------
    DataFrame
        Columns country, product, value, and year where the file has it.

    Raises
    ------
    LayoutError
        When the file is no such table, naming the line of what is missing or no number.
    """
    try:
        return _tidy(path, opening.text_table(path, ended=lambda _: False))
    except LayoutError as error:  # such a file is saved again, and not fetched
        raise LayoutError(
            path, error.place, found=error.found, expected=error.expected, todo=TODO
        ) from None


def _tidy(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True).mask(lambda cells: cells == "").rename(columns=str.strip)
    names = list(frame.columns)
    if frame.empty:
        raise LayoutError(path, "whole file", found="a header alone", expected="rows")
    if set(TIDY) <= set(names):
        numeric = ["value", "year"] if "year" in names else ["value"]
        tidy = opening.numbers(path, frame, numeric)[[*numeric[1:], *TIDY]]
    elif names[0].lower() != "country" or {"product", "value", "year"} & set(names):
        wanted = "the columns country, product, value, or country and a column for each product"
        raise LayoutError(path, "line 1", found=", ".join(names[:5]), expected=wanted)
    else:
        country, *products = names
        wide = opening.numbers(path, frame, products).fillna(dict.fromkeys(products, 0.0))
        tidy = wide.melt(country, products, "product", ignore_index=False)
        tidy = tidy.rename(columns={country: "country"})
    year = tidy.get("year", pd.Series(2000, tidy.index))
    again = tidy.duplicated([name for name in tidy if name != "value"])
    for wrong, found, expected in (
        (tidy.isna().any(axis=1), "an empty cell", "a value"),
        (~tidy["value"].between(0, np.inf, inclusive="left"), "another", "a number from 0 up"),
        ((year % 1 != 0) | ~year.between(1900, 2100), "another", "a year from 1900 to 2100"),
        (again | (tidy["country"].str.lower() == "country"),
         "a line that stands above already", "one row per country and product"),
    ):  # fmt: skip
        if wrong.any():
            place = f"line {wrong.idxmax() + 2}"
            raise LayoutError(path, place, found=found, expected=expected)
    return tidy.astype({"year": int} if "year" in tidy else {}).reset_index(drop=True)
