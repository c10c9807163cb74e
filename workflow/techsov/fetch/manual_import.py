"""Manually downloaded files, and the message that names missing ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from techsov.catalogue.registry import Vintage
from techsov.catalogue.source import ReleaseFile
from techsov.core.errors import ConfigError, TechsovError
from techsov.core.files import move
from techsov.fetch.download import expected_sha256, put_in_place
from techsov.fetch.errors import (
    ChangedFile,
    FetchError,
    OtherCopy,
    Unreadable,
    advice_fields,
    import_command,
)
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.partial import locked
from techsov.fetch.provenance import manifest
from techsov.fetch.providers import check_answer

BLOCK = 1 << 20


def import_file(
    download: Path,
    vintage: Vintage,
    raw: Path,
    name: str = "",
    *,
    read: Callable[[Path], object] | None = None,
    replace: bool = False,
) -> Path:
    """Take a file that the user downloaded, check it like a fetched one, put a copy in place.

    Parameters
    ----------
    download
        The file, which stays where it is.
    vintage
        The release that it belongs to.
    raw
        The folder of raw files.
    name
        Which of the release's files it is; by default the only one, the one with that name, or
        the one with that pin.
    read
        The release's own reader, which is given the file under its name and raises what reading
        it would raise.
    replace
        Put it in the place of another one that is there; that one is kept aside with its manifest,
        as `<file>.replaced-<first 8 of its hash>`.

    Returns
    -------
    Path
        The copy.

    Raises
    ------
    ConfigError
        It cannot be told which file it is.
    ChangedFile
        Its bytes are not those of the pin, or of the file that is there and may not be replaced.
    Unreadable
        The release's reader refuses it.
    FetchError
        It is not what it is called.

    """
    if not download.is_file():
        raise ConfigError(f"{download} is not a file")
    wanted = vintage.file(name) if name else _recognise(download, vintage)
    target = vintage.path(wanted.name, raw)
    try:
        with locked(target) as part:
            part.clear()
            part.make_room(download.stat().st_size)
            with download.open("rb") as file:
                while block := file.read(BLOCK):
                    part.write(block)
            try:
                check_content(part.path, wanted.format)
                check_answer(vintage, wanted, part.path)
                found = digest(part.path)
                if read:
                    _read_under_its_name(part.path, wanted.name, read)
                before = _check_before(found, wanted, target, replace)
            except FetchError:
                part.clear()
                raise
            if before == found.sha256 and target.exists():
                part.clear()
            else:
                _set_aside(target, before)
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

    Parameters
    ----------
    edition
        the one whose vintages these are; empty for entries that are fetched by themselves

    Returns
    -------
    str
        an empty text when nothing is missing
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
        + " or ".join(f"RELEASE={vintage.key}/{name}" for name in files)
    )


def _read_under_its_name(path: Path, name: str, read: Callable[[Path], object]) -> None:
    """Let the reader see the file under the name by which it tells the layout."""
    with TemporaryDirectory() as folder:
        link = Path(folder) / name
        link.symlink_to(path.resolve())
        try:
            read(link)
        except TechsovError as error:
            said = str(error).rstrip(".")
            raise Unreadable(f"Not taken, since the release's reader refuses it. {said}.") from None


def _check_before(found: Digest, wanted: ReleaseFile, target: Path, replace: bool) -> str:
    """The hash of the file that is or was there, empty if none.

    Raises
    ------
    ChangedFile
        When the download differs from the pin, or may not replace what is there
    """
    differs = "The download is not {}: sha256 {} expected, {} found. Nothing was replaced."
    if wanted.sha256 and found.sha256 != wanted.sha256:
        raise ChangedFile(differs.format("what is pinned", wanted.sha256, found.sha256))
    before = digest(target).sha256 if target.exists() else expected_sha256(wanted, target)
    if before and before != found.sha256 and not replace:
        what = f"{target}, which is there" if target.exists() else "what was first fetched"
        raise OtherCopy(differs.format(what, before, found.sha256))
    return before


def _set_aside(target: Path, sha256: str) -> None:
    """Keep the file that is there, and its manifest, under another name."""
    aside = target.with_name(f"{target.name}.replaced-{sha256[:8]}")
    for old, new in ((manifest(target), manifest(aside)), (target, aside)):
        if old.exists():
            move(old, new)


def _standing(folder: Path) -> Path:
    """The nearest folder above that exists."""
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder
