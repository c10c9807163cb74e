"""Atlas of Economic Complexity (Growth Lab): RCA of every place by heading, release to 2016.

A copy of the release packed in one file: `location` (alpha-3), `code` (heading of four digits, HS
1992 or SITC), `year`, `export_rca`. Files are scanned; one year at a time comes into memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from techsov.core.errors import LayoutError
from techsov.sources import atlas_trade

COLUMNS = {
    "location": pl.String,
    "code": pl.String,
    "year": pl.Int32,
    "export_rca": pl.Float64,
}


def years(path: Path | str) -> list[int]:
    """The years that the file holds.

    Raises
    ------
    LayoutError
        For a file of another layout
    """
    return sorted(_scan(Path(path)).select(pl.col("year").unique()).collect()["year"].to_list())


def matrices(path: Path | str) -> Iterator[tuple[int, pd.DataFrame]]:
    """Each year with its matrix of RCA, place x heading; what is not listed is 0.

    Raises
    ------
    LayoutError
        For a file of another layout, an RCA that is negative or no number, a code that is no
        heading of four digits, or a place and heading that stand twice in a year
    """
    path = Path(path)
    scan = _scan(path)
    for year in years(path):
        rows = scan.filter(pl.col("year") == year).collect()
        wrong = rows.filter(
            ~pl.col("export_rca").is_finite().fill_null(False)
            | (pl.col("export_rca") < 0)
            | ~pl.col("code").str.contains(r"^\d{4}$").fill_null(False)
            | pl.struct("location", "code").is_duplicated()
        )
        for place, code, _, value in wrong.head(1).iter_rows():
            raise LayoutError(
                path,
                f"{place} {code} {year}",
                found=value,
                expected="one RCA from 0 up for a place and a heading of four digits",
            )
        wide = rows.to_pandas().pivot(index="location", columns="code", values="export_rca")
        yield year, wide.fillna(0.0).sort_index().sort_index(axis=1).astype(np.float64)


def goods(matrix: pd.DataFrame, classification: str) -> pd.DataFrame:
    """The headings of goods: without gold and what is not specified, as `atlas_trade` has it."""
    family = "SITC" if classification == "SITC" else "HS"
    refused = atlas_trade.NOISE[family] + atlas_trade.GOLD[family]
    return matrix.loc[:, ~matrix.columns.isin(refused)]


def _scan(path: Path) -> pl.LazyFrame:
    try:
        scan = pl.scan_parquet(path)
        found = dict(scan.collect_schema())
    except (pl.exceptions.PolarsError, OSError) as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise LayoutError(path, "whole file", found=error, expected="a Parquet file") from error
    if found != COLUMNS:
        raise LayoutError(
            path,
            "columns",
            found=", ".join(f"{name} ({kind})" for name, kind in found.items()),
            expected=", ".join(f"{name} ({kind})" for name, kind in COLUMNS.items()),
        )
    return scan
