"""Verdicts: their names, how they count, and the kinds of evidence that they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

# How a verdict counts. `apart`: something was found that neither carries the claim nor speaks
# against it. `own`: a check that the auditors added; the paper does not state it.
GROUPS = {
    "hold": ("reproduced", "document agrees"),
    "fail": ("revised", "mixed concept", "inconsistent", "contradicted", "document differs"),
    "apart": ("document, other concept", "reported"),
    "open": ("argument", "document not consulted", "no data in this edition", "no open data"),
    "own": ("own check",),
}
HOLD, FAIL, APART, OPEN, OWN = GROUPS.values()
VERDICTS = tuple(verdict for group in GROUPS.values() for verdict in group)
GROUP = {verdict: name for name, group in GROUPS.items() for verdict in group}
# What decides, and how headlines call it: a text of its issuer or its reproduction, or what others
# say of it.
EVIDENCE = {
    "data": "data",
    "the paper itself": "paper",
    "official text": "text",
    "reproduction": "text",
    "abstract": "report",
    "other report": "report",
}


def counts(verdicts: Iterable[str], evidence: Iterable[str]) -> dict[str, int]:
    """How many claims there are, how they fare, and how those fare that each kind decides.

    Returns
    -------
    dict[str, int]
        total (without own checks), hold, fail, apart, open, own; and for each kind of
        evidence as headlines call it, `data` say, how many it decides, `data_hold` and
        `data_fail`
    """
    pairs = list(zip(verdicts, evidence, strict=True))
    found = {name: 0 for name in GROUPS} | Counter(GROUP[verdict] for verdict, _ in pairs)
    found["total"] = len(pairs) - found["own"]
    for kind in dict.fromkeys(EVIDENCE.values()):
        of = Counter(GROUP[v] for v, each in pairs if each and EVIDENCE[each] == kind)
        found |= {kind: of["hold"] + of["fail"] + of["apart"]}
        found |= {f"{kind}_hold": of["hold"], f"{kind}_fail": of["fail"]}
    return found


def stated_once(claims: pd.DataFrame) -> pd.DataFrame:
    """The rows of a verdict table that count: what the paper states twice is one claim."""
    return claims[claims["same_as"] == ""]


def counted(claims: pd.DataFrame) -> dict[str, int]:
    """`counts` of a verdict table."""
    once = stated_once(claims)
    return counts(once["verdict"], once["evidence"])


def outcome(verdicts: Iterable[str]) -> str:
    """What claims that a statement rests on say of it together.

    Returns
    -------
    str
        "holds" when all hold; "so far" when all that could be decided do and others are
        open; "fails" when none does, "partly" when some do; "open" when none was decided
    """
    groups = [GROUP[verdict] for verdict in verdicts]
    decided = [group for group in groups if group in ("hold", "fail")]
    if not decided:
        return "open"
    if "fail" in decided:
        return "partly" if "hold" in decided else "fails"
    return "holds" if len(decided) == len(groups) else "so far"
