"""Which reader takes which dataset: a release's files to the tidy table that the indicators use.

Extracts are such tables already; only full releases pass through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from techsov.catalogue.registry import Vintage
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

ROSSTAT_BOOKS = {
    r"VVP_god_s_.*\.xlsx": rosstat.read_gdp,
    r"innov_1_\d{4}\.xlsx?": rosstat.read_innovation,
    r"innov_3_\d{4}\.xlsx?": rosstat.read_innovative_goods,
    r"[Nn]auka_1\.xlsx?": rosstat.read_organisations,
    r"[Nn]auka_2\.xlsx?": rosstat.read_personnel,
    r"[Nn]auka_5\.xlsx?": rosstat.read_expenditure,
    r"[Nn]auka_9\.xlsx?": rosstat.read_intensity,
}

# Datasets whose files say which release they are, in the words of the entry's vintage.
STATE_THEIR_RELEASE = ("imf/weo", "oecd/tiva-main", "worldbank/wdi")


def read(
    vintage: Vintage, paths: list[Path], countries: Countries
) -> tuple[pd.DataFrame, pa.DataFrameSchema]:
    """The vintage's files as one tidy table, with its schema.

    raises : ConfigError for a dataset that has no reader; LayoutError or CheckError from the
             reader when a file is not what its layout says
    """
    if vintage.dataset not in READERS:
        raise ConfigError(
            f"`{vintage.key}`: no reader takes `{vintage.dataset}` from a full release; there are "
            f"readers for {', '.join(sorted(READERS))}"
        )
    reader, schema = READERS[vintage.dataset]
    with said_of(vintage.key, advise=True):
        frame = reader(vintage, paths, countries)
    _refuse_another_release(vintage, frame)
    named = {"dataset": vintage.dataset, "vintage": vintage.name}
    return frame.assign(**{k: v for k, v in named.items() if k in schema.columns}), schema


def _refuse_another_release(vintage: Vintage, frame: pd.DataFrame) -> None:
    """A file that states its release must state the one that its entry names."""
    if vintage.dataset not in STATE_THEIR_RELEASE:
        return
    stated = sorted(set(frame["vintage"]))
    if stated != [vintage.name]:
        raise CheckError(
            f"`{vintage.key}`: its file says that it is the release {', '.join(stated)}. "
            "Give that release an entry of its own in config/sources.yaml."
        )


def _in_our_codes(path: Path, frame: pd.DataFrame, countries: Countries) -> pd.DataFrame:
    """A file's rows of countries, aggregates and groups that are known, under our codes.

    Rows of groups that nothing here uses are left out, so that none is taken for a country.

    raises : UnknownCountry naming the file and a code that is neither
    """
    with placed(path, "codes of countries"):
        ours = {code: countries.area(code) for code in frame["country"].unique()}
    return frame.assign(country=frame["country"].map(ours)).dropna(subset="country")


def _each(
    reader: Callable[..., pd.DataFrame], **arguments: str
) -> Callable[[Vintage, list[Path], Countries], pd.DataFrame]:
    """A reader of one file, applied to every file of a vintage."""

    def read_all(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
        given = {key: getattr(vintage, value) for key, value in arguments.items()}
        frames = [_in_our_codes(path, reader(path, **given), countries) for path in paths]
        return pd.concat(frames, ignore_index=True)

    return read_all


def _worldbank(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    read_one = {".json": worldbank.read_api, ".csv": worldbank.read_bulk}
    for path in paths:
        if path.suffix not in read_one:
            raise ConfigError(
                f"`{vintage.key}`: no reader takes a file named {path.name}; expected the answer "
                "of the API (.json) or the bulk file (.csv)"
            )
    frames = [_in_our_codes(path, read_one[path.suffix](path), countries) for path in paths]
    return pd.concat(frames, ignore_index=True)


def _rosstat(vintage: Vintage, paths: list[Path], _: Countries) -> pd.DataFrame:
    frames = []
    for path in paths:
        reader = next((r for p, r in ROSSTAT_BOOKS.items() if re.fullmatch(p, path.name)), None)
        if reader is None:
            raise ConfigError(
                f"`{vintage.key}`: no reader takes a workbook named {path.name}; expected "
                f"{', '.join(ROSSTAT_BOOKS)}"
            )
        frames.append(reader(path))
    return pd.concat(frames, ignore_index=True)


def _rankings(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    """Ranks inside the release's own set; what is common to all releases one file cannot tell."""
    published = pd.concat([atlas.read_rankings(path, countries) for path in paths])
    published = published.assign(vintage=vintage.name)
    ranked = complexity.rank_within_sets(published, {vintage.name: atlas.release_set(published)})
    empty = pd.array([pd.NA] * len(ranked), dtype="Int64")
    return ranked.assign(common_rank=empty, common_ranked=empty)


