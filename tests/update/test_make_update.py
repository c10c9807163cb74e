"""`make update` as a user runs it: killed, faulted, accepted; one server plays every provider."""

import io
import random
import re
import shutil
import time

import openpyxl
import pandas as pd
import pytest

from techsov.catalogue.registry import Vintage
from tests import publishing
from tests.copies import copy_project
from tests.made_up_releases import write_outlook
from tests.providers import Served, cut, dataverse

from .conftest import Project

pytestmark = [pytest.mark.releases, pytest.mark.workflow, pytest.mark.long]

DOI = "doi:10.7910/DVN/XTAQMC"
RANKINGS, GDP, GERD, MSTI, WEO = (
    "atlas/rankings", "rosstat/gdp", "worldbank/gerd", "oecd/msti", "imf/weo",
)  # fmt: skip
BOOK = "VVP_god_s_1995-2024.xlsx"
APRIL_2025, MARCH_2026 = 1744300000.0, 1772500000.0
SERVICE, ACCOUNTS, SCIENCE = "/public/rest/", "/statistics/accounts", "/statistics/science"
BANK = "/v2/country/all/indicator/GB.XPD.RSDV.GD.ZS"
OUTLOOK = "/en/Publications/WEO/weo-database/2026/April"
OUTLOOK_FILES = "/-/media/Files/Publications/WEO/WEO-Database/2026/April/"
KILLS = 12


class Providers:
    """Every provider that the embedded edition of July 2024 asks; nothing newer to begin with."""

    def __init__(self, project, releases, written):
        self.server, self.folder, self.releases = project.server, project.folder, releases
        self.written = written
        self.rankings("2021", "1.0", "2023-07-01T00:00:00Z")
        self.gdp(None)
        self.science(("Nauka_1.xls", "nauka_2.xls"))
        self.gerd("2021-09-15")
        self.msti("2025-09-15T00:00:00Z")
        flow = "OECD.STI.PIE,DSD_TIVA_FDVA@DF_FDVA"
        publishing.dataflow(self.server, "/sti-public/rest/", flow, "1.1", "TiVA 2025 edition", "")
        said = b'{"version": "20260311-78618c3e", "publicationDate": "2026-03-11T10:00:00"}'
        self.server.answers["/api/public/versions/default"] = Served(said)

    def ways(self, probes):
        """The probes of `datasets.yaml` with this machine in the place of every provider."""
        found = {}
        for dataset, way in probes.items():
            here = {
                key: re.sub(r"^https://[^/]+", self.server.url(""), value)
                for key, value in way.items()
                if key in ("page", "folder", "service", "url")
            }
            found[dataset] = {k: v for k, v in way.items() if k != "redirects"} | here
        found[RANKINGS] |= {"server": self.server.url("/"), "redirects": ["localhost"]}
        return found

    def rankings(self, year, version, updated):
        (path,) = (self.releases / "atlas/rankings" / year).iterdir()
        dataverse(self.server, DOI, {path.name: path.read_bytes()}, version, updated)

    def gdp(self, factor):
        """Rosstat's workbook with all figures of GDP so many times as large; None: no newer one."""
        if factor is None:
            publishing.rosstat(self.server, ACCOUNTS, {BOOK: b"-"}, modified=1680000000.0)
            return
        body = (self.releases / "rosstat" / BOOK).read_bytes()
        if factor != 1:
            workbook, changed = openpyxl.load_workbook(io.BytesIO(body)), io.BytesIO()
            for cell in (cell for sheet in workbook for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, float):
                    cell.value *= factor
            workbook.save(changed)
            body = changed.getvalue()
        publishing.rosstat(self.server, ACCOUNTS, {BOOK: body}, modified=APRIL_2025)

    def science(self, names):
        bodies = {name: (self.releases / "rosstat" / name).read_bytes() for name in names}
        innovation = {
            name: (self.releases / "rosstat" / name).read_bytes()
            for name in ("innov_1_2024.xls", "innov_3_2024.xls")
        }
        publishing.rosstat(self.server, SCIENCE, bodies | innovation, modified=MARCH_2026)
        for name in innovation:  # slow enough for a kill to meet it on its way
            served = self.server.answers[f"/storage/mediabank/{name}"]
            served.block, served.pause = 1 << 12, 0.01

    def gerd(self, updated, without=()):
        table = pd.read_csv(self.written / GERD / "2026-07/gerd.csv")
        kept = table[~table["country"].isin(without)]
        figures = kept[["country", "year", "value"]].itertuples(index=False, name=None)
        publishing.bank(self.server, BANK, "GB.XPD.RSDV.GD.ZS", updated, figures)

    def msti(self, loaded, renamed=()):
        """The table of September 2025 with one figure revised; `renamed`: copied to a new name."""
        table = pd.read_csv(self.written / MSTI / "2025-09/msti.csv")
        own = (table["country"] == "RUS") & (table["indicator"] == "gerd_lcu")
        table.loc[own, "value"] *= 1.01
        copies = [table[table["country"] == old].assign(country=new) for old, new in renamed]
        name = "Main Science and Technology Indicators"
        publishing.dataflow(self.server, SERVICE, publishing.MSTI, "1.3", name, loaded)
        body = publishing.msti(pd.concat([table, *copies]), "1.3")
        self.server.answers[f"{SERVICE}data/{publishing.MSTI},1.3/.A...."] = Served(body)

    def outlook(self, folder, damaged=False):
        self.server.answers[OUTLOOK] = Served(b"<html>April 2026</html>")
        for stem in ("WEOApr2026all", "WEOApr2026alla"):
            path = folder / f"{stem}.xls"
            write_outlook(path, Vintage("imf/weo/2026-04", {}), self.releases)
            text = path.read_bytes().decode("utf-16")
            if damaged:
                text = text.replace("WEO Subject Code", "Subject")
            self.server.answers[f"{OUTLOOK_FILES}{stem}.ashx"] = Served(text.encode("utf-16"))


