"""Selections: the series that a claim speaks of, on every vintage that holds it."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from techsov.claims.statements import Selection
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
    claim's choices do not search the whole table each.

    Attributes
    ----------
    tables
        name -> tidy frame with `dataset`, `vintage`, `year` and further columns
    """

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        self.tables = tables
        self._parts: dict[tuple, pd.DataFrame] = {}

    def rows(self, selection: Selection, **wanted: str | tuple[str, ...] | None) -> pd.DataFrame:
        """Rows of a selection, its value column renamed to `v`, sorted by year.

        Parameters
        ----------
        wanted
            column -> what it has to hold instead, several values or, with None, any
        """
        columns = {c: v for c, v in (selection.narrowing | wanted).items() if v is not None}
        order = [*(c for c in NARROWED_BY if c in columns), *sorted(columns.keys() - NARROWED_BY)]
        frame = self._narrowed(selection.table, tuple((c, columns[c]) for c in order))
        if (years := selection.years) is not None:
            first, last = years if isinstance(years, tuple) else (years, years)
            frame = frame[frame["year"].between(first, last)]
        frame = frame.rename(columns={selection.value or "value": "v"})
        return frame.dropna(subset=["v"]).sort_values("year", kind="stable")

    def by_vintage(self, selection: Selection) -> Series:
        """(dataset, vintage) -> values by year; ConfigError when a year has two values."""
        rows, places = self.rows(selection), defaultdict(list)
        for place, key in enumerate(zip(rows["dataset"], rows["vintage"], strict=True)):
            places[key].append(place)
        years, values = rows["year"].to_numpy(), rows["v"].to_numpy(dtype=float)
        found = {}
        for key, at in sorted(places.items()):
            if len(set(years[at])) < len(at):
                raise ConfigError(
                    f"the selection {selection.set} holds several values for one year on "
                    f"{'/'.join(key)}; name more columns"
                )
            found[key] = pd.Series(values[at], pd.Index(years[at], name="year"), name="v")
        return found

    def ranks(
        self,
        selection: Selection,
        members: list[str] | None,
        *,
        smallest_first: bool,
        column: str = "country",
    ) -> Series:
        """The country's rank inside a group in place of its value.

        Parameters
        ----------
        members
            the group's countries; None ranks all that the table holds
        column
            where the countries stand that are ranked: country, user or supplier
        """
        everyone = self.rows(selection, **{column: tuple(members) if members else None})
        found = {}
        for key, rows in everyone.groupby(["dataset", "vintage"], sort=True):
            ranks = rows.groupby("year")["v"].rank(ascending=smallest_first, method="min")
            own = rows[column] == selection.set[column]
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
