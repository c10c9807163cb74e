"""Readings: what a kind of sentence can be meant to say, settled before anything is computed.

A claim says in `sentence` of which kind its sentence is. The readings of the kind are an axis of
choices of every claim of that kind, of those that hold as of those that do not; the first one is
what the words most likely mean. The same table stands in docs/claims.md and, in the words of the
labels (`sentence`), in the method section of the rebuilt paper.
"""

from __future__ import annotations

from typing import Any, Literal

AXIS = "sense"
EVERY_YEAR, ENDS, TREND, MEANS = (
    {"as": "every year"},
    {"as": "first and last year"},
    {"as": "trend", "over": "trend"},
    {"as": "three-year means", "over": "means"},
)
Kind = Literal[
    "trend", "steadily", "remains", "some years", "duration", "date", "exact number",
    "rounded number", "about", "bound", "comparison", "superlative", "historic extreme", "rank",
    "count", "word of amount", "concept", "law", "aim",
]  # fmt: skip
ROUNDED = {"as": "rounded as printed", "rounded": True}
LEVELS = ("about", "between", "at_most", "at_least")
# Kind of sentence -> the predicates to which its readings apply, and the readings. The other kinds
# are read as they stand (docs/claims.md).
READINGS: dict[str, tuple[tuple[str, ...], tuple[dict[str, Any], ...]]] = {
    "trend": (("rises", "falls"), (ENDS, TREND, MEANS)),
    "steadily": (("rises", "falls"), (EVERY_YEAR, TREND, MEANS)),
    "remains": (
        LEVELS,
        (
            EVERY_YEAR,
            {"as": "mean of the years", "reduce": "mean"},
            {"as": "last year", "reduce": "last"},
            {"as": "most years", "reduce": "most"},
        ),
    ),
    "some years": (
        LEVELS,
        ({"as": "any year", "reduce": "any"}, {"as": "highest year", "reduce": "max"}),
    ),
    "duration": (
        ("difference",),
        (
            {"as": "between the years"},
            {"as": "both end years counted", "add": 1},
            ROUNDED,
            {"as": "both end years counted and rounded", "add": 1, "rounded": True},
        ),
    ),
    "rounded number": (("about",), ({"as": "as printed"}, ROUNDED)),
}


def admit(content: Any) -> Any:
    """A claim as the file has it, with the readings of its kind among its choices.

    Raises
    ------
    ValueError
        When the claim lists readings of its own
    """
    if not isinstance(content, dict) or not isinstance(content.get("test"), dict):
        return content
    test, choices = content["test"], content["test"].get("choices") or {}
    if AXIS in choices:
        raise ValueError(f"choices, {AXIS}: they follow from `sentence`")
    predicates, readings = READINGS.get(content.get("sentence", ""), ((), ()))
    if test.get("predicate") not in predicates:
        return content
    return content | {"test": test | {"choices": choices | {AXIS: list(readings)}}}
