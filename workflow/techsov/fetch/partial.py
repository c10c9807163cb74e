"""A partial download: its bytes so far, a note on the file they belong to, and a lock."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from techsov.core.files import move, write_text
from techsov.fetch.errors import FetchUnderWay, NotEnoughSpace

RESERVE = 64 << 20
"""Bytes that are left free on the disk whatever is fetched."""


class PartialDownload:
    """`<file>.part` beside its target, held under a lock, with its note `<file>.part.json`.

    The note is written before the first byte that it describes and names the address, the
    validator and the whole size of the version to which the bytes belong.
    """

    def __init__(self, target: Path, file: BinaryIO) -> None:
        self.target, self.file = target, file
        self.path = _part_of(target)
        self._note = self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def length(self) -> int:
        """The same as a function, as retries ask it again and again."""
        return self.size

    def note(self) -> dict:
        """What the bytes are part of; empty when that is not known."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def describe(self, note: dict) -> None:
        write_text(self._note, json.dumps(note))

    def clear(self) -> None:
        """Forget all bytes and what they were."""
        self.file.truncate(0)
        self._note.unlink(missing_ok=True)

    def write(self, block: bytes) -> None:
        view = memoryview(block)
        try:
            while view:
                view = view[self.file.write(view) :]
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NotEnoughSpace("The disk is full.") from error
            raise

    def sync(self) -> None:
        os.fsync(self.file.fileno())

    def make_room(self, needed: int) -> None:
        """Refuse to begin what the disk cannot hold.

        Raises
        ------
        NotEnoughSpace
            With what is needed and what there is
        """
        free = shutil.disk_usage(self.path.parent).free
        if free < needed + RESERVE:
            raise NotEnoughSpace(
                f"{needed + RESERVE:,} bytes are needed in {self.path.parent}, {free:,} are free."
            )

    def finish(self) -> None:
        """Give the file its name. Its bytes are on the disk before its name is."""
        self.sync()
        move(self.path, self.target)
        self._note.unlink(missing_ok=True)

    def aside(self, sha256: str) -> Path:
        """Where a changed file is kept."""
        return self.target.with_name(f"{self.target.name}.changed-{sha256[:8]}")

    def set_aside(self, aside: Path) -> None:
        """Give the file another name."""
        self.sync()
        move(self.path, aside)
        self._note.unlink(missing_ok=True)


@contextmanager
def locked(target: Path) -> Iterator[PartialDownload]:
    """The partial download of `target`, locked against other processes.

    The lock dies with the process, so that a killed one leaves nothing to clean up.

    Raises
    ------
    FetchUnderWay
        When another process holds it
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    path = _part_of(target)
    while True:
        # Unbuffered and appending: what is written is in the file, and always at its end.
        file = path.open("ab", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise FetchUnderWay(f"Another process is fetching {target}.") from error
        if _is_still(file, path):
            break
        file.close()  # it was renamed between opening and locking: it is the target now
    with file:
        part = PartialDownload(target, file)
        try:
            yield part
        finally:
            if part.size == 0 and _is_still(file, path):
                part.clear()
                path.unlink()


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _is_still(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
