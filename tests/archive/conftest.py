"""The embedded edition's archive, made once for all tests."""

import subprocess
import sys
from pathlib import Path

import pytest


def archive(root: Path, into: Path, *options: str) -> Path:
    """The archive as `make archive` makes it of what is built, in a folder of its own."""
    command = [sys.executable, "-m", "techsov.cli", "archive", "embedded", "--into", into]
    subprocess.run([*command, *options], cwd=root, check=True)
    (made,) = into.glob("*.zip")
    return made


@pytest.fixture(scope="session")
def packed(root, results, tmp_path_factory) -> Path:
    """The archive of the built embedded edition."""
    return archive(root, tmp_path_factory.mktemp("archive"))
