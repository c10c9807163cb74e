"""Whose industries lean most on the partner, and from where the goods came last."""

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
    shows="which industries lean most on the partner, and from where goods came last",
    step="dependence",
    place=4,
    inputs=("indicators/dependency_industries.csv",),
    settings=("focus", "years", "main"),
    texts=("industry",),
)
ALL = "all"  # the whole economy, in place of an industry
SHOWN = 12  # industries with a bar of their own
OTHERS = "others"  # all third countries together
KEYS = ["dataset", "vintage", "year", "measure", "basis", "scope"]


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The first focus country's industries most exposed to the second, by last crossing.

    Exposure is look-through (FPEM, value added): the supplier's share in all production behind an
    industry's final output. Its parts are by where the goods came from last: the supplier itself,
    or a third country.

    Returns
    -------
    pd.DataFrame
        columns industry, via (the supplier, or "others"), user, supplier, year, value (a
        share), dataset, vintage, measure, basis, scope; rows of the first and the last year
    """
    user, supplier = settings["focus"]
    frame = pd.read_csv(
        inputs["dependency_industries"],
        dtype={**dict.fromkeys((*KEYS, "user", "supplier", "industry", "via"), str), "year": int},
        keep_default_na=False,
        na_values={"value": [""]},
    )
    wanted = {"measure": "fpem", "basis": "value_added", "user": user, "supplier": supplier}
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    rows = take.shown(take.of_main(frame.dropna(subset=["value"]), settings), settings)
    rows = take.longest(take.expect(rows, f"industries of {user} with {supplier}", settings))
    rows = rows[rows["year"].isin([rows["year"].min(), rows["year"].max()])]
    direct = rows["via"] == supplier
    rows = rows.assign(via=rows["via"].where(direct, OTHERS))
    columns = ["industry", "via", "user", "supplier", "year", *KEYS[:2], *KEYS[3:]]
    summed = rows.groupby(columns, as_index=False)["value"].sum()
    last = summed[summed["year"] == summed["year"].max()].groupby("industry")["value"].sum()
    most = last.drop(ALL, errors="ignore").nlargest(SHOWN).index
    table = summed[summed["industry"].isin([*most, ALL])]
    order = [*columns[:5], "value", *columns[5:]]
    return table[order].sort_values(["industry", "via", "year"])


def _last(table: pd.DataFrame) -> pd.DataFrame:
    """Parts and total by industry in the last year, in per cent, the most exposed first."""
    rows = table[table["year"] == table["year"].max()]
    direct = rows["supplier"].iloc[0]
    wide = 100 * rows.pivot(index="industry", columns="via", values="value").fillna(0)
    wide = wide.reindex(columns=[direct, OTHERS], fill_value=0.0)
    wide.columns = ["direct", "others"]
    return wide.assign(total=wide.sum(axis=1)).sort_values("total", ascending=False, kind="stable")


def _first(table: pd.DataFrame) -> pd.Series:
    """Total by industry in the first year, in per cent; empty where there is one year only."""
    years = table["year"]
    rows = table[(years == years.min()) & (years.min() < years.max())]
    return 100 * rows.groupby("industry")["value"].sum()


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Which industry is most exposed."""
    wide = _last(table).drop(ALL, errors="ignore")
    return labels.title(
        "industries.title",
        of=labels.of(table["user"].iloc[0]),
        partner=labels.partner(table["supplier"].iloc[0]),
        year=int(table["year"].max()),
        industry=labels.industry(wide.index[0]),
        share=wide["total"].iloc[0],
    )


def _hidden(table: pd.DataFrame) -> pd.Series:
    """The industry with the largest part that does not show at its own border, in per cent."""
    wide = _last(table).drop(ALL, errors="ignore")
    part = (wide["others"] / wide["total"].where(wide["total"] > 0)).fillna(0)
    return pd.Series({"industry": part.idxmax(), "part": 100 * part.max()})


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text(
            "industries.alt_row",
            industry=labels.industry(row.Index),
            total=row.total,
            others=row.others,
        )
        for row in _last(table).itertuples()
    )
    hidden = _hidden(table)
    return labels.text(
        "industries.alt",
        title=title(table, labels),
        rows=said,
        through=labels.industry(hidden["industry"]),
        part=hidden["part"],
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A bar per industry, the part through third countries upon the direct one."""
    wide, before, hidden = _last(table), _first(table), _hidden(table)
    user, supplier = table["user"].iloc[0], table["supplier"].iloc[0]
    colour = style.colours([user])[user]
    first, last = int(table["year"].min()), int(table["year"].max())
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text("industries.subtitle", of=labels.of(supplier), year=last),
        labels.text(
            "industries.foot" if before.empty else "industries.foot_since",
            sources=labels.sources(take.origins(table)),
            first=first,
            through=labels.industry(hidden["industry"]),
            part=hidden["part"],
        ),
        height=0.5 * len(wide) + 0.2,
        left=4.5,
        right=0.9,
        scale=False,
        key=[
            (labels["industries.direct"], colour, "fill"),
            (labels["industries.others"], style.PALER, "fill"),
        ],
    )
    for place, (code, row) in enumerate(wide.iterrows()):
        axes.barh(place, row["direct"], height=0.66, color=colour, lw=0)
        axes.barh(place, row["others"], left=row["direct"], height=0.66, color=style.PALER, lw=0)
        if code in before.index:
            axes.plot([before[code]] * 2, [place - 0.4, place + 0.4], color=style.INK, lw=1.2)
        if place == 0 and code in before.index:
            at, look = (before[code], -0.42), {"ha": "center", "va": "bottom"}
            style.note(axes, str(first), at, (0, 1), **look)
        end, text = max(row["total"], before.get(code, 0.0)), labels.number(row["total"], ".1f")
        weight = "bold" if code == ALL else "normal"
        style.note(axes, text, (end, place), (4, 0), size=style.TEXT, weight=weight)
    style.row_axis(axes, [labels.industry(code) for code in wide.index], size=style.SMALL)
    for tick, code in zip(axes.get_yticklabels(), wide.index, strict=True):
        tick.set_fontweight("bold" if code == ALL else "normal")
    axes.set_ylim(top=-1.0)
    axes.set_xlim(0, max(wide["total"].max(), before.max() if len(before) else 0) * 1.02)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A bar for each industry, in the year chosen."""
    user, supplier = table["user"].iloc[0], table["supplier"].iloc[0]
    names = {supplier: labels["industries.direct"], OTHERS: labels["industries.others"]}
    rows = table.assign(
        value=100 * table["value"],
        series=[names.get(via, via) for via in table["via"]],
        industry=[labels.industry(code) for code in table["industry"]],
        place=[0 if via == supplier else 1 for via in table["via"]],
        year=table["year"].astype(str),
    )
    last = rows[rows["year"] == rows["year"].max()].groupby("industry")["value"].sum()
    return Chart(
        "bar",
        rows[["industry", "series", "place", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        {names[supplier]: style.COUNTRIES.get(user, style.INK), names[OTHERS]: style.PALER},
        by="industry",
        menus=[Menu("year", labels["report.column.year"], rows["year"].max())],
        order=list(last.sort_values(ascending=False, kind="stable").index),
    )
