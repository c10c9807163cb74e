"""The embedded edition's archive, made once for all tests."""

import subprocess
import sys
from pathlib import Path

import pytest

PROFILE = "workflow/profiles/default"


def archive(root: Path, into: Path, *options: str) -> Path:
    """The archive as `make archive` makes it of what is built, in a folder of its own."""
    summary = into / "summary.tsv"
    with summary.open("w", encoding="utf-8") as out:
        subprocess.run(
            [sys.executable, "-m", "snakemake", "--profile", PROFILE, "--cores", "1",
             "--detailed-summary"],
            cwd=root, check=True, stdout=out, stderr=subprocess.PIPE,
        )  # fmt: skip
    subprocess.run(
        [sys.executable, "workflow/scripts/write_archive.py", "embedded", summary,
         "--into", into, *options],
        cwd=root, check=True,
    )  # fmt: skip
    (made,) = into.glob("*.zip")
    return made


@pytest.fixture(scope="session")
def packed(root, results, tmp_path_factory) -> Path:
    """The archive of the built embedded edition."""
    return archive(root, tmp_path_factory.mktemp("archive"))
