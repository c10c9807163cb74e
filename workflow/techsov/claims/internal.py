"""The paper against itself: counts, sums, spans and multiples of the numbers that it prints."""

from __future__ import annotations

from dataclasses import dataclass

from techsov.claims.evidence import Evidence
from techsov.claims.predicates import say, tolerance
from techsov.errors import ConfigError


@dataclass(frozen=True)
class Consistency:
    """Whether printed numbers agree: what they make, and how that was found."""

    holds: bool
    reproduced: str
    found: str


def evaluate(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Consistency:
    """Hold the printed numbers of a clause of kind internal against each other.

    claims : id -> claim, for the numbers of other clauses
    raises : ConfigError when an operand is no number
    """
    test, t = claim["test"], tolerance(claim)
    left = operand(test["left"], evidence, claims)
    right = operand(test["right"], evidence, claims)
    predicate = test["predicate"]
    if predicate in ("difference", "sum"):
        made = left - right if predicate == "difference" else left + right
        wanted = operand(test["equals"], evidence, claims)
        sign = "−" if predicate == "difference" else "+"
        found = f"{_exact(left)} {sign} {_exact(right)} = {say(made)}, stated {say(wanted)}"
        return Consistency(abs(made - wanted) <= t, say(made), found)
    if predicate == "ratio_at_least":
        wanted = operand(test["equals"], evidence, claims)
        found = f"{say(left)} / {say(right)} = {say(left / right)}, stated at least {say(wanted)}"
        return Consistency(left / right >= wanted - t, say(left / right), found)
    holds = {
        "equals": abs(left - right) <= t,
        "at_most": left <= right + t,
        "at_least": left >= right - t,
        "exceeds": left > right + t,
    }[predicate]
    return Consistency(holds, say(left), f"{say(left)} beside {say(right)}")


def _exact(value: float) -> str:
    """A number whose decimals count even beyond a thousand, as those of a date do."""
    return say(value) if abs(value) < 1000 or value.is_integer() else f"{value:.2f}"


def operand(wanted: dict, evidence: Evidence, claims: dict[str, dict]) -> float:
    """A number the paper prints: of one claim, of several added up, or a count in a table.

    `plus` adds another operand; `times` multiplies by a fact of a document, an exchange rate say.
    """
    if "plus" in wanted:
        rest = {key: value for key, value in wanted.items() if key != "plus"}
        return operand(rest, evidence, claims) + operand(wanted["plus"], evidence, claims)
    if "times" in wanted:
        rest = {key: value for key, value in wanted.items() if key != "times"}
        named = wanted["times"]
        fact = evidence.documents[named["document"]]["facts"][named["fact"]]
        return operand(rest, evidence, claims) * fact["value"]
    if "items" in wanted:
        return float(len(wanted["items"]))
    if "number" in wanted:  # a date or a fact that is not in dispute; `why` says which
        return float(wanted["number"])
    if "claims" in wanted:
        return sum(published(claims[each], wanted.get("index", 0)) for each in wanted["claims"])
    if "claim" in wanted:
        return published(claims[wanted["claim"]], wanted.get("index", 0))
    rows = evidence.structures[wanted["table"]]["rows"]
    row = next(r for r in rows if r["id"] == wanted["rows"])
    columns = [wanted["column"]] if "column" in wanted else list(row["cells"])
    return float(sum(len(row["cells"][c]) for c in columns))


def published(claim: dict, index: int = 0) -> float:
    """The number that a clause publishes, of a range the end of that index."""
    stated = claim["published"]
    if isinstance(stated, list):
        stated = stated[index]
    if not isinstance(stated, int | float):
        raise ConfigError(f"claim `{claim['id']}`: a published number expected, found {stated!r}")
    return float(stated)
