"""Small inter-country tables in the official layouts, written from made-up numbers.

The layouts are those of the providers: OECD ICIO 2021, 2023 and 2025 (small and extended) and the
WIOD workbook of 2013. Industries are complete, regions few.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from techsov.core.intercountry import InterCountryTable
from techsov.sources import oecd_icio, wiod

ICIO_REGIONS = {
    "2021": ("MEX", "USA", "CHN", "RUS", "ROW"),
    "2023": ("CHN", "MEX", "RUS", "USA", "ROW"),
    "2025": ("AGO", "CHN", "MEX", "RUS", "USA", "ROW"),
}
PARTS = {"2021": ("MX1", "MX2", "CN1", "CN2"), "2023": ("CN1", "CN2", "MX1", "MX2")}
PARTS["2025"] = PARTS["2023"]
WIOD_REGIONS = ("CHN", "ROM", "USA", "RoW")


@dataclass
class Flows:
    """Balanced flows at the precision at which they are printed."""

    sellers: tuple[str, ...]
    buyers: tuple[str, ...]
    industries: tuple[str, ...]
    Z: np.ndarray
    F: np.ndarray  # final demand, all categories of a buyer beside one another
    taxes: np.ndarray
    va: np.ndarray
    x: np.ndarray

    @property
    def cells(self) -> list[str]:
        return [f"{s}_{i}" for s in self.sellers for i in self.industries]


def make_up(sellers, buyers, industries, categories, *, empty=(), decimals=4, seed=0) -> Flows:
    """Random flows that balance exactly; `empty` sellers have no output."""
    rng = np.random.default_rng(seed)
    N, n = len(industries), len(sellers) * len(industries)
    active = np.repeat([seller not in empty for seller in sellers], N)
    active[rng.choice(np.flatnonzero(active), 3, replace=False)] = False
    Z = rng.lognormal(0, 1.5, (n, n)) * np.outer(active, active)
    F = rng.lognormal(3, 1, (n, len(buyers) * categories)) * active[:, None]
    F[:, 4::categories] *= rng.choice([-0.3, 0.3], F[:, 4::categories].shape)  # inventories
    F *= np.maximum(1, 2 * Z.sum(0) / np.maximum(F.sum(1), 1))[:, None]
    Z, F = np.round(Z, decimals), np.round(F, decimals)
    x = np.round(Z.sum(1) + F.sum(1), decimals)
    taxes = np.round(0.02 * (x - Z.sum(0)), decimals)
    va = np.round(x - Z.sum(0) - taxes, decimals)
    return Flows(tuple(sellers), tuple(buyers), tuple(industries), Z, F, taxes, va, x)


def icio(edition: str, variant: str = "SML", seed: int = 0, regions=()) -> Flows:
    """Flows of an ICIO edition; extended ones have China and Mexico in parts."""
    buyers = tuple(regions) or ICIO_REGIONS[edition]
    sellers = buyers + (PARTS[edition] if variant == "EXT" else ())
    empty = ("CHN", "MEX") if variant == "EXT" else ()
    industries = oecd_icio.INDUSTRIES[edition]
    return make_up(sellers, buyers, industries, 6, empty=empty, seed=seed)


def icio_rows(edition: str, flows: Flows) -> list[list[str]]:
    """The CSV's rows, header first."""
    final = [f"{b}_{c}" for b in flows.buyers for c in oecd_icio.FINAL_DEMAND]
    last = "TOTAL" if edition == "2021" else "OUT"
    rows = [["V1", *flows.cells, *final, last]]
    body = np.hstack([flows.Z, flows.F, flows.x[:, None]])
    rows += [
        [cell, *map("{:.4f}".format, line)] for cell, line in zip(flows.cells, body, strict=True)
    ]
    pad = np.zeros(len(final))
    beneath = {"TLS": flows.taxes, "VA": flows.va, "OUT": flows.x}
    if edition == "2021":
        home = [home_of(cell.partition("_")[0]) for cell in flows.cells]
        beneath = {
            f"{b}_TAXSUB": flows.taxes * [region == b for region in home] for b in flows.buyers
        }
        beneath |= {"VALU": flows.va, "OUTPUT": flows.x}
    for label, values in beneath.items():
        right = flows.F.sum(0) if label.startswith("OUT") else pad
        rows.append([label, *map("{:.4f}".format, [*values, *right, values.sum()])])
    return rows


def home_of(region: str) -> str:
    return {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}.get(region, region)


def write_csv(rows: list[list[str]], path: Path) -> Path:
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def write_icio(path: Path, edition: str, variant: str = "SML", seed: int = 0, regions=()) -> Flows:
    """Write an ICIO year and return what it holds."""
    flows = icio(edition, variant, seed, regions)
    write_csv(icio_rows(edition, flows), path)
    return flows


