"""Whose value added a country uses: its foreign suppliers over time."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.core.countries import Countries
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, words

FIGURE = Spec(
    shows="whose value added the first focus country uses",
    step="dependence",
    place=3,
    inputs=("indicators/dependency.csv", "config/countries.yaml"),
    settings=("focus", "years", "main"),
)
# The union to which the tables' years belong; folded tables hold it as Germany and the rest.
UNION, REST_OF_UNION = "EU27-2007", "EU26"
WORLD = "ROW"
UNLISTED = 1e-4  # a share below which nothing is missing but roundings
NAMED = 8  # suppliers with a line of their own; all others are the rest of the world


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Shares in the foreign value added that the first focus country's final demand holds.

    To an outsider the members of the European Union are added up; of many suppliers the largest in
    the last year stand alone. All others, and those that the dataset does not list, are the rest of
    the world. A dataset that holds one supplier only is no list of suppliers.

    Returns
    -------
    pd.DataFrame
        columns user, supplier, year, value (shares that sum to one), dataset, vintage,
        measure, basis, scope
    """
    user = settings["focus"][0]
    rows = take.dependency(
        inputs["dependency"],
        settings,
        measure="fdva_share",
        user=user,
        basis="value_added",
        scope="foreign",
    )
    suppliers = rows.groupby("dataset")["supplier"].transform("nunique")
    rows = take.longest(take.expect(rows[suppliers > 1], f"suppliers of {user}", settings))
    members = {*Countries.load(inputs["countries"]).group(UNION), REST_OF_UNION}
    together = rows["supplier"].isin(members) & (user not in members)
    group = rows["supplier"].where(~together, UNION)
    last = rows[rows["year"] == rows["year"].max()]
    largest = last.groupby(group)["value"].sum().drop(WORLD, errors="ignore").nlargest(NAMED).index
    group = group.where(group.isin(largest), WORLD)
    keys = ["user", "year", "dataset", "vintage", "measure", "basis", "scope"]
    unlisted = (1 - rows.groupby(keys)["value"].sum()).reset_index().assign(supplier=WORLD)
    parts = [rows.assign(supplier=group), unlisted[unlisted["value"] > UNLISTED]]
    table = pd.concat(parts).groupby([*keys, "supplier"], as_index=False)["value"].sum()
    columns = [
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
    return table[columns].sort_values(["supplier", "year"])


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    return 100 * table.pivot(index="year", columns="supplier", values="value")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Who gained most and who lost most from the first year to the last."""
    wide = _wide(table)
    change = (wide.iloc[-1] - wide.iloc[0]).drop(WORLD, errors="ignore")
    winner, loser = change.idxmax(), change.idxmin()
    key = (
        "shift" if change[winner] > 0 > change[loser] else "gain" if change[loser] >= 0 else "loss"
    )
    return labels.title(
        f"suppliers.title.{key}",
        of=labels.of(table["user"].iloc[0]),
        first=int(wide.index[0]),
        last=int(wide.index[-1]),
        winner=labels.name(winner),
        winner_of=labels.of(winner),
        loser=labels.name(loser),
        loser_of=labels.of(loser),
        won_from=wide[winner].iloc[0],
        won_to=wide[winner].iloc[-1],
        lost_from=wide[loser].iloc[0],
        lost_to=wide[loser].iloc[-1],
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    wide = _wide(table)
    said = "; ".join(
        labels.text(
            "suppliers.alt_line",
            country=labels.country(code),
            start=wide[code].iloc[0],
            end=wide[code].iloc[-1],
        )
        for code in wide.iloc[-1].sort_values(ascending=False, kind="stable").index
    )
    return labels.text(
        "suppliers.alt",
        title=title(table, labels),
        lines=said,
        first=int(wide.index[0]),
        last=int(wide.index[-1]),
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A line per supplier, named at its end; the two of the title are bold."""
    wide = _wide(table)
    change = (wide.iloc[-1] - wide.iloc[0]).drop(WORLD, errors="ignore")
    bold = {change.idxmax(), change.idxmin()}
    order = wide.iloc[-1].sort_values(ascending=False, kind="stable").index
    palette, ends = style.colours(order), []
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text("suppliers.subtitle", of=labels.of(table["user"].iloc[0])),
        labels.text(
            f"suppliers.foot{'_union' if UNION in order else ''}",
            sources=labels.sources(take.origins(table)),
        ),
        height=7.0,
        left=0.7,
        right=2.8,
    )
    for code in order:
        axes.plot(
            wide.index,
            wide[code],
            color=palette[code],
            lw=2.2 if code in bold else 1.1,
            ls=(0, (3, 2)) if code == WORLD else "-",
            zorder=3 if code in bold else 2,
        )
        said = labels.text("suppliers.end", value=wide[code].iloc[-1], country=labels.country(code))
        ends.append((int(wide.index[-1]), wide[code].iloc[-1], said, palette[code]))
    style.time_axis(axes, int(wide.index[0]), int(wide.index[-1]))
    axes.set_ylim(0, wide.max().max() * 1.06)
    style.value_axis(axes, labels)
    style.label_ends(axes, ends)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each supplier."""
    rows = words(table, labels, "supplier").rename(columns={"supplier": "series"})
    return Chart(
        "line",
        rows.assign(value=100 * rows["value"])[["series", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        coloured(table["supplier"], labels),
        zero=True,
    )
