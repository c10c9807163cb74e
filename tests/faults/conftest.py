"""A small workflow of the project's own rules, built once; faults are done to copies of it."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies import copy_project

RESULTS = "results/embedded"
# Four rules: raw CSV and Parquet to indicators, and every raw file against its pin.
TARGETS = tuple(
    f"{RESULTS}/{name}"
    for name in (
        "provenance.csv",
        "indicators/research.csv",
        "indicators/macro.csv",
        "indicators/complexity.csv",
    )
)
COMMAND = (sys.executable, "-m", "snakemake", "--profile", "workflow/profiles/default", "--cores")


class Project:
    """A copy of the project with the small workflow built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self.folder / "workflow"), "NO_COLOR": "1"}

    def arguments(self, *, cores: int = 2) -> list[str]:
        return [*COMMAND, str(cores), *TARGETS]

    def run(self, *before: str, cores: int = 2, **environment: str) -> subprocess.CompletedProcess:
        """Build; `before` stands in front of the command. What is said is in `stdout`, in one."""
        return subprocess.run(
            [*before, *self.arguments(cores=cores)], cwd=self.folder, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment | environment,
        )  # fmt: skip

    def start(self) -> subprocess.Popen:
        with self.path("run.log").open("w") as log:
            return subprocess.Popen(
                self.arguments(), cwd=self.folder, stdout=log, stderr=log, env=self.environment
            )

    def prepare(self) -> subprocess.CompletedProcess:
        """What `make` does before it builds."""
        return subprocess.run(
            [sys.executable, "-m", "techsov.build.running", "embedded"],
            cwd=self.folder, check=False, capture_output=True, text=True, env=self.environment,
        )  # fmt: skip

    def hashes(self) -> dict[str, str]:
        return {
            name: hashlib.sha256(self.path(name).read_bytes()).hexdigest()
            for name in TARGETS
            if self.path(name).exists()
        }

    def demand(self, *names: str) -> None:
        """Let results be missing, so that a run has them to make."""
        for name in names or TARGETS:
            self.path(name).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The small workflow, built, and the hashes of its results."""
    folder = copy_project(tmp_path_factory.mktemp("small") / "techsov")
    project = Project(folder)
    run = project.run()
    assert run.returncode == 0, run.stdout
    return folder, project.hashes()


@pytest.fixture
def project(built_once, tmp_path) -> Project:
    """A copy of the small workflow as it was built."""
    shutil.copytree(built_once[0], tmp_path / "techsov")
    return Project(tmp_path / "techsov")


@pytest.fixture
def right(built_once) -> dict[str, str]:
    """The hashes that the results have to have."""
    assert len(built_once[1]) == len(TARGETS)
    return built_once[1]


@pytest.fixture
def mounts():
    """Words in front of a command that let it mount for itself alone."""
    unshare = shutil.which("unshare")
    able = unshare and not subprocess.run([unshare, "-rm", "true"], check=False).returncode
    if not able:
        pytest.skip("this machine does not let a user make a mount namespace")
    return lambda script: (unshare, "-rm", "sh", "-ec", f'{script}\nexec "$@"', "sh")
