"""Embedded extracts of the Atlas of Economic Complexity, from its full releases.

    python workflow/extract/complexity.py RELEASES_FOLDER [--to data/raw]

atlas/rankings/<data to>/rankings.csv: ECI of the comparators in every classification and year from
1995 on. `rank` and `ranked` count the release's whole ranked set, of which the extract holds a
part. `common_rank` and `common_ranked` count the common set of a classification and year: the
countries that all releases rank and that have an ECI of it in each release that publishes any
(`techsov.indicators.complexity.rank_within_common_sets`).

atlas/exports-hs92-2/2019/exports.csv: exports of goods by HS 1992 chapter, whole USD, without
gold (7108) and goods not specified (9999).

atlas/rank-spread-hs92-4/2019/spread.csv: rank of the comparators from exports by HS 1992 heading
under every choice of `techsov.indicators.complexity_uncertainty`; population from the World
Economic Outlook, as nominal GDP over nominal GDP per head. products.csv: the headings that weigh
most in the subject's index, with the Atlas's names of them.

atlas/overtaking/<data to>/overtaking.csv: for each ranking and period, the ECI at both ends of the
subject and of every country that has a part in the change of its rank.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError
from techsov.indicators import complexity, complexity_change, complexity_uncertainty
from techsov.sources import atlas, atlas_trade, imf

COUNTRIES = Path(__file__).parents[2] / "config" / "countries.yaml"
FIRST_YEAR = 1995
# vintage (data to) -> file of the release, and the group that its ranked countries form
RELEASES = {
    "2017": ("rankings/2017/rankings.tab", "ATLAS133"),
    "2019": ("rankings/2019/Country Complexity Rankings 1995 - 2019.csv", "ATLAS133"),
    "2021": ("rankings/2021/Country Complexity Rankings 1995 - 2021.csv", "ATLAS133"),
    "2022": ("rankings/2022/rankings.tab", "ATLAS145"),
    "2024": ("rankings/2024/growth_proj_eci_rankings.csv", "ATLAS145"),
}
EXPORTS, EXPORTS_YEAR, EXPORTS_SET = "trade/hs92_4_2019/export.csv", 2019, "ATLAS133"
OUTLOOK, NAMES = "imf/weo_2025-10.rda", "lookup/hs92.csv"
SUBJECT, HEAVIEST = "RUS", 10
DECIMALS = 6  # of a computed ECI: more than any rank turns on, fewer than processors differ in
COMPARATORS = (
    *("RUS", "USA", "CAN", "GBR", "DEU", "FRA", "ITA", "JPN"),
    *("BRA", "IND", "CHN", "ZAF", "ARG", "EGY", "ETH", "IRN", "SAU", "ARE"),
    *("POL", "CZE", "ESP", "NLD", "SWE", "HUN", "KOR", "TUR"),
    *("KAZ", "VNM", "MEX", "IDN", "BLR", "UKR"),
)


def read_releases(folder: Path, countries: Countries) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """All releases in one table, and the countries that each of them ranks."""
    parts, ranked_sets = [], {}
    for vintage, (file, group) in RELEASES.items():
        read = atlas.read_rankings(folder / file, countries)
        ranked_sets[vintage] = _agreeing(atlas.release_set(read), countries.group(group), file)
        parts.append(read[read["year"] >= FIRST_YEAR].assign(vintage=vintage))
    return pd.concat(parts, ignore_index=True), ranked_sets


def rank_comparators(published: pd.DataFrame, ranked_sets: dict[str, list[str]]) -> pd.DataFrame:
    """The comparators' rows of tables.RANKINGS."""
    own = complexity.rank_within_sets(published, ranked_sets)
    common = complexity.rank_within_common_sets(published, ranked_sets).rename(
        columns={"rank": "common_rank", "ranked": "common_ranked"}
    )
    both = own.merge(common.drop(columns="eci"), on=complexity.KEY, how="left")
    counts = {"common_rank": "Int64", "common_ranked": "Int64"}
    return both[both["country"].isin(COMPARATORS)].astype(counts)


