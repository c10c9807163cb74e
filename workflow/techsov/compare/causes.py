"""Why a figure or a verdict is another one: recomputed with one input changed at a time.

A figure that stands on one dataset changed because that dataset was revised, and nothing need be
computed. One that combines several is computed anew with the later vintages of one dataset and
the earlier ones of all others; what no dataset explains alone is said to be theirs together. A
rank moves because values were revised or because other countries are ranked; the two are told
apart by ranking inside the countries that both releases rank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from techsov.catalogue.registry import JOIN
from techsov.compare.built import FIGURE, Built
from techsov.compare.inputs import Inputs, changed, recomputed
from techsov.indicators import complexity

COLUMNS = [*FIGURE, "old", "new", "cause", "effect"]
METHOD = ["country", "year", "ranked", "old_rank", "new_rank", "change"]
# Causes that are no dataset.
VALUES, SET, TOGETHER = "values", "country set", "together"
SPELL = ["classification", "year"]


def of_figures(changes: pd.DataFrame, before: Built, after: Built, inputs: Inputs) -> pd.DataFrame:
    """The causes of every revision, with the part of the change that each brings.

    Parameters
    ----------
    changes
        as `techsov.compare.changes.compare` gives them

    Returns
    -------
    pd.DataFrame
        COLUMNS, a row per figure and cause; the effects of a figure add up to its change
    """
    revised = changes[changes["kind"] == "revision"].set_index(FIGURE)
    combined = revised.index.get_level_values("dataset").str.contains(JOIN, regex=False)
    ranks = revised.index.get_level_values("indicator").str.startswith("rank.")
    single = revised[~combined & ~ranks]
    parts = [
        single.assign(
            cause=single.index.get_level_values("dataset"), effect=single["new"] - single["old"]
        ).reset_index(),
        _combined(revised[combined], before, after, inputs),
        _ranks(revised[ranks], before, after),
    ]
    table = pd.concat([part[COLUMNS] for part in parts if not part.empty] or [_none()])
    return table.sort_values([*FIGURE, "cause"], kind="stable", ignore_index=True)


def one_at_a_time(
    figures: pd.DataFrame, causes: Iterable[str], with_only: Callable[[str], pd.Series]
) -> pd.DataFrame:
    """Effects of causes on figures, each alone, and what only their joint change brings.

    Parameters
    ----------
    figures
        `old` and `new` by figure
    with_only
        cause -> the figures as they would be if it alone had changed

    Returns
    -------
    pd.DataFrame
        `old`, `new`, `cause`, `effect`, indexed as `figures`; no row for an effect of 0
    """
    old, rest, parts = figures["old"], figures["new"] - figures["old"], []
    for cause in causes:
        # A figure that cannot be computed from this mixture of vintages is not moved by it.
        effect = (with_only(cause).reindex(figures.index) - old).fillna(0.0)
        rest = rest - effect
        parts.append(figures[["old", "new"]].assign(cause=cause, effect=effect))
    parts.append(figures[["old", "new"]].assign(cause=TOGETHER, effect=rest))
    table = pd.concat(parts)
    return table[table["effect"].abs() > 1e-9 * table["old"].abs()]


def _combined(revised: pd.DataFrame, before: Built, after: Built, inputs: Inputs) -> pd.DataFrame:
    """Causes of figures that combine datasets: the research table with one dataset changed."""
    if revised.empty:
        return _none()
    parts = revised.index.get_level_values("dataset").str.split(JOIN, regex=False)
    involved = {dataset for datasets in parts for dataset in datasets}
    moved = [d for d in changed(before.edition, after.edition) if d in involved]
    return one_at_a_time(
        revised, moved, lambda d: recomputed(before, after, [d], inputs).reported["value"]
    ).reset_index()


def _ranks(revised: pd.DataFrame, before: Built, after: Built) -> pd.DataFrame:
    """Revised ranks, parted into what other values and what another set of countries bring."""
    if revised.empty:
        return _none()
    keys = revised.reset_index()
    keys["classification"] = keys["indicator"].str.removeprefix("rank.")
    vintages = keys[["dataset", "old_vintage", "new_vintage"]].drop_duplicates()
    inside = [
        _inside_both(before, after, pair.old_vintage, pair.new_vintage).assign(
            dataset=pair.dataset, old_vintage=pair.old_vintage, new_vintage=pair.new_vintage
        )
        for pair in vintages.itertuples()
    ]
    on = [*SPELL, "country", "dataset", "old_vintage", "new_vintage"]
    parts = keys.merge(pd.concat(inside), on=on, how="left")
    known = parts["old_inside"].notna()
    by_values = (parts["new_inside"] - parts["old_inside"]).where(known)
    change = parts["new"] - parts["old"]
    found = pd.concat(
        [
            parts[known].assign(cause=VALUES, effect=by_values[known]),
            parts[known].assign(cause=SET, effect=(change - by_values)[known]),
            parts[~known].assign(cause=parts.loc[~known, "dataset"], effect=change[~known]),
        ]
    )
    return found[found["effect"] != 0]


def _inside_both(before: Built, after: Built, old: str, new: str) -> pd.DataFrame:
    """Ranks on both releases among the countries that both rank.

    They are computed where the editions hold every ranked country, and else taken from the ranks
    inside the common set that extracts carry.
    returns : classification, year, country, old_inside, new_inside
    """
    own = [_release(before, "complexity", old), _release(after, "complexity", new)]
    common = [_release(before, "complexity_common", old), _release(after, "complexity_common", new)]
    keys = [*SPELL, "country"]
    shared = own[0].merge(own[1], on=keys, suffixes=("_old", "_new"))
    whole = shared[_is_whole(shared, own)]
    ranked = [
        whole.groupby(SPELL)[f"eci_{which}"].rank(ascending=False, method="min")
        for which in ("old", "new")
    ]
    computed = whole[keys].assign(old_inside=ranked[0], new_inside=ranked[1])
    carried = common[0].merge(common[1], on=keys, suffixes=("_old", "_new"))
    carried = carried[carried["ranked_old"] == carried["ranked_new"]]
    carried = carried[keys].assign(old_inside=carried["rank_old"], new_inside=carried["rank_new"])
    both = pd.concat([computed, carried], ignore_index=True)
    return both.drop_duplicates(keys, ignore_index=True)


def _release(built: Built, table: str, vintage: str) -> pd.DataFrame:
    frame = built.frames[table]
    return frame[frame["vintage"] == vintage]


def _is_whole(shared: pd.DataFrame, own: list[pd.DataFrame]) -> pd.Series:
    """Whether both releases' tables hold every country that they rank in that spell."""
    whole = pd.Series(True, shared.index)
    for frame, which in zip(own, ("old", "new"), strict=True):
        held = frame.groupby(SPELL)["country"].nunique()
        here = pd.MultiIndex.from_frame(shared[SPELL])
        whole &= held.reindex(here).to_numpy() == shared[f"ranked_{which}"].to_numpy()
    return whole


