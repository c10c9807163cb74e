"""Verdicts in three groups, for all that count them."""

from __future__ import annotations

from collections.abc import Iterable

HOLD = ("reproduced", "document agrees")
FAIL = ("revised", "mixed concept", "inconsistent", "contradicted", "document differs")


def outcome(verdicts: Iterable[str]) -> str:
    """What clauses that a statement rests on say of it together.

    Returns
    -------
    str
        "holds" when all that could be decided hold, "fails" when none does, "partly" when
        some do, "open" when none could be decided
    """
    decided = [verdict in HOLD for verdict in verdicts if verdict in (*HOLD, *FAIL)]
    if not decided:
        return "open"
    return "holds" if all(decided) else "partly" if any(decided) else "fails"
