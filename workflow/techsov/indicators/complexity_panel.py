"""Complexity of many years, a few in memory at a time.

The four-digit exports of all years are half a gigabyte of text. Every function here takes and
yields years one by one, and the file is passed over a few times instead of being loaded, so that
memory does not grow with the number of years.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import pandas as pd
import polars as pl

from techsov.core.errors import CheckError
from techsov.indicators import complexity
from techsov.indicators.complexity_uncertainty import average_years

YEARS_A_PASS = 10  # each pass reads the whole text; each year of it takes about 12 MB
Presence = Callable[[pd.DataFrame], pd.DataFrame]


def balassa(exports: pd.DataFrame) -> pd.DataFrame:
    """M = 1 where RCA >= 1."""
    return complexity.presence(complexity.rca(exports))


def continuous(exports: pd.DataFrame) -> pd.DataFrame:
    """M = RCA / (1 + RCA)."""
    return complexity.continuous_presence(complexity.rca(exports))


def years_of(scan: pl.LazyFrame) -> list[int]:
    """The years of a lazy table with a column `year`, found without loading it."""
    found = scan.select(pl.col("year").cast(pl.Int32).unique()).collect(engine="streaming")
    return sorted(found["year"].to_list())


def matrices(scan: pl.LazyFrame, years: Iterable[int] | None = None) -> Iterator[tuple]:
    """Country x product matrices of a lazy table, year by year.

    Parameters
    ----------
    scan
        columns country, product, year, value (USD, 0 and more), such as
        `techsov.sources.atlas_trade.scan_exports` gives; rows that are no goods filtered out
    years
        those wanted, in this order; all of them by default

    Yields
    ------
    Iterator[tuple]
        (year, matrix), the matrix without countries and products that hold nothing

    Raises
    ------
    CheckError
        On a year that the table does not hold, a flow standing twice, values that are negative
        or no numbers
    """
    wanted = scan.select("country", "product", pl.col("year").cast(pl.Int32), "value")
    order = years_of(scan) if years is None else list(years)
    for start in range(0, len(order), YEARS_A_PASS):
        batch = order[start : start + YEARS_A_PASS]
        rows = wanted.filter(pl.col("year").is_in(batch)).collect(engine="streaming")
        by_year = rows.partition_by("year", as_dict=True, include_key=False)
        del rows
        for year in batch:
            if (year,) not in by_year:
                raise CheckError(f"exports: rows of {year} expected, found none")
            yield year, complexity.without_empty(_matrix(by_year.pop((year,)), year))


def rolling(yearly: Iterable[tuple], span: int = 3) -> Iterator[tuple]:
    """Means of `span` years ending with each year, as far as that many precede it without gap.

    Parameters
    ----------
    yearly
        (year, matrix), rising; `span` matrices are held at a time
    """
    window: deque = deque(maxlen=span)
    for year, matrix in yearly:
        if window and year != window[-1][0] + 1:
            window.clear()
        window.append((year, matrix))
        if len(window) == span:
            yield year, complexity.without_empty(average_years(m for _, m in window))


def solve_panel(
    yearly: Iterable[tuple],
    *,
    presence: Presence = balassa,
    ranked_set: Iterable[str] | None = None,
) -> pd.DataFrame:
    """ECI and rank of every year.

    Parameters
    ----------
    yearly
        (year, country x product exports), as `matrices` or `rolling` yield them
    presence
        from exports to M
    ranked_set
        the countries that are ranked; all by default. The index is found among them

    Returns
    -------
    pd.DataFrame
        country, year, eci, rank, ranked; sorted by year and rank

    Raises
    ------
    CheckError
        As `rca` and `solve`, naming the year
    """
    members = None if ranked_set is None else set(ranked_set)
    parts = []
    for year, exports in yearly:
        chosen = exports if members is None else exports[exports.index.isin(members)]
        try:
            eci = complexity.solve(presence(complexity.without_empty(chosen))).eci
        except CheckError as error:
            raise CheckError(f"exports of {year}: {error}") from error
        parts.append(complexity.rank(eci, eci.index).reset_index().assign(year=year))
    if not parts:
        raise CheckError("exports: a year or more expected, found none")
    columns = ["country", "year", "eci", "rank", "ranked"]
    return pd.concat(parts, ignore_index=True)[columns].astype({"rank": int})


def _matrix(rows: pl.DataFrame, year: int) -> pd.DataFrame:
    twice = rows.filter(pl.struct("country", "product").is_duplicated())
    if not twice.is_empty():
        one = twice.row(0, named=True)
        raise CheckError(
            f"exports of {year}: one row per country and product expected, found {len(twice)} "
            f"repeated, such as {one['country']} {one['product']}"
        )
    value = pl.col("value")
    wrong = rows.filter(value.is_null() | ~value.is_finite() | (value < 0))
    if not wrong.is_empty():
        one = wrong.row(0, named=True)
        raise CheckError(
            f"exports of {year}: numbers from 0 up expected, found {len(wrong)} others, such as "
            f"{one['country']} {one['product']}: {one['value']}"
        )
    wide = rows.pivot("product", index="country", values="value").sort("country")
    frame = pd.DataFrame(
        wide.drop("country").fill_null(0.0).to_numpy(),
        pd.Index(wide["country"].to_list(), name="country"),
        pd.Index([c for c in wide.columns if c != "country"], name="product"),
    )
    return frame.sort_index(axis=1)
