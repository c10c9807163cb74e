"""Atlas of Economic Complexity (Growth Lab): exports by country and product, goods only.

The four-digit file of all years is half a gigabyte: files are scanned, not loaded, and only the
wanted year comes into memory. Data: doi:10.7910/DVN/T4CHWJ (HS 1992), YAVJDF (HS 2012), FTUUJU
(HS 2022), H8SFD2 (SITC).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import polars as pl

from techsov.core import tables
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import kinds

SHOWN = 8
UTF_8 = "utf-8-sig"
UNDECLARED = ("ANS",)  # "areas not specified": trade without a country
GOLD = {"HS": ("7108",), "SITC": ("9710",)}
# Codes under which anything may stand, so that an advantage in them means nothing. The Atlas
# leaves out these and non-monetary gold before it measures complexity.
NOISE = {"HS": ("9999",), "SITC": ("9310", "9610", "9999")}
LENGTHS = (2, 4, 6)
MAYBE_CODE = r"^(\d+|9999[A-Z]+)$"
PRODUCT_COLUMN = re.compile(r"product_(hs92|hs12|hs22|sitc)_code")
COUNTRY_COLUMNS = ("country_iso3_code", "country")
VALUE_COLUMNS = ("export_value", "export_val", "value")
READ = (*COUNTRY_COLUMNS, *VALUE_COLUMNS, "product", "year")
CLASSIFICATIONS = ("HS92", "HS12", "HS22", "SITC")


def scan_exports(path: Path | str, classification: str) -> pl.LazyFrame:
    """A trade file as a lazy table of text and numbers, nothing left out yet.

    Layouts, told by their header: the official `*_country_product_year_{2,4,6}.csv`
    (country_iso3_code, product_<classification>_code, year, export_value and more), and files of
    one unnamed year with columns country, product and export_val or value.

    Parameters
    ----------
    classification
        HS92, HS12, HS22 or SITC; checked where the header tells it

    Returns
    -------
    pl.LazyFrame
        line, country (upper case), product, year (only where the file has it),
        value (USD, as text in `written`)

    Raises
    ------
    LayoutError
        Naming the header found, or a line that is longer or shorter
    """
    path = Path(path)
    if classification not in CLASSIFICATIONS:
        raise CheckError(f"classification: one of {', '.join(CLASSIFICATIONS)} expected")
    header = _header(path)
    country = _one(path, header, COUNTRY_COLUMNS, "a country")
    product = _product_column(path, header, classification)
    value = _one(path, header, VALUE_COLUMNS, "an export value")
    columns = {
        "line": pl.col("line"),
        "country": pl.col(country).str.strip_chars().str.to_uppercase(),
        "product": pl.col(product).str.strip_chars(),
        "written": pl.col(value).str.strip_chars(),
    }
    if "year" in header:
        columns["year"] = pl.col("year").str.strip_chars()
    _refuse_widths(path, len(header))
    # Codes keep their leading zeros only as text.
    scanned = pl.scan_csv(path, infer_schema=False, row_index_name="line", row_index_offset=2)
    return scanned.select(**columns).with_columns(
        value=pl.col("written").cast(pl.Float64, strict=False)
    )


def scan_goods(
    path: Path | str, classification: str, year: int | None = None, *, keep_gold: bool = False
) -> pl.LazyFrame:
    """The rows of `scan_exports` that are goods; see `read_exports` for what is left out.

    Parameters
    ----------
    year
        of a file of one unnamed year

    Raises
    ------
    CheckError
        When the file names no year and none is given
    """
    return _dated(path, classification, year).filter(_is_good(classification, keep_gold))


def _dated(path: Path | str, classification: str, year: int | None) -> pl.LazyFrame:
    """`scan_exports` with a year in every row."""
    scan = scan_exports(path, classification)
    if "year" not in scan.collect_schema().names():
        if year is None:
            raise CheckError(f"{Path(path).name}: a column `year` expected, or the year it is of")
        scan = scan.with_columns(year=pl.lit(str(year)))
    return scan


def read_exports(
    path: Path | str, classification: str, year: int, *, keep_gold: bool = False
) -> pd.DataFrame:
    """Exports of goods in one year.

    Left out: services and everything else whose code is not all digits (financial, ict,
    transport, travel, unspecified, XXXX), goods not specified (HS 9999 and chapter 99; SITC 9310,
    9610, 9999), the entity ANS, and empty values.

    Parameters
    ----------
    path
        see `scan_exports`
    year
        the year wanted; a file of one unnamed year is taken to be of that year
    keep_gold
        keep non-monetary gold (HS 7108, SITC 9710), which the Atlas leaves out of
        complexity because it follows vaults and not workshops

    Returns
    -------
    pd.DataFrame
        tables.EXPORTS, USD, only values above 0; country codes as in the file, in
        capitals, with its former and dependent territories

    Raises
    ------
    LayoutError
        Naming line and column when a value is no number or codes have lost their leading zeros;
        CheckError when the year is not in the file, or naming rows of goods with negative
        values, standing twice, or under a code that is none
    """
    path = Path(path)
    spoilt = pl.col("product").str.contains(r"\d") & ~pl.col("product").str.contains(MAYBE_CODE)
    undated = ~pl.col("year").str.contains(r"^(19|20)\d\d$").fill_null(False)
    good = _is_good(classification, keep_gold)
    wanted = undated | ((good | spoilt) & (pl.col("year") == str(year)))
    with _as_csv(path):
        rows = _dated(path, classification, year).filter(wanted).collect(engine="streaming")
    if rows.is_empty():
        scan = scan_exports(path, classification)
        dated = "year" in scan.collect_schema().names()
        raise CheckError(f"{path.name}: goods of {year} expected, {_held(scan, dated)}")
    _refuse(path, rows.filter(undated), "a year in every row", "without one")
    _refuse(path, rows.filter(spoilt), "codes of digits, or words for services", "of another kind")
    _refuse_text(path, rows)
    _refuse_lengths(path, rows)
    rows = rows.filter(pl.col("value").is_not_null())
    _refuse(path, rows.filter(pl.col("value") < 0), "exports from 0 up", "negative")
    twice = rows.filter(pl.struct("country", "product").is_duplicated())
    _refuse(path, twice.sort("country", "product"), "one row per country and product", "repeated")
    goods = rows.filter(pl.col("value") > 0)
    frame = pd.DataFrame(
        {
            "country": goods["country"].to_list(),
            "product": goods["product"].to_list(),
            "year": year,
            "value": goods["value"].to_numpy(),
        }
    )
    return tables.check(frame, tables.EXPORTS, path.name)


def aggregate_products(exports: pd.DataFrame, digits: int) -> pd.DataFrame:
    """Exports summed over the products that share their first `digits` digits.

    Raises
    ------
    CheckError
        When codes are shorter than that
    """
    short = exports.loc[exports["product"].str.len() < digits, "product"].unique()
    if len(short):
        raise CheckError(
            f"exports: product codes of {digits} digits or more expected, found {short[0]}"
        )
    shortened = exports.assign(product=exports["product"].str[:digits])
    return shortened.groupby(["country", "product", "year"], as_index=False)["value"].sum()


def _is_good(classification: str, keep_gold: bool) -> pl.Expr:
    family = "SITC" if classification == "SITC" else "HS"
    refused = NOISE[family] if keep_gold else (*NOISE[family], *GOLD[family])
    product = pl.col("product")
    good = product.str.contains(r"^\d+$") & ~pl.col("country").is_in(UNDECLARED)
    for code in refused:
        good &= ~product.str.starts_with(code)
    return good & (product != "99") if family == "HS" else good


def _header(path: Path) -> list[str]:
    if (found := kinds.kind(path)) not in (kinds.COMMAS, "text") or kinds.encoding(path) != UTF_8:
        raise LayoutError(
            path,
            "whole file",
            found=found,
            expected="comma-separated text in UTF-8",
            todo=f"Take the .csv and not the .dta file, and unpack it. {kinds.AS_IT_COMES}",
        )
    with path.open(encoding=UTF_8, errors="replace", newline="") as file:
        header = [cell.strip() for cell in next(csv.reader(file), [""])]
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 1, 0))
        ended = file.read() in (b"\n", b"\r", b'"', b"")
    if not ended and (header[-1] in READ or PRODUCT_COLUMN.fullmatch(header[-1])):
        raise LayoutError(
            path,
            "last line",
            found="none",
            expected="a line end",
            todo="The file is cut off, perhaps in the middle of a number: fetch it again.",
        )
    return header


def _refuse_widths(path: Path, width: int) -> None:
    """Refuse a line with more cells than the header, or fewer.

    Polars itself is silent on cells behind the last column that is asked for, and takes a line
    that ends early for one without values: a thousands comma would move the figures to its right.
    """
    whole = pl.scan_csv(
        path, has_header=False, separator="\x1f", quote_char=None, infer_schema=False,
        new_columns=["text"], row_index_name="line", row_index_offset=1,
    )  # fmt: skip
    bare = pl.col("text").str.replace_all(r'"[^"]*"', "")  # a comma between quotes ends no cell
    cells = bare.str.count_matches(",", literal=True) + 1
    with _as_csv(path):
        counted = whole.select("line", cells=cells).filter(pl.col("cells") != width)
        wrong = counted.head(1).collect(engine="streaming")
    for line, found in wrong.iter_rows():
        raise LayoutError(
            path,
            f"line {line}",
            found=f"{found} cells",
            expected=f"{width}, as in the first line",
            todo="A number may hold a comma, or the file may be cut off: fetch it again.",
        )


@contextmanager
def _as_csv(path: Path) -> Iterator[None]:
    """What Polars cannot read is said of the file."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise LayoutError(
            path,
            "whole file",
            found=str(error).partition("\n")[0].removeprefix("found "),
            expected="a CSV with as many cells in every line as in the first",
            todo="The file may be cut off: fetch it again.",
        ) from error


