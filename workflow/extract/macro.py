"""Draw the macroeconomic figures that the paper needs from the World Economic Outlook.

python workflow/extract/macro.py RELEASES_FOLDER [--to data/raw]

Ranks are computed here, among all countries of the release, since the extract holds only some.
Projections, the years after the last complete one, are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.indicators import macro
from techsov.sources import imf

COUNTRIES = Path(__file__).resolve().parents[2] / "config" / "countries.yaml"

LAST_YEAR = 2024


def extract(releases: Path) -> pd.DataFrame:
    """The indicator table of the extract."""
    countries = Countries.load(COUNTRIES)
    everyone = imf.read_rda(next((releases / "imf").glob("weo_*.rda")))
    return macro.of_outlook(everyone, countries, LAST_YEAR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=Path("data/raw"), help="folder to write to")
    arguments = parser.parse_args()
    frame = extract(arguments.releases)
    (vintage,) = set(frame["vintage"])
    place = arguments.to / imf.DATASET / vintage / "gdp.csv"
    tables.write(frame, place, tables.INDICATOR)


if __name__ == "__main__":
    main()
