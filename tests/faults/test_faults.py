"""Faults done to a build: it says what is wrong, loses nothing, and the next one is right."""

import os
import random
import time
from contextlib import suppress

import psutil
import pytest

from .conftest import RESULTS, TARGETS, Project

pytestmark = [pytest.mark.workflow, pytest.mark.long]

RESEARCH, MACRO = f"{RESULTS}/indicators/research.csv", f"{RESULTS}/indicators/macro.csv"
KILLS = int(os.environ.get("TECHSOV_KILLS", "50"))
GONE = psutil.NoSuchProcess  # a zombie is one, too


def assert_next_run_is_right(project: Project, right: dict[str, str]) -> None:
    assert project.prepare().returncode == 0
    run = project.run()
    assert run.returncode == 0, run.stdout
    assert project.hashes() == right


def jobs_of(run) -> list[psutil.Process]:
    """The processes of jobs that run now: Python on a script, not the shell around it."""
    found = []
    with suppress(GONE):
        for process in psutil.Process(run.pid).children(recursive=True):
            with suppress(GONE):
                if any(".snakemake/scripts/" in part for part in process.cmdline()[1:2]):
                    found.append(process)
    return found


def kill_at_random(run, draw: random.Random, span: float, *, snakemake: bool) -> int:
    """Kill each job of a run at a moment of its life, or the first and Snakemake; how many died.

    Parameters
    ----------
    span
        seconds that a job takes, from which the moments are drawn
    """
    due: dict[psutil.Process, float] = {}
    died = 0
    while run.poll() is None:
        now = time.monotonic()
        for job in jobs_of(run):
            due.setdefault(job, now + draw.uniform(0, span))
        for job in [job for job, moment in due.items() if moment <= now]:
            due[job] = float("inf")
            died += kill(job)
            if snakemake:
                run.kill()
                for other in due:
                    kill(other)
        time.sleep(0.02)
    return died


def kill(process: psutil.Process) -> bool:
    try:
        process.kill()
    except GONE:
        return False
    return True


def test_a_job_or_snakemake_killed_at_any_moment_leaves_nothing_wrong(project, right, tried):
    draw = random.Random(20240709)
    project.demand()
    started = time.monotonic()
    assert_next_run_is_right(project, right)
    span = (time.monotonic() - started) / len(TARGETS)
    kills = rounds = of_snakemake = 0
    while kills < KILLS:
        rounds, whole = rounds + 1, rounds % 4 == 3
        project.demand()
        run = project.start()
        died = kill_at_random(run, draw, span, snakemake=whole)
        kills, of_snakemake = kills + died, of_snakemake + (whole and died > 0)
        if died:
            assert run.wait() != 0, "a run of which a job was killed says that all is well"
        done = project.hashes()
        assert_next_run_is_right(project, right)
        # A result that the killed run counted as done was right before the next one.
        assert run.returncode or done == right
    tried(
        "`kill -9` of a job at a random moment",
        kills,
        f"in {rounds} builds, {of_snakemake} of them killed as a whole with Snakemake; each said "
        "that it failed, and each next one completed with the right bytes",
    )


def test_a_full_disk(project, right, mounts, tried):
    project.demand()
    run = project.run(*mounts(f"mount -t tmpfs -o size=96k techsov {RESULTS}"))
    assert run.returncode != 0
    assert "No space left on device" in run.stdout
    assert_next_run_is_right(project, right)
    tried("a full disk", 1, "“No space left on device”, by file and rule; next run right")


def test_results_that_cannot_be_written(project, right, mounts, tried):
    project.demand(RESEARCH)
    script = f"mount --bind results results && mount -o remount,ro,bind {project.path('results')}"
    run = project.run(*mounts(script))
    assert run.returncode != 0
    assert "Read-only file system" in run.stdout
    assert {n: h for n, h in right.items() if n != RESEARCH} == project.hashes()
    assert_next_run_is_right(project, right)
    tried("read-only results", 1, "“Read-only file system”; other results kept; next run right")


def test_a_full_folder_for_temporary_files(project, right, mounts, tmp_path, tried):
    full = tmp_path / "full"
    full.mkdir()
    project.demand()
    script = f"mount -t tmpfs -o size=4k techsov {full} && head -c 4096 /dev/zero > {full}/it"
    run = project.run(*mounts(script), TMPDIR=str(full))
    if run.returncode:
        assert "No space left on device" in run.stdout
    else:
        assert project.hashes() == right
    assert_next_run_is_right(project, right)
    said = "the build says so and stops" if run.returncode else "the build does without it"
    tried("a full temporary folder", 1, f"{said}; next run right")


def cut(project: Project, name: str, share: float) -> bytes:
    path = project.path(name)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return whole


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_corrupt_parquet(project, right, share, tried):
    name = "data/raw/wiod/wiot-11regions/2013/wiot.parquet"
    whole = cut(project, name, share)
    run = project.run()
    assert run.returncode != 0
    assert "wiot.parquet" in run.stdout
    assert "differs from its pin" in run.stdout
    project.path(name).write_bytes(whole)
    assert_next_run_is_right(project, right)
    tried("a corrupt Parquet", 3, "both rules that read it name it; next run right")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_truncated_csv(project, right, share, tried):
    name = "data/raw/imf/weo/2025-10/gdp.csv"
    whole = cut(project, name, share)
    run = project.run()
    assert run.returncode != 0
    assert f"{name} differs from its pin" in run.stdout
    project.path(name).write_bytes(whole)
    assert_next_run_is_right(project, right)
    tried("a truncated CSV", 3, "named with its pin; next run right")


def test_a_clock_set_back(project, right, tried):
    """Results dated tomorrow hide a change made today from Snakemake: `make` stops before it."""
    tomorrow = time.time() + 86400
    for name in TARGETS:
        os.utime(project.path(name), (tomorrow, tomorrow))
    stopped = project.prepare()
    assert stopped.returncode != 0
    assert "the clock was set back" in stopped.stderr
    for name in TARGETS:
        os.utime(project.path(name))
    assert_next_run_is_right(project, right)
    tried("a clock set back by a day", 1, "`make` stops and names the result; next run right")


def test_two_runs_at_once(project, right, tried):
    project.demand()
    first = project.start()
    while not jobs_of(first):
        assert first.poll() is None, project.path("run.log").read_text()
        time.sleep(0.05)
    assert "was killed" not in project.prepare().stderr
    second = project.run()
    assert second.returncode != 0
    assert "cannot be locked" in second.stdout
    assert first.wait() == 0, project.path("run.log").read_text()
    assert project.hashes() == right
    tried("two runs at once", 1, "the second stops (“cannot be locked”), the first completes right")
