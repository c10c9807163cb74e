"""Inter-country tables that change under their names, as the OECD's did twice."""

import pytest

from tests import icio_layouts
from tests.made_up_releases import REGIONS
from tests.providers import Served, zipped

from .test_steps import DAY, NEXT_DAY, Small

ICIO, ARCHIVE = "oecd/icio", "2019-2020_SML.zip"
JANUARY_2026 = 1768000000.0


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of two years, made up anew for every seed and in any unit."""
    folder = tmp_path_factory.mktemp("icio")

    def made(seed, factor=1.0):
        members = {}
        for year in (2019, 2020):
            flows = icio_layouts.icio("2025", seed=seed + year, regions=("AGO", *REGIONS))
            for part in (flows.Z, flows.F, flows.taxes, flows.va, flows.x):
                part *= factor
            path = folder / f"{year}_SML.csv"
            icio_layouts.write_csv(icio_layouts.icio_rows("2025", flows), path)
            members[path.name] = path.read_bytes()
        return zipped(members)

    return made


@pytest.fixture
def project(tmp_path, server, root, archive):
    """A project with these tables alone, of the 2025 edition."""
    project = Small(tmp_path / "project", server)
    for folder in ("config", "docs", f"data/raw/{ICIO}/2025"):
        (project.folder / folder).mkdir(parents=True)
    for name in (
        *(f"config/{name}.yaml" for name in ("countries", "config", "datasets")),
        "docs/revisions.md",
    ):
        (project.folder / name).write_bytes((root / name).read_bytes())
    (project.folder / f"data/raw/{ICIO}/2025/{ARCHIVE}").write_bytes(archive(1))
    entry = {field: "-" for field in ("title", "publisher", "licence", "citation")} | {
        "form": "release", "released": "2025-10", "url": server.url("/ICIO/2025/"),
        "regions": ["AGO", *REGIONS], "files": {ARCHIVE: {"unpinned": True}},
    }  # fmt: skip
    way = {"kind": "archives", "page": server.url("/icio"), "name": "month", "citation": "C"}
    project.begin({ICIO: {"main": "2025"}}, {f"{ICIO}/2025": entry}, {ICIO: way})
    server.answers["/icio"] = Served(b"<p>ICIO, 2025 edition</p>")
    return project


def publish(server, body, etag):
    served = Served(body, etag=etag, modified=JANUARY_2026)
    server.answers[f"/ICIO/2025/{ARCHIVE}"] = served


def test_tables_that_changed_under_their_name_are_taken_once(project, server, archive):
    publish(server, archive(2), '"b"')
    assert project.update(DAY).taken == [f"{ICIO}/2026-01"]
    entry = project.catalogue().entry(f"{ICIO}/2026-01").entry
    assert (entry.covers, entry.edition) == ("2019-2020", "2025")
    assert project.update(NEXT_DAY).taken == []
    server.answers["/icio"] = Served(b"<p>ICIO, 2027 edition</p>")
    (left,) = project.update(NEXT_DAY).left
    assert "edition 2027 is there; only the provider's page names its files" in left


def test_tables_in_another_unit_are_held_back(project, server, archive):
    before = project.state()
    publish(server, archive(1, factor=1000), '"b"')
    (left,) = project.update(DAY).left
    assert "scale: output: the median value is 1000 times that before" in left
    assert project.state() == before
