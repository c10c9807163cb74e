"""Exposure at face value and looked through, with the hidden part between them."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="the focus pair’s exposure at face value and looked through",
    step="dependence",
    place=2,
    inputs=("indicators/dependency.csv",),
    settings=("focus", "years", "main"),
)
PARTS = {"fpem_face": "face", "fpem_hidden": "hidden"}
SHADES = {"face": 1.0, "hidden": 0.45}  # how strong the user's colour is
# From this ratio of look-through to face value on, what is hidden is the finding.
MUCH = 2.0


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Both parts of the pair's exposures in value added, as shares of foreign production.

    Returns
    -------
    pd.DataFrame
        columns part (face, hidden), user, supplier, year, value, dataset, vintage, measure,
        basis, scope
    """
    pair = list(settings["focus"])
    rows = take.dependency(
        inputs["dependency"],
        settings,
        measure=list(PARTS),
        user=pair,
        supplier=pair,
        basis="value_added",
        scope="foreign",
    )
    table = take.longest(take.expect(rows, f"exposures of {' and '.join(pair)}", settings))
    table = table.assign(part=table["measure"].map(PARTS))
    columns = [
        "part",
        "user",
        "supplier",
        "year",
        "value",
        "dataset",
        "vintage",
        "measure",
        "basis",
        "scope",
    ]
    return table[columns].sort_values(["user", "part", "year"])


def _wide(table: pd.DataFrame, user: str) -> pd.DataFrame:
    """Both parts of a user's exposure by year, in per cent."""
    return 100 * table[table["user"] == user].pivot(index="year", columns="part", values="value")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How much of the first user's exposure face value leaves out, in the last year."""
    user, supplier = _pair(table)
    last = _wide(table, user).iloc[-1]
    total = last["face"] + last["hidden"]
    key = "much" if total >= MUCH * last["face"] else "little"
    return labels.title(
        f"face_value.title.{key}",
        year=int(last.name),
        of=labels.of(user),
        partner=labels.partner(supplier),
        face=last["face"],
        total=total,
    )


def _pair(table: pd.DataFrame) -> tuple[str, str]:
    """User and supplier of the greater exposure in the last year."""
    last = table[table["year"] == table["year"].max()].groupby(["user", "supplier"])["value"].sum()
    return last.idxmax()


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = []
    for user in _pair(table):
        wide = _wide(table, user)
        said.append(
            labels.title(
                "face_value.alt_panel",
                of=labels.of(user),
                first=int(wide.index[0]),
                last=int(wide.index[-1]),
                face=wide["face"].iloc[-1],
                hidden=wide["hidden"].iloc[-1],
                start=wide.iloc[0].sum(),
                total=wide.iloc[-1].sum(),
            )
        )
    return labels.text("face_value.alt", title=title(table, labels), panels=". ".join(said))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per user: the part at face value below, the hidden part upon it."""
    users = _pair(table)
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["face_value.subtitle"],
        labels.text("face_value.foot", sources=labels.sources(take.origins(table))),
        height=5.6,
        panels=2,
        left=0.6,
        right=1.4,
        gap=0.2,
        heads=[
            labels.title("face_value.head", of=labels.of(one), partner=labels.partner(other))
            for one, other in (users, users[::-1])
        ],
        key=[
            (labels[f"face_value.{part}"], style.tint(style.INK, SHADES[part]), "fill")
            for part in ("hidden", "face")
        ],
    )
    top = max(_wide(table, user).sum(axis=1).max() for user in users) * 1.08
    for axes, user in zip(panels, users, strict=True):
        wide, colour = _wide(table, user), style.colours([user])[user]
        years, total = wide.index.to_numpy(dtype=float), wide.sum(axis=1)
        shades = {part: style.tint(colour, much) for part, much in SHADES.items()}
        axes.fill_between(years, 0, wide["face"], color=shades["face"], lw=0)
        axes.fill_between(years, wide["face"], total, color=shades["hidden"], lw=0)
        style.time_axis(axes, int(years[0]), int(years[-1]))
        axes.set_xlim(years[0], years[-1])
        axes.set_ylim(0, top)
        style.value_axis(axes, labels)
        face, whole = wide["face"].iloc[-1], total.iloc[-1]
        said = labels.text("face_value.total", value=whole)
        ends = [(face / 2, labels.number(face, ".1f")), (whole, said)]
        style.label_ends(axes, [(years[-1], y, text, colour) for y, text in ends])
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """Both parts stacked, of the side chosen."""
    whose, heads = sides(table, labels)
    rows = table.assign(
        value=100 * table["value"],
        head=heads,
        series=[labels[f"face_value.{part}"] for part in table["part"]],
    ).sort_values(["head", "series", "year"])
    colour = style.colours(_pair(table)[:1])[_pair(table)[0]]
    return Chart(
        "area",
        rows[["series", "head", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        {labels[f"face_value.{part}"]: style.tint(colour, much) for part, much in SHADES.items()},
        menus=[whose],
        zero=True,
    )


def sides(table: pd.DataFrame, labels: Labels) -> tuple[Menu, list[str]]:
    """A menu of the pair's two sides, at first that of who is not China, and each row's side."""
    heads = [
        labels.text("face_value.head", of=labels.of(a), partner=labels.partner(b))
        for a, b in zip(table["user"], table["supplier"], strict=True)
    ]
    own = [head for head, user in zip(heads, table["user"], strict=True) if user != "CHN"]
    return Menu("head", labels["report.chart.whose"], [*own, *heads][0]), heads
