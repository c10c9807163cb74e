"""How each kind of provider is asked for a file, and what its answer must look like."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

from techsov.catalogue.registry import Vintage
from techsov.catalogue.source import SDMX_DATA, ReleaseFile
from techsov.fetch.errors import Forbidden, NotThere, Refused, WrongContent
from techsov.fetch.network import Network
from techsov.fetch.transport import SDMX_ACCEPT, Request, named_errors, open_response, with_retries
from techsov.sources import kinds

LARGEST_METADATA = 64 << 20
LONGEST_LINE = 1 << 16
MANY_PAGES = "raise `per_page` in its address until one page holds all"


@dataclass(frozen=True)
class Location:
    """Where a file can be had: the request, and what the provider says of the bytes.

    Attributes
    ----------
    md5
        the provider's own checksum; empty where it states none
    bytes
        the provider's own size
    version
        the provider's own name of the release
    """

    request: Request
    md5: str = ""
    bytes: int | None = None
    version: str = ""


def addresses(vintage: Vintage, wanted: ReleaseFile) -> tuple[str, ...]:
    """The file's own address, then its mirrors.

    A file of a Dataverse has the address of its dataset until `locate` has asked for its own.
    """
    own = vintage.entry.server if vintage.entry.kind == "dataverse" else wanted.url
    return (own, *wanted.mirrors)


def _hosts(vintage: Vintage, url: str) -> frozenset[str]:
    """The hosts that a request which begins at `url` may lead to."""
    return frozenset({(urlsplit(url).hostname or "").lower(), *vintage.entry.redirects})


def locate(vintage: Vintage, wanted: ReleaseFile, address: str, network: Network) -> Location:
    """What to ask at one of the file's addresses."""
    if vintage.entry.kind == "dataverse" and address == vintage.entry.server:
        return _in_dataverse(vintage, wanted, network)
    accept = SDMX_ACCEPT if vintage.entry.kind == "sdmx" else ""
    body = json.dumps({"query": wanted.query}).encode() if wanted.query else None
    return Location(Request(address, _hosts(vintage, address), accept, body))


def check_answer(vintage: Vintage, wanted: ReleaseFile, path: Path) -> str:
    """Look into an answer for what its kind of provider says in a 200 that is none.

    Returns
    -------
    str
        the provider's own version of the data, where the answer states it, else ""

    Raises
    ------
    WrongContent
        Or Refused, with the provider's words
    """
    look = ANSWERS.get(vintage.entry.kind)
    return look(wanted, path) if look else ""


# ---------------------------------------------------------------------------- Dataverse


