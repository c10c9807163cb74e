"""A full OECD ICIO year from the provider's zip to checked Parquet, beside pymrio on the same CSV.

    python benchmarks/icio_year.py [--csv 2019_SML.csv] [--edition 2023] [--runs 3]

Without --csv a made-up year of full size is written by `make_icio.py`, looked for in the folder
that TECHSOV_TOOLS names, else in ../shared/tools beside the project. Each run is a process of its
own, so that imports count; ours and pymrio take turns. Ours unpacks the zip, checks the table and
stores it; pymrio parses the CSV, which is unpacked already, into memory and checks nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from full_size import make_up

YEAR = 2019
OURS = """
import sys
from techsov.core import intercountry
from techsov.sources import oecd_icio
table = oecd_icio.read(sys.argv[1], year=int(sys.argv[2]))
intercountry.write_parquet([table], sys.argv[3])
"""
PYMRIO = """
import sys
import pymrio
pymrio.parse_oecd(sys.argv[1])
"""


def measure(code: str, *arguments: object) -> tuple[float, float]:
    """Seconds and peak memory in MB of a Python process of its own."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"a run failed with status {child.returncode}")
    per_unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kibibytes
    return time.perf_counter() - started, used.ru_maxrss * per_unit / 1e6


def write_year(folder: Path, edition: str) -> Path:
    """A made-up year in the official layout and at full size."""
    target = folder / f"{YEAR}_SML.csv"
    make_up(target, edition, YEAR)
    return target


def compare(csv: Path, work: Path, runs: int) -> None:
    """Run both by turns; print size, medians of time and memory, and their ratios."""
    stated = re.match(r"\d{4}", csv.name)
    if stated is None:
        sys.exit(f"{csv.name}: a name that begins with the year expected, as 2019_SML.csv")
    archive = work / f"{stated[0]}-{stated[0]}_SML.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        packed.write(csv, csv.name)
    stored = work / "year.parquet"
    known = work / f"ICIO2023_{stated[0]}.csv"  # pymrio goes by the file's name
    os.link(csv, known)
    tasks = {
        "techsov, zip to Parquet": (OURS, archive, stated[0], stored),
        "pymrio, CSV to memory": (PYMRIO, known),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for _ in range(runs):
        for name, task in tasks.items():
            taken[name].append(measure(*task))
    medians = {
        name: tuple(statistics.median(column) for column in zip(*found, strict=True))
        for name, found in taken.items()
    }
    print(
        f"{csv.name}: CSV {csv.stat().st_size / 1e6:.1f} MB, zip "
        f"{archive.stat().st_size / 1e6:.1f} MB, Parquet {stored.stat().st_size / 1e6:.1f} MB; "
        f"median of {runs}"
    )
    for name, (seconds, memory) in medians.items():
        print(f"{name:24s} {seconds:6.2f} s, peak {memory:6.0f} MB")
    ours, theirs = medians.values()
    print(f"pymrio / techsov: time {theirs[0] / ours[0]:.2f}, memory {theirs[1] / ours[1]:.2f}")


def machine() -> str:
    """Processor, cores, load, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    load = " ".join(f"{x:.2f}" for x in os.getloadavg())
    return (
        f"{model or platform.processor()}, {os.cpu_count()} cores, load {load}, "
        f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d %H:%M')}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--csv", type=Path, help="a year of ICIO, its name beginning with the year")
    parser.add_argument("--edition", choices=["2023", "2025"], default="2023")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        csv = shutil.copy(chosen.csv, work) if chosen.csv else write_year(work, chosen.edition)
        compare(Path(csv), work, chosen.runs)
    print(machine())


if __name__ == "__main__":
    main()
