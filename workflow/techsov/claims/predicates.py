"""Predicates: what a claim can say of a series, each judged with the reason that was found.

A predicate takes the series of a selection (values by year), the series to compare it with (or
None) and a `Yardstick`: the number to hold the values against with its tolerance, in their unit.
Besides the judgement it gives the one number that decides, with the bounds inside which the claim
holds, so that specifications can be set side by side on one scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from techsov.claims.reasons import Found, Reason, because

REDUCERS: dict[str, Callable[[pd.Series], float]] = {
    "mean": lambda s: s.mean(),
    "last": lambda s: s.iloc[-1],
    "first": lambda s: s.iloc[0],
    "max": lambda s: s.max(),
    "min": lambda s: s.min(),
}
INFINITE = math.inf
# A number of the order of p lies within half a power of ten of it.
HALF_A_POWER = math.sqrt(10)
EACH = ("all", "any", "most")  # years that count one by one
MOST, WINDOW = 0.5, 3


@dataclass(frozen=True)
class Yardstick:
    """What values are held against.

    Attributes
    ----------
    number
        the published number or range, or what stands for a published word
    tolerance
        how far from it a value may lie
    reduce
        how a span becomes one number; "all" where each value counts, "any" or "most" where
        one or more than half of them have to
    over
        between what a movement is taken: the "ends", the ends of the "trend" of least
        squares, or the first and the last of three-year "means"
    steadily
        a movement must not turn
    rounded
        a value is rounded to the digits of the number before it is held against it
    """

    number: Any
    tolerance: float = 0.0
    reduce: str = "all"
    over: str = "ends"
    steadily: bool = False
    rounded: bool = False

    @property
    def around(self) -> tuple[float, float]:
        """Between what a value lies that is the number, within the tolerance or when rounded."""
        if self.rounded:
            return rounding(self.number)
        return self.number - self.tolerance, self.number + self.tolerance

    def carried(self, held: pd.Series) -> bool:
        """Whether enough of the years hold, one by one."""
        if self.reduce == "any":
            return bool(held.any())
        return bool(held.mean() > MOST if self.reduce == "most" else held.all())


def rounding(number: float) -> tuple[float, float]:
    """Between what values lie that become a number when they are rounded to its digits.

    30 has one digit that counts and stands for 25 to 35, 0.94 for 0.935 to 0.945; below 10 the next
    digit is a smaller one, so that 10 stands for 9.5 to 15.
    """
    if number == 0:
        return 0.0, 0.0
    digits = f"{abs(number):g}".replace(".", "").strip("0")
    unit = 10.0 ** (math.floor(math.log10(abs(number))) - len(digits) + 1)
    below = unit / (20 if digits == "1" else 2)
    low, high = abs(number) - below, abs(number) + unit / 2
    return (low, high) if number > 0 else (-high, -low)


@dataclass(frozen=True)
class Outcome:
    """What came of a predicate.

    Attributes
    ----------
    reproduced
        what to set beside the published number
    found
        what was found
    value
        the number that decides, NaN where there is none
    low, high
        between which it has to lie for the claim to hold
    """

    holds: bool
    reproduced: Reason
    found: Found
    value: float = math.nan
    low: float = -INFINITE
    high: float = INFINITE


def number(value: float) -> Reason:
    """One number."""
    return because("number", value=value)


def both(key: str, first: float, second: float) -> Reason:
    """Two numbers: `to`, `against`."""
    return because(key, first=first, second=second)


def _bounded(series: pd.Series, y: Yardstick, low: float, high: float) -> Outcome:
    """Every value (or the reduced one) within [low, high]."""
    first_year, last_year = (int(series.index[n]) for n in (0, -1))
    if len(series) == 1 or y.reduce not in EACH:
        value = float(REDUCERS.get(y.reduce, REDUCERS["last"])(series))
        spanning = y.reduce in ("mean", "max", "min") and len(series) > 1
        years = {"first_year": first_year, "last_year": last_year}
        if not spanning:
            years = {"year": first_year if y.reduce == "first" else last_year}
        found = because(y.reduce if spanning else "one", value=value, **years)
        return Outcome(low <= value <= high, number(value), (found,), value, low, high)
    inside = series.between(low, high)
    lowest, highest = int(series.idxmin()), int(series.idxmax())
    beyond = {lowest: low - series.min(), highest: series.max() - high}
    worst = float(series[max(beyond, key=lambda year: beyond[year])])
    if y.reduce != "all":  # the year that decides is the best one, or the middle one
        away = (
            pd.concat([low - series, series - high], axis=1).max(axis=1).sort_values(kind="stable")
        )
        worst = float(series[away.index[0 if y.reduce == "any" else len(away) // 2]])
    found = because(
        "range", lowest=series.min(), lowest_year=lowest, highest=series.max(),
        highest_year=highest, first_year=first_year, last_year=last_year,
    )  # fmt: skip
    ends = both("to", series.min(), series.max())
    bounded = low != -INFINITE and high != INFINITE
    reproduced = ends if bounded else number(worst)
    remarks = _remark("not_in", series.index[~inside])
    return Outcome(y.carried(inside), reproduced, (found, *remarks), worst, low, high)


def _remark(key: str, years: Any) -> Found:
    """A remark on years, where there are any."""
    return (because(key, years=[int(year) for year in years]),) if len(years) else ()


def _at_most(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _bounded(series, y, -INFINITE, y.number + y.tolerance)


def _at_least(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _bounded(series, y, y.number - y.tolerance, INFINITE)


def _about(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _bounded(series, y, *y.around)


def _between(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _bounded(series, y, y.number[0] - y.tolerance, y.number[1] + y.tolerance)


def _order_of(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _bounded(series, y, y.number / HALF_A_POWER, y.number * HALF_A_POWER)


def _extreme_year(series: pd.Series, y: Yardstick, key: str) -> Outcome:
    year = int(series.idxmin() if key == "lowest" else series.idxmax())
    wanted, ends = y.number, {"first_year": series.index[0], "last_year": series.index[-1]}
    found = [because(key, year=year, value=series[year], **ends)]
    low, high = wanted - y.tolerance, wanted + y.tolerance
    held = wanted in series.index
    tie = held and series[wanted] == series[year]
    if held and wanted != year:
        found.append(because("in_year", year=int(wanted), value=series[wanted]))
    if not held:
        found.append(because("not_in_series", year=int(wanted)))
    decides = float(wanted if tie else year)
    holds = held and low <= decides <= high
    return Outcome(holds, because("year", year=year), tuple(found), decides, low, high)


def _minimum_of_series(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _extreme_year(series, y, "lowest")


def _maximum_of_series(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _extreme_year(series, y, "highest")


def _moves(series: pd.Series, y: Yardstick, sign: int) -> Outcome:
    first, last = series.iloc[0], series.iloc[-1]
    found: tuple[Reason, ...] = (_ends("moved", series),)
    reproduced = both("to", first, last)
    bounds = (y.tolerance, INFINITE) if sign > 0 else (-INFINITE, -y.tolerance)
    if len(series) < 2:
        return Outcome(False, reproduced, (*found, because("one_year")), math.nan, *bounds)
    if y.over != "ends" and len(series) > WINDOW:
        series = smoothed(series, y.over)
        found += (_ends(y.over, series),)
    moved = series.iloc[-1] - series.iloc[0]
    holds = sign * moved > y.tolerance
    if y.steadily:
        steps = series.diff().dropna()
        against = steps[sign * steps < -y.tolerance]
        if len(against):
            found += _remark("other_way", against.index)
            moved, holds = steps.min() if sign > 0 else steps.max(), False
    return Outcome(bool(holds), reproduced, found, moved, *bounds)


def smoothed(series: pd.Series, over: str) -> pd.Series:
    """The line of least squares through a series, or its three-year means, by their last year."""
    if over == "means":
        return series.rolling(WINDOW).mean().dropna()
    years = series.index.to_numpy(dtype=float)
    return pd.Series(np.polyval(np.polyfit(years, series, 1), years), index=series.index)


def _ends(key: str, series: pd.Series, other: pd.Series | None = None) -> Reason:
    """Where a series starts and where it ends, and another beside it."""
    beside = {}
    if other is not None:
        beside = {"other_first": other.iloc[0], "other_last": other.iloc[-1]}
    return because(
        key, first=series.iloc[0], first_year=series.index[0], last=series.iloc[-1],
        last_year=series.index[-1], **beside,
    )  # fmt: skip


def _falls(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _moves(series, y, -1)


def _rises(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    return _moves(series, y, +1)


def _steady(series: pd.Series, _: pd.Series | None, y: Yardstick) -> Outcome:
    spread = float(series.max() - series.min())
    found = because(
        "spread", lowest=series.min(), lowest_year=series.idxmin(), highest=series.max(),
        highest_year=series.idxmax(), spread=spread, first_year=series.index[0],
        last_year=series.index[-1],
    )  # fmt: skip
    holds = spread <= y.tolerance
    return Outcome(holds, number(spread), (found,), spread, -INFINITE, y.tolerance)


def _compared(
    both_sides: pd.DataFrame, failing: Any, worst: Any, key: str = "compared", **more: Any
) -> Reason:
    """Both sides in the last year or, where only earlier ones fail, in the one that fails most."""
    last = both_sides.index[-1]
    year = worst if len(failing) and last not in failing else last
    of, to = both_sides.loc[year]
    return because(key, of=of, to=to, year=year, **more)


def _exceeds(series: pd.Series, other: pd.Series, y: Yardstick) -> Outcome:
    sides = pd.concat({"of": series, "to": other}, axis=1).dropna()
    more = sides["of"] - sides["to"]
    above = more > y.tolerance
    below = sides.index[~above]
    found = (_compared(sides, below, more.idxmin()), *_remark("not_in", below))
    reproduced = both("against", *sides.iloc[-1])
    return Outcome(y.carried(above), reproduced, found, float(more.min()), y.tolerance, INFINITE)


def _outgrows(series: pd.Series, other: pd.Series, y: Yardstick) -> Outcome:
    """From the first common year to the last, `of` grew more times over than `to`."""
    sides = pd.concat({"of": series, "to": other}, axis=1).dropna()
    grown = sides.iloc[-1] / sides.iloc[0]
    found = (_ends("outgrown", sides["of"], sides["to"]),)
    said = both("against", *grown)
    if len(sides) < 2:
        return Outcome(False, said, (*found, because("one_year")), math.nan, y.tolerance, INFINITE)
    more = grown["of"] - grown["to"]
    return Outcome(bool(more > y.tolerance), said, found, more, y.tolerance, INFINITE)


def _ratio(series: pd.Series, other: pd.Series, y: Yardstick, high: float) -> Outcome:
    sides = pd.concat({"of": series, "to": other}, axis=1).dropna()
    ratio, low = sides["of"] / sides["to"], y.number - y.tolerance
    outcome = _bounded(ratio, y, low, high)
    outside = ratio.index[(ratio < low) | (ratio > high)]
    worst = ratio.index[(ratio - outcome.value).abs().argmin()]
    found = _compared(sides, outside, worst, "ratio", ratio=outcome.found[0])
    return Outcome(
        outcome.holds, outcome.reproduced, (found, *outcome.found[1:]), outcome.value, low, high
    )


def _ratio_about(series: pd.Series, other: pd.Series, y: Yardstick) -> Outcome:
    return _ratio(series, other, y, y.number + y.tolerance)


def _ratio_at_least(series: pd.Series, other: pd.Series, y: Yardstick) -> Outcome:
    return _ratio(series, other, y, INFINITE)


PREDICATES: dict[str, Callable[[pd.Series, Any, Yardstick], Outcome]] = {
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
