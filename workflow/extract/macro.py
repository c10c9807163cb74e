"""Draw the macroeconomic figures that the paper needs from each World Economic Outlook at hand.

python workflow/extract/macro.py RELEASES_FOLDER [--to data/raw]

Ranks are computed here, among all countries of the release, since the extract holds only some.
Projections, the release's own year and those after it, are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.indicators import macro
from techsov.sources import imf

COUNTRIES = Path(__file__).resolve().parents[2] / "config" / "countries.yaml"


def extracts(releases: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Vintage and indicator table of each extract."""
    countries = Countries.load(COUNTRIES)
    for path in sorted((releases / "imf").glob("weo_*.rda")):
        everyone = imf.read_rda(path)
        (vintage,) = set(everyone["vintage"])
        yield vintage, macro.of_outlook(everyone, countries, int(vintage[:4]) - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=Path("data/raw"), help="folder to write to")
    arguments = parser.parse_args()
    for vintage, frame in extracts(arguments.releases):
        place = arguments.to / imf.DATASET / vintage / "gdp.csv"
        tables.write(frame, place, tables.INDICATOR)


if __name__ == "__main__":
    main()
