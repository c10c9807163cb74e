"""Selections: the series that a clause speaks of, on every vintage that holds it."""

from __future__ import annotations

import pandas as pd

from techsov.core.errors import ConfigError

Key = tuple[str, str]  # dataset, vintage
Series = dict[Key, pd.Series]
# Columns in the order in which a table is narrowed: what many selections share comes first.
NARROWED_BY = (
    "user", "supplier", "country", "indicator", "measure", "classification", "basis", "scope",
    "dataset", "vintage",
)  # fmt: skip


class Shelf:
    """Indicator tables from which parts are taken again and again.

    A part is narrowed column by column and every step is kept, so that the combinations of a
    clause's choices do not search the whole table each.

    tables : name -> tidy frame with `dataset`, `vintage`, `year` and further columns
    """

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        self.tables = tables
        self._parts: dict[tuple, pd.DataFrame] = {}

    def rows(self, selection: dict) -> pd.DataFrame:
        """Rows of a selection, its value column renamed to `v`, sorted by year."""
        wanted = {c: v for c, v in selection.items() if c not in ("table", "years", "value")}
        order = [*(c for c in NARROWED_BY if c in wanted), *sorted(wanted.keys() - NARROWED_BY)]
        conditions = tuple((c, _hashable(wanted[c])) for c in order)
        frame = self._narrowed(selection["table"], conditions)
        years = selection.get("years")
        if years is not None:
            first, last = years if isinstance(years, list) else (years, years)
            frame = frame[frame["year"].between(first, last)]
        frame = frame.rename(columns={selection.get("value", "value"): "v"})
        return frame.dropna(subset=["v"]).sort_values("year", kind="stable")

    def by_vintage(self, selection: dict) -> Series:
        """(dataset, vintage) -> values by year; ConfigError when a year has two values."""
        found = {}
        for key, rows in self.rows(selection).groupby(["dataset", "vintage"], sort=True):
            if rows["year"].duplicated().any():
                raise ConfigError(
                    f"the selection {selection} holds several values for one year on "
                    f"{'/'.join(key)}; name more columns"
                )
            found[key] = rows.set_index("year")["v"].astype(float)
        return found

    def ranks(self, selection: dict, members: list[str] | None, *, smallest_first: bool) -> Series:
        """The country's rank inside a group in place of its value.

        members : the group's countries; None ranks all that the table holds
        """
        everyone = {k: v for k, v in selection.items() if k != "country"}
        if members:
            everyone["country"] = members
        found = {}
        for key, rows in self.rows(everyone).groupby(["dataset", "vintage"], sort=True):
            ranks = rows.groupby("year")["v"].rank(ascending=smallest_first, method="min")
            own = rows["country"] == selection["country"]
            if own.any():
                found[key] = pd.Series(ranks[own].to_numpy(), index=rows["year"][own])
        return found

    def _narrowed(self, table: str, conditions: tuple) -> pd.DataFrame:
        if not conditions:
            return self.tables[table]
        key = (table, conditions)
        if key not in self._parts:
            above = self._narrowed(table, conditions[:-1])
            column, wanted = conditions[-1]
            matches = (
                above[column].isin(wanted) if isinstance(wanted, tuple) else above[column] == wanted
            )
            self._parts[key] = above[matches]
        return self._parts[key]


def _hashable(wanted: object) -> object:
    return tuple(wanted) if isinstance(wanted, list) else wanted
