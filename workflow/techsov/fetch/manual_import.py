"""Manually downloaded files, and the message that names missing ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from techsov.catalogue.registry import Vintage
from techsov.catalogue.source import ReleaseFile
from techsov.core.errors import ConfigError
from techsov.fetch.download import expected_sha256, put_in_place
from techsov.fetch.errors import ChangedFile, FetchError, advice_fields, import_command
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.partial import locked
from techsov.fetch.providers import check_answer

BLOCK = 1 << 20


def import_file(download: Path, vintage: Vintage, raw: Path, name: str = "") -> Path:
    """Take a file that the user downloaded, check it like a fetched one, put a copy in place.

    name    : which of the release's files it is; by default the only one, the one with that
              name, or the one with that pin
    returns : the path of the copy; the download itself stays where it is
    raises  : ConfigError when it cannot be told which file it is;
              ChangedFile when its bytes are not those of the pin or of the file that is there;
              another FetchError when it is not what it is called
    """
    if not download.is_file():
        raise ConfigError(f"{download} is not a file")
    wanted = vintage.file(name) if name else _recognise(download, vintage)
    target = vintage.path(wanted.name, raw)
    try:
        if target.exists():
            _check_same(digest(download), digest(target).sha256, f"{target}, which is there,")
            return target
        with locked(target) as part:
            part.clear()
            part.make_room(download.stat().st_size)
            with download.open("rb") as file:
                while block := file.read(BLOCK):
                    part.write(block)
            try:
                found = _check(vintage, wanted, part.path, target)
            except FetchError:
                part.clear()
                raise
            put_in_place(part, "imported", vintage, wanted, found, {})
    except FetchError as fault:
        fault.about = advice_fields(vintage, wanted.name)
        raise
    return target


def missing(vintages: Iterable[Vintage], raw: Path = Path("data/raw")) -> list[tuple[Vintage, str]]:
    """The vintages' files that are not there, as (vintage, file name)."""
    return [(v, n) for v in vintages for n in v.entry.files if not v.path(n, raw).exists()]


def missing_message(
    vintages: Iterable[Vintage], edition: str = "", raw: Path = Path("data/raw")
) -> str:
    """One message that names the missing files, their size, and the command that gets them.

    edition : the one whose vintages these are; empty for entries that are fetched by themselves
    returns : an empty text when nothing is missing
    """
    absent = missing(vintages, raw)
    if not absent:
        return ""
    paths = [str(vintage.path(name, raw)) for vintage, name in absent]
    sizes = [vintage.file(name).size for vintage, name in absent]
    width = max(map(len, paths))
    lines = [f"  {p:<{width}}  {shown_size(s):>10}" for p, s in zip(paths, sizes, strict=True)]
    total = shown_size(sum(s or 0 for s in sizes))
    more = " and more" if None in sizes else ""
    keys = " ".join(dict.fromkeys(vintage.key for vintage, _ in absent))
    who = f"Edition {edition} needs" if edition else f"{keys}:"
    which = f"EDITION={edition}" if edition else f'ENTRY="{keys}"'
    free = shown_size(shutil.disk_usage(_standing(raw)).free)
    return "\n".join(
        [
            f"{who} {len(absent)} raw files that are not here:",
            *lines,
            f"Get them ({total}{more}; {free} are free) with",
            f"  make fetch {which}",
            "or take one that you downloaded in a browser with",
            f"  {import_command(*absent[0])}",
        ]
    )


def shown_size(size: int | None) -> str:
    """A size to read: 166.2 MB (decimal units)."""
    if size is None:
        return "unknown"
    value, larger = float(size), iter(("kB", "MB", "GB"))
    unit = "bytes"
    while value >= 1000 and unit != "GB":
        value, unit = value / 1000, next(larger)
    return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"


def _recognise(download: Path, vintage: Vintage) -> ReleaseFile:
    """Which of the release's files a download is."""
    files = vintage.entry.files
    if download.name in files:
        return vintage.file(download.name)
    if len(files) == 1:
        return vintage.file(*files)
    found = digest(download).sha256
    for name, pinned in files.items():
        if pinned.sha256 == found:
            return vintage.file(name)
    raise ConfigError(
        f"{download.name} is none of the files of `{vintage.key}` by name or pin; say which: "
        + " or ".join(f"AS={vintage.key}/{name}" for name in files)
    )


def _check(vintage: Vintage, wanted: ReleaseFile, path: Path, target: Path) -> Digest:
    check_content(path, wanted.format)
    check_answer(vintage, wanted, path)
    found = digest(path)
    if expected := expected_sha256(wanted, target):
        _check_same(found, expected, "what is pinned or was first fetched")
    return found


def _check_same(found: Digest, expected: str, what: str) -> None:
    if found.sha256 != expected:
        raise ChangedFile(
            f"The download is not {what}: sha256 {expected} expected, {found.sha256} found. "
            "Nothing was replaced."
        )


def _standing(folder: Path) -> Path:
    """The nearest folder above that exists."""
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder
