"""Every real file at hand: its reader reads it, or it is said why none does."""

import csv
import hashlib
from functools import partial

import pytest

from techsov.core import intercountry
from techsov.core.countries import Countries
from techsov.core.intercountry import InterCountryTable
from techsov.fetch import providers
from techsov.sources import (
    atlas,
    atlas_rca,
    atlas_trade,
    imf,
    nsf,
    oecd_msti,
    oecd_tiva,
    opening,
    rosstat,
    uis,
    wiod,
    worldbank,
)
from tests.providers import as_release

pytestmark = pytest.mark.releases


def in_dataverse(path):
    """The repository's description of a dataset, in which the fetcher looks a file up."""
    entry = {"kind": "dataverse", "doi": "doi:10.7910/DVN/T4CHWJ", "version": "18.0"}
    name = "hs92_country_product_year_4.csv"
    release = as_release("atlas/trade/18.0", entry | {"files": {name: {"unpinned": True}}})
    described = opening.document(path)["data"]
    return [providers._described(release, release.file(name), described)]


def readers(countries):
    """Path in the folder of releases, or its beginning -> the reader of that layout."""
    rankings = partial(atlas.read_rankings, countries=countries)
    return {
        "atlas/dataverse/T4CHWJ_v18_trimmed.json": in_dataverse,
        "atlas/ddf2016/ddf_atlas_rca_": atlas_rca.years,
        "atlas/ddf2016/ddf_hs_eci.csv": rankings,
        "atlas/ddf2016/ddf_sitc_eci.csv": rankings,
        "atlas/rankings/": rankings,
        "atlas/trade/hs92_4_2019/export.csv": partial(
            atlas_trade.read_exports, classification="HS92", year=2019
        ),
        "atlas/trade/sitc4_1998_2000/": partial(
            atlas_trade.read_exports, classification="SITC", year=2000
        ),
        "imf/weo_": imf.read_rda,
        "nsf/": partial(nsf.read_sources, countries=countries, year=2021, vintage="2023-09"),
        "oecd/msti_extract.csv": partial(oecd_msti.read_extract, vintage="2025-09"),
        "rosstat/Nauka_1.xls": rosstat.read_organisations,
        "rosstat/VVP_god_s_": rosstat.read_gdp,
        "rosstat/innov_1_": rosstat.read_innovation,
        "rosstat/innov_3_": rosstat.read_innovative_goods,
        "rosstat/nauka_2.xls": rosstat.read_personnel,
        "tiva2025/": oecd_tiva.read_weights,
        "uis/": partial(uis.read_expenditure, vintage="2017"),
        "wiod2013/": wiod.read,
        "wiod2016/wiot_2014_rebuilt": folded,
        "worldbank/API_": worldbank.read_bulk,
        "worldbank/gerd_gdp_": partial(worldbank.read_panel, vintage="2026-07"),
        "worldbank/wdi_science_": worldbank.read_bulk,
    }


def folded(path):
    [table] = intercountry.read_parquet(path)
    return table


NOT_READ = {
    "atlas/dataverse/sample_datasetJson.json": "another dataset's description",
    "atlas/lookup/": "names of goods and countries; config/countries.yaml has what is used",
    "atlas/trade/hs92_4_2019/rca.csv": "computed from the file beside, against which it is tested",
    "icio2018/": "notes of an edition that is not read",
    "icio2025/ReadMe": "notes",
    "icio2025/national/": "tables of single countries, which no measure takes",
    "wiod2016/dva_gtrade.dta": "drawn into wiod/fdva, whose numbers test_wiod_2016 holds",
    "toy/": "made-up tables of other programs, against which the measures are tested",
}


def test_every_real_file_is_read_or_it_is_said_why_not(releases, root):
    known = readers(Countries.load(root / "config/countries.yaml"))
    with (releases / "INDEX.tsv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file, delimiter="\t"))
    read = []
    for row in listed:
        name = row["path"]
        fits = [start for start in (*known, *NOT_READ) if name.startswith(start)]
        assert len(fits) == 1, (name, fits)
        path = releases / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"], name
        if fits[0] in known:
            found = known[fits[0]](path)
            size = len(found.x) if isinstance(found, InterCountryTable) else len(found)
            assert size > 0, name
            read.append(fits[0])
    assert set(read) == set(known)
    assert len(read) > 30
