"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no fault of an identity; in CI the same examples are drawn every time.
settings.register_profile("techsov", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("techsov")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def releases() -> Path:
    """The folder of the providers' full releases, which a user need not have."""
    folder = Path(os.environ.get("TECHSOV_RELEASES", ROOT.parent / "shared" / "data"))
    if not (folder / "INDEX.tsv").exists():
        pytest.skip(f"the providers' full releases are not at {folder} (set TECHSOV_RELEASES)")
    return folder


@pytest.fixture(scope="session")
def results(root: Path) -> Path:
    """The built embedded edition."""
    folder = root / "results" / "embedded"
    if not (folder / "claims.csv").exists():
        pytest.skip("results/embedded is not built: run `make` first")
    return folder
