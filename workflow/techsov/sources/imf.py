"""IMF World Economic Outlook: GDP, its growth and its share of the world, inflation.

Two forms. The R data file holds one frame per release, named `data_YYMM` after it, in long form
with the codes of the IMF's own data structure: of places, with powers of ten for scales, since
October 2025; of numbers of places, with factors for scales, from 2021 to April 2025. The official
text files, one of countries (`WEOOct2023all`) and one of groups (`WEOOct2023alla`), are
tab-separated under an .xls name (UTF-16, mostly without a byte order mark, or ISO-8859-1), a column
per year, thousands set off by commas, `n/a` and `--` for no data, and a last line that names the
release. Both hold projections; the figures of a country are the IMF staff's own
from the year after `lastactualdate` (`Estimates Start After`) on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyreadr

from techsov.core import checks
from techsov.core.errors import LayoutError
from techsov.sources import opening

DATASET = "imf/weo"
# WEO subject -> indicator, unit, and the scale that its values have to be in.
SUBJECTS = {
    "NGDP_RPCH": ("gdp_growth", "% real", "Units"),
    "NGDPD": ("gdp_usd", "USD bn", "Billions"),
    "NGDPDPC": ("gdp_per_capita_usd", "USD", "Units"),
    "PPPGDP": ("gdp_ppp", "int. $ bn", "Billions"),
    "PPPSH": ("gdp_ppp_share", "% of world", "Units"),
    "PCPIPCH": ("inflation", "%", "Units"),
}
# Scales in the R file: powers of ten beside codes of places, factors beside their numbers.
POWERS = {0.0: "Units", 9.0: "Billions"}
FACTORS = {1.0: "Units", 1e9: "Billions"}
LEVELS = ("gdp_usd", "gdp_ppp", "gdp_per_capita_usd")
# The IMF's codes that differ from those of config/countries.yaml: places, then groups.
CODES = {"KOS": "XKX", "UVK": "XKX", "WBG": "PSE"}
GROUPS = {"001": "WLD", "110": "AE", "200": "EMDE", "119": "IMF-G7", "998": "IMF-EU"}

# The IMF's numbers of countries -> their codes.
_NUMBERED = """
    111 USA 112 GBR 122 AUT 124 BEL 128 DNK 132 FRA 134 DEU 135 SMR 136 ITA 137 LUX 138 NLD 142 NOR
    144 SWE 146 CHE 147 LIE 156 CAN 158 JPN 171 AND 172 FIN 174 GRC 176 ISL 178 IRL 181 MLT 182 PRT
    184 ESP 186 TUR 193 AUS 196 NZL 199 ZAF 213 ARG 218 BOL 223 BRA 228 CHL 233 COL 238 CRI 243 DOM
    248 ECU 253 SLV 258 GTM 263 HTI 268 HND 273 MEX 278 NIC 283 PAN 288 PRY 293 PER 298 URY 299 VEN
    311 ATG 313 BHS 314 ABW 316 BRB 321 DMA 328 GRD 336 GUY 339 BLZ 343 JAM 359 PRI 361 KNA 362 LCA
    364 VCT 366 SUR 369 TTO 419 BHR 423 CYP 429 IRN 433 IRQ 436 ISR 439 JOR 443 KWT 446 LBN 449 OMN
    453 QAT 456 SAU 463 SYR 466 ARE 469 EGY 474 YEM 487 WBG 512 AFG 513 BGD 514 BTN 516 BRN 518 MMR
    522 KHM 524 LKA 528 TWN 532 HKG 534 IND 536 IDN 537 TLS 542 KOR 544 LAO 546 MAC 548 MYS 556 MDV
    558 NPL 564 PAK 565 PLW 566 PHL 576 SGP 578 THA 582 VNM 611 DJI 612 DZA 614 AGO 616 BWA 618 BDI
    622 CMR 624 CPV 626 CAF 628 TCD 632 COM 634 COG 636 COD 638 BEN 642 GNQ 643 ERI 644 ETH 646 GAB
    648 GMB 652 GHA 654 GNB 656 GIN 662 CIV 664 KEN 666 LSO 668 LBR 672 LBY 674 MDG 676 MWI 678 MLI
    682 MRT 684 MUS 686 MAR 688 MOZ 692 NER 694 NGA 698 ZWE 714 RWA 716 STP 718 SYC 722 SEN 724 SLE
    726 SOM 728 NAM 732 SDN 733 SSD 734 SWZ 738 TZA 742 TGO 744 TUN 746 UGA 748 BFA 754 ZMB 813 SLB
    819 FJI 826 KIR 836 NRU 846 VUT 853 PNG 862 WSM 866 TON 867 MHL 868 FSM 869 TUV 911 ARM 912 AZE
    913 BLR 914 ALB 915 GEO 916 KAZ 917 KGZ 918 BGR 921 MDA 922 RUS 923 TJK 924 CHN 925 TKM 926 UKR
    927 UZB 935 CZE 936 SVK 939 EST 941 LVA 942 SRB 943 MNE 944 HUN 946 LTU 948 MNG 960 HRV 961 SVN
    962 MKD 963 BIH 964 POL 967 KOS 968 ROU"""
NUMBERED = dict(zip(*[iter(_NUMBERED.split())] * 2, strict=True))
# Numbers of groups, of which only those of `GROUPS` are read.
OTHER_GROUPS = ("123", "163", "205", "400", "505", "510", "511", "603", "901", "903", "904", "990")

# Columns of the official text files that hold words and codes.
WORDS = (
    "WEO Country Code",
    "WEO Country Group Code",
    "ISO",
    "WEO Subject Code",
    "Country",
    "Country Group Name",
    "Subject Descriptor",
    "Subject Notes",
    "Units",
    "Scale",
    "Series-specific Notes",
    "Country/Series-specific Notes",
    "Estimates Start After",
    "",
)

R_COLUMNS = ["ref_area", "freq", "scale", "concept", "year", "value"]
FREQUENCIES = ("A", "S", "Q", "M", "W", "D")  # SDMX's codes, from annual to daily
GROUP_CODE = re.compile(r"G(X?\d+)")
NO_DATA = ("", "n/a", "--")
NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")  # a decimal comma is no number here
MONTHS = {"April": "04", "September": "09", "October": "10"}


def read_rda(path: Path | str) -> pd.DataFrame:
    """The subjects of `SUBJECTS`, all countries, groups and years, from an R data file.

    The groups of `GROUPS` stand under our codes, the IMF's other groups are left out.

    Raises
    ------
    LayoutError
        When the file holds no frame `data_YYMM`, a column is missing, a frequency is unknown,
        or a subject is in another scale
    """
    path = Path(path)
    try:
        objects = pyreadr.read_r(str(path))
    except (pyreadr.PyreadrError, pyreadr.LibrdataError) as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise LayoutError(
            path, "whole file", found=error, expected="R data", todo="Fetch the file again"
        ) from error
    name = next(iter(objects)) if len(objects) == 1 else ""
    stated = re.fullmatch(r"data_(\d\d)(\d\d)", name)
    if stated is None:
        raise LayoutError(
            path, "objects", found=", ".join(objects) or "none", expected="one frame `data_YYMM`"
        )
    release = objects[name]
    if missing := [column for column in R_COLUMNS if column not in release]:
        raise LayoutError(
            path,
            f"object {name}",
            found=", ".join(release.columns),
            expected=f"also the columns {', '.join(missing)}",
        )
    held = release.reset_index(drop=True)[release["value"].notna().to_numpy()]
    _refuse(path, name, held, "concept", held["concept"].isna(), "a subject")
    held = held[held["concept"].isin(SUBJECTS)]
    unknown = ~held["freq"].isin(FREQUENCIES)
    _refuse(path, name, held, "freq", unknown, f"a frequency ({', '.join(FREQUENCIES)})")
    wanted = held[held["freq"] == "A"]
    for column in ("ref_area", "scale", "year"):
        _refuse(path, name, wanted, column, wanted[column].isna(), "a value")
    areas = wanted["ref_area"].astype(str)
    numbered = bool(len(areas)) and areas.str.fullmatch(r"X?\d+").all()
    scales: dict[float, str] = FACTORS if numbered else POWERS
    for (subject, scale), rows in wanted.groupby(["concept", "scale"]):
        place = f"object {name}, {subject} of {rows['ref_area'].iloc[0]}"
        _expect_scale(path, place, subject, scales.get(float(scale)))
    codes = {area: _code(_named(path, name, area) if numbered else area) for area in set(areas)}
    figures = pd.DataFrame(
        {
            "country": areas.map(codes),
            "year": wanted["year"].astype(int),
            "indicator": wanted["concept"].map({s: name for s, (name, _, _) in SUBJECTS.items()}),
            "value": wanted["value"],
            "unit": wanted["concept"].map({s: unit for s, (_, unit, _) in SUBJECTS.items()}),
        }
    )
    return _checked(figures.dropna(subset="country"), f"20{stated[1]}-{stated[2]}", path)


def _refuse(
    path: Path, name: str, release: pd.DataFrame, column: str, wrong: pd.Series, expected: str
) -> None:
    """Name the first row of an R frame in which `wrong` is true."""
    for row in release.index[wrong][:1]:
        cell = release[column][row]
        raise LayoutError(
            path,
            f"object {name}, row {row + 1}, column {column}",
            found="nothing" if pd.isna(cell) else repr(cell),
            expected=expected,
        )


def _named(path: Path, name: str, number: str) -> str:
    """The code of a place, or of a group, that the R file of 2021 to April 2025 gives by number."""
    if number in NUMBERED:
        return NUMBERED[number]
    if number in GROUPS or number in OTHER_GROUPS or number.startswith("X"):
        return f"G{number}"
    raise LayoutError(
        path,
        f"object {name}, column ref_area",
        found=number,
        expected="the IMF's number of a country or group",
        todo="Add it to `NUMBERED` or `OTHER_GROUPS` in techsov.sources.imf",
    )


def read_weo(path: Path | str) -> pd.DataFrame:
    """The same from an official text file, of countries or of groups.

    Raises
    ------
    LayoutError
        Naming line and column where the file departs from the layout
    """
    path = Path(path)
    lines = opening.lines(path, legacy="latin-1", ended=False)
    head = lines[0] if lines else []
    area = next((name for name in ("ISO", "WEO Country Group Code") if name in head), None)
    if area is None or "WEO Subject Code" not in head or "Scale" not in head:
        raise LayoutError(
            path,
            "line 1",
            found=", ".join(head[:6]) or "nothing",
            expected="the columns ISO or WEO Country Group Code, WEO Subject Code, Scale, years",
            todo="Save the IMF's tab-delimited file as it comes, without opening it in a program",
        )
    years = _years(path, head)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) not in (0, 1, len(head)):  # the last lines hold one cell
            raise LayoutError(
                path,
                f"line {number}",
                found=f"{len(line)} columns",
                expected=f"{len(head)} columns",
                todo="The file may be cut off; fetch it again",
            )
        if len(line) == len(head) and line[head.index("WEO Subject Code")] in SUBJECTS:
            rows += _line(path, number, line, head, area, years)
    return _checked(pd.DataFrame(rows), _release(path, lines), path)


def _years(path: Path, head: list[str]) -> dict[int, int]:
    """Column -> year. All columns but the known ones are years, and years rise."""
    named = {k: name for k, name in enumerate(head) if name not in WORDS}
    years = [int(name) for name in named.values() if re.fullmatch(r"(19|20)\d\d", name)]
    if len(years) != len(named) or years != sorted(set(years)) or not years:
        strange = [name for name in named.values() if not re.fullmatch(r"(19|20)\d\d", name)]
        raise LayoutError(
            path,
            "line 1",
            found=repr(strange[0][:40]) if strange else f"{years or 'none'}",
            expected="years that rise, beside the known columns",
        )
    return dict(zip(named, years, strict=True))


def _line(
    path: Path, number: int, line: list[str], head: list[str], area: str, years: dict[int, int]
) -> list[dict]:
    """The figures of one line of an official text file."""
    subject = line[head.index("WEO Subject Code")]
    scale = line[head.index("Scale")] or "Units"
    _expect_scale(path, f"line {number}, column Scale", subject, scale)
    place = line[head.index(area)]
    code = _code(f"G{place}" if area != "ISO" else place)
    if code is None:
        return []
    return [
        _row(code, year, _number(path, number, year, line[column]), subject)
        for column, year in years.items()
        if column < len(line) and line[column].strip() not in NO_DATA
    ]


def _expect_scale(path: Path, place: str, subject: str, scale: str | None) -> None:
    expected = SUBJECTS[subject][2]
    if scale != expected:
        raise LayoutError(
            path,
            place,
            found=f"{subject} in {scale or 'an unknown scale'}",
            expected=expected,
            todo="Convert nothing by hand; teach `SUBJECTS` the new scale",
        )


def _release(path: Path, lines: list[list[str]]) -> str:
    """Year and month of the release, which the last lines name."""
    for line in reversed(lines):
        found = re.search(r"World Economic Outlook Database, (\w+) (\d{4})", "\t".join(line))
        if found and found[1] in MONTHS:
            return f"{found[2]}-{MONTHS[found[1]]}"
    raise LayoutError(
        path,
        f"line {len(lines)}",
        found="none",
        expected="the release (`World Economic Outlook Database, October 2023`)",
        todo="The file may be cut off; fetch it again",
    )


def _code(area: str) -> str | None:
    """Our code of a country or group; None for a group that is not in `GROUPS`."""
    group = GROUP_CODE.fullmatch(area)
    return GROUPS.get(group[1]) if group else CODES.get(area, area)


def _number(path: Path, line: int, year: int, text: str) -> float:
    if not NUMBER.fullmatch(text.strip()):
        raise LayoutError(
            path, f"line {line}, column {year}", found=repr(text), expected="a number or n/a"
        )
    return float(text.replace(",", ""))


def _row(code: str, year: int, value: float, subject: str) -> dict[str, object]:
    name, unit, _ = SUBJECTS[subject]
    return {"country": code, "year": year, "indicator": name, "value": value, "unit": unit}


def _checked(figures: pd.DataFrame, vintage: str, path: Path) -> pd.DataFrame:
    frame = checks.tidy(figures, dataset=DATASET, vintage=vintage, origin=path.name)
    checks.positive(frame[frame["indicator"].isin(LEVELS)], path.name)
    checks.within(frame[frame["indicator"] == "gdp_ppp_share"], 0, 100, path.name)
    return frame
