"""A comparison as pages for the browser, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from techsov.compare import listing, sheet, texts, vintages
from techsov.compare.listing import SHOWN, Comparison
from techsov.presentation import pages
from techsov.presentation.labels import Labels


def write_pages(
    comparison: Comparison, labels: Labels, folder: Path, figures: list[dict], others: dict
) -> None:
    """Write `index.html` and `vintages.html` into `folder`.

    Parameters
    ----------
    figures
        as `techsov.compare.pictures.gather` gives them
    others
        language -> address of the folder of the same pages in it, relative to `folder`
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
        lead=listing.lead(comparison, labels),
        files=[(f"{up}{name}.csv", f"{name}.csv") for name in comparison.tables]
        + [(f"{up}{sheet.name(labels.language, not up)}", "PDF")]
        + _reports(comparison, labels, up),
        inputs=listing.inputs(comparison, labels),
        verdicts=listing.verdicts(comparison, labels),
        causes=listing.causes(comparison, labels),
        method=listing.method(comparison, labels),
        series=listing.series(comparison, labels),
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


def _reports(comparison: Comparison, labels: Labels, up: str) -> list[tuple[str, str]]:
    """Links to the reports of both editions; beneath `up` stand those in another language."""
    own = f"{labels.language}/" if up else ""
    return [
        (
            f"{up}../../{edition.name}/report/{own}index.html",
            labels.text("compare.report", edition=edition.name),
        )
        for edition in (comparison.before, comparison.after)
    ]


def translated(claims: pd.DataFrame, before: Path, after: Path, language: str) -> pd.DataFrame:
    """The claims with their texts, and with what was reproduced, in a language.

    Parameters
    ----------
    before, after
        results of both editions, where the verdict tables in that language stand
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


def _vintage_tables(
    held: pd.DataFrame, labels: Labels, indicator: str, country: str
) -> Iterator[dict]:
    dates = held.drop_duplicates(["dataset", "vintage"]).set_index(["dataset", "vintage"])
    for dataset, wide in vintages.matrix(held, indicator, country).items():
        rows = []
        for year, values in wide.iterrows():
            cells = [texts.value(labels, v) for v in values]
            rows.append((str(year), texts.marked(cells)))
        yield {
            "title": f"{texts.indicator(labels, indicator)}: {texts.place(labels, country, '')}",
            "caption": dataset,
            "releases": [(v, dates.loc[(dataset, v), "released"]) for v in wide.columns],
            "rows": rows,
        }


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


def _figures(figures: list[dict], labels: Labels) -> dict:
    changed = [figure for figure in figures if figure["changed"]]
    said = labels.text("compare.figures.said", changed=len(changed), all=len(figures))
    return {"pairs": changed, "said": said}
