"""The manifest beside a raw file: where it came from, when, and which bytes it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from techsov.core.errors import ConfigError
from techsov.core.files import write_text
from techsov.fetch.integrity import Digest


@dataclass(frozen=True)
class Provenance:
    """`<file>.provenance.json`.

    Attributes
    ----------
    how
        fetched, imported (a user downloaded it) or found (it was there already)
    date
        UTC, when it was put in place
    url
        the address that was asked; answered_by, the one that answered
    etag, last_modified, server_version
        the server's own marks of the version
    """

    key: str
    file: str
    how: str
    date: str
    bytes: int
    sha256: str
    md5: str
    url: str = ""
    answered_by: str = ""
    etag: str = ""
    last_modified: str = ""
    server_version: str = ""

    @classmethod
    def now(cls, key: str, file: str, how: str, digest: Digest, **marks: str) -> Provenance:
        date = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(key, file, how, date, digest.bytes, digest.sha256, digest.md5, **marks)

    def write(self, target: Path) -> None:
        write_text(manifest(target), json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n")


def read(target: Path) -> Provenance | None:
    """The manifest of `target`, if there is one.

    Raises
    ------
    ConfigError
        When there is one that cannot be read
    """
    path = manifest(target)
    if not path.exists():
        return None
    try:
        return Provenance(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{path} is not a manifest ({error}); delete it to begin anew") from error


def recorded(target: Path) -> Provenance:
    """The manifest of `target`, which must have one.

    Raises
    ------
    ConfigError
        When there is none, or it cannot be read
    """
    if (record := read(target)) is None:
        raise ConfigError(f"{target} has no manifest {manifest(target).name}; fetch it again")
    return record


def manifest(target: Path) -> Path:
    return target.with_name(f"{target.name}.provenance.json")
