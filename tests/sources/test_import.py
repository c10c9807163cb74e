"""`make import`: what reading would refuse is refused at once, in words, and nothing is stored."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from techsov import cli
from techsov.build import releases
from techsov.catalogue.registry import Catalogue, check_pins
from techsov.core.countries import Countries
from techsov.reference import sources_page
from tests.copies import user_environment
from tests.sources import test_imf, test_oecd_tiva, test_rosstat
from tests.sources.test_oecd_tiva import RUSSIA

FDVA = "oecd/tiva-fdva/2023/fdva_RUS.csv"
RANKINGS, OUTLOOK = "atlas/rankings/2024-full", "imf/weo/2024-04-full"
GDP = "rosstat/gdp/2025-02-full"
TRADE = "country_iso3_code,product_hs92_code,year,export_value\nRUS,2709,2019,100\n"
RANKS = (
    "country_id,country_iso3_code,year,eci_sitc,eci_rank_sitc,eci_hs92,eci_rank_hs92,eci_hs12,"
    "eci_rank_hs12,in_rankings\n643,RUS,2024,0.5,40,0.4,41,0.3,42,TRUE\n"
)


@pytest.fixture
def project(root, tmp_path):
    """A folder with this project's configuration and no raw file."""
    without = shutil.ignore_patterns("updates")
    shutil.copytree(root / "config", tmp_path / "project/config", ignore=without)
    return tmp_path / "project"


@pytest.fixture
def take(project, capsys):
    """Import a file as a release; returns what was printed, or what refuses it."""

    def run(path, release, *more):
        status = cli.main(["--project", str(project), "import", str(path), release, *more])
        said = capsys.readouterr()
        assert bool(said.err) == bool(status), said
        assert "Traceback" not in said.err
        return said.err or said.out.strip()

    return run


@pytest.fixture
def stored(project):
    """The raw files that stand in the project."""
    raw = project / "data/raw"
    return lambda: sorted(p.relative_to(raw).as_posix() for p in raw.rglob("*") if p.is_file())


