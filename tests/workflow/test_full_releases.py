"""The providers' archives through the whole workflow, to the figure that the paper draws.

The tables are made up, in the official layouts; the rules, the readers and the measures are real.
"""

import re
import zipfile

import pandas as pd
import pytest
import yaml

from techsov.catalogue.registry import Catalogue, file_years
from techsov.core import tables
from techsov.indicators import dependency
from techsov.sources import oecd_icio
from tests import icio_layouts, made_up_releases

from .conftest import snakemake

pytestmark = pytest.mark.workflow

EDITION = "paper-2024"
YEARS = range(1995, 2021)
DRAWN = f"results/{EDITION}/figures/fig2_asymmetry"


def only_dependency_is_released(folder):
    """In this copy all else is embedded, so that the proof needs no other provider."""
    path = folder / "config" / "editions.yaml"
    editions = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = {d: e for d, e in editions[EDITION]["datasets"].items() if d.startswith("oecd/")}
    editions[EDITION]["datasets"] = editions["embedded"]["datasets"] | kept
    path.write_text(yaml.safe_dump(editions, allow_unicode=True), encoding="utf-8")


def write_archives(folder, work):
    """Five archives of made-up years, named and packed as the OECD does."""
    target = folder / "data/raw/oecd/icio/2023"
    target.mkdir(parents=True)
    vintage = Catalogue.load(folder / "config/sources.yaml", folder / "config/editions.yaml").entry(
        "oecd/icio/2023"
    )
    for name in vintage.entry.files:
        first, last = (int(year) for year in name.split("_")[0].split("-"))
        with zipfile.ZipFile(target / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for year in range(first, last + 1):
                member = work / f"{year}_SML.csv"
                icio_layouts.write_icio(member, "2023", seed=year)
                archive.write(member, member.name)


def write_absorption(folder):
    """FDVA of both countries as the SDMX service answers, from the same made-up years."""
    target = folder / "data/raw/oecd/tiva-fdva/2023"
    target.mkdir(parents=True)
    absorbed = {}
    for archive in sorted((folder / "data/raw/oecd/icio/2023").glob("*.zip")):
        for year in file_years([archive.name]):
            table = oecd_icio.read(archive, year=year)
            absorbed[year] = dependency.production_matrices(table).absorbed
    for user in ("RUS", "CHN"):
        of_user = {year: matrix[user] for year, matrix in absorbed.items()}
        made_up_releases.write_fdva(target / f"fdva_{user}.csv", user, "1.0", of_user)


@pytest.mark.slow
def test_the_papers_second_figure_is_drawn_for_all_years_and_both_databases_agree(copy, tmp_path):
    """Of the OECD's two files of one release the picture draws one; the table keeps both."""
    only_dependency_is_released(copy)
    write_archives(copy, tmp_path)
    write_absorption(copy)
    run = snakemake(copy, "--cores", "2", "--config", f"edition={EDITION}", "--", f"{DRAWN}.svg")
    assert run.returncode == 0, run.stdout + run.stderr
    table = tables.read(copy / f"results/{EDITION}/indicators/dependency.csv", tables.DEPENDENCY)
    assert set(table["dataset"]) >= {"oecd/icio", "oecd/tiva-fdva", "wiod/wiot-11regions"}
    shares = table[(table["measure"] == "fdva_share") & (table["scope"] == "foreign")]
    consumes = shares[(shares["user"] == "RUS") & (shares["supplier"] == "CHN")]
    by_database = consumes.pivot(index="year", columns="dataset", values="value")
    by_database = by_database[["oecd/icio", "oecd/tiva-fdva"]].dropna()
    assert list(by_database.index) == list(YEARS)
    # Both tell the same of the same made-up world: one through our solution, one as published.
    assert (by_database["oecd/icio"] - by_database["oecd/tiva-fdva"]).abs().max() < 1e-6
    drawn = pd.read_csv(copy / f"{DRAWN}.csv")
    of_oecd = drawn["dataset"].str.startswith("oecd/")
    line = drawn[of_oecd & (drawn["side"] == "consumes") & (drawn["depends"] == "RUS")]
    assert list(line["year"]) == list(YEARS)
    pd.testing.assert_series_equal(
        line.set_index("year")["value"], by_database["oecd/icio"], check_names=False, rtol=1e-9
    )


def test_missing_archives_are_named_with_their_size_and_the_command(copy):
    run = snakemake(copy, "--dry-run", "--cores", "1", "--config", f"edition={EDITION}")
    said = run.stdout + run.stderr
    assert run.returncode != 0
    assert "data/raw/oecd/icio/2023/2016-2020_SML.zip" in said
    assert "150.0 MB" in said
    assert f"make fetch EDITION={EDITION}" in said


def test_a_cut_archive_stops_in_the_reader_with_its_name(copy, tmp_path):
    only_dependency_is_released(copy)
    write_archives(copy, tmp_path)
    archive = copy / "data/raw/oecd/icio/2023/1995-2000_SML.zip"
    archive.write_bytes(archive.read_bytes()[:5000])
    target = f"results/{EDITION}/clean/oecd/icio/2023/1995.parquet"
    run = snakemake(copy, "--cores", "1", "--config", f"edition={EDITION}", "--", target)
    assert run.returncode != 0
    assert "1995-2000_SML.zip" in run.stdout + run.stderr
    assert not (copy / target).exists()


def test_the_newest_releases_are_planned_for_every_year_once_they_are_here(copy):
    """Planning looks at names alone: empty files stand for the archives."""
    catalogue = Catalogue.load(copy / "config/sources.yaml", copy / "config/editions.yaml")
    for vintage in catalogue.all_of("latest"):
        for path in map(copy.joinpath, vintage.paths()):
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
    run = snakemake(copy, "--dry-run", "--cores", "1", "--config", "edition=latest", "--", "all")
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert re.search(r"clean.intercountry.year +28\b", said), said  # 1995 to 2022
    assert re.search(r"clean.release +1\b", said), said