@pytest.fixture
def project(tmp_path, server, root):
    """The embedded edition of July 2024, before anything that came later."""
    project = Project(copy_project(tmp_path / "techsov", with_make=True), server)
    edition = project.catalogue().edition("embedded-2024")
    datasets = {
        dataset: {"main": main, "also": [v for v in edition.also[dataset] if v < main]}
        for dataset, main in edition.main.items()
    }
    held = {f"{d}/{v}" for d, each in datasets.items() for v in (each["main"], *each["also"])}
    sources = {key: entry for key, entry in project.config("sources").items() if key in held}
    sources[f"{RANKINGS}/2021"]["token"] = "1.0"
    project.begin(datasets, sources, project.probes())
    hosts = project.config("hosts")
    hosts["retry_policy"] |= {"backoff": 0.05, "longest_backoff": 0.2}
    project.write("hosts", hosts)
    return project


@pytest.fixture
def providers(project, releases, root):
    providers = Providers(project, releases, root / "data/raw")
    ways = {d: way for d, way in project.probes().items() if d != "oecd/icio"}
    project.watch(providers.ways(ways))
    return providers


def said(run):
    return run.stdout + run.stderr


# Dataset -> what is said of its release, and the way to accept it.
REASONS = {
    RANKINGS: [
        "coverage: eci.SITC no longer covers 1995, 1996",
        "ranks: the release ranks beyond its ranked countries: HS92",
        f'make update ACCEPT="{RANKINGS}:coverage {RANKINGS}:ranks"',
    ],
    GDP: ["scale: gdp_lcu: the median value is 102", f'make update ACCEPT="{GDP}:scale"'],
    MSTI: ["renamed: berd_gdp POL holds the values of", f'make update ACCEPT="{MSTI}:renamed"'],
    WEO: ["WEOApr2026all.xls, line 1", "WEO Subject Code", "expected"],
    GERD: ["gerd.json: The connection to 127.0.0.1 failed or was cut"],
}


def left_by(run):
    """Dataset -> what the command says of it, of those that were left as they were."""
    said_of = run.stdout.split("left as it was: ")[1:]
    return {each.partition(": ")[0]: each for each in said_of}


