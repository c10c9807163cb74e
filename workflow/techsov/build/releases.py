"""From a full release's files to the tidy table that the indicators use; extracts are tidy already.

`config/datasets.yaml` names for each dataset the `reader` of one file, a function of the vintage,
its path and the countries, and where one is needed the function that makes the table of what all
files hold (`join`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from techsov.catalogue.datasets import Dataset, function
from techsov.catalogue.registry import Vintage, file_years
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError, ConfigError, LayoutError, placed, said_of
from techsov.indicators import complexity, macro
from techsov.sources import (
    atlas,
    atlas_graphql,
    atlas_trade,
    imf,
    oecd_msti,
    oecd_tiva,
    rosstat,
    uis,
    worldbank,
)

# Beginning of a workbook's name, with any case and dash, as Rosstat changes them with the years:
# `VVP_god_s_1995-2024.xlsx` became `VVP_god_s1995-2025.xlsx`.
ROSSTAT_BOOKS = {
    r"vvp[-_ ]god[-_ ]s(?:[-_ ]?\d{4})?|ввп годы \(с 1995 г\.\)": rosstat.read_gdp,
    r"innov[-_]?1": rosstat.read_innovation,
    r"innov[-_]?3": rosstat.read_innovative_goods,
    r"nauka[-_]?1": rosstat.read_organisations,
    r"nauka[-_]?2": rosstat.read_personnel,
    r"nauka[-_]?5": rosstat.read_expenditure,
    r"nauka[-_]?9": rosstat.read_intensity,
}
ROSSTAT_NAME = r"(?i:(?:{start})(?:[-_ (].*)?\.xlsx?)"


def read(
    dataset: Dataset, vintage: Vintage, paths: list[Path], countries: Countries
) -> tuple[pd.DataFrame, pa.DataFrameSchema]:
    """The vintage's files as one tidy table, with its schema.

    Raises
    ------
    ConfigError
        For a dataset that has no reader; LayoutError or CheckError from the reader when a file
        is not what its layout says
    """
    read_one = _reader(dataset, vintage)
    with said_of(vintage.key, advise=True):
        held = [read_one(vintage, path, countries) for path in paths]
        frame = pd.concat(held, ignore_index=True)
        if dataset.join:
            frame = function(dataset.join)(vintage, frame, countries)
    if dataset.states_release:
        _refuse_another_release(vintage, frame)
    schema = schema_of(dataset)
    named = {"dataset": vintage.dataset, "vintage": vintage.name}
    return frame.assign(**{k: v for k, v in named.items() if k in schema.columns}), schema


def read_file(
    dataset: Dataset, vintage: Vintage, path: Path, countries: Countries
) -> pd.DataFrame | None:
    """Read one of the vintage's files whole, as `read` or the rules of single years would.

    Returns
    -------
    pd.DataFrame | None
        what the file holds; None of inter-country tables, which are read year by year

    Raises
    ------
    CheckError, ConfigError
        When the file is not what its layout says, or no year of the vintage is read from it
    """
    read_one = _reader(dataset, vintage)
    if dataset.yearly:
        years = [
            year for year, name in file_years(vintage.entry.files).items() if name == path.name
        ]
        if not years:
            raise ConfigError(
                f"`{vintage.key}`: years in the name of {path.name} expected, as 2019 or 2016-2020"
            )
        for year in years:
            read_one(path, year=year)
        return None
    with said_of(vintage.key, advise=True):
        frame = read_one(vintage, path, countries)
    if dataset.states_release:
        _refuse_another_release(vintage, frame)
    return frame


def schema_of(dataset: Dataset) -> pa.DataFrameSchema:
    """The schema of a dataset's tidy tables."""
    return getattr(tables, dataset.layout.upper())


def _reader(dataset: Dataset, vintage: Vintage) -> Callable[..., Any]:
    if not dataset.reader:
        raise ConfigError(
            f"`{vintage.key}`: `{vintage.dataset}` has no `reader` in config/datasets.yaml, which "
            "full releases need"
        )
    return function(dataset.reader)


def _refuse_another_release(vintage: Vintage, frame: pd.DataFrame) -> None:
    """A file that states its release must state the one that its entry names."""
    stated = sorted(set(frame["vintage"]))
    if stated != [vintage.name.removesuffix("-full")]:
        raise CheckError(
            f"`{vintage.key}`: its file says that it is the release {', '.join(stated)}. "
            "Give that release an entry of its own in config/sources.yaml."
        )


def _in_our_codes(path: Path, frame: pd.DataFrame, countries: Countries) -> pd.DataFrame:
    """A file's rows of countries, aggregates and groups that are known, under our codes.

    Rows of groups that nothing here uses are left out, so that none is taken for a country.

    Raises
    ------
    UnknownCountry
        Naming the file and a code that is neither
    """
    with placed(path, "codes of countries"):
        ours = {code: countries.area(code) for code in frame["country"].unique()}
    return frame.assign(country=frame["country"].map(ours)).dropna(subset="country")


