"""Derive the embedded tables of mutual dependence from the providers' full releases.

python workflow/extract/dependency.py RELEASES [--to data/raw]

- wiod/wiot-11regions/2013: WIOD 1995-2011, all 35 industries, folded to eleven regions
- wiod/fdva/2016: every supplier's share in the foreign value added of every user's final demand in
  five years, from value added by origin that others derived from the release of 2016
- wiod/production/2016: every measure for 2014, eleven regions, from a table that was rebuilt
- oecd/tiva-fdva/2025: shares of China in the foreign value added of Russia's final demand, and
  the reverse, from the FDVA weights of the 2025 edition
"""

import argparse
from pathlib import Path

import pandas as pd

from techsov.core import intercountry, tables
from techsov.core.countries import Countries
from techsov.indicators import dependency, regions
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


def extract_wiod_2016(releases: Path, to: Path) -> None:
    """Shares in foreign value added of all pairs, and all measures of the table of 2014."""
    flows = pd.read_stata(releases / "wiod2016/dva_gtrade.dta")
    foreign = flows[flows["exporter"] != flows["importer"]]
    total = foreign.groupby(["importer", "year"])["dva"].transform("sum")
    shares = pd.DataFrame(
        {"user": foreign["importer"], "supplier": foreign["exporter"], "year": foreign["year"],
         "value": foreign["dva"] / total}
    )  # fmt: skip
    points = oecd_tiva.points(shares, "wiod/fdva", "2016")
    tables.write(points, to / "wiod/fdva/2016/fdva.csv", tables.DEPENDENCY)
    [rebuilt] = intercountry.read_parquet(
        releases / "wiod2016/wiot_2014_rebuilt_11regions_50ind.parquet"
    )
    measures = dependency.all_pairs(rebuilt).assign(
        dataset="wiod/production", vintage="2016", year=rebuilt.year
    )
    tables.write(measures, to / "wiod/production/2016/measures.csv", tables.DEPENDENCY)


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
    extract_wiod_2016(arguments.releases, arguments.to)
    extract_tiva(arguments.releases, arguments.to)


if __name__ == "__main__":
    main()
