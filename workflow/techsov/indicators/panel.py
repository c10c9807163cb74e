"""The wide panel: every pair, industry and cell of a table, and the list of what is stored.

Tables are kept as Parquet, a file for each database, vintage and year (or all years, where a
database stands in one file), so that a question reads only what it needs:

    pairs                every measure of `techsov.indicators.production.panel`
    user_industries      exposure of each of a user's industries to each supplier
    supplier_industries  dependence of each of a supplier's industries on each market
    cells                output, value added and final production, by which industries are weighed

The catalogue names every file with its rows, bytes and hash. Country and industry codes are those
of the database; nothing is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from techsov.core.errors import CheckError
from techsov.core.intercountry import InterCountryTable, known
from techsov.indicators import production
from techsov.indicators.dependency_industries import Requirements, requirements

Array = np.ndarray

TABLES = ("pairs", "user_industries", "supplier_industries", "cells")
CATALOGUE = ("table", "dataset", "vintage", "first_year", "last_year", "regions", "industries",
             "rows", "file")  # fmt: skip


def between(
    pairs: pl.LazyFrame,
    wanted: Sequence[tuple[str, str]],
    where: str,
    years: range,
) -> pl.DataFrame:
    """Every measure between two regions, both ways, for some pairs of them.

    Parameters
    ----------
    pairs : LazyFrame
        The panel's table `pairs`, or `production.panel` of a table.
    wanted : sequence of (str, str)
        Pairs of codes.
    where : str
        What the pairs are of, as messages name it.
    years : range
        Those that are wanted.

    Returns
    -------
    DataFrame
        The rows of `pairs`, sorted by all columns but the value.

    Raises
    ------
    UnknownCountry
        For a code that `pairs` does not hold, naming the nearest ones.
    CheckError
        When nothing is left: two codes of different databases, or years that are not held.
    """
    codes = pairs.select(pl.col("user").cast(pl.String)).unique().collect()["user"].sort().to_list()
    for code in (code for pair in wanted for code in pair):
        known(code, codes, where)
    ways = {way for one, other in wanted for way in ((one, other), (other, one))}
    of_way = pl.any_horizontal(
        (pl.col("user") == user) & (pl.col("supplier") == supplier) for user, supplier in ways
    )
    texts = pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    of_year = pl.col("year").is_between(years[0], years[-1])
    found = pairs.filter(of_way & of_year).with_columns(texts).collect()
    if found.is_empty():
        held = pairs.select(first=pl.col("year").min(), last=pl.col("year").max()).collect()
        shown = ", ".join(":".join(pair) for pair in wanted)
        first, last = held.row(0)
        raise CheckError(
            f"{where}: no table of the wanted years holds both of {shown}; years are {first}-{last}"
        )
    return found.sort([name for name in found.columns if name != "value"])


def user_industries(table: InterCountryTable, needs: Requirements | None = None) -> pl.DataFrame:
    """Exposure (FPEM) of every industry of every user to every foreign supplier.

    The share of the supplier in the production behind a unit of the industry's final output, as in
    `dependency_industries.by_industry`. Shares of all foreign suppliers and the user's own add up
    to one. Hidden exposure is fpem less fpem_face.

    Parameters
    ----------
    needs
        `requirements(table)`, where they are at hand

    Returns
    -------
    pl.DataFrame
        Columns: year, measure (fpem, fpem_face), basis, user, industry, supplier, value; null for
        industries without output
    """
    needs = needs or requirements(table)
    G, N = len(table.regions), len(table.industries)
    supplier, user, industry = np.nonzero(np.repeat(~np.eye(G, dtype=bool), N).reshape(G, G, N))
    frames = []
    for basis in production.BASES:
        made = (needs.total[basis] != 0) & (table.x != 0)
        total = np.where(made, needs.total[basis], np.nan)
        for measure, part in (("fpem", needs.look_through), ("fpem_face", needs.face)):
            values = (part[basis] / total).reshape(G, G, N)[supplier, user, industry]
            ends = {"user": user, "industry": industry, "supplier": supplier}
            frames.append(_rows(table, {"measure": measure, "basis": basis}, ends, values))
    return pl.concat(frames)


def supplier_industries(table: InterCountryTable) -> pl.DataFrame:
    """Dependence (FPEX) of every industry of every supplier on every foreign market.

    The share of the market's final production in the output that the industry makes: row i of
    LF = B diag(y), summed over the market's cells, over x. Output and value added give the same
    share, as a cell's value added per unit of output is one number.

    Returns
    -------
    pl.DataFrame
        Columns: year, measure (fpex), supplier, industry, user (the market), value; null for
        industries without output
    """
    G, N = len(table.regions), len(table.industries)
    region = np.repeat(np.eye(G), N, axis=0)
    made = production.system(table).produce(region * table.final_production()[:, None])
    shares = made / np.where(table.x != 0, table.x, np.nan)[:, None]
    supplier, industry, user = np.nonzero(
        np.repeat(~np.eye(G, dtype=bool)[:, None], N, axis=1).reshape(G, N, G)
    )
    values = shares.reshape(G, N, G)[supplier, industry, user]
    ends = {"supplier": supplier, "industry": industry, "user": user}
    return _rows(table, {"measure": "fpex"}, ends, values)


def cells(table: InterCountryTable) -> pl.DataFrame:
    """Output, value added and final production of every cell, in the table's unit.

    Returns
    -------
    pl.DataFrame
        Columns: year, region, industry, manufacturing, output, value_added, final_production
    """
    G, N = len(table.regions), len(table.industries)
    ends = {"region": np.repeat(np.arange(G), N), "industry": np.tile(np.arange(N), G)}
    return _rows(table, {}, ends, table.x, "output").select(
        "year",
        *ends,
        pl.Series("manufacturing", table.manufacturing()),
        "output",
        value_added=table.va,
        final_production=table.final_production(),
    )


def _rows(
    table: InterCountryTable,
    constants: Mapping[str, str],
    ends: Mapping[str, Array],
    values: Array,
    name: str = "value",
) -> pl.DataFrame:
    """Positions along the axes as codes, beside year and constants; no number becomes null."""
    return pl.DataFrame(
        {
            end: pl.Series(
                table.industries if end == "industry" else table.regions, dtype=pl.String
            ).gather(at.astype(np.uint32))
            for end, at in ends.items()
        }
    ).select(
        pl.lit(table.year, pl.Int16).alias("year"),
        *(pl.lit(text).alias(column) for column, text in constants.items()),
        *ends,
        pl.Series(name, values, nan_to_null=True),
    )


def write(frame: pl.DataFrame, path: Path | str, dataset: str, vintage: str) -> None:
    """Store a table with the database and vintage that it comes from, as two columns in front.

    Codes become plain text, so that files with different countries are read as one dataset.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    codes = [name for name, kind in frame.schema.items() if kind in (pl.Categorical, pl.Enum)]
    frame.with_columns(pl.col(codes).cast(pl.String)).select(
        pl.lit(dataset).alias("dataset"), pl.lit(vintage).alias("vintage"), pl.all()
    ).write_parquet(path, compression="zstd", row_group_size=500_000)


