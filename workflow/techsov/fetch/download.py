"""Fetch one file of a release: resumed, checked, and put in place whole or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from requests import Response
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from techsov.catalogue.registry import Vintage
from techsov.catalogue.source import ReleaseFile
from techsov.core.errors import ConfigError
from techsov.fetch import provenance
from techsov.fetch.errors import (
    ChangedFile,
    FetchError,
    FetchUnderWay,
    NoSourceLeft,
    NotEnoughSpace,
    OtherBytes,
    PassingFault,
    RangeRefused,
    UnstatedLength,
    advice_fields,
)
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.network import Network
from techsov.fetch.partial import PartialDownload, locked
from techsov.fetch.provenance import Provenance
from techsov.fetch.providers import Location, addresses, check_answer, locate
from techsov.fetch.transport import named_errors, open_response, with_retries, without_query

log = logging.getLogger("techsov.fetch")

BLOCK = 1 << 16
SPACE_CHECK = 64 << 20
"""Bytes after which the free space is checked again."""
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def fetch_file(
    vintage: Vintage, name: str, raw: Path, network: Network, *, show_progress: bool = False
) -> Path:
    """Make sure that one file of a release stands at `raw/<key>/<name>` and is the right one.

    A file that is there is checked against its pin, or its manifest, without the network. One
    that is not is fetched from its address or a mirror, and put in place with its manifest
    `<name>.provenance.json`. A file whose bytes differ from the pin is kept aside as
    `<name>.changed-<first 8 of its hash>`.

    Parameters
    ----------
    show_progress
        draw a bar with rate and time left on standard error

    Returns
    -------
    Path
        the path of the file

    Raises
    ------
    FetchError
        Whose message names the file, what happened, and what to do
    """
    wanted = vintage.file(name)
    target = vintage.path(name, raw)
    try:
        if target.exists():
            confirm(vintage, wanted, target)
        else:
            _fetch(vintage, wanted, target, network, show_progress)
    except FetchError as fault:
        fault.about = advice_fields(vintage, name)
        raise
    return target


def confirm(vintage: Vintage, wanted: ReleaseFile, target: Path) -> None:
    """Check a file that is there against its pin or its manifest; write the manifest if none is.

    The file itself is never touched.

    Raises
    ------
    ChangedFile
        When its bytes are others, ConfigError when the pin contradicts itself
    """
    found = digest(target)
    expected = expected_sha256(wanted, target)
    if expected and found.sha256 != expected:
        raise ChangedFile(
            f"{target} is not what was pinned or first fetched: sha256 {expected} expected, "
            f"{found.sha256} found. Move it away and run the command again."
        )
    _check_size(vintage, wanted, found)
    if provenance.read(target) is None:
        check_content(target, wanted.format)
        Provenance.now(vintage.key, wanted.name, "found", found).write(target)


def expected_sha256(wanted: ReleaseFile, target: Path) -> str:
    """The pin, or else what the first fetch recorded; empty before a first fetch."""
    recorded = provenance.read(target)
    return wanted.sha256 or (recorded.sha256 if recorded else "")


def put_in_place(
    part: PartialDownload,
    how: str,
    vintage: Vintage,
    wanted: ReleaseFile,
    found: Digest,
    marks: dict[str, str],
) -> None:
    """Write the manifest, then give the part its name: a named file always has its manifest."""
    _check_size(vintage, wanted, found)
    Provenance.now(vintage.key, wanted.name, how, found, **marks).write(part.target)
    part.finish()
    log.info("%s/%s %s: %s bytes", vintage.key, wanted.name, how, f"{found.bytes:,}")


def _check_size(vintage: Vintage, wanted: ReleaseFile, found: Digest) -> None:
    if wanted.bytes not in (None, found.bytes):
        raise ConfigError(
            f"`{vintage.key}`, {wanted.name}: the pinned sha256 belongs to a file of "
            f"{found.bytes} bytes, not {wanted.bytes}; correct `bytes:` in config/sources.yaml"
        )


def _fetch(
    vintage: Vintage, wanted: ReleaseFile, target: Path, network: Network, show_progress: bool
) -> None:
    """Try the file's addresses in order until one yields it."""
    faults: list[FetchError] = []
    with bar(target.name, show_progress) as shown:
        for address in addresses(vintage, wanted):
            try:
                with locked(target) as part:
                    if target.exists():  # another process has fetched it just now
                        return confirm(vintage, wanted, target)
                    part.make_room((wanted.size or 0) - part.size)
                    source = locate(vintage, wanted, address, network)
                    expected = expected_sha256(wanted, target)
                    attempt = DownloadAttempt(
                        vintage, wanted, source, expected, part, network, shown
                    )
                    found, marks = with_retries(network.retry_policy, attempt.run, part.length)
                    return put_in_place(part, "fetched", vintage, wanted, found, marks)
            except (NotEnoughSpace, FetchUnderWay):
                raise
            except FetchError as fault:
                log.warning("%s: %s", target.name, fault)
                faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    raise NoSourceLeft(" ".join(f"({i}) {fault.what}" for i, fault in enumerate(faults, 1)))


