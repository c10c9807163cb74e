"""The Atlas's look-up service: one country's current complexity values, by year.

`query` writes the request and `read_country` takes its answer. `countryYear` says neither which
classification it is of nor what rank the country holds. The classification therefore is the alias
under which the answer comes back. A rank exists only among the countries that the Atlas flags
`inRankings` (`ranked_countries`): rank the values of all of these, as
`techsov.indicators.complexity.rank_within_sets` does; one country's answer alone gives none.

The service states no release and its values change with each one, so that an answer is a vintage.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, placed
from techsov.sources import opening

DATASET = "atlas/lookup"
CLASSIFICATIONS = ("HS92", "HS12", "SITC")
# Field of the service -> indicator.
VALUES = {"eci": "eci", "eciFixed": "eci_fixed", "coi": "coi"}
FIELDS = ("countryId", "year", *VALUES)
PLACES = ("countryId", "iso3Code", "inRankings")
IDENTIFIER = re.compile(r"(?:country-)?(\d{1,3})")
FIRST_YEAR, LAST_YEAR = 1962, 2100  # SITC begins in 1962
ASK_AGAIN = "Ask with the text of `atlas_graphql.query`, and fetch the answer again"


def query(country_m49: int, classification: str, first: int, last: int) -> str:
    """The request for a country's values in the years `first` to `last`, and the ranked countries.

    Parameters
    ----------
    country_m49
        UN number, 643 for Russia
    classification
        HS92, HS12 or SITC

    Raises
    ------
    ValueError
        For another classification, or years out of order
    """
    if classification not in CLASSIFICATIONS:
        raise ValueError(
            f"classification: one of {', '.join(CLASSIFICATIONS)} expected, found {classification}"
        )
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(f"years {FIRST_YEAR} or later, in order, expected, found {first}, {last}")
    asked = (
        f"countryId: {int(country_m49)}, productClass: {classification}, "
        f"yearMin: {int(first)}, yearMax: {int(last)}"
    )
    return (
        f"{{ {classification}: countryYear({asked}) {{ {' '.join(FIELDS)} }} "
        f"locationCountry {{ {' '.join(PLACES)} }} }}"
    )


def read_country(path: Path | str, countries: Countries, *, vintage: str) -> pd.DataFrame:
    """ECI, the service's `eciFixed` and the complexity outlook (COI) of one country, by year.

    Parameters
    ----------
    vintage
        year and month of the look-up, which the answer does not state

    Returns
    -------
    pd.DataFrame
        tables.INDICATOR; `eci_hs92`, `eci_fixed_hs92`, `coi_hs92` or the like, indices
        without unit; a value that the service leaves empty is left out

    Raises
    ------
    LayoutError
        On an error of the service, an answer of another form, several countries, a year that
        stands twice, or a value that is no number
    """
    path = Path(path)
    data = _data(path)
    named = [name for name in CLASSIFICATIONS if name in data]
    if len(named) != 1:
        raise LayoutError(
            path,
            "data",
            found=", ".join(data) or "nothing",
            expected=f"the country's years under one of {', '.join(CLASSIFICATIONS)}",
            todo=ASK_AGAIN,
        )
    classification = named[0]
    records = _records(path, data, classification, FIELDS)
    country = _country(path, records, classification, countries)
    rows, years = [], set()
    for position, record in enumerate(records):
        place = f"data.{classification}[{position}]"
        year = record["year"]
        if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
            raise LayoutError(path, f"{place}.year", found=repr(year), expected="a year")
        if year in years:
            raise LayoutError(path, f"{place}.year", found=f"{year} again", expected="one of each")
        years.add(year)
        for field, name in VALUES.items():
            value = record[field]
            if value is None:
                continue
            if type(value) not in (int, float):
                raise LayoutError(
                    path, f"{place}.{field}", found=repr(value), expected="a number or null"
                )
            rows.append(
                {
                    "country": country,
                    "year": year,
                    "indicator": f"{name}_{classification.lower()}",
                    "value": float(value),
                    "unit": "index",
                }
            )
    if not rows:
        raise LayoutError(
            path, f"data.{classification}", found="none", expected="at least one value"
        )
    return checks.tidy(rows, dataset=DATASET, vintage=vintage, origin=path.name)


def ranked_countries(path: Path | str, countries: Countries) -> list[str]:
    """The countries that the Atlas flags as ranked, from the same answer.

    Raises
    ------
    LayoutError
        When the flags are missing, a code and a number contradict each other, or no country is
        ranked
    """
    path = Path(path)
    ranked = []
    for position, record in enumerate(_records(path, _data(path), "locationCountry", PLACES)):
        place = f"data.locationCountry[{position}]"
        if type(record["inRankings"]) is not bool:
            raise LayoutError(
                path,
                f"{place}.inRankings",
                found=repr(record["inRankings"]),
                expected="true or false",
            )
        if not record["inRankings"]:  # dependent and former territories need not be known here
            continue
        code = _code(path, f"{place}.countryId", record["countryId"], countries)
        if code != record["iso3Code"]:
            raise LayoutError(
                path, f"{place}.iso3Code", found=repr(record["iso3Code"]), expected=code
            )
        ranked.append(code)
    if not ranked:
        raise LayoutError(
            path, "data.locationCountry", found="none", expected="countries in the rankings"
        )
    return sorted(ranked)


def _data(path: Path) -> dict:
    """What the service answered, its errors refused."""
    answer = opening.document(path, ASK_AGAIN)
    if isinstance(answer, dict) and answer.get("errors"):
        errors = answer["errors"] if isinstance(answer["errors"], list) else [answer["errors"]]
        said = "; ".join(str(e.get("message", e) if isinstance(e, dict) else e) for e in errors)
        raise LayoutError(
            path, "errors", found=f"the message: {said}", expected="data alone", todo=ASK_AGAIN
        )
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        raise LayoutError(
            path, "answer", found="another form", expected="an object `data`", todo=ASK_AGAIN
        )
    return answer["data"]


def _records(path: Path, data: dict, name: str, fields: tuple[str, ...]) -> list[dict]:
    records = data.get(name)
    if not isinstance(records, list) or not records:
        raise LayoutError(
            path,
            f"data.{name}",
            found="nothing" if not records else "another form",
            expected="a list of records",
            todo=ASK_AGAIN,
        )
    for position, record in enumerate(records):
        lacking = [f for f in fields if not isinstance(record, dict) or f not in record]
        if lacking:
            raise LayoutError(
                path,
                f"data.{name}[{position}]",
                found="none",
                expected=f"a field {', '.join(lacking)}",
                todo=ASK_AGAIN,
            )
    return records


def _country(path: Path, records: list[dict], name: str, countries: Countries) -> str:
    codes = {
        _code(path, f"data.{name}[{position}].countryId", record["countryId"], countries)
        for position, record in enumerate(records)
    }
    if len(codes) != 1:
        raise LayoutError(
            path, f"data.{name}", found=", ".join(sorted(codes)), expected="one country"
        )
    return codes.pop()


def _code(path: Path, place: str, identifier: object, countries: Countries) -> str:
    """The alpha-3 code behind `country-643`, `643` as text, or 643."""
    stated = IDENTIFIER.fullmatch(str(identifier))
    if stated is None:
        raise LayoutError(path, place, found=repr(identifier), expected="`country-643` or 643")
    with placed(path, place):
        return countries.m49(int(stated[1]))
