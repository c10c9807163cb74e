"""One dependence in every database that the edition holds: lines for series, points for years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.face_value import sides
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import releases

FIGURE = Spec(
    shows="the focus pair’s dependence in every database that the edition holds",
    step="dependence",
    place=5,
    inputs=("indicators/dependency.csv",),
    settings=("focus", "years", "main"),
)
COLOURS = (style.INK, *style.OTHERS)
ROOM = 6  # years that a label beside the end of a course takes


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The pair's shares in each other's foreign value added absorbed, by database.

    Returns
    -------
    pd.DataFrame
        columns user, supplier, year, value, dataset, vintage, measure, basis, scope
    """
    pair = list(settings["focus"])
    rows = take.shown(_every_vintage(inputs["dependency"], pair), settings)
    table = take.expect(rows, f"value added absorbed between {' and '.join(pair)}", settings)
    columns = [
        "user", "supplier", "year", "value", "dataset", "vintage", "measure", "basis", "scope",
    ]  # fmt: skip
    return table[columns].sort_values(["user", "dataset", "vintage", "year"])


def _every_vintage(path: str, pair: list[str]) -> pd.DataFrame:
    """The pair's rows, of vintages that are kept for comparison too."""
    columns = tables.DEPENDENCY.columns
    text = {column: str for column in columns if column not in ("year", "value")}
    frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values={"value": [""]})
    ends = frame["user"].isin(pair) & frame["supplier"].isin(pair)
    rows = frame[ends & (frame["measure"] == "fdva_share")].dropna(subset=["value"])
    return tables.check(rows, tables.DEPENDENCY, path)


def _overlap(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Values of the larger dependence by year and database where two databases meet; the spread."""
    user = table.groupby("user")["value"].max().idxmax()
    wide = table[table["user"] == user].pivot(
        index="year", columns=["dataset", "vintage"], values="value"
    )
    wide = 100 * wide[wide.notna().sum(axis=1) > 1]
    return wide, wide.max(axis=1) - wide.min(axis=1)


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How far databases lie apart where they overlap, or that none of them do."""
    user = table.groupby("user")["value"].max().idxmax()
    supplier = table.loc[table["user"] == user, "supplier"].iloc[0]
    names = {"of": labels.of(user), "partner": labels.partner(supplier)}
    wide, spread = _overlap(table)
    databases = table[["dataset", "vintage"]].drop_duplicates()
    if len(spread):
        worst = spread.idxmax()
        return labels.title(
            "dependency_databases.title.overlap", **names, year=int(worst),
            low=wide.loc[worst].min(), high=wide.loc[worst].max(),
        )  # fmt: skip
    key = "one" if len(databases) == 1 else "apart"
    return labels.title(f"dependency_databases.title.{key}", **names)


def _series(table: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame, bool]]:
    """Each user's course in each database: (user, dataset, vintage), rows, whether a line."""
    for key, rows in table.groupby(["user", "dataset", "vintage"]):
        years = sorted(rows["year"])
        joined = len(years) > 2 and years[-1] - years[0] == len(years) - 1
        yield key, rows.sort_values("year", kind="stable"), joined


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = [
        labels.text(
            "dependency_databases.alt_line", of=labels.of(user),
            dataset=labels.release(dataset, vintage), years=labels.years(rows["year"]),
            first=100 * rows["value"].iloc[0],
            last=100 * rows["value"].iloc[-1],
        )
        for (user, dataset, vintage), rows, _ in _series(table)
    ]  # fmt: skip
    return labels.text(
        "dependency_databases.alt", title=title(table, labels), lines="; ".join(said)
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per user; a colour per database, which its own line or point is labelled with."""
    users = list(
        table.groupby("user")["value"].max().sort_values(ascending=False, kind="stable").index
    )
    databases = list(
        table[["dataset", "vintage"]].drop_duplicates().itertuples(index=False, name=None)
    )
    palette = dict(zip(databases, cycle(COLOURS), strict=False))
    heads = [
        labels.title(
            "dependency_databases.head", of=labels.of(user),
            partner=labels.partner(table.loc[table["user"] == user, "supplier"].iloc[0]),
        )
        for user in users
    ]  # fmt: skip
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["dependency_databases.subtitle"],
        labels.text("dependency_databases.foot", sources=labels.sources(take.origins(table))),
        height=5.6,
        panels=len(users),
        left=0.6,
        right=1.4,
        gap=0.3,
        heads=heads,
        key=[(labels.release(*each), palette[each], "line") for each in databases],
    )
    top = 100 * table["value"].max() * 1.1
    for axes, user in zip(panels, users, strict=True):
        style.time_axis(axes, int(table["year"].min()), int(table["year"].max()))
        axes.set_ylim(0, top)
        style.value_axis(axes, labels)
        ends, drawn = [], []
        for (_, *database), rows, joined in _series(table[table["user"] == user]):
            colour = palette[tuple(database)]
            years, values = rows["year"].astype(float), 100 * rows["value"]
            look = {"ls": "-"} if joined else {"ls": "none", "marker": "o", "ms": 3.5}
            axes.plot(years, values, color=colour, **look)
            ends.append((years.iloc[-1], values.iloc[-1], colour))
            drawn += list(years)
        _label(axes, ends, drawn, labels)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each database, or points where its years do not follow one another."""
    whose, heads = sides(table, labels)
    rows = table.assign(value=100 * table["value"], series=releases(table, labels), head=heads)
    years = rows.groupby("series")["year"]
    gaps = years.nunique() <= years.max() - years.min()
    return Chart(
        "line",
        rows[["series", "head", "year", "value"]].sort_values(["series", "year"]),
        Column.named(labels, "value", ".2f"),
        dict(zip(dict.fromkeys(rows["series"]), COLOURS, strict=False)),
        menus=[whose],
        zero=True,
        scattered=list(gaps[gaps].index),
    )


def _label(axes: Axes, ends: list[tuple], drawn: list[float], labels: Labels) -> None:
    """Each course's last value: beside its end where nothing follows, else at the edge.

    Parameters
    ----------
    ends
        (year, value, colour) of each course's end
    drawn
        years that any course has; a label at the edge names its year, where it is not the last
    """
    at_edge = []
    for year, value, colour in ends:
        said = labels.number(value, ".1f")
        if any(year < other <= year + ROOM for other in drawn) or year > max(drawn) - ROOM:
            said = said if year == max(drawn) else f"{said} ({year:.0f})"
            at_edge.append((axes.get_xlim()[1], value, said, colour))
        else:
            style.label_ends(axes, [(year, value, said, colour)], at=year + 0.4, size=style.SMALL)
    style.label_ends(axes, at_edge, size=style.SMALL)
