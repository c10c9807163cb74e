"""Archives of inter-country tables at full size, made up in the official layout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from techsov.catalogue.registry import Catalogue, file_years

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(os.environ.get("TECHSOV_TOOLS", ROOT.parent / "shared" / "tools"))


def make_up(csv: Path, edition: str, year: int) -> None:
    """Write one year by `make_icio.py`."""
    tool = TOOLS / "make_icio.py"
    if not tool.exists():
        sys.exit(f"{tool} is not there: name its folder by TECHSOV_TOOLS")
    chosen = ["--edition", edition, "--year", str(year)]
    subprocess.run([sys.executable, tool, csv, *chosen], check=True, stdout=subprocess.DEVNULL)


def write_archives(
    folder: Path, edition: str, years: Iterable[int] | None = None
) -> dict[int, Path]:
    """Year -> the archive that holds it, named and packed as the OECD does its own.

    Parameters
    ----------
    edition
        2023 or 2025; its small tables
    years
        by default all of the edition. A year that stands in its archive is not made again
    """
    catalogue = Catalogue.load(ROOT / "config/sources.yaml", ROOT / "config/editions.yaml")
    named = file_years(catalogue.entry(f"oecd/icio/{edition}").entry.files)
    folder.mkdir(parents=True, exist_ok=True)
    found = {year: folder / named[year] for year in (named if years is None else years)}
    for year, archive in found.items():
        member = folder / f"{year}_SML.csv"
        with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
            if member.name not in z.namelist():
                make_up(member, edition, year)
                z.write(member, member.name)
                member.unlink()
    return found
