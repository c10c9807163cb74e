"""Draw the macroeconomic figures that the paper needs from the World Economic Outlook.

python workflow/extract/macro.py RELEASES_FOLDER [--to data/raw]

Ranks are computed here, among all countries of the release, since the extract holds only some.
Projections, the years after the last complete one, are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from techsov import tables
from techsov.countries import Countries
from techsov.indicators import macro
from techsov.sources import checks, imf

COUNTRIES = Path(__file__).resolve().parents[2] / "config" / "countries.yaml"

IN_FULL = ("BRICS11", "G7")  # groups whose members are drawn with every indicator
ALSO_IN_FULL = ["IDN", "KAZ", "KOR", "MEX", "TUR", "VNM"]
TOTALS = ["AE", "EMDE", "WLD"]
FIRST_YEAR = {"gdp_growth": 1991}  # India's reforms
FIRST_LEVEL, LAST_YEAR = 1995, 2024


def extract(releases: Path) -> pd.DataFrame:
    """The indicator table of the extract."""
    countries = Countries.load(COUNTRIES)
    everyone = imf.read_rda(next((releases / "imf").glob("weo_*.rda")))
    ranks = [macro.rank_countries(everyone, level, imf.GROUPS.values()) for level in macro.SHARES]
    in_full = {c for g in IN_FULL for c in countries.group(g)} | {*ALSO_IN_FULL, *TOTALS}
    full = checks.select(pd.concat([everyone, *ranks]), in_full, "imf")
    union = set(countries.group("EU27_2020")) - in_full
    levels = everyone[everyone["indicator"].isin(macro.SHARES)]
    drawn = pd.concat([full, checks.select(levels, union, "imf")], ignore_index=True)
    first = drawn["indicator"].map(FIRST_YEAR).fillna(FIRST_LEVEL)
    covered = drawn[(drawn["year"] >= first) & (drawn["year"] <= LAST_YEAR)]
    checks.without_jumps(covered[covered["indicator"].isin(imf.LEVELS)], "imf")
    return covered


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
