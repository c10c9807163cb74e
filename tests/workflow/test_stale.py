"""No result stays that is stale: content counts, whatever the dates of files say."""

import os
import re
from pathlib import Path

import pytest

from .conftest import snakemake

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

RAW = "data/raw/rosstat/innovation/2025-08/innovation.csv"
RESEARCH = "results/embedded/indicators/research.csv"
NOTHING: dict[str, int] = {}


def planned(folder: Path) -> tuple[dict[str, int], str]:
    """Rule -> how many of its jobs the next build has, and all that was said."""
    run = snakemake(folder, "--dry-run", "--cores", "1")
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    found = {rule: int(n) for rule, n in re.findall(r"^ (\w+) +(\d+)$", said, re.M)}
    assert found or "Nothing to be done" in said
    return found, said


def change_keeping_the_date(file: Path, old: bytes, new: bytes) -> None:
    held, content = file.stat(), file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))
    os.utime(file, ns=(held.st_atime_ns, held.st_mtime_ns))


def restored(file: Path, content: bytes) -> None:
    """As from a backup: an earlier content with an earlier date."""
    file.write_bytes(content)
    os.utime(file, (1_000_000_000, 1_000_000_000))


def test_a_raw_file_that_changes_and_keeps_its_date_is_computed_from_again(built, tried):
    right = (built / RAW).read_bytes()
    change_keeping_the_date(built / RAW, b"25794618.08", b"99999999.99")
    jobs, _ = planned(built)
    assert {"check_raw", "compute_indicators", "check_claims", "write_paper"} <= jobs.keys()
    assert not {"compute_complexity", "compute_dependency_year"} & jobs.keys()
    restored(built / RAW, right)
    assert planned(built)[0] == NOTHING
    tried("a raw file changed with its date kept", 1, "rebuilds what rests on it")


def test_a_setting_that_changes_under_an_older_date_is_read_again(built):
    file = built / "config/countries.yaml"
    content = file.read_bytes().replace(b"en: Albania", b"en: Shqiperia", 1)
    restored(file, content)
    jobs, _ = planned(built)
    assert jobs["draw_figure"] == 22
    assert "compute_indicators" not in jobs


@pytest.mark.parametrize(
    ("result", "old", "new", "rule"),
    [
        (RESEARCH, b",0.", b",9.", "compute_indicators"),
        ("results/embedded/claims.csv", b"reproduced", b"contradicted", "check_claims"),
        ("results/embedded/figures/rd_share.svg", b"svg", b"SVG", "draw_figure"),
        ("results/embedded/paper.pdf", b"PDF", b"pdf", "write_paper"),
    ],
    ids=["table", "verdicts", "figure", "paper"],
)
def test_a_result_edited_by_hand_is_made_again_before_anything_rests_on_it(
    built, result, old, new, rule, tried
):
    right = (built / result).read_bytes()
    change_keeping_the_date(built / result, old, new)
    jobs, said = planned(built)
    assert f"Not as their rules left them, made again: {result}" in said
    assert rule in jobs
    restored(built / result, right)
    assert planned(built)[0] == NOTHING
    tried("a result edited by hand, its date kept", 4, "is made again, and what rests on it")


def test_results_of_which_nothing_is_recorded_are_made_again(built):
    """As when `.snakemake` was deleted: what stands there may be anything."""
    for file in (built / ".snakemake/metadata").iterdir():
        file.unlink()
    jobs, _ = planned(built)
    assert jobs["draw_figure"] == 22
