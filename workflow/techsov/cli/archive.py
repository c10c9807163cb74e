"""Pack code, extracts and results of a built edition into a zip with an RO-Crate.

Example:
    techsov archive embedded --with-raw

"""

from __future__ import annotations

import argparse
from pathlib import Path

from techsov import cli
from techsov.archive import edition


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser)
    parser.add_argument(
        "--with-raw", action="store_true", help="and full releases that may be passed on"
    )
    parser.add_argument(
        "--into",
        type=cli.path,
        default=Path("dist"),
        metavar="FOLDER",
        help="the archive's folder (default: dist)",
    )


def run(given: argparse.Namespace) -> int:
    """Write the archive; print where it is."""
    print(edition.write(Path.cwd(), given.edition, given.into, with_raw=given.with_raw))
    return cli.DONE
