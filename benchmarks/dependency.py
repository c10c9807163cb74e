"""All country pairs of a full-size year, timed against pymrio on the same file in the same run.

    python benchmarks/dependency.py YEAR.csv [--runs 3] [--threads 2] [--growth]

YEAR.csv is a year of OECD ICIO 2023 (`2019_SML.csv`). Ours and pymrio run by turns, each as a
process of its own, so that imports count. pymrio parses the file and does calc_system; ours goes
on to production matrices of all pairs in gross output and value added. Both then save LF summed
over regions, which is compared. iotables takes part where it is installed (0.1.0: `uv pip install
iotables`); it inverts for Ghosh's model, too. `--growth` instead solves parts of the table, 500 to
4,500 cells, by sweeps and by factorisation, with their peak memory beside the table's, and measures
the processor's own arithmetic.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path

OURS = """
import sys
import numpy as np
from techsov.indicators import production
if sys.argv[1].endswith(".parquet"):
    from techsov.core import intercountry
    table = intercountry.read_parquet(sys.argv[1])[0]
else:
    from techsov.sources import oecd_icio
    table = oecd_icio.read(sys.argv[1])
solved = {solve}
np.save(sys.argv[2], solved["gross_output"])
"""
PYMRIO = """
import sys
from pathlib import Path
import numpy as np
import pymrio
system = pymrio.parse_oecd(Path(sys.argv[1]))
system.calc_system()
L, y = system.L.to_numpy(), system.Y.to_numpy().sum(axis=1)
regions = list(system.get_regions())
G = len(regions)
LF = np.einsum("anbm,bm->ab", L.reshape(G, len(y) // G, G, -1), y.reshape(G, -1))
with open(sys.argv[1]) as file:  # pymrio sorts the regions
    header = next(file).split(",")[1 : len(y) + 1]
order = [regions.index(code) for code in dict.fromkeys(label[:3] for label in header)]
np.save(sys.argv[2], LF[np.ix_(order, order)])
"""
IOTABLES = """
import os
import sys
from pathlib import Path
archive = Path(sys.argv[1])
os.environ["IOTABLES_DATA"] = str(archive.parent)
import numpy as np
from iotables.oecd import OECD
table = OECD("2022-small", 2019)
L, y = np.asarray(table.L), np.asarray(table.FD).ravel()
order = list(dict.fromkeys(region for region, industry in table.Z.rows))
G = len(order)
LF = np.einsum("anbm,bm->ab", L.reshape(G, len(y) // G, G, -1), y.reshape(G, -1))
np.save(sys.argv[2], LF)
"""
STORE = """
import sys
from techsov.core import intercountry
from techsov.sources import oecd_icio
intercountry.write_parquet([oecd_icio.read(sys.argv[1])], sys.argv[2])
"""


def run(code: str, *arguments: Path, threads: int) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processor time and peak GB of a process of its own."""
    limit = str(threads)
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | dict.fromkeys(names, limit),
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a run failed with {child.returncode}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6


def compare(year: Path, runs: int, threads: int) -> None:
    """Run all by turns; print medians, ratios, memory and agreement."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        csv = work / year.name  # pymrio takes a folder
        shutil.copy(year, csv)
        stored = work / "year.parquet"
        print(f"CSV to Parquet: {run(STORE, csv, stored, threads=threads)[0]:.2f} s")
        pairs = OURS.replace("{solve}", "production.look_through(table)")
        measures = OURS.replace("{solve}", 'production.solve_all(table)["all"].look_through')
        tasks = {
            "pymrio, CSV to L": (PYMRIO, csv),
            "ours, CSV to pairs": (pairs, csv),
            "ours, CSV to every measure": (measures, csv),
            "ours, Parquet to pairs": (pairs, stored),
            "ours, Parquet to every measure": (measures, stored),
        }
        if importlib.util.find_spec("iotables"):
            archive = work / "2023_2016-2020_SML.zip"  # as it names what it has downloaded
            with zipfile.ZipFile(archive, "w") as packed:  # not compressed: only reading counts
                packed.write(csv, "2019_SML.csv")
            tasks["iotables, CSV to L and Ghosh"] = IOTABLES, archive
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in tasks}
        for _ in range(runs):
            for k, (name, (code, source)) in enumerate(tasks.items()):
                taken[name].append(run(code, source, work / f"{k}.npy", threads=threads))
        reference = np.load(work / "0.npy")
        middle = {
            name: [statistics.median(column) for column in zip(*found, strict=True)]
            for name, found in taken.items()
        }
        peer = middle["pymrio, CSV to L"]
        print(
            "by turns, medians: clock, processor time (and how many times less than pymrio), memory"
        )
        for k, (name, (clock, processor, memory)) in enumerate(middle.items()):
            off = float(np.abs(np.load(work / f"{k}.npy") / reference - 1).max())
            print(
                f"{name:32s} {clock:6.2f} s ({peer[0] / clock:4.1f}), "
                f"{processor:6.2f} s ({peer[1] / processor:4.1f}), {memory:.2f} GB, "
                f"largest relative difference {off:.1e}"
            )


def growth(year: Path) -> None:
    """Time of the solution alone, and of a factorisation, for parts of the table."""
    import numpy as np
    import scipy.linalg

    from techsov.indicators.leontief import LeontiefSystem
    from techsov.sources import oecd_icio

    table = oecd_icio.read(year)
    N, columns = len(table.industries), 77
    for precision in (np.float32, np.float64):
        M = np.random.default_rng(0).random((2000, 2000)).astype(precision)
        best = min(_seconds(lambda M=M: M @ M) for _ in range(3))
        print(f"{np.dtype(precision).name}: {2 * 2000**3 / best / 1e9:.0f} Gflop/s")
        limit = 2 * 2000**3 / best
        if precision is np.float32:
            single = limit
    print(
        "cells  sweeps             LU, single, corrected   LU alone   share of its arithmetic limit"
    )
    # More cells than the table holds: its first regions once more, which trade with their doubles
    # as with others, and cost what they cost before.
    at_most = 4500 // N * N
    order = np.arange(at_most) % table.cells
    for n in (500 // N * N, 1000 // N * N, 2000 // N * N, table.cells, at_most):
        cells = order[:n]
        Z, x = table.Z[np.ix_(cells, cells)], table.x[cells]
        double = (cells[:, None] // N == cells // N) & (
            np.arange(n)[:, None] // N != np.arange(n) // N
        )
        costs = table.Z[:, cells].sum(axis=0)
        Z[double] *= 0.02
        Z = np.asfortranarray(Z * np.divide(costs, Z.sum(axis=0), where=costs > 0, out=costs * 0))
        S = np.zeros((n, columns))
        S[np.arange(n), np.arange(n) * columns // n] = table.final_production()[cells]

        def solver(Z=Z, x=x, n=n) -> LeontiefSystem:
            return LeontiefSystem(Z, x, [""] * n, N)

        swept, factorised = [], []
        for _ in range(3):
            system = solver()
            swept.append(_seconds(lambda s=system, S=S: s._refine(S, False, s._sweep)))
            system = solver()
            single_way = system._substitute_single
            factorised.append(_seconds(lambda s=system, S=S, w=single_way: s._refine(S, False, w)))
        peaks = [
            _megabytes(lambda s=s, S=S, way=way: s._refine(S, False, getattr(s, way)))
            for s, way in ((solver(), "_sweep"), (solver(), "_substitute_single"))
        ]
        M = np.asfortranarray(np.eye(n) - Z * system.per_output, dtype=np.float32)
        alone = min(
            _seconds(lambda M=M: scipy.linalg.lu_factor(M, check_finite=False)) for _ in range(2)
        )
        share = (2 / 3 * n**3 / single) / alone
        print(
            f"{n:5d} {min(swept):6.2f} s {peaks[0]:5.0f} MB {min(factorised):10.2f} s "
            f"{peaks[1]:5.0f} MB {alone:9.2f} s {share:12.0%}"
        )


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _megabytes(work) -> float:
    """The peak of what is allocated meanwhile."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def machine() -> dict:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    load = os.getloadavg() if hasattr(os, "getloadavg") else ()
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "load": [round(x, 1) for x in load],
        "python": platform.python_version(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("year", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--growth", action="store_true")
    chosen = parser.parse_args()
    print(json.dumps(machine()))
    if chosen.growth:
        growth(chosen.year)
    else:
        compare(chosen.year, chosen.runs, chosen.threads)
    print(json.dumps(machine()))


if __name__ == "__main__":
    main()
