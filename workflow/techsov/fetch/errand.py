"""The way to one address for one file, attempt by attempt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from requests import Response

from techsov.fetch.faults import (
    ChangedFile,
    FetchError,
    OtherBytes,
    PassingFault,
    RangeRefused,
    UnstatedLength,
)
from techsov.fetch.hosts import Network
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.part import Part
from techsov.fetch.progress import Bar
from techsov.fetch.providers import Source, check_answer
from techsov.fetch.release import Release, Wanted
from techsov.fetch.transport import explained, opened, without_query

BLOCK = 1 << 16
LOOK_AROUND = 64 << 20
"""Bytes after which the free space is looked at again."""
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass
class Errand:
    """One address, one part; `run` is one attempt and may be called again.

    expected   : SHA-256 that the file must have; empty on a first fetch without a pin
    unexpected : hashes of whole answers that were others. One that comes twice is a changed
                 file; one that comes once may be a copy damaged on its way
    """

    release: Release
    wanted: Wanted
    source: Source
    expected: str
    part: Part
    network: Network
    bar: Bar
    unexpected: set[str] = field(default_factory=set)

    def run(self) -> tuple[Digest, dict[str, str]]:
        """Transfer what is missing and check the whole.

        returns : the digests of the part, now whole, and the server's marks of its version
        raises  : a FetchError; what has arrived is kept, unless it is whole and wrong
        """
        note = self._transfer()
        try:
            check_content(self.part.path, self.wanted.format)
            version = check_answer(self.release, self.wanted, self.part.path)
            found = digest(self.part.path)
            self._check_digest(found)
        except ChangedFile:
            raise
        except FetchError:
            self.part.clear()
            raise
        marks = {mark: note[mark] for mark in ("answered_by", "etag", "last_modified")}
        marks |= {"url": self.source.ask.url, "server_version": version or self.source.version}
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
            raise OtherBytes(f"Other bytes than the pin says: sha256 {found.sha256}.")
        if self.source.md5 and found.md5 != self.source.md5:
            raise OtherBytes(f"md5 {self.source.md5} stated by the provider, {found.md5} found.")

    def _transfer(self) -> dict:
        """Bring the part to its full size; returns its note."""
        part, ask = self.part, self.source.ask
        note = part.note()
        if note.get("identity") != ask.identity:
            note = {}
        have = part.size
        if note and have == note["total"]:
            return note  # whole since an earlier run that did not come to name it
        headers = {}
        if have and note and note["validator"] and have < (note["total"] or have + 1):
            headers = {"Range": f"bytes={have}-", "If-Range": note["validator"]}
        try:
            with opened(self.network, ask, headers) as response:
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
            "identity": self.source.ask.identity,
            "total": total,
            "validator": "" if encoded or self.source.ask.body else validator(headers),
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
        since_look = 0
        with explained(urlsplit(response.url).hostname or ""):
            for block in response.iter_content(BLOCK):
                self.part.write(block)
                self.bar.advance(len(block))
                if (since_look := since_look + len(block)) >= LOOK_AROUND:
                    self.part.make_room(0)
                    since_look = 0


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
