"""The audit: how robust each verdict is, what the data would bear instead, and a card for each.

Everything here starts from the verdict table and the specification table that `techsov.claims`
gives, and adds no judgement of its own on what is true.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def read_claims(path: Path | str) -> pd.DataFrame:
    """The table of claims (`audit/claims.csv`) with its numbers as numbers."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("specifications", "holding", "share"):
        frame[column] = pd.to_numeric(frame[column])
    return frame
