"""Specifications: every way to settle what a claim leaves open, and what comes of each.

A claim leaves open the vintage, which the edition settles in several ways, and what its
`choices` list: the period, the prices, the members of a group, the measure. A specification is
one option of each on one vintage. Combinations that no table holds are left out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from techsov.catalogue.registry import JOIN
from techsov.claims import choices
from techsov.claims.evidence import Evidence
from techsov.claims.predicates import PREDICATES, Outcome, Yardstick
from techsov.claims.reasons import Reason, because
from techsov.claims.selection import Key
from techsov.claims.statements import Selection, Statistic, StatisticTest
from techsov.core.validation import given

# A series that covers fewer of the years asked for than this share of the best one is no test.
COVERAGE_OF_MAIN, COVERAGE_OF_OTHERS = 1.0, 0.5
EXTREMES = ("minimum_of_series", "maximum_of_series")
Pairs = dict[Key, tuple[pd.Series, pd.Series | None]]


@dataclass(frozen=True)
class Specification:
    """One way to evaluate a claim, and what came of it.

    Attributes
    ----------
    chosen
        axis -> what its option is called
    other
        the options that are not the first of their axis
    likely
        what the authors most likely did: first options on the newest vintage that they saw
    main
        the edition reports the vintage; seen: it was out when the authors looked
    """

    dataset: str
    vintage: str
    main: bool
    seen: bool
    outcome: Outcome
    chosen: dict[str, str] = field(default_factory=dict)
    other: tuple[str, ...] = ()
    likely: bool = False

    @property
    def first(self) -> bool:
        """Whether every option is the first of its axis."""
        return not self.other

    @property
    def implied(self) -> bool:
        """Whether its numbers stem from a share and the denominator of another release."""
        return implied(self.dataset)

    @property
    def holds(self) -> bool:
        """Whether the claim holds so."""
        return self.outcome.holds


def implied(dataset: str) -> bool:
    """Whether a computed dataset takes a share, a denominator back and another one: three parts."""
    return dataset.count(JOIN) > 1


def evaluate(
    claim: Statistic, evidence: Evidence, transformed: Callable[[pd.Series], pd.Series]
) -> list[Specification]:
    """Every combination on every vintage that covers the years, main vintages first.

    Parameters
    ----------
    transformed
        what is done to the series before it is judged
    """
    found = []
    named = claim.tested.of.vintage if claim.tested.of is not None else None
    for chosen, others, test in choices.combinations(claim.tested):
        pairs = _pairs(test, evidence)
        covered: tuple[Reason, ...] = ()
        if test.pooled:
            pairs, covered = _pooled(pairs, test, evidence)
        number = test.held_against(claim.published)
        if test.predicate in EXTREMES:  # an older series that ends before says nothing of it
            pairs = {
                key: pair
                for key, pair in pairs.items()
                if evidence.is_main(*key) or pair[0].index[0] <= number <= pair[0].index[-1]
            }
        longest = max((len(series) for series, _ in pairs.values()), default=0)
        yardstick = Yardstick(
            number,
            claim.tolerance,
            test.reduce,
            over=test.over,
            steadily=test.steadily,
            rounded=test.rounded,
        )
        for key in sorted(pairs, key=lambda key: (not evidence.is_main(*key), key)):
            series, other = pairs[key]
            # A release that the sentence itself names is the one to report.
            main = evidence.is_main(*key) or named == key[1]
            if len(series) < longest * (COVERAGE_OF_MAIN if main else COVERAGE_OF_OTHERS):
                continue
            outcome = PREDICATES[test.predicate](transformed(series), other, yardstick)
            outcome = dataclasses.replace(outcome, found=(*outcome.found, *covered))
            found.append(Specification(*key, main, evidence.seen(*key), outcome, chosen, others))
    return mark_likely(found, evidence)


def mark_likely(found: list[Specification], evidence: Evidence) -> list[Specification]:
    """The specifications, one of them marked as what the authors most likely did.

    Of the first options, the newest vintage that was out when they looked; where none was, the
    one that came out first.
    """
    if not found:
        return found
    first = [s for s in found if s.first] or found[:1]
    seen = [s for s in first if s.seen]

    def age(s: Specification) -> tuple[str, bool]:
        return evidence.released(s.dataset, s.vintage), s.main

    likely = max(seen, key=age) if seen else min(first, key=lambda s: (age(s)[0], not s.main))
    return [dataclasses.replace(s, likely=True) if s is likely else s for s in found]


def _pairs(test: StatisticTest, evidence: Evidence) -> Pairs:
    """(dataset, vintage) -> the selection's series and the series to compare it with."""
    if test.selections is not None:
        return _chained(test.selections, evidence)
    selection = given(test.of)
    if test.among is not None:
        members = evidence.groups.get(test.among)
        ranks = evidence.shelf.ranks(
            selection, members, smallest_first=test.smallest_first, column=test.ranked
        )
        return {key: (series, None) for key, series in ranks.items()}
    of = evidence.shelf.by_vintage(selection)
    if test.to is None:
        return {key: (series, None) for key, series in of.items()}
    to = evidence.shelf.by_vintage(test.to)
    found: Pairs = {}
    for key, series in of.items():
        partner = to.get(key)
        if partner is None:  # another dataset: only its main vintage is a fair partner
            partner = next((s for k, s in sorted(to.items()) if evidence.is_main(*k)), None)
        if partner is not None and len(series.index.intersection(partner.index)):
            years = series.index.intersection(partner.index)
            found[key] = (series[years], partner[years])
    return found


def _pooled(
    pairs: Pairs, test: StatisticTest, evidence: Evidence
) -> tuple[Pairs, tuple[Reason, ...]]:
    """All sources as one series under the name of the longest, and which years each covers.

    Where several hold a year, the one least in favour counts. A source is left out when another of
    the same release holds its years.
    """
    main = sorted(filter(lambda key: evidence.is_main(*key), pairs))
    kept: dict[Key, set[int]] = {}
    for key in sorted(main, key=lambda key: -len(pairs[key][0])):
        years, release = set(pairs[key][0].index), (key[0].partition("/")[0], key[1])
        same = (held for one, held in kept.items() if (one[0].partition("/")[0], one[1]) == release)
        if not any(years <= held for held in same):
            kept[key] = years
    if not kept:
        return {}, ()
    sides = pd.concat([pd.DataFrame(dict(zip(("of", "to"), pairs[k], strict=True))) for k in kept])
    weakest = (sides["of"] - sides["to"]).argsort(kind="stable")
    sides = sides.iloc[weakest].groupby(level=0).first()
    said = [because("covers", release=key, years=sorted(years)) for key, years in kept.items()]
    covered: tuple[Reason, ...] = (because("covered", several=said),)
    if test.of is not None and isinstance(test.of.years, tuple):
        first, last = test.of.years
        if missing := sorted(set(range(first, last + 1)) - set(sides.index)):
            covered += (because("uncovered", years=missing),)
    return {next(iter(kept)): (sides["of"], sides["to"])}, covered


def _chained(selections: tuple[Selection, ...], evidence: Evidence) -> Pairs:
    """For an order: all but the last against all but the first, years numbered along the chain."""
    each = [evidence.shelf.by_vintage(selection) for selection in selections]
    found: Pairs = {}
    for key in set.intersection(*(set(series) for series in each)):
        values = [series[key].iloc[-1] for series in each]
        steps = range(1, len(values))
        found[key] = (pd.Series(values[:-1], index=steps), pd.Series(values[1:], index=steps))
    return found
