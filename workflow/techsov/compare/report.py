"""A comparison as pages for the browser and as one sheet, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from techsov import pages
from techsov.catalogue import Edition
from techsov.compare import texts, vintages
from techsov.compare.built import FIGURE
from techsov.labels import Labels

# Series of the focus country that are shown release by release, and whose causes come first.
SHOWN = (
    "gerd_gdp", "gerd_gdp_from_levels", "gdp_lcu", "rank.SITC", "rank.HS92", "rank.HS12",
)  # fmt: skip
# Counts and indices that stand beside ranks, and ranks of the common set: in the CSV files only.
LEFT_OUT = ("ranked.", "common_", "trade_", "eci.")
# Figures that a sheet shows first, where they are drawn differently.
DRAWN = ("rd_share", "complexity_rank", "fig2_asymmetry", "funding")
ROWS_ON_SHEET = {"inputs": 8, "verdicts": 14, "causes": 9}


@dataclass(frozen=True)
class Comparison:
    """What pages are made of.

    tables : as `techsov.compare.tabulate.compare` gives them
    focus  : the pair that figures show
    peers  : economies beside it
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


def write_pages(
    comparison: Comparison, labels: Labels, folder: Path, figures: list[dict], others: dict
) -> None:
    """Write `index.html` and `vintages.html` into `folder`.

    figures : as `techsov.compare.pictures.gather` gives them
    others  : language -> address of the folder of the same pages in it, relative to `folder`
    """
    folder.mkdir(parents=True, exist_ok=True)
    up = "" if folder.name.count("--") else "../"
    names = {"before": comparison.before.name, "after": comparison.after.name}
    heading = labels.text("compare.heading", **names)
    site = {
        "labels": labels,
        "title": heading,
        "heading": heading,
        "description": heading,
    }
    page = pages.render(
        "comparison.html",
        **site,
        nav=[("index.html", labels["compare.kicker"], True),
             ("vintages.html", labels["compare.vintages.head"], False)],
        others={language: f"{address}index.html" for language, address in others.items()},
        lead=_lead(comparison, labels),
        files=[(f"{up}{name}.csv", f"{name}.csv") for name in comparison.tables]
        + [(f"{up}{sheet_name(labels.language, not up)}", "PDF")],
        inputs=_inputs(comparison, labels),
        verdicts=_verdicts(comparison, labels),
        causes=_causes(comparison, labels),
        method=_method(comparison, labels),
        series=_series(comparison, labels),
        vintages=_shown_vintages(comparison, labels),
        figures=_figures(figures, labels),
    )  # fmt: skip
    (folder / "index.html").write_text(page, encoding="utf-8")
    page = pages.render(
        "vintages.html",
        **site,
        nav=[("index.html", labels["compare.kicker"], False),
             ("vintages.html", labels["compare.vintages.head"], True)],
        others={language: f"{address}vintages.html" for language, address in others.items()},
        csv=f"{up}vintages.csv",
        data=_embedded(comparison, labels),
    )  # fmt: skip
    (folder / "vintages.html").write_text(page, encoding="utf-8")


def translated(claims: pd.DataFrame, before: Path, after: Path, language: str) -> pd.DataFrame:
    """The clauses with their texts, and with what was reproduced, in a language.

    before, after : results of both editions, where the verdict tables in that language stand
    """
    paths = [results / f"claims.{language}.csv" for results in (before, after)]
    if not all(path.exists() for path in paths):
        return claims
    old, new = (
        pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id") for path in paths
    )
    put = claims.set_index("id")
    texts_of = {column: new[column] for column in ("statement", "published", "unit")}
    texts_of |= {"old_reproduced": old["reproduced"], "new_reproduced": new["reproduced"]}
    for column, own in texts_of.items():
        put[column] = own.reindex(put.index).fillna(put[column])
    return put.reset_index()


def sheet_name(language: str, is_first: bool) -> str:
    """File name of the one-page PDF: the first language has none in it."""
    return "comparison.pdf" if is_first else f"comparison.{language}.pdf"