def _plain(
    read_one: Callable[..., pd.DataFrame], **arguments: str
) -> Callable[[Vintage, Path, Countries], pd.DataFrame]:
    """`one` of a reader that takes a path, and attributes of the vintage as `arguments`."""

    def one(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
        given = {key: getattr(vintage, value) for key, value in arguments.items()}
        return _in_our_codes(path, read_one(path, **given), countries)

    return one


def read_worldbank(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
    read_one = {".json": worldbank.read_api, ".csv": worldbank.read_bulk}
    if path.suffix not in read_one:
        raise ConfigError(
            f"`{vintage.key}`: no reader takes a file named {path.name}; expected the answer "
            "of the API (.json) or the bulk file (.csv)"
        )
    return _in_our_codes(path, read_one[path.suffix](path), countries)


def read_rosstat(vintage: Vintage, path: Path, _: Countries) -> pd.DataFrame:
    fits = (
        read_one
        for start, read_one in ROSSTAT_BOOKS.items()
        if re.fullmatch(ROSSTAT_NAME.format(start=start), path.name)
    )
    if (read_one := next(fits, None)) is None:
        raise ConfigError(
            f"`{vintage.key}`: no reader takes a workbook named {path.name}; names such as "
            "VVP_god_s1995-2025.xlsx, innov_1_2024.xls, innov_3_2024.xls and Nauka_1, 2, 5 and "
            "9 expected"
        )
    return read_one(path)


def read_rankings(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
    return atlas.read_rankings(path, countries).assign(vintage=vintage.name)


def rank(vintage: Vintage, published: pd.DataFrame, _: Countries) -> pd.DataFrame:
    """Ranks inside the release's own set; what is common to all releases one file cannot tell."""
    ranked = complexity.rank_within_sets(published, {vintage.name: atlas.release_set(published)})
    empty = pd.array([pd.NA] * len(ranked), dtype="Int64")
    return ranked.assign(common_rank=empty, common_ranked=empty)


def read_exports(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
    """Exports of the entry's year by the classification that the dataset is named after."""
    classification = vintage.dataset.split("-")[1].upper()
    if (year := vintage.entry.year) is None:
        raise ConfigError(
            f"`{vintage.key}`: the year whose exports are read expected as `year: 2019`, "
            "found none; add it in config/sources.yaml"
        )
    return _in_our_codes(path, atlas_trade.read_exports(path, classification, year), countries)


def sum_chapters(vintage: Vintage, goods: pd.DataFrame, _: Countries) -> pd.DataFrame:
    return atlas_trade.aggregate_products(goods, 2)


def read_look_up(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
    return atlas_graphql.read_country(path, countries, vintage=vintage.name)


def finish_outlook(vintage: Vintage, everyone: pd.DataFrame, countries: Countries) -> pd.DataFrame:
    """Countries and groups together; a release's own year and those after it are projections."""
    _refuse_another_release(vintage, everyone)
    return macro.of_outlook(everyone, countries, int(vintage.name[:4]) - 1)


def read_absorption(vintage: Vintage, path: Path, countries: Countries) -> pd.DataFrame:
    edition = vintage.name[:4]  # also of `2025-full`, which an extract `2025` stands beside
    amounts = oecd_tiva.read_amounts(path, countries, edition=edition)
    users = sorted(set(amounts["user"]))
    named = re.fullmatch(r"fdva_([A-Z]{3})", path.stem)
    if named and named[1] not in users:
        raise LayoutError(
            path,
            "column FINAL_DEMAND_AREA",
            found=", ".join(users[:8]),
            expected=f"{named[1]}, which the file is named after",
            todo=f"Take the answer for {named[1]}, or one file of all users under every name",
        )
    return oecd_tiva.foreign_shares(amounts)


def join_absorption(vintage: Vintage, shares: pd.DataFrame, _: Countries) -> pd.DataFrame:
    """Shares of every file together; two files may hold the same users, with the same figures."""
    together = shares.drop_duplicates(ignore_index=True)
    twice = together[together.duplicated(["user", "supplier", "year"], keep=False)]
    if len(twice):
        raise CheckError(
            f"{vintage.key}: one share for each user, supplier and year expected; the files "
            f"differ in:\n{twice.head(8).to_string(index=False)}"
        )
    return oecd_tiva.points(together, vintage.dataset, vintage.name)


read_msti = _plain(oecd_msti.read_sdmx, vintage="name")
read_uis = _plain(uis.read_api, vintage="name")
read_outlook = _plain(imf.read_weo)
read_main_indicators = _plain(oecd_tiva.read_main_indicators)