@dataclass
class DownloadAttempt:
    """One URL, one partial file; `run` is one attempt and may be called again.

    Attributes
    ----------
    expected
        SHA-256 that the file must have; empty on a first fetch without a pin
    unexpected
        hashes of whole answers that were others. One that comes twice is a changed
        file; one that comes once may be a copy damaged on its way
    """

    vintage: Vintage
    wanted: ReleaseFile
    source: Location
    expected: str
    part: PartialDownload
    network: Network
    bar: Bar
    unexpected: set[str] = field(default_factory=set)

    def run(self) -> tuple[Digest, dict[str, str]]:
        """Transfer what is missing and check the whole.

        Returns
        -------
        tuple[Digest, dict[str, str]]
            the digests of the part, now whole, and the server's marks of its version

        Raises
        ------
        FetchError
            ; what has arrived is kept, unless it is whole and wrong
        """
        note = self._transfer()
        try:
            check_content(self.part.path, self.wanted.format)
            version = check_answer(self.vintage, self.wanted, self.part.path)
            found = digest(self.part.path)
            self._check_digest(found)
        except ChangedFile:
            raise
        except FetchError:
            self.part.clear()
            raise
        marks = {mark: note[mark] for mark in ("answered_by", "etag", "last_modified")}
        marks |= {"url": self.source.request.url, "server_version": version or self.source.version}
        return found, marks

    def _check_digest(self, found: Digest) -> None:
        if self.expected:
            if found.sha256 == self.expected:
                return
            aside = self.part.aside(found.sha256)
            if found.sha256 in self.unexpected or aside.exists():
                self.part.set_aside(aside)
                raise ChangedFile(
                    f"The file has changed: sha256 {self.expected} expected, {found.sha256} "
                    f"found. The new one is kept as {aside}."
                )
            self.unexpected.add(found.sha256)
            raise OtherBytes(f"Checksum mismatch: sha256 {found.sha256}.")
        if self.source.md5 and found.md5 != self.source.md5:
            raise OtherBytes(f"md5 {self.source.md5} stated by the provider, {found.md5} found.")

    def _transfer(self) -> dict:
        """Complete the partial file; returns its note."""
        part, request = self.part, self.source.request
        note = part.note()
        if note.get("identity") != request.identity:
            note = {}
        have = part.size
        if note and have == note["total"]:
            return note  # whole since an earlier run that did not come to name it
        headers = {}
        if have and note and note["validator"] and have < (note["total"] or have + 1):
            headers = {"Range": f"bytes={have}-", "If-Range": note["validator"]}
        try:
            with open_response(self.network, request, headers) as response:
                if response.status_code == 206:
                    self._check_continues(response, note, have)
                else:
                    note = self._begin(response)
                self.bar.begin(note["total"], part.size)
                self._pour(response)
        except RangeRefused:
            part.clear()
            raise
        part.sync()
        if note["total"] is None:
            note["total"] = part.size
            part.describe(note)
        if part.size != note["total"]:
            raise PassingFault(f"{part.size:,} of {note['total']:,} bytes came.")
        return note

    def _begin(self, response: Response) -> dict:
        """Start from the first byte of what the server now has."""
        headers, part = response.headers, self.part
        encoded = headers.get("Content-Encoding", "identity") != "identity"
        stated = headers.get("Content-Length", "")
        total = int(stated) if stated.isdecimal() and not encoded else None
        chunked = headers.get("Transfer-Encoding", "").lower().endswith("chunked")
        if not (stated or chunked or self.expected or self.source.md5):
            raise UnstatedLength(f"{without_query(response.url)} does not say when it ends.")
        part.clear()
        part.make_room(total or 0)
        note = {
            "identity": self.source.request.identity,
            "total": total,
            "validator": "" if encoded or self.source.request.body else validator(headers),
            "etag": headers.get("ETag", ""),
            "last_modified": headers.get("Last-Modified", ""),
            "answered_by": without_query(response.url),
        }
        part.describe(note)
        return note

    def _check_continues(self, response: Response, note: dict, have: int) -> None:
        """A 206 must go on exactly where the part ends, in the same version of the file."""
        match = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        same = (
            match is not None
            and int(match[1]) == have
            and match[2] in ("*", str(note.get("total")))
            and response.headers.get("ETag", note.get("etag")) == note.get("etag")
        )
        if not (have and note and same):
            raise RangeRefused("The server goes on at another place, or in another version.")

    def _pour(self, response: Response) -> None:
        unchecked = 0
        with named_errors(urlsplit(response.url).hostname or ""):
            for block in response.iter_content(BLOCK):
                self.part.write(block)
                self.bar.advance(len(block))
                if (unchecked := unchecked + len(block)) >= SPACE_CHECK:
                    self.part.make_room(0)
                    unchecked = 0


def validator(headers: Mapping[str, str]) -> str:
    """What If-Range may carry: a strong ETag, or a date that is older than the answer.

    A weak ETag does not promise the same bytes, and a Last-Modified of the very second of the
    answer does not exclude a later change in that second (RFC 9110, 8.8.2.2 and 13.1.5).
    """
    etag = headers.get("ETag", "")
    if etag.startswith('"'):
        return etag
    try:
        modified = parsedate_to_datetime(headers["Last-Modified"])
        answered = parsedate_to_datetime(headers["Date"])
        return headers["Last-Modified"] if modified < answered else ""
    except (KeyError, ValueError, TypeError):
        return ""


class Bar:
    """How far a file has come."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def begin(self, total: int | None, done: int) -> None:
        """Bytes of the whole file, if known, and bytes that are there already."""
        self._progress.reset(self._task, total=total, completed=done)

    def advance(self, bytes_: int) -> None:
        self._progress.advance(self._task, bytes_)


@contextmanager
def bar(name: str, show: bool) -> Iterator[Bar]:
    """A bar for the file `name`; a terminal shows it, a log file only its end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not show) as progress:
        yield Bar(progress, progress.add_task(name, total=None))
