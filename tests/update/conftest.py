"""A project of its own on a network that consists of this machine, brought up to date in steps."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from techsov.catalogue.datasets import EVIDENCE
from techsov.catalogue.registry import Catalogue, Edition
from techsov.compare.tabulate import TABLES
from techsov.update import run
from tests.copies import user_environment
from tests.providers import ProviderServer, network_of_one
from tests.workflow.conftest import copy  # noqa: F401 (a fixture)

PROFILE = "workflow/profiles/default"


@dataclass
class Project:
    """A copy of the project, its server and what was told to whom."""

    folder: Path
    server: ProviderServer
    start: str = "base"

    # --- what it is made of ---

    def config(self, name: str) -> dict:
        return yaml.safe_load((self.folder / f"config/{name}.yaml").read_text(encoding="utf-8"))

    def write(self, name: str, content: dict) -> None:
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (self.folder / f"config/{name}.yaml").write_text(text, encoding="utf-8")

    def probes(self) -> dict[str, dict]:
        """Dataset -> how its provider is asked for a newer release."""
        return {d: each["probe"] for d, each in self.config("datasets").items() if "probe" in each}

    def watch(self, probes: dict[str, dict]) -> None:
        """Let these datasets be asked for, and no other."""
        records = self.config("datasets")
        for dataset, record in records.items():
            record.pop("probe", None)
            if dataset in probes:
                record["probe"] = probes[dataset]
        self.write("datasets", records)

    def begin(self, datasets: dict, sources: dict, probes: dict) -> None:
        """Let the project hold one edition, `base`, and ask for these datasets alone.

        Vintages of these datasets that `sources` does not have are not there yet.
        """
        self.write("editions", {"base": {"title": "Base", "datasets": datasets}})
        self.write("sources", sources)
        for dataset in datasets:
            for held in (self.folder / "data/raw" / dataset).glob("*"):
                if f"{dataset}/{held.name}" not in sources:
                    shutil.rmtree(held)
        closed = {d: {"kind": "closed", "why": "not part of this"} for d in datasets}
        self.watch(closed | probes)
        settings = self.config("config") | {"edition": "base", "languages": ["en"]}
        self.write("config", settings)

    def catalogue(self) -> Catalogue:
        return Catalogue.load(
            self.folder / "config/sources.yaml", self.folder / "config/editions.yaml"
        )

    # --- what it does ---

    def update(self, day: str, *accepted: str, build=None) -> run.Outcome:
        """An update as `make update` runs it, the build cut to tables unless given."""
        return run.update(
            self.start,
            date.fromisoformat(day),
            accepted,
            network_of_one(self.folder / "cache"),
            build or self.build_tables,
            self.folder,
        )

    def build_tables(self, before: Edition, after: Edition) -> dict[str, pd.DataFrame]:
        """Indicators and verdicts of both editions, and the tables of their comparison."""
        place = f"results/compare/{before.name}--{after.name}"
        if not (self.folder / f"results/{before.name}/claims.csv").exists():
            self.snakemake(before.name, *self.evidence(before.name))
        self.snakemake(after.name, *(f"{place}/{name}.csv" for name in TABLES))
        return self.compared(before.name, after.name)

    def evidence(self, name: str) -> list[str]:
        indicators = [f"results/{name}/indicators/{table}.csv" for table in EVIDENCE]
        return [*indicators, f"results/{name}/claims.csv"]

    def compared(self, before: str, after: str) -> dict[str, pd.DataFrame]:
        place = self.folder / f"results/compare/{before}--{after}"
        return {
            name: pd.read_csv(place / f"{name}.csv", keep_default_na=False, dtype=str)
            for name in TABLES
        }

    def snakemake(self, edition: str, *targets: str) -> None:
        command = [sys.executable, "-m", "snakemake", "--profile", PROFILE, "--cores", "2"]
        done = subprocess.run(
            [*command, "--config", f"edition={edition}", "--", *targets],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    @property
    def environment(self) -> dict[str, str]:
        """That of a user who is allowed to ask this machine."""
        cache = str(self.folder / "cache")
        return {**user_environment(), "TECHSOV_ALLOW_LOOPBACK": "1", "XDG_CACHE_HOME": cache}

    def techsov(self, *arguments: str) -> subprocess.CompletedProcess:
        """A command of the project."""
        return self._run(sys.executable, "-m", "techsov.cli", *arguments)

    def make(self, *arguments: str) -> subprocess.CompletedProcess:
        """The same by the front door, on two cores."""
        return self._run("make", "CORES=2", *arguments)

    def begin_make(self, *arguments: str) -> subprocess.Popen:
        """The same, not waited for."""
        return subprocess.Popen(
            ["make", "CORES=2", *arguments], cwd=self.folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    @staticmethod
    def kill(begun: subprocess.Popen) -> bool:
        """Kill all of what was begun; whether there was something to kill."""
        if begun.poll() is not None:
            return False
        os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
        return True

    def make_and_kill(self, seconds: float, *arguments: str) -> bool:
        """Begin, and kill all of it after so long; whether there was something to kill."""
        begun = self.begin_make(*arguments)
        with suppress(subprocess.TimeoutExpired):
            begun.wait(seconds)
        return self.kill(begun)

    def _run(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    # --- what is left of it ---

    def verdicts(self, edition: str) -> dict[str, str]:
        table = pd.read_csv(self.folder / f"results/{edition}/claims.csv", keep_default_na=False)
        return dict(zip(table["id"], table["verdict"], strict=True))

    def hashes(self, *places: str) -> dict[str, str]:
        """Every file below these folders with the hash of its bytes."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for place in places
            for path in sorted((self.folder / place).rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def project(copy, server, root) -> Project:  # noqa: F811
    (copy / "docs").mkdir()
    (copy / "docs/revisions.md").write_bytes((root / "docs/revisions.md").read_bytes())
    return Project(copy, server)
