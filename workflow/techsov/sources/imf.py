"""IMF World Economic Outlook: GDP, its growth and its share of the world, inflation.

Two forms. The R data file holds one frame per release, named `data_YYMM` after it, in long form
with the codes of the IMF's own data structure. The official text files, one of countries
(`WEOOct2023all`) and one of groups (`WEOOct2023alla`), are tab-separated UTF-16 under an .xls
name, a column per year, thousands set off by commas, `n/a` and `--` for no data, and a last line
that names the release. Both hold projections; the figures of a country are the IMF staff's own
from the year after `lastactualdate` (`Estimates Start After`) on.
"""

from __future__ import annotations

import codecs
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
SCALES = {0: "Units", 9: "Billions"}  # powers of ten in the R file
LEVELS = ("gdp_usd", "gdp_ppp", "gdp_per_capita_usd")
# The IMF's codes that differ from those of config/countries.yaml: places, then groups.
CODES = {"KOS": "XKX", "UVK": "XKX", "WBG": "PSE"}
GROUPS = {"001": "WLD", "110": "AE", "200": "EMDE", "119": "IMF-G7", "998": "IMF-EU"}

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
MONTHS = {"April": "04", "October": "10"}


def read_rda(path: Path | str) -> pd.DataFrame:
    """The subjects of `SUBJECTS`, all countries, groups and years, from an R data file.

    The groups of `GROUPS` stand under our codes, the IMF's other groups are left out.

    raises : LayoutError when the file holds no frame `data_YYMM`, a column is missing, a
             frequency is unknown, or a subject is in another scale
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
    name, release = next(iter(objects.items())) if len(objects) == 1 else (None, None)
    stated = re.fullmatch(r"data_(\d\d)(\d\d)", name or "")
    if stated is None:
        raise LayoutError(
            path, "objects", found=", ".join(objects) or "none", expected="one frame `data_YYMM`"
        )
    if missing := [column for column in R_COLUMNS if column not in release]:
        raise LayoutError(
            path,
            f"object {name}",
            found=", ".join(release.columns),
            expected=f"also the columns {', '.join(missing)}",
        )
    known = release["freq"].isin(FREQUENCIES).to_numpy()
    if not known.all():
        row = int(known.argmin())  # the first that is not
        raise LayoutError(
            path,
            f"object {name}, row {row + 1}, column freq",
            found=repr(release["freq"].iloc[row]),
            expected=f"a frequency ({', '.join(FREQUENCIES)})",
        )
    annual = release[(release["freq"] == "A") & release["value"].notna()]
    wanted = annual[annual["concept"].isin(SUBJECTS)]
    for (subject, scale), rows in wanted.groupby(["concept", "scale"]):
        place = f"object {name}, {subject} of {rows['ref_area'].iloc[0]}"
        _expect_scale(path, place, subject, SCALES.get(scale))
    codes = {area: _code(area) for area in wanted["ref_area"].unique()}
    figures = pd.DataFrame(
        {
            "country": wanted["ref_area"].map(codes),
            "year": wanted["year"].astype(int),
            "indicator": wanted["concept"].map({s: name for s, (name, _, _) in SUBJECTS.items()}),
            "value": wanted["value"],
            "unit": wanted["concept"].map({s: unit for s, (_, unit, _) in SUBJECTS.items()}),
        }
    )
    return _checked(figures.dropna(subset="country"), f"20{stated[1]}-{stated[2]}", path)


def read_weo(path: Path | str) -> pd.DataFrame:
    """The same from an official text file, of countries or of groups.

    raises : LayoutError naming line and column where the file departs from the layout
    """
    path = Path(path)
    lines = opening.lines(path, _encoding(path), "\t", ended=False)
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


def _encoding(path: Path) -> str:
    """UTF-8 where the mark says so, else the Latin script of older files."""
    return "utf-8-sig" if path.read_bytes()[:3] == codecs.BOM_UTF8 else "latin-1"


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