def sheet(comparison: Comparison, labels: Labels, figures: list[dict]) -> dict:
    """What the one-page PDF shows: texts and rows, cut to what fits on a page.

    figures : as `techsov.compare.pictures.gather` gives them; a page has room for two pairs
    """
    names = {"before": comparison.before.name, "after": comparison.after.name}
    parts = {
        "inputs": _inputs(comparison, labels)["rows"],
        "verdicts": _verdicts(comparison, labels)["rows"],
        "causes": _headlines(comparison, labels),
    }
    plain = {
        name: [{key: _plain(cell) for key, cell in row.items()} for row in rows]
        for name, rows in parts.items()
    }
    cut = {name: rows[: ROWS_ON_SHEET[name]] for name, rows in plain.items()}
    more = {
        name: labels.text("compare.more", count=len(plain[name]) - len(rows))
        if len(plain[name]) > len(rows)
        else ""
        for name, rows in cut.items()
    }
    words = {
        key.removeprefix("compare."): labels[key]
        for key in labels.texts
        if key.startswith(("compare.column.", "compare.inputs.", "compare.verdicts.head",
                           "compare.causes.head", "compare.sheet."))
    }  # fmt: skip
    return {
        "language": labels.language,
        "heading": labels.text("compare.heading", **names),
        "lead": _lead(comparison, labels),
        "said": _verdicts(comparison, labels)["said"],
        "method": _method(comparison, labels),
        "rows": cut,
        "more": more,
        "editions": list(names.values()),
        "pairs": [[side["address"] for side in figure["sides"]] for figure in _first(figures)],
        "words": words,
        "foot": labels["page.foot"],
    }


def _lead(comparison: Comparison, labels: Labels) -> str:
    kinds = comparison.tables["indicators"]["kind"].value_counts()
    return labels.text(
        "compare.lead",
        inputs=len(comparison.tables["inputs"]),
        revised=int(kinds.get("revision", 0)),
        new=int(kinds.reindex(["new year", "filled gap", "new series"]).fillna(0).sum()),
        gone=int(kinds.get("no longer given", 0)),
        flips=int((comparison.tables["claims"]["change"] == "verdict").sum()),
    )


def _columns(labels: Labels, *keys: str, number: Iterable[str] = (), choose: Iterable[str] = ()):
    return [
        {"key": key, "text": labels[f"compare.column.{key}"], "number": key in number,
         "choose": key in choose}
        for key in keys
    ]  # fmt: skip


def _inputs(comparison: Comparison, labels: Labels) -> dict:
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


def _verdicts(comparison: Comparison, labels: Labels) -> dict:
    """Clauses whose verdict, or whose number, is another one; flips first."""
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


def _plain(cell: object) -> str:
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


def _causes(comparison: Comparison, labels: Labels) -> dict:
    """The revisions of the focus pair, with what brought them."""
    table = comparison.tables["causes"]
    kept = table[table["country"].isin(comparison.focus) & ~_left_out(table["indicator"])]
    kept = kept[~kept["partner"].astype(bool) | kept["partner"].isin(comparison.focus)]
    grouped = list(kept.groupby(FIGURE, sort=False))
    first = {name: number for number, name in enumerate(SHOWN)}
    place = {country: number for number, country in enumerate(comparison.focus)}
    grouped.sort(
        key=lambda each: (first.get(each[0][0], len(first)), place[each[0][1]], -each[0][4])
    )
    rows = [_cause_row(labels, key, rows) for key, rows in grouped]
    columns = _columns(
        labels, "indicator", "country", "year", "old", "new", "change", "cause",
        number=("old", "new", "change"), choose=("indicator", "country", "year"),
    )  # fmt: skip
    return {"columns": columns, "rows": rows}


def _cause_row(labels: Labels, key: tuple, rows: pd.DataFrame) -> dict:
    indicator, country, partner, _, year = key
    old, new = rows["old"].iloc[0], rows["new"].iloc[0]
    effects = rows.assign(size=rows["effect"].abs()).sort_values("size", ascending=False)
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
        "old": (texts.value(labels, old), old),
        "new": (texts.value(labels, new), new),
        "change": (texts.signed(labels, new - old), new - old),
        "cause": "; ".join(because),
    }


def _headlines(comparison: Comparison, labels: Labels) -> list[dict]:
    """For each shown series of the focus country, the last revised year and the most revised."""
    table = comparison.tables["causes"]
    own = table[(table["country"] == comparison.focus[0]) & (table["partner"] == "")]
    rows = []
    for indicator in SHOWN:
        of = own[own["indicator"] == indicator]
        if of.empty:
            continue
        size = (of["new"] - of["old"]).abs()
        for year in dict.fromkeys((of["year"].max(), of.loc[size.idxmax(), "year"])):
            for key, figure in of[of["year"] == year].groupby(FIGURE, sort=False):
                rows.append(_cause_row(labels, key, figure))
    return rows


