"""Derive the embedded tables of mutual dependence from the providers' full releases.

python workflow/extract/dependency.py RELEASES [--to data/raw]

- wiod/wiot-11regions/2013: WIOD 1995-2011, all 35 industries, folded to eleven regions
- wiod/fdva/2016: every supplier's share in the foreign value added of every user's final demand in
  five years, from value added by origin that others derived from the release of 2016
- wiod/pairs/2013: WIOD unfolded, the pair on every measure and every country with China, the United
  States and Russia in all years; China as supplier of each EU member, every supplier of Russia, and
  Canada with Mexico beside the United States
- oecd/tiva-fdva/2025: shares of China in the foreign value added of Russia's final demand, the
  reverse, and Russia's next largest suppliers, from the FDVA weights of the 2025 edition
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
LATEST = (2009, 2010, 2011)  # the last years of WIOD's release of 2013
NEXT_SUPPLIERS = 5
NEIGHBOURS = {"CAN-MEX": ("CAN", "MEX")}
PARTNERS = ("CHN", "USA", "RUS")
EXPOSURES = {"fpem": "supplier", "fdva_share": "supplier", "fpex": "user"}  # -> who is depended on


def extract_wiod(releases: Path, to: Path) -> None:
    """Fold every year and store them together."""
    rest_of_eu = Countries.load(ROOT / "config" / "countries.yaml").group(regions.REST_OF_EU)
    folded = []
    for year in YEARS:
        table = wiod.read(releases / "wiod2013" / f"wiot_{year}.RData")
        print(f"{table.title}: {table.discrepancies.summary(table.x)}")
        folded.append(table.aggregate(regions=regions.reported(table.regions, rest_of_eu)).check())
    intercountry.write_parquet(folded, to / "wiod/wiot-11regions/2013/wiot.parquet")


def extract_pairs(releases: Path, to: Path) -> None:
    """Keep of the unfolded tables the pair, all countries' partners, and what claims ask."""
    members = set(Countries.load(ROOT / "config" / "countries.yaml").group("EU27-2007"))
    kept = []
    for year in YEARS:
        table = wiod.read(releases / "wiod2013" / f"wiot_{year}.RData")
        pairs = dependency.all_pairs(table).assign(year=year)
        on_china = pairs["user"].isin(members) & (pairs["supplier"] == "CHN")
        of_russia = (pairs["user"] == "RUS") & (pairs["supplier"] != "ROW")
        imports = pairs["measure"].isin(["fpem", "fpem_face", "fdva_share"])
        chosen = (on_china | of_russia) & imports & (year in LATEST)
        chosen |= pairs["user"].isin(PAIR) & pairs["supplier"].isin(PAIR)
        in_value_added = (pairs["basis"] == "value_added") & (pairs["scope"] == "foreign")
        for measure, column in EXPOSURES.items():
            exposed = (pairs["measure"] == measure) & pairs[column].isin(PARTNERS)
            chosen |= in_value_added & exposed
        kept.append(pairs[chosen])
        folded = dependency.all_pairs(table, NEIGHBOURS).assign(year=year)
        both = {"USA", *NEIGHBOURS}
        beside = folded["user"].isin(both) & folded["supplier"].isin(both)
        measures = folded["measure"].isin(["fpem", "fpem_face", "fpex", "fdva_share"])
        kept.append(folded[beside & measures & (folded["scope"] == "foreign")])
    points = pd.concat(kept).assign(dataset="wiod/pairs", vintage="2013")
    tables.write(points, to / "wiod/pairs/2013/pairs.csv", tables.DEPENDENCY)


def extract_wiod_2016(releases: Path, to: Path) -> None:
    """Shares in foreign value added of all pairs in five years."""
    flows = pd.read_stata(releases / "wiod2016/dva_gtrade.dta")
    foreign = flows[flows["exporter"] != flows["importer"]]
    total = foreign.groupby(["importer", "year"])["dva"].transform("sum")
    shares = pd.DataFrame(
        {"user": foreign["importer"], "supplier": foreign["exporter"], "year": foreign["year"],
         "value": foreign["dva"] / total}
    )  # fmt: skip
    points = oecd_tiva.points(shares, "wiod/fdva", "2016")
    tables.write(points, to / "wiod/fdva/2016/fdva.csv", tables.DEPENDENCY)


def extract_tiva(releases: Path, to: Path) -> None:
    """Keep the weights of the pair, and of the suppliers that were largest in Russia in 2022."""
    shares = oecd_tiva.read_weights(releases / "tiva2025" / "fdva_weights_RUS_CHN.csv")
    pair = shares["user"].isin(PAIR) & shares["supplier"].isin(PAIR)
    of_russia = shares["user"] == PAIR[0]
    last = shares[of_russia & (shares["year"] == shares["year"].max())]
    largest = last.nlargest(NEXT_SUPPLIERS + 1, "value")["supplier"]
    kept = shares[pair | (of_russia & shares["supplier"].isin(largest))]
    points = oecd_tiva.points(kept, "oecd/tiva-fdva", "2025")
    tables.write(points, to / "oecd/tiva-fdva/2025/fdva.csv", tables.DEPENDENCY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=ROOT / "data" / "raw")
    arguments = parser.parse_args()
    extract_wiod(arguments.releases, arguments.to)
    extract_pairs(arguments.releases, arguments.to)
    extract_wiod_2016(arguments.releases, arguments.to)
    extract_tiva(arguments.releases, arguments.to)


if __name__ == "__main__":
    main()
