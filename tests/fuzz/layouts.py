"""A sound file in each layout that a reader takes, small and made up, and how it is read."""

from __future__ import annotations

import bz2
import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from techsov.core.countries import Countries
from techsov.sources import (
    atlas,
    atlas_graphql,
    atlas_trade,
    exports_file,
    imf,
    nsf,
    oecd_icio,
    oecd_msti,
    oecd_tiva,
    rosstat,
    uis,
    wiod,
    worldbank,
)
from tests import icio_layouts
from tests.sources import (
    test_atlas_graphql,
    test_atlas_trade,
    test_imf,
    test_oecd_msti,
    test_oecd_tiva,
    test_oecd_tiva_main,
    test_releases,
    test_rosstat,
    test_uis,
    test_worldbank,
)

COUNTRIES = Countries.load(Path(__file__).resolve().parents[2] / "config/countries.yaml")


@dataclass(frozen=True)
class Layout:
    """A reader and a file for it.

    Attributes
    ----------
    reader
        its name, module and function
    write
        writes the file below a folder and returns its path
    read
        reads it
    kind
        text, json, workbook or binary: what can be damaged in it
    delimiter
        of a text
    encoding
        of a text
    head
        the line of a text, from 0, that names its columns
    signed
        its numbers may be negative
    partial
        a figure that it lacks changes others, as it means what a country does not report
    unended
        a last line without a line end is read, as programs write tables of one's own
    codes
        heads of columns whose cells are names and no figures
    tolerance
        by how much the release itself fails to add up, in its unit
    """

    reader: str
    write: Callable[[Path], Path]
    read: Callable[[Path], object]
    kind: str = "text"
    delimiter: str = ","
    encoding: str = "utf-8"
    head: int = 0
    signed: bool = False
    partial: bool = False
    unended: bool = False
    codes: tuple[str, ...] = ()
    tolerance: float = 1e-12


def saved(name: str, content: object, encoding: str = "utf-8") -> Callable[[Path], Path]:
    """A writer of a text, or of a document as JSON."""

    def write(folder: Path) -> Path:
        path = folder / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode(encoding))
        return path

    return write


def table(name: str, rows: list[list], delimiter: str = ",") -> Callable[[Path], Path]:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return saved(name, text.getvalue())


