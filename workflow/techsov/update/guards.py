"""Guards: what a new release must not do unseen. Each names its rows; a person may accept it.

A guard compares the tidy table of a new vintage with that of the vintage it would replace. None
of them says that the data are wrong: only that somebody should look before figures rest on them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from techsov.core.errors import ConfigError, TechsovError
from techsov.core.validation import unknown

KEY = ["indicator", "country", "year"]
LONG = [*KEY, "value", "unit"]
# A level that moves by more than this is another unit: thousands, millions and billions are
# thousands apart, and no revision of a median comes near a tenfold.
SCALE = 10.0
# The countries that a release ranks: more than this beyond those before is another set.
RANKED_GROWTH = 1.2
SHORTEST = 5  # a series of fewer values can equal another one by chance
SHOWN = 6
RANKS = "ranks"  # the guard of rankings beside GUARDS


@dataclass(frozen=True)
class Fault:
    """What a guard found: its name and a sentence with the rows."""

    guard: str
    said: str


class Stopped(TechsovError):  # noqa: N818 (it says what happened)
    """A new vintage that guards hold back, with the way to accept it."""

    def __init__(self, dataset: str, faults: list[Fault]) -> None:
        self.dataset, self.faults = dataset, faults
        found = "\n".join(f"  {fault.guard}: {fault.said}" for fault in faults)
        accept = " ".join(f"{dataset}:{fault.guard}" for fault in faults)
        super().__init__(
            f"a newer release is held back:\n{found}\n"
            f'  If that is meant, run `make update ACCEPT="{accept}"`.'
        )


def lengthen(frame: pd.DataFrame) -> pd.DataFrame:
    """Any tidy table as LONG: rankings as `eci.SITC`, exports by product, dependency by measure.

    Raises
    ------
    ValueError
        For a table of another kind
    """
    if "indicator" in frame:
        return frame[LONG]
    if "classification" in frame:
        named = frame.assign(indicator="eci." + frame["classification"], value=frame["eci"])
    elif "product" in frame:
        named = frame.assign(indicator="exports." + frame["product"].astype(str))
    elif "measure" in frame:
        parts = frame[["measure", "basis", "scope", "supplier"]].agg(".".join, axis=1)
        named = frame.assign(indicator=parts, country=frame["user"])
    else:
        raise ValueError(f"no tidy table with the columns {', '.join(frame.columns)}")
    return named.assign(unit="")[LONG]


def check_named(accepted: Iterable[str], datasets: Collection[str]) -> None:
    """Refuse what is accepted and can be no guard's finding.

    Raises
    ------
    ConfigError
        Naming the nearest dataset, or the guards that there are.

    """
    names = (*GUARDS, RANKS)
    for said in accepted:
        dataset, _, guard = said.partition(":")
        if dataset not in datasets:
            raise ConfigError(f"ACCEPT, `{said}`: {unknown([dataset], datasets, 'dataset')}")
        if guard and guard not in names:
            raise ConfigError(f"ACCEPT, `{said}`: {unknown([guard], names, 'guard')}")


def check(
    dataset: str, new: pd.DataFrame, old: pd.DataFrame, accepted: Iterable[str] = ()
) -> list[str]:
    """Hold a new vintage's tidy table against the one before.

    Parameters
    ----------
    accepted
        `dataset:guard`, or the dataset for all its guards

    Returns
    -------
    list[str]
        the guards that found something and were accepted, each with what it found

    Raises
    ------
    Stopped
        When a guard finds something that is not accepted
    """
    accepted = set(accepted)
    faults = list(find(new, old))
    held = [fault for fault in faults if not accepted & {dataset, f"{dataset}:{fault.guard}"}]
    if held:
        raise Stopped(dataset, held)
    return [f"{fault.guard}: {fault.said}" for fault in faults]


def find(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Fault]:
    """What each guard finds, in a sentence."""
    longs = lengthen(new), lengthen(old)
    for name, guard in GUARDS.items():
        if said := list(guard(*longs)):
            yield Fault(name, _some(said, "; "))
    if "ranked" in new and "ranked" in old and (said := list(_ranks(new, old))):
        yield Fault(RANKS, _some(said, "; "))


def _coverage(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Indicators that are gone, and years that are gone from one that stayed."""
    held = new.groupby("indicator")["year"].agg(set)
    for indicator, years in old.groupby("indicator")["year"].agg(set).items():
        if indicator not in held.index:
            yield f"{indicator} is no longer held ({min(years)}-{max(years)} before)"
        elif gone := sorted(years - held[indicator]):
            yield f"{indicator} no longer covers {_some(gone)}"
    yield from _thinner(new, old)