def _method(comparison: Comparison, labels: Labels) -> str:
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


def _series(comparison: Comparison, labels: Labels) -> dict:
    table = comparison.tables["series"]
    inside = table["country"].isin(comparison.countries) & ~_left_out(table["indicator"])
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


def _largest(labels: Labels, row) -> str:
    if pd.isna(row.largest_year):
        return ""
    old, new = (texts.value(labels, v) for v in (row.largest_old, row.largest_new))
    return f"{int(row.largest_year)}: {old} → {new}"


def _left_out(indicators: pd.Series) -> pd.Series:
    return indicators.str.startswith(LEFT_OUT)


def _shown_vintages(comparison: Comparison, labels: Labels) -> list[dict]:
    held = comparison.tables["vintages"]
    country = comparison.focus[0]
    own = held[(held["country"] == country) & (held["partner"] == "")]
    return [
        table
        for indicator in SHOWN
        if indicator in set(own["indicator"])
        for table in _vintage_tables(own, labels, indicator, country)
    ]


def _vintage_tables(held: pd.DataFrame, labels: Labels, indicator: str, country: str):
    dates = held.drop_duplicates(["dataset", "vintage"]).set_index(["dataset", "vintage"])
    for dataset, wide in vintages.matrix(held, indicator, country).items():
        rows = []
        for year, values in wide.iterrows():
            cells = [texts.value(labels, v) for v in values]
            rows.append((str(year), _marked(cells)))
        yield {
            "title": f"{texts.indicator(labels, indicator)}: {texts.place(labels, country, '')}",
            "caption": dataset,
            "releases": [(v, dates.loc[(dataset, v), "released"]) for v in wide.columns],
            "rows": rows,
        }


def _marked(cells: list[str]) -> list[tuple[str, bool]]:
    """Each cell, and whether it is another than the last one before it that is not empty."""
    marked, before = [], ""
    for text in cells:
        marked.append((text, bool(before and text and text != before)))
        before = text or before
    return marked


def _embedded(comparison: Comparison, labels: Labels) -> Markup:
    """All vintage tables as JSON for the page's script."""
    held = comparison.tables["vintages"]
    held = held[~held["indicator"].str.startswith(("ranked.", "common_"))]
    series: dict[str, dict[str, list]] = {}
    countries: dict[str, str] = {}
    for (indicator, country, partner), rows in held.groupby(["indicator", "country", "partner"]):
        place = f"{country} {partner}".strip()
        countries[place] = texts.place(labels, country, partner)
        found = []
        for dataset, own in rows.groupby("dataset"):
            order = (
                own[["released", "vintage"]].drop_duplicates().sort_values(["released", "vintage"])
            )
            wide = own.pivot(index="year", columns="vintage", values="value")[order["vintage"]]
            lines = [
                [str(year), *(texts.value(labels, v) for v in values)]
                for year, values in zip(wide.index, wide.to_numpy(), strict=True)
            ]
            releases = [[row.vintage, row.released] for row in order.itertuples()]
            found.append({"dataset": dataset, "releases": releases, "rows": lines})
        series.setdefault(indicator, {})[place] = found
    ordered = sorted(series, key=lambda name: (name not in SHOWN, name))
    given = {
        "year": labels["compare.year"],
        "first": comparison.focus[0],
        "indicators": {name: texts.indicator(labels, name) for name in ordered},
        "countries": countries,
        "series": {name: series[name] for name in ordered},
    }
    return pages.inside(given)


def _first(figures: list[dict]) -> list[dict]:
    """The figures that are drawn differently, those of DRAWN first."""
    place = {name: number for number, name in enumerate(DRAWN)}
    changed = [figure for figure in figures if figure["changed"]]
    return sorted(changed, key=lambda figure: place.get(figure["name"], len(place)))


def _figures(figures: list[dict], labels: Labels) -> dict:
    changed = [figure for figure in figures if figure["changed"]]
    said = labels.text("compare.figures.said", changed=len(changed), all=len(figures))
    return {"pairs": changed, "said": said}
