"""What each kind of provider says of its newest release, asked with as few bytes as it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from techsov.catalogue.datasets import (
    Archives,
    Asked,
    Dataverse,
    Listing,
    Outlook,
    Sdmx,
    Uis,
    WorldBank,
)
from techsov.catalogue.registry import Vintage
from techsov.catalogue.source import DATAVERSE
from techsov.core.errors import ConfigError
from techsov.fetch import Network
from techsov.fetch.errors import NotThere, Refused, WrongContent
from techsov.fetch.transport import Request, named_errors, open_response, with_retries

LARGEST = 64 << 20
STRUCTURE = "application/vnd.sdmx.structure+json; version=1.0, application/json;q=0.9"
EDITION = re.compile(r"\b(20\d\d)\b")
# The outlook comes out twice a year.
OUTLOOKS = [("04", "April"), ("10", "October")]


@dataclass(frozen=True)
class Newest:
    """The newest release of a dataset, as its provider describes it.

    Attributes
    ----------
    token
        the provider's own mark: a version, a date, file names with hashes
    published
        ISO date as far as it is known; empty where the provider gives none
    adds
        in words, what is in it
    edition
        the provider's name of the edition, where it has one
    entry
        what an entry of `sources.yaml` needs to fetch it; empty where nothing fetches it
    """

    dataset: str
    token: str
    published: str = ""
    adds: str = ""
    edition: str = ""
    entry: dict = field(default_factory=dict)

    def as_dict(self) -> dict:
        return asdict(self)


def ask(watched: Asked, pinned: Vintage, network: Network, today: date) -> Newest:
    """The newest release of a dataset.

    Parameters
    ----------
    pinned
        the vintage that an edition reports; some providers are asked for its files

    Raises
    ------
    FetchError
        When the provider cannot be asked; ConfigError when it has nothing of the kind that
        `watched` describes
    """
    return PROBES[watched.kind](watched, pinned, network, today)


def _read(network: Network, url: str, redirects: tuple[str, ...] = (), accept: str = "") -> bytes:
    """A small document, in memory."""
    hosts = frozenset({(urlsplit(url).hostname or "").lower(), *redirects})

    def read() -> bytes:
        request = Request(url, hosts, accept)
        with open_response(network, request) as response, named_errors(urlsplit(url).netloc):
            body = b""
            for block in response.iter_content(1 << 16):
                if len(body := body + block) > LARGEST:
                    raise Refused(f"{url} does not end.")
        return body

    return with_retries(network.retry_policy, read)


def _headers(network: Network, url: str, redirects: tuple[str, ...]) -> dict[str, str]:
    """The headers of a file, without its body."""
    hosts = frozenset({(urlsplit(url).hostname or "").lower(), *redirects})

    def read() -> dict[str, str]:
        with open_response(network, Request(url, hosts)) as response:
            return dict(response.headers)

    return with_retries(network.retry_policy, read)


def _json(network: Network, url: str, redirects: tuple[str, ...] = (), accept: str = "") -> Any:
    body = _read(network, url, redirects, accept)
    try:
        return json.loads(body)
    except ValueError as error:
        raise WrongContent(f"JSON expected at {url}, found something else.") from error


def _matching(patterns: tuple[str, ...], names: list[str], dataset: str) -> list[str]:
    """For each pattern the name that fits; of several the last in order.

    Raises
    ------
    ConfigError
        Naming the pattern that nothing fits
    """
    found = []
    for pattern in patterns:
        fitting = sorted(name for name in names if re.fullmatch(pattern, name))
        if not fitting:
            raise ConfigError(
                f"config/datasets.yaml, `{dataset}`, probe: nothing at the provider's fits "
                f"`{pattern}`; there are {', '.join(sorted(names)[:20]) or 'no files'}"
            )
        found.append(fitting[-1])
    return found


def _day(stamp: str) -> str:
    """ISO date out of an ISO time or an HTTP date; empty where there is none."""
    if not stamp:
        return ""
    if re.match(r"\d{4}-\d\d-\d\d", stamp):
        return stamp[:10]
    try:
        return parsedate_to_datetime(stamp).date().isoformat()
    except ValueError:
        return ""


# ---------------------------------------------------------------------------- Dataverse


def _dataverse(watched: Dataverse, pinned: Vintage, network: Network, today: date) -> Newest:
    """Version number and update time of the latest published version; its file of that name."""
    server = watched.server or DATAVERSE
    url = urljoin(
        server,
        "/api/datasets/:persistentId/versions/:latest-published?"
        + urlencode({"persistentId": watched.doi}, safe=":/"),
    )
    described = _json(network, url)
    try:
        data = described["data"]
        data = data.get("latestVersion", data)
        version = f"{data['versionNumber']}.{data['versionMinorNumber']}"
        updated = data.get("lastUpdateTime") or data.get("releaseTime") or ""
        labels = [
            "/".join(filter(None, (file.get("directoryLabel"), file["label"])))
            for file in data["files"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{server} describes {watched.doi} unlike a dataset.") from error
    names = _matching(watched.files, [each.rpartition("/")[2] for each in labels], pinned.dataset)
    files = {name: {"unpinned": True} for name in names}
    entry = {"kind": "dataverse", "doi": watched.doi, "version": version, "files": files,
             "url": f"https://doi.org/{watched.doi.removeprefix('doi:')}"}  # fmt: skip
    if watched.server:
        entry["server"] = watched.server
    return Newest(
        pinned.dataset,
        token=version,
        published=_day(updated),
        adds=f"version {version}: {', '.join(names)}",
        entry=entry | _redirects(watched),
    )


# ---------------------------------------------------------------------------- SDMX


def _sdmx(watched: Sdmx, pinned: Vintage, network: Network, today: date) -> Newest:
    """Version and name of the latest data flow, and when its data were last loaded.

    The date is `validFrom` of the flow's actual content constraint, where the service gives one.
    """
    agency, flow = watched.flow.split(",")
    url = (
        f"{watched.service}dataflow/{quote(agency)}/{quote(flow)}/latest"
        "?references=contentconstraint"
    )
    described = _json(network, url, watched.redirects, STRUCTURE)
    try:
        data = described["data"]
        stated = next(each for each in data["dataflows"] if each["id"] == flow)
        version, name = str(stated["version"]), stated.get("name", "")
        constraints = data.get("contentConstraints", [])
        loaded = [c.get("validFrom", "") for c in constraints if c.get("type") == "Actual"]
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise Refused(f"{watched.service} describes {watched.flow} unlike a data flow.") from error
    updated = _day(max(loaded, default=""))
    files = {
        file: {
            "unpinned": True,
            "url": f"{watched.service}data/{agency},{flow},{version}/{query}",
        }
        for file, query in watched.queries.items()
    }
    edition = EDITION.search(name)
    return Newest(
        pinned.dataset,
        token=f"{version} {updated}".strip(),
        published=updated,
        adds=f"version {version}, {name}" if name else f"version {version}",
        edition=edition[1] if edition else "",
        entry={"kind": "sdmx", "url": f"{watched.service}data/{agency},{flow},{version}/",
               "files": files} | _redirects(watched),
    )  # fmt: skip


# ---------------------------------------------------------------------------- Rosstat


class _Links(HTMLParser):
    """The addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _links(network: Network, watched: Listing) -> dict[str, str]:
    """File name -> address, of every link on the provider's page."""
    parser = _Links()
    parser.feed(_read(network, watched.page, watched.redirects).decode("utf-8", "replace"))
    addresses = [urljoin(watched.page, link) for link in parser.found]
    return {unquote(urlsplit(each).path.rpartition("/")[2]): each for each in addresses}


