"""An update step by step, on a small project: what stops, what goes on, what is never touched."""

import fcntl
import json
import os
import shutil

import pandas as pd
import pytest
import yaml

from techsov.compare import tabulate
from techsov.core.errors import ConfigError
from techsov.update import run
from tests.providers import Served, cut, dataverse, page, status
from tests.publishing import bank, bank_answer

from .conftest import Project

GERD, WDI, RANKINGS = "worldbank/gerd", "worldbank/wdi", "atlas/rankings"
SERIES = {GERD: "GB.XPD.RSDV.GD.ZS", WDI: "NV.IND.MANF.ZS"}
COUNTRIES = {"RUS": 1.0, "CHN": 2.0, "USA": 3.0, "DEU": 2.9}
DOI = "doi:10.7910/DVN/XTAQMC"
DAY, NEXT_DAY = "2026-11-25", "2026-11-26"


def figures(last=2022, countries=COUNTRIES, factor=1.0, first=2010):
    """Country, year and value of a series that moves with the year about the country's level."""
    for country, level in countries.items():
        for year in range(first, last + 1):
            yield country, year, factor * (level + (year % 7) / 100 + (year % 3) / 1000)


def publish(server, dataset, updated, **content):
    """Let the server hold a release."""
    bank(server, f"/{dataset}", SERIES[dataset], updated, figures(**content))


def built(before, after, catalogue):
    """Tables of a comparison, of which the record reads these; no figure was computed."""
    claims = pd.DataFrame(columns=["change", "id"])
    return {
        "inputs": tabulate.of_inputs(catalogue, before, after),
        "claims": claims,
        "indicators": pd.DataFrame({"kind": ["revision", "new year"]}),
    }


class Small(Project):
    """A project of a few datasets, whose editions are recorded and not computed."""

    def update(self, day, *accepted, build=None):
        return super().update(
            day, *accepted, build=build or (lambda a, b: built(a, b, self.catalogue()))
        )

    def state(self):
        """All that an update could harm; what is on its way or known of providers is not."""
        held = self.hashes("config", "data/raw", "docs")
        return {path: h for path, h in held.items() if not path.startswith("data/raw/incoming/")}


def lay(root, folder, server):
    """The small project: two series of the World Bank, and a ranking."""
    for name in ("countries", "config", "hosts", "datasets"):
        (folder / "config").mkdir(parents=True, exist_ok=True)
        shutil.copy(root / f"config/{name}.yaml", folder / f"config/{name}.yaml")
    (folder / "docs").mkdir()
    shutil.copy(root / "docs/revisions.md", folder / "docs/revisions.md")
    ranking = yaml.safe_load((root / "config/sources.yaml").read_text())[f"{RANKINGS}/2021"]
    shutil.copytree(root / "data/raw" / RANKINGS / "2021", folder / "data/raw" / RANKINGS / "2021")
    about = {f: "-" for f in ("title", "publisher", "licence", "citation")}
    sources = {
        f"{dataset}/2025-07": about | {
            "form": "release", "kind": "worldbank", "released": "2025-07", "token": "2025-07-01",
            "url": server.url(f"/{dataset}?per_page=20000"),
            "files": {"answer.json": {"unpinned": True}},
        }
        for dataset in SERIES
    } | {f"{RANKINGS}/2021": ranking | {"token": "1.0"}}  # fmt: skip
    for dataset in SERIES:
        path = folder / f"data/raw/{dataset}/2025-07/answer.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(bank_answer(SERIES[dataset], "2025-07-01", figures()))
        publish(server, dataset, "2025-07-01")
    dataverse(server, DOI, {"rankings.tab": b"-"}, "1.0")
    probes = {
        dataset: {"kind": "worldbank", "file": "answer.json", "name": "month", "citation": "C",
                  "url": server.url(f"/{dataset}?per_page=20000")}
        for dataset in SERIES
    } | {
        RANKINGS: {"kind": "dataverse", "doi": DOI, "server": server.url("/"), "citation": "C",
                   "redirects": ["localhost"], "name": "last year", "files": [r".*\.(csv|tab)"]}
    }  # fmt: skip
    made = Small(folder, server)
    datasets = {d: {"main": "2025-07"} for d in SERIES} | {RANKINGS: {"main": "2021"}}
    made.begin(datasets, sources, probes)
    return made


@pytest.fixture
def project(root, tmp_path, server):
    return lay(root, tmp_path / "project", server)


# --- what an update does -----------------------------------------------------------------------


def test_nothing_newer_changes_nothing(project):
    before = project.state()
    outcome = project.update(DAY)
    assert (outcome.taken, outcome.finished, outcome.left) == ([], [], [])
    assert project.state() == before


