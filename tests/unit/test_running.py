"""What is looked at before a build: a lock that nobody holds, and a clock that was set back."""

import os
import runpy
import socket
import subprocess
import sys
import time
import warnings

import pytest

from techsov.build import running


@pytest.fixture
def project(tmp_path):
    """A folder that a build has locked."""
    locks = tmp_path / running.LOCKS
    locks.mkdir(parents=True)
    for name in ("0.input.lock", "0.output.lock"):
        (locks / name).write_text("results/embedded/claims.csv\n")
    return tmp_path


def locked(project):
    return len(list((project / running.LOCKS).glob("*.lock"))) == 2


def note_of_a_process_that_has_ended(project):
    code = (
        "from pathlib import Path; "
        "from techsov.build.running import note_holder; note_holder(Path())"
    )
    subprocess.run([sys.executable, "-c", code], cwd=project, check=True)


def test_the_lock_of_a_process_that_is_gone_is_removed_with_a_word(project):
    note_of_a_process_that_has_ended(project)
    assert "was killed" in running.release_stale_lock(project)
    assert not locked(project)
    assert running.release_stale_lock(project) == ""


def test_the_lock_of_a_living_process_stays(project):
    note_of_a_process_that_has_ended(project)
    running.note_holder(project)
    assert running.release_stale_lock(project) == ""
    assert locked(project)


def test_the_lock_of_a_process_on_another_host_stays(project):
    note_of_a_process_that_has_ended(project)
    ended = next((project / running.HOLDERS).iterdir())
    ended.rename(ended.with_name(ended.name.replace(socket.gethostname(), "elsewhere")))
    assert running.release_stale_lock(project) == ""
    assert locked(project)


def test_a_lock_of_which_no_holder_is_noted_stays(project):
    assert running.release_stale_lock(project) == ""
    assert locked(project)


def test_a_result_from_the_future_stops_the_build_and_is_named(tmp_path):
    result = tmp_path / "results/embedded/claims.csv"
    result.parent.mkdir(parents=True)
    result.touch()
    running.refuse_future(tmp_path, "embedded")
    os.utime(result, (time.time() + 86400,) * 2)
    with pytest.raises(SystemExit, match=r"embedded/claims.csv is dated .* the clock was set back"):
        running.refuse_future(tmp_path, "embedded")


def test_an_edition_that_was_never_built_has_nothing_from_the_future(tmp_path):
    running.refuse_future(tmp_path, "embedded")
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("refusal", "stays"), [(ProcessLookupError, False), (PermissionError, True)]
)
def test_the_lock_of_another_users_living_process_stays(project, monkeypatch, refusal, stays):
    """Nobody may signal another user's process: that it refuses says that it lives."""
    (project / running.HOLDERS).mkdir()
    (project / running.HOLDERS / f"1@{socket.gethostname()}").touch()

    def kill(process, signal):
        raise refusal

    monkeypatch.setattr(os, "kill", kill)
    assert bool(running.release_stale_lock(project)) is not stays
    assert locked(project) is stays


def test_before_a_build_the_folder_is_looked_at_and_what_was_done_is_said_once(
    project, monkeypatch, capsys
):
    note_of_a_process_that_has_ended(project)
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "argv", ["running", "embedded"])
    for said in ("The build before this one was killed.", ""):
        with warnings.catch_warnings(action="ignore"):  # the module is imported already
            runpy.run_module("techsov.build.running", run_name="__main__")
        told = capsys.readouterr().err
        assert told.startswith(said) and bool(told) is bool(said)
