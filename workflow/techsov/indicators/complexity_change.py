"""Why a complexity index fell: products gained and lost, and others' rise.

Two questions, both answered by sums that leave no rest: which products moved a country's ECI
between two dates of one classification, and who stands behind the change of its rank.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity

GAINED, LOST, KEPT = "gained", "lost", "kept"
LEAST_COMMON = 0.5
ROUNDED = 1e-5  # what figures of six decimals may miss their sum by
PARTS = ("own", "others", "set")
KINDS = ("overtook", "fell behind", "entered", "left", "crossed and back")
# The periods of a rank's change: the paper's fall, what came after, and both together.
START, TURN, LAST = 2000, 2010, 2022

HEAVIEST = tables.table(
    "complexity_heaviest",
    {
        "country": tables.text(),
        "year": tables.year(),
        "product": tables.text(),
        "name": tables.text(),
        "pci": tables.number(),
        "share": tables.number(),
        "total": tables.number(),
    },
    key=("country", "year", "product"),
)
_CROSSINGS = {
    "classification": tables.text(),
    "vintage": tables.text(),
    "subject": tables.text(),
    "first": tables.year(),
    "last": tables.year(),
    "country": tables.text(),
    "eci_before": tables.number(optional=True),
    "eci_after": tables.number(optional=True),
}
PERIOD = ["classification", "vintage", "subject", "first", "last"]
CROSSINGS = tables.table("crossings", _CROSSINGS, key=(*PERIOD, "country"))
OVERTAKING = tables.table(
    "complexity_overtaking",
    _CROSSINGS | {"kind": tables.text(KINDS)} | {part: tables.number() for part in PARTS},
    key=(*PERIOD, "country"),
)
OVERTAKING_SUMS = tables.table(
    "complexity_overtaking_sums",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "subject": tables.text(),
        "first": tables.year(),
        "last": tables.year(),
        "rank_before": tables.count(),
        "rank_after": tables.count(),
        "change": tables.number(),
        **{part: tables.number() for part in PARTS},
    },
    key=tuple(PERIOD),
)


PRODUCTS = tables.table(
    "complexity_moved",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "country": tables.text(),
        "first": tables.year(),
        "last": tables.year(),
        "product": tables.text(),
        "name": tables.text(),
        "status": tables.text((GAINED, LOST, KEPT)),
        "composition": tables.number(),
        "revaluation": tables.number(),
        "total": tables.number(),
    },
    key=("classification", "vintage", "country", "first", "last", "product"),
)
SUMS = tables.table(
    "complexity_change",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "country": tables.text(),
        "first": tables.year(),
        "last": tables.year(),
        **{part: tables.number() for part in (GAINED, LOST, KEPT, "revaluation", "total")},
        **{part: tables.number() for part in ("own", "others")},
    },
    key=("classification", "vintage", "country", "first", "last"),
)


def decompose(before: pd.DataFrame, after: pd.DataFrame, country: str) -> pd.DataFrame:
    """What each product adds to the change of a country's ECI between two dates.

    With s_p = M_cp / k_c, the product's share in the country's basket, ECI_c = sum_p s_p PCI_p at
    each date. The change is split at the midpoint (Bennet 1920), d for differences and bars for
    means of both dates:

        d ECI = sum_p ds_p (PCI-bar_p - ECI-bar) + sum_p s-bar_p dPCI_p

    The first sum (`composition`) is what the country did: a product gained counts by how far it
    lies above the country's own mean. ECI-bar may be put in because the ds_p sum to zero. The
    second (`revaluation`) is how the worth of its products changed, mostly through others.

    Parameters
    ----------
    before, after
        presence matrices of two dates and one classification; countries and products
        may differ. A product unknown at one date has the PCI of the other there

    Returns
    -------
    pd.DataFrame
        by product, those the country holds at either date: status (gained, lost,
        kept), share_before, share_after, pci_before, pci_after, composition,
        revaluation, total; the totals add up to the change of `solve(...).eci`

    Raises
    ------
    CheckError
        When the country is missing at a date, or fewer than half of the product codes are
        common to both, as of two classifications; and as `solve`
    """
    for date, M in (("first", before), ("second", after)):
        if country not in M.index:
            raise CheckError(f"change of ECI: {country} expected in the {date} matrix, found none")
    common = len(before.columns.intersection(after.columns))
    if common < LEAST_COMMON * min(before.shape[1], after.shape[1]):
        raise CheckError(
            "change of ECI: two matrices of one classification expected, found "
            f"{before.shape[1]} and {after.shape[1]} products with {common} in common"
        )
    solved = [complexity.solve(before), complexity.solve(after)]
    shares = pd.concat(
        [M.loc[country] / M.loc[country].sum() for M in (before, after)],
        axis=1,
        keys=["share_before", "share_after"],
    ).fillna(0.0)
    held = shares[(shares > 0).any(axis=1)].sort_index()
    worth = pd.concat([each.pci for each in solved], axis=1, keys=["pci_before", "pci_after"])
    worth = worth.reindex(held.index).bfill(axis=1).ffill(axis=1)
    level = np.mean([each.eci[country] for each in solved])
    share_0, share_1 = held["share_before"], held["share_after"]
    composition = (share_1 - share_0) * (worth.mean(axis=1) - level)
    revaluation = (share_0 + share_1) / 2 * (worth["pci_after"] - worth["pci_before"])
    status = np.select([share_0 == 0, share_1 == 0], [GAINED, LOST], KEPT)
    return (
        pd.DataFrame({"status": status}, held.index)
        .join([held, worth])
        .assign(composition=composition, revaluation=revaluation, total=composition + revaluation)
        .rename_axis("product")
    )


def summarise(products: pd.DataFrame) -> pd.Series:
    """Sums of a decomposition: gained, lost, kept (of composition), revaluation, total."""
    parts = products.groupby("status")["composition"].sum()
    return pd.Series(
        {
            **parts.reindex([GAINED, LOST, KEPT], fill_value=0.0),
            "revaluation": products["revaluation"].sum(),
            "total": products["total"].sum(),
        }
    )


def moved_most(products: pd.DataFrame, names: pd.Series, count: int = 10) -> pd.DataFrame:
    """The products that moved the ECI most, either way, with their names.

    Parameters
    ----------
    names
        by product code

    Raises
    ------
    CheckError
        Naming codes without a name
    """
    order = products["total"].abs().sort_values(ascending=False, kind="stable").index[:count]
    unnamed = order.difference(names.index)
    if len(unnamed):
        raise CheckError(f"products: names expected for {', '.join(map(str, unnamed))}")
    chosen = products.loc[order]
    chosen.insert(0, "name", names[order])
    return chosen


def weigh(presence: pd.DataFrame, country: str) -> pd.DataFrame:
    """What each product adds to the level of a country's ECI at one date.

    Returns
    -------
    pd.DataFrame
        by product the country makes: pci, share (M_cp / k_c), total = share x PCI; the
        totals add up to its ECI
    """
    solved = complexity.solve(presence)
    row = presence.loc[country]
    share = row[row > 0] / row.sum()
    pci = solved.pci[share.index]
    return pd.DataFrame({"pci": pci, "share": share, "total": share * pci}).rename_axis("product")


def split_own_and_others(before: pd.DataFrame, after: pd.DataFrame, country: str) -> pd.Series:
    """Change of a country's ECI by whose exports changed: its own basket, or everybody else's.

    Four matrices are solved, the country's row and the others' rows each of either date; each
    effect is the mean over both orders (Shapley 1953), so that they add up to the change.

    Returns
    -------
    pd.Series
        own, others, total
    """

    def eci(own: pd.DataFrame, others: pd.DataFrame) -> float:
        rows = pd.concat([others.drop(index=country), own.loc[[country]]]).fillna(0.0)
        return float(complexity.solve(rows.loc[:, (rows > 0).any()]).eci[country])

    both, own, others, none = (
        eci(after, after), eci(after, before), eci(before, after), eci(before, before)
    )  # fmt: skip
    return pd.Series(
        {
            "own": ((own - none) + (both - others)) / 2,
            "others": ((others - none) + (both - own)) / 2,
            "total": both - none,
        }
    )


def overtaking(before: pd.Series, after: pd.Series, subject: str) -> pd.DataFrame:
    """Who stands behind the change of a country's rank between two dates.

    A country is ahead when its ECI is larger. Whether it would be ahead is asked with each of the
    two ECI, the subject's and its own, of either date; its place in the change of rank is split
    between the subject's own movement and the other's by the mean over both orders (Shapley).
    Where the other rose past a place that the subject held, and the subject would have kept it by
    standing still, all is the other's; where the subject sank below one that stood still, all is
    its own; where either movement alone would do, or only both together, each has half.

    Parameters
    ----------
    before, after
        ECI by country in the ranked set at either date, missing where there is none

    Returns
    -------
    pd.DataFrame
        by country, those with any part: eci_before, eci_after, kind (overtook, fell
        behind, entered, left, crossed and back), own, others, set (a country that has
        an ECI at one date only). Their sum is the change of rank

    Raises
    ------
    CheckError
        When the subject has no ECI at a date
    """
    values = pd.DataFrame({"eci_before": before, "eci_after": after}).rename_axis("country")
    if subject not in values.index or values.loc[subject].isna().any():
        raise CheckError(f"overtaking: an ECI of {subject} at both dates expected")
    own_0, own_1 = values.loc[subject]
    rows = values.drop(index=subject).dropna(how="all").sort_index()
    c0, c1 = rows["eci_before"], rows["eci_after"]
    # ahead[i][j]: with the subject's ECI of date i and the other's of date j
    ahead = [[(c > s).astype(int) for c in (c0, c1)] for s in (own_0, own_1)]
    stays = c0.notna() & c1.notna()
    own = ((ahead[1][0] - ahead[0][0]) + (ahead[1][1] - ahead[0][1])) / 2
    others = ((ahead[0][1] - ahead[0][0]) + (ahead[1][1] - ahead[1][0])) / 2
    change = ahead[1][1] - ahead[0][0]
    rows = rows.assign(
        kind=np.select(
            [c0.isna(), c1.isna(), change > 0, change < 0],
            ["entered", "left", "overtook", "fell behind"],
            "crossed and back",
        ),
        own=own.where(stays, 0.0),
        others=others.where(stays, 0.0),
        set=change.where(~stays, 0).astype(float),
    )
    return rows[(rows[list(PARTS)] != 0).any(axis=1)]


def find_crossings(published: pd.DataFrame, subject: str) -> pd.DataFrame:
    """ECI at both ends of each period, of the subject and of those with a part in its rank.

    Parameters
    ----------
    published
        classification, vintage, country, year, eci, ranked countries only

    Returns
    -------
    pd.DataFrame
        CROSSINGS. Periods: 2000-2010, 2010 and 2000 to the last year up to 2022; rankings
        that do not hold 2000 have none
    """
    parts = []
    for (classification, vintage), rows in published.groupby(["classification", "vintage"]):
        by_year = rows.pivot(index="country", columns="year", values="eci")
        last = by_year.columns[by_year.columns <= LAST].max()
        if START not in by_year or TURN not in by_year or last <= TURN:
            continue
        for first, end in ((START, TURN), (TURN, last), (START, last)):
            found = overtaking(by_year[first], by_year[end], subject)
            both = by_year.loc[[subject, *found.index], [first, end]]
            both = both.set_axis(["eci_before", "eci_after"], axis=1).reset_index()
            parts.append(
                both.assign(
                    classification=classification,
                    vintage=vintage,
                    subject=subject,
                    first=first,
                    last=end,
                )
            )
    if not parts:
        raise CheckError(
            f"overtaking: a ranking that holds {START} and {TURN} expected, found none"
        )
    return tables.check(pd.concat(parts), CROSSINGS)


def explain_crossings(crossings: pd.DataFrame) -> pd.DataFrame:
    """Every crossing with its kind and its parts: CROSSINGS -> OVERTAKING, the subject left out."""
    parts = []
    for period, rows in crossings.groupby(PERIOD):
        values = rows.set_index("country")
        found = overtaking(values["eci_before"], values["eci_after"], period[2]).reset_index()
        parts.append(found.assign(**dict(zip(PERIOD, period, strict=True))))
    none = pd.DataFrame(columns=list(OVERTAKING.columns))
    return tables.check(pd.concat(parts or [none]), OVERTAKING)


def check_changes(changes: pd.DataFrame, ranks: pd.DataFrame) -> pd.DataFrame:
    """`changes`, if both ways of splitting each change of index leave no rest.

    Parameters
    ----------
    changes
        SUMS
    ranks
        tables.COMPLEXITY, with the country's ECI at both ends of each period

    Raises
    ------
    CheckError
        With the periods whose parts do not add up to the change of the ECI
    """
    keys = ["classification", "vintage", "country"]
    both = changes
    for date in ("first", "last"):
        at = ranks[[*keys, "year", "eci"]].rename(columns={"year": date, "eci": f"eci_{date}"})
        both = both.merge(at, on=[*keys, date], how="left")
    moved = both["eci_last"] - both["eci_first"]
    by_product = both[[GAINED, LOST, KEPT, "revaluation"]].sum(axis=1)
    by_country = both[["own", "others"]].sum(axis=1)
    off = pd.concat([by_product - moved, by_country - moved, both["total"] - moved], axis=1)
    wrong = changes[~(off.abs() < ROUNDED).all(axis=1).to_numpy()]
    if not wrong.empty:
        raise CheckError(
            "change of ECI: parts that add up to the change of the index expected, found:\n"
            + wrong.to_string(index=False)
        )
    return changes


def sum_crossings(explained: pd.DataFrame, ranks: pd.DataFrame) -> pd.DataFrame:
    """The parts of each change of rank, after a check that they leave no rest.

    Parameters
    ----------
    explained
        OVERTAKING
    ranks
        tables.COMPLEXITY

    Returns
    -------
    pd.DataFrame
        OVERTAKING_SUMS; change = rank_after - rank_before = own + others + set

    Raises
    ------
    CheckError
        With the periods whose parts do not add up to the change of rank
    """
    sums = explained.groupby(PERIOD)[list(PARTS)].sum().reset_index()
    own = ranks.rename(columns={"country": "subject"})
    keys = ["classification", "vintage", "subject"]
    for date, year in (("before", "first"), ("after", "last")):
        at = own[[*keys, "year", "rank"]].rename(columns={"year": year, "rank": f"rank_{date}"})
        sums = sums.merge(at, on=[*keys, year], how="left")
    sums["change"] = (sums["rank_after"] - sums["rank_before"]).astype(float)
    wrong = sums[~((sums[list(PARTS)].sum(axis=1) - sums["change"]).abs() < complexity.CLOSE)]
    if not wrong.empty:
        raise CheckError(
            "overtaking: parts that add up to the change of rank expected, found:\n"
            + wrong.to_string(index=False)
        )
    return tables.check(sums, OVERTAKING_SUMS)