def _exports(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    """Exports of the entry's year by the classification that the dataset is named after."""
    classification = vintage.dataset.split("-")[1].upper()
    if (year := vintage.entry.year) is None:
        raise ConfigError(
            f"`{vintage.key}`: the year whose exports are read expected as `year: 2019`, "
            "found none; add it in config/sources.yaml"
        )
    goods = [
        _in_our_codes(path, atlas_trade.read_exports(path, classification, year), countries)
        for path in paths
    ]
    return atlas_trade.aggregate_products(pd.concat(goods, ignore_index=True), 2)


def _lookup(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    frames = [atlas_graphql.read_country(p, countries, vintage=vintage.name) for p in paths]
    return pd.concat(frames, ignore_index=True)


def _outlook(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    """Countries and groups together; a release's own year and those after it are projections."""
    frames = [_in_our_codes(path, imf.read_weo(path), countries) for path in paths]
    everyone = pd.concat(frames, ignore_index=True)
    _refuse_another_release(vintage, everyone)
    return macro.of_outlook(everyone, countries, int(vintage.name[:4]) - 1)


def _absorption(vintage: Vintage, paths: list[Path], countries: Countries) -> pd.DataFrame:
    """Shares of every file together; two files may hold the same users, with the same figures."""
    edition = vintage.name[:4]  # also of `2025-full`, which an extract `2025` stands beside
    shares = []
    for path in paths:
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
        shares.append(oecd_tiva.foreign_shares(amounts))
    together = pd.concat(shares, ignore_index=True).drop_duplicates(ignore_index=True)
    twice = together[together.duplicated(["user", "supplier", "year"], keep=False)]
    if len(twice):
        raise CheckError(
            f"{', '.join(path.name for path in paths)}: one share for each user, supplier and year "
            f"expected; the files differ in:\n{twice.head(8).to_string(index=False)}"
        )
    return oecd_tiva.points(together, vintage.dataset, vintage.name)


READERS: dict[str, tuple[Callable[..., pd.DataFrame], pa.DataFrameSchema]] = {
    "worldbank/gerd": (_worldbank, tables.INDICATOR),
    "worldbank/wdi": (_worldbank, tables.INDICATOR),
    "oecd/msti": (_each(oecd_msti.read_sdmx, vintage="name"), tables.INDICATOR),
    "uis/expenditure": (_each(uis.read_api, vintage="name"), tables.INDICATOR),
    "rosstat/gdp": (_rosstat, tables.INDICATOR),
    "rosstat/innovation": (_rosstat, tables.INDICATOR),
    "rosstat/science": (_rosstat, tables.INDICATOR),
    "imf/weo": (_outlook, tables.INDICATOR),
    "atlas/rankings": (_rankings, tables.RANKINGS),
    "atlas/exports-hs92-2": (_exports, tables.EXPORTS),
    "atlas/exports-hs12-2": (_exports, tables.EXPORTS),
    "atlas/exports-sitc-2": (_exports, tables.EXPORTS),
    "atlas/lookup": (_lookup, tables.INDICATOR),
    "oecd/tiva-fdva": (_absorption, tables.DEPENDENCY),
    "oecd/tiva-main": (_each(oecd_tiva.read_main_indicators), tables.INDICATOR),
}
