"""What `sources.yaml` says of a vintage: its origin, its rights and its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import parse_qs, urljoin, urlsplit

from pydantic import AfterValidator, Field, model_validator

from techsov.core.validation import Record, Several, Text

Form = Literal["extract", "release", "transcribed"]
Kind = Literal["plain", "sdmx", "worldbank", "uis", "graphql", "dataverse"]
Format = Literal["zip", "xlsx", "xls", "csv", "text", "json", "rdata"]
ANSWERS_IN = {"sdmx": "csv", "worldbank": "json", "uis": "json", "graphql": "json"}
SUFFIXES: dict[str, Format] = {
    **{f".{form}": form for form in get_args(Format)},
    ".tab": "text",
    ".tsv": "text",
    ".txt": "text",
    ".rda": "rdata",
}
KEY = re.compile(r"[a-z0-9][\w.+-]*(/[A-Za-z0-9][\w.+-]*){2}")
NAME = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*")
OWN_ENDINGS = (".part", ".part.json", ".provenance.json", ".fetched")
DATAVERSE = "https://dataverse.harvard.edu"
SDMX_DATA = re.compile(r"/rest/(?:v1/)?data/([^/,]+),([^/,]+),([^/,]*)(?:/|$)")
SDMX_VERSION = re.compile(r"\d+(\.\d+){1,2}")


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError("provider/dataset/vintage expected")
    return key


def _file_name(name: str) -> str:
    if not NAME.fullmatch(name) or name.endswith(OWN_ENDINGS):
        raise ValueError("a plain file name expected")
    return name


Key = Annotated[str, AfterValidator(_key)]
FileName = Annotated[str, AfterValidator(_file_name)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$", description="a web address")]
Released = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-\d\d(-\d\d)?)?$",
        description="the day, month or year of publication, YYYY-MM-DD, YYYY-MM or YYYY, in quotes",
    ),
]


class File(Record):
    """One file of a vintage; docs/fetching.md explains each key.

    Attributes
    ----------
    url
        its address; by default the entry's, with the name added where that is a folder
    mirrors
        other addresses of the same bytes, tried in order
    sha256
        the pin; empty while `unpinned`
    bytes
        exact size, part of the pin
    about_bytes
        rough size of an unpinned file, for the message that announces it
    format
        by default from the name's ending
    label
        its name in the Dataverse, `folder/name` where it stands in a folder
    original
        the file as deposited, not the tab-separated copy that a Dataverse makes of it
    query
        the GraphQL query whose answer it is
    """

    url: str = ""
    mirrors: Several[Address] = ()
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$", description="64 hexadecimal digits")
    bytes: int | None = Field(None, ge=0, description="a number of bytes")
    about_bytes: int | None = Field(None, ge=0, description="a rough number of bytes")
    unpinned: bool = False
    format: Format | Literal[""] = Field("", description=f"one of {', '.join(get_args(Format))}")
    label: str = ""
    original: bool = False
    query: str = ""

    @model_validator(mode="after")
    def _check_pin(self) -> Self:
        if bool(self.sha256) == self.unpinned:
            raise ValueError("`sha256:` or `unpinned: true` expected, one of the two")
        if self.unpinned and self.bytes:
            raise ValueError("`bytes:` is part of a pin; `about_bytes:` announces a size")
        return self

    @property
    def size(self) -> int | None:
        """Exact or rough size, whichever is known."""
        return self.bytes or self.about_bytes


class ReleaseFile(File):
    """A file of a full release, with what it takes from its entry."""

    name: str


class Source(Record):
    """A vintage's entry in `sources.yaml`, as docs/sources-adding.md and docs/fetching.md say."""

    title: Text
    publisher: Text
    form: Form
    url: Address
    landing: str = ""
    licence: Text
    citation: Text
    released: Released
    covers: str = ""
    note: str = ""
    release: str = ""
    kind: Kind = "plain"
    server: str = DATAVERSE
    doi: str = ""
    version: str = ""
    redirects: Several[str] = ()
    by_hand: str = ""
    method: str = ""
    token: str = ""
    edition: str = ""
    year: int | None = Field(None, description="a year")
    regions: Several[str] = ()
    accepted: Several[str] = ()
    files: dict[FileName, File] = Field(min_length=1, description="one file or more")

    @model_validator(mode="after")
    def _check_release(self) -> Self:
        if self.form == "release":
            if self.kind == "dataverse" and not (self.doi.startswith("doi:") and self.version):
                raise ValueError(
                    '`doi: doi:...` and `version:` expected (a number such as "18.0", or latest)'
                )
            for name in self.files:
                _check(self.kind, self.file(name))
        return self

    @property
    def landing_page(self) -> str:
        """The page that leads to the data: `landing`, or else the address itself."""
        return self.landing or self.url

    def file(self, name: str) -> ReleaseFile:
        """A file with its own address, format and label in place of the entry's."""
        given = self.files[name]
        url = given.url or self.url
        resolved = {
            "name": name,
            "url": urljoin(url, name) if url.endswith("/") else url,
            "format": given.format or SUFFIXES.get(Path(name).suffix.lower(), ""),
            "label": "",
        }
        if self.kind == "dataverse":  # found by its label, whatever its address
            resolved |= {"url": "", "label": given.label or name}
        return ReleaseFile.model_construct(**(dict(given) | resolved))

    def stated(self) -> dict[str, Any]:
        """The entry as it stands in YAML, without defaults."""
        return self.model_dump(mode="json", exclude_unset=True)


def _check(kind: Kind, file: ReleaseFile) -> None:
    """What a kind of provider needs to know of a file; a fault is raised as ValueError."""
    place = f"file {file.name}"
    if not file.format:
        raise ValueError(f"{place}: `format:` is one of {', '.join(get_args(Format))}")
    if file.format != (due := ANSWERS_IN.get(kind, file.format)):
        raise ValueError(f"{place}: a file of kind {kind} is {due}, not {file.format}")
    if kind == "graphql" and not file.query:
        raise ValueError(f"{place}: `query:` expected")
    if kind == "uis" and not parse_qs(urlsplit(file.url).query).get("version"):
        raise ValueError(f"{place}: the address of a UIS query must name its `version=`")
    if kind != "sdmx":
        return
    if not (match := SDMX_DATA.search(urlsplit(file.url).path)):
        raise ValueError(f"{place}: .../rest/data/<agency>,<flow>,<version>/<key> expected")
    if not SDMX_VERSION.fullmatch(match[3]):
        raise ValueError(
            f"{place}: version {match[3]!r} of {match[2]} is not pinned; an open version follows "
            "the provider's breaking changes"
        )
