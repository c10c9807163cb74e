"""Every provider's rule, by the entry that ships and from outside: fetched, recorded, and read.

The files are sound ones of the providers' layouts, made up; one run of the real workflow brings
them all from a server on this machine.
"""

import gzip
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import yaml

from tests import made_up_releases
from tests.copies import copy_project
from tests.fuzz.layouts import LAYOUTS
from tests.providers import ProviderServer, Served, dataverse

pytestmark = pytest.mark.workflow

# Entry -> the file of it that is fetched, its layout, and what the provider says of its version.
FETCHED = {
    "oecd/icio/2023": ("2016-2020_SML.zip", "ICIO 2023, zip", ""),
    "oecd/tiva-main/2023": (
        "main.csv",
        "TiVA, main indicators",
        "OECD.STI.PIE:DSD_TIVA_MAINLV@DF_MAINLV(1.0)",
    ),
    "oecd/msti/2025-09-full": ("msti.csv", "MSTI", "OECD.STI.STP:DSD_MSTI@DF_MSTI(1.3)"),
    "atlas/rankings/2024-full": (
        "growth_proj_eci_rankings.csv",
        "Atlas rankings, data to 2024",
        "12.0 2026-04-22T16:48:45Z",
    ),
    "atlas/lookup/2024": ("russia_hs92.json", "Atlas look-up", ""),
    "rosstat/science/2025-08-full": ("nauka_9.xlsx", "Rosstat, R&D as a share of GDP", ""),
    "worldbank/wdi/2026-07": ("gerd_gdp.json", "World Bank, API", "2026-07-01"),
    "uis/expenditure/2026-05": ("gerd.json", "UIS, API", ""),
    "imf/weo/2024-04-full": ("WEOApr2024all.xls", "IMF outlook", ""),
    "wiod/wiot/2013": ("wiot_1995.RData", None, ""),
}
WIOT = gzip.compress(b"RDX3\nX\n" + bytes(5000), mtime=0)


def asked_with_a_query(body):
    """The Atlas answers what is POSTed to it, and nothing else."""

    def answer(request):
        asked = json.loads(request.body)["query"] if request.method == "POST" else ""
        if "HS92: countryYear(countryId: 643" not in asked:
            return 400, {}, b"{}"
        return 200, {}, body

    return answer


def is_one_file(folder, key, name):
    """Let an entry of the project have this file alone."""
    path = folder / "config/sources.yaml"
    sources = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources[key]["files"] = {name: sources[key]["files"][name]}
    path.write_text(yaml.safe_dump(sources, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """The project after one `fetch` of all entries, what was made, and what was asked."""
    folder = copy_project(tmp_path_factory.mktemp("providers") / "techsov")
    sound = tmp_path_factory.mktemp("sound")
    bodies = {}
    for key, (name, layout, _) in FETCHED.items():
        is_one_file(folder, key, name)
        (into := sound / key).mkdir(parents=True)
        bodies[key] = LAYOUTS[layout].write(into).read_bytes() if layout else WIOT
    with ProviderServer() as server:
        served = made_up_releases.redirect(folder, FETCHED, server.url(""))
        for path, what in served.items():
            key = what.rpartition("/")[0]
            server.answers[path] = Served(bodies[key], etag=f'"{key}"')
            if key == "atlas/lookup/2024":
                server.answers[path] = asked_with_a_query(bodies[key])
        rankings = "atlas/rankings/2024-full"
        file = {FETCHED[rankings][0]: bodies[rankings]}
        dataverse(server, "doi:10.7910/DVN/XTAQMC", file, version="12.0")
        run = subprocess.run(
            [sys.executable, "-m", "snakemake", "--profile", "workflow/profiles/default",
             "--cores", "1", "--keep-going",
             "--config", "edition=embedded", f"fetch=[{','.join(FETCHED)}]", "--", "fetch"],
            cwd=folder, capture_output=True, text=True, check=False,
            env=os.environ | {"TECHSOV_ALLOW_LOOPBACK": "1", "XDG_CACHE_HOME": str(folder / "c"),
                              "PYTHONPATH": str(folder / "workflow")},
        )  # fmt: skip
    return SimpleNamespace(
        folder=folder, bodies=bodies, seen=server.seen, code=run.returncode,
        said=run.stdout + run.stderr,
    )  # fmt: skip


@pytest.mark.parametrize("key", FETCHED)
def test_every_provider_hands_its_file_over_and_its_reader_takes_it(fetched, key):
    name, layout, version = FETCHED[key]
    path = fetched.folder / "data/raw" / key / name
    assert path.exists(), fetched.said
    assert path.read_bytes() == fetched.bodies[key]
    assert sorted(p.name for p in path.parent.iterdir()) == [name, f"{name}.provenance.json"]
    record = json.loads(path.with_name(f"{name}.provenance.json").read_text())
    assert (record["how"], record["bytes"]) == ("fetched", len(fetched.bodies[key]))
    assert record["server_version"] == version
    provider, dataset, vintage = key.split("/")
    log = fetched.folder / f"logs/embedded/fetch/{provider}/{dataset}/{vintage}/{name}.log"
    assert f"{key}/{name} fetched" in log.read_text()
    if layout:
        LAYOUTS[layout].read(path)


def test_all_of_it_is_one_run_that_asks_for_nothing_else(fetched):
    assert fetched.code == 0, fetched.said
    listed = (fetched.folder / "logs/embedded/fetched.tsv").read_text().splitlines()[1:]
    assert len(listed) == len(FETCHED)
    # The Dataverse is asked for its description, for the file, and its store for the bytes.
    assert len(fetched.seen) == len(FETCHED) + 2
