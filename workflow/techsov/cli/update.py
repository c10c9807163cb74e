"""Take what is newer, build it as an edition named by the day, and compare.

A release that a guard holds back is taken when it is named with --accept, as DATASET:GUARD, or as
DATASET for all guards of a dataset. An update that was interrupted is gone on with.

Example:
    techsov update embedded --accept atlas/rankings:coverage

Exit status: 0 all that is newer was taken, or nothing is; 20 some dataset was left as it was, each
with its reason; 1 the new edition could not be built (run again to go on)

"""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import UTC, date, datetime
from functools import partial

from techsov import cli
from techsov.build.engine import BuildError
from techsov.cli.outdated import network
from techsov.update import run as updating

LEFT = 20


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser, "an edition of the line")
    parser.add_argument(
        "--accept", nargs="+", default=[], metavar="DATASET:GUARD", help="guards to set aside"
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="the day to name the edition by (default: today)",
    )
    cli.cores(parser)


def run(given: argparse.Namespace) -> int:
    """Update; say what was taken, what was left and why."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    build = partial(updating.build, cores=given.cores)
    try:
        outcome = updating.update(given.edition, given.date, given.accept, network(), build)
    except BuildError:
        print(
            "The new vintages are pinned, and their edition could not be built. Older "
            "editions are as they were. Run the command again to go on.",
            file=sys.stderr,
        )
        return cli.REFUSED
    for name in outcome.finished:
        print(f"edition {name} is built and compared: docs/revisions.md")
    if not outcome.finished:
        print("nothing was taken")
    for newer in outcome.by_hand:
        print(f"by hand: {newer}")
    for left in outcome.left:
        print(f"left as it was: {left}")
    return LEFT if outcome.left else cli.DONE
