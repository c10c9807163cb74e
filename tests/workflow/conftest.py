"""Snakemake as a user runs it, in the project or in a copy of it."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.copies import ROOT, copy_project

DEFAULT_PROFILE = "workflow/profiles/default"


def snakemake(
    folder: Path,
    *arguments: str,
    before: Sequence[str] = (),
    python: Path | str = sys.executable,
    **environment: str,
) -> subprocess.CompletedProcess:
    """Run Snakemake in `folder`; what it prints is text.

    Parameters
    ----------
    before
        a command that runs it, such as one that becomes another user
    """
    return subprocess.run(
        [*before, str(python), "-m", "snakemake", "--profile", DEFAULT_PROFILE, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder`, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def copy(tmp_path) -> Path:
    """The project's sources in an empty folder, without results."""
    return copy_project(tmp_path / "elsewhere" / "techsov")


@pytest.fixture
def built(copy, results) -> Path:
    """A copy of the project with the built edition and what Snakemake knows of it."""
    return with_results(copy, results)


def with_results(copy: Path, results: Path) -> Path:
    """The copy, with the built edition and what Snakemake knows of it."""
    shutil.copytree(results, copy / "results" / "embedded")
    shutil.copytree(ROOT / ".snakemake", copy / ".snakemake", ignore=shutil.ignore_patterns("log*"))
    return copy