def _in_dataverse(vintage: Vintage, wanted: ReleaseFile, network: Network) -> Location:
    """Find a file by its label in one version of a dataset; ids change with every version."""
    entry = vintage.entry
    which = ":latest-published" if entry.version == "latest" else quote(entry.version)
    url = urljoin(
        entry.server,
        f"/api/datasets/:persistentId/versions/{which}?"
        + urlencode({"persistentId": entry.doi}, safe=":/"),
    )
    described = _json(network, Request(url, _hosts(vintage, url)))
    try:
        return _described(vintage, wanted, described["data"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"{entry.server} describes {entry.doi} unlike a dataset.") from error


def _described(vintage: Vintage, wanted: ReleaseFile, data: dict) -> Location:
    """The file's own request, out of the description of a dataset's version."""
    entry, data = vintage.entry, data.get("latestVersion", data)
    number = f"{data.get('versionNumber')}.{data.get('versionMinorNumber')}"
    if entry.version != "latest" and number != entry.version:
        raise Refused(f"Version {entry.version} of {entry.doi} asked for, {number} answered.")
    listed = _by_label(data["files"], wanted.label, f"{entry.doi} {number}")
    if listed.get("restricted"):
        raise Forbidden(f"{wanted.label} of {entry.doi} is restricted.")
    updated = data.get("lastUpdateTime", "")
    return _datafile(vintage, wanted, listed["dataFile"], f"{number} {updated}".strip())


def _datafile(vintage: Vintage, wanted: ReleaseFile, stated: dict, version: str) -> Location:
    tabular = bool(stated.get("tabularData"))
    url = urljoin(vintage.entry.server, f"/api/access/datafile/{int(stated['id'])}")
    if tabular and wanted.original:
        url += "?format=original"
    source = Location(Request(url, _hosts(vintage, url)), version=version)
    if tabular:
        # Checksum and size of an ingested table are neither those of the deposited file nor
        # those of the copy that is handed out (that one has a header line more).
        return source
    checksum = stated.get("checksum", {})
    md5 = stated.get("md5") or (checksum["value"] if checksum.get("type") == "MD5" else "")
    return replace(source, md5=md5.lower(), bytes=stated.get("filesize"))


def _by_label(files: list[dict], label: str, where: str) -> dict:
    named = {
        "/".join(filter(None, (file.get("directoryLabel"), file["label"]))): file for file in files
    }
    found = [named[label]] if label in named else [f for f in files if f["label"] == label]
    if len(found) != 1:
        held = ", ".join(sorted(named)[:20])
        raise NotThere(f"{where} holds {len(found)} files named {label}; it holds {held}.")
    return found[0]


def _json(network: Network, request: Request) -> dict:
    """A small JSON document, read into memory."""

    def read() -> dict:
        host = urlsplit(request.url).hostname or ""
        with open_response(network, request) as response, named_errors(host):
            body = b""
            for block in response.iter_content(1 << 16):
                if len(body := body + block) > LARGEST_METADATA:
                    raise Refused("The description of the dataset does not end.")
        try:
            document = json.loads(body)
        except ValueError as error:
            raise WrongContent("JSON expected, found something else.") from error
        if not isinstance(document, dict):
            raise WrongContent("A JSON object expected, found something else.")
        return document

    return with_retries(network.retry_policy, read)


# ---------------------------------------------------------------------------- answers


def _look_sdmx(wanted: ReleaseFile, path: Path) -> str:
    """An SDMX-CSV names its flow and version in every row: they must be those asked for."""
    with path.open(encoding=kinds.encoding(path), errors="replace") as file:
        rows = csv.reader([file.readline(LONGEST_LINE), file.readline(LONGEST_LINE)])
        header, first = next(rows, []), next(rows, [])
    column = next((header.index(c) for c in ("STRUCTURE_ID", "DATAFLOW") if c in header), None)
    if column is None or "OBS_VALUE" not in header:
        raise WrongContent(
            "SDMX-CSV with the columns DATAFLOW (or STRUCTURE_ID) and OBS_VALUE expected, found "
            f"the columns {', '.join(header)[:80]}."
        )
    if len(first) <= column:
        raise Refused("The table has a header and no row.")
    # The entry was refused where its address does not name them (`catalogue.source`).
    ((agency, flow, version),) = SDMX_DATA.findall(urlsplit(wanted.url).path)
    stated = first[column]
    if flow not in stated or ("(" in stated and f"({version})" not in stated):
        raise Refused(f"{agency}:{flow}({version}) asked for, {stated} answered.")
    return stated


def _look_worldbank(wanted: ReleaseFile, path: Path) -> str:
    """The API says with status 200 that it has no such series, and hands data out in pages."""
    document = json.loads(path.read_bytes())
    head = document[0] if isinstance(document, list) and document else {}
    if not isinstance(head, dict) or "message" in head or "pages" not in head:
        raise Refused(f"The World Bank's API says: {json.dumps(document)[:300]}.")
    if head["pages"] != 1:
        raise Refused(f"The series comes in {head['pages']} pages; {MANY_PAGES}.")
    if len(document) != 2 or not document[1]:
        raise Refused("The World Bank's API answers with no observation.")
    return str(head.get("lastupdated", ""))


def _look_uis(wanted: ReleaseFile, path: Path) -> str:
    document = json.loads(path.read_bytes())
    if not isinstance(document, dict) or not document.get("records"):
        raise Refused(f"UIS answers with no record: {json.dumps(document)[:300]}.")
    return ""


def _look_graphql(wanted: ReleaseFile, path: Path) -> str:
    """GraphQL reports errors with status 200, beside a `data` that is null or partial."""
    document = json.loads(path.read_bytes())
    if not isinstance(document, dict) or document.get("errors") or not document.get("data"):
        raise Refused(f"The GraphQL service says: {json.dumps(document)[:300]}.")
    return ""


ANSWERS: dict[str, Callable[[ReleaseFile, Path], str]] = {
    "sdmx": _look_sdmx,
    "worldbank": _look_worldbank,
    "uis": _look_uis,
    "graphql": _look_graphql,
}
