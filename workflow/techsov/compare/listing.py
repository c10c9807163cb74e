"""What a comparison shows, as rows in one language: the page and the sheet are set from these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from techsov.catalogue.registry import Edition
from techsov.compare import texts
from techsov.compare.built import FIGURE
from techsov.presentation import pages
from techsov.presentation.labels import Labels

# Series of the focus country that are shown release by release, and whose causes come first.
SHOWN = (
    "gerd_gdp", "gerd_gdp_from_levels", "gdp_lcu", "rank.SITC", "rank.HS92", "rank.HS12",
)  # fmt: skip
# Counts and indices that stand beside ranks, and ranks of the common set: in the CSV files only.
LEFT_OUT = ("ranked.", "common_", "trade_", "eci.")


@dataclass(frozen=True)
class Comparison:
    """What pages are made of.

    Attributes
    ----------
    tables
        as `techsov.compare.tabulate.compare` gives them
    focus
        the pair that figures show
    peers
        economies beside it
    """

    before: Edition
    after: Edition
    tables: dict[str, pd.DataFrame]
    focus: tuple[str, ...]
    peers: tuple[str, ...]

    @property
    def countries(self) -> list[str]:
        """The countries whose figures a page lists; the CSV files hold all."""
        return list(dict.fromkeys([*self.focus, *self.peers]))


def lead(comparison: Comparison, labels: Labels) -> str:
    kinds = comparison.tables["indicators"]["kind"].value_counts()
    return labels.text(
        "compare.lead",
        inputs=len(comparison.tables["inputs"]),
        revised=int(kinds.get("revision", 0)),
        new=int(kinds.reindex(["new year", "filled gap", "new series"]).fillna(0).sum()),
        gone=int(kinds.get("no longer given", 0)),
        flips=int((comparison.tables["claims"]["change"] == "verdict").sum()),
    )


def _columns(
    labels: Labels, *keys: str, number: Iterable[str] = (), choose: Iterable[str] = ()
) -> list[dict[str, object]]:
    return [
        {"key": key, "text": labels[f"compare.column.{key}"], "number": key in number,
         "choose": key in choose}
        for key in keys
    ]  # fmt: skip


def inputs(comparison: Comparison, labels: Labels) -> dict:
    rows = [
        {
            "dataset": labels.dataset(row.dataset),
            "old": _dated(labels, row.old_vintage, row.old_released),
            "new": _dated(labels, row.new_vintage, row.new_released),
            "added": row.added,
        }
        for row in comparison.tables["inputs"].itertuples()
    ]
    return {"columns": _columns(labels, "dataset", "old", "new", "added"), "rows": rows}


def _dated(labels: Labels, vintage: str, released: str) -> str:
    if not vintage:
        return labels["compare.not_held"]
    if vintage == released:
        return vintage
    return labels.text("compare.dated", vintage=vintage, released=released)


def verdicts(comparison: Comparison, labels: Labels) -> dict:
    """Claims whose verdict, or whose number, is another one; flips first."""
    table = comparison.tables["claims"]
    moved = table[table["change"].isin(("verdict", "number", "added", "removed"))]
    flips = int((moved["change"] == "verdict").sum())
    rows = [
        {
            "id": row.id,
            "statement": row.statement,
            "published": row.published,
            "old": _judged(labels, row.old_verdict, row.old_reproduced),
            "new": _judged(labels, row.new_verdict, row.new_reproduced),
            "change": (labels[f"compare.change.{row.change}"], row.change),
            "cause": _because(labels, row.cause),
        }
        for row in moved.itertuples()
    ]
    columns = _columns(
        labels, "statement", "published", "old", "new", "change", "cause", choose=("change",)
    )
    said = labels.text(
        "compare.verdicts.said", flips=flips, numbers=len(moved) - flips, all=len(table)
    )
    return {"columns": columns, "rows": rows, "said": said}


class _Judged(tuple):
    """A verdict's badge with its number; sorted by the words, read as text by a sheet."""


def plain(cell: object) -> str:
    """A cell of a page's table as plain text."""
    if isinstance(cell, tuple):
        return cell[isinstance(cell, _Judged)]
    return str(cell)


def _judged(labels: Labels, verdict: str, number: str) -> tuple:
    if not verdict:
        return ("", "")
    said = labels[f"verdict.{verdict}"]
    number = number.replace(".", labels["number.decimal"])
    text = f"{said} ({number})" if number else said
    badge = f'<span class="badge {pages.verdict_class(verdict)}">{Markup.escape(said)}</span>'
    shown = Markup(badge) + (Markup("<br>") + number if number else "")
    return _Judged((shown, text))


