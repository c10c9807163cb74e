"""How far each verdict is from an edge: the smallest relative change of the data that moves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from techsov import claims
from techsov.claims import Evidence
from techsov.claims.statements import AnyClaim
from techsov.claims.telling import Teller, verdict_table

RANK = "rank"  # the unit of what is counted
# What another processor may round otherwise, and then steps up to a hundredth of the value.
SCALES = tuple(10.0**power for power in range(-9, -1))


def perturbed(evidence: Evidence, scale: float, seed: int) -> Evidence:
    """The evidence with every number of its tables changed by up to `scale` of its value.

    Signs and sizes are drawn for each number alone. What is counted, years and ranks, stays.
    """
    draw = np.random.default_rng(seed)

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        numbers = frame.select_dtypes("float").columns
        factors = 1 + scale * draw.uniform(-1, 1, (len(frame), len(numbers)))
        if "unit" in frame:
            factors[frame["unit"].eq(RANK)] = 1
        return frame.assign(**{c: frame[c] * factors[:, n] for n, c in enumerate(numbers)})

    return replace(evidence, tables={name: change(t) for name, t in evidence.tables.items()})


def told(stated: list[AnyClaim], evidence: Evidence, teller: Teller) -> pd.DataFrame:
    """The verdict table, as readers see it."""
    found = claims.decide(stated, evidence)
    reasons = {id_: verdict.reasons for id_, verdict in found.items()}
    return verdict_table(stated, claims.decided_table(found), reasons, teller)


def moved(
    stated: list[AnyClaim],
    evidence: Evidence,
    teller: Teller,
    scale: float,
    seeds: Iterable[int],
) -> dict[str, set[str]]:
    """Claim -> the columns of its row that a change of the data by up to `scale` alters."""
    plain = told(stated, evidence, teller)
    found: dict[str, set[str]] = {}
    for seed in seeds:
        differs = plain.ne(told(stated, perturbed(evidence, scale, seed), teller))
        for name, columns in zip(plain["id"], differs.to_numpy(), strict=True):
            if altered := set(differs.columns[columns]):
                found[name] = found.get(name, set()) | altered
    return found


def edges(
    stated: list[AnyClaim],
    evidence: Evidence,
    teller: Teller,
    seeds: int = 5,
    scales: Iterable[float] = SCALES,
) -> pd.DataFrame:
    """Every claim that data decide, with the smallest of `scales` at which its verdict moves.

    Returns
    -------
    pd.DataFrame
        id, verdict, moves_at (empty where it moves at none), closest to an edge first
    """
    plain = claims.decide(stated, evidence)
    at: dict[str, float] = {}
    for scale in sorted(scales, reverse=True):
        for name, columns in moved(stated, evidence, teller, scale, range(seeds)).items():
            if "verdict" in columns:
                at[name] = scale
    listed = [(id_, v.verdict, at.get(id_)) for id_, v in plain.items() if v.specifications]
    table = pd.DataFrame(listed, columns=["id", "verdict", "moves_at"])
    return table.sort_values(["moves_at", "id"], ignore_index=True)
