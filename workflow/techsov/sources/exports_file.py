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
    "(and year), or with countries in the first column and a column for each product"
)


def read(path: Path) -> pd.DataFrame:
    """Exports as a tidy table.

    Parameters
    ----------
    path : Path
        A CSV, tidy (columns country, product, value and perhaps year; others are not read) or
        wide (countries in the first column, a column for each product, an empty cell for none).

    Returns
    -------
    DataFrame
        Columns country, product, value, and year where the file has it.

    Raises
    ------
    LayoutError
        When the file is no such table, naming the line of what is missing or no number.
    """
    frame = opening.text_table(path, ended=lambda _: True).reset_index(drop=True)
    frame = frame.mask(frame == "").rename(columns=str.strip)
    names = list(frame.columns)
    if frame.empty:
        raise LayoutError(path, "whole file", found="a header alone", expected="rows", todo=TODO)
    if set(TIDY) <= set(names):
        numeric = ["value", "year"] if "year" in names else ["value"]
        tidy = opening.numbers(path, frame, numeric)[[*numeric[1:], *TIDY]]
    elif names[0].lower() != "country" or {"product", "value", "year"} & set(names):
        wanted = "the columns country, product, value, or country and a column for each product"
        raise LayoutError(path, "line 1", found=", ".join(names[:5]), expected=wanted, todo=TODO)
    else:
        country, *products = names
        wide = opening.numbers(path, frame, products).fillna(dict.fromkeys(products, 0.0))
        tidy = wide.melt(country, products, "product", ignore_index=False)
        tidy = tidy.rename(columns={country: "country"})
    wrong = tidy.isna().any(axis=1) | ~np.isfinite(tidy["value"]) | (tidy["value"] < 0)
    if "year" in tidy:
        wrong |= (tidy["year"] % 1 != 0) | ~tidy["year"].between(1900, 2100)
    if wrong.any():
        place, found = f"line {wrong.idxmax() + 2}", "a cell that is empty, negative or no number"
        raise LayoutError(path, place, found=found, expected="exports, and a year", todo=TODO)
    again = tidy.duplicated([name for name in tidy if name != "value"])
    again |= tidy["country"].str.lower() == "country"
    if again.any():
        place, found = f"line {again.idxmax() + 2}", "a line that stands above already"
        raise LayoutError(path, place, found=found, expected="each export once", todo=TODO)
    return tidy.astype({"year": int} if "year" in tidy else {}).reset_index(drop=True)
