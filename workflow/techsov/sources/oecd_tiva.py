"""OECD TiVA: foreign value added in final demand, and the main indicators.

Three forms are read. The SDMX service answers with a CSV of amounts: `DF_FDVA`, value added of a
source area that the final demand of another area absorbs, and `DF_MAINLV`, gross trade and the
value added in it; both in USD m. The weights file holds shares that a user of the 2025 edition
took from FDVA, for two countries.

Licence CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.countries import Countries
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import opening, sdmx_csv

WORLD, REST = "WLD", "ROW"  # our codes of the OECD's W and W_O
TOTAL, USD = "_T", "USD"
WEIGHTS = ("exposed_iso3", "source_iso3", "year", "channel", "w", "covered_share")
SOURCE = "VALUE_ADDED_SOURCE_AREA"
ANSWER = (
    sdmx_csv.FLOW,
    "MEASURE",
    SOURCE,
    "VALUE_ADDED_SOURCE_ACTIVITY",
    "FINAL_DEMAND_AREA",
    "FINAL_DEMAND_ACTIVITY",
    "UNIT_MEASURE",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MULT",
)
MILLIONS = 6
SAME_SHARE = 1e-4  # what roundings of some eighty areas may add up to, as a share
ASK_FOR_ALL = (
    "Ask the service for FDVA in USD, all source areas (an empty position in the key), activities "
    f"{TOTAL}, `format=csvfile`, and take the answer whole"
)
FDVA_FLOW, MAIN_FLOW = "DSD_TIVA_FDVA@DF_FDVA", "DSD_TIVA_MAINLV@DF_MAINLV"
# Inventories may leave a supplier's share of a demand just below nought, in USD m.
BELOW_NOUGHT = -0.5
MAIN_DATASET = "oecd/tiva-main"
MAIN_KEY = ["MEASURE", "REF_AREA", "ACTIVITY", "COUNTERPART_AREA", "TIME_PERIOD"]
MAIN_ANSWER = (sdmx_csv.FLOW, *MAIN_KEY, "UNIT_MEASURE", "FREQ", "OBS_VALUE", "UNIT_MULT")
EDITIONS = {"1.0": "2023", "1.1": "2025"}  # version of the data flow -> edition of TiVA
# Measures of DF_MAINLV that are read, and their names here; all are totals in USD m.
MAIN = {
    "EXGR": "tiva_exgr",  # gross exports
    "EXGR_DVA": "tiva_exgr_dva",  # domestic value added in gross exports
    "EXGR_FVA": "tiva_exgr_fva",  # foreign value added in gross exports
    "IMGR": "tiva_imgr",  # gross imports
    "FFD_DVA": "tiva_ffd_dva",  # domestic value added in foreign final demand
    "DFD_FVA": "tiva_dfd_fva",  # foreign value added in domestic final demand
}
ROUNDING = 5e-5  # covered_share is printed to four decimals


def read_weights(path: Path | str) -> pd.DataFrame:
    """Shares of suppliers in the foreign value added of a country's final demand.

    The file lists 42 suppliers of each user and year. Its weights are shares of *all* foreign
    value added: they add up to `covered_share`, the part that the suppliers listed make up, and
    not to one. They are therefore taken as they stand, not scaled.

    Returns
    -------
    pd.DataFrame
        user, supplier, year, value; sorted

    Raises
    ------
    LayoutError
        When columns are missing; CheckError when a user's weights do not add up to the covered
        share, or repeat a supplier
    """
    path = Path(path)
    frame = _read_csv(path, WEIGHTS)
    frame = opening.numbers(path, frame, ["year", "w", "covered_share"])
    wrong = frame.index[~((frame["year"] % 1 == 0) & frame["year"].between(1900, 2100))]
    if len(wrong):
        raise LayoutError(
            path,
            f"line {wrong[0] + 2}, column year",
            found=f"{frame['year'][wrong[0]]:g}",
            expected="a year",
        )
    other = sorted(set(frame["channel"]) - {"va"})
    if other:
        raise LayoutError(path, "column channel", found=", ".join(other), expected="va only")
    key = ["exposed_iso3", "year"]
    _refuse_repeats(path, frame, [*key, "source_iso3"])
    covered = frame.groupby(key).agg(total=("w", "sum"), covered_share=("covered_share", "first"))
    off = covered[(covered["total"] - covered["covered_share"]).abs() > ROUNDING + 1e-6 * 42]
    if len(off):
        raise CheckError(
            f"{path.name}: the weights of a user and year must add up to covered_share:\n"
            f"{off.to_string()}"
        )
    return _tidy(
        frame.rename(columns={"exposed_iso3": "user", "source_iso3": "supplier", "w": "value"})
    )


def read_amounts(path: Path | str, countries: Countries, *, edition: str = "") -> pd.DataFrame:
    """Value added absorbed by final demand, from the SDMX service's CSV, totals of all activities.

    The answer holds countries, the rest of the world (`W_O`), the world (`W`) and groups that
    overlap: the domestic economy (`D`), all others (`WXD`), the OECD, the G20 and more. Groups are
    no suppliers and are left out. Shares in per cent beside the amounts are passed over.

    Parameters
    ----------
    path
        The service's answer, `format=csvfile`, of one or several users.
    countries
        The codes that are known; all others are refused.
    edition
        Of TiVA, 2023 or 2025, which the version of the data flow must stand for; any where empty.

    Returns
    -------
    DataFrame
        user (country of final demand), supplier (country of origin, ROW for the rest of the world,
        WLD for the world), year, value in USD m; sorted. An empty observation is left out.

    Raises
    ------
    LayoutError
        Columns are missing, a unit or the edition is another, a value is no number, or the world,
        the user itself or every supplier is missing.
    UnknownCountry
        A code is neither a country's nor a known group's.
    CheckError
        A key repeats, an amount is negative, or the suppliers, `D` or `WXD` contradict the world.

    """
    path = Path(path)
    frame = sdmx_csv.read(path, ANSWER)
    found = _edition(path, frame, FDVA_FLOW)
    if edition and found != edition:
        raise LayoutError(
            path, f"column {sdmx_csv.FLOW}", found=f"edition {found}", expected=edition
        )
    sdmx_csv.require_values(path, frame, [c for c in ANSWER if c != "OBS_VALUE"])
    totals = frame[
        (frame["MEASURE"] == "FDVA")
        & (frame["VALUE_ADDED_SOURCE_ACTIVITY"] == TOTAL)
        & (frame["FINAL_DEMAND_ACTIVITY"] == TOTAL)
    ]
    if totals.empty:
        raise LayoutError(
            path,
            "columns MEASURE, VALUE_ADDED_SOURCE_ACTIVITY, FINAL_DEMAND_ACTIVITY",
            found=f"{frame.iloc[0]['MEASURE']} of activity "
            f"{frame.iloc[0]['VALUE_ADDED_SOURCE_ACTIVITY']} in "
            f"{frame.iloc[0]['FINAL_DEMAND_ACTIVITY']} in line {frame.index[0]}",
            expected=f"rows of FDVA with activities {TOTAL} on both sides",
            todo=ASK_FOR_ALL,
        )
    whole = totals[totals["UNIT_MEASURE"] == USD]
    if whole.empty:
        sdmx_csv.require_only(path, totals, "UNIT_MEASURE", USD, ASK_FOR_ALL)
    sdmx_csv.require_only(path, whole, "UNIT_MULT", MILLIONS, ASK_FOR_ALL)
    amounts = pd.DataFrame(
        {
            "user": sdmx_csv.areas(path, whole, "FINAL_DEMAND_AREA", countries),
            "supplier": sdmx_csv.areas(path, whole, SOURCE, countries),
            "year": sdmx_csv.years(path, whole),
            "value": sdmx_csv.observations(path, whole),
        }
    )
    amounts = amounts.assign(supplier=amounts["supplier"].fillna(whole[SOURCE]))
    amounts = amounts[amounts["user"].isin(countries.countries)]
    if amounts.empty:
        raise LayoutError(
            path,
            "column FINAL_DEMAND_AREA",
            found=", ".join(sorted(set(whole["FINAL_DEMAND_AREA"]))[:8]),
            expected="countries",
            todo=ASK_FOR_ALL,
        )
    _refuse_repeats(path, amounts, ["user", "supplier", "year"])
    negative = amounts[amounts["value"] < BELOW_NOUGHT]
    if len(negative):
        raise CheckError(
            f"{path.name}: value added from 0 up expected; negative:\n"
            f"{negative.head(8).to_string()}"
        )
    amounts = amounts.dropna(subset="value")
    places = {*countries.countries, REST}
    _check_totals(path, amounts, places)
    return _tidy(amounts[amounts["supplier"].isin({*places, WORLD})])


def _check_totals(path: Path, amounts: pd.DataFrame, places: Collection[str]) -> None:
    """Refuse a user and year of which the parts are missing, or do not make up the world.

    Parameters
    ----------
    places
        countries and the rest of the world, which do not overlap
    """
    for (user, year), rows in amounts.groupby(["user", "year"]):
        value = rows.set_index("supplier")["value"]
        suppliers = value[value.index.isin({*places} - {user})]
        lacking = [code for code, ours in (("W", WORLD), (user, user)) if ours not in value.index]
        if lacking or suppliers.empty:
            raise LayoutError(
                path,
                f"column {SOURCE}, final demand of {user} in {year}",
                found=", ".join(value.index.map(lambda code: "W" if code == WORLD else code)),
                expected=f"rows of {' and '.join(lacking) or 'countries that supply it'} too",
                todo=ASK_FOR_ALL,
            )
        foreign = value[WORLD] - value[user]
        if not foreign > 0:
            raise CheckError(
                f"{path.name}: FDVA of the world above that of {user} itself expected in {year}, "
                f"so that something is foreign; found {value[WORLD]:g} and {value[user]:g}"
            )
        share = suppliers.sum() / foreign
        stated = {
            "D": ("the domestic economy (D)", value[user]),
            "WXD": ("the world without it (WXD)", foreign),
        }
        for code, (name, implied) in stated.items():
            if code in value.index and abs(value[code] - implied) > SAME_SHARE * foreign:
                raise CheckError(
                    f"{path.name}: {name} of {user} in {year} expected to be {implied:.10g}, as "
                    f"the rows W and {user} have it; found {value[code]:.10g}"
                )
        if share > 1 + SAME_SHARE or (REST in value.index and share < 1 - SAME_SHARE):
            raise CheckError(
                f"{path.name}: the shares of countries and of the rest of the world (W_O) in the "
                f"foreign value added of {user} in {year} must sum to one; {len(suppliers)} of "
                f"them sum to {share:.6f}. Some are missing, or a row is no country's. "
                f"{ASK_FOR_ALL}"
            )


def read_main_indicators(path: Path | str) -> pd.DataFrame:
    """The measures of `MAIN` from the SDMX service's CSV of `DSD_TIVA_MAINLV@DF_MAINLV`.

    Only totals are taken: all activities, the world as counterpart. Single activities and partners,
    and other measures, are passed over; an empty observation is no figure.

    Returns
    -------
    pd.DataFrame
        tables.INDICATOR, USD m, `vintage` the edition that the data flow's version stands for
        (1.0: 2023, 1.1: 2025); areas under the OECD's codes, aggregates such as OECD included

    Raises
    ------
    LayoutError
        For another flow or version, missing columns (a dropped dimension among them), another
        unit, multiplier or frequency, or a value that is no number; CheckError for repeated
        keys, negative amounts, or no total at all
    """
    path = Path(path)
    frame = sdmx_csv.read(path, MAIN_ANSWER)
    edition = _edition(path, frame, MAIN_FLOW)
    sdmx_csv.require_values(path, frame, [c for c in MAIN_ANSWER if c != "OBS_VALUE"])
    known = frame[frame["MEASURE"].isin(MAIN)]
    sdmx_csv.require_only(path, known, "UNIT_MEASURE", "USD")
    sdmx_csv.require_only(path, known, "UNIT_MULT", MILLIONS)
    sdmx_csv.require_only(path, known, "FREQ", "A")
    _refuse_repeats(path, known, MAIN_KEY)
    whole = known[(known["ACTIVITY"] == TOTAL) & (known["COUNTERPART_AREA"] == "W")]
    figures = pd.DataFrame(
        {
            "country": whole["REF_AREA"],
            "year": sdmx_csv.years(path, whole),
            "indicator": whole["MEASURE"].map(MAIN),
            "value": sdmx_csv.observations(path, whole),
            "unit": "USD m",
        }
    ).dropna(subset="value")
    tidy = checks.tidy(figures, dataset=MAIN_DATASET, vintage=edition, origin=path.name)
    return checks.within(tidy, 0, float("inf"), path.name)


def foreign_shares(amounts: pd.DataFrame) -> pd.DataFrame:
    """Each supplier's share in the foreign value added of each user's final demand.

    FDVA(r, s) / (FDVA(world, s) - FDVA(s, s)), from the frame of `read_amounts`.
    """
    key = ["user", "year"]
    world = amounts[amounts["supplier"] == WORLD].set_index(key)["value"]
    own = amounts[amounts["supplier"] == amounts["user"]].set_index(key)["value"]
    others = amounts[(amounts["supplier"] != WORLD) & (amounts["supplier"] != amounts["user"])]
    foreign = (world - own).rename("foreign").reset_index()
    shares = others.merge(foreign, on=key, validate="many_to_one")
    return _tidy(shares.assign(value=shares["value"] / shares["foreign"]))


def points(shares: pd.DataFrame, dataset: str, vintage: str) -> pd.DataFrame:
    """`shares` (user, supplier, year, value) with the columns of a dependency table."""
    return shares.assign(
        dataset=dataset,
        vintage=vintage,
        measure="fdva_share",
        basis="value_added",
        scope="foreign",
    )


def _edition(path: Path, frame: pd.DataFrame, flow: str) -> str:
    """The edition of TiVA that the data flow's version stands for."""
    return EDITIONS[sdmx_csv.version(path, frame, flow, EDITIONS)]


def _read_csv(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """The file as a frame in which `columns` have a value in every line."""
    frame = opening.table(path)
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise LayoutError(
            path,
            "line 1",
            found=f"{', '.join(map(str, frame.columns[:8]))}",
            expected=f"columns {', '.join(missing)} too",
        )
    if frame.empty:
        raise LayoutError(path, "line 2", found="nothing", expected="a row of figures")
    gaps = frame[list(columns)].isna()
    if gaps.to_numpy().any():
        line, column = gaps.stack()[lambda gap: gap].index[0]
        raise LayoutError(
            path, f"line {line + 2}, column {column}", found="nothing", expected="a value"
        )
    return frame


def _refuse_repeats(path: Path, frame: pd.DataFrame, key: list[str]) -> None:
    twice = frame[frame.duplicated(key, keep=False)]
    if len(twice):
        raise CheckError(
            f"{path.name}: one row for each {', '.join(key)} expected; repeated:\n"
            f"{twice[key].head(8).to_string()}"
        )


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    columns = ["user", "supplier", "year", "value"]
    return frame[columns].sort_values(columns[:3], kind="stable", ignore_index=True)