def save(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fdva(folder, amounts=RUSSIA, **changes):
    return test_oecd_tiva.answer(folder / "download.csv", amounts, version="1.0", **changes)


def without_flow(folder):
    text = fdva(folder).read_text()
    lines = [line.partition(",")[2] for line in text.splitlines()]
    return save(folder / "download.csv", "\n".join([*lines, ""]))


REFUSED = {
    "per cent": (lambda f: fdva(f, unit="PT"), FDVA, "UNIT_MEASURE: USD expected, found 'PT'"),
    "another multiplier": (lambda f: fdva(f, multiplier=0), FDVA, "UNIT_MULT: 6 expected, found"),
    "one activity": (lambda f: fdva(f, source_activity="C26"), FDVA, "found FDVA of activity C26"),
    "own as D": (
        lambda f: fdva(f, [*RUSSIA[:1], ("D", "RUS", 2019, 100), *RUSSIA[2:]]),
        FDVA,
        "rows of RUS too expected, found W, D, CHN, DEU",
    ),
    "another user": (lambda f: fdva(f), FDVA.replace("RUS", "CHN"), "CHN, which the file is named"),
    "no flow": (without_flow, FDVA, "the columns DATAFLOW"),
    "trade as rankings": (
        lambda f: save(f / "download.csv", TRADE), RANKINGS, "the header of a known Atlas release"
    ),
    "semicolons": (
        lambda f: save(f / "d.csv", RANKS.replace(",", ";").replace("0.5", "0,5")),
        RANKINGS,
        "Semicolon-separated text found; comma-separated text expected",
    ),
    "a workbook as text": (
        lambda f: test_rosstat.gdp_book(f),
        f"{OUTLOOK}/WEOApr2024all.xls",
        "A workbook (.xlsx) found; tab-separated text expected",
    ),
    "text as a workbook": (
        lambda f: save(f / "d.csv", TRADE), GDP, "Comma-separated text found; a workbook (.xlsx)"
    ),
    "another release": (
        lambda f: test_imf.text(f, test_imf.COUNTRY_HEAD, test_imf.russia()),
        f"{OUTLOOK}/WEOApr2024all.xls",
        "its file says that it is the release 2023-10",
    ),
    "a pdf": (lambda f: save(f / "d.pdf", b"%PDF-1.7\n"), GDP, "A PDF found; a workbook (.xlsx)"),
    "a page": (
        lambda f: save(f / "d.csv", b"<!DOCTYPE html><title>Access Denied</title>"),
        RANKINGS,
        "A web page found; comma-separated text expected. It says: Access Denied.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_reading_would_refuse_is_refused_at_once(case, take, stored, tmp_path):
    make, release, said = REFUSED[case]
    message = take(make(tmp_path), release)
    assert message.startswith("/".join(release.split("/")[:3])), message
    assert said in message
    assert "\\x" not in message and "cut short" not in message
    assert stored() == []


def test_what_reading_takes_is_stored_with_its_manifest(take, stored, tmp_path):
    assert take(fdva(tmp_path), FDVA) == f"data/raw/{FDVA}"
    assert stored() == [FDVA, f"{FDVA}.provenance.json"]


def test_one_file_of_both_users_serves_under_both_names(take, stored, tmp_path):
    china = [(s, "CHN", 2019, v) for s, v in (("W", 500), ("CHN", 400), ("RUS", 3))]
    path = fdva(tmp_path, [*RUSSIA, *china])
    other = FDVA.replace("RUS", "CHN")
    assert (take(path, FDVA), take(path, other)) == (f"data/raw/{FDVA}", f"data/raw/{other}")


def test_a_better_copy_replaces_the_one_that_is_there_only_when_told_to(
    take, stored, project, tmp_path
):
    take(fdva(tmp_path), FDVA)
    first = (project / "data/raw" / FDVA).read_bytes()
    better = fdva(tmp_path, [*RUSSIA, ("W_O", "RUS", 2019, 25)])
    said = take(better, FDVA)
    assert "Nothing was replaced" in said
    assert f"make import FILE=<the download> RELEASE={FDVA} REPLACE=1" in said
    assert (project / "data/raw" / FDVA).read_bytes() == first
    worse = fdva(tmp_path, unit="PT")
    assert "USD expected" in take(worse, FDVA, "--replace")
    better = fdva(tmp_path, [*RUSSIA, ("W_O", "RUS", 2019, 25)])
    take(better, FDVA, "--replace")
    take(better, FDVA)  # the same bytes again: nothing to do
    names = stored()
    (aside,) = [n for n in names if ".replaced-" in n and not n.endswith(".json")]
    assert (project / "data/raw" / aside).read_bytes() == first
    assert names == sorted([FDVA, f"{FDVA}.provenance.json", aside, f"{aside}.provenance.json"])
    assert (project / "data/raw" / FDVA).read_bytes() == better.read_bytes()


def test_a_copy_that_has_lost_its_letters_is_said_to_have(take, stored, tmp_path):
    text = "Country,ECI Rank 2019,ECI 2019\nC?te d'Ivoire,100,-1.0\nT?rkiye,40,0.5\n"
    said = take(save(tmp_path / "d.csv", text), RANKINGS)
    assert "line 2" in said
    assert said.count("has `?` in place of a letter") == 1
    assert "`names`" not in said  # no advice to enter the spoilt name
    assert stored() == []


def test_a_release_whose_files_are_in_git_is_not_imported(take, tmp_path):
    assert "is of form extract: its files are in git" in take(fdva(tmp_path), "rosstat/gdp/2025-02")


# --- releases that have no entry yet ---

NEW, BOOK = "rosstat/gdp/2026-04", "VVP_god_s1995-2025.xlsx"
ENTERED = "config/updates/rosstat-gdp-2026-04.yaml"


@pytest.fixture
def catalogue(project):
    return lambda: Catalogue.load(project / "config/sources.yaml", project / "config/editions.yaml")


def book(folder, name=BOOK, **changes):
    (folder / "made").mkdir(exist_ok=True)
    return test_rosstat.gdp_book(folder / "made", **changes).rename(folder / name)


def test_a_release_without_an_entry_gets_one_and_an_edition(
    take, project, catalogue, root, tmp_path
):
    said = take(book(tmp_path, "VVP_god_s1995-2025 (1).xlsx"), NEW).splitlines()
    assert said[0] == f"data/raw/{NEW}/{BOOK}"
    assert said[1].startswith(f"{ENTERED}: its entry, and the edition rosstat-gdp-2026-04")
    assert said[-2:] == [
        "  make EDITION=rosstat-gdp-2026-04",
        "  make compare A=embedded B=rosstat-gdp-2026-04",
    ]
    found = catalogue()
    vintage, before = found.entry(NEW), found.entry(GDP)
    assert (vintage.entry.licence, vintage.entry.publisher) == (before.entry.licence, "Rosstat")
    assert vintage.entry.citation == (
        "Rosstat. Gross domestic product, yearly, 1995-2014. File of 2025-02."
    )
    assert (vintage.released, vintage.entry.covers) == ("2025-02", "2010-2014")
    assert vintage.entry.url == f"https://rosstat.gov.ru/storage/mediabank/{BOOK}"
    check_pins([vintage], project / "data/raw")
    countries = Countries.load(root / "config/countries.yaml")
    path = vintage.path(BOOK, project / "data/raw")
    frame, _ = releases.read(found.datasets["rosstat/gdp"], vintage, [path], countries)
    assert set(frame["vintage"]) == {"2026-04"}
    edition, embedded = found.edition("rosstat-gdp-2026-04"), found.edition("embedded")
    assert edition.main == embedded.main | {"rosstat/gdp": "2026-04"}
    before = [embedded.main["rosstat/gdp"], *embedded.also["rosstat/gdp"]]
    assert edition.also["rosstat/gdp"] == before
    # The pages of what ships do not change.
    page = (root / "docs/sources.md").read_text(encoding="utf-8")
    assert sources_page.write(found.shipped()) == page


def test_what_the_file_does_not_tell_is_listed(take, tmp_path):
    said = take(book(tmp_path), NEW)
    assert "title: that of rosstat/gdp/2025-02-full" in said
    assert f"url: not known; https://rosstat.gov.ru/storage/mediabank/{BOOK} stands there" in said
    assert "name: the file says that it is of 2025-02, not of 2026-04" in said
    ranks = save(tmp_path / "rankings.csv", RANKS)
    os.utime(ranks, (1_790_000_000, 1_790_000_000))
    said = take(ranks, "atlas/rankings/2025")
    assert "released: not known; 2026-09-21, the date of the file, stands there" in said


def test_a_file_that_its_reader_refuses_enters_nothing(take, stored, project, tmp_path):
    said = take(save(tmp_path / BOOK, TRADE), NEW)
    assert "Comma-separated text found; a workbook (.xlsx) expected" in said
    assert stored() == []
    assert not (project / ENTERED).exists()


@pytest.mark.parametrize(
    ("release", "more", "said"),
    [
        (
            "rosstat/gpd/2026-04",
            [],
            "`rosstat/gpd/2026-04` has no entry .*; near ones: rosstat/gdp",
        ),
        ("nsf/rd-sources/2026", [], "no reader takes `nsf/rd-sources`"),
        (NEW, ["--edition", "embeded"], "edition `embeded` is not in config/editions.yaml"),
    ],
)
def test_what_cannot_be_entered_is_refused_before_anything_is_stored(
    take, stored, tmp_path, release, more, said
):
    assert re.search(said, take(book(tmp_path), release, *more))
    assert stored() == []


def test_a_second_file_joins_the_entry_and_leaves_what_was_mended(
    take, project, catalogue, tmp_path
):
    answer = fdva(tmp_path)
    said = take(answer, "oecd/tiva-fdva/2023-mine/fdva_RUS.csv")
    assert "fdva_CHN.csv too; import what is like them as oecd/tiva-fdva/2023-mine/NAME" in said
    path = project / "config/updates/oecd-tiva-fdva-2023-mine.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["vintages"]["oecd/tiva-fdva/2023-mine"]["title"] = "Mended"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    china = [(s, "CHN", 2019, v) for s, v in (("W", 500), ("CHN", 400), ("RUS", 3))]
    take(fdva(tmp_path, china), "oecd/tiva-fdva/2023-mine/fdva_CHN.csv")
    vintage = catalogue().entry("oecd/tiva-fdva/2023-mine")
    assert vintage.entry.title == "Mended"
    assert sorted(vintage.entry.files) == ["fdva_CHN.csv", "fdva_RUS.csv"]
    check_pins([vintage], project / "data/raw")


def test_a_better_copy_of_an_entered_release_is_pinned_anew(take, project, catalogue, tmp_path):
    take(book(tmp_path), NEW)
    better = book(tmp_path, figures=(68103.4, 72985.7, 79031.0))
    assert "not what is pinned" in take(better, NEW)
    take(better, NEW, "--replace")
    vintage = catalogue().entry(NEW)
    assert vintage.path(BOOK, project / "data/raw").read_bytes() == better.read_bytes()
    check_pins([vintage], project / "data/raw")


def test_an_update_may_rest_on_a_release_that_was_brought(take, project, catalogue, tmp_path):
    take(book(tmp_path), NEW)
    edition = {"title": "U", "after": "rosstat-gdp-2026-04", "extends": "rosstat-gdp-2026-04"}
    update = {"editions": {"2026-12-01": edition}}
    (project / "config/updates/2026-12-01.yaml").write_text(yaml.safe_dump(update))
    found = catalogue()
    assert found.edition("2026-12-01").main["rosstat/gdp"] == "2026-04"
    assert found.updates_behind("2026-12-01") == [
        str(project / "config/updates/2026-12-01.yaml"),
        str(project / ENTERED),
    ]


@pytest.fixture
def make_import(root, tmp_path):
    """Run `make import` with a stand-in for the command; returns the command's arguments."""
    shutil.copy(root / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml", ".venv/ready", ".venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    command = tmp_path / ".venv/bin/python"
    command.write_text('#!/bin/sh\nfor word in "$@"; do echo "[$word]"; done\n')
    command.chmod(0o755)

    def run(*given, **environment):
        kept = {k: v for k, v in user_environment().items() if k not in ("FILE", "AS", "RELEASE")}
        done = subprocess.run(
            ["make", "import", *given], cwd=tmp_path, env=kept | environment,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.splitlines()

    return run


@pytest.mark.parametrize(
    ("given", "environment", "release"),
    [
        (["RELEASE=a/b/1"], {}, "a/b/1"),
        (["AS=a/b/1"], {}, "a/b/1"),
        ([], {}, ""),
        ([], {"AS": "/opt/cross/as"}, ""),
        (["RELEASE=a/b/1"], {"AS": "/opt/cross/as"}, "a/b/1"),
        (["RELEASE=$$(touch spoilt)"], {}, "$(touch spoilt)"),
    ],
)
def test_the_assembler_of_make_is_no_release(make_import, tmp_path, given, environment, release):
    found = make_import("FILE=my file.csv", *given, **environment)
    words = ["-m", "techsov.cli", "import", "my file.csv", release, "--edition", "embedded"]
    assert found == [f"[{word}]" for word in words]
    assert not (tmp_path / "spoilt").exists()
    found = make_import("FILE=my file.csv", *given, "REPLACE=1", "EDITION=latest", **environment)
    assert found[-3:] == ["[--edition]", "[latest]", "[--replace]"]


def test_an_import_without_file_or_release_says_how_it_is_called(take, tmp_path):
    usage = "make import FILE=<the download> RELEASE=provider/dataset/vintage"
    assert usage in take("", "a/b/1")
    assert usage in take(fdva(tmp_path), "")
