"""`make verify`: what Snakemake does not see, on real rules; and the record that is in git."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from techsov.verify import record, verdict
from techsov.verify.rebuild import built, rebuild

from .conftest import snakemake

pytestmark = pytest.mark.workflow

RESEARCH = "results/embedded/indicators/research.csv"
PROVENANCE = "results/embedded/provenance.csv"
SMALL = (RESEARCH, PROVENANCE)


def verify(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "techsov.cli", "verify", "embedded", "--cores", "1"],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(folder / "workflow")},
    )  # fmt: skip


@pytest.fixture
def small(copy):
    """A copy of the project in which two results are built."""
    run = snakemake(copy, "--cores", "1", *SMALL, PYTHONPATH=str(copy / "workflow"))
    assert run.returncode == 0, run.stdout + run.stderr
    return copy


def test_a_deleted_raw_file_and_a_changed_one_stop_verification_and_are_named(copy):
    (copy / "data/raw/imf/weo/2025-10/gdp.csv").unlink()
    with (copy / "data/raw/rosstat/gdp/2025-02/gdp.csv").open("a") as file:
        file.write("\n")
    run = verify(copy)
    assert run.returncode == 1, run.stderr
    assert "2 are not what is pinned" in run.stdout
    assert "data/raw/imf/weo/2025-10/gdp.csv is missing" in run.stdout
    assert "data/raw/rosstat/gdp/2025-02/gdp.csv differs from its pin" in run.stdout
    assert "git checkout data/raw" in run.stdout


@pytest.mark.long
def test_a_hand_edited_result_and_a_changed_module_are_found_with_their_rules(small, tmp_path):
    edited = small / PROVENANCE
    edited.write_text(edited.read_text().replace("World Bank", "World Band", 1))
    module = small / "workflow/techsov/indicators/research.py"
    module.write_text(module.read_text().replace("100 * pairs", "100.0001 * pairs"))
    clean = rebuild(small, tmp_path / "clean", "embedded", *SMALL, cores="1", log=tmp_path / "log")
    found = verdict.with_held(small, clean.folder, clean.rules)
    assert {f.endpoint: f.rule for f in found.faults} == {
        RESEARCH: "compute_indicators",
        PROVENANCE: "check_raw",
    }
    said = {f.endpoint: f.how for f in found.faults}
    assert "World Band" in said[PROVENANCE]
    assert "column `value`" in said[RESEARCH]


def test_the_endpoints_are_those_on_record(root, results):
    """What another machine is compared with is what this code makes."""
    held = record.read(root / record.place("embedded"))
    if held.settings != record.settings(root):
        pytest.skip("config/config.yaml asks for other endpoints than those on record")
    here = record.hashes(root, built(root, "embedded").rules)
    lines = record.changes(held.hashes, here)
    if not held.made_on_this_kind:
        lines = [line for line in lines if not line.startswith("changed")]
    assert not lines, (
        f"{len(lines)} endpoints are not as in {record.place('embedded')}. If the change is "
        f"meant: make endpoints, and commit the file.{record.shortened(lines)}"
    )