def _listing(watched: Listing, pinned: Vintage, network: Network, today: date) -> Newest:
    """Names and hashes of the files that the provider's page links to.

    A name alone says little: files change under it, and an old name may still answer.
    """
    links = _links(network, watched)
    files, marks, dates = {}, [], []
    for name in _matching(watched.files, list(links), pinned.dataset):
        url = links[name]
        body = _read(network, url, watched.redirects)
        digest = sha256(body).hexdigest()
        files[name] = {"sha256": digest, "bytes": len(body), "url": url}
        marks.append(f"{name} {digest[:12]}")
        dates.append(_day(_headers(network, url, watched.redirects).get("Last-Modified", "")))
    return Newest(
        pinned.dataset,
        token=", ".join(marks),
        published=max(dates),
        adds=", ".join(files),
        entry={"kind": "plain", "url": watched.page, "files": files} | _redirects(watched),
    )


# ---------------------------------------------------------------------------- OECD archives


def _archives(watched: Archives, pinned: Vintage, network: Network, today: date) -> Newest:
    """Size, date and ETag of each archive, and a later edition that the landing page names."""
    marks, dates, files = [], [], {}
    for name in pinned.entry.files:
        headers = _headers(network, pinned.file(name).url, pinned.entry.redirects)
        changed = headers.get("Last-Modified", "")
        marks.append(f"{name} {headers.get('Content-Length', '?')} {headers.get('ETag', changed)}")
        dates.append(_day(changed))
        files[name] = {"unpinned": True, "about_bytes": int(headers.get("Content-Length") or 0)}
    page = _read(network, watched.page, watched.redirects).decode("utf-8", "replace")
    named = [int(year) for year in re.findall(r"\b(20\d\d) edition", page)]
    # A vintage that an update took is named by its month, and says its edition beside.
    held = int(pinned.entry.edition or pinned.name[:4])
    newest = max([held, *named])
    later = newest > held
    return Newest(
        pinned.dataset,
        token=f"edition {newest}: " + ", ".join(marks),
        published=max(dates),
        adds=f"edition {newest}" if later else "files changed under their names",
        edition=str(newest),
        # Archives of another edition bear names that only its page tells.
        entry={} if later else {"kind": "plain", "edition": str(held), "url": pinned.entry.url,
              "files": files, "regions": list(pinned.entry.regions)} | _redirects(watched),
    )  # fmt: skip


