"""Give complexity indices and ranks of a country by product file of exports, as CSV.

EXPORTS is a CSV with the columns country, product, value (and year), or with countries in the
first column and a column for each product. Countries are ranked by ECI, products by PCI. The
method is that of docs/method-complexity.md: presence is RCA of 1 or more, or continuous.

Example:
    techsov eci data/raw/atlas/exports-hs92-2/2019/exports.csv
    techsov eci exports.csv --products --continuous
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from techsov import cli
from techsov.indicators import complexity
from techsov.sources import exports_file

NEEDS_PROJECT = False


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("exports", type=cli.file, help="the file of exports")
    parser.add_argument(
        "--products", action="store_true", help="products and PCI instead of countries and ECI"
    )
    parser.add_argument(
        "--continuous", action="store_true", help="RCA / (1 + RCA) instead of RCA >= 1"
    )
    parser.add_argument(
        "--largest",
        action="store_true",
        help="where countries fall into groups that share no product, the largest group alone",
    )


def run(given: argparse.Namespace) -> int:
    """Print a row per country or product, best first; say what is left out."""
    exports = exports_file.read(given.exports)
    years = exports.groupby("year") if "year" in exports else [("", exports)]
    found = [
        (indices(year, rows, given)).assign(**({"year": year} if year else {}))
        for year, rows in years
    ]
    table = pd.concat(found)
    cli.show(table[["year", *table.columns.drop("year")]] if "year" in table else table)
    return cli.DONE


def indices(year: object, exports: pd.DataFrame, given: argparse.Namespace) -> pd.DataFrame:
    """Indices and ranks of one year; what holds no exports is left out and named."""
    whole = complexity.exports_matrix(exports)
    matrix = complexity.without_empty(whole)
    measure = complexity.continuous_presence if given.continuous else complexity.presence
    presence = measure(complexity.rca(matrix))
    if given.largest:
        presence = complexity.largest_component(presence)
    for axis, kind in enumerate(("countries", "products")):
        if left := sorted(set(whole.axes[axis]) - set(presence.axes[axis])):
            print(f"{year} {kind} left out: {', '.join(left)}".strip(), file=sys.stderr)
    solved = complexity.solve(presence)
    if given.products:
        return _ranked(solved.pci, "pci", "product", solved.ubiquity)
    return _ranked(solved.eci, "eci", "country", solved.diversity)


def _ranked(index: pd.Series, name: str, kind: str, count: pd.Series) -> pd.DataFrame:
    ranks = complexity.rank(index, index.index).rename(columns={"eci": name})
    return ranks.join(count).rename_axis(kind).reset_index()
