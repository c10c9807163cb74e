"""A user's own file of exports by country and product."""

from __future__ import annotations

from pathlib import Path

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
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        found = " ".join(str(error).split())
        raise LayoutError(path, "whole file", found=found, expected="a table", todo=TODO) from None
    frame = frame.replace("", None)
    if set(TIDY) <= set(frame.columns):
        numeric = [name for name in ("year", "value") if name in frame.columns]
        tidy = opening.numbers(path, frame, numeric)[[*numeric[:-1], *TIDY]]
    else:
        country, *products = frame.columns
        if len(products) < 2:
            raise LayoutError(
                path, "line 1", found=country, expected="columns of a table of exports", todo=TODO
            )
        wide = opening.numbers(path, frame, products).fillna(dict.fromkeys(products, 0.0))
        wide.index.name = "line"
        tidy = wide.melt(country, products, "product", ignore_index=False)
        tidy = tidy.rename(columns={country: "country"})
    if (lacking := tidy.index[tidy.isna().any(axis=1)]).size:
        place = f"line {lacking[0] + 2}"
        raise LayoutError(path, place, found="an empty cell", expected="a value", todo=TODO)
    return tidy.astype({"year": int} if "year" in tidy else {}).reset_index(drop=True)
