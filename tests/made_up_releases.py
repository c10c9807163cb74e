"""Everything that an edition fetches, in the providers' layouts, for a server on this machine.

No provider can be asked from a test. Rosstat's workbooks are real ones of another year, the World
Economic Outlook real figures of October 2025 in the text layout of the release that the edition
names; the inter-country tables are made up, and FDVA is what our own solution makes of them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pyreadr
import yaml

from techsov.catalogue.registry import Catalogue, Vintage, file_years
from techsov.indicators import dependency
from techsov.sources import imf, oecd_icio
from tests import icio_layouts

# The reported economies, and members of every group that folding has to find.
REGIONS = (
    "AUT",
    "BRA",
    "CHN",
    "DEU",
    "FRA",
    "IND",
    "JPN",
    "KOR",
    "MEX",
    "RUS",
    "TUR",
    "USA",
    "ROW",
)
MONTHS = {number: name for name, number in imf.MONTHS.items()}
FDVA_HEAD = (
    "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,VALUE_ADDED_SOURCE_ACTIVITY,FINAL_DEMAND_AREA,"
    "FINAL_DEMAND_ACTIVITY,UNIT_MEASURE,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT"
)
WORKBOOKS = {"innov_1": "innov_1_2024.xls", "innov_3": "innov_3_2024.xls"}


def fetched(catalogue: Catalogue, edition: str) -> list[str]:
    """Keys of what the edition fetches."""
    return [v.key for v in catalogue.all_of(edition) if v.is_release]


def lay(
    folder: Path, edition: str, releases: Path, target: Path, archives: Path | None = None
) -> dict[str, Path]:
    """Write every file that `edition` of the project in `folder` fetches; key/name -> its path.

    Parameters
    ----------
    releases
        the folder of real releases
    archives
        a folder of ICIO archives to take instead of writing small ones
    """
    catalogue = Catalogue.load(folder / "config/sources.yaml", folder / "config/editions.yaml")
    wanted = [catalogue.entry(key) for key in fetched(catalogue, edition)]
    wanted.sort(key=lambda v: v.dataset != "oecd/icio")  # FDVA follows from the tables
    laid: dict[str, Path] = {}
    for vintage in wanted:
        into = target / vintage.key
        into.mkdir(parents=True)
        for name, path in _files(vintage, into, releases, archives, laid):
            laid[f"{vintage.key}/{name}"] = path
    return laid


def redirect(folder: Path, keys: Iterable[str], base: str) -> dict[str, str]:
    """Let entries of the project in `folder` be fetched from `base`; path there -> key/name.

    Pins go, as the files are not the providers'; all else of the entries stays. The files of a
    Dataverse have no path of their own: they are found by its description of the dataset.
    """
    path = folder / "config" / "sources.yaml"
    sources = yaml.safe_load(path.read_text(encoding="utf-8"))
    served: dict[str, str] = {}
    for key in keys:
        entry = sources[key]
        of_dataverse = entry.get("kind") == "dataverse"
        if of_dataverse:
            entry |= {"server": base, "redirects": ["localhost"]}
        for name, spec in entry["files"].items():
            kept = {k: v for k, v in spec.items() if k not in ("sha256", "bytes", "mirrors")}
            entry["files"][name] = kept | {"unpinned": True}
            if of_dataverse:
                continue
            asked = spec.get("url", entry["url"])
            asked += name if asked.endswith("/") else ""
            local = re.sub(r"^https://[^/]+", base, asked)
            entry["files"][name]["url"] = local
            served[urlsplit(local).path] = f"{key}/{name}"
    path.write_text(yaml.safe_dump(sources, allow_unicode=True, sort_keys=False), encoding="utf-8")
    hosts = folder / "config" / "hosts.yaml"
    allowed = yaml.safe_load(hosts.read_text(encoding="utf-8"))
    allowed["hosts"][urlsplit(base).hostname] = None
    hosts.write_text(yaml.safe_dump(allowed), encoding="utf-8")
    return served


def _files(
    vintage: Vintage, into: Path, releases: Path, archives: Path | None, laid: dict[str, Path]
) -> Iterator[tuple[str, Path]]:
    """The files of a vintage, written or found."""
    for name in vintage.entry.files:
        path = into / name
        if vintage.dataset == "oecd/icio" and archives:
            path = archives / name
        elif vintage.dataset == "oecd/icio":
            _write_archive(path, vintage)
        elif vintage.dataset == "oecd/tiva-fdva":
            _write_absorption(path, vintage, laid)
        elif vintage.dataset == "imf/weo":
            write_outlook(path, vintage, releases)
        elif vintage.provider == "rosstat":
            path = releases / "rosstat" / WORKBOOKS[name[:7]]
        else:
            raise NotImplementedError(f"no made-up file for {vintage.key}/{name}")
        yield name, path


def _write_archive(path: Path, vintage: Vintage) -> None:
    """Years in one zip, named and packed as the OECD does."""
    edition, _, extended = vintage.name.partition("-")
    variant = "EXT" if extended else "SML"
    regions = REGIONS if edition != "2025" else ("AGO", *REGIONS)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for year in (y for y, n in file_years(vintage.entry.files).items() if n == path.name):
            member = path.with_name(f"{year}.csv" if extended else f"{year}_SML.csv")
            icio_layouts.write_icio(member, edition, variant, seed=year, regions=regions)
            archive.write(member, member.name)
            member.unlink()


def _write_absorption(path: Path, vintage: Vintage, laid: dict[str, Path]) -> None:
    """FDVA of one country, from the tables of the same edition."""
    version, key = re.search(r"DF_FDVA,([\d.]+)", vintage.entry.url)[1], vintage.name[:4]
    user = path.stem.rpartition("_")[2]
    tables = [p for k, p in laid.items() if k.startswith(f"oecd/icio/{key}")]
    absorbed = {
        year: _absorbed(archive, year)[user]
        for archive in tables
        for year in file_years([archive.name])
    }
    write_fdva(path, user, version, absorbed)


def write_fdva(path: Path, user: str, version: str, absorbed: Mapping[int, pd.Series]) -> None:
    """FDVA of one country as the SDMX service answers: every area, and groups that overlap.

    Parameters
    ----------
    absorbed
        year -> value added by origin in the user's final demand, `ROW` among the origins
    """
    flow = f"OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA({version})"
    rows = [FDVA_HEAD.split(",")]
    for year, origins in absorbed.items():
        world, own = origins.sum(), origins[user]
        groups = {"W": world, "D": own, "WXD": world - own, "G20": 0.8 * world, "OECD": world / 2}
        for area, value in [*groups.items(), *origins.rename({"ROW": "W_O"}).items()]:
            row = (flow, "FDVA", area, "_T", user, "_T", "USD", "A", year, f"{value:.6f}", 6)
            rows.append(list(map(str, row)))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


_SOLVED: dict[tuple[Path, int], pd.DataFrame] = {}


def _absorbed(archive: Path, year: int) -> pd.DataFrame:
    """Value added absorbed by each country's final demand; a table is solved once."""
    if (archive, year) not in _SOLVED:
        table = oecd_icio.read(archive, year=year)
        _SOLVED[archive, year] = dependency.production_matrices(table).absorbed
    return _SOLVED[archive, year]


