"""One country on every release that built editions hold: a table, and a page in a language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import polars as pl
from markupsafe import Markup

from techsov.catalogue.datasets import INDICATORS
from techsov.catalogue.registry import Catalogue
from techsov.compare import built, texts, vintages
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, UnknownCountry
from techsov.presentation import pages
from techsov.presentation.labels import Labels
from techsov.report import explorer
from techsov.report.explorer import COUNTED, MACRO

TOPICS = ("research", "complexity", *sorted(INDICATORS.keys() - {"research"}), "dependency")
COLUMNS = ["topic", *vintages.COLUMNS]
RANKINGS = ("rank", "eci")
# Of a dependency the page shows these, with the partners that weigh most in the last year.
USED, MARKETS = COUNTED[0], "fpex.gross_output.foreign"
PARTNERS = 5
WIDTH, HEIGHT, LEFT, MARGIN = 560, 150, 84, 34


def gather(
    catalogue: Catalogue, countries: Countries, place: str, results: Path = Path("results")
) -> tuple[str, pd.DataFrame]:
    """A country's code, and every figure of it on every release that a built edition holds.

    Parameters
    ----------
    catalogue : Catalogue
        The editions that may be built.
    countries : Countries
        Names of countries.
    place : str
        The country, by a code or name of `config/countries.yaml` or a code of the tables.
    results : Path
        The folder of built editions.

    Returns
    -------
    str
        Its code.
    DataFrame
        `COLUMNS`, sorted: research, complexity and macro of the country; dependency as user
        (`country`) and as supplier (`partner`), of all partners in the panel.

    Raises
    ------
    ConfigError
        When no edition is built, or none holds the country; names those that are held.
    """
    editions = vintages.built_editions(catalogue, results)
    topic = {
        indicator: name
        for edition in editions
        for name in INDICATORS
        for indicator in edition.frames[name]["indicator"].unique()
    }
    figures = vintages.gather(catalogue, editions)
    held = set(figures["country"]) | set(figures["partner"]) - {""}
    code = place
    if place not in held:
        with suppress(UnknownCountry):
            code = countries.code(place)
    own = figures[(figures["country"] == code) | (figures["partner"] == code)]
    parts = [own, *(_panel(catalogue, results / edition.name, code) for edition in editions)]
    found = pd.concat(parts).drop_duplicates([*built.FIGURE, "vintage"])
    if found.empty:
        raise ConfigError(f"no built edition holds `{place}`; held are {', '.join(sorted(held))}")
    kinds = [
        "dependency" if partner else topic.get(indicator, "complexity")
        for indicator, partner in zip(found["indicator"], found["partner"], strict=True)
    ]
    order = ["topic", *built.FIGURE, "released", "vintage"]
    found = found.assign(topic=pd.Categorical(kinds, TOPICS)).sort_values(order, kind="stable")
    return code, found.astype({"topic": str})[COLUMNS].reset_index(drop=True)


def _panel(catalogue: Catalogue, results: Path, code: str) -> pd.DataFrame:
    """The country's pairs in an edition's panel, which folds no partner."""
    if not (results / "panel/catalogue.csv").exists():
        return pd.DataFrame(columns=vintages.COLUMNS)
    pairs = pl.scan_parquet(results / "panel/pairs/**/*.parquet")
    own = pairs.filter((pl.col("user") == code) | (pl.col("supplier") == code)).select(
        pl.concat_str("measure", "basis", "scope", separator=".").alias("indicator"),
        pl.col("user").alias("country"),
        pl.col("supplier").alias("partner"),
        "dataset",
        pl.col("year").cast(pl.Int64),
        pl.lit("share").alias("unit"),
        "vintage",
        "value",
    )
    found = own.drop_nulls("value").collect().to_pandas()
    released = {
        key: vintages.released(catalogue, *key)
        for key in set(zip(found["dataset"], found["vintage"], strict=True))
    }
    dates = [released[key] for key in zip(found["dataset"], found["vintage"], strict=True)]
    return found.assign(released=dates)[vintages.COLUMNS]


def page(rows: pd.DataFrame, code: str, labels: Labels, others: dict[str, str], csv: str) -> str:
    """The page of a country.

    Parameters
    ----------
    rows : DataFrame
        As `gather` gives them.
    code : str
        The country's code.
    labels : Labels
        The texts of the language, the report's among them.
    others : dict
        Language -> address of the same page in it.
    csv : str
        Address of the table.
    """
    heading = labels.text("profile.heading", country=texts.named(labels, code))
    sections = []
    for topic in TOPICS:
        own = rows[rows["topic"] == topic]
        shown = _partners(own, code, labels) if topic == "dependency" else _series(own, labels)
        sections.append((topic, labels[f"profile.{topic}"], list(shown)))
    return pages.render(
        "profile.html",
        labels=labels,
        title=heading,
        heading=heading,
        nav=[(f"#{topic}", name, False) for topic, name, _ in sections],
        others=others,
        csv=csv,
        sections=sections,
    )


def _series(rows: pd.DataFrame, labels: Labels) -> Iterator[dict]:
    """A table for each indicator: a row a year, a column a release, those of a dataset together."""
    for indicator in _ordered(rows["indicator"].unique()):
        own = rows[rows["indicator"] == indicator]
        wide = own.pivot(index="year", columns=["dataset", "released", "vintage"], values="value")
        wide = wide.sort_index(axis=1)
        heads = [explorer.release(labels, f"{data} {vintage}") for data, _, vintage in wide.columns]
        places = pd.Series(range(len(heads))).groupby(wide.columns.get_level_values(0)).indices
        cells = [[texts.value(labels, v) for v in values] for values in wide.to_numpy()]
        yield {
            "title": explorer.measure(labels, indicator, own["unit"].iloc[0]),
            "caption": "",
            "releases": list(zip(heads, heads, strict=True)),
            "rows": [
                (
                    str(year),
                    [m for at in places.values() for m in texts.marked([line[k] for k in at])],
                )
                for year, line in zip(wide.index, cells, strict=True)
            ],
            "chart": chart(wide, labels, is_rank="rank" in indicator),
        }


def _ordered(indicators: list[str]) -> list[str]:
    """Those that the page shows: ranks and indices, what the report chooses from, all research."""
    shown = [i for i in indicators if "." not in i or i.partition(".")[0] in RANKINGS]
    return sorted(shown, key=lambda i: (MACRO.index(i) if i in MACRO else len(MACRO), i))


def _partners(rows: pd.DataFrame, code: str, labels: Labels) -> Iterator[dict]:
    """A table for each measure, dataset and release: a row a year, a column a partner."""
    for indicator, side, partner in ((USED, "country", "partner"), (MARKETS, "partner", "country")):
        own = rows[(rows["indicator"] == indicator) & (rows[side] == code)]
        for (dataset, vintage), of in own.groupby(["dataset", "vintage"], sort=True):
            wide = of.pivot(index="year", columns=partner, values="value") * 100
            wide = wide[wide.iloc[-1].nlargest(PARTNERS).index]
            heads = [texts.named(labels, each) for each in wide.columns]
            yield {
                "title": labels[f"profile.{side}"],
                "caption": f"{explorer.measure(labels, indicator, '%')}. "
                f"{labels.release(dataset, vintage)}",
                "releases": list(zip(heads, heads, strict=True)),
                "rows": [
                    (str(year), [(texts.value(labels, v, 3), False) for v in values])
                    for year, values in zip(wide.index, wide.to_numpy(), strict=True)
                ],
                "chart": "",
            }


def chart(wide: pd.DataFrame, labels: Labels, *, is_rank: bool) -> Markup:
    """Every release as a line over the years, the one that came out last strong.

    Parameters
    ----------
    wide : DataFrame
        Years as rows; columns dataset, released, vintage.
    labels : Labels
        How numbers are written.
    is_rank : bool
        Whether 1 stands on top.
    """
    low, high = wide.min(axis=None), wide.max(axis=None)
    first, last = int(wide.index.min()), int(wide.index.max())
    if first == last:
        return Markup("")

    def place(year: int, value: float) -> str:
        share = (value - low) / ((high - low) or 1)
        y = MARGIN / 2 + (HEIGHT - MARGIN) * (share if is_rank else 1 - share)
        return f"{LEFT + (WIDTH - LEFT - MARGIN) * (year - first) / (last - first):.1f},{y:.1f}"

    newest = max(wide.columns, key=lambda column: column[1])
    lines = []
    for column in sorted(wide.columns, key=lambda column: column == newest):
        kind, values = "newest" if column == newest else "older", wide[column].dropna()
        points = [place(year, value) for year, value in values.items()]
        lines.append(f'<polyline class="{kind}" points="{" ".join(points)}"/>')
        if len(points) == 1:
            x, y = points[0].split(",")
            lines.append(f'<circle class="{kind}" cx="{x}" cy="{y}" r="2.5"/>')
    top, bottom = (low, high) if is_rank else (high, low)
    right, foot = WIDTH - MARGIN, HEIGHT - 2
    written = [
        (LEFT, foot, "start", str(first)),
        (right, foot, "end", str(last)),
        (LEFT - 6, MARGIN / 2 + 4, "end", texts.value(labels, top)),
        (LEFT - 6, HEIGHT - MARGIN / 2 + 4, "end", texts.value(labels, bottom)),
    ]
    said = [f'<text x="{x}" y="{y}" text-anchor="{at}">{t}</text>' for x, y, at, t in written]
    return Markup(
        f'<svg class="releases" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f"{''.join(lines + said)}</svg>"
    )
