"""Verdicts of two editions side by side, those that flipped first."""

from __future__ import annotations

import pandas as pd

CHANGES = ("verdict", "number", "vintage", "none", "added", "removed")
COLUMNS = [
    "id", "section", "statement", "published", "unit", "change", "old_verdict", "new_verdict",
    "old_reproduced", "new_reproduced", "old_vintage", "new_vintage", "new_note",
]  # fmt: skip
SEEN = ["verdict", "reproduced", "vintage", "note"]


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Every claim with its old and new verdict.

    Parameters
    ----------
    before, after
        tables.CLAIMS

    Returns
    -------
    pd.DataFrame
        COLUMNS, flips first, then other numbers, then other vintages behind the same
        number; inside each in the order of the ids. `change` is the first of
        CHANGES that applies
    """
    stated = ["section", "statement", "published", "unit"]
    both = before.set_index("id").join(
        after.set_index("id"), how="outer", suffixes=("_old", "_new")
    )
    found = pd.DataFrame(index=both.index)
    for column in stated:
        found[column] = both[f"{column}_new"].fillna(both[f"{column}_old"])
    for column in SEEN:
        found[f"old_{column}"] = both[f"{column}_old"].fillna("")
        found[f"new_{column}"] = both[f"{column}_new"].fillna("")
    change = pd.Series("none", found.index, dtype=object)
    for column, name in (("vintage", "vintage"), ("reproduced", "number"), ("verdict", "verdict")):
        change[found[f"old_{column}"] != found[f"new_{column}"]] = name
    change[found["old_verdict"] == ""] = "added"
    change[found["new_verdict"] == ""] = "removed"
    table = found.assign(change=change).reset_index()
    order = table["change"].map({name: place for place, name in enumerate(CHANGES)})
    ordered = table.assign(order=order).sort_values(["order", "id"], kind="stable")
    return ordered[COLUMNS].reset_index(drop=True)


def flipped(table: pd.DataFrame) -> pd.DataFrame:
    """The claims whose verdict is another one."""
    return table[table["change"] == "verdict"]
