"""Print one indicator of one country, years as rows and releases as columns, from built editions.

vintage_table.py INDICATOR COUNTRY [PARTNER], such as `rank.SITC RUS`, as CSV.
"""

import argparse
import sys
from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.compare import built, vintages
from techsov.core.errors import ConfigError, TechsovError


def main() -> int:
    """Read every built edition of the catalogue; a table per dataset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("indicator")
    parser.add_argument("country")
    parser.add_argument("partner", nargs="?", default="")
    given = parser.parse_args()
    try:
        catalogue = Catalogue.load()
        names = [n for n in catalogue.editions if Path(f"results/{n}/claims.csv").exists()]
        if not names:
            raise ConfigError("no edition is built: run `make` first")
        figures = vintages.gather(catalogue, [built.read(catalogue, name) for name in names])
        found = vintages.matrix(figures, given.indicator, given.country, given.partner)
    except TechsovError as error:
        print(error, file=sys.stderr)
        return 1
    for dataset, table in found.items():
        print(f"# {dataset}")
        print(table.to_csv(float_format="%.10g", lineterminator="\n"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
