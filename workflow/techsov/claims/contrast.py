"""Contrasts: two numbers set against each other, which have to be numbers of one concept."""

from __future__ import annotations

from collections.abc import Mapping

from techsov.claims.evidence import Evidence
from techsov.claims.predicates import Outcome
from techsov.claims.reasons import because
from techsov.claims.specifications import Specification, mark_likely
from techsov.claims.statements import Claim, Reading, Side, Statistic
from techsov.core.validation import given

Carried = tuple[bool, bool]


def evaluate(
    claim: Statistic, evidence: Evidence, claims: Mapping[str, Claim]
) -> tuple[list[Specification], list[Carried]]:
    """Every concept that has data, and how far from it the two published numbers lie.

    The number that decides is the larger of the two distances; the claim holds in a concept that
    carries both numbers.

    Parameters
    ----------
    claims
        id -> claim, for the numbers that are contrasted

    Returns
    -------
    tuple[list[Specification], list[Carried]]
        the specifications, and of each which of the two numbers its concept carries
    """
    found, carried = [], []
    contrasted = given(claim.tested.contrast)
    for place, reading in enumerate(given(claim.tested.readings)):
        sides = [_nearest(reading, side, evidence, claims) for side in contrasted.sides]
        held = [side for side in sides if side is not None]
        if not held:
            continue
        away = [side[0] if side is not None else float("inf") for side in sides]
        told = [
            because("no_data") if side is None else because("of_year", value=side[1], year=side[2])
            for side in sides
        ]
        contrast = because("contrast", left=told[0], right=told[1])
        named = because("in_concept", options=[reading.name], contrast=contrast)
        key, t = held[0][3], claim.tolerance
        outcome = Outcome(max(away) <= t, contrast, (named,), max(away), 0.0, t)
        found.append(
            Specification(
                *key, evidence.is_main(*key), evidence.seen(*key), outcome,
                {"definition": reading.name}, (reading.name,) if place else (),
            )
        )  # fmt: skip
        carried.append((away[0] <= t, away[1] <= t))
    return mark_likely(found, evidence), carried


def _nearest(
    reading: Reading, side: Side, evidence: Evidence, claims: Mapping[str, Claim]
) -> tuple[float, float, int, tuple[str, str]] | None:
    """Of a side's main vintages the one nearest to its number: distance, value, year, vintage."""
    series = evidence.shelf.by_vintage(reading.but(side))
    current = {k: s for k, s in series.items() if evidence.is_main(*k)} or series
    wanted = claims[side.claim].number
    last = [(float(s.iloc[-1]), int(s.index[-1]), key) for key, s in sorted(current.items())]
    found = [(abs(value - wanted), value, year, key) for value, year, key in last]
    return min(found, key=lambda each: each[0], default=None)
