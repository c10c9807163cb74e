"""Is a file what it is called? Formats by content, archives without surprises, digests."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from techsov.core.files import move
from techsov.fetch.errors import DamagedFile, MarkupInstead, UnsafeArchive, WrongContent
from techsov.sources import kinds

BLOCK = 1 << 20
LARGEST_UNPACKED = 16 << 30
SMALL = 64 << 20
LARGEST_SWELLING = 400
"""No table shrinks to a four-hundredth; deflate itself ends at about a thousandth."""

# What a file of each format may look like; a cut workbook looks like any archive.
LOOKS = {form: {name} for form, name in kinds.NAMES.items()} | {
    "xlsx": {kinds.WORKBOOK, kinds.ZIP},
    "rdata": {kinds.COMPRESSED, "R data"},
    "csv": {kinds.COMMAS, kinds.TABS, "text"},
    "text": {kinds.COMMAS, kinds.TABS, "text"},
}


@dataclass(frozen=True)
class Digest:
    """Size in bytes and hexadecimal digests of a file."""

    bytes: int
    sha256: str
    md5: str


def digest(path: Path) -> Digest:
    """Read a file once for its size, SHA-256 and MD5."""
    size, sha, md5 = 0, hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            sha.update(block)
            md5.update(block)
    return Digest(size, sha.hexdigest(), md5.hexdigest())


def check_content(path: Path, form: str) -> None:
    """Refuse a file whose bytes are not those of its format, or do not hold together.

    Parameters
    ----------
    form
        zip, xlsx, xls, csv, text, json or rdata

    Raises
    ------
    MarkupInstead
        , DamagedFile, UnsafeArchive, WrongContent
    """
    found = kinds.kind(path)
    said = f"{found[0].upper()}{found[1:]} found; {kinds.NAMES[form]} expected."
    if found in kinds.MARKUP:
        raise MarkupInstead(f"{said} It says: {kinds.words(path) or 'nothing'}.")
    if found not in LOOKS[form]:
        raise WrongContent(said)
    if check := CHECKS.get(form):
        check(path)
    if form == "xlsx" and found != kinds.WORKBOOK:
        raise WrongContent(said)


def check_archive(path: Path) -> None:
    """Test every member of a zip: its name, its size when unpacked, its bytes.

    Raises
    ------
    UnsafeArchive
        For a member that is a link, has an absolute name or climbs out of its folder, and for
        members that together swell beyond the bound; DamagedFile for a truncated or damaged
        archive
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                _check_member(member)
            bound = min(LARGEST_UNPACKED, max(SMALL, LARGEST_SWELLING * path.stat().st_size))
            if (size := sum(m.file_size for m in members)) > bound:
                raise UnsafeArchive(f"Its members would swell to {size:,} bytes.")
            if (bad := archive.testzip()) is not None:
                raise DamagedFile(f"Member {bad} of the archive is damaged.")
    except NotImplementedError as error:
        raise UnsafeArchive(f"An archive that Python cannot read ({error}).") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise DamagedFile(f"The archive is damaged or truncated ({error}).") from error


def unpack_member(archive: Path, member: str, to: Path, max_bytes: int) -> Path:
    """Unpack one member of a zip below the folder `to`, whole or not at all.

    Parameters
    ----------
    max_bytes
        bound on its unpacked size, held against what comes out and not only against
        what the archive says

    Returns
    -------
    Path
        the path of the unpacked file

    Raises
    ------
    UnsafeArchive
        When the name leaves the folder, the member is a link or the bound is passed;
        DamagedFile when its bytes do not match their checksum; WrongContent when there is no
        such member, naming those there are
    """
    with zipfile.ZipFile(archive) as opened:
        if member not in (names := opened.namelist()):
            raise WrongContent(f"{archive.name} has no member {member}; it has {_few(names)}.")
        info = opened.getinfo(member)
        _check_member(info)
        if info.is_dir():
            raise WrongContent(f"{archive.name}: {member} is a folder.")
        if info.file_size > max_bytes:
            raise UnsafeArchive(
                f"{archive.name}: {member} would swell to {info.file_size:,} bytes."
            )
        target = to / PurePosixPath(member)
        if not target.resolve().is_relative_to(to.resolve()):
            raise UnsafeArchive(f"{archive.name}: {member} would leave {to}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
        try:
            _pour(opened, info, draft, max_bytes)
            move(draft, target)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise DamagedFile(f"{archive.name}: {member} is damaged ({error}).") from error
        finally:
            draft.unlink(missing_ok=True)
    return target


def _pour(opened: zipfile.ZipFile, info: zipfile.ZipInfo, draft: Path, max_bytes: int) -> None:
    with opened.open(info) as source, draft.open("xb") as sink:
        shutil.copyfileobj(source, _Bounded(sink, max_bytes, info.filename), BLOCK)
        sink.flush()
        os.fsync(sink.fileno())


class _Bounded:
    """A sink that refuses more than so many bytes."""

    def __init__(self, sink: BinaryIO, room: int, name: str) -> None:
        self.sink, self.room, self.name = sink, room, name

    def write(self, block: bytes) -> int:
        self.room -= len(block)
        if self.room < 0:
            raise UnsafeArchive(f"{self.name} swells beyond its bound.")
        return self.sink.write(block)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":" or not path.parts:
        raise UnsafeArchive(f"Member {name!r} would leave its folder.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeArchive(f"Member {name!r} is a link.")
    if member.flag_bits & 1:
        raise UnsafeArchive(f"Member {name!r} is encrypted.")


def _check_json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DamagedFile(f"Not whole JSON ({error}).") from error


def _check_text(path: Path) -> None:
    """Text has no zero bytes, unless it comes in pairs of bytes, with a byte order mark or not."""
    if kinds.encoding(path).startswith(("utf-16", "utf-32")):
        return
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if b"\0" in block:
                raise WrongContent("Text with binary data in it found; text alone expected.")


def _check_rdata(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(6)
    opener: Callable = next(
        (o for magic, o in OPENERS.items() if head.startswith(magic)), lambda p: p.open("rb")
    )
    room = max(SMALL, LARGEST_SWELLING * path.stat().st_size)
    try:
        with opener(path) as file:
            while block := file.read(BLOCK):
                if (room := room - len(block)) < 0:
                    raise UnsafeArchive("It swells beyond the bound when unpacked.")
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise DamagedFile(f"Compressed data that do not hold together ({error}).") from error


OPENERS: dict[bytes, Callable] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7z": lzma.open}
CHECKS: dict[str, Callable[[Path], None]] = {
    "zip": check_archive,
    "xlsx": check_archive,
    "csv": _check_text,
    "text": _check_text,
    "json": _check_json,
    "rdata": _check_rdata,
}


def _few(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
