"""The archive of the embedded edition: complete, described, and the same bytes each time."""

import csv
import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest

from techsov.archive import contents, crate, requirements
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile

from .conftest import archive

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def opened(packed):
    with zipfile.ZipFile(packed) as found:
        yield found


@pytest.fixture(scope="module")
def entities(opened):
    metadata = json.loads(opened.read(contents.METADATA))
    return {entity["@id"]: entity for entity in metadata["@graph"]}


def of_type(entities, kind):
    return [e for e in entities.values() if kind in requirements.types(e)]


def test_a_second_archive_is_the_same_bytes(root, packed, tmp_path):
    again = archive(root, tmp_path)
    assert again.name == packed.name
    assert (
        hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(packed.read_bytes()).digest()
    )


def test_the_archive_tells_neither_a_date_of_the_run_nor_a_folder_of_the_machine(root, opened):
    assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert str(root) not in opened.read(contents.METADATA).decode()
    modes = {entry.external_attr >> 16 for entry in opened.infolist()}
    assert modes <= {0o100644, 0o100755}


def test_it_holds_what_git_tracks_and_what_the_build_made(root, opened, entities):
    names = set(opened.namelist())
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True).stdout
    if tracked:
        assert set(tracked.split("\n")[:-1]) <= names
    assert {"README.md", "config/claims.yaml", "results/embedded/claims.csv"} <= names
    assert "data/raw/wiod/wiot-11regions/2013/wiot.parquet" in names
    assert names - {contents.METADATA} == {e["@id"] for e in of_type(entities, "File")}


def test_the_format_of_every_file_is_known(entities):
    files = of_type(entities, "File")
    assert [e["@id"] for e in files if e["encodingFormat"] == crate.UNKNOWN_FORMAT] == []


def test_every_result_names_the_rule_that_the_readme_names_for_it(root, entities):
    action = {
        result: run["name"].partition(":")[0]
        for run in of_type(entities, "CreateAction")
        for result in requirements.targets(run, "result")
        if run["@id"] != crate.RUN
    }
    readme = (root / "README.md").read_text(encoding="utf-8")
    for result, rule in {
        "claims.csv": "check_claims",
        "values.json": "write_values",
        "tables/table1.csv": "tabulate_paper_table",
    }.items():
        assert action[f"results/embedded/{result}"] == rule
        assert f"`{rule}`" in readme


def test_a_raw_file_carries_its_sources_licence_publisher_and_hash(root, entities):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    checked = 0
    for vintage in catalogue.all_of("embedded"):
        for path, pin in zip(vintage.paths(), vintage.entry.files.values(), strict=True):
            entity = entities[path]
            assert entity["sha256"] == pin.sha256
            assert entity["usageInfo"] == vintage.entry.licence
            publisher = entities[entity["publisher"]["@id"]]
            assert publisher["name"] == vintage.entry.publisher
            checked += 1
    assert checked > 20


def test_a_result_carries_the_licences_of_the_data_that_it_rests_on(entities):
    licences = requirements.targets(
        entities["results/embedded/indicators/complexity.csv"], "license"
    )
    assert licences == ["https://spdx.org/licenses/CC0-1.0"]
    research = entities["results/embedded/indicators/research.csv"]
    assert "https://spdx.org/licenses/CC-BY-4.0" in requirements.targets(research, "license")


def test_the_citation_file_and_the_crate_agree(root, entities):
    cited = yamlfile.read(root / "CITATION.cff")
    described = entities["./"]
    assert described["name"].startswith(cited["title"])
    assert described["version"] == cited["version"]
    assert described["datePublished"] == cited["date-released"]
    assert described["license"]["@id"] == f"https://spdx.org/licenses/{cited['license']}"
    assert described["keywords"] == cited["keywords"]
    authors = [entities[name]["name"] for name in requirements.targets(described, "author")]
    assert authors == [author["name"] for author in cited["authors"]]
    paper = entities[requirements.targets(described, "citation")[0]]
    assert paper["name"] == cited["references"][0]["title"]
    assert described["version"] in (root / "pyproject.toml").read_text(encoding="utf-8")


def test_provenance_and_crate_tell_the_same_of_every_raw_file(root, results, entities):
    with (results / "provenance.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entity = entities[row["file"]]
            assert (entity["sha256"], entity["usageInfo"]) == (row["sha256"], row["licence"])


def test_the_public_validator_finds_every_requirement_met(root, packed, tmp_path):
    validator = root / ".venv-checkers/bin/rocrate-validator"
    if not validator.exists():
        pytest.skip("rocrate-validator is not installed: run `make checkers`")
    with zipfile.ZipFile(packed) as found:
        found.extractall(tmp_path / "crate")
    shutil.copy(root / ".venv-checkers/context.sqlite", tmp_path / "context.sqlite")
    report = tmp_path / "report.json"
    run = subprocess.run(
        [validator, "-y", "validate", "--profile-identifier", "provenance-run-crate",
         "--no-auto-profile", "--offline", "--cache-path", tmp_path / "context",
         "--output-format", "json", "--output-file", report, tmp_path / "crate"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["issues"] == []
    assert found["passed"], run.stdout + run.stderr
    assert not found["skipped_checks"]
