"""Bring an edition up to date: update.py [EDITION] [--accept DATASET:GUARD ...] [--cores N].

Ends with 0 when all that is newer was taken, or nothing is; 20 when some dataset was left as it
was, each with its reason; 1 when the new edition could not be built (run again to go on).
"""

import argparse
import logging
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from techsov.build import running
from techsov.catalogue.registry import Edition
from techsov.compare.tabulate import TABLES
from techsov.core import yamlfile
from techsov.core.errors import TechsovError
from techsov.fetch import Network
from techsov.update import run

SNAKEMAKE = [sys.executable, "-m", "snakemake", "--profile", "workflow/profiles/default"]


def build(before: Edition, after: Edition, cores: str) -> dict[str, pd.DataFrame]:
    """Build the new edition, and of the one before what it is compared with; returns its tables."""
    pages = f"results/compare/{before.name}--{after.name}"
    if released := running.release_stale_lock(Path.cwd()):
        print(released, file=sys.stderr)
    for edition, targets in ((before, ["comparable"]), (after, ["all", f"{pages}/index.html"])):
        running.refuse_future(Path.cwd(), edition.name)
        command = [*SNAKEMAKE, "--cores", cores, "--config", f"edition={edition.name}"]
        subprocess.run([*command, "--", *targets], check=True)
    wanted = ("inputs", "claims", "indicators")
    assert set(wanted) <= set(TABLES)
    return {
        name: pd.read_csv(f"{pages}/{name}.csv", dtype=str, keep_default_na=False)
        for name in wanted
    }


def main() -> int:
    """Update; say what was taken, what was left and why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edition", nargs="?", default="embedded", help="an edition of the line")
    parser.add_argument("--accept", nargs="*", default=[], metavar="DATASET:GUARD")
    parser.add_argument("--cores", default="all")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    settings = yamlfile.read("config/config.yaml")
    try:
        network = Network.load(certificates={"rosstat_ca": settings.get("rosstat_ca")})
        outcome = run.update(
            given.edition,
            given.date,
            given.accept,
            network,
            lambda before, after: build(before, after, given.cores),
        )
    except TechsovError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        print(
            "The new vintages are pinned, and their edition could not be built. Older editions "
            "are as they were. Run the command again to go on.",
            file=sys.stderr,
        )
        return 1
    for name in outcome.finished:
        print(f"edition {name} is built and compared: {Path('docs/revisions.md')}")
    if not outcome.finished:
        print("nothing was taken")
    for newer in outcome.by_hand:
        print(f"by hand: {newer}")
    for left in outcome.left:
        print(f"left as it was: {left}")
    return 20 if outcome.left else 0


if __name__ == "__main__":
    sys.exit(main())
