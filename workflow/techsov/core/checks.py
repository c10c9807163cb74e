"""What a tidy frame must satisfy before it counts as data; the message holds the rows at fault."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from techsov.core import tables
from techsov.core.errors import CheckError, DataWarning

LARGEST_JUMP = 3.0  # a level that trebles within a year is a slipped unit before it is news
ROUNDING = 0.75  # points of per cent that published shares may miss a hundred by

UNALLOCATED = 5.0  # points that performers may leave open: 1.4 in the UK in 2019


def tidy(
    figures: pd.DataFrame | Iterable[Mapping[str, object]],
    *,
    dataset: str,
    vintage: str,
    origin: str,
) -> pd.DataFrame:
    """Figures {country, year, indicator, value, unit} as an indicator table of a dataset vintage.

    Raises
    ------
    CheckError
        Where the table's schema is broken, a key stands twice, or nothing is left
    """
    frame = figures if isinstance(figures, pd.DataFrame) else pd.DataFrame(list(figures))
    if frame.empty:
        raise CheckError(f"{origin}: no figure of {dataset} found; is it the right file?")
    labelled = frame.assign(dataset=dataset, vintage=vintage)
    return tables.check(labelled, tables.INDICATOR, origin)


def within(frame: pd.DataFrame, low: float, high: float, origin: str) -> pd.DataFrame:
    """`frame`, if every value lies in [low, high]."""
    outside = frame[~frame["value"].between(low, high)]
    return _none(outside, frame, f"{origin}: values from {low:g} to {high:g} expected")


def positive(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """`frame`, if every value is above nought."""
    return _none(frame[~(frame["value"] > 0)], frame, f"{origin}: levels above 0 expected")


def warn_above(frame: pd.DataFrame, most: float, origin: str) -> pd.DataFrame:
    """`frame`, with a warning where a value exceeds the largest on record, as it may be right."""
    outside = frame[frame["value"] > most]
    return _none(outside, frame, f"{origin}: values up to {most:g} on record", fatal=False)


def without_jumps(
    frame: pd.DataFrame, origin: str, *, factor: float = LARGEST_JUMP, fatal: bool = True
) -> pd.DataFrame:
    """`frame`, if no level changes by more than `factor` from one year to the next.

    Catches a unit that slips within a series: thousands for millions, old roubles for new. Where
    prices themselves may rise so fast, it warns and is not `fatal`.
    """
    series = ["dataset", "vintage", "indicator", "country"]
    ordered = frame.sort_values([*series, "year"], kind="stable")
    before = ordered.groupby(series)[["year", "value"]].shift()
    ratio = ordered["value"] / before["value"]
    follows = ordered["year"] - before["year"] == 1
    jumps = ordered[follows & ((ratio > factor) | (ratio < 1 / factor))]
    expectation = f"{origin}: levels within a factor of {factor:g} a year expected"
    return _none(jumps, frame, expectation, fatal=fatal)


def adding_up(
    frame: pd.DataFrame, parts: Iterable[str], origin: str, *, tolerance: float = ROUNDING
) -> pd.DataFrame:
    """`frame`, if the shares `parts` of a country and year make 100 wherever all are given.

    Where a part is missing the others may fall short of 100 but not exceed it. Where all are given
    and fall short by no more than `UNALLOCATED`, it warns: a provider may have allocated no more.
    """
    wanted = sorted(parts)
    keys = ["country", "year", "dataset", "vintage"]
    shares = frame[frame["indicator"].isin(wanted)].groupby(keys)["value"].agg(["sum", "count"])
    short = shares[(shares["count"] == len(wanted)) & (shares["sum"] < 100 - tolerance)]
    impossible = (short["sum"] < 100 - UNALLOCATED).reindex(shares.index, fill_value=False)
    wrong = shares[impossible | (shares["sum"] > 100 + tolerance)]
    expectation = f"{origin}: {' + '.join(wanted)} = 100 expected"
    _none(wrong.reset_index(), frame, expectation)
    return _none(short.reset_index(), frame, expectation, fatal=False)


def select(frame: pd.DataFrame, countries: Iterable[str], origin: str) -> pd.DataFrame:
    """The rows of `countries`.

    Raises
    ------
    CheckError
        Naming the countries that have no row at all
    """
    wanted = set(countries)
    kept = frame[frame["country"].isin(wanted)]
    if lost := sorted(wanted - set(kept["country"])):
        raise CheckError(
            f"{origin}: figures of {', '.join(sorted(wanted))} expected; none of {', '.join(lost)}"
        )
    return kept.reset_index(drop=True)


def close(found: float, expected: float, *, relative: float = 0.0, absolute: float = 0.0) -> bool:
    """Whether two figures agree to a relative or an absolute tolerance."""
    return bool(np.isclose(found, expected, rtol=relative, atol=absolute))


def _none(
    offending: pd.DataFrame, frame: pd.DataFrame, expectation: str, *, fatal: bool = True
) -> pd.DataFrame:
    if offending.empty:
        return frame
    shown = offending.head(tables.ROWS_SHOWN).to_string(index=False)
    more = len(offending) - tables.ROWS_SHOWN
    message = f"{expectation}; {len(offending)} row(s) differ:\n{shown}" + (
        f"\n... and {more} more" if more > 0 else ""
    )
    if fatal:
        raise CheckError(message)
    warnings.warn(message, DataWarning, stacklevel=3)
    return frame
