"""OECD TiVA: foreign value added in final demand, and the main indicators.

Three forms are read. The SDMX service answers with a CSV of amounts: `DF_FDVA`, value added of a
source area that the final demand of another area absorbs, and `DF_MAINLV`, gross trade and the
value added in it; both in USD m. The weights file holds shares that a user of the 2025 edition
took from FDVA, for two countries.

Licence CC BY 4.0.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import opening, sdmx_csv

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

    returns : user, supplier, year, value; sorted
    raises  : LayoutError when columns are missing; CheckError when a user's weights do not add up
              to the covered share, or repeat a supplier
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


def read_amounts(path: Path | str, *, edition: str = "") -> pd.DataFrame:
    """Value added absorbed by final demand, from the SDMX service's CSV, totals of all activities.

    edition : of TiVA, 2023 or 2025, which the version of the data flow must stand for; not asked
              for when empty
    returns : user (area of final demand), supplier (area of origin, "W" for the world), year,
              value in USD m; sorted. An observation without a figure is left out
    raises  : LayoutError when columns are missing, a unit or the edition is another, or a value is
              no number; CheckError for repeated keys and negative amounts
    """
    path = Path(path)
    frame = sdmx_csv.read(path, ANSWER)
    if edition or sdmx_csv.FLOW in frame:
        found = _edition(path, frame, FDVA_FLOW)
        if edition and found != edition:
            raise LayoutError(
                path, f"column {sdmx_csv.FLOW}", found=f"edition {found}", expected=edition
            )
    sdmx_csv.require_values(path, frame, [c for c in ANSWER if c != "OBS_VALUE"])
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
    sdmx_csv.require_only(path, whole, "UNIT_MEASURE", "USD")
    sdmx_csv.require_only(path, whole, "UNIT_MULT", MILLIONS)
    amounts = pd.DataFrame(
        {
            "user": whole["FINAL_DEMAND_AREA"],
            "supplier": whole["VALUE_ADDED_SOURCE_AREA"],
            "year": sdmx_csv.years(path, whole),
            "value": sdmx_csv.observations(path, whole),
        }
    )
    _refuse_repeats(path, amounts, ["user", "supplier", "year"])
    negative = amounts[amounts["value"] < BELOW_NOUGHT]
    if len(negative):
        raise CheckError(
            f"{path.name}: value added from 0 up expected; negative:\n"
            f"{negative.head(8).to_string()}"
        )
    return _tidy(amounts.dropna(subset="value"))


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
    frame = sdmx_csv.read(path, MAIN_ANSWER)
    edition = _edition(path, frame, MAIN_FLOW)
    sdmx_csv.require_values(path, frame, [c for c in MAIN_ANSWER if c != "OBS_VALUE"])
    known = frame[frame["MEASURE"].isin(MAIN)]
    sdmx_csv.require_only(path, known, "UNIT_MEASURE", "USD")
    sdmx_csv.require_only(path, known, "UNIT_MULT", MILLIONS)
    sdmx_csv.require_only(path, known, "FREQ", "A")
    _refuse_repeats(path, known, MAIN_KEY)
    whole = known[(known["ACTIVITY"] == TOTAL) & (known["COUNTERPART_AREA"] == WORLD)]
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
    none = foreign[~(foreign["foreign"] > 0)]
    if len(none):
        shown = ", ".join(f"{row.user} {row.year}" for row in none.head(8).itertuples())
        raise CheckError(
            "FDVA of the world above that of the user itself expected, so that something is "
            f"foreign; not so: {shown}"
        )
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
