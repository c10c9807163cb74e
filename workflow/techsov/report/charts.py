"""What each figure's chart shows, from the same table as the figure on paper."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from techsov.presentation.labels import JOIN, Labels
from techsov.presentation.palette import (
    COUNTRIES,
    GROUPS,
    INK,
    MUTED,
    OTHERS,
    PALER,
    PAPER,
    VERDICTS,
    colours,
)
from techsov.report import content
from techsov.report.vega import Column, Menu, bars, heat, lines, ranges

PERCENT = ".2f"


def specification(name: str, table: pd.DataFrame, labels: Labels) -> dict | None:
    """The chart of the figure `name`; None for one that has none, such as a diagram."""
    drawn = CHARTS.get(name)
    return drawn(table, labels) if drawn else None


def _value(labels: Labels, form: str = PERCENT) -> Column:
    return Column("value", labels["report.column.value"], form)


def _of(labels: Labels, column: str, form: str = "") -> Column:
    return Column(column, labels[f"report.column.{column}"], form)


def _words(table: pd.DataFrame, labels: Labels, *columns: str) -> pd.DataFrame:
    """The table with the codes of these columns in words."""
    said = {
        column: [content.word(column, value, labels) for value in table[column]]
        for column in columns
    }
    return table.assign(**said)


def _releases(table: pd.DataFrame, labels: Labels) -> list[str]:
    return [
        " / ".join(
            labels.release(*part)
            for part in dict.fromkeys(zip(*(each.split(JOIN) for each in pair), strict=True))
        )
        for pair in zip(table["dataset"], table["vintage"], strict=True)
    ]


def _by_country(codes: pd.Series, labels: Labels) -> dict[str, str]:
    """Country in words -> its colour."""
    return {
        content.word("country", code, labels): colour for code, colour in colours(codes).items()
    }


# --- research ------------------------------------------------------------------------------


def _rd_share(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table[table["role"].isin(["main", "other", "levels"])]
    rows = rows.assign(series=_releases(rows, labels)).sort_values(["role", "series", "year"])
    of_role = {
        role: list(dict.fromkeys(rows.loc[rows["role"] == role, "series"]))
        for role in ("main", "other", "levels")
    }
    spare = iter([MUTED, OTHERS[1], OTHERS[3], OTHERS[4], *OTHERS])
    shades = {
        series: COUNTRIES["RUS"] if role == "main" else next(spare)
        for role, names in of_role.items()
        for series in names
    }
    # The main vintage last, above the others.
    rows = rows.sort_values("role", key=lambda roles: roles == "main", kind="stable")
    ceiling = table[table["role"] == "ceiling"]
    stated = table[table["role"] == "stated"]
    return lines(
        rows[["series", "year", "value"]],
        labels,
        y=_value(labels, ".3f"),
        colours=shades,
        menus=[Menu("series", labels["report.column.vintage"])],
        bands=ceiling.assign(
            text=labels.text("rd_share.ceiling", limit=float(ceiling["value"].iloc[0]))
        )[["low", "high", "text"]],
        stated=_stated(stated, labels),
        scattered=of_role["levels"],
    )


def _stated(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Points that the paper states, with their texts."""
    rows = rows.dropna(subset=["year"])
    texts = [labels.text("report.chart.stated", value=value) for value in rows["value"]]
    return rows.assign(text=texts)[["year", "value", "text"]]


def _business_share(table: pd.DataFrame, labels: Labels) -> dict:
    concepts = {
        content.word("concept", c, labels): colour
        for c, colour in (("funded", "#009E73"), ("performed", "#332288"), ("stated", PAPER))
    }
    rows = _words(table, labels, "country", "concept").rename(columns={"concept": "series"})
    order = rows[rows["series"] == next(iter(concepts))].sort_values("value", kind="stable")[
        "country"
    ]
    return bars(
        rows[["country", "series", "year", "value"]],
        labels,
        y="country",
        x=_value(labels, ".1f"),
        colours=concepts,
        hover=[_of(labels, "year")],
        kind="point",
        order=list(order),
    )