def _thinner(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Years of a country that are gone, where country and indicator stayed and the year did."""
    stayed = old[
        old["country"].isin(new["country"])
        & old.set_index(["indicator", "year"]).index.isin(
            new.set_index(["indicator", "year"]).index
        )
    ]
    lost = stayed.merge(new[KEY], on=KEY, how="left", indicator="found")
    lost = lost[lost["found"] == "left_only"]
    if not lost.empty:
        rows = [f"{r.indicator} {r.country} {r.year}" for r in lost.itertuples()]
        yield f"{len(lost)} values of countries and years that are still covered are gone: " + (
            _some(rows)
        )


def _countries(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Countries that are gone altogether."""
    if gone := sorted(set(old["country"]) - set(new["country"])):
        yield f"no longer held: {_some(gone)}"


def _scale(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Another unit by name, or levels that moved by a power of ten."""
    units = [frame.groupby("indicator")["unit"].first() for frame in (new, old)]
    for indicator in units[0].index.intersection(units[1].index):
        if units[0][indicator] != units[1][indicator]:
            yield (
                f"{indicator} is in {units[0][indicator] or 'no unit'}, "
                f"in {units[1][indicator] or 'no unit'} before"
            )
    both = new.merge(old, on=KEY, suffixes=("", "_old"))
    both = both[(both["value_old"] != 0) & (both["value"] != 0)]
    ratio = (both["value"] / both["value_old"]).abs()
    for indicator, median in ratio.groupby(both["indicator"]).median().items():
        if not 1 / SCALE < median < SCALE:
            yield f"{indicator}: the median value is {median:.4g} times that before"


def _renamed(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Series that are new by name and hold, value by value, what another one held."""
    before, after = _series(old), _series(new)
    by_content: dict[tuple, tuple[str, str]] = {}
    for name, content in before.items():
        by_content.setdefault(content, name)
    for name, content in after.items():
        known = by_content.get(content)
        if name in before or known is None or len(content) < SHORTEST:
            continue
        if len({value for _, value in content}) > 1:
            yield f"{' '.join(name)} holds the values of {' '.join(known)}"


def _series(frame: pd.DataFrame) -> dict[tuple[str, str], tuple]:
    """(indicator, country) -> its years and values."""
    ordered = frame.dropna(subset="value").sort_values("year", kind="stable")
    return {
        name: tuple(zip(rows["year"], rows["value"], strict=True))
        for name, rows in ordered.groupby(["indicator", "country"])
    }


def _ranks(new: pd.DataFrame, old: pd.DataFrame) -> Iterator[str]:
    """Ranks beyond the number of ranked countries, and a set that has grown too much to be one.

    The release's own ranks are looked at where the table carries them (`published_rank`): ours,
    computed inside the ranked set, cannot lie beyond it.
    """
    stated = new["published_rank" if "published_rank" in new else "rank"]
    beyond = new.assign(stated=stated)[(stated > new["ranked"]).fillna(False)]
    if not beyond.empty:
        rows = [
            f"{r.classification} {r.country} {r.year}: {r.stated} of {r.ranked}"
            for r in beyond.itertuples()
        ]
        yield f"the release ranks beyond its ranked countries: {_some(rows)}"
    most = [int(frame["ranked"].max()) for frame in (new, old)]
    if most[0] > RANKED_GROWTH * most[1]:
        yield f"{most[0]} countries are ranked, {most[1]} before"


def _some(items: Iterable[object], between: str = ", ") -> str:
    items = list(items)
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return between.join(map(str, items[:SHOWN])) + more


GUARDS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Iterator[str]]] = {
    "coverage": _coverage,
    "countries": _countries,
    "scale": _scale,
    "renamed": _renamed,
}