def _one(path: Path, header: list[str], names: tuple[str, ...], what: str) -> str:
    found = [name for name in names if name in header]
    if len(found) != 1:
        raise LayoutError(
            path,
            "line 1",
            found=f"`{', '.join(header)}`",
            expected=f"one column with {what} ({' or '.join(names)})",
            todo="Of the Atlas's files take *_country_product_year_*.csv.",
        )
    return found[0]


def _product_column(path: Path, header: list[str], classification: str) -> str:
    coded = [name for name in header if PRODUCT_COLUMN.fullmatch(name)]
    if not coded:
        return _one(path, header, ("product",), "a product code")
    own = f"product_{classification.lower()}_code"
    if own not in coded:
        raise LayoutError(
            path,
            "line 1",
            found=f"column `{coded[0]}`",
            expected=f"a column `{own}`",
            todo=f"The file is of another classification than {classification}.",
        )
    return own


def _held(scan: pl.LazyFrame, dated: bool) -> str:
    if not dated:
        return "found none"
    years = scan.select(pl.col("year").unique().sort()).collect(engine="streaming")["year"]
    return f"the file holds {', '.join(str(y) for y in years) or 'no row'}"


def _refuse_text(path: Path, rows: pl.DataFrame) -> None:
    written = pl.col("written").fill_null("")
    finite = pl.col("value").is_finite().fill_null(False)
    wrong = rows.filter((written != "") & ~finite)
    if not wrong.is_empty():
        raise LayoutError(
            path,
            f"line {wrong['line'].min()!r}, export value",
            found=f"`{wrong['written'][0]}`",
            expected="a number of USD",
            todo="Decimal points and no thousands separators are expected.",
        )


def _refuse_lengths(path: Path, rows: pl.DataFrame) -> None:
    lengths = sorted(rows["product"].str.len_chars().unique().to_list())
    if len(lengths) != 1 or lengths[0] not in LENGTHS:
        raise LayoutError(
            path,
            "product codes",
            found=f"codes of {' and '.join(str(n) for n in lengths)} digits",
            expected="codes of one length, 2, 4 or 6 digits",
            todo="Leading zeros may have been lost in a spreadsheet: take the original file.",
        )


def _refuse(path: Path, rows: pl.DataFrame, expected: str, what: str) -> None:
    if rows.is_empty():
        return
    shown = [
        f"line {row['line']}: {row['country']} {row['product']} {row['written']}"
        for row in rows.head(SHOWN).iter_rows(named=True)
    ]
    more = f"\n... and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    raise CheckError(
        f"{path.name}: {expected} expected, found {len(rows)} {what}:\n" + "\n".join(shown) + more
    )
