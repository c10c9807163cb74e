"""An edition of full releases from the providers' files to the paper, by the real commands.

    python benchmarks/full_edition.py EDITION FOLDER [--archives ICIO] [--releases DATA] [--cores 2]

The project is copied to FOLDER; `tests/made_up_releases.py` lays out every file that EDITION
fetches; a server on this machine hands them out; `make fetch` and `make` do the rest. With
--archives the inter-country tables are of full size: archives stand in that folder, and years that
are not there are made up by `make_icio.py` (full_size.py says where it is looked for). Time, peak
memory and the slowest jobs are printed. The results stay in FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from full_size import ROOT, write_archives

from techsov.catalogue.registry import Catalogue

sys.path.insert(0, str(ROOT))

from tests import made_up_releases
from tests.copies import copy_project
from tests.providers import ProviderServer, Served

SLOWEST = 8


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run `make` in the copy; what it prints is text."""
    return subprocess.run(
        ["make", "-o", ".venv/ready", *arguments],  # the environment is that of this project
        cwd=project,
        env=os.environ | environment | {"PYTHONPATH": str(project / "workflow")},
        capture_output=True,
        text=True,
        check=False,
    )


def fetch(project: Path, edition: str, laid: dict[str, Path]) -> subprocess.CompletedProcess:
    """`make fetch` from a server on this machine that hands out `laid`."""
    with ProviderServer() as server:
        catalogue = Catalogue.load(
            project / "config/sources.yaml", project / "config/editions.yaml"
        )
        keys = made_up_releases.fetched(catalogue, edition)
        served = made_up_releases.redirect(project, keys, server.url(""))
        for path, name in served.items():
            server.answers[path] = Served(laid[name].read_bytes(), etag=f'"{name}"')
        return make(
            project,
            "fetch",
            f"EDITION={edition}",
            TECHSOV_ALLOW_LOOPBACK="1",
            XDG_CACHE_HOME=str(project / ".cache"),
        )


def slowest_jobs(project: Path, edition: str) -> list[tuple[float, float, str]]:
    """Seconds and peak memory in MB of the jobs, by Snakemake's own benchmarks."""
    times = project / "logs" / edition / "times"
    found = []
    for path in times.rglob("*.tsv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                memory = float(row["max_rss"]) if row["max_rss"] not in ("NA", "-") else 0.0
                found.append((float(row["s"]), memory, str(path.relative_to(times))))
    return sorted(found, reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edition")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archives", type=Path)
    parser.add_argument("--releases", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cores", default="2")
    chosen = parser.parse_args()
    project = copy_project(chosen.folder / "techsov", with_make=True)
    if chosen.archives:
        catalogue = Catalogue.load(ROOT / "config/sources.yaml", ROOT / "config/editions.yaml")
        write_archives(chosen.archives, catalogue.edition(chosen.edition).main["oecd/icio"])
    started = time.perf_counter()
    laid = made_up_releases.lay(
        project, chosen.edition, chosen.releases, chosen.folder / "laid", chosen.archives
    )
    size = sum(path.stat().st_size for path in laid.values())
    print(
        f"{len(laid)} files, {size / 1e6:.1f} MB laid out in {time.perf_counter() - started:.0f} s"
    )
    for name, run in (
        ("make fetch", lambda: fetch(project, chosen.edition, laid)),
        ("make", lambda: make(project, f"EDITION={chosen.edition}", f"CORES={chosen.cores}")),
        ("make again", lambda: make(project, f"EDITION={chosen.edition}", f"CORES={chosen.cores}")),
    ):
        started = time.perf_counter()
        done = run()
        print(f"{name}: status {done.returncode}, {time.perf_counter() - started:.0f} s")
        if done.returncode:
            sys.exit(done.stdout[-6000:] + done.stderr[-6000:])
    jobs = slowest_jobs(project, chosen.edition)
    print(f"{len(jobs)} jobs, {sum(s for s, *_ in jobs):.0f} s in all, "
          f"at most {max(m for _, m, _ in jobs):.0f} MB in one")  # fmt: skip
    for seconds, memory, job in jobs[:SLOWEST]:
        print(f"  {seconds:6.1f} s {memory:6.0f} MB  {job}")


if __name__ == "__main__":
    main()
