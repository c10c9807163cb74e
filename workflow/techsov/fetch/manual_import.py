"""Manually downloaded files, and the message that names missing ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from techsov.core.errors import ConfigError
from techsov.fetch.download import expected_sha256, put_in_place
from techsov.fetch.errors import ChangedFile, FetchError
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.partial import locked
from techsov.fetch.providers import check_answer
from techsov.fetch.release import Release, ReleaseFile

BLOCK = 1 << 20


def import_file(download: Path, release: Release, raw: Path, name: str = "") -> Path:
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
    wanted = release.wanted(name) if name else _recognise(download, release)
    target = release.path(wanted.name, raw)
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
                found = _check(release, wanted, part.path, target)
            except FetchError:
                part.clear()
                raise
            put_in_place(part, "imported", release, wanted, found, {})
    except FetchError as fault:
        fault.about = release.advice_fields(wanted.name)
        raise
    return target


def missing(releases: Iterable[Release], raw: Path = Path("data/raw")) -> list[tuple[Release, str]]:
    """The releases' files that are not there, as (release, file name)."""
    return [(r, name) for r in releases for name in r.files if not r.path(name, raw).exists()]


def missing_message(
    releases: Iterable[Release], edition: str = "", raw: Path = Path("data/raw")
) -> str:
    """One message that names the missing files, their size, and the command that gets them.

    edition : the one whose releases these are; empty for entries that are fetched by themselves
    returns : an empty text when nothing is missing
    """
    absent = missing(releases, raw)
    if not absent:
        return ""
    paths = [str(release.path(name, raw)) for release, name in absent]
    sizes = [release.wanted(name).size for release, name in absent]
    width = max(map(len, paths))
    lines = [f"  {p:<{width}}  {shown_size(s):>10}" for p, s in zip(paths, sizes, strict=True)]
    total = shown_size(sum(s or 0 for s in sizes))
    more = " and more" if None in sizes else ""
    keys = " ".join(dict.fromkeys(release.key for release, _ in absent))
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
            f"  {absent[0][0].import_command(absent[0][1])}",
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


def _recognise(download: Path, release: Release) -> ReleaseFile:
    """Which of the release's files a download is."""
    if download.name in release.files:
        return release.files[download.name]
    if len(release.files) == 1:
        return next(iter(release.files.values()))
    found = digest(download).sha256
    for wanted in release.files.values():
        if wanted.sha256 == found:
            return wanted
    raise ConfigError(
        f"{download.name} is none of the files of `{release.key}` by name or pin; say which: "
        + " or ".join(f"AS={release.key}/{name}" for name in release.files)
    )


def _check(release: Release, wanted: ReleaseFile, path: Path, target: Path) -> Digest:
    check_content(path, wanted.format)
    check_answer(release, wanted, path)
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
