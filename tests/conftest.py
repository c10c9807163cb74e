"""Fixtures shared by all tests."""

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from . import trust

# A slow machine is no fault of an identity; in CI the same examples are drawn every time.
settings.register_profile("techsov", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("techsov")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """With TECHSOV_TRUST set, what tests try is written into docs/trust.md (`make test-slow`)."""
    if os.environ.get("TECHSOV_TRUST") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(trust.Collector(ROOT / "docs/trust.md"))


@pytest.fixture
def tried(record_property):
    """Note for docs/trust.md what the test has tried, how often, and what happened."""

    def note(what: str, times: object, happened: str) -> None:
        record_property(trust.PROPERTY, json.dumps([what, times, happened]))

    return note


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


@pytest.fixture
def server():
    """A server on this machine that plays the providers."""
    from .providers import ProviderServer

    with ProviderServer() as running:
        yield running


@pytest.fixture
def network(tmp_path: Path):
    """A network that consists of this machine, with little patience."""
    from .providers import network_of_one

    return network_of_one(tmp_path / "cache")


def found_chromium() -> str | None:
    """The browser that TECHSOV_CHROMIUM names, or one on the path."""
    return os.environ.get("TECHSOV_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM)), None
    )


@pytest.fixture(scope="session")
def browser():
    """The one Chromium of a worker: Playwright runs once in a process."""
    if not (chromium := found_chromium()):
        pytest.skip("no Chromium on the path: install it, or name it in TECHSOV_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
