"""Every year of ICIO 2025 at full size, from the provider's archives to measures, by the rules.

    python benchmarks/dependency_years.py FOLDER [--cores 2] [--first 1995] [--last 2022]

`make_icio.py` makes up the years (81 countries by 50 industries), looked for in the folder that
TECHSOV_TOOLS names, else in ../shared/tools beside the project; they are packed into archives
named as the OECD names its own, under FOLDER. A copy of the project there reads, stores and solves
them with Snakemake, a job for each year and step. Time by the clock, processor time and peak
memory of the jobs are printed, and the load of the machine before and after. Archives that stand in
FOLDER already are used again; results are made anew.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from full_size import ROOT, write_archives

sys.path.insert(0, str(ROOT))

from tests.copies import copy_project

KEY, EDITION = "oecd/icio/2025", "latest"
STEPS = ("clean_intercountry_year", "compute_dependency_year")


def solve(project: Path, archives: dict[int, Path], cores: int) -> None:
    """Run the rules of every year; print time by the clock and processor time of all together."""
    raw = project / "data/raw" / KEY
    raw.mkdir(parents=True)
    for archive in set(archives.values()):
        os.link(archive, raw / archive.name)
    targets = [f"results/{EDITION}/dependency/{KEY}/{year}.csv" for year in archives]
    command = [ROOT / ".venv/bin/snakemake", "--profile", "workflow/profiles/default"]
    command += ["--cores", str(cores), "--config", f"edition={EDITION}", "--", *targets]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(project / "workflow")}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stdout[-6000:] + done.stderr[-6000:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{len(archives)} years on {cores} cores: {seconds:.0f} s by the clock, {processor:.0f} s "
        f"of processor time, {processor / len(archives):.1f} s a year"
    )


def tell_jobs(project: Path) -> None:
    """Seconds and peak memory of each step's jobs, by Snakemake's own benchmarks."""
    for step in STEPS:
        rows = []
        for path in sorted((project / "logs" / EDITION / "times" / step).rglob("*.tsv")):
            with path.open(encoding="utf-8") as file:
                rows += csv.DictReader(file, delimiter="\t")
        spans = sorted(float(row["s"]) for row in rows)
        memory = max(float(row["max_rss"]) for row in rows if row["max_rss"] not in ("NA", "-"))
        print(
            f"  {step}: {len(rows)} jobs, {spans[0]:.1f} to {spans[-1]:.1f} s, median "
            f"{spans[len(spans) // 2]:.1f} s, at most {memory / 1000:.2f} GB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--first", type=int, default=1995)
    parser.add_argument("--last", type=int, default=2022)
    chosen = parser.parse_args()
    years = range(chosen.first, chosen.last + 1)
    archives = write_archives(chosen.folder / "archives", "2025", years)
    size = sum(path.stat().st_size for path in set(archives.values())) / 1e6
    print(f"{len(archives)} years in {size:,.0f} MB of archives; load {os.getloadavg()[0]:.1f}")
    project = chosen.folder / "techsov"
    shutil.rmtree(project, ignore_errors=True)
    solve(copy_project(project), archives, chosen.cores)
    tell_jobs(project)
    stored = [p.stat().st_size for p in (project / f"results/{EDITION}/clean").rglob("*.parquet")]
    print(f"  Parquet: {sum(stored) / 1e6:,.0f} MB; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