# ---------------------------------------------------------------------------- others


def _worldbank(watched: WorldBank, pinned: Vintage, network: Network, today: date) -> Newest:
    """The date of the last update, which heads every answer."""
    url = re.sub(r"per_page=\d+", "per_page=1", watched.url)
    document = _json(network, url, watched.redirects)
    try:
        updated, total = str(document[0]["lastupdated"]), int(document[0]["total"])
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise Refused(f"{url} answers without `lastupdated`.") from error
    return Newest(
        pinned.dataset,
        token=updated,
        published=_day(updated),
        adds=f"{total} observations",
        entry={"kind": "worldbank", "url": watched.url, "files": {watched.file: {"unpinned": True}}}
        | _redirects(watched),
    )


def _uis(watched: Uis, pinned: Vintage, network: Network, today: date) -> Newest:
    """The default version of the service and its date."""
    document = _json(network, watched.url, watched.redirects)
    try:
        version, published = document["version"], document.get("publicationDate", "")
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{watched.url} answers without a version.") from error
    return Newest(pinned.dataset, version, _day(published), f"version {version}")


def _outlook(watched: Outlook, pinned: Vintage, network: Network, today: date) -> Newest:
    """The latest April or October whose page is there, from today back to the pinned one."""
    for year in range(today.year, int(pinned.name[:4]) - 1, -1):
        for number, month in reversed(OUTLOOKS):
            name = f"{year}-{number}"
            if pinned.name < name <= f"{today:%Y-%m}":
                put_in = {"year": year, "month": month, "mon": month[:3]}
                try:
                    _headers(network, watched.page.format(**put_in), watched.redirects)
                except NotThere:
                    continue
                return _of_outlook(watched, pinned.dataset, name, put_in)
    return Newest(pinned.dataset, pinned.name, pinned.name, "")


def _of_outlook(watched: Outlook, dataset: str, name: str, put_in: dict) -> Newest:
    folder = watched.folder.format(**put_in)
    stems = [pattern.format(**put_in) for pattern in watched.files]
    files = {
        f"{stem}.xls": {"unpinned": True, "format": "text", "url": f"{folder}{stem}.ashx"}
        for stem in stems
    }
    return Newest(
        dataset,
        token=name,
        published=name,
        adds=f"outlook of {put_in['month']} {put_in['year']}",
        entry={"kind": "plain", "url": folder, "files": files} | _redirects(watched),
    )


def _redirects(watched: Asked) -> dict:
    return {"redirects": list(watched.redirects)} if watched.redirects else {}


PROBES: dict[str, Callable[[Any, Vintage, Network, date], Newest]] = {
    "dataverse": _dataverse,
    "sdmx": _sdmx,
    "listing": _listing,
    "archives": _archives,
    "worldbank": _worldbank,
    "uis": _uis,
    "outlook": _outlook,
}
