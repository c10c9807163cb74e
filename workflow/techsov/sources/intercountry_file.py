"""Any file that holds inter-country tables, whichever its provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from techsov.core import intercountry
from techsov.core.errors import LayoutError
from techsov.core.intercountry import InterCountryTable
from techsov.sources import oecd_icio, wide_csv, wiod

KNOWN = "a CSV or zip of OECD ICIO, a workbook (xlsx) or R object of WIOD, or a stored Parquet"


def read(path: Path, years: range) -> Iterator[InterCountryTable]:
    """The tables of a file, one after the other, each whole and checked by its provider's reader.

    Parameters
    ----------
    path : Path
        What `sources.oecd_icio` or `sources.wiod` reads, or `intercountry.write_parquet` wrote.
    years : range
        Those that are wanted; a single one tells the year of a CSV whose name does not.

    Raises
    ------
    LayoutError
        When the file is none of these, or not what its ending says.
    """
    ending = path.suffix.lower()
    if ending == ".zip":
        for year in filter(years.__contains__, wide_csv.years(path)):
            yield oecd_icio.read(path, year=year)
        return
    if ending == ".csv":
        held = [oecd_icio.read(path, year=years[0] if len(years) == 1 else None)]
    elif ending in (".xlsx", ".rdata"):
        held = [wiod.read(path)]
    elif ending == ".parquet":
        held = intercountry.read_parquet(path)
    else:
        raise LayoutError(
            path,
            "name",
            found=f"the ending `{ending}`",
            expected=KNOWN,
            todo="Give the file the ending that its provider gave it",
        )
    yield from (table for table in held if table.year in years)
