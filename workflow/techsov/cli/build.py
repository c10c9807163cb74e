"""Build every table, figure and the paper of an edition, and count its verdicts.

Whatever stands after `--` is handed to Snakemake: targets, options, settings.

Example:
    techsov build embedded --cores 2
    techsov build embedded -- --config 'focus=[DEU,CHN]'

"""

from __future__ import annotations

import argparse
from pathlib import Path

from techsov import cli
from techsov.build import engine, summary


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser)
    cli.cores(parser)
    cli.for_engine(parser)


def run(given: argparse.Namespace) -> int:
    """Build; say what came out and where it is."""
    engine.build(given.edition, *given.engine, cores=given.cores)
    planned = {"-n", "--dry-run", "--dryrun"} & set(given.engine)
    if not planned and (Path("results") / given.edition / "claims.csv").exists():
        print(summary.summarise(Path("results") / given.edition))
    return cli.DONE
