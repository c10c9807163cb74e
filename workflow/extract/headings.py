"""Complexity of every year from trade by heading, drawn from the Atlas's release to 2016.

    python workflow/extract/headings.py RELEASES_FOLDER [--to data/raw]

The release gives RCA by place and heading; the copy's repository states no licence, so that what is
computed from it is kept and the matrices are not. Countries are those ranked by the releases to
2021 (ATLAS133), as many as report in a year; headings are those of goods, without gold and goods
not specified, as everywhere here.

atlas/headings/2016/ranks.csv: ECI and rank of the comparators, HS 1992 from 1995, SITC from 1962.
spread.csv: Russia's rank under every choice of `complexity_uncertainty.spread_of_advantage`.
crossings.csv: the ECI at both ends of each period of Russia and of those with a part in its rank.
changes.csv: what moved Russia's index in each period: products gained, lost and kept, their worth;
and its own basket against everybody else's.
products.csv: the headings of HS 1992 that moved it most, with the Atlas's names of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pandas as pd
from complexity import COMPARATORS, COUNTRIES, DECIMALS, NAMES, SUBJECT, read_names

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.indicators import complexity, complexity_change, complexity_uncertainty
from techsov.sources import atlas_rca

VINTAGE, RANKED_SET = "2016", "ATLAS133"
FOLDER, HEAVIEST = "ddf2016", 10
# Classification -> its file, and the sections of its codes.
FILES = {
    "HS92-4": ("ddf_atlas_rca_hs.parquet", complexity_uncertainty.section),
    "SITC-4": ("ddf_atlas_rca_sitc.parquet", complexity_uncertainty.sitc_section),
}
NAMED = "HS92-4"
DATES = (complexity_change.START, complexity_change.TURN, int(VINTAGE))


def made(advantage: pd.DataFrame) -> pd.DataFrame:
    """Presence among the countries that share products."""
    return complexity.largest_component(complexity.without_empty(complexity.presence(advantage)))


def solve_year(advantage: pd.DataFrame) -> pd.DataFrame:
    """ECI and rank of the countries of a matrix that share products."""
    eci = complexity.solve(made(advantage)).eci
    frame = complexity.rank(eci, eci.index).reset_index()
    return frame.assign(rank=frame["rank"].astype(int))


def change(
    matrices: dict[int, pd.DataFrame], names: pd.Series | None
) -> Iterator[tuple[dict, pd.DataFrame]]:
    """What moved the subject's index in each period: its sums, and the headings that moved it most.

    `matrices` holds the RCA of the ranked countries at each of `DATES`; where there are no `names`
    of headings, none are drawn.
    """
    for first, last in combinations(DATES, 2):
        before, after = (made(matrices[year]) for year in (first, last))
        products = complexity_change.decompose(before, after, SUBJECT)
        both = complexity_change.split_own_and_others(before, after, SUBJECT)
        period = {"country": SUBJECT, "first": first, "last": last}
        sums = {**complexity_change.summarise(products), **both[["own", "others"]]}
        most = (
            pd.DataFrame(columns=["product", "name", *products.columns])
            if names is None
            else complexity_change.moved_most(products, names, HEAVIEST).reset_index()
        )
        yield period | sums, most.assign(**period)


def draw(folder: Path, countries: Countries) -> dict[str, pd.DataFrame]:
    """The tables of the extract, by the name of their file."""
    ranked_set = countries.group(RANKED_SET)
    ranks, spread, sums, moved = [], [], [], []
    for classification, (file, section) in FILES.items():
        dated: dict[int, pd.DataFrame] = {}
        for year, places in atlas_rca.matrices(folder / FOLDER / file):
            everyone = atlas_rca.goods(places, classification.partition("-")[0])
            advantage = everyone[everyone.index.isin(ranked_set)]
            of_year = {"classification": classification, "year": year}
            ranks.append(solve_year(advantage).assign(**of_year))
            if year in DATES:
                dated[year] = advantage
            if SUBJECT in advantage.index:
                settings = complexity_uncertainty.spread_of_advantage(advantage, everyone, section)
                spread.append(settings[settings["country"] == SUBJECT].assign(**of_year))
        names = read_names(folder / NAMES) if classification == NAMED else None
        for total, most in change(dated, names):
            sums.append({"classification": classification, **total})
            if len(most):
                moved.append(most.assign(classification=classification))
    everyone = pd.concat(ranks).assign(vintage=VINTAGE)
    parts = {
        "ranks": everyone[everyone["country"].isin(COMPARATORS)],
        "spread": pd.concat(spread),
        "crossings": complexity_change.find_crossings(everyone, SUBJECT),
        "changes": pd.DataFrame(sums),
        "products": pd.concat(moved),
    }
    return {name: frame.assign(vintage=VINTAGE).round(DECIMALS) for name, frame in parts.items()}


SCHEMAS = {
    "ranks": tables.COMPLEXITY,
    "spread": complexity_uncertainty.SPREAD,
    "crossings": complexity_change.CROSSINGS,
    "changes": complexity_change.SUMS,
    "products": complexity_change.PRODUCTS,
}


def main() -> None:
    """Write the extract below `--to`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=Path("data/raw"))
    given = parser.parse_args()
    for name, frame in draw(given.releases / "atlas", Countries.load(COUNTRIES)).items():
        place = given.to / f"atlas/headings/{VINTAGE}/{name}.csv"
        tables.write(frame, place, SCHEMAS[name])


if __name__ == "__main__":
    main()
