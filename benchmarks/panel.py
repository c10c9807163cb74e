"""What the panel of a year costs, at several sizes of the same table.

    python benchmarks/panel.py ARCHIVE YEAR [--regions 10 20 40]

ARCHIVE is a zip of ICIO's small tables, or of made-up ones of full size. The table is folded to
fewer regions, and each size is solved and stored in a process of its own. Printed are cells,
processor time of one thread, peak memory, rows and bytes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from techsov.core import intercountry
from techsov.indicators import panel, production
from techsov.sources import oecd_icio


def measure(path: Path) -> str:
    """A line of figures on the table at `path`."""
    began = time.process_time()
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        (table,) = intercountry.read_parquet(path)
        read = time.process_time()
        rows = size = 0
        for name, make in (
            ("pairs", production.panel),
            ("user_industries", panel.user_industries),
            ("supplier_industries", panel.supplier_industries),
            ("cells", panel.cells),
        ):
            frame = make(table)
            file = Path(folder, f"{name}.parquet")
            panel.write(frame, file, "made/up", "1")
            rows, size = rows + len(frame), size + file.stat().st_size
    spent = time.process_time() - read
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return (
        f"| {len(table.regions)} | {table.cells:,} | {read - began:.2f} s | {spent:.2f} s "
        f"| {peak:.0f} MB | {rows:,} | {size / 1e6:.2f} MB |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("year", type=int, nargs="?")
    parser.add_argument("--regions", type=int, nargs="*", default=[10, 20, 40])
    chosen = parser.parse_args()
    if chosen.year is None:
        print(measure(chosen.archive))
        return
    table = oecd_icio.read(chosen.archive, year=chosen.year)
    with tempfile.TemporaryDirectory() as folder:
        for count in [*chosen.regions, len(table.regions)]:
            parts = np.array_split(np.array(table.regions), count)
            groups = {f"R{k}": list(part) for k, part in enumerate(parts)}
            path = Path(folder, f"{count}.parquet")
            folded = table if count == len(table.regions) else table.aggregate(regions=groups)
            intercountry.write_parquet([folded], path)
            subprocess.run([sys.executable, __file__, path], check=True)


if __name__ == "__main__":
    main()
