"""Predicates: what a clause can say of a series, each judged with the words for what was found.

A predicate takes the series of a selection (values by year), the series to compare it with (or
None) and the claim, whose `published` number (or `threshold` for a published word) and
`tolerance` are in the unit of the values. Besides the judgement it gives the one number that
decides, with the bounds inside which the clause holds, so that specifications can be set side by
side on one scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

REDUCERS: dict[str, Callable[[pd.Series], float]] = {
    "mean": lambda s: s.mean(),
    "last": lambda s: s.iloc[-1],
    "first": lambda s: s.iloc[0],
    "max": lambda s: s.max(),
    "min": lambda s: s.min(),
}
YEARS_SHOWN = 12
INFINITE = math.inf
# A number of the order of p lies within half a power of ten of it.
HALF_A_POWER = math.sqrt(10)


@dataclass(frozen=True)
class Outcome:
    """What came of a predicate.

    reproduced : the number to set beside the published one
    found      : what was found, in words
    value      : the number that decides, NaN where there is none
    low, high  : between which it has to lie for the clause to hold
    """

    holds: bool
    reproduced: str
    found: str
    value: float = math.nan
    low: float = -INFINITE
    high: float = INFINITE


def say(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _years(years: list[int]) -> str:
    """1996, 1997, 1998, 2001 -> "1996–1998, 2001"."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in spans]
    return ", ".join(said[:YEARS_SHOWN]) + (", …" if len(said) > YEARS_SHOWN else "")


def _span(series: pd.Series) -> str:
    return _years([int(series.index[0])]) if len(series) == 1 else (
        f"{series.index[0]}–{series.index[-1]}"
    )  # fmt: skip


def _reduced(series: pd.Series, test: dict) -> pd.Series:
    """The series, or the one number that `reduce` makes of it."""
    how = test.get("reduce", "all")
    return series if how == "all" else pd.Series([REDUCERS[how](series)], index=[series.index[-1]])


def _bounded(series: pd.Series, claim: dict, low: float, high: float) -> Outcome:
    """Every value (or the reduced one) within [low, high]."""
    test = claim["test"]
    values = _reduced(series, test)
    outside = values[(values < low) | (values > high)]
    if len(series) == 1 or test.get("reduce", "all") != "all":
        value = values.iloc[0]
        how = f"{test['reduce']} of {_span(series)}" if len(series) > 1 else _span(series)
        return Outcome(outside.empty, say(value), f"{say(value)} ({how})", value, low, high)
    lowest, highest = values.idxmin(), values.idxmax()
    beyond = {lowest: low - values.min(), highest: values.max() - high}
    worst = values[max(beyond, key=beyond.get)]
    found = f"{say(values.min())} ({lowest}) to {say(values.max())} ({highest}) in {_span(values)}"
    if not outside.empty:
        found += f"; does not hold in {_years([int(y) for y in outside.index])}"
    both = low != -INFINITE and high != INFINITE
    reproduced = f"{say(values.min())} to {say(values.max())}" if both else say(worst)
    return Outcome(outside.empty, reproduced, found, worst, low, high)


