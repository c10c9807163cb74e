"""Derive the embedded tables of mutual dependence from the providers' full releases.

python workflow/extract/dependency.py RELEASES [--to data/raw]

- wiod/wiot-11regions/2013: WIOD 1995-2011, all 35 industries, folded to eleven regions
- oecd/tiva-fdva/2025: shares of China in the foreign value added of Russia's final demand, and
  the reverse, from the FDVA weights of the 2025 edition
"""

import argparse
from pathlib import Path

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import regions
from techsov.sources import oecd_tiva, wiod

ROOT = Path(__file__).resolve().parents[2]
YEARS = range(1995, 2012)
PAIR = ("RUS", "CHN")


def extract_wiod(releases: Path, to: Path) -> None:
    """Fold every year and store them together."""
    rest_of_eu = Countries.load(ROOT / "config" / "countries.yaml").group(regions.REST_OF_EU)
    folded = []
    for year in YEARS:
        table = wiod.read(releases / "wiod2013" / f"wiot_{year}.RData")
        print(f"{table.title}: {table.discrepancies.summary(table.x)}")
        folded.append(table.aggregate(regions=regions.reported(table.regions, rest_of_eu)).check())
    intercountry.write_parquet(folded, to / "wiod/wiot-11regions/2013/wiot.parquet")


def extract_tiva(releases: Path, to: Path) -> None:
    """Keep the weights of the pair."""
    shares = oecd_tiva.read_weights(releases / "tiva2025" / "fdva_weights_RUS_CHN.csv")
    pair = shares[shares["user"].isin(PAIR) & shares["supplier"].isin(PAIR)]
    points = oecd_tiva.points(pair, "oecd/tiva-fdva", "2025")
    tables.write(points, to / "oecd/tiva-fdva/2025/fdva.csv", tables.DEPENDENCY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=ROOT / "data" / "raw")
    arguments = parser.parse_args()
    extract_wiod(arguments.releases, arguments.to)
    extract_tiva(arguments.releases, arguments.to)


if __name__ == "__main__":
    main()
