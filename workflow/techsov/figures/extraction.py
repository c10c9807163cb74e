"""What each country of a pair would lose without the other's intermediate supplies, over years."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators import extraction
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, words

FIGURE = Spec(
    shows="what each of the focus pair would lose without the other’s supplies",
    step="dependence",
    place=7,
    inputs=("indicators/extraction.csv",),
    settings=("focus", "years", "main"),
)
EVEN = 1.25


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Share of the user's value added that rests on the other's supplies, both ways.

    Returns
    -------
    pd.DataFrame
        columns user, supplier, year, value, dataset, vintage, model, measure
    """
    frame = tables.read(inputs["extraction"], extraction.schema())
    rows = frame[
        (frame["model"] == "supplies")
        & (frame["measure"] == "value_added")
        & (frame["industry"] == extraction.ALL_INDUSTRIES)
    ].rename(columns={"share": "value"})
    rows = take.shown(take.of_main(rows, settings), settings)
    table = take.longest(take.expect(rows, "extractions of supplies", settings))
    columns = ["user", "supplier", "year", "value", "dataset", "vintage", "model", "measure"]
    return table[columns].sort_values(["user", "year"])


def _ends(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Rows of the last year: the user that loses more, and the other."""
    last = table[table["year"] == table["year"].max()].sort_values(
        "value", ascending=False, kind="stable"
    )
    return last.iloc[0], last.iloc[-1]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Who would lose more, and how much at most."""
    more, less = _ends(table)
    key = "even" if more["value"] < EVEN * less["value"] else "uneven"
    return labels.title(
        f"extraction.title.{key}", year=int(more["year"]), one=labels.name(more["user"]),
        one_of=labels.of(more["user"]), other=labels.name(less["user"]),
        other_of=labels.of(less["user"]), lost=100 * more["value"], counter=100 * less["value"],
    )  # fmt: skip


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = []
    for user, rows in table.groupby("user"):
        values = 100 * rows.sort_values("year", kind="stable")["value"]
        said.append(
            labels.text(
                "extraction.alt_line", country=labels.country(user), first=values.iloc[0],
                last=values.iloc[-1], years=labels.years(rows["year"]),
            )
        )  # fmt: skip
    return labels.text("extraction.alt", title=title(table, labels), lines="; ".join(said))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A line per user, labelled with whose supplies fail."""
    palette = style.colours(table["user"])
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["extraction.subtitle"],
        labels.text("extraction.foot", sources=labels.sources(take.origins(table))),
        height=5.0,
        left=0.7,
        right=4.2,
    )
    style.time_axis(axes, int(table["year"].min()), int(table["year"].max()))
    axes.set_ylim(0, 100 * table["value"].max() * 1.12)
    style.value_axis(axes, labels)
    ends = []
    for user, rows in table.groupby("user"):
        rows = rows.sort_values("year", kind="stable")
        axes.plot(rows["year"], 100 * rows["value"], color=palette[user], lw=1.7)
        end = rows.iloc[-1]
        text = labels.text(
            "extraction.end", country=labels.country(user),
            partner_of=labels.of(end["supplier"]), value=100 * end["value"],
        )  # fmt: skip
        ends.append((end["year"], 100 * end["value"], text, palette[user]))
    style.label_ends(axes, ends)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each country of the pair."""
    rows = words(table, labels, "user").rename(columns={"user": "series"})
    return Chart(
        "line",
        rows.assign(value=100 * rows["value"])[["series", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        coloured(table["user"], labels),
        zero=True,
    )