def _innovation_active(table: pd.DataFrame, labels: Labels) -> dict:
    stated = table[table["basis"] == "stated"]
    rows = _words(table[table["basis"] != "stated"], labels, "basis")
    rows = rows.rename(columns={"basis": "series"})
    shades = dict(zip(dict.fromkeys(rows["series"]), ("#3F8FC4", "#00456D"), strict=False))
    low, high = (stated["value"] + sign * stated["tolerance"] for sign in (-1, 1))
    text = labels.text("innovation_active.stated", value=float(stated["value"].iloc[0]))
    return lines(
        rows[["series", "year", "value"]],
        labels,
        y=_value(labels, ".1f"),
        colours=shades,
        bands=pd.DataFrame({"low": low, "high": high, "text": text}),
        zero=True,
    )


# --- complexity ----------------------------------------------------------------------------


def _tens(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    rows = table[table["role"].isin(["third", "sixth"])]
    texts = [labels[f"complexity_rank.{role}"] for role in rows["role"]]
    return rows.assign(text=texts)[["low", "high", "text"]]


def _complexity_rank(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table[table["role"].isin(["main", "other"])]
    newest_first = sorted(set(rows["vintage"]), reverse=True)
    (own,) = colours(rows["country"]).values()
    shades = dict(zip(newest_first, (own, *OTHERS), strict=False))
    shades = {labels.text("report.chart.release", vintage=v): c for v, c in shades.items()}
    rows = rows.assign(
        series=[labels.text("report.chart.release", vintage=v) for v in rows["vintage"]],
        classification=[labels[f"complexity_rank.{c}"] for c in rows["classification"]],
    ).sort_values(["classification", "series", "year"])
    kinds = Menu("classification", labels["report.column.classification"], "SITC")
    return lines(
        rows[["series", "classification", "year", "rank", "ranked"]],
        labels,
        y=_of(labels, "rank", "d"),
        colours=shades,
        hover=[_of(labels, "ranked", "d")],
        menus=[kinds if "SITC" in set(rows["classification"]) else Menu(kinds.column, kinds.text)],
        bands=_tens(table, labels),
        inverted=True,
    )


def _complexity_peers(table: pd.DataFrame, labels: Labels) -> dict:
    shades = _by_country(table["country"], labels)
    rows = _words(table, labels, "country").rename(columns={"country": "series"})
    return lines(
        rows[["series", "year", "rank", "ranked"]],
        labels,
        y=_of(labels, "rank", "d"),
        colours=shades,
        hover=[_of(labels, "ranked", "d")],
        inverted=True,
    )


def _complexity_heatmap(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table[table["role"] == "cell"].sort_values(["classification", "vintage", "year"])
    kinds = [labels[f"complexity_rank.{c}"] for c in rows["classification"]]
    rows = rows.assign(row=[f"{k}, {v}" for k, v in zip(kinds, rows["vintage"], strict=True)])
    return heat(
        rows[["row", "year", "rank", "ranked"]],
        labels,
        y="row",
        value=_of(labels, "rank", "d"),
        hover=[_of(labels, "ranked", "d")],
    )


def _complexity_uncertainty(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table.assign(country=[labels.country(code) for code in table["country"]])
    rows = _words(rows, labels, "classification")
    rows["series"] = [content.word("choice", choice, labels) for choice in table["choice"]]
    rows = rows[table["role"] == "country"]
    shades = dict(zip(dict.fromkeys(rows["series"]), (MUTED, COUNTRIES["RUS"]), strict=False))
    order = rows.sort_values("rank", kind="stable")["country"].drop_duplicates()
    return ranges(
        rows[["country", "series", "classification", "rank", "low", "high", "ranked"]],
        labels,
        y="country",
        x=_of(labels, "rank", "d"),
        colours=shades,
        hover=[_of(labels, "ranked", "d"), _of(labels, "classification")],
        menus=[Menu("series", labels["report.column.choice"])],
        order=list(order),
    )


def _complexity_change(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table[table["role"] == "part"].sort_values(["classification", "vintage", "first"])
    kinds = [labels[f"complexity_rank.{c}"] for c in rows["classification"]]
    periods = [f"{a}–{b}" for a, b in zip(rows["first"], rows["last"], strict=True)]
    fall = rows["first"].min()
    rows = rows.assign(
        row=[f"{k}, {v}" for k, v in zip(kinds, rows["vintage"], strict=True)],
        period=[
            labels["report.chart.fall" if first == fall else "report.chart.since_then"]
            for first in rows["first"]
        ],
        years=periods,
        series=[labels[f"complexity_change.part.{part}"] for part in rows["part"]],
    )
    parts = {"own": "#0072B2", "others": "#E69F00", "set": "#8a8a8a"}
    shades = {labels[f"complexity_change.part.{part}"]: c for part, c in parts.items()}
    return bars(
        rows[["row", "period", "years", "series", "value"]],
        labels,
        y="row",
        x=Column("value", labels["report.chart.places"], "+.1f"),
        colours=shades,
        hover=[Column("years", labels["report.column.year"])],
        menus=[Menu("period", labels["report.chart.period"], labels["report.chart.fall"])],
    )


# --- dependence ----------------------------------------------------------------------------


def _percent(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(value=100 * table["value"])


def _fig2_asymmetry(table: pd.DataFrame, labels: Labels) -> dict:
    series = [
        labels.text("fig2_asymmetry.key", of=labels.of(a), partner=labels.partner(b))
        for a, b in zip(table["depends"], table["on"], strict=True)
    ]
    rows = (
        _percent(table)
        .assign(
            series=series,
            side=[labels[f"fig2_asymmetry.{side}"] for side in table["side"]],
            dash=_releases(table, labels),
        )
        .sort_values(["side", "series", "dash", "year"])
    )
    of = dict(sorted(zip(series, table["depends"], strict=True), key=lambda pair: pair[1]))
    return lines(
        rows[["series", "side", "dash", "year", "value"]],
        labels,
        y=_value(labels),
        colours={text: COUNTRIES.get(code, INK) for text, code in reversed(of.items())},
        hover=[Column("dash", labels["report.column.dataset"])],
        menus=[Menu("side", labels["report.column.side"], labels["fig2_asymmetry.consumes"])],
        dashed=True,
        zero=True,
    )


def _heads(table: pd.DataFrame, labels: Labels) -> list[str]:
    return [
        labels.text("face_value.head", of=labels.of(a), partner=labels.partner(b))
        for a, b in zip(table["user"], table["supplier"], strict=True)
    ]


def _whose(rows: pd.DataFrame, labels: Labels) -> Menu:
    """A menu of the pair's two sides, at first that of who is not China, where there is one."""
    own = rows.loc[rows["user"] != "CHN", "head"]
    return Menu("head", labels["report.chart.whose"], [*own, *rows["head"]][0])


def _face_value(table: pd.DataFrame, labels: Labels) -> dict:
    rows = _percent(table).assign(
        head=_heads(table, labels), series=[labels[f"face_value.{part}"] for part in table["part"]]
    )
    whose = _whose(rows, labels)
    rows = rows.sort_values(["head", "series", "year"])
    shades = {labels["face_value.face"]: COUNTRIES["RUS"], labels["face_value.hidden"]: PALER}
    return lines(
        rows[["series", "head", "year", "value"]],
        labels,
        y=_value(labels),
        colours=shades,
        menus=[whose],
        stacked=True,
        zero=True,
    )


def _suppliers(table: pd.DataFrame, labels: Labels) -> dict:
    shades = _by_country(table["supplier"], labels)
    rows = _percent(_words(table, labels, "supplier")).rename(columns={"supplier": "series"})
    return lines(
        rows[["series", "year", "value"]], labels, y=_value(labels), colours=shades, zero=True
    )


def _industries(table: pd.DataFrame, labels: Labels) -> dict:
    user, supplier = table["user"].iloc[0], table["supplier"].iloc[0]
    names = {supplier: labels["industries.direct"], "others": labels["industries.others"]}
    rows = _percent(table).assign(
        series=[names.get(via, via) for via in table["via"]],
        industry=[labels.industry(code) for code in table["industry"]],
        place=[0 if via == supplier else 1 for via in table["via"]],
    )
    last = rows[rows["year"] == rows["year"].max()]
    order = (
        last.groupby("industry")["value"].sum().sort_values(ascending=False, kind="stable").index
    )
    rows["year"] = rows["year"].astype(str)
    shades = {names[supplier]: COUNTRIES.get(user, INK), names["others"]: PALER}
    return bars(
        rows[["industry", "series", "place", "year", "value"]],
        labels,
        y="industry",
        x=_value(labels),
        colours=shades,
        menus=[Menu("year", labels["report.column.year"], rows["year"].max())],
        order=list(order),
    )


def _databases(table: pd.DataFrame, labels: Labels) -> dict:
    rows = _percent(table).assign(series=_releases(table, labels), head=_heads(table, labels))
    shades = dict(zip(dict.fromkeys(rows["series"]), (COUNTRIES["RUS"], *OTHERS), strict=False))
    years = rows.groupby("series")["year"]
    gaps = years.nunique() <= years.max() - years.min()
    return lines(
        rows[["series", "head", "year", "value"]].sort_values(["series", "year"]),
        labels,
        y=_value(labels),
        colours=shades,
        menus=[_whose(rows, labels)],
        zero=True,
        scattered=list(gaps[gaps].index),
    )


def _dependency_ranges(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table.assign(
        choice=[labels[f"dependency_ranges.choice.{c}"] for c in table["choice"]],
        series=[labels["report.chart.asymmetry"]] * len(table),
        year=table["year"].astype(str),
    )
    return ranges(
        rows[["choice", "series", "year", "value", "low", "high", "low_variant", "high_variant"]],
        labels,
        y="choice",
        x=Column("value", labels["report.chart.ratio"], ".2f"),
        colours={labels["report.chart.asymmetry"]: COUNTRIES["RUS"]},
        hover=[_of(labels, "low_variant"), _of(labels, "high_variant")],
        menus=[Menu("year", labels["report.column.year"], rows["year"].max())],
        logarithmic=True,
    )


def _extraction(table: pd.DataFrame, labels: Labels) -> dict:
    shades = _by_country(table["user"], labels)
    rows = _percent(_words(table, labels, "user")).rename(columns={"user": "series"})
    return lines(
        rows[["series", "year", "value"]], labels, y=_value(labels), colours=shades, zero=True
    )


# --- other countries, and the whole --------------------------------------------------------


def _scope(table: pd.DataFrame, labels: Labels) -> dict:
    shades = _by_country(table["economy"], labels)
    text = f"text_{labels.language}"
    rows = _words(table, labels, "economy").assign(series=lambda frame: frame["economy"])
    return bars(
        rows[["economy", "series", "item", text]],
        labels,
        y="economy",
        x=Column("item", "", "d"),
        colours=shades,
        hover=[Column(text, labels["report.column.text"])],
        kind="square",
    )


def _funding(table: pd.DataFrame, labels: Labels) -> dict:
    shades = _by_country(table["economy"], labels)
    name, concept = f"name_{labels.language}", f"concept_{labels.language}"
    rows = _words(table, labels, "economy").sort_values("value", ascending=False, kind="stable")
    rows = rows.assign(
        series=rows["economy"],
        paid=[
            labels.text(f"funding.currency.{row.currency}", amount=row.amount)
            for row in rows.itertuples()
        ],
        years=[f"{row.since}–{row.until}" for row in rows.itertuples()],
    )
    return bars(
        rows[[name, "series", "value", "paid", "years", concept]],
        labels,
        y=name,
        x=Column("value", labels["report.chart.of_gdp"], ".3~g"),
        colours=shades,
        hover=[
            Column("paid", labels["report.column.amount"]),
            Column("years", labels["report.column.year"]),
            Column(concept, labels["report.column.concept"]),
        ],
        kind="point",
        logarithmic=True,
    )


def _brics_weight(table: pd.DataFrame, labels: Labels) -> dict:
    groups = table[table["role"] == "group"]
    codes = dict.fromkeys(groups["country"])
    names = {code: labels[f"brics_weight.group.{code}"] for code in codes}
    rows = groups.assign(
        series=[names[code] for code in groups["country"]],
        prices=[labels[f"brics_weight.{prices}"] for prices in groups["prices"]],
    )
    spare = iter((GROUPS["BRICS"], OTHERS[0], OTHERS[6]))
    shades = {
        name: GROUPS["G7"] if code == "G7" else next(spare, MUTED) for code, name in names.items()
    }
    stated = table[table["role"] == "stated"]
    text = labels.text("brics_weight.stated", value=float(stated["value"].iloc[0]))
    return lines(
        rows[["series", "prices", "year", "value"]],
        labels,
        y=_value(labels),
        colours=shades,
        menus=[Menu("prices", labels["report.column.prices"], labels["brics_weight.parities"])],
        bands=stated.assign(text=text)[["low", "high", "text"]],
        zero=True,
    )


def _india_brazil(table: pd.DataFrame, labels: Labels) -> dict:
    rows = table[table["role"].isin(["growth", "made"])]
    shades = _by_country(rows["country"], labels)
    rows = _words(rows, labels, "country").rename(columns={"country": "series"})
    rows = rows.assign(role=[labels[f"india_brazil.{role}"] for role in rows["role"]])
    return lines(
        rows[["series", "role", "year", "value"]],
        labels,
        y=_value(labels),
        colours=shades,
        menus=[Menu("role", labels["report.column.measure"], labels["india_brazil.growth"])],
        stated=_stated(table[table["dataset"] == "paper"], labels).assign(
            role=labels["india_brazil.growth"]
        ),
    )


def _verdicts(table: pd.DataFrame, labels: Labels) -> dict:
    order = list(VERDICTS)
    rows = _words(table, labels, "section", "verdict").rename(columns={"verdict": "series"})
    rows["place"] = [order.index(verdict) for verdict in table["verdict"]]
    shades = {labels[f"verdict.{v}"]: c for v, c in VERDICTS.items() if v in set(table["verdict"])}
    return bars(
        rows[["section", "series", "place", "clauses"]],
        labels,
        y="section",
        x=_of(labels, "clauses", "d"),
        colours=shades,
        order=[content.section(labels, s) for s in content.SECTIONS if s in set(table["section"])],
    )


CHARTS: dict[str, Callable[[pd.DataFrame, Labels], dict]] = {
    "rd_share": _rd_share,
    "business_share": _business_share,
    "innovation_active": _innovation_active,
    "complexity_rank": _complexity_rank,
    "complexity_peers": _complexity_peers,
    "complexity_heatmap": _complexity_heatmap,
    "complexity_uncertainty": _complexity_uncertainty,
    "complexity_change": _complexity_change,
    "fig2_asymmetry": _fig2_asymmetry,
    "face_value": _face_value,
    "suppliers": _suppliers,
    "industries": _industries,
    "dependency_databases": _databases,
    "dependency_ranges": _dependency_ranges,
    "extraction": _extraction,
    "scope": _scope,
    "funding": _funding,
    "brics_weight": _brics_weight,
    "india_brazil": _india_brazil,
    "verdicts": _verdicts,
}
