"""A figure from made-up tables, as the workflow draws it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pandas as pd

from techsov.core import tables
from techsov.core.verdicts import FAIL, HOLD
from techsov.figures import inputs as take
from techsov.figures import registry


def tabulate(
    name: str, inputs: dict, settings: dict, folder: Path
) -> tuple[ModuleType, pd.DataFrame]:
    """A figure's module and its table, written and read back.

    It is given the inputs and settings that it declares, and no others.
    """
    module = registry.module(name)
    given = {stem: str(inputs[stem]) for stem in registry.by_stem(module.FIGURE.inputs)}
    told = {each: settings[each] for each in module.FIGURE.settings}
    tables.write_csv(module.tabulate(given, told), folder / f"{name}.csv")
    return module, take.read_table(folder / f"{name}.csv")


def indicator(name, values, *, country="RUS", dataset="worldbank/gerd", vintage="2026-07"):
    """Rows of an indicator table, a value per year."""
    return [
        {
            "country": country, "year": year, "indicator": name, "value": value, "unit": "%",
            "dataset": dataset, "vintage": vintage,
        }
        for year, value in values.items()
    ]  # fmt: skip


def claims(published: dict[str, tuple]) -> pd.DataFrame:
    """A verdict table: id -> number as printed, tolerance, verdict; data decide where any do."""
    return pd.DataFrame(
        [
            dict.fromkeys(tables.CLAIMS.columns, "")
            | {
                "id": name, "section": name[1],
                "statement": "Something of 2022.", "published": number, "tolerance": tolerance,
                "verdict": verdict, "evidence": "data" if verdict in (*HOLD, *FAIL) else "",
            }
            for name, (number, tolerance, verdict) in published.items()
        ]
    )  # fmt: skip