def test_a_newer_release_is_taken_beside_pinned_and_recorded(project, server):
    before = project.state()
    publish(server, GERD, "2026-07-01", last=2024)
    outcome = project.update(DAY)
    assert outcome.taken == [f"{GERD}/2026-07"] and outcome.finished == [DAY]
    after = project.state()
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed == {"docs/revisions.md"}
    catalogue = project.catalogue()
    entry = catalogue.entry(f"{GERD}/2026-07").entry
    path = f"data/raw/{GERD}/2026-07/answer.json"
    assert entry.files["answer.json"].sha256 == after[path]
    assert (entry.released, entry.covers) == ("2026-07-01", "2010-2024")
    bundle = catalogue.edition(DAY)
    assert bundle.keys(GERD) == [f"{GERD}/2026-07", f"{GERD}/2025-07"]
    record = (project.folder / "docs/revisions.md").read_text(encoding="utf-8")
    assert f"\n## {DAY}\n" in record and f"| {GERD} | 2025-07 | 2026-07 |" in record
    assert not any((project.folder / "data/raw/incoming").rglob("*.json"))
    assert project.update(NEXT_DAY).taken == []


def test_two_updates_of_one_day_make_two_editions_and_two_entries(project, server):
    publish(server, GERD, "2026-07-01", last=2024)
    project.update(DAY)
    publish(server, GERD, "2026-07-15", last=2024, factor=1.01)
    outcome = project.update(DAY)
    assert outcome.finished == [f"{DAY}-2"] and outcome.taken == [f"{GERD}/2026-07-15"]
    record = (project.folder / "docs/revisions.md").read_text(encoding="utf-8")
    days = [line[3:] for line in record.splitlines() if line.startswith("## ")]
    assert days == [f"{DAY}-2", DAY]


# --- guards, layouts, providers ----------------------------------------------------------------


def rename(server):
    publish(server, GERD, "2026-07-01", countries={"ROU" if c == "DEU" else c: v
                                                   for c, v in COUNTRIES.items()})  # fmt: skip


def rank_all(server, root):
    codes = list(yaml.safe_load((root / "config/countries.yaml").read_text())["countries"])[:190]
    series = [f"{part}_{name}" for name in ("hs92", "hs12", "sitc") for part in ("eci", "eci_rank")]
    head = ",".join(["country_iso3_code", "year", "in_rankings", *series])
    rows = [
        f"{code},{year},TRUE,{e},{n},{e},{n},{e},{n}"
        for year in range(1995, 2022)
        for n, code in enumerate(codes, 1)
        for e in [round(2 - n / 60, 3)]
    ]
    body = "\n".join([head, *rows, ""]).encode()
    dataverse(server, DOI, {"growth_proj_eci_rankings.csv": body}, "2.0")


FAULTS = {
    "coverage": lambda s, _: publish(s, GERD, "2026-07-01", first=2012),
    "countries": lambda s, _: publish(s, GERD, "2026-07-01", countries={"RUS": 1.0, "CHN": 2.0}),
    "scale": lambda s, _: publish(s, GERD, "2026-07-01", factor=1e-3),
    "renamed": lambda s, _: rename(s),
    "ranks": rank_all,
}
SAID = {
    "coverage": "gerd_gdp no longer covers 2010, 2011",
    "countries": "no longer held: DEU, USA",
    "scale": "gerd_gdp: the median value is 0.001 times that before",
    "renamed": "gerd_gdp ROU holds the values of gerd_gdp DEU",
    "ranks": "190 countries are ranked, 133 before",
}


@pytest.mark.parametrize("guard", FAULTS)
def test_a_fault_stops_its_dataset_and_the_rest_goes_on(project, server, root, guard):
    dataset = RANKINGS if guard == "ranks" else GERD
    before = project.state()
    FAULTS[guard](server, root)
    outcome = project.update(DAY)
    assert outcome.taken == [] and project.state() == before
    (left,) = outcome.left
    assert f"{guard}: {SAID[guard]}" in left and f'ACCEPT="{dataset}:' in left
    publish(server, WDI, "2026-08-01", last=2024)
    outcome = project.update(DAY)
    assert outcome.taken == [f"{WDI}/2026-08"] and SAID[guard] in outcome.left[0]
    outcome = project.update(NEXT_DAY, dataset)
    assert len(outcome.taken) == 1 and outcome.taken[0].startswith(dataset)
    entry = project.catalogue().entry(outcome.taken[0]).entry
    assert any(SAID[guard] in accepted for accepted in entry.accepted)
    assert SAID[guard] in (project.folder / "docs/revisions.md").read_text(encoding="utf-8")


def test_a_changed_layout_fails_in_the_reader_and_leaves_everything(project, server):
    before = project.state()
    good = json.loads(bank_answer(SERIES[GERD], "2026-07-01", figures()))
    other = [good[0], [{"economy": "RUS", "year": 2022, "share": 0.9}]]
    server.answers[f"/{GERD}"] = Served(json.dumps(other).encode())
    outcome = project.update(DAY)
    assert outcome.taken == [] and project.state() == before
    assert "answer[1][0]" in outcome.left[0] and "countryiso3code" in outcome.left[0]
    publish(server, GERD, "2026-07-01", last=2024)  # mended, under the same mark
    assert project.update(DAY).taken == [f"{GERD}/2026-07"]


