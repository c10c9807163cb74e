"""UNESCO Institute for Statistics: R&D expenditure by source of funds.

`expenditure.csv` holds GERD by source in thousands of current PPP dollars, a column per source,
but no total. The total is therefore the sum of the sources, the unspecified one included. Where a
country leaves a source out, that sum falls short of GERD and every share is too high (that of
business in China in 2012 by almost three points). The file offers one check: GERD by type of
activity, whose sum is another account of the same total. A year in which both are held and differ
is left out; a year in which business, government or abroad is missing is left out as well.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.errors import LayoutError
from techsov.sources import opening

DATASET = "uis/expenditure"
UNIT = "% of GERD"
KEYS = ["LOCATION", "Country", "TIME"]
NEEDED = {
    "Business enterprise": "gerd_business_funded",
    "Government": "gerd_government_funded",
    "Rest of the world": "gerd_abroad_funded",
}
OTHERS = ["Higher Education", "Private non-profit", "Not specified source"]
OTHER_INDICATOR = "gerd_other_funded"
ACTIVITIES = [
    "Basic research",
    "Applied research",
    "Experimental development",
    "Not specified activities",
]
SAME_TOTAL = 0.005  # relative difference up to which both totals count as one

# How the API names groups of countries, by the classification that they are of (`SDG: World`).
REGION = re.compile(r"[A-Z]+: ")
# Indicators of the UIS data API: its code -> our indicator and unit.
API_SERIES = {"EXPGDP.TOT": ("gerd_gdp", "% of GDP")}


def read_expenditure(path: Path | str, *, vintage: str) -> pd.DataFrame:
    """Shares of GERD by source of funds, every country and year that can be vouched for.

    Parameters
    ----------
    vintage
        the UIS release, which the file does not state

    Returns
    -------
    pd.DataFrame
        `gerd_business_funded`, `gerd_government_funded`, `gerd_abroad_funded` and
        `gerd_other_funded` (higher education, private non-profit, unspecified), % of GERD

    Raises
    ------
    LayoutError
        On other columns or negative funds; CheckError on a repeated key
    """
    path = Path(path)
    funds = opening.table(path)
    expected = [*KEYS, *NEEDED, *OTHERS, *ACTIVITIES]
    if missing := [column for column in expected if column not in funds]:
        raise LayoutError(
            path,
            "line 1",
            found=", ".join(funds.columns),
            expected=f"also the columns {', '.join(missing)}",
            todo="The UIS bulk files and its API have other layouts: see `read_api`",
        )
    funds = opening.numbers(path, funds, ["TIME", *NEEDED, *OTHERS, *ACTIVITIES])
    for column in (*NEEDED, *OTHERS, *ACTIVITIES):
        below = funds.index[funds[column] < 0]
        if len(below):
            raise LayoutError(
                path,
                f"line {below[0] + 2}, column {column}",
                found=f"{funds[column][below[0]]:g}",
                expected="funds not below zero",
            )
    frame = checks.tidy(
        shares(funds[complete(funds) & consistent(funds)]),
        dataset=DATASET,
        vintage=vintage,
        origin=path.name,
    )
    checks.within(frame, 0, 100, path.name)
    return checks.adding_up(frame, [*NEEDED.values(), OTHER_INDICATOR], path.name)


def shares(funds: pd.DataFrame) -> pd.DataFrame:
    """Each source as a percentage of the sum of all sources, a row per country, year and source."""
    total = funds[[*NEEDED, *OTHERS]].sum(axis=1)
    sources = {name: funds[column] for column, name in NEEDED.items()}
    sources[OTHER_INDICATOR] = funds[OTHERS].sum(axis=1)
    return pd.concat(
        pd.DataFrame(
            {
                "country": funds["LOCATION"],
                "year": funds["TIME"],
                "indicator": name,
                "value": 100 * amounts / total,
                "unit": UNIT,
            }
        )
        for name, amounts in sources.items()
    )


def complete(funds: pd.DataFrame) -> pd.Series:
    """Whether the three sources that no country lacks are stated."""
    return funds[list(NEEDED)].notna().all(axis=1)


def consistent(funds: pd.DataFrame) -> pd.Series:
    """Whether the sum of the sources is that of the activities, where a country reports both."""
    by_source = funds[[*NEEDED, *OTHERS]].sum(axis=1)
    by_activity = funds[ACTIVITIES].sum(axis=1, min_count=1)
    same = (by_source / by_activity - 1).abs() <= SAME_TOTAL
    return same | by_activity.isna()


def read_api(path: Path | str, *, vintage: str) -> pd.DataFrame:
    """Figures from an answer of the UIS data API (`/api/public/data/indicators`).

    Parameters
    ----------
    vintage
        the API's data version, asked of `/api/public/versions/default`

    Raises
    ------
    LayoutError
        When a record has an unknown indicator or lacks a field
    """
    path = Path(path)
    answer = opening.document(path)
    if not isinstance(answer, dict) or not isinstance(answer.get("records"), list):
        raise LayoutError(path, "answer", found="none", expected="an object with `records`")
    rows = []
    for position, record in enumerate(answer["records"]):
        place = f"records[{position}]"
        if not isinstance(record, dict):
            raise LayoutError(path, place, found=repr(record), expected="an object")
        if missing := [k for k in ("indicatorId", "geoUnit", "year", "value") if k not in record]:
            raise LayoutError(path, place, found="none", expected=f"a field {', '.join(missing)}")
        if record["indicatorId"] not in list(API_SERIES):
            raise LayoutError(
                path,
                place,
                found=record["indicatorId"],
                expected=" or ".join(API_SERIES),
                todo="Add the indicator to `API_SERIES` with its name and unit",
            )
        name, unit = API_SERIES[record["indicatorId"]]
        if record["value"] is not None and not REGION.match(str(record["geoUnit"])):
            rows.append(
                {
                    "country": record["geoUnit"],
                    "year": opening.whole(path, f"{place}.year", record["year"]),
                    "indicator": name,
                    "value": opening.number(path, f"{place}.value", record["value"]),
                    "unit": unit,
                }
            )
    frame = checks.tidy(rows, dataset=DATASET, vintage=vintage, origin=path.name)
    return checks.within(frame, 0, 100, path.name)
