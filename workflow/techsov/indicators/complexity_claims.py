"""The paper's sentence on Russia's rank, claim by claim, over every way to read it.

"From the third ten to the sixth ten of 133 countries in the 2000s, and there by 2022": four
claims and a number of countries, each with an answer only for a release, a classification, a set
of countries, and years that the sentence leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pandas as pd

from techsov.core import tables
from techsov.core.errors import CheckError

THIRD_TEN, SIXTH_TEN = range(21, 31), range(51, 61)
STARTS = (1999, 2000, 2001)  # before the fall: around the turn of the century
ENDS = (2008, 2009, 2010)  # after it, "in the 2000s": around the turn of the decade
LAST = 2022
STATED = 133
# Remaining "by 2022": in every year since, in the last one that the release holds, in 2022 itself.
READINGS = ("every year", "last year", "2022")
CLAIMS = ("third_ten", "sixth_ten", "in_the_2000s", "remains")
ANSWERS = (*CLAIMS, "all_four", "of_133")
SETS = ("stated", "common")
HOLDS, FAILS, UNTESTABLE = "holds", "fails", "cannot be tested"
OUTCOMES = (HOLDS, FAILS, UNTESTABLE)
RANKING = ["classification", "vintage", "country_set"]
COMBINATION = [*RANKING, "start", "end", "reading"]

CLAIM_TABLE = tables.table(
    "complexity_claims",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "country_set": tables.text(SETS),
        "start": tables.year(),
        "end": tables.year(),
        "reading": tables.text(READINGS),
        **{answer: tables.text(OUTCOMES) for answer in ANSWERS},
    },
    key=tuple(COMBINATION),
)


def answer_claims(rankings: pd.DataFrame) -> pd.DataFrame:
    """Each claim for every ranking and every choice of years.

    Parameters
    ----------
    rankings
        classification, vintage, country_set, year, rank, ranked of one country

    Returns
    -------
    pd.DataFrame
        CLAIM_TABLE. `third_ten` asks for the rank in `start`, `sixth_ten` for that in
        `end`, `in_the_2000s` whether it is the worse one, `remains` for the years after
        `end` up to 2022 as `reading` says, `all_four` for these together, `of_133` for the
        number of countries in the last year up to 2022. What a ranking does not reach
        cannot be tested, and neither can four claims of which one cannot while none fails

    Raises
    ------
    CheckError
        When a year stands twice in a ranking, as of two countries
    """
    twice = rankings[rankings.duplicated([*RANKING, "year"], keep=False)]
    if not twice.empty:
        raise CheckError(
            "claims: one rank per release, classification, set and year expected, found:\n"
            + twice.head(8).to_string(index=False)
        )
    rows = []
    for ranking, years in rankings.groupby(RANKING):
        ranks = years.set_index("year")["rank"].sort_index()
        sizes = years.set_index("year")["ranked"].sort_index()
        sizes = sizes[sizes.index <= LAST]
        for start, end, reading in product(STARTS, ENDS, READINGS):
            four = [
                _within(ranks, [start], THIRD_TEN),
                _within(ranks, [end], SIXTH_TEN),
                _fell(ranks, start, end),
                _within(ranks, _later(ranks, end, reading), SIXTH_TEN),
            ]
            of = HOLDS if len(sizes) and sizes.iloc[-1] == STATED else FAILS
            rows.append((*ranking, start, end, reading, *four, _together(four), of))
    frame = pd.DataFrame(rows, columns=[*COMBINATION, *ANSWERS])
    return tables.check(frame, CLAIM_TABLE)


def share_of_combinations(claims: pd.DataFrame) -> pd.DataFrame:
    """How often each claim holds.

    Parameters
    ----------
    claims
        CLAIM_TABLE

    Returns
    -------
    pd.DataFrame
        country_set, classification (and `all`), claim, combinations, holds, fails,
        untestable, share (of all combinations, those that cannot be tested included)
    """
    every = pd.concat([claims, claims.assign(classification="all")])
    long = every.melt([*COMBINATION], list(ANSWERS), "claim", "outcome")
    counts = (
        long.groupby(["country_set", "classification", "claim"])["outcome"]
        .value_counts()
        .unstack(fill_value=0)
        .reindex(columns=list(OUTCOMES), fill_value=0)
        .set_axis(["holds", "fails", "untestable"], axis=1)
    )
    counts.insert(0, "combinations", counts.sum(axis=1))
    counts["share"] = counts["holds"] / counts["combinations"]
    table = counts.reset_index()
    order = {name: i for i, name in enumerate(ANSWERS)}
    return table.sort_values(
        ["country_set", "classification", "claim"],
        key=lambda column: column.map(order) if column.name == "claim" else column,
        ignore_index=True,
    )


def _within(ranks: pd.Series, years: Iterable[int], ten: range) -> str:
    wanted = list(years)
    if not wanted or not set(wanted) <= set(ranks.index):
        return UNTESTABLE
    return HOLDS if ranks[wanted].isin(ten).all() else FAILS


def _fell(ranks: pd.Series, start: int, end: int) -> str:
    if start not in ranks.index or end not in ranks.index:
        return UNTESTABLE
    return HOLDS if ranks[end] > ranks[start] else FAILS


def _later(ranks: pd.Series, end: int, reading: str) -> list[int]:
    """The years in which the rank is to have remained."""
    if reading == "2022":
        return [LAST]
    after = [year for year in ranks.index if end < year <= LAST]
    return after if reading == "every year" else after[-1:]


def _together(answers: list[str]) -> str:
    if FAILS in answers:
        return FAILS
    return HOLDS if set(answers) == {HOLDS} else UNTESTABLE