def _at_most(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _bounded(series, claim, -INFINITE, stated(claim) + tolerance(claim))


def _at_least(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _bounded(series, claim, stated(claim) - tolerance(claim), INFINITE)


def _about(series: pd.Series, _: None, claim: dict) -> Outcome:
    p, t = stated(claim), tolerance(claim)
    return _bounded(series, claim, p - t, p + t)


def _between(series: pd.Series, _: None, claim: dict) -> Outcome:
    (low, high), t = stated(claim), tolerance(claim)
    return _bounded(series, claim, low - t, high + t)


def _order_of(series: pd.Series, _: None, claim: dict) -> Outcome:
    p = stated(claim)
    return _bounded(series, claim, p / HALF_A_POWER, p * HALF_A_POWER)


def _extreme_year(series: pd.Series, claim: dict, lowest: bool) -> Outcome:
    year = int(series.idxmin() if lowest else series.idxmax())
    published = stated(claim)
    word = "lowest" if lowest else "highest"
    found = f"{word} of {_span(series)} in {year} ({say(series[year])})"
    if published in series.index and published != year:
        found += f"; {published}: {say(series[published])}"
    t = tolerance(claim)
    bounds = (float(year), published - t, published + t)
    if published not in series.index:
        return Outcome(False, str(year), f"{found}; {published} is not in the series", *bounds)
    if series[published] == series[year]:  # a tie
        return Outcome(True, str(year), found, float(published), *bounds[1:])
    return Outcome(bool(abs(year - published) <= t), str(year), found, *bounds)


def _minimum_of_series(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _extreme_year(series, claim, lowest=True)


def _maximum_of_series(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _extreme_year(series, claim, lowest=False)


def _moves(series: pd.Series, claim: dict, sign: int) -> Outcome:
    t = tolerance(claim)
    first, last = series.iloc[0], series.iloc[-1]
    found = f"{say(first)} ({series.index[0]}) to {say(last)} ({series.index[-1]})"
    reproduced = f"{say(first)} to {say(last)}"
    bounds = (t, INFINITE) if sign > 0 else (-INFINITE, -t)
    if len(series) < 2:
        return Outcome(False, reproduced, f"{found}: one year is no trend", math.nan, *bounds)
    moved = last - first
    holds = sign * moved > t
    if claim["test"].get("steadily"):
        steps = series.diff().dropna()
        against = [int(y) for y, step in steps.items() if sign * step < -t]
        if against:
            found += f"; the other way in {_years(against)}"
            moved = steps.min() if sign > 0 else steps.max()  # the step that decides
        holds = holds and not against
    return Outcome(bool(holds), reproduced, found, moved, *bounds)


def _falls(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _moves(series, claim, -1)


def _rises(series: pd.Series, _: None, claim: dict) -> Outcome:
    return _moves(series, claim, +1)


def _steady(series: pd.Series, _: None, claim: dict) -> Outcome:
    spread = series.max() - series.min()
    found = (
        f"between {say(series.min())} ({series.idxmin()}) and {say(series.max())} "
        f"({series.idxmax()}), a spread of {say(spread)}"
    )
    t = tolerance(claim)
    return Outcome(bool(spread <= t), say(spread), found, spread, -INFINITE, t)


def _exceeds(series: pd.Series, other: pd.Series, claim: dict) -> Outcome:
    both = pd.concat({"of": series, "to": other}, axis=1).dropna()
    t = tolerance(claim)
    below = [int(y) for y in both.index[both["of"] <= both["to"] + t]]
    last = both.iloc[-1]
    found = f"{say(last['of'])} against {say(last['to'])} in {both.index[-1]}"
    if below:
        found += f"; does not hold in {_years(below)}"
    least = float((both["of"] - both["to"]).min())
    said = f"{say(last['of'])} against {say(last['to'])}"
    return Outcome(not below, said, found, least, t, INFINITE)


def _outgrows(series: pd.Series, other: pd.Series, claim: dict) -> Outcome:
    """From the first common year to the last, `of` grew more times over than `to`."""
    both = pd.concat({"of": series, "to": other}, axis=1).dropna()
    first, last = both.iloc[0], both.iloc[-1]
    years = both.index[[0, -1]]
    moved = [f"{say(first[s])} ({years[0]}) to {say(last[s])} ({years[1]})" for s in both]
    grown = {side: last[side] / first[side] for side in both}
    said = f"{say(grown['of'])} against {say(grown['to'])}"
    found = f"{moved[0]}, beside {moved[1]}"
    t = tolerance(claim)
    if len(both) < 2:
        return Outcome(False, said, f"{found}: one year is no trend", math.nan, t, INFINITE)
    more = grown["of"] - grown["to"]
    return Outcome(bool(more > t), said, found, more, t, INFINITE)


def _ratio(series: pd.Series, other: pd.Series, claim: dict, about: bool) -> Outcome:
    ratio = (series / other).dropna()
    p, t = stated(claim), tolerance(claim)
    return _bounded(ratio, claim, p - t, p + t if about else INFINITE)


def _ratio_about(series: pd.Series, other: pd.Series, claim: dict) -> Outcome:
    return _ratio(series, other, claim, about=True)


def _ratio_at_least(series: pd.Series, other: pd.Series, claim: dict) -> Outcome:
    return _ratio(series, other, claim, about=False)


PREDICATES: dict[str, Callable[[pd.Series, pd.Series | None, dict], Outcome]] = {
    "at_most": _at_most,
    "at_least": _at_least,
    "about": _about,
    "between": _between,
    "order_of": _order_of,
    "minimum_of_series": _minimum_of_series,
    "maximum_of_series": _maximum_of_series,
    "falls": _falls,
    "rises": _rises,
    "steady": _steady,
    "exceeds": _exceeds,
    "outgrows": _outgrows,
    "ratio_about": _ratio_about,
    "ratio_at_least": _ratio_at_least,
    "rank_in_group": _about,  # of the rank that stands in place of the value
    "rank_between": _between,
    "order": _exceeds,  # of each selection over the next
}


def stated(claim: dict) -> float | list[float]:
    """The number to hold the data against: as published, or what stands for a published word."""
    return claim["test"].get("threshold", claim.get("published"))


def tolerance(claim: dict) -> float:
    """How far from the stated number a value may lie, in its unit."""
    return float(claim.get("tolerance", 0))
