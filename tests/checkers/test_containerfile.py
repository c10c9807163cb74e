"""The Containerfile, where no engine builds it: linted, and its steps followed one by one."""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from tests.copies import user_environment


@pytest.fixture(scope="module")
def instructions(root) -> list[tuple[str, str]]:
    """(instruction, what follows it), continued lines joined, comments left out."""
    text = (root / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [tuple(line.split(None, 1)) for line in joined]


def copied(instructions) -> list[list[str]]:
    """Sources and target of every COPY."""
    return [
        [word for word in shlex.split(rest) if not word.startswith("--")]
        for name, rest in instructions
        if name == "COPY"
    ]


def test_the_linter_finds_nothing(root):
    linter = root / ".venv-checkers/bin/hadolint"
    if not linter.exists():
        pytest.skip("hadolint is not installed: run `make checkers`")
    run = subprocess.run([linter, "--format", "json", "--no-fail", root / "Containerfile"],
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert json.loads(run.stdout) == []


def test_the_linter_does_find_what_is_wrong(root, tmp_path):
    linter = root / ".venv-checkers/bin/hadolint"
    if not linter.exists():
        pytest.skip("hadolint is not installed: run `make checkers`")
    (tmp_path / "Containerfile").write_text("FROM debian\nRUN apt-get install make\n", "utf-8")
    run = subprocess.run([linter, "--format", "json", "--no-fail", tmp_path / "Containerfile"],
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert {"DL3006", "DL3008"} <= {found["code"] for found in json.loads(run.stdout)}


def test_the_images_python_is_one_that_the_project_runs_on(root, instructions):
    (image,) = [rest for name, rest in instructions if name == "FROM"]
    version = image.rpartition(":")[2].partition("-")[0]
    line = next(
        line
        for line in (root / "pyproject.toml").read_text("utf-8").splitlines()
        if line.startswith("requires-python")
    )
    assert SpecifierSet(line.split('"')[1]).contains(version)


def test_what_is_of_this_machine_stays_out(root):
    """Whatever git ignores of the project's own folders, the image leaves out too."""
    left_out = set((root / ".containerignore").read_text("utf-8").split("\n"))
    folders = {
        line.strip("/")
        for line in (root / ".gitignore").read_text("utf-8").splitlines()
        if line.endswith("/") and not line.startswith("#")
    }
    assert {name.removeprefix("**/") for name in left_out} >= folders


@pytest.mark.long
def test_the_files_that_are_copied_first_make_the_environment(root, instructions, tmp_path):
    """All that stands before `RUN make .venv/ready`, in an empty folder, and that command."""
    steps = [rest for name, rest in instructions if name == "RUN"]
    assert steps[-1] == "make .venv/ready"
    *first, everything = copied(instructions)
    assert everything == [".", "."]
    for *sources, target in first:
        for source in sources:
            into = tmp_path / target
            into.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / source, into / Path(source).name)
    run = subprocess.run(["make", ".venv/ready"], cwd=tmp_path, env=user_environment(),
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    python = tmp_path / ".venv/bin/python"
    # What comes with the rest of the project is then imported from where it is copied to.
    shutil.copytree(root / "workflow", tmp_path / "workflow", dirs_exist_ok=True)
    code = (
        "import techsov.catalogue.settings, snakemake, sys; "
        "print(techsov.__file__, snakemake.__version__)"
    )
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    said = subprocess.run(
        [python, "-c", code], cwd="/", capture_output=True, text=True, check=True, env=own
    )
    assert said.stdout.startswith(str(tmp_path / "workflow/techsov"))