@pytest.fixture
def faults(providers, server, tmp_path):
    """A fault of every kind, each in a release of its own; one provider goes midway."""
    providers.rankings("2022", "2.0", "2024-09-17T00:00:00Z")
    providers.gdp(1000)
    providers.msti("2026-09-20T00:00:00Z", renamed=[("DEU", "POL")])
    providers.outlook(tmp_path, damaged=True)
    providers.gerd("2026-07-01")
    server.misbehave = lambda request: (
        cut(0.3) if request.path == BANK and request.query.get("per_page") != ["1"] else None
    )


def held(project):
    """All that an update could harm; what is on its way is not."""
    found = project.hashes("config", "data/raw", "docs")
    return {path: h for path, h in found.items() if not path.startswith("data/raw/incoming/")}


def test_every_fault_is_stopped_by_name_with_the_way_to_accept_it(
    project, providers, server, faults
):
    before = held(project)
    done = project.make("update", "EDITION=base")
    assert done.returncode == 2 and "nothing was taken" in done.stdout, said(done)
    assert "by hand: uis/expenditure: version 20260311" in done.stdout
    left = left_by(done)
    assert set(left) == set(REASONS)
    for dataset, reasons in REASONS.items():
        assert all(reason in left[dataset] for reason in reasons), left[dataset]
    assert held(project) == before

    # The provider that was gone is back, without a country.
    server.misbehave = lambda request: None
    providers.gerd("2026-07-02", without=("ZAF",))
    left = left_by(project.make("update", "EDITION=base"))
    assert "countries: no longer held: ZAF" in left[GERD]
    assert f'make update ACCEPT="{GERD}:countries"' in left[GERD]
    assert set(left) == set(REASONS) and held(project) == before


def test_killed_while_it_asks_fetches_and_guards_an_update_loses_nothing(project, faults, tried):
    before, begun = held(project), time.monotonic()
    assert "nothing was taken" in project.make("update", "EDITION=base").stdout
    whole = time.monotonic() - begun  # seconds, on this machine
    chance, kills = random.Random(2026), 0
    for _ in range(KILLS):
        kills += project.make_and_kill(chance.uniform(0.1, 0.8) * whole, "update", "EDITION=base")
        assert held(project) == before
        project.catalogue()  # never a file that is half there
    assert kills >= 10
    done = project.make("update", "EDITION=base")
    assert set(left_by(done)) == set(REASONS) and held(project) == before
    tried(
        "`make update` killed while it asks, fetches and guards", kills,
        "catalogue, raw files and record the same bytes; the next run goes on",
    )  # fmt: skip


# --- the whole of it by one command: asked, taken, built, compared, recorded ------------------


def made_by(project):
    """Names of the editions that updates have made, the first first."""
    return sorted(path.stem for path in (project.folder / "config/updates").glob("*.yaml"))


def built(project, edition):
    """What an edition's build has left: endpoints alone, no log and no intermediate table."""
    kinds = (".csv", ".json", ".svg", ".pdf", ".html", ".png", ".xlsx")
    found = project.hashes(f"results/{edition}")
    return {path: h for path, h in found.items() if path.endswith(kinds)}


@pytest.fixture
def mixed(providers):
    """A good release of one dataset; a scale, names and coverage at fault in three others."""
    providers.gerd("2026-07-01")
    providers.rankings("2022", "2.0", "2024-09-17T00:00:00Z")
    providers.gdp(1000)
    providers.msti("2026-09-20T00:00:00Z", renamed=[("DEU", "POL")])


