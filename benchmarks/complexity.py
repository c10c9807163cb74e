"""Complexity measured against its peer: speed on one year, memory on thirty.

    python benchmarks/complexity.py [speed] [panel]

speed : ECI and PCI of 133 countries x 1,223 products from a tidy table, here and by ecomplexity
        0.5.3 with its check of log-supermodularity off, one after the other in one process; exits
        with an error when the ratio is below 20 or the results differ by more than 1e-9
panel : ECI of every year of a file as large as the Atlas's HS 1992 file of four digits (8 million
        rows, 452 MB, made up, in a temporary folder), by another process whose peak memory is
        read; exits with an error when it takes twice the file or more

One thread for the solver, two for reading.
"""

# ruff: noqa: E402 - numpy counts its threads when it is imported
from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("POLARS_MAX_THREADS", "2")

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

COUNTRIES, PRODUCTS, LEAST, CLOSE = 133, 1223, 20.0, 1e-9
ENTITIES, HEADINGS, FIRST, LAST, SHARE = 232, 1241, 1995, 2024, 0.927
MEASURE = """
import resource, sys
from techsov.indicators import complexity_panel as panel
from techsov.sources import atlas_trade
scan = atlas_trade.scan_goods(sys.argv[1], "HS92")
found = panel.solve_panel(panel.matrices(scan))
print(found["year"].nunique(), len(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def world(countries: int, products: int, rng: np.random.Generator) -> np.ndarray:
    """Exports skewed as trade is: able countries make more, and what few others make."""
    ability, demand = rng.normal(0, 1, (countries, 1)), rng.normal(0, 1, (1, products))
    size = rng.normal(0, 1.5, (countries, 1)) + rng.normal(0, 1, (1, products))
    made = rng.random((countries, products)) < 1 / (1 + np.exp(-(ability - demand) - 1.0))
    value = np.exp(13 + size + rng.normal(0, 1.5, (countries, products)))
    return np.where(made, np.floor(value) + 1, 0.0)


def one_year(seed: int = 2019) -> pd.DataFrame:
    """A tidy table of 133 countries x 1,223 products."""
    x = world(COUNTRIES, PRODUCTS, np.random.default_rng(seed))
    labels = [f"C{i:03d}" for i in range(COUNTRIES)], [f"{101 + j:04d}" for j in range(PRODUCTS)]
    tidy = pd.DataFrame(x, *labels).stack().rename("value").reset_index()
    return tidy.set_axis(["country", "product", "value"], axis=1).assign(year=2019)


def write_panel(path: Path, years: range = range(FIRST, LAST + 1)) -> int:
    """A file in the Atlas's own layout; returns its rows."""
    rng = np.random.default_rng(452)
    codes = [f"{101 + j:04d}" for j in range(HEADINGS)]
    base, rows = world(ENTITIES, HEADINGS, rng), 0
    with path.open("wb") as file:
        for year in years:
            x = np.floor(base * np.exp(rng.normal(0, 0.3, base.shape)))
            country, product = np.nonzero(rng.random(base.shape) < SHARE)
            value = x[country, product]
            frame = pl.DataFrame(
                {
                    "country_id": country + 4,
                    "country_iso3_code": [f"X{i:02X}" for i in country],
                    "product_id": product + 650,
                    "product_hs92_code": [codes[j] for j in product],
                    "year": year,
                    "export_value": value.astype(np.int64),
                    "import_value": rng.integers(0, 10**7, len(value)),
                    "global_market_share": np.round(rng.random(len(value)), 5),
                    "export_rca": np.round(rng.random(len(value)), 3),
                    "distance": np.round(rng.random(len(value)), 2),
                    "cog": "",
                    "pci": "",
                }
            )
            frame.write_csv(file, include_header=year == years[0], quote_style="never")
            rows += len(frame)
    return rows


def measure_panel(path: Path) -> tuple[int, int, int, float]:
    """Years, rows of the ranking, peak memory in bytes and seconds of another process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], check=True, capture_output=True, text=True
    )
    years, rows, kibibytes = map(int, done.stdout.split())
    return years, rows, kibibytes * 1024, time.perf_counter() - start


def best_of(times: int, work) -> float:
    """Shortest of several runs, seconds."""
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return min(spans)


def speed() -> None:
    """Print both times, their ratio and the largest difference."""
    from ecomplexity import ecomplexity

    from techsov.indicators import complexity

    tidy = one_year()
    names = {"time": "year", "loc": "country", "prod": "product", "val": "value"}

    def theirs() -> pd.DataFrame:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ecomplexity(tidy, names, check_logsupermodularity=False, verbose=False)

    def ours() -> complexity.Complexity:
        matrix = complexity.without_empty(complexity.exports_matrix(tidy))
        return complexity.solve(complexity.presence(complexity.rca(matrix)))

    expected, found = theirs(), ours()
    eci = expected.drop_duplicates("country").set_index("country")["eci"][found.eci.index]
    pci = expected.drop_duplicates("product").set_index("product")["pci"][found.pci.index]
    apart = max((found.eci - eci).abs().max(), (found.pci - pci).abs().max())
    their_time, our_time = best_of(3, theirs), best_of(9, ours)
    ratio = their_time / our_time
    print(
        f"{COUNTRIES} x {PRODUCTS}: ecomplexity {their_time:.3f} s, techsov {our_time:.3f} s, "
        f"ratio {ratio:.0f}; largest difference {apart:.1e}"
    )
    if ratio < LEAST or apart > CLOSE:
        sys.exit(f"expected: a ratio of {LEAST:g} or more, a difference of {CLOSE:g} or less")


def panel() -> None:
    """Print size, rows, time and peak memory of the whole panel."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hs92_country_product_year_4.csv"
        rows = write_panel(path)
        size = path.stat().st_size
        years, ranked, peak, seconds = measure_panel(path)
    print(
        f"panel: {rows:,} rows, {size / 1e6:.0f} MB, {years} years, {ranked:,} ranks in "
        f"{seconds:.0f} s; peak memory {peak / 1e6:.0f} MB, {peak / size:.2f} of the file "
        f"(this process, which wrote it: "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:.0f} MB)"
    )
    if peak >= 2 * size:
        sys.exit("expected: less than twice the file in memory")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["speed", "panel"]:
        {"speed": speed, "panel": panel}[name]()
