"""Print one indicator of one country on every release that a built edition holds, as CSV.

A table per dataset, a row per year, a column per release. A dependency needs the supplier too.

Example:
    techsov vintages rank.SITC RUS
    techsov vintages fpem.gross_output.all RUS CHN

"""

from __future__ import annotations

import argparse

from techsov import cli
from techsov.catalogue.registry import Catalogue
from techsov.compare import vintages


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("indicator", help="its name in indicators.csv of a comparison")
    parser.add_argument("country", help="ISO 3166 alpha-3 code")
    parser.add_argument("partner", nargs="?", default="", help="the supplier, of a dependency")


def run(given: argparse.Namespace) -> int:
    """Print a table per dataset."""
    catalogue = Catalogue.load()
    figures = vintages.gather(catalogue, vintages.built_editions(catalogue))
    found = vintages.matrix(figures, given.indicator, given.country, given.partner)
    for dataset, table in found.items():
        print(f"# {dataset}")
        cli.show(table.reset_index())
    return cli.DONE
