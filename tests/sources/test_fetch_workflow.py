"""The rules of workflow/rules/fetch.smk: a way to the network through one target alone."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.providers import Served, page, pinned, status

pytestmark = pytest.mark.workflow

BODY = b"RUS,2022,0.915\n" * 500
SNAKEFILE = """
from pathlib import Path
from techsov.catalogue.datasets import EVIDENCE as EVIDENCE_TABLES
from techsov.catalogue.registry import Catalogue
from techsov.catalogue.settings import Settings

SETTINGS, RESULTS = Settings(), "results"
CATALOGUE = Catalogue.load("config/sources.yaml", "config/editions.yaml")

def releases(provider):
    return [(v.key, file) for v in CATALOGUE.all_of("tested") if v.provider == provider
            for file in v.entry.files]

DEPENDENCY_PARTS = {}

def indicators(name):
    return f"results/{name}"

def logs(name):
    return f"logs/{name}"

def benchmarks(name):
    return f"benchmarks/{name}"

rule build:
    default_target: True
    input: "data/raw/rosstat/innovation/2025-08/innovation.csv"
    output: "results/built.csv"
    shell: "cp {input} {output}"

include: "workflow/rules/targets.smk"
include: "workflow/rules/fetch.smk"
"""
INNOVATION = "rosstat/innovation/2025-08"
GERD = "worldbank/gerd/2026-07"


@pytest.fixture
def project(root, tmp_path, server):
    """A project with two releases, on a network that consists of this machine."""
    scripts = ("scripts/fetch_release.py", "scripts/fetch_check.py")
    for part in ("rules/targets.smk", "rules/fetch.smk", *scripts):
        (tmp_path / "workflow" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "workflow" / part, tmp_path / "workflow" / part)
    about = {f: "-" for f in ("title", "publisher", "licence", "citation")} | {"released": "2025"}
    files = {INNOVATION: {"innovation.csv": pinned(BODY)}, GERD: {"gerd.json": {"unpinned": True}}}
    kinds = {INNOVATION: "plain", GERD: "worldbank"}
    sources = {
        key: {**about, "form": "release", "kind": kinds[key], "url": server.url("/"), "files": each}
        for key, each in files.items()
    }
    datasets = {key.rpartition("/")[0]: {"main": key.rpartition("/")[2]} for key in files}
    (tmp_path / "config").mkdir()
    for name, content in {
        "sources": sources,
        "editions": {"tested": {"title": "Tested", "datasets": datasets}},
        "datasets": {key: {"layout": "indicator"} for key in datasets},
        "hosts": {
            "hosts": {"localhost": None},
            "retry_policy": {"read": 2, "attempts": 3, "backoff": 0.05},
        },
    }.items():
        (tmp_path / "config" / f"{name}.yaml").write_text(yaml.safe_dump(content))
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    server.answers["/innovation.csv"] = Served(BODY)
    answer = [{"pages": 1, "lastupdated": "2026-07-01"}, [{"date": "2022", "value": 0.915}]]
    server.answers["/gerd.json"] = Served(json.dumps(answer).encode())
    return tmp_path


def snakemake(project, *arguments):
    """Run Snakemake in a project; returns its exit status and all that it said."""
    environment = {
        **os.environ,
        "TECHSOV_ALLOW_LOOPBACK": "1",
        "XDG_CACHE_HOME": str(project / "cache"),
    }
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_fetching_brings_every_file_and_asks_for_none_twice(project, server):
    server.faults.extend([page, status(502)])
    code, said = snakemake(project, "fetch")
    assert code == 0, said
    raw = project / "data" / "raw"
    assert (raw / INNOVATION / "innovation.csv").read_bytes() == BODY
    record = json.loads((raw / GERD / "gerd.json.provenance.json").read_text())
    assert record["server_version"] == "2026-07-01"
    assert sorted(p.name for p in (raw / INNOVATION).iterdir()) == [
        "innovation.csv",
        "innovation.csv.provenance.json",
    ]
    listed = (project / "logs" / "fetched.tsv").read_text()
    assert f"data/raw/{INNOVATION}/innovation.csv\t{len(BODY)}\t{pinned(BODY)['sha256']}" in listed
    assert f"Fetch innovation.csv of {INNOVATION}" in said
    assert f"Fetch gerd.json of {GERD}" in said
    # The faults meet whichever file is asked for first.
    logs = [log.read_text() for log in (project / "logs" / "fetch").rglob("*.log")]
    assert len(logs) == 2
    assert "Next attempt in" in "".join(logs)
    asked = len(server.seen)
    (raw / GERD / "gerd.json").unlink()
    code, said = snakemake(project, "fetch")
    assert code == 0, said
    assert (raw / GERD / "gerd.json").exists()
    assert len(server.seen) == asked + 1


def test_building_finds_no_way_to_the_network(project, server):
    code, said = snakemake(project)
    assert code != 0
    assert "MissingInputException" in said
    code, said = snakemake(project, "--dry-run", "fetch")
    assert code == 0, said
    assert not server.seen
    assert not (project / "data").exists()


def test_a_file_that_cannot_be_had_fails_with_what_to_do_and_leaves_the_others(project, server):
    server.answers["/innovation.csv"] = lambda request: (403, {}, b"no")
    code, said = snakemake(project, "fetch", "--keep-going")
    assert code != 0
    assert f"make import FILE=<the download> RELEASE={INNOVATION}" in said
    assert (project / "data" / "raw" / GERD / "gerd.json").exists()
    assert not (project / "data" / "raw" / INNOVATION / "innovation.csv").exists()


def test_a_marker_that_outlived_its_file_is_not_believed(project, server):
    marker = project / "data" / "raw" / INNOVATION / "innovation.csv.fetched"
    marker.parent.mkdir(parents=True)
    marker.touch()
    code, said = snakemake(project, "fetch")
    assert code != 0
    assert "Still missing, though marked as fetched" in said