def of_verdicts(
    flips: pd.DataFrame,
    before: Built,
    after: Built,
    inputs: Inputs,
    audit: Callable[[Built], pd.DataFrame],
) -> pd.Series:
    """Claim -> the datasets whose later vintages bring the new verdict by themselves.

    Parameters
    ----------
    flips
        the claims whose verdict flipped (`techsov.compare.flips.flipped`)
    audit
        a recomputed edition -> its verdict table

    Returns
    -------
    pd.Series
        names joined by ", "; where none suffices alone, all that changed joined by " + "
    """
    moved = changed(before.edition, after.edition)
    wanted = flips.set_index("id")["new_verdict"]
    enough: dict[str, list[str]] = {claim: [] for claim in wanted.index}
    for dataset in moved if len(wanted) else ():
        mixed = recomputed(before, after, [dataset], inputs)
        verdicts = audit(mixed).set_index("id")["verdict"]
        for claim, verdict in wanted.items():
            if verdicts[claim] == verdict:
                enough[claim].append(dataset)
    return pd.Series({c: ", ".join(ds) or " + ".join(moved) for c, ds in enough.items()}, dtype=str)


def of_method(exports: pd.DataFrame) -> pd.DataFrame:
    """What the Atlas's change of method does to ranks by itself, on exports that are at hand.

    M = RCA / (1 + RCA) in the place of M = 1 where RCA >= 1, the exports the same.

    Parameters
    ----------
    exports
        tidy exports of one year

    Returns
    -------
    pd.DataFrame
        METHOD
    """
    advantage = complexity.rca(complexity.exports_matrix(exports))
    ranks = [
        complexity.rank(complexity.solve(present(advantage)).eci, advantage.index)["rank"]
        for present in (complexity.presence, complexity.continuous_presence)
    ]
    old, new = (rank.astype(int) for rank in ranks)
    table = pd.DataFrame({"old_rank": old, "new_rank": new, "change": new - old})
    table = table.rename_axis("country").reset_index()
    return table.assign(year=int(exports["year"].iloc[0]), ranked=len(advantage))[METHOD]


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS)