def icio(edition: str, variant: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "2019_SML.csv"
        regions = ("CHN", "MEX") if variant == "EXT" else ("RUS", "ROW")
        icio_layouts.write_icio(path, edition, variant, regions=regions)
        return path

    return write


def archive(folder: Path) -> Path:
    member, path = icio("2023", "SML")(folder), folder / "2016-2020_SML.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(member, member.name)
    member.unlink()
    return path


def wiod_book(folder: Path) -> Path:
    path = folder / "wiot00_row_apr12.xlsx"
    icio_layouts.write_wiod(path)
    return path


def outlook(encoding: str) -> Callable[[Path], Path]:
    lines = [
        test_imf.russia(),
        test_imf.russia("NGDP_RPCH", "", ("5.6", "-2.1", "1.3")),
        test_imf.russia("PPPSH", "", ("3.1", "2.9", "")),
    ]
    return lambda folder: test_imf.text(folder, test_imf.COUNTRY_HEAD, *lines, encoding=encoding)


def goods(folder: Path) -> Path:
    """Innovative goods: all goods on the left, the innovative ones on the right."""
    years = [2021, "20222)", 2023]
    halves = [None, "Отгружено товаров", None, None, "в том числе инновационные товары", None, None]

    def sheet(title: str, label: str) -> list[list]:
        return [
            ["К содержанию"], [f"Объем инновационных товаров, {title}"], [None, "(млн рублей)"],
            halves, [None, *years, *years], [label, 100.5, 120.25, "130,5", 10.5, 12.25, 13.5],
        ]  # fmt: skip

    return test_rosstat.save(
        folder / "innov_3_2023.xlsx",
        Содержание=test_rosstat.UPDATED,
        _1=sheet("по субъектам Российской Федерации", "Российская Федерация"),
        _2=sheet("по видам экономической деятельности", "Всего"),
    )


def organisations(folder: Path) -> Path:
    return test_rosstat.save(
        folder / "Nauka_1.xlsx",
        Содержание=test_rosstat.UPDATED,
        _1=[
            ["К содержанию"], [], ["Число организаций, по типам организаций"], [None, "(единиц)"],
            [None, 2000, 2005, 2010, "20111)"],
            ["Число организаций – всего", 4099, 3566, 3492, 3682],
            ["в том числе:"],
            ["научные", 2686, 2115, 1840, 1782], ["прочие", 1413, 1451, 1652, 1900],
        ],
    )  # fmt: skip


def r_data(folder: Path) -> Path:
    """The IMF compresses its file, and so it has checksums."""
    path = test_imf.rda(folder)
    path.write_bytes(bz2.compress(path.read_bytes()))
    return path


def lookup(path: Path) -> object:
    return (
        atlas_graphql.read_country(path, COUNTRIES, vintage="2026-07"),
        atlas_graphql.ranked_countries(path, COUNTRIES),
    )


def shares_of(path: Path) -> object:
    amounts = oecd_tiva.read_amounts(path, COUNTRIES)
    return amounts, oecd_tiva.foreign_shares(amounts)


FDVA = [
    (source, user, year, value + year - 2018)
    for year in (2018, 2019)
    for user, other in (("RUS", "CHN"), ("CHN", "RUS"))
    for source, value in (("W", 1500.5), (user, 1000.25), (other, 90.5), ("DEU", 33.125))
]
WEIGHTS = [("RUS", "CHN", 2019, 0.2), ("RUS", "DEU", 2019, 0.1), ("CHN", "RUS", 2019, 0.3)]
MAIN = [
    f"{measure},{area},_T,W,USD,A,{year},{value},6"
    for measure, value in (("EXGR", 482000.5), ("EXGR_DVA", 440000.25))
    for area in ("RUS", "CHN")
    for year in (2018, 2019)
]
TRADE = [
    [country, product, year, 1234567 + 17 * k]
    for k, (country, product, year) in enumerate(
        (c, p, y) for c in ("RUS", "CHN") for p in ("0101", "8517", "2709") for y in (2018, 2019)
    )
]
OFFICIAL_TRADE = test_atlas_trade.OFFICIAL + "".join(
    test_atlas_trade.row(*cells) for cells in TRADE
)
SHORT_TRADE = [
    ["country", "product", "export_val"],
    *([c, p, v] for c, p, y, v in TRADE if y == 2019),
]
WIDE_TRADE = [
    ["country", "P0101", "P8517", "P2709"], ["RUS", 120.5, 30.25, 910], ["CHN", 240, 2340.5, 1.5],
]  # fmt: skip
SITC_TRADE = test_atlas_trade.OFFICIAL.replace("hs92", "sitc") + "".join(
    test_atlas_trade.row(*cells) for cells in TRADE
)
PANEL = [
    "country_code,year,gerd_percent_gdp,source_note",
    "NLD,2014,2.15,WB", "NLD,2015,2.17,WB", "NLD,2016,2.17,LOCF:WB:y2015", "RUS,2014,1.072,WB",
]  # fmt: skip
NSF = [
    nsf.HEAD,
    *(
        [1, k, place, *heading, 2, value]
        for k, (place, heading, value) in enumerate(
            [("Non-OECD -> Russia (2020)", (nsf.TOTAL, ""), "48.0"),
             ("Denmark<sup>b</sup>", (nsf.TOTAL, ""), "10.5")]
            + [(place, (nsf.SOURCE, name), value) for place in ("Denmark<sup>b</sup>", "China")
               for name, value in (("Business", "60.5"), ("Government", "25.5"),
                                   ("Other domestic", "4.0"), ("Rest of the world", "10.0"))]
        )
    ),
]  # fmt: skip
UIS = [
    test_uis.row(code, year, funds)
    for code, funds in (("RUS", (30, 50, 20, 1, 2, 3)), ("DEU", (60, 30, 5, 1, None, 4)))
    for year in (2000, 2001)
]
YEARS = [test_atlas_graphql.year(y, eci=0.1 + y / 1e4) for y in (2022, 2023, 2024)]
RECORDS = [{**test_uis.RECORD, "year": y, "value": 0.9 + y / 1e5} for y in (2020, 2021, 2022)]
TURKEY = '"Türkiye","2","-0.25","3","0.3"\n'
RANKINGS = test_releases.RANKINGS | {
    "2021": '"Country","ECI Rank 2020","ECI 2020","ECI Rank 2021","ECI 2021"\n'
    f'"Russia","2","0.25","2","0.35"\n"Japan","1","2.5","1","2.25"\n{TURKEY}',
}

MSTI_EXTRACT = "oecd_msti.read_extract"
LAYOUTS = {
    **{
        f"ICIO {edition}, {variant}": Layout(
            "oecd_icio.read",
            icio(edition, variant),
            oecd_icio.read,
            tolerance=oecd_icio.TOLERANCE[edition],
        )
        for edition, variant in (("2021", "EXT"), ("2023", "SML"), ("2025", "SML"))
    },
    "ICIO 2023, zip": Layout(
        "oecd_icio.read", archive, partial(oecd_icio.read, year=2019), kind="binary"
    ),
    "TiVA, FDVA": Layout(
        "oecd_tiva.read_amounts",
        lambda folder: test_oecd_tiva.answer(folder / "fdva.csv", FDVA),
        shares_of,
    ),
    "TiVA, main indicators": Layout(
        "oecd_tiva.read_main_indicators",
        lambda folder: test_oecd_tiva_main.answer(folder, *MAIN),
        oecd_tiva.read_main_indicators,
    ),
    "TiVA, weights": Layout(
        "oecd_tiva.read_weights",
        lambda folder: test_oecd_tiva.weights(folder / "weights.csv", WEIGHTS, 0.3),
        oecd_tiva.read_weights,
    ),
    "MSTI": Layout(
        "oecd_msti.read_sdmx",
        lambda folder: test_oecd_msti.sdmx(folder, *test_oecd_msti.LINES),
        partial(oecd_msti.read_sdmx, vintage="2025-09"),
        signed=True,
        partial=True,
    ),
    "MSTI, extract": Layout(
        MSTI_EXTRACT, test_oecd_msti.made, partial(oecd_msti.read_gerd_ppp, vintage="2025-09"),
        signed=True,
    ),
    "WIOD workbook": Layout("wiod.read", wiod_book, wiod.read, kind="workbook", signed=True),
    **{
        f"Atlas rankings, data to {release}": Layout(
            "atlas.read_rankings",
            saved("rankings.tab", text),
            lambda path: atlas.read_rankings(path, COUNTRIES),
            delimiter="\t" if "\t" in text else ",",
            signed=True,
        )
        for release, text in RANKINGS.items()
    },
    "Atlas trade, HS92": Layout(
        "atlas_trade.read_exports",
        saved("hs92_country_product_year_4.csv", OFFICIAL_TRADE),
        lambda path: atlas_trade.read_exports(path, "HS92", 2019),
        codes=("product_hs92_code", "product"),
    ),
    "Atlas trade, SITC": Layout(
        "atlas_trade.read_exports",
        saved("sitc_country_product_year_4.csv", SITC_TRADE),
        lambda path: atlas_trade.read_exports(path, "SITC", 2019),
        codes=("product_sitc_code", "product"),
    ),
    "Atlas trade, one year": Layout(
        "atlas_trade.read_exports",
        table("export.csv", SHORT_TRADE),
        lambda path: atlas_trade.read_exports(path, "HS92", 2019),
        codes=("product_hs92_code", "product"),
    ),
    "Exports of one's own, tidy": Layout(
        "exports_file.read",
        table("mine.csv", [["country", "product", "year", "value"], *TRADE]),
        exports_file.read,
        codes=("country", "product"),
        unended=True,
    ),
    "Exports of one's own, wide": Layout(
        "exports_file.read",
        table("mine.csv", WIDE_TRADE),
        exports_file.read,
        codes=("country",),
        partial=True,
        unended=True,
    ),
    "Atlas look-up": Layout(
        "atlas_graphql.read_country",
        lambda folder: test_atlas_graphql.answered(folder, *YEARS),
        lookup,
        kind="json",
        signed=True,
    ),
    "World Bank, API": Layout(
        "worldbank.read_api",
        lambda folder: test_worldbank.api(folder, test_worldbank.answer()),
        worldbank.read_api,
        kind="json",
    ),
    "World Bank, bulk file": Layout(
        "worldbank.read_bulk", test_worldbank.bulk, worldbank.read_bulk,
        encoding="utf-8-sig", head=4,
    ),
    "World Bank, panel": Layout(
        "worldbank.read_panel",
        saved("panel.csv", "\n".join([*PANEL, ""])),
        partial(worldbank.read_panel, vintage="2026-07"),
    ),
    "UIS, API": Layout(
        "uis.read_api",
        lambda folder: test_uis.api(folder, *RECORDS),
        partial(uis.read_api, vintage="2025-02"),
        kind="json",
    ),
    "UIS, table": Layout(
        "uis.read_expenditure",
        lambda folder: test_uis.table(folder, *UIS),
        partial(uis.read_expenditure, vintage="2017"),
        partial=True,
    ),
    "IMF outlook": Layout(
        "imf.read_weo", outlook("utf-16"), imf.read_weo, delimiter="\t", encoding="utf-16",
        signed=True,
    ),
    "IMF outlook, R data": Layout("imf.read_rda", r_data, imf.read_rda, kind="binary"),
    "NSF": Layout(
        "nsf.read_sources",
        table("sources.csv", NSF),
        lambda path: nsf.read_sources(path, COUNTRIES, year=2021, vintage="2023-09"),
    ),
    **{
        f"Rosstat, {name}": Layout(f"rosstat.{read.__name__}", write, read, kind="workbook")
        for name, write, read in (
            ("GDP", test_rosstat.gdp_book, rosstat.read_gdp),
            ("innovation", test_rosstat.innovation, rosstat.read_innovation),
            ("innovative goods", goods, rosstat.read_innovative_goods),
            ("organisations", organisations, rosstat.read_organisations),
            ("staff", test_rosstat.staff, rosstat.read_personnel),
            ("expenditure", test_rosstat.expenditure, rosstat.read_expenditure),
            (
                "R&D as a share of GDP",
                lambda folder: test_rosstat.intensity(
                    folder, test_rosstat.LEVELS, ["в % к ВВП2)", *test_rosstat.SHARE]
                ),
                rosstat.read_intensity,
            ),
        )
    },
}  # fmt: skip
