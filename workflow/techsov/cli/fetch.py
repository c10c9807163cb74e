"""Download full releases: an edition's, or those of single entries.

Only what is not here is fetched; each file is held against its pin in config/sources.yaml.
Whatever stands after `--` is handed to Snakemake.

Example:
    techsov fetch paper-2024
    techsov fetch --entry oecd/icio/2021

"""

from __future__ import annotations

import argparse

from techsov import cli
from techsov.build import engine


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser)
    parser.add_argument(
        "--entry",
        action="append",
        default=[],
        metavar="KEY",
        help="an entry of config/sources.yaml instead of the edition's; may be repeated",
    )
    cli.for_engine(parser)


def run(given: argparse.Namespace) -> int:
    """Fetch, one file at a time."""
    chosen = [f"fetch=[{','.join(given.entry)}]"] if given.entry else []
    engine.build(given.edition, "fetch", *given.engine, cores="1", settings=chosen)
    return cli.DONE
