"""Ask which datasets have newer releases: outdated.py [EDITION] [--offline].

Ends with 0 when nothing is newer, 10 when something is, 20 when nothing is as far as known and not
every provider could be asked, 1 on an error.
"""

import argparse
import sys
from datetime import UTC, datetime

from rich.console import Console

from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.errors import TechsovError
from techsov.fetch import Network
from techsov.update import edition, outdated, watched


def main() -> int:
    """Print the table; the exit status tells a scheduler."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edition", nargs="?", default="embedded", help="an edition of the line")
    parser.add_argument("--offline", action="store_true", help="ask nobody; what was known when")
    given = parser.parse_args()
    try:
        catalogue = Catalogue.load()
        head = edition.head_of(catalogue, given.edition)
        settings = yamlfile.read("config/config.yaml")
        network = Network.load(certificates={"rosstat_ca": settings.get("rosstat_ca")})
        looks = outdated.look(
            catalogue,
            head,
            watched.load(),
            None if given.offline else network,
            datetime.now(UTC).date(),
        )
    except TechsovError as error:
        print(error, file=sys.stderr)
        return 1
    # A log has no width of its own: nothing is broken there.
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(f"Edition {head.name}", highlight=False)
    outdated.show(looks, console)
    return outdated.status(looks)


if __name__ == "__main__":
    sys.exit(main())
