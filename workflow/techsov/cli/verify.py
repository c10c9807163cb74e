"""Hash raw files, rebuild an edition in a clean copy, and compare every result.

With --record nothing is rebuilt: the hashes of the results as they are go to data/endpoints/,
and later verifications are held against them.

Example:
    techsov verify embedded --cores 2

Exit status: 0 all is as it should be, 1 something differs, 2 it cannot be told

"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from techsov import cli
from techsov.core.errors import TechsovError
from techsov.verify import run as verifying

UNTOLD = 2


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser)
    cli.cores(parser)
    parser.add_argument(
        "--against", type=cli.path, metavar="PLACE", help=f"compare with {verifying.AS_BUILT}"
    )
    parser.add_argument("--record", action="store_true", help="record the results as they are")


def run(given: argparse.Namespace) -> int:
    """Verify, or record."""
    root = Path.cwd()
    try:
        if given.record:
            verifying.record_endpoints(root, given.edition)
            return cli.DONE
        fine = verifying.verify(root, given.edition, given.cores, given.against)
    except TechsovError as error:
        print(error, file=sys.stderr)
        return UNTOLD
    return cli.DONE if fine else cli.REFUSED