@dataclass(frozen=True)
class Part:
    """A file of the panel: which of `TABLES` it holds, of which database and vintage."""

    table: str
    dataset: str
    vintage: str
    path: Path


def catalogue(parts: Iterable[Part], folder: Path | str) -> pd.DataFrame:
    """What the panel in `folder` holds, a row for each file, columns as in `CATALOGUE`.

    Raises
    ------
    CheckError
        Where two files of one database, vintage and year tell of different regions
    """
    rows = []
    for part in parts:
        held = pl.scan_parquet(part.path)
        place = "region" if part.table == "cells" else "supplier"
        found = held.select(
            first=pl.col("year").min(),
            last=pl.col("year").max(),
            regions=pl.col(place).n_unique(),
            rows=pl.len(),
        ).collect()
        industries = None
        if "industry" in held.collect_schema():
            industries = held.select(pl.col("industry").n_unique()).collect().item()
        rows.append(
            [part.table, part.dataset, part.vintage, *found.row(0)[:3], industries,
             found.item(0, "rows"), part.path.relative_to(folder).as_posix()]
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(CATALOGUE)).astype({"industries": "Int64"})
    for place, files in frame.groupby(["dataset", "vintage", "first_year"]):
        if len(set(files["regions"])) > 1:
            counts = ", ".join(f"{row.file}: {row.regions}" for row in files.itertuples())
            raise CheckError(
                f"panel of {' '.join(map(str, place))}: files tell of different numbers of regions "
                f"({counts}); remove the folder of the panel and build it again"
            )
    order = frame["table"].map(TABLES.index)
    return frame.assign(order=order).sort_values(["order", "file"])[list(CATALOGUE)]