def write_wiod(
    path: Path, year: int = 2000, seed: int = 0, change=None, release: wiod.Release = wiod.WIOD_2013
) -> Flows:
    """Write a WIOD workbook and return what it holds. `change` edits the sheet before saving."""
    if release is wiod.WIOD_2016:
        return _write_wiod_2016(path, year, seed, change)
    flows = make_up(WIOD_REGIONS, WIOD_REGIONS, release.industries, 5, decimals=0, seed=seed)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"WIOT_{year}"
    sheet["A1"] = f"Intercountry Input-Output Table, {year}"
    sheet["A3"], sheet["A4"] = "(industry-by-industry)", "(millions of US$)"
    heads = [(f"isic{k}", f"Industry {k}", *cell.split("_")) for k, cell in enumerate(flows.cells)]
    uses = [(use, use, buyer, use) for buyer in flows.buyers for use in release.final_demand]
    for column, head in enumerate([*heads, *uses, ("", "Total output", "TOT", "c69")], start=5):
        for line, text in enumerate(head, start=3):
            sheet.cell(line, column, text)
    body = np.hstack([flows.Z, flows.F, flows.x[:, None]])
    rest = np.zeros(flows.F.shape[1] + 1)
    bottom = [
        ("r60", "Total intermediate consumption", np.r_[flows.Z.sum(0), rest]),
        ("r61", "less exports, free on board", np.r_[flows.taxes, rest]),
        ("r64", "Value added at basic prices", np.r_[flows.va, rest]),
        ("r65", "International Transport Margins", np.r_[np.zeros(len(flows.x)), rest]),
        ("r69", "Output at basic prices", np.r_[flows.x, rest]),
    ]
    lines = [(*head, *values) for head, values in zip(heads, body, strict=True)]
    lines += [("", name, "TOT", code, *values) for code, name, values in bottom]
    for line, values in enumerate(lines, start=7):
        for column, value in enumerate(values, start=1):
            sheet.cell(line, column, value)
    if change:
        change(sheet)
    book.save(path)
    return flows


def wiod_2016_rows(flows: Flows) -> list[list[object]]:
    """The sheet of a year of the release of 2016, from A1 on."""
    release, n = wiod.WIOD_2016, len(flows.x)
    cells = [cell.split("_", 1) for cell in flows.cells]
    number = [k % len(release.industries) + 1 for k in range(n)]
    uses = [(use, buyer) for buyer in flows.buyers for use in release.final_demand]
    blank = ["", "", "", ""]
    rows = [
        ["Intercountry Input-Output Table"],
        ["WIOD, in current prices"],
        [*blank, *(code for _, code in cells), *(use for use, _ in uses), "GO"],
        ["(industry-by-industry)", "", "", "", *(f"Industry {code}" for _, code in cells),
         *("Final use" for _ in uses), "Total output"],
        ["(millions of US$)", "", "", "", *(country for country, _ in cells),
         *(buyer for _, buyer in uses), "TOT"],
        [*blank, *(f"c{k}" for k in number), *(f"c{57 + k % 5}" for k in range(len(uses))), "c62"],
    ]  # fmt: skip
    body = np.hstack([flows.Z, flows.F, flows.x[:, None]])
    for (country, code), k, values in zip(cells, number, body, strict=True):
        rows.append([code, f"Industry {code}", country, f"r{k}", *map(float, values)])
    nothing = np.zeros(n)
    bottom = {
        "II_fob": flows.Z.sum(0), "TXSP": flows.taxes, "EXP_adj": nothing, "PURR": nothing,
        "PURNR": nothing, "VA": flows.va, "IntTTM": nothing, "GO": flows.x,
    }  # fmt: skip
    for k, (code, values) in enumerate(bottom.items(), start=65):
        rows.append([code, code, "TOT", f"r{k}", *map(float, values), *[0.0] * (len(uses) + 1)])
    return rows


def _write_wiod_2016(path: Path, year: int, seed: int, change) -> Flows:
    flows = make_up(WIOD_REGIONS, WIOD_REGIONS, wiod.WIOD_2016.industries, 5, decimals=6, seed=seed)
    book = openpyxl.Workbook()
    book.active.title = str(year)
    for row in wiod_2016_rows(flows):
        book.active.append(row)
    if change:
        change(book.active)
    book.save(path)
    return flows


def wiod_2016_frame(flows: Flows, year: int) -> pd.DataFrame:
    """The data frame that the release of 2016 has for R: a column and a row for each cell."""
    release = wiod.WIOD_2016
    head, body = wiod_2016_rows(flows)[2:6], wiod_2016_rows(flows)[6:]
    columns = [f"{c}{k[1:]}" for c, k in zip(head[2][4:-1], head[3][4:-1], strict=True)] + ["TOT"]
    frame = pd.DataFrame([row[4:] for row in body], columns=columns)
    labels = {
        "IndustryCode": [row[0] for row in body],
        "IndustryDescription": [row[1] for row in body],
        "Country": [row[2] for row in body],
        "RNr": [float(row[3][1:]) for row in body],
        "Year": [float(year)] * len(body),
    }
    assert len(frame) == len(release.industries) * len(flows.buyers) + 8
    return pd.concat([pd.DataFrame(labels), frame], axis=1)


# Each example solves a few systems, and machines differ: few examples, no deadline.
a_few = settings(max_examples=25, deadline=None)
INDUSTRY_NAMES = ("C10T12", "G", "C26")


@st.composite
def small_tables(draw, regions=(2, 4)):
    """Balanced tables with value added everywhere; some cells are idle."""
    G, N = draw(st.integers(*regions)), draw(st.integers(1, 3))
    n = G * N
    active = draw(arrays(bool, n, elements=st.sampled_from([True, True, True, False])))
    active[::N] = True  # no region without output
    A = draw(arrays(float, (n, n), elements=st.sampled_from([0.0, 0.01, 0.1, 0.3, 1.0])))
    A = A * np.outer(active, active)
    A *= draw(st.floats(0.1, 0.9)) / np.maximum(A.sum(axis=0), 1)
    Y = draw(arrays(float, (n, G), elements=st.sampled_from([0.0, 0.5, 7.0, 300.0])))
    Y = (Y + np.eye(G).repeat(N, axis=0)) * active[:, None]
    x = np.linalg.solve(np.eye(n) - A, Y.sum(axis=1)) * active
    Z = A * x
    return InterCountryTable(
        regions=("RUS", "CHN", "DEU", "USA")[:G],
        industries=INDUSTRY_NAMES[:N],
        Z=Z,
        Y=Y,
        x=x,
        va=x - Z.sum(axis=0),
        year=2000,
        edition="made up",
    )
