"""The verdicts on the paper's clauses, section by section."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.claims import SECTIONS
from techsov.claims.outcomes import FAIL, HOLD
from techsov.core import tables
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import section, words

FIGURE = Spec(
    shows="the verdicts, section by section",
    step="conclusion",
    place=1,
    inputs=("claims.csv",),
    texts=("verdict",),
)
ROOM = 0.04  # cm that a segment must have beside its number, or it goes without one


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Clauses by section and verdict.

    Returns
    -------
    pd.DataFrame
        columns section, verdict, clauses
    """
    claims = tables.read(inputs["claims"], tables.CLAIMS)
    table = claims.groupby(["section", "verdict"]).size().rename("clauses").reset_index()
    return table.sort_values(["section", "verdict"])


def _sums(table: pd.DataFrame) -> dict[str, int]:
    of = {
        name: int(table.loc[table["verdict"].isin(verdicts), "clauses"].sum())
        for name, verdicts in (("hold", HOLD), ("fail", FAIL))
    }
    total = int(table["clauses"].sum())
    return of | {"total": total, "open": total - of["hold"] - of["fail"]}


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How many clauses hold, how many do not, and how many no data can decide."""
    sums = _sums(table)
    return labels.title(f"verdicts.title.{'some' if sums['fail'] else 'none'}", **sums)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    counts = table.groupby("verdict")["clauses"].sum()
    said = ", ".join(f"{labels[f'verdict.{v}']} {counts[v]}" for v in style.VERDICTS if v in counts)
    return labels.text("verdicts.alt", title=title(table, labels), counts=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A bar per section, a segment per verdict, each with its number."""
    counts = table.groupby("verdict")["clauses"].sum()
    shown = [v for v in style.VERDICTS if v in counts]
    sections = [s for s in SECTIONS if (table["section"] == s).any()]
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["verdicts.subtitle"],
        labels["verdicts.foot"],
        height=0.52 * len(sections),
        left=2.6,
        right=0.7,
        scale=False,
        key=_key(counts, labels),
    )
    wide = table.pivot(index="section", columns="verdict", values="clauses").reindex(sections)
    wide = wide.fillna(0).astype(int)
    longest = wide.sum(axis=1).max()
    per_clause = axes.get_position().width * form.width / longest
    for place, part in enumerate(sections):
        left = 0
        for verdict in shown:
            if not (n := int(wide.loc[part, verdict])):
                continue
            colour = style.VERDICTS[verdict]
            axes.barh(place, n, left=left, height=0.74, color=colour, edgecolor="white", lw=0.5)
            if n * per_clause >= style.measure(str(n), style.FOOT) + ROOM:
                axes.text(
                    left + n / 2,
                    place,
                    str(n),
                    ha="center",
                    va="center_baseline",
                    size=style.FOOT,
                    color=_on(colour),
                )
            left += n
        axes.annotate(
            str(left),
            (left, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center_baseline",
            size=style.TEXT,
            weight="bold",
        )
    axes.set_yticks(range(len(sections)), [section(labels, s) for s in sections])
    axes.tick_params(axis="y", labelsize=style.TEXT, labelcolor=style.INK)
    axes.set_ylim(len(sections) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.02)
    axes.xaxis.set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A bar for each section, a segment for each verdict."""
    order = list(style.VERDICTS)
    rows = words(table, labels, "section", "verdict").rename(columns={"verdict": "series"})
    rows["place"] = [order.index(verdict) for verdict in table["verdict"]]
    held = set(table["verdict"])
    return Chart(
        "bar",
        rows[["section", "series", "place", "clauses"]],
        Column.named(labels, "clauses", "d"),
        {labels[f"verdict.{v}"]: c for v, c in style.VERDICTS.items() if v in held},
        by="section",
        order=[section(labels, s) for s in SECTIONS if s in set(table["section"])],
    )


def _key(counts: pd.Series, labels: Labels) -> list[tuple[str, str]]:
    """Verdicts with their counts, a row for each of the title's three groups."""
    groups = (HOLD, FAIL, [v for v in style.VERDICTS if v not in HOLD + FAIL])
    return [
        entry
        for group in groups
        for entry in [
            *(
                (f"{labels[f'verdict.{v}']} {counts[v]}", style.VERDICTS[v])
                for v in group
                if v in counts
            ),
            ("", ""),
        ]
    ]


def _on(colour: str) -> str:
    """Black or white, whichever reads better upon `colour`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return style.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"
