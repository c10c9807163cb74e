"""Robustness: in how many specifications a claim holds, and which choice decides.

The share of specifications counts each combination once; it is no probability, since nothing says
that the combinations are equally likely. Which choice decides is read from the same table: the
axis whose options explain the largest part of the variance of "holds".
"""

from __future__ import annotations

import pandas as pd

from techsov.claims.statements import AXES
from techsov.core.verdicts import FAIL, HOLD, OWN

VINTAGE = "vintage"
SHIFTS = ("revised", "mixed concept", "document, other concept")
FAILS = tuple(verdict for verdict in FAIL if verdict not in SHIFTS)
# From the gravest on. `shifts`: true in another vintage, concept or choice than the likely one.
SEVERITIES = ("fails", "shifts", "depends", "open", "holds", "own")
COLUMNS = [
    "specifications", "holding", "share", "likely_holds", "severity", "decides", "options",
]  # fmt: skip


def summarise(verdicts: pd.DataFrame, specifications: pd.DataFrame) -> pd.DataFrame:
    """The verdict table with how robust each verdict is.

    Parameters
    ----------
    verdicts
        as `techsov.claims.audit` gives it, ids unique
    specifications
        its second table

    Returns
    -------
    pd.DataFrame
        the verdict table and COLUMNS; a claim without specifications has 0 of them, and no
        share, likely one or deciding choice
    """
    groups = dict(list(specifications.groupby("id", sort=False)))
    rows = []
    for row in verdicts.to_dict("records"):
        of_claim = groups.get(row["id"])
        rows.append(row | (_of(of_claim, row) if of_claim is not None else _without(row)))
    return pd.DataFrame(rows, columns=[*verdicts.columns, *COLUMNS])


def _without(row: dict) -> dict:
    return {
        "specifications": 0, "holding": 0, "share": None, "likely_holds": "",
        "severity": severity(row["verdict"]), "decides": "", "options": "",
    }  # fmt: skip


def _of(specifications: pd.DataFrame, row: dict) -> dict:
    holds = specifications["holds"]
    likely = bool(holds[specifications["likely"]].iloc[0])
    now = bool(base(specifications)["holds"])
    share = float(holds.mean())
    axis = deciding(specifications)
    shares = by_option(specifications, axis) if axis else None
    return {
        "specifications": len(holds),
        "holding": int(holds.sum()),
        "share": share,
        "likely_holds": str(likely).lower(),
        "severity": severity(row["verdict"], likely and now, share),
        "decides": axis,
        "options": "; ".join(
            f"{option}: {int(of['holding'])} of {int(of['size'])}"
            for option, of in shares.iterrows()
        )
        if shares is not None
        else "",
    }


def severity(verdict: str, as_meant: bool | None = None, share: float | None = None) -> str:
    """How much a verdict asks of the authors.

    fails   no specification, or not the document, or not the paper itself bears the claim
    shifts  it held on a vintage since replaced, in another concept, or under another choice than
            the likely one
    depends it holds as most likely meant, and not under every choice
    holds   it holds throughout, or the document agrees
    open    nothing at hand decides, or a single report alone speaks
    own     a check that the auditors added

    Parameters
    ----------
    as_meant
        it holds under the first options, on the vintage of then and on that of now
    share
        of the specifications, in which it holds
    """
    if verdict in FAILS:
        return "fails"
    if verdict in OWN:
        return "own"
    if verdict in SHIFTS or (verdict in HOLD and as_meant is False):
        return "shifts"
    if verdict in HOLD:
        return "holds" if share in (None, 1.0) else "depends"
    return "open"


def base(specifications: pd.DataFrame) -> pd.Series:
    """The specification that the edition reports: the first options on its main vintage."""
    main = specifications[specifications["main"]]
    return (main if len(main) else specifications).iloc[0]


def axes(specifications: pd.DataFrame) -> dict[str, pd.Series]:
    """The axes on which a claim's specifications differ, the vintage among them, with options."""
    released = specifications["dataset"] + " " + specifications["vintage"]
    every = {axis: specifications[axis] for axis in AXES} | {VINTAGE: released}
    return {axis: options for axis, options in every.items() if len(set(options)) > 1}


def deciding(specifications: pd.DataFrame) -> str:
    """The axis that explains most of whether a claim holds; empty where nothing differs.

    Explained is the part of the variance of "holds" that lies between an axis' options (the
    correlation ratio, eta squared).
    """
    holds = specifications["holds"].astype(float)
    total = float(((holds - holds.mean()) ** 2).sum())
    if total == 0:
        return ""
    explained = {}
    for axis, options in axes(specifications).items():
        groups = holds.groupby(options.to_numpy())
        between = (groups.size() * (groups.mean() - holds.mean()) ** 2).sum()
        explained[axis] = round(float(between) / total, 9)
    return max(explained, key=lambda axis: explained[axis], default="")


def by_option(specifications: pd.DataFrame, axis: str) -> pd.DataFrame:
    """Option -> columns holding and size, in the order in which the options stand."""
    options = axes(specifications)[axis]
    groups = specifications["holds"].groupby(options.to_numpy(), sort=False)
    return pd.DataFrame({"holding": groups.sum(), "size": groups.size()})


def rows(summary: pd.DataFrame, specifications: pd.DataFrame) -> pd.DataFrame:
    """A row per claim and specification, and one for each claim that has none.

    Returns
    -------
    pd.DataFrame
        id, section, verdict, severity, specification (its number in the claim, 0 where a
        document, the paper itself or nothing decides), and the specification's columns
    """
    own = ["id", "section", "verdict", "severity"]
    merged = summary[own].merge(specifications, on="id", how="left")
    alone = merged["specification"].isna()
    merged["specification"] = merged["specification"].fillna(0).astype(int)
    decided = summary.set_index("id")["verdict"].map(
        {v: "true" for v in HOLD} | {v: "false" for v in FAILS}
    )
    said = summary.set_index("id")["reproduced"]
    merged["holds"] = merged["holds"].map({True: "true", False: "false"})
    merged.loc[alone, "holds"] = merged.loc[alone, "id"].map(decided)
    merged.loc[alone, "reproduced"] = merged.loc[alone, "id"].map(said)
    rest = [c for c in specifications.columns if c not in ("id", "specification")]
    return merged[[*own, "specification", *rest]]


def ranking(summary: pd.DataFrame) -> pd.DataFrame:
    """Claims with more than one specification, the least robust first."""
    several = summary[summary["specifications"] > 1]
    return several.sort_values(
        ["share", "specifications", "id"], ascending=[True, False, True], kind="stable"
    )
