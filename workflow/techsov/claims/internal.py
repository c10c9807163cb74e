"""The paper against itself: counts, sums, spans and multiples of the numbers that it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from techsov.claims import choices
from techsov.claims.evidence import Evidence
from techsov.claims.predicates import INFINITE, Outcome, say, tolerance
from techsov.claims.specifications import Specification
from techsov.core.errors import ConfigError

# Predicates that make a number of two printed ones and hold it against a third.
MADE = ("difference", "sum", "ratio_at_least")


def evaluate(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> list[Specification]:
    """Hold the printed numbers of a clause of kind internal against each other.

    claims  : id -> claim, for the numbers of other clauses
    returns : a specification for each combination of the clause's choices, the first options
              first; one for a clause without choices. They have no dataset and no vintage.
    raises  : ConfigError when an operand is no number
    """
    found = []
    for chosen, others, test in choices.combinations(claim["test"]):

        def number(side: str, test: dict = test) -> float:
            return operand(test[side], evidence, claims)

        places = [_stands(test[side], claims) for side in ("left", "right")]
        outcome = _judge(test["predicate"], number, places, tolerance(claim))
        likely = not others
        found.append(Specification("", "", True, True, outcome, chosen, others, likely=likely))
    return found


def _judge(predicate: str, number: Callable[[str], float], places: list[str], t: float) -> Outcome:
    """What two printed numbers make, or how far the left one stands above the right one."""
    left, right = number("left"), number("right")
    if predicate in ("difference", "sum"):
        made = left - right if predicate == "difference" else left + right
        wanted = number("equals")
        sign = "−" if predicate == "difference" else "+"
        found = f"{_exact(left)} {sign} {_exact(right)} = {say(made)}, stated {say(wanted)}"
        return Outcome(abs(made - wanted) <= t, say(made), found, made, wanted - t, wanted + t)
    if predicate == "ratio_at_least":
        ratio, wanted = left / right, number("equals")
        found = f"{say(left)} / {say(right)} = {say(ratio)}, stated at least {say(wanted)}"
        return Outcome(ratio >= wanted - t, say(ratio), found, ratio, wanted - t)
    holds, low, high = {
        "equals": (abs(left - right) <= t, -t, t),
        "at_most": (left <= right + t, -INFINITE, t),
        "at_least": (left >= right - t, -t, INFINITE),
        "exceeds": (left > right + t, t, INFINITE),
    }[predicate]
    found = f"{say(left)}{places[0]} beside {say(right)}{places[1]}"
    return Outcome(holds, say(left), found, left - right, low, high)


def _stands(wanted: dict, claims: dict[str, dict]) -> str:
    """Where in the paper a number stands, in brackets: `(section 4)`, `(Table 2 and Table 3)`."""
    places = list(dict.fromkeys(_places(wanted, claims)))
    return f" ({' and '.join(places)})" if places else ""


def _places(wanted: dict, claims: dict[str, dict]) -> Iterator[str]:
    for each in wanted.get("claims", [wanted["claim"]] if "claim" in wanted else []):
        if section := claims[each].get("section"):
            yield f"section {section}" if section.isdigit() else section
    if "items" in wanted:
        yield "as listed"
    if "table" in wanted:
        kind, number = wanted["table"][:-1], wanted["table"][-1]
        yield f"{'Fig.' if kind == 'fig' else 'Table'} {number}"
    for inside in ("plus", "over"):
        if inside in wanted:
            yield from _places(wanted[inside], claims)


def _exact(value: float) -> str:
    """A number whose decimals count even beyond a thousand, as those of a date do."""
    return say(value) if abs(value) < 1000 or value.is_integer() else f"{value:.2f}"


def operand(wanted: dict, evidence: Evidence, claims: dict[str, dict]) -> float:
    """A number the paper prints: of one claim, of several added up, or a count in a table.

    `times` multiplies by a fact of a document, an exchange rate say, each clause by its own where
    the rates differ, or by a plain number; `over` divides by another operand, and `plus` then
    adds one.
    """
    if "plus" in wanted:
        rest = {key: value for key, value in wanted.items() if key != "plus"}
        return operand(rest, evidence, claims) + operand(wanted["plus"], evidence, claims)
    if "over" in wanted:
        rest = {key: value for key, value in wanted.items() if key != "over"}
        return operand(rest, evidence, claims) / operand(wanted["over"], evidence, claims)
    times = wanted.get("times", {"number": 1})
    if "items" in wanted:
        return len(wanted["items"]) * _factor(times, evidence)
    if "number" in wanted:  # a date or a fact that is not in dispute; `why` says which
        return float(wanted["number"]) * _factor(times, evidence)
    if "claims" in wanted or "claim" in wanted:
        index = wanted.get("index", 0)
        return sum(
            published(claims[each], index) * _factor(times, evidence, each)
            for each in wanted.get("claims", [wanted.get("claim")])
        )
    rows = evidence.structures[wanted["table"]]["rows"]
    row = next(r for r in rows if r["id"] == wanted["rows"])
    columns = [wanted["column"]] if "column" in wanted else list(row["cells"])
    return sum(len(row["cells"][c]) for c in columns) * _factor(times, evidence)


def _factor(times: dict, evidence: Evidence, clause: str = "") -> float:
    """What an operand is multiplied by: a plain number, or a document's fact for the clause."""
    if "number" in times:
        return float(times["number"])
    facts = evidence.documents[times["document"]]["facts"]
    return float(facts[times["fact"] if "fact" in times else times["facts"][clause]]["value"])


def published(claim: dict, index: int = 0) -> float:
    """The number that a clause publishes, of a range the end of that index."""
    stated = claim["published"]
    if isinstance(stated, list):
        stated = stated[index]
    if not isinstance(stated, int | float):
        raise ConfigError(f"claim `{claim['id']}`: a published number expected, found {stated!r}")
    return float(stated)