def _because(labels: Labels, cause: str) -> str:
    if " + " in cause:
        named = [texts.cause(labels, each) for each in cause.split(" + ")]
        return labels.text("compare.jointly", causes="; ".join(named))
    return "; ".join(texts.cause(labels, each) for each in cause.split(", ") if each)


def causes(comparison: Comparison, labels: Labels) -> dict:
    """The revisions of the focus pair, with what brought them."""
    table = comparison.tables["causes"]
    kept = table[table["country"].isin(comparison.focus) & ~left_out(table["indicator"])]
    kept = kept[~kept["partner"].astype(bool) | kept["partner"].isin(comparison.focus)]
    grouped = list(kept.groupby(FIGURE, sort=False))
    first = {name: number for number, name in enumerate(SHOWN)}
    place = {country: number for number, country in enumerate(comparison.focus)}
    grouped.sort(
        key=lambda each: (first.get(each[0][0], len(first)), place[each[0][1]], -each[0][4])
    )
    rows = [cause_row(labels, key, rows) for key, rows in grouped]
    columns = _columns(
        labels, "indicator", "country", "year", "old", "new", "change", "cause",
        number=("old", "new", "change"), choose=("indicator", "country", "year"),
    )  # fmt: skip
    return {"columns": columns, "rows": rows}


def cause_row(labels: Labels, key: tuple, rows: pd.DataFrame) -> dict:
    indicator, country, partner, _, year = key
    old, new = rows["old"].iloc[0], rows["new"].iloc[0]
    said_old, said_new = texts.revised(labels, old, new)
    effects = rows.assign(size=rows["effect"].abs()).sort_values(
        "size", ascending=False, kind="stable"
    )
    because = [texts.cause(labels, cause) for cause in effects["cause"]]
    if len(effects) > 1:
        because = [
            f"{said} {texts.signed(labels, effect)}"
            for said, effect in zip(because, effects["effect"], strict=True)
        ]
    return {
        "indicator": (texts.indicator(labels, indicator), texts.indicator(labels, indicator)),
        "country": (texts.place(labels, country, partner),) * 2,
        "year": (str(year), year),
        "old": (said_old, old),
        "new": (said_new, new),
        "change": (texts.signed(labels, new - old), new - old),
        "cause": "; ".join(because),
    }


def method(comparison: Comparison, labels: Labels) -> str:
    table = comparison.tables["method"]
    own = table[table["country"] == comparison.focus[0]]
    if own.empty:
        return ""
    row = own.iloc[0]
    return labels.text(
        "compare.method",
        of=labels.of(row["country"]),
        year=int(row["year"]),
        old=int(row["old_rank"]),
        new=int(row["new_rank"]),
        ranked=int(row["ranked"]),
    )


def series(comparison: Comparison, labels: Labels) -> dict:
    table = comparison.tables["series"]
    inside = table["country"].isin(comparison.countries) & ~left_out(table["indicator"])
    kept = table[
        inside & (~table["partner"].astype(bool) | table["partner"].isin(comparison.focus))
    ]
    rows = [
        {
            "indicator": (texts.indicator(labels, row.indicator),) * 2,
            "country": (texts.place(labels, row.country, row.partner),) * 2,
            "dataset": (row.dataset, row.dataset),
            "revised": (str(row.revised), row.revised),
            "largest": _largest(labels, row),
            "new_years": (str(row.new_years), row.new_years),
            "gone": (str(row.gone), row.gone),
        }
        for row in kept.itertuples()
    ]
    columns = _columns(
        labels, "indicator", "country", "dataset", "revised", "largest", "new_years", "gone",
        number=("revised", "new_years", "gone"), choose=("indicator", "country"),
    )  # fmt: skip
    said = labels.text("compare.series.said", shown=len(rows), all=len(table))
    return {"columns": columns, "rows": rows, "said": said}


def _largest(labels: Labels, row: Any) -> str:
    if pd.isna(row.largest_year):
        return ""
    old, new = texts.revised(labels, row.largest_old, row.largest_new)
    return f"{int(row.largest_year)}: {old} → {new}"


def left_out(indicators: pd.Series) -> pd.Series:
    return indicators.str.startswith(LEFT_OUT)
