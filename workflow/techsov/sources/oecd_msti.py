"""OECD Main Science and Technology Indicators (MSTI).

Two layouts. The SDMX-CSV of `OECD.STI.STP,DSD_MSTI@DF_MSTI` tells every series apart. The extract
of September 2025 (`iso3,country,measure,measure_name,unit,year,obs_value,year_date`) has lost the
dimensions PRICE_BASE and TRANSFORMATION: current prices, constant prices, an index and a growth
rate of GERD in PPP dollars stand there side by side under one key. They can be told apart by what
they have to satisfy, and `read_gerd_ppp` takes only those that do:

  current  = GERD / GDP x GDP in current PPP dollars, both of which the extract holds once
  constant = the largest of the other three, if it moves exactly as the index beside it
  growth   = the rate at which the constant series has moved since the year before

Every other repeated key is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from techsov.core import checks
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import opening, sdmx_csv

DATASET = "oecd/msti"
EXTRACT_HEAD = [
    "iso3",
    "country",
    "measure",
    "measure_name",
    "unit",
    "year",
    "obs_value",
    "year_date",
]
EXTRACT_KEY = ["iso3", "measure", "unit", "year"]
LOST = (
    "The extract has lost PRICE_BASE and TRANSFORMATION; take the official SDMX-CSV, or "
    "`read_gerd_ppp` for GERD in PPP dollars"
)
SDMX_NEEDED = [
    "REF_AREA",
    "FREQ",
    "MEASURE",
    "UNIT_MEASURE",
    "PRICE_BASE",
    "TRANSFORMATION",
    "TIME_PERIOD",
    "OBS_VALUE",
]
SDMX_FLOW = "DSD_MSTI@DF_MSTI"
OF_GERD = "% of GERD"
NATIONAL = "m national currency"
# MEASURE and UNIT_MEASURE -> indicator and unit. Levels are in millions. GDP is not read: what the
# MSTI holds is of mixed age, and shares are computed on the national releases.
SERIES = {
    ("G", "PT_B1GQ"): ("gerd_gdp", "% of GDP"),
    ("B", "PT_B1GQ"): ("berd_gdp", "% of GDP"),
    ("G_BR", "PT_B1GQ"): ("basic_research_gdp", "% of GDP"),
    ("G_FG", "PT_B1GQ"): ("gerd_government_gdp", "% of GDP"),
    ("G", "XDC"): ("gerd_lcu", NATIONAL),
    ("G_FG", "XDC"): ("gerd_government_lcu", NATIONAL),
    ("G_FB", "PT_GERD"): ("gerd_business_funded", OF_GERD),
    ("G_FG", "PT_GERD"): ("gerd_government_funded", OF_GERD),
    ("G_FON", "PT_GERD"): ("gerd_other_funded", OF_GERD),
    ("G_FA", "PT_GERD"): ("gerd_abroad_funded", OF_GERD),
    ("B", "PT_GERD"): ("gerd_business_performed", OF_GERD),
    ("GV", "PT_GERD"): ("gerd_government_performed", OF_GERD),
    ("H", "PT_GERD"): ("gerd_higher_education_performed", OF_GERD),
    ("PNP", "PT_GERD"): ("gerd_nonprofit_performed", OF_GERD),
    ("P_ICTPCT", "PATN"): ("patents_pct_ict", "applications"),
    ("P_BIOPCT", "PATN"): ("patents_pct_biotech", "applications"),
}
SHARES = ("% of GDP", OF_GERD)
PPP = ("G", "USD_PPP")
CURRENT = ("gerd_ppp", "USD m PPP")
GROWTH = ("gerd_growth", "% real")
SOURCES = [name for (m, u), (name, _) in SERIES.items() if m.startswith("G_") and u == "PT_GERD"]
PERFORMERS = [name for name, _ in SERIES.values() if name.endswith("_performed")]

LEVEL = ("_Z", "N")  # TRANSFORMATION of a level
YEARLY_GROWTH = ("GY", "G1")  # over a year, which for annual series is over a period
CURRENT_PRICES = ("_Z", "V")  # PRICE_BASE of ratios and of current prices
CONSTANT_PRICES = ("Q", "L", "LR")
MILLIONS = 6  # UNIT_MULT of levels

SAME = 5e-5  # relative difference up to which two roundings of one figure count as equal
SAME_POINTS = 1e-3  # points of per cent, likewise for growth rates


def read_extract(
    path: Path | str, *, vintage: str, series: Mapping[tuple[str, str], tuple[str, str]] = SERIES
) -> pd.DataFrame:
    """Shares and national-currency levels from the extract of September 2025.

    Parameters
    ----------
    vintage
        the MSTI edition, which the file does not state
    series
        measure and unit of the extract -> indicator and unit

    Raises
    ------
    LayoutError
        Where a series stands twice for a country and year
    """
    path = Path(path)
    extract = _open_extract(path)
    keys = pd.Series(list(zip(extract["measure"], extract["unit"], strict=True)))
    wanted = extract[keys.isin(series).to_numpy()]
    _refuse_repeats(wanted, EXTRACT_KEY, path, LOST)
    rows = (
        _row(e.iso3, e.year, e.obs_value, *series[e.measure, e.unit])
        for e in wanted.dropna(subset="obs_value").itertuples()
    )
    return _checked(rows, vintage, path)


def read_gerd_ppp(path: Path | str, *, vintage: str) -> pd.DataFrame:
    """GERD in PPP dollars from the extract: `gerd_ppp`, `gerd_ppp_constant` and `gerd_growth`.

    Only rows that the identities of this module's head single out; a country and year for which
    they do not is left out. The base year of the constant series is the one in which it equals
    the current series. Growth, per cent at constant prices, is the published rate; the OECD gives
    none across a break in the series (United States 2021 and 2023), and none is computed here.

    Raises
    ------
    CheckError
        When two different rows satisfy the identity, when nothing does, or when countries have
        different base years
    """
    path = Path(path)
    extract = _open_extract(path)
    held = extract.dropna(subset="obs_value")
    candidates = {
        key: sorted(rows["obs_value"])
        for key, rows in _of(held, *PPP).groupby(["iso3", "year"], sort=True)
    }
    implied = _once(path, held, "G", "PT_B1GQ") / 100 * _once(path, held, "GDP", "USD_PPP")
    current = {
        key: value
        for key, values in candidates.items()
        if key in implied.index and (value := _matching(key, values, implied[key], path))
    }
    constant = {
        key: value
        for country in sorted({country for country, _ in current})
        for key, value in _moving_with_index(country, candidates, current).items()
    }
    name, unit = CURRENT
    base = _base_year(current, constant, path)
    rows = [_row(c, y, value, name, unit) for (c, y), value in current.items()]
    rows += [
        _row(c, y, value, f"{name}_constant", f"{unit}, {base} prices")
        for (c, y), value in constant.items()
    ]
    growth = _published_growth(candidates, constant)
    rows += [_row(c, y, value, *GROWTH) for (c, y), value in growth.items()]
    return _checked(rows, vintage, path)


def read_sdmx(path: Path | str, *, vintage: str) -> pd.DataFrame:
    """The series of `SERIES` and GERD in PPP dollars from the official SDMX-CSV.

    Takes annual levels, and the growth of GERD at constant prices; other transformations, such as
    indices, are passed over.

    Raises
    ------
    LayoutError
        On missing columns, an unknown price base, another unit multiplier than millions, or a
        series that stands twice for a country and year
    """
    path = Path(path)
    frame = sdmx_csv.read(path, SDMX_NEEDED)
    if sdmx_csv.FLOW in frame:
        sdmx_csv.version(path, frame, SDMX_FLOW)
    series = pd.Series(list(zip(frame["MEASURE"], frame["UNIT_MEASURE"], strict=True)))
    wanted = series.isin([*SERIES, PPP]).to_numpy() & (frame["FREQ"] == "A")
    taken = frame[wanted & frame["TRANSFORMATION"].isin(LEVEL + YEARLY_GROWTH)]
    _refuse_repeats(
        taken,
        ["REF_AREA", "MEASURE", "UNIT_MEASURE", "PRICE_BASE", "TRANSFORMATION", "TIME_PERIOD"],
        path,
        "A dimension that tells them apart is missing from the request",
    )
    taken = taken.assign(
        TIME_PERIOD=sdmx_csv.years(path, taken), OBS_VALUE=sdmx_csv.observations(path, taken)
    ).dropna(subset="OBS_VALUE")
    rows = [row for e in taken.itertuples() if (row := _sdmx_row(path, e)) is not None]
    return _checked(rows, vintage, path)


def _sdmx_row(path: Path, observation: Any) -> dict | None:
    """The indicator row of an observation; None for what the project does not read."""
    e, key = observation, (observation.MEASURE, observation.UNIT_MEASURE)
    name, unit = SERIES.get(key, CURRENT)
    year, value = e.TIME_PERIOD, e.OBS_VALUE
    if e.TRANSFORMATION in YEARLY_GROWTH:
        is_real = key == PPP and e.PRICE_BASE in CONSTANT_PRICES
        return _row(e.REF_AREA, year, value, *GROWTH) if is_real else None
    multiplier = getattr(e, "UNIT_MULT", "")
    if (key == PPP or unit == NATIONAL) and multiplier != str(MILLIONS):
        raise LayoutError(
            path,
            f"line {e.Index}, column UNIT_MULT",
            found=multiplier or "nothing",
            expected=f"{MILLIONS} (millions)",
        )
    if e.PRICE_BASE in CURRENT_PRICES:
        return _row(e.REF_AREA, year, value, name, unit)
    if e.PRICE_BASE not in CONSTANT_PRICES:
        raise LayoutError(
            path,
            f"line {e.Index}, column PRICE_BASE",
            found=e.PRICE_BASE,
            expected=f"one of {', '.join(CURRENT_PRICES + CONSTANT_PRICES)}",
        )
    if key != PPP:
        return None
    base = getattr(e, "BASE_PER", "")
    if not re.fullmatch(r"(19|20)\d\d", base):
        raise LayoutError(
            path,
            f"line {e.Index}, column BASE_PER",
            found=repr(base[:40]) if base else "nothing",
            expected="the year of the constant prices",
        )
    return _row(e.REF_AREA, year, value, f"{name}_constant", f"{unit}, {base} prices")


def _open_extract(path: Path) -> pd.DataFrame:
    frame = opening.table(path, missing=("", "NA"))
    if list(frame.columns) != EXTRACT_HEAD:
        raise LayoutError(
            path, "line 1", found=",".join(frame.columns), expected=",".join(EXTRACT_HEAD)
        )
    frame = opening.numbers(path, frame, ["year", "obs_value"])
    frame.index += 2  # line numbers, as in `sdmx_csv`
    sdmx_csv.refuse(path, frame, "year", ~(frame["year"] % 1 == 0), "a year")
    sdmx_csv.refuse(path, frame, "obs_value", np.isinf(frame["obs_value"]), "a number")
    return frame.astype({"year": int})


def _refuse_repeats(frame: pd.DataFrame, key: list[str], path: Path, todo: str) -> None:
    repeated = frame[frame.duplicated(key, keep=False)]
    if not repeated.empty:
        first = repeated.iloc[0]
        name = ", ".join(str(first[column]) for column in key)
        same = repeated[(repeated[key] == first[key]).all(axis=1)]
        raise LayoutError(
            path,
            f"lines {', '.join(str(i) for i in same.index[:4])} ({name})",
            found=f"{len(same)} rows; {len(repeated)} rows repeat a key in all",
            expected="one row per country, series and year",
            todo=todo,
        )


def _of(frame: pd.DataFrame, measure: str, unit: str) -> pd.DataFrame:
    return frame[(frame["measure"] == measure) & (frame["unit"] == unit)]


def _once(path: Path, frame: pd.DataFrame, measure: str, unit: str) -> pd.Series:
    """A series of the extract that no other shares its key with, by country and year."""
    rows = _of(frame, measure, unit)
    _refuse_repeats(rows, EXTRACT_KEY, path, LOST)
    return rows.set_index(["iso3", "year"])["obs_value"]


def _matching(key: tuple, values: list[float], implied: float, path: Path) -> float | None:
    """The one value that agrees with the implied one; None where none does."""
    found = {value for value in values if checks.close(value, implied, relative=SAME)}
    if len(found) > 1:
        country, year = key
        raise CheckError(
            f"{path.name}: one row of GERD in PPP dollars near {implied:g} expected for "
            f"{country} {year}, found {', '.join(f'{value:g}' for value in sorted(found))}"
        )
    return found.pop() if found else None


def _moving_with_index(country: str, candidates: dict, current: dict) -> dict[tuple, float]:
    """GERD at constant prices, by country and year, where the index beside it vouches for it.

    With the current row set aside, the largest is the candidate and the next one the index. The
    candidate stands only if its ratio to the index is the same in every year.
    """
    pairs = {}
    for key, values in candidates.items():
        if key[0] == country and key in current:
            others = list(values)
            others.remove(current[key])
            if len(others) >= 2:
                pairs[key] = (others[-1], others[-2])
    ratios = [level / index for level, index in pairs.values() if index > 0]
    steady = all(checks.close(a, b, relative=SAME) for a, b in pairwise(ratios))
    vouched = len(ratios) == len(pairs) >= 2 and steady
    return {key: level for key, (level, _) in pairs.items()} if vouched else {}


def _published_growth(candidates: dict, constant: dict) -> dict[tuple, float]:
    """The growth rates among the rows, where the constant series of the year before proves them."""
    found = {}
    for (country, year), level in constant.items():
        if before := constant.get((country, year - 1)):
            moved = 100 * (level / before - 1)
            for value in candidates[country, year]:
                if checks.close(value, moved, absolute=SAME_POINTS):
                    found[country, year] = value
    return found


def _base_year(current: dict, constant: dict, path: Path) -> int:
    """The year in which constant and current series are the same, for all countries."""
    same = [
        year
        for (country, year), value in constant.items()
        if checks.close(value, current[country, year], relative=SAME)
    ]
    if not same or len(set(same)) > 1:
        years = ", ".join(map(str, sorted(set(same)))) or "none"
        raise CheckError(f"{path.name}: one base year of constant prices expected, found {years}")
    return same[0]


def _row(code: str, year: int, value: float, indicator: str, unit: str) -> dict[str, object]:
    return {"country": code, "year": year, "indicator": indicator, "value": value, "unit": unit}


def _checked(rows: Iterable[dict], vintage: str, path: Path) -> pd.DataFrame:
    frame = checks.tidy(rows, dataset=DATASET, vintage=vintage, origin=path.name)
    checks.within(frame[frame["unit"].isin(SHARES)], 0, 100, path.name)
    ppp = frame["unit"].str.startswith(CURRENT[1])
    national = frame["unit"] == NATIONAL
    checks.without_jumps(checks.positive(frame[ppp], path.name), path.name)
    # Prices rose ninefold within a year in Russia of 1993.
    checks.without_jumps(checks.positive(frame[national], path.name), path.name, fatal=False)
    checks.adding_up(frame, SOURCES, path.name)
    checks.adding_up(frame, PERFORMERS, path.name)
    return frame