def sum_chapters(folder: Path, countries: Countries) -> pd.DataFrame:
    """Exports of the ranked countries by HS chapter, whole USD."""
    exports = atlas_trade.read_exports(folder / EXPORTS, "HS92", EXPORTS_YEAR)
    _agreeing(sorted(exports["country"].unique()), countries.group(EXPORTS_SET), EXPORTS)
    chapters = atlas_trade.aggregate_products(exports, 2)
    if (chapters["value"] % 1 != 0).any():
        raise CheckError(f"{EXPORTS}: whole USD expected, found fractions")
    return chapters


def read_population(path: Path, year: int) -> pd.Series:
    """Persons by country: nominal GDP over nominal GDP per head."""
    gdp = imf.read_rda(path)
    levels = gdp[gdp["year"] == year].pivot(index="country", columns="indicator", values="value")
    return (levels["gdp_usd"] * 1e9 / levels["gdp_per_capita_usd"]).dropna()


def spread_comparators(exports: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """The comparators' rows of complexity_uncertainty.SPREAD, found among all countries."""
    spread = complexity_uncertainty.spread(
        complexity.exports_matrix(exports), population=population
    ).assign(classification="HS92-4", vintage=str(EXPORTS_YEAR), year=EXPORTS_YEAR)
    return spread[spread["country"].isin(COMPARATORS)].assign(eci=spread["eci"].round(DECIMALS))


def weigh_headings(exports: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The headings that add most to the subject's ECI or take most from it."""
    M = complexity.presence(complexity.rca(complexity.exports_matrix(exports)))
    heaviest = complexity_change.moved_most(complexity_change.weigh(M, SUBJECT), names, HEAVIEST)
    chosen = heaviest.round(DECIMALS).rename_axis("product").reset_index()
    return chosen.assign(country=SUBJECT, year=EXPORTS_YEAR)


def read_names(path: Path) -> pd.Series:
    """Short English name by HS 1992 heading."""
    lookup = pd.read_csv(path, dtype=str)
    return lookup[lookup["product_level"] == "4"].set_index("code")["name_short_en"]


def find_overtakers(published: pd.DataFrame, ranked_sets: dict[str, list[str]]) -> pd.DataFrame:
    """Rows of complexity_change.CROSSINGS for the subject in every ranking and period."""
    inside = pd.concat(
        rows[rows["country"].isin(ranked_sets[vintage])]
        for vintage, rows in published.groupby("vintage")
    )
    return complexity_change.find_crossings(inside, SUBJECT)


def _agreeing(found: list[str], expected: list[str], file: str) -> list[str]:
    if found != expected:
        differing = sorted(set(found) ^ set(expected))
        raise CheckError(
            f"{file}: the ranked set of config/countries.yaml expected; only one of both has "
            f"{', '.join(differing)}"
        )
    return found


def main() -> None:
    """Write the extracts below `--to`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=Path("data/raw"))
    given = parser.parse_args()
    countries = Countries.load(COUNTRIES)
    folder, target = given.releases / "atlas", given.to / "atlas"

    published, ranked_sets = read_releases(folder, countries)
    for vintage, rows in rank_comparators(published, ranked_sets).groupby("vintage"):
        tables.write(rows, target / f"rankings/{vintage}/rankings.csv", tables.RANKINGS)
    for vintage, rows in find_overtakers(published, ranked_sets).groupby("vintage"):
        path = target / f"overtaking/{vintage}/overtaking.csv"
        tables.write(rows, path, complexity_change.CROSSINGS)

    headings = atlas_trade.read_exports(folder / EXPORTS, "HS92", EXPORTS_YEAR)
    spread = target / f"rank-spread-hs92-4/{EXPORTS_YEAR}"
    population = read_population(given.releases / OUTLOOK, EXPORTS_YEAR)
    ranks = spread_comparators(headings, population)
    tables.write(ranks, spread / "spread.csv", complexity_uncertainty.SPREAD)
    heaviest = weigh_headings(headings, read_names(folder / NAMES))
    tables.write(heaviest, spread / "products.csv", complexity_change.HEAVIEST)

    chapters = tables.check(sum_chapters(folder, countries), tables.EXPORTS)
    # Whole numbers keep all their digits; floats would be cut to ten.
    tables.write_csv(
        chapters.astype({"value": "int64"}),
        target / f"exports-hs92-2/{EXPORTS_YEAR}/exports.csv",
    )


if __name__ == "__main__":
    main()