def test_a_provider_that_is_down_keeps_its_old_vintage_and_the_others_are_taken(project, server):
    publish(server, WDI, "2026-08-01", last=2024)
    server.misbehave = lambda request: status(503) if request.path == f"/{GERD}" else None
    outcome = project.update(DAY)
    assert outcome.taken == [f"{WDI}/2026-08"]
    assert outcome.left[0].startswith(f"{GERD}: not asked") and "503" in outcome.left[0]
    assert project.catalogue().edition(DAY).main[GERD] == "2025-07"
    server.misbehave = lambda request: None
    publish(server, GERD, "2026-07-01", last=2024)
    assert project.update(NEXT_DAY).taken == [f"{GERD}/2026-07"]


def test_what_no_update_fetches_is_told_apart_from_what_is_left(project, server):
    probes, url = project.probes(), server.url("/version")
    project.watch(probes | {GERD: {"kind": "uis", "url": url, "by_hand": "a bulk file"}})
    server.answers["/version"] = Served(b'{"version": "3", "publicationDate": "2026-03-11"}')
    before = project.state()
    outcome = project.update(DAY)
    assert (outcome.taken, outcome.left) == ([], [])
    assert outcome.by_hand == [f"{GERD}: version 3 is there; a bulk file"]
    project.watch(probes | {GERD: {"kind": "uis", "url": url, "name": "month", "citation": "C"}})
    (left,) = project.update(DAY).left
    assert left.startswith(f"{GERD}: version 3 is there; only the provider's page names its files")
    assert {p: h for p, h in project.state().items() if p != "config/datasets.yaml"} == {
        p: h for p, h in before.items() if p != "config/datasets.yaml"
    }


@pytest.mark.parametrize("fault", [cut(0.4), page, status(500)])
def test_a_provider_that_goes_midway_harms_nothing_and_the_next_run_completes(
    project, server, fault
):
    before = project.state()
    publish(server, GERD, "2026-07-01", last=2024)

    def midway(request):
        return fault if request.path == f"/{GERD}" and "20000" in str(request.query) else None

    server.misbehave = midway
    outcome = project.update(DAY)
    assert outcome.taken == [] and len(outcome.left) == 1
    assert project.state() == before
    server.misbehave = lambda request: None
    assert project.update(DAY).taken == [f"{GERD}/2026-07"]


# --- interruptions ------------------------------------------------------------------------------


def test_an_edition_that_could_not_be_built_is_gone_on_with(project, server):
    publish(server, GERD, "2026-07-01", last=2024)

    def broken(before, after):
        raise RuntimeError("the build fell over")

    with pytest.raises(RuntimeError):
        project.update(DAY, build=broken)
    pinned = project.state()
    assert f"config/updates/{DAY}.yaml" in pinned
    fetched = len([r for r in server.seen if "20000" in str(r.query)])
    outcome = project.update(NEXT_DAY)
    assert outcome.finished == [DAY] and outcome.taken == []
    assert len([r for r in server.seen if "20000" in str(r.query)]) == fetched
    after = project.state()
    assert {path for path in pinned if after[path] != pinned[path]} == {"docs/revisions.md"}


def test_two_updates_at_a_time_are_refused(project):
    lock = project.folder / run.LOCK
    lock.parent.mkdir(exist_ok=True)
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ConfigError, match="another update of this project is under way"):
            project.update(DAY)


def dying_at(step):
    """Let this process end, as kill -9 ends it, at the so-manieth step that the disk would see."""
    from pathlib import Path

    left = step

    def counted(genuine):
        def call(*arguments, **named):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return genuine(*arguments, **named)

        return call

    os.fsync = counted(os.fsync)
    for name in ("replace", "unlink", "hardlink_to", "mkdir"):
        setattr(Path, name, counted(getattr(Path, name)))
    shutil.rmtree = counted(shutil.rmtree)


@pytest.mark.long
def test_wherever_an_update_is_killed_nothing_is_lost_and_the_next_run_completes(
    root, tmp_path, server
):
    """Killed at every step in turn, in a project of its own each time."""
    step, code = 0, 9
    while code == 9:
        step += 1
        project = lay(root, tmp_path / str(step), server)
        before = project.state()
        publish(server, GERD, "2026-07-01", last=2024)
        if (child := os.fork()) == 0:
            dying_at(step)
            project.update(DAY)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        left = project.state()
        catalogue = project.catalogue()  # never a file that is half there
        assert catalogue.edition("base").main[GERD] == "2025-07"
        assert all(left[path] == h for path, h in before.items() if path != "docs/revisions.md")
        project.update(DAY)
        done = project.catalogue()
        assert done.edition(DAY).main[GERD] == "2026-07", step
        pin = done.entry(f"{GERD}/2026-07").entry.files["answer.json"].sha256
        assert project.state()[f"data/raw/{GERD}/2026-07/answer.json"] == pin
        record = (project.folder / "docs/revisions.md").read_text(encoding="utf-8")
        assert record.count(f"## {DAY}\n") == 1
    assert code == 0 and step > 12
