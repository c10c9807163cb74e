"""The paper against itself: counts, sums, spans and multiples of the numbers that it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from techsov.claims import choices
from techsov.claims.evidence import Evidence
from techsov.claims.predicates import INFINITE, Outcome, Yardstick, number
from techsov.claims.reasons import because
from techsov.claims.specifications import Specification
from techsov.claims.statements import Claim, Factor, Internal, InternalTest, Operand
from techsov.core.validation import given

# Of two printed numbers: whether the difference of the first from the second is within bounds.
BOUNDS: dict[str, Callable[[float, float], tuple[bool, float, float]]] = {
    "equals": lambda d, t: (abs(d) <= t, -t, t),
    "at_most": lambda d, t: (d <= t, -INFINITE, t),
    "at_least": lambda d, t: (d >= -t, -t, INFINITE),
    "exceeds": lambda d, t: (d > t, t, INFINITE),
    "below": lambda d, t: (d < -t, -INFINITE, -t),
}


def evaluate(
    claim: Internal, evidence: Evidence, claims: Mapping[str, Claim]
) -> list[Specification]:
    """Hold the printed numbers of a claim of kind internal against each other.

    Parameters
    ----------
    claims
        id -> claim, for the numbers of other claims

    Returns
    -------
    list[Specification]
        a specification for each combination of the claim's choices, the first options
        first; one for a claim without choices. They have no dataset and no vintage.

    Raises
    ------
    ConfigError
        When an operand is no number
    """
    return [
        Specification(
            "", "", True, True, _judge(test, claim.tolerance, evidence, claims), chosen, others,
            likely=not others,
        )
        for chosen, others, test in choices.combinations(claim.test)
    ]  # fmt: skip


def _judge(
    test: InternalTest, t: float, evidence: Evidence, claims: Mapping[str, Claim]
) -> Outcome:
    """What two printed numbers make, or how far the left one stands above the right one."""
    left, right = (operand(each, evidence, claims) for each in (test.left, test.right))
    if not test.makes:
        holds, low, high = BOUNDS[test.predicate](left - right, t)
        places = {
            f"{side}_places": list(dict.fromkeys(_places(getattr(test, side), claims)))
            for side in ("left", "right")
        }
        found = because("beside", left=left, right=right, **places)
        return Outcome(holds, number(left), (found,), left - right, low, high)
    wanted = operand(given(test.equals), evidence, claims)
    made = {"difference": left - right + test.add, "sum": left + right}.get(test.predicate)
    found = because(
        f"{test.predicate}_and_more" if test.add else test.predicate, left=left, right=right,
        more=test.add, stated=wanted, made=left / right if made is None else made,
    )  # fmt: skip
    if made is None:
        ratio = left / right
        return Outcome(ratio >= wanted - t, number(ratio), (found,), ratio, wanted - t)
    low, high = Yardstick(wanted, t, rounded=test.rounded).around
    return Outcome(low <= made <= high, number(made), (found,), made, low, high)


def _places(wanted: Operand, claims: Mapping[str, Claim]) -> Iterator[str]:
    """Where in the paper a number stands: a section, or that the sentence lists it."""
    for part in wanted.parts():
        yield from (claims[each].section for each in part.named)
        if part.items:
            yield "listed"
        if part.table:
            yield ("Fig. " if part.table.startswith("fig") else "Table ") + part.table[-1]


def operand(wanted: Operand, evidence: Evidence, claims: Mapping[str, Claim]) -> float:
    """A number the paper prints: of one claim, of several added up, or a count in a table.

    `times` multiplies by a fact of a document, an exchange rate say, each claim by its own where
    the rates differ, or by a plain number; `over` divides by another operand, and `plus` then
    adds one.
    """
    found = _alone(wanted, evidence, claims)
    if wanted.over is not None:
        found /= operand(wanted.over, evidence, claims)
    return found + (operand(wanted.plus, evidence, claims) if wanted.plus is not None else 0)


def _alone(wanted: Operand, evidence: Evidence, claims: Mapping[str, Claim]) -> float:
    """The operand without what is added and what divides it."""
    if wanted.named:
        return sum(
            claims[each].end(wanted.index) * _factor(wanted.times, evidence, each)
            for each in wanted.named
        )
    if wanted.items:
        count = float(len(wanted.items))
    elif wanted.number is not None:  # a date or a fact that is not in dispute; `why` says which
        count = float(wanted.number)
    else:
        rows = evidence.structures[given(wanted.table)]["rows"]
        cells = next(row for row in rows if row["id"] == wanted.rows)["cells"]
        count = float(sum(len(cells[c]) for c in ([wanted.column] if wanted.column else cells)))
    return count * _factor(wanted.times, evidence)


def _factor(times: Factor | None, evidence: Evidence, claim: str = "") -> float:
    """What an operand is multiplied by: a plain number, or a document's fact for the claim."""
    if times is None:
        return 1.0
    if times.number is not None:
        return float(times.number)
    facts = evidence.documents[given(times.document)].facts
    return float(facts[times.fact or given(times.facts)[claim]].value)