def write_outlook(path: Path, vintage: Vintage, releases: Path) -> None:
    """The outlook of October 2025 as the text file of countries, or of groups, of the release."""
    (frame,) = pyreadr.read_r(str(releases / "imf" / "weo_2025-10.rda")).values()
    frame = frame[(frame["freq"] == "A") & frame["concept"].isin(imf.SUBJECTS)]
    is_group = frame["ref_area"].str.fullmatch(imf.GROUP_CODE.pattern)
    groups = "alla" in path.name
    wide = frame[is_group if groups else ~is_group].pivot_table(
        index=["ref_area", "concept"], columns="year", values="value"
    )
    year, month = vintage.name.split("-")
    columns = [c for c in wide.columns if int(c) <= int(year) + 5]
    area = "WEO Country Group Code" if groups else "ISO"
    head = [area, "WEO Subject Code", "Units", "Scale", *(str(int(c)) for c in columns)]
    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\r\n")
    rows.writerow(head)
    for (place, subject), values in wide[columns].iterrows():
        scale = imf.SUBJECTS[subject][2].removesuffix("Units")
        figures = ["n/a" if pd.isna(v) else f"{v:,.3f}" for v in values]
        rows.writerow([place.removeprefix("G") if groups else place, subject, "", scale, *figures])
    rows.writerow([])
    last = f"World Economic Outlook Database, {MONTHS[month]} {year}"
    rows.writerow([f"International Monetary Fund, {last}"])
    path.write_bytes(text.getvalue().encode("utf-16"))