def test_one_command_takes_builds_compares_and_records_among_faults_and_kills(
    project, providers, server, mixed, tried
):
    older = held(project)
    # It asks, takes the one good release and is killed twelve times while it builds.
    chance, kills = random.Random(7), 0
    pinned = project.folder / "config/updates"
    begun, until = project.begin_make("update", "EDITION=base"), time.monotonic() + 300
    while begun.poll() is None and not list(pinned.glob("*.yaml")) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(chance.uniform(2, 12))
    kills += project.kill(begun)
    (day,) = made_by(project)
    taken = {path: h for path, h in held(project).items() if path not in older}
    assert {path.rpartition("/")[0] for path in taken} == {
        "config/updates", f"data/raw/{GERD}/2026-07",
    }  # fmt: skip
    while kills < KILLS:
        kills += project.make_and_kill(chance.uniform(2, 25), "update", "EDITION=base")
        assert made_by(project) == [day]
        now = held(project)
        assert older.items() <= now.items() and taken.items() <= now.items()
    done = project.make("update", "EDITION=base")
    assert done.returncode == 2, said(done)  # some were left as they were, which is status 20
    assert f"edition {day} is built and compared: docs/revisions.md" in done.stdout, said(done)
    assert set(left_by(done)) == {RANKINGS, GDP, MSTI}

    # The edition: one new vintage, all others those of before; paper, report and comparison.
    before, after = project.catalogue().edition("base"), project.catalogue().edition(day)
    assert {d for d in before.main if before.main[d] != after.main[d]} == {GERD}
    assert after.main[GERD] == "2026-07" and after.after == "base"
    pair = f"compare/base--{day}"
    pages = ("paper.pdf", "claims.csv", "report/index.html")
    for place in (*(f"{day}/{page}" for page in pages), f"{pair}/claims.csv", f"{pair}/index.html"):
        assert (project.folder / "results" / place).stat().st_size > 0, place
    inputs = pd.read_csv(project.folder / f"results/{pair}/inputs.csv", dtype=str)
    assert inputs["dataset"].tolist() == [GERD]
    record = (project.folder / "docs/revisions.md").read_text(encoding="utf-8")
    (entry,) = re.findall(rf"^## {day}\n(.*?)(?=^## |\Z)", record, re.M | re.S)
    assert f"| {GERD} | 2021-09 | 2026-07 |" in entry
    for dataset in (RANKINGS, GDP, MSTI):
        assert f"- {dataset}: a newer release is held back" in entry
    same = {path: h for path, h in older.items() if path != "docs/revisions.md"}
    assert same.items() <= held(project).items()

    # What was killed so often has the bytes of a build that nothing disturbed.
    killed = built(project, day)
    assert project.make("clean", f"EDITION={day}").returncode == 0 and not built(project, day)
    again = project.make("build", f"EDITION={day}")
    assert again.returncode == 0, said(again)
    assert built(project, day) == killed and len(killed) > 100
    tried(
        "`make update` killed while it builds and compares", kills,
        "older editions, pins and raw files untouched; the next run completes with the right bytes",
    )  # fmt: skip

    # Somebody else's clone has the pins and not the files: they are fetched, the same bytes.
    (pinned_file,) = (path for path in taken if path.endswith("/gerd.json"))
    shutil.rmtree((project.folder / pinned_file).parent)
    fetched = project.make("fetch", f"EDITION={day}")
    assert fetched.returncode == 0, said(fetched)
    assert project.hashes("data/raw")[pinned_file] == taken[pinned_file]

    # Nothing more is taken by itself; what is accepted is, after the last edition.
    idle = project.make("update", "EDITION=base")
    assert "nothing was taken" in idle.stdout and made_by(project) == [day]
    accepted = project.make(
        "update", "EDITION=base", f"ACCEPT={RANKINGS}:coverage {RANKINGS}:ranks"
    )
    second = next(name for name in made_by(project) if name != day)
    assert f"edition {second} is built and compared" in accepted.stdout, said(accepted)
    assert set(left_by(accepted)) == {GDP, MSTI}
    last = project.catalogue().edition(second)
    assert last.after == day and last.main[RANKINGS] == "2022" and last.main[GERD] == "2026-07"
    record = (project.folder / "docs/revisions.md").read_text(encoding="utf-8")
    assert record.index(f"## {second}\n") < record.index(f"## {day}\n")
    newest = record.partition(f"## {second}\n")[2].partition(f"## {day}\n")[0]
    assert "Accepted although a guard stopped at it:" in newest and f"- {RANKINGS}/2022" in newest
    compared = project.compared(day, second)["claims"].query("change == 'verdict'")
    assert len(compared) and set(compared["cause"]) == {RANKINGS}
    assert built(project, day).items() >= killed.items()
