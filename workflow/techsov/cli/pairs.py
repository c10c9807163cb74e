"""Give every measure of dependency between pairs of countries as CSV.

Each pair is given both ways: the first as the user of what the second supplies, and the reverse.
The numbers come from the panel of a built edition, or are computed from TABLE: a CSV or zip of
OECD ICIO, a workbook or R object of WIOD, or a stored Parquet. Measures are explained in
docs/method-dependency.md; values are shares.

Example:
    techsov pairs --pair RUS:CHN DEU:CHN --years 2005:2011
    techsov pairs 2016-2022_SML.zip --pair IND:CHN --years 2019
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from techsov import cli
from techsov.core.errors import ConfigError
from techsov.indicators import panel, production
from techsov.sources import intercountry_file

NEEDS_PROJECT = False  # a table of one's own needs none


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "table", nargs="?", type=cli.file, help="a file of inter-country tables, not the panel"
    )
    parser.add_argument(
        "--pair",
        nargs="+",
        action="extend",
        required=True,
        type=pair,
        metavar="USER:SUPPLIER",
        help="two codes as the table writes them",
    )
    parser.add_argument(
        "--years", type=cli.years, default=cli.ALL_YEARS, help="one, or first:last (default: all)"
    )
    parser.add_argument(
        "--edition", default="embedded", help="the edition whose panel is read (default: embedded)"
    )


def run(given: argparse.Namespace) -> int:
    """Print the pairs' rows."""
    if given.table:
        cli.show(computed(given.table, given.pair, given.years))
        return cli.DONE
    with cli.project(given.project):
        cli.show(held(Path(f"results/{given.edition}/panel"), given.pair, given.years))
    return cli.DONE


def held(folder: Path, wanted: list[tuple[str, str]], years: range) -> pl.DataFrame:
    """The rows of a panel."""
    if not (folder / "catalogue.csv").exists():
        raise ConfigError(
            f"{folder} is not built: run `make EDITION={folder.parent.name}`, "
            "or name a file of inter-country tables: techsov pairs TABLE --pair ..."
        )
    pairs = pl.scan_parquet(folder / "pairs/**/*.parquet")
    return panel.between(pairs, wanted, str(folder), years)


def computed(path: Path, wanted: list[tuple[str, str]], years: range) -> pl.DataFrame:
    """The rows of each table of a file, with the file's name as dataset."""
    found = []
    for table in intercountry_file.read(path, years):
        rows = panel.between(production.panel(table).lazy(), wanted, table.title, years)
        found.append(
            rows.select(
                pl.lit(path.name).alias("dataset"), pl.lit(table.edition).alias("vintage"), pl.all()
            )
        )
    if not found:
        raise ConfigError(f"{path.name} holds none of the wanted years")
    return pl.concat(found)


def pair(text: str) -> tuple[str, str]:
    """Two different codes with a colon between them."""
    one, _, other = text.partition(":")
    if not one or not other or one == other:
        raise argparse.ArgumentTypeError(
            f"two codes with a colon expected, as RUS:CHN, found `{text}`"
        )
    return one, other
