"""What an entry of `config/sources.yaml` says of a release that is to be fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

from techsov.core.errors import ConfigError

KINDS = ("plain", "sdmx", "worldbank", "uis", "graphql", "dataverse")
FORMATS = ("zip", "xlsx", "xls", "csv", "text", "json", "rdata")
ANSWERS_IN = {"sdmx": "csv", "worldbank": "json", "uis": "json", "graphql": "json"}
SUFFIXES = {
    ".zip": "zip",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".csv": "csv",
    ".tab": "text",
    ".tsv": "text",
    ".txt": "text",
    ".json": "json",
    ".rdata": "rdata",
    ".rda": "rdata",
}
KEY = re.compile(r"[a-z0-9][\w.+-]*(/[A-Za-z0-9][\w.+-]*){2}")
NAME = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*")
OWN_ENDINGS = (".part", ".part.json", ".provenance.json", ".fetched")
SHA256 = re.compile(r"[0-9a-f]{64}")
DATAVERSE = "https://dataverse.harvard.edu"
SDMX_DATA = re.compile(r"/rest/(?:v1/)?data/([^/,]+),([^/,]+),([^/,]*)(?:/|$)")
SDMX_VERSION = re.compile(r"\d+(\.\d+){1,2}")


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release.

    url         : its address; empty for a file of a Dataverse, which is found by its label
    mirrors     : other addresses of the same bytes, tried in order
    sha256      : the pin; empty while `unpinned`
    bytes       : exact size, part of the pin
    about_bytes : rough size of an unpinned file, for the message that announces it
    format      : one of FORMATS; by default from the name's ending
    label       : its name in the Dataverse, `folder/name` where it stands in a folder
    original    : the file as deposited, not the tab-separated copy that a Dataverse makes of it
    query       : the GraphQL query whose answer it is
    """

    name: str
    url: str = ""
    mirrors: tuple[str, ...] = ()
    sha256: str = ""
    bytes: int | None = None
    about_bytes: int | None = None
    unpinned: bool = False
    format: str = ""
    label: str = ""
    original: bool = False
    query: str = ""

    @property
    def size(self) -> int | None:
        """Exact or rough size, whichever is known."""
        return self.bytes or self.about_bytes


@dataclass(frozen=True)
class Release:
    """An entry with `form: release`, checked; docs/fetching.md explains each key."""

    key: str
    kind: str
    files: Mapping[str, ReleaseFile]
    landing: str
    redirects: tuple[str, ...] = ()
    by_hand: str = ""
    server: str = ""
    doi: str = ""
    version: str = ""

    @classmethod
    def parse(cls, key: str, entry: Mapping) -> Release:
        """Read an entry.

        raises : ConfigError naming the entry, the file and the key that cannot be right
        """
        if not KEY.fullmatch(key):
            raise ConfigError(f"`{key}`: provider/dataset/vintage expected")
        kind = entry.get("kind", "plain")
        if kind not in KINDS:
            raise ConfigError(f"`{key}`: kind {kind!r} is none of {', '.join(KINDS)}")
        release = cls(
            key=key,
            kind=kind,
            files={n: _wanted(key, n, f or {}, entry, kind) for n, f in entry["files"].items()},
            landing=entry.get("landing") or entry.get("url", ""),
            redirects=tuple(entry.get("redirects", ())),
            by_hand=entry.get("by_hand", "").strip().rstrip("."),
            server=entry.get("server", DATAVERSE) if kind == "dataverse" else "",
            doi=entry.get("doi", ""),
            version=str(entry.get("version", "")),
        )
        if kind == "dataverse" and not (release.doi.startswith("doi:") and release.version):
            raise ConfigError(
                f"`{key}`: `doi: doi:...` and `version:` expected (a number such as "
                '"18.0", or latest)'
            )
        return release

    def wanted(self, name: str) -> ReleaseFile:
        """The file of that name.

        raises : ConfigError naming the files that there are
        """
        if name not in self.files:
            raise ConfigError(f"`{self.key}` has no file {name}; it has {', '.join(self.files)}")
        return self.files[name]

    def path(self, name: str, raw: Path) -> Path:
        """Where the file stands below the folder of raw data."""
        return Path(raw) / self.key / name

    def hosts(self, url: str) -> frozenset[str]:
        """The hosts that a request which begins at `url` may lead to."""
        return frozenset({(urlsplit(url).hostname or "").lower(), *self.redirects})

    def advice_fields(self, name: str) -> dict[str, str]:
        """What a fault's advice is filled in with."""
        return {
            "key": self.key,
            "file": name,
            "landing": self.landing,
            "instructions": self.by_hand or f"open {self.landing} in a browser and download {name}",
            "import_command": self.import_command(name),
        }

    def import_command(self, name: str) -> str:
        """The command that takes the file from a user who downloaded it."""
        which = self.key if len(self.files) == 1 else f"{self.key}/{name}"
        return f"make import FILE=<the download> AS={which}"


def _wanted(key: str, name: str, given: Mapping, entry: Mapping, kind: str) -> ReleaseFile:
    place = f"`{key}`, file {name}"
    if not NAME.fullmatch(name) or name.endswith(OWN_ENDINGS):
        raise ConfigError(f"{place}: a plain file name expected")
    if unknown := given.keys() - {f.name for f in fields(ReleaseFile)} | given.keys() & {"name"}:
        raise ConfigError(f"{place}: unknown key {', '.join(sorted(unknown))}")
    file = ReleaseFile(
        name=name,
        **{
            **given,
            "url": "" if kind == "dataverse" else _address(given, entry, name),
            "mirrors": tuple(given.get("mirrors", ())),
            "format": given.get("format") or SUFFIXES.get(Path(name).suffix.lower(), ""),
            "label": given.get("label", name) if kind == "dataverse" else "",
        },
    )
    if file.format not in FORMATS:
        raise ConfigError(f"{place}: `format:` is one of {', '.join(FORMATS)}")
    if file.format != (due := ANSWERS_IN.get(kind, file.format)):
        raise ConfigError(f"{place}: a file of kind {kind} is {due}, not {file.format}")
    if bool(file.sha256) == file.unpinned:
        raise ConfigError(f"{place}: `sha256:` or `unpinned: true` expected, one of the two")
    if file.sha256 and not SHA256.fullmatch(file.sha256):
        raise ConfigError(f"{place}: sha256 of 64 hexadecimal digits expected")
    if file.unpinned and file.bytes:
        raise ConfigError(f"{place}: `bytes:` is part of a pin; `about_bytes:` announces a size")
    if kind == "graphql" and not file.query:
        raise ConfigError(f"{place}: `query:` expected")
    if kind == "sdmx":
        _check_sdmx(place, file.url)
    if kind == "uis" and not parse_qs(urlsplit(file.url).query).get("version"):
        raise ConfigError(f"{place}: the address of a UIS query must name its `version=`")
    return file


def _address(given: Mapping, entry: Mapping, name: str) -> str:
    """The file's own address, or the entry's; an entry's that ends in `/` is a folder."""
    url = given.get("url") or entry.get("url", "")
    return urljoin(url, name) if url.endswith("/") else url


def _check_sdmx(place: str, url: str) -> None:
    if not (match := SDMX_DATA.search(urlsplit(url).path)):
        raise ConfigError(f"{place}: .../rest/data/<agency>,<flow>,<version>/<key> expected")
    if not SDMX_VERSION.fullmatch(match[3]):
        raise ConfigError(
            f"{place}: version {match[3]!r} of {match[2]} is not pinned; an open version follows "
            "the provider's breaking changes"
        )
