"""The verdicts on the paper's claims, by what decides them and section by section."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.claims import SECTIONS
from techsov.core import tables
from techsov.core.verdicts import EVIDENCE, GROUPS, counts, stated_once
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import section, words

FIGURE = Spec(
    shows="the verdicts, by what decides them and section by section",
    step="conclusion",
    place=1,
    inputs=("claims.csv",),
    texts=("verdict", "evidence"),
)
NOTHING = "nothing"  # the evidence of what is open
GAP = 0.7  # rows between what decides and the sections
ROOM = 0.04  # cm that a segment must have beside its number, or it goes without one


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Claims by what decides them, and by section, and verdict.

    Returns
    -------
    pd.DataFrame
        columns by ("evidence" or "section"), row, verdict, claims; a claim counts once under
        each of the two, what nothing decides under the evidence "none"
    """
    claims = stated_once(tables.read(inputs["claims"], tables.CLAIMS))
    claims = claims.assign(evidence=claims["evidence"].replace("", NOTHING))
    parts = [
        claims.groupby([by, "verdict"]).size().rename("claims").reset_index().assign(by=by)
        .rename(columns={by: "row"})
        for by in ("evidence", "section")
    ]  # fmt: skip
    return pd.concat(parts)[["by", "row", "verdict", "claims"]].sort_values(
        ["by", "row", "verdict"]
    )


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How many claims each kind of evidence decides, and how many of them hold."""
    of = table[table["by"] == "evidence"]
    pairs = of.loc[of.index.repeat(of["claims"]), ["verdict", "row"]].replace(NOTHING, "")
    return labels.title("verdicts.title", **counts(pairs["verdict"], pairs["row"]))


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    counted = _by_verdict(table)
    said = ", ".join(f"{labels[f'verdict.{v}']} {n}" for v, n in counted.items())
    return labels.text("verdicts.alt", title=title(table, labels), counts=said)


def _by_verdict(table: pd.DataFrame) -> dict[str, int]:
    """Verdict -> claims, in the order of the palette."""
    sums = table[table["by"] == "section"].groupby("verdict")["claims"].sum()
    return {v: int(sums[v]) for v in style.VERDICTS if v in sums}


def _rows(table: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """Rows from top to bottom with their names: kinds of evidence, then sections."""
    held = set(table["row"])
    kinds = {kind: labels[f"evidence.{kind}"] for kind in (*EVIDENCE, NOTHING) if kind in held}
    return kinds | {s: section(labels, s) for s in SECTIONS if s in held}


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A bar per section, a segment per verdict, each with its number."""
    counted, rows = _by_verdict(table), _rows(table, labels)
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["verdicts.subtitle"],
        labels["verdicts.foot"],
        height=0.52 * (len(rows) + GAP),
        left=3.4,
        right=0.7,
        scale=False,
        key=_key(counted, labels),
    )
    wide = table.pivot(index="row", columns="verdict", values="claims").reindex(rows)
    wide = wide.fillna(0).astype(int)
    longest = wide.sum(axis=1).max()
    per_claim = axes.get_position().width * form.width / longest
    places = [n + GAP * (row in SECTIONS) for n, row in enumerate(rows)]
    for place, row in zip(places, rows, strict=True):
        left = 0
        for verdict in counted:
            if not (n := int(wide.loc[row, verdict])):
                continue
            colour = style.VERDICTS[verdict]
            axes.barh(place, n, left=left, height=0.74, color=colour, edgecolor="white", lw=0.5)
            if n * per_claim >= style.measure(str(n), style.FOOT) + ROOM:
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
    axes.set_yticks(places, list(rows.values()))
    axes.tick_params(axis="y", labelsize=style.TEXT, labelcolor=style.INK)
    axes.set_ylim(places[-1] + 0.6, -0.6)
    axes.set_xlim(0, longest * 1.02)
    axes.xaxis.set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A bar for each kind of evidence and each section, a segment for each verdict."""
    order, rows = list(style.VERDICTS), _rows(table, labels)
    shown = words(table, labels, "verdict").rename(columns={"verdict": "series"})
    shown["row"] = shown["row"].map(rows)
    shown["place"] = [order.index(verdict) for verdict in table["verdict"]]
    held = set(table["verdict"])
    return Chart(
        "bar",
        shown[["row", "series", "place", "claims"]],
        Column.named(labels, "claims", "d"),
        {labels[f"verdict.{v}"]: c for v, c in style.VERDICTS.items() if v in held},
        by="row",
        order=list(rows.values()),
    )


def _key(counted: dict[str, int], labels: Labels) -> list[tuple[str, str, str]]:
    """Verdicts with their counts, a row for each way in which they count."""
    return [
        entry
        for group in GROUPS.values()
        if set(group) & counted.keys()
        for entry in [
            *(
                (f"{labels[f'verdict.{v}']} {counted[v]}", style.VERDICTS[v], "fill")
                for v in group
                if v in counted
            ),
            ("", "", ""),
        ]
    ]


def _on(colour: str) -> str:
    """Black or white, whichever reads better upon `colour`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return style.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"
