"""OECD TiVA: foreign value added in final demand, as shares and as the amounts behind them.

Two forms are read. The SDMX service answers with a CSV of amounts (`DF_FDVA`: value added of a
source area that the final demand of another area absorbs, USD m). The weights file holds shares
that a user of the 2025 edition took from it, for two countries.

Licence CC BY 4.0.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.errors import CheckError, LayoutError

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
)
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
    units = sorted(set(frame["UNIT_MEASURE"]))
    if units != ["USD"]:
        raise LayoutError(path, "column UNIT_MEASURE", found=", ".join(units), expected="USD")
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


def _read_csv(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="a CSV", todo="Fetch the file again."
        ) from error
    missing = [column for column in columns if column not in frame.columns]
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
