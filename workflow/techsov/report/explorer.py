"""Series that a reader chooses in the browser: a measure of any country, release by release.

The numbers stand once, in a script that the pages of all languages load; what they are called
stands in each page.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd

from techsov.catalogue.datasets import OF_DATASET
from techsov.claims.evidence import SCHEMAS
from techsov.compare import texts
from techsov.core import tables
from techsov.presentation import pages
from techsov.presentation.labels import JOIN, Labels
from techsov.presentation.palette import OTHERS, colours
from techsov.presentation.words import word

YEARS = ("since", "until")
ARROW = " ← "
# Ways of counting a dependency that a reader chooses from; the table of the edition holds more.
COUNTED = (
    "fdva_share.value_added.foreign",
    "fpem.gross_output.foreign",
    "fpem.value_added.foreign",
    "fpem.gross_output.manufacturing_inputs",
    "fpem_face.gross_output.foreign",
    "fpem_hidden.gross_output.foreign",
    "fpex.gross_output.foreign",
)
# Macroeconomic measures that the argument speaks of.
MACRO = (
    "gdp_ppp_share", "gdp_usd_share", "gdp_growth", "gdp_per_capita_usd",
    "gdp_ppp_rank", "inflation", "manufacturing_va_share",
)  # fmt: skip
FIRST = {"research": "gerd_gdp", "complexity": "rank.SITC", "macro": MACRO[0]}


def series(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """An indicator table as series to choose from.

    Parameters
    ----------
    name
        "research", "complexity", "dependency" or "macro"

    Returns
    -------
    pd.DataFrame
        columns measure, place (a country, or "user supplier"), release ("dataset vintage"),
        year, value, unit; shares of a dependency in per cent
    """
    if name == "complexity":
        kinds = [
            table.assign(
                measure=f"{kind}." + table["classification"],
                value=table[kind],
                unit="",
                dataset=OF_DATASET[name],
            )
            for kind in ("rank", "eci")
        ]
        table = pd.concat(kinds).rename(columns={"country": "place"})
    elif name == "dependency":
        measure = table["measure"] + "." + table["basis"] + "." + table["scope"]
        table = table.assign(
            measure=measure,
            place=table["user"] + " " + table["supplier"],
            value=100 * table["value"],
            unit="%",
        )
        table = table[measure.isin(COUNTED)]
    else:
        table = table.rename(columns={"indicator": "measure", "country": "place"})
        if name == "macro":
            table = table[table["measure"].isin(MACRO)]
    table = table.assign(release=table["dataset"] + " " + table["vintage"].astype(str))
    held = table.dropna(subset=["value"])
    return held[["measure", "place", "release", "year", "value", "unit"]]


def script(name: str, rows: pd.DataFrame) -> str:
    """A script that holds the series: measure -> place -> release -> first year and its values.

    A year without a value is null; numbers have four significant digits.
    """
    held: dict = {}
    order = ["measure", "place", "release", "year"]
    for (measure, place, release), own in rows.sort_values(order, kind="stable").groupby(
        order[:3], sort=True
    ):
        by_year = dict(zip(own["year"], own["value"], strict=True))
        years = range(min(by_year), max(by_year) + 1)
        values = [_number(by_year.get(year)) for year in years]
        held.setdefault(measure, {}).setdefault(place, {})[release] = [years[0], *values]
    written = json.dumps(held, separators=(",", ":"))
    return f"window.techsovSeries=window.techsovSeries||{{}};techsovSeries.{name}={written};\n"


def _number(value: float | None) -> float | int | None:
    if value is None or math.isnan(value):
        return None
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short


def page(
    name: str, rows: pd.DataFrame, labels: Labels, focus: tuple[str, ...], chart: dict
) -> dict:
    """What a step's page shows of the series: their names, the menus, and an empty chart.

    Parameters
    ----------
    focus
        the pair that is shown at first
    chart
        Vega-Lite of the series that a reader chooses
    """
    pairs = bool(rows["place"].str.contains(" ").any())
    codes = list(dict.fromkeys(" ".join(sorted(set(rows["place"]))).split()))
    names = {code: texts.named(labels, code) for code in codes}
    units = dict(zip(rows["measure"], rows["unit"], strict=True))
    said = {name: measure(labels, name, unit) for name, unit in units.items()}
    first = next(each for each in (FIRST.get(name), *COUNTED, *said) if each in said)
    measures = sorted(said, key=lambda each: (each != first, said[each]))
    given = {
        "measures": [[measure, said[measure]] for measure in measures],
        "inverted": [measure for measure in measures if "rank" in measure],
        "countries": dict(sorted(names.items(), key=lambda pair: pair[1])),
        "colours": colours([*focus, *codes]),
        "spare": list(OTHERS),
        "releases": {each: release(labels, each) for each in sorted(set(rows["release"]))},
        "first": [code for code in focus if code in codes],
        "arrow": ARROW,
        "pairs": pairs,
        "any": labels["page.any"],
        "none": labels["report.explore.none"],
        "said": labels["report.explore.caption"],
        "year": labels["report.column.year"],
        "chart": chart,
    }
    menus = ["measure", "country", *(["supplier"] if pairs else []), "beside", "release", *YEARS]
    worded = {"country": "user"} if pairs else {}
    return {
        "id": name,
        "pairs": pairs,
        "menus": [{"name": menu, "text": worded.get(menu, menu)} for menu in menus],
        "given": pages.inside(given),
    }


def measure(labels: Labels, name: str, unit: str) -> str:
    """A measure's name in words, with its unit where the name does not say it."""
    unit = word("unit", unit, labels)
    # What a share in foreign value added is counted from, its own name says.
    said = texts.indicator(labels, "fdva_share" if name.startswith("fdva_share.") else name)
    said = said[:1].upper() + said[1:]
    return f"{said}, {unit}" if unit and unit not in said else said


def release(labels: Labels, release: str) -> str:
    """A release, "dataset vintage", in words."""
    datasets, vintages = (part.split(JOIN) for part in release.split(" "))
    parts = dict.fromkeys(zip(datasets, vintages, strict=True))
    return " / ".join(labels.release(*part) for part in parts)


def read(name: str, path: Path | str) -> pd.DataFrame:
    """The series of an indicator table on disk (`series`)."""
    return series(name, tables.read(path, SCHEMAS[name]))
