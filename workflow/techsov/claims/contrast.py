"""Contrasts: two numbers set against each other, which have to be numbers of one concept."""

from __future__ import annotations

from techsov.claims.evidence import Evidence
from techsov.claims.internal import published
from techsov.claims.predicates import Outcome, say, tolerance
from techsov.claims.specifications import Specification, mark_likely

SIDES = ("left", "right")


def evaluate(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> list[Specification]:
    """Every concept that has data, and how far from it the two published numbers lie.

    The number that decides is the larger of the two distances; the clause holds in a concept that
    carries both numbers.

    claims : id -> claim, for the numbers that are contrasted
    """
    test, t = claim["test"], tolerance(claim)
    wanted = {side: published(claims[test["contrast"][side]["claim"]]) for side in SIDES}
    found = []
    for number, reading in enumerate(test["readings"]):
        values = {}
        for side in SIDES:
            series = evidence.shelf.by_vintage(concept(reading, test["contrast"][side]))
            current = {k: s for k, s in series.items() if evidence.is_main(*k)} or series
            last = [(float(s.iloc[-1]), s.index[-1], k) for k, s in sorted(current.items())]
            if last:
                values[side] = min(last, key=lambda v: abs(v[0] - wanted[side]))
        if not values:
            continue
        said = " against ".join(
            f"{say(values[s][0])} ({values[s][1]})" if s in values else "no data" for s in SIDES
        )
        away = [abs(values[s][0] - wanted[s]) if s in values else float("inf") for s in SIDES]
        key = next(iter(values.values()))[2]
        found.append(
            Specification(
                *key,
                evidence.is_main(*key),
                evidence.seen(*key),
                Outcome(max(away) <= t, said, f"{reading['name']}: {said}", max(away), 0.0, t),
                {"definition": reading["name"]},
                (reading["name"],) if number else (),
            )
        )
    return mark_likely(found, evidence)


def carried(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> dict[str, set[str]]:
    """Side -> the concepts in which its number holds by itself."""
    test, t = claim["test"], tolerance(claim)
    found: dict[str, set[str]] = {side: set() for side in SIDES}
    for reading in test["readings"]:
        for side in SIDES:
            wanted = published(claims[test["contrast"][side]["claim"]])
            series = evidence.shelf.by_vintage(concept(reading, test["contrast"][side]))
            current = {k: s for k, s in series.items() if evidence.is_main(*k)} or series
            if any(abs(float(s.iloc[-1]) - wanted) <= t for s in current.values()):
                found[side].add(reading["name"])
    return found


def concept(reading: dict, side: dict) -> dict:
    """The selection of one side in one concept."""
    chosen = {k: v for k, v in reading.items() if k != "name"}
    return {**chosen, **{k: v for k, v in side.items() if k != "claim"}}
