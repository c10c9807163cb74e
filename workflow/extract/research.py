"""Draw the R&D figures that the paper needs from the providers' full releases.

python workflow/extract/research.py RELEASES_FOLDER [--to data/raw]

Every extract is written as <to>/<provider>/<dataset>/<vintage>/<file>, the vintage being the one
that the release states. `rosstat/gdp/2023-04` is not made here: it is transcribed from a report.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from techsov.core import checks, tables
from techsov.core.countries import Countries
from techsov.sources import nsf, oecd_msti, rosstat, uis, worldbank

COUNTRIES = Path(__file__).resolve().parents[2] / "config" / "countries.yaml"

LARGE = ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA", "KOR"]
BRICS = ["BRA", "CHN", "IND", "RUS", "ZAF"]
TOTALS = ["EU27_2020", "OECD"]

# Vintages that a release does not state, or not so that two of a month are told apart: see the
# notes in config/sources.yaml.
MSTI, NSF, UIS, PANEL, OWN = "2025-09", "2023-09", "2017", "2026-07", "2026-07-13"
YEAR_OF_NSF_TABLE = 2021


def extracts(releases: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """File name and indicator table of every extract."""
    bank = releases / "worldbank"
    panel = worldbank.read_panel(bank / "gerd_gdp_2026-07.csv", vintage=PANEL)
    own = worldbank.read_bulk(bank / f"API_GB.XPD.RSDV.GD.ZS_{OWN}.csv").assign(vintage=OWN)
    older = ("API_GB.XPD.RSDV.GD.ZS_2018-04-20.csv", "wdi_science_2021-09.csv")
    for gerd in (panel, own, *(worldbank.read_bulk(bank / name) for name in older)):
        yield "gerd.csv", checks.select(gerd, {*LARGE, *BRICS, "TUR"}, "worldbank")

    msti = releases / "oecd" / "msti_extract.csv"
    indicators = pd.concat(
        [
            oecd_msti.read_extract(msti, vintage=MSTI),
            oecd_msti.read_gerd_ppp(msti, vintage=MSTI),
        ]
    )
    yield "msti.csv", checks.select(indicators, {*LARGE, *TOTALS, "CHN", "RUS"}, "oecd")

    countries = Countries.load(COUNTRIES)
    table = releases / "nsf" / "rd_sources_2020.csv"
    shares = nsf.read_sources(table, countries, year=YEAR_OF_NSF_TABLE, vintage=NSF)
    yield "rd-sources.csv", checks.select(shares, {*LARGE, *TOTALS, "CHN", "RUS", "ZAF"}, "nsf")

    funds = uis.read_expenditure(releases / "uis" / "expenditure.csv", vintage=UIS)
    yield "expenditure.csv", checks.select(funds, {*LARGE, "RUS"}, "uis")

    books = releases / "rosstat"
    for book in sorted(books.glob("VVP_god_s_*.xlsx")):
        yield "gdp.csv", rosstat.read_gdp(book)
    yield (
        "innovation.csv",
        pd.concat(
            [
                rosstat.read_innovation(books / "innov_1_2024.xls"),
                rosstat.read_innovative_goods(books / "innov_3_2024.xls"),
            ]
        ),
    )
    yield (
        "science.csv",
        pd.concat(
            [
                rosstat.read_organisations(books / "Nauka_1.xls"),
                rosstat.read_personnel(books / "nauka_2.xls"),
            ]
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=Path("data/raw"), help="folder to write to")
    arguments = parser.parse_args()
    for name, frame in extracts(arguments.releases):
        (place,) = {f"{d}/{v}" for d, v in zip(frame["dataset"], frame["vintage"], strict=True)}
        tables.write(frame, arguments.to / place / name, tables.INDICATOR)


if __name__ == "__main__":
    main()
