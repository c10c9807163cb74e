"""The archive unpacked in an empty folder, far from git: the README's commands work there."""

import hashlib
import re
import shutil
import subprocess
import zipfile

import pytest

from techsov.archive import contents
from tests.copies import user_environment

pytestmark = [pytest.mark.long, pytest.mark.workflow]

FENCE = re.compile(r"^```\n(make.*?)^```$", re.M | re.S)


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere") / "unpacked"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)
    return folder


def make(folder, *arguments):
    """Run make as a reader does, with nothing of this project's environment in the way."""
    own = {k: v for k, v in user_environment().items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ceiling = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    run = subprocess.run(["make", *arguments], cwd=folder, env=own | ceiling,
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
    return run.stdout


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_readme_names_the_two_commands_that_are_run_here(root):
    first = FENCE.search((root / "README.md").read_text(encoding="utf-8"))[1]
    assert [line.split("#")[0].split() for line in first.splitlines()] == [
        ["make"],
        ["make", "test"],
    ]


def test_make_rebuilds_every_result_with_the_same_bytes(unpacked):
    """The environment is installed from the lock, the results are built from the extracts."""
    assert not (unpacked / ".git").exists()
    held = {
        path.relative_to(unpacked).as_posix(): digest(path)
        for path in sorted((unpacked / "results").rglob("*"))
        if path.is_file()
    }
    assert "results/embedded/paper.pdf" in held
    shutil.rmtree(unpacked / "results")
    make(unpacked)
    assert held == {name: digest(unpacked / name) for name in held}


def test_the_unit_tests_pass_there(unpacked):
    said = make(unpacked, "test-unit")
    assert re.search(r"\d{3,} passed", said)
    assert "failed" not in said


def test_an_archive_made_of_the_archive_is_the_same_file(unpacked, packed):
    make(unpacked, "archive")
    (again,) = (unpacked / "dist").glob("*.zip")
    with zipfile.ZipFile(again) as new, zipfile.ZipFile(packed) as old:
        assert new.namelist() == old.namelist()
        assert new.read(contents.METADATA) == old.read(contents.METADATA)
    assert digest(again) == digest(packed)
