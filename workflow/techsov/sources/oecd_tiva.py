"""OECD TiVA: foreign value added in final demand, and the main indicators.

Three forms are read. The SDMX service answers with a CSV of amounts: `DF_FDVA`, value added of a
source area that the final demand of another area absorbs, and `DF_MAINLV`, gross trade and the
value added in it; both in USD m. The weights file holds shares that a user of the 2025 edition
took from FDVA, for two countries.

Licence CC BY 4.0.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.errors import CheckError, LayoutError
from techsov.sources import checks

WORLD = "W"
TOTAL = "_T"
WEIGHTS = ("exposed_iso3", "source_iso3", "year", "channel", "w", "covered_share")
ANSWER = (
    "MEASURE",
    "VALUE_ADDED_SOURCE_AREA",
    "VALUE_ADDED_SOURCE_ACTIVITY",
    "FINAL_DEMAND_AREA",
    "FINAL_DEMAND_ACTIVITY",
    "UNIT_MEASURE",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MULT",
)
MILLIONS = 6
MAIN_DATASET = "oecd/tiva-main"
MAIN_KEY = ["MEASURE", "REF_AREA", "ACTIVITY", "COUNTERPART_AREA", "TIME_PERIOD"]
MAIN_ANSWER = ("DATAFLOW", *MAIN_KEY, "UNIT_MEASURE", "FREQ", "UNIT_MULT")
MAIN_FLOW = re.compile(r".*DSD_TIVA_MAINLV@DF_MAINLV\((?P<version>[\d.]+)\)")
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

    returns : user, supplier, year, value; sorted
    raises  : LayoutError when columns are missing; CheckError when a user's weights do not add up
              to the covered share, or repeat a supplier
    """
    path = Path(path)
    frame = _read_csv(path, WEIGHTS)
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


def read_amounts(path: Path | str) -> pd.DataFrame:
    """Value added absorbed by final demand, from the SDMX service's CSV, totals of all activities.

    returns : user (area of final demand), supplier (area of origin, "W" for the world), year,
              value in USD m; sorted
    raises  : LayoutError when columns are missing or units differ; CheckError for repeated keys
    """
    path = Path(path)
    frame = _read_csv(path, ANSWER)
    _expect_only(path, frame, "UNIT_MEASURE", "USD")
    _expect_only(path, frame, "UNIT_MULT", MILLIONS)
    whole = frame[
        (frame["MEASURE"] == "FDVA")
        & (frame["VALUE_ADDED_SOURCE_ACTIVITY"] == TOTAL)
        & (frame["FINAL_DEMAND_ACTIVITY"] == TOTAL)
    ]
    if whole.empty:
        raise LayoutError(
            path,
            "rows",
            found="none of FDVA in total",
            expected=f"activities {TOTAL} on both sides",
        )
    renamed = whole.rename(
        columns={
            "FINAL_DEMAND_AREA": "user",
            "VALUE_ADDED_SOURCE_AREA": "supplier",
            "TIME_PERIOD": "year",
            "OBS_VALUE": "value",
        }
    )
    _refuse_repeats(path, renamed, ["user", "supplier", "year"])
    return _tidy(renamed)


def read_main_indicators(path: Path | str) -> pd.DataFrame:
    """The measures of `MAIN` from the SDMX service's CSV of `DSD_TIVA_MAINLV@DF_MAINLV`.

    Only totals are taken: all activities, the world as counterpart. Single activities and partners,
    and other measures, are passed over; an empty observation is no figure.

    returns : tables.INDICATOR, USD m, `vintage` the edition that the data flow's version stands for
              (1.0: 2023, 1.1: 2025); areas under the OECD's codes, aggregates such as OECD included
    raises  : LayoutError for another flow or version, missing columns (a dropped dimension among
              them), another unit, multiplier or frequency, or a value that is no number; CheckError
              for repeated keys, negative amounts, or no total at all
    """
    path = Path(path)
    frame = _read_csv(path, MAIN_ANSWER, optional=("OBS_VALUE",))
    edition = _edition(path, frame)
    known = frame[frame["MEASURE"].isin(MAIN)]
    _expect_only(path, known, "UNIT_MEASURE", "USD")
    _expect_only(path, known, "UNIT_MULT", MILLIONS)
    _expect_only(path, known, "FREQ", "A")
    _refuse_repeats(path, known, MAIN_KEY)
    whole = known[(known["ACTIVITY"] == TOTAL) & (known["COUNTERPART_AREA"] == WORLD)]
    values = whole["OBS_VALUE"].dropna()
    written = pd.to_numeric(values, errors="coerce")
    if written.isna().any():
        line = written[written.isna()].index[0]
        place = f"line {line + 2}, column OBS_VALUE"
        raise LayoutError(path, place, found=repr(values[line]), expected="a number")
    stated = whole.loc[written.index]
    figures = pd.DataFrame(
        {
            "country": stated["REF_AREA"],
            "year": stated["TIME_PERIOD"],
            "indicator": stated["MEASURE"].map(MAIN),
            "value": written,
            "unit": "USD m",
        }
    )
    tidy = checks.tidy(figures, dataset=MAIN_DATASET, vintage=edition, origin=path.name)
    return checks.within(tidy, 0, float("inf"), path.name)


def foreign_shares(amounts: pd.DataFrame) -> pd.DataFrame:
    """Each supplier's share in the foreign value added of each user's final demand.

    FDVA(r, s) / (FDVA(world, s) - FDVA(s, s)), from the frame of `read_amounts`.

    raises : CheckError naming users and years without a row for the world or for themselves
    """
    key = ["user", "year"]
    world = amounts[amounts["supplier"] == WORLD].set_index(key)["value"]
    own = amounts[amounts["supplier"] == amounts["user"]].set_index(key)["value"]
    lacking = amounts.set_index(key).index.unique().difference(world.index.intersection(own.index))
    if len(lacking):
        shown = ", ".join(f"{user} {year}" for user, year in lacking[:8])
        raise CheckError(f"FDVA of the world and of the user itself expected; lacking: {shown}")
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


def _edition(path: Path, frame: pd.DataFrame) -> str:
    """The edition of TiVA that the data flow's version stands for."""
    flows = sorted(map(str, frame["DATAFLOW"].unique()))
    stated = MAIN_FLOW.fullmatch(flows[0]) if len(flows) == 1 else None
    if stated is None or stated["version"] not in EDITIONS:
        raise LayoutError(
            path,
            "column DATAFLOW",
            found=", ".join(flows) or "no row",
            expected=f"DSD_TIVA_MAINLV@DF_MAINLV, version {' or '.join(EDITIONS)},",
            todo="Name the flow and its version in the request",
        )
    return EDITIONS[stated["version"]]


def _expect_only(path: Path, frame: pd.DataFrame, column: str, expected: str | int) -> None:
    other = frame.loc[frame[column].astype(str) != str(expected), column]
    if len(other):
        place = f"column {column}"
        found = f"{other.iloc[0]} in line {other.index[0] + 2}"
        raise LayoutError(path, place, found=found, expected=expected)


def _read_csv(path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> pd.DataFrame:
    """The file as a frame; `columns` have a value in every line, `optional` ones need not."""
    try:
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="a CSV", todo="Fetch the file again."
        ) from error
    missing = [column for column in (*columns, *optional) if column not in frame.columns]
    if missing:
        raise LayoutError(
            path,
            "line 1",
            found=f"{', '.join(map(str, frame.columns[:8]))}",
            expected=f"columns {', '.join(missing)} too",
        )
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
    return frame[columns].sort_values(columns[:3], ignore_index=True)
