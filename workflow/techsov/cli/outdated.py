"""Ask which datasets of an edition have newer releases.

The latest edition of the line is meant: the one named, or what updates have made from it.

Example:
    techsov outdated embedded --offline

Exit status: 0 nothing is newer, 10 something is that an update would take, 20 nothing as far as
known but not every provider could be asked, 1 on an error

"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from rich.console import Console

from techsov import cli
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.fetch import Network
from techsov.update import edition, outdated


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    cli.edition(parser, "an edition of the line")
    parser.add_argument(
        "--offline", action="store_true", help="ask nobody; show what was known, and when"
    )


def run(given: argparse.Namespace) -> int:
    """Print the table; the exit status tells a scheduler."""
    catalogue = Catalogue.load()
    head = edition.head_of(catalogue, given.edition)
    asked = None if given.offline else network()
    looks = outdated.look(catalogue, head, asked, datetime.now(UTC).date())
    # A log has no width of its own: nothing is broken there.
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(f"Edition {head.name}", highlight=False)
    outdated.show(looks, console)
    return outdated.status(looks)


def network() -> Network:
    """The network as the project's configuration allows it."""
    settings = yamlfile.read("config/config.yaml")
    return Network.load(certificates={"rosstat_ca": settings.get("rosstat_ca")})
