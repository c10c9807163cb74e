"""One request: to an allowed host, over verified TLS, within its rate limit, failures named."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from importlib.metadata import version
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from tenacity import RetryCallState, Retrying

from techsov.fetch.errors import (
    AskedToWait,
    BotFilter,
    CertificateRefused,
    FetchError,
    Forbidden,
    GuestbookRequired,
    HostRefused,
    NoResults,
    NotThere,
    PassingFault,
    ProxyRefused,
    RangeRefused,
    Refused,
    WrongContent,
)
from techsov.fetch.network import LOOPBACK, Host, Network, RetryPolicy, clock, pause, wait_for_turn

log = logging.getLogger("techsov.fetch")
Result = TypeVar("Result")

HOPS = 6
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (408, 425, 429)
PROXY_ASKS = 407
CONTENT_ATTEMPTS = 3
PROGRESS = 1 << 16
EXCERPT = 2048
LONGEST_RETRY_AFTER = 30 * 86400.0

# `identity`: the bytes on the wire are the bytes of the file, so that a Range means what it says.
PLAIN_HEADERS = {
    "User-Agent": f"techsov/{version('techsov')} (reproducible research; requests)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}
BROWSER_HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7",
    "Accept-Encoding": "identity",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Upgrade-Insecure-Requests": "1",
}
SDMX_ACCEPT = "application/vnd.sdmx.data+csv; version=1.0.0, text/csv;q=0.9, */*;q=0.8"


@dataclass(frozen=True)
class Request:
    """A request: its URL, the hosts that redirects may lead to, the media type, a body to POST."""

    url: str
    hosts: frozenset[str]
    accept: str = ""
    body: bytes | None = None

    @property
    def identity(self) -> str:
        """What is asked for, so that an answer to another question is not taken for its."""
        return self.url if self.body is None else f"{self.url} {sha256(self.body).hexdigest()}"


@contextmanager
def open_response(
    network: Network, request: Request, headers: Mapping[str, str] | None = None
) -> Iterator[requests.Response]:
    """The answer (200 or 206) to `request`, its body not yet read; redirects followed by hand.

    Raises
    ------
    FetchError
        That says which of the many other answers came instead
    """
    url = request.url
    with requests.Session() as session:
        session.trust_env = False  # no .netrc; proxies and roots are looked up below
        for _ in range(HOPS):
            host = network.admit(url, request.hosts)
            response = _send(session, network, host, url, request, headers or {})
            with response:
                if response.status_code not in REDIRECTS:
                    _refuse_faults(network, host, response)
                    yield response
                    return
                onward = session.get_redirect_target(response)
                if request.body is not None or not onward:
                    raise Refused(f"{host.name} redirects without an address.")
                url = urljoin(url, onward)
    raise HostRefused(f"More than {HOPS} redirects.")


def _send(
    session: requests.Session,
    network: Network,
    host: Host,
    url: str,
    request: Request,
    headers: Mapping[str, str],
) -> requests.Response:
    trust = network.trust(host)
    wait_for_turn(network, host)
    base = BROWSER_HEADERS if host.bot_filter else PLAIN_HEADERS
    extra = {"Accept": request.accept} if request.accept else {}
    if request.body is not None:
        extra["Content-Type"] = "application/json"
    proxies = {} if host.name in LOOPBACK else get_environ_proxies(url)
    with named_errors(host.name):
        try:
            response = session.request(
                "GET" if request.body is None else "POST",
                url,
                data=request.body,
                headers={**base, **extra, **headers},
                timeout=(network.retry_policy.connect, network.retry_policy.read),
                verify=trust,
                proxies=proxies,
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.ProxyError as error:
            status = re.search(r"Tunnel connection failed: (\d+)", str(error))
            _refuse_proxy(select_proxy(url, proxies), url, int(status[1]) if status else 0)
            raise
    if response.status_code == PROXY_ASKS:
        _refuse_proxy(select_proxy(url, proxies), url, PROXY_ASKS)
    return response


def _refuse_proxy(proxy: str | None, url: str, status: int) -> None:
    """Raise what the proxy's answer means; a fault of its own passes, and is left to others.

    Parameters
    ----------
    status
        what it answered, 0 where nothing listens
    """
    if not proxy:
        return
    scheme, where = urlsplit(url).scheme, urlsplit(proxy)
    names = [f"{scheme}_proxy", f"{scheme}_PROXY".upper(), "all_proxy", "ALL_PROXY"]
    name = next((name for name in names if os.environ.get(name)), "the system's settings")
    said = f"The proxy {where.hostname}:{where.port} (from {name})"
    if status == PROXY_ASKS:
        refused = (
            "did not take the name and password given"
            if where.username
            else ("wants a name and a password")
        )
        raise ProxyRefused(
            f"{said} answers {status}: it {refused}. Set "
            f"{name}={where.scheme or 'http'}://NAME:PASSWORD@{where.hostname}:{where.port}, with "
            "signs such as @ and : in them as %40 and %3A."
        )
    if 400 <= status < 500:
        raise ProxyRefused(
            f"{said} answers {status}: it does not let requests to {urlsplit(url).hostname} "
            "through. Ask who runs it, or set NO_PROXY for that host if it can be reached directly."
        )
    reached = f"answers {status}" if status else "could not be reached"
    raise PassingFault(f"{said} {reached}.")


@contextmanager
def named_errors(host: str) -> Iterator[None]:
    """Turn what `requests` raises into fetch errors: those worth a retry, and others."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error) or "doesn't match" in str(error):
            raise CertificateRefused(f"The certificate of {host} is not trusted.") from error
        raise PassingFault(f"The connection to {host} failed in TLS.") from error
    except requests.exceptions.Timeout as error:
        raise PassingFault(f"{host} timed out.") from error
    except (
        requests.exceptions.ConnectionError,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
    ) as error:
        raise PassingFault(f"The connection to {host} failed or was cut.") from error
    except requests.exceptions.RequestException as error:
        raise Refused(f"{host} could not be reached ({error}).") from error


def _refuse_faults(network: Network, host: Host, response: requests.Response) -> None:
    status = response.status_code
    if status in (200, 206):
        return
    said = f"{host.name} answered {status}"
    if status in PASSING or status >= 500:
        wait = retry_after(response.headers.get("Retry-After"))
        if wait:
            pause(network, host, wait)
        raise PassingFault(f"{said}.", wait)
    if status == 416:
        raise RangeRefused(f"{said}: it has no more of the file.")
    excerpt = _excerpt(host, response)
    if status == 403:
        raise (BotFilter if host.bot_filter else Forbidden)(f"{said}: forbidden.")
    if status == 404 and any(word in excerpt for word in ("NoResultsFound", "NoRecordsFound")):
        raise NoResults(f"{said} (NoResultsFound): the query matches nothing.")
    if status in (404, 410):
        raise NotThere(f"{said}: there is no such file.")
    if status == 400 and "guestbook" in excerpt.lower():
        raise GuestbookRequired(f"{said}: its guestbook has to be signed first.")
    raise Refused(f"{said}: {' '.join(excerpt.split())[:300] or 'empty response'}.")


def _excerpt(host: Host, response: requests.Response) -> str:
    with named_errors(host.name):
        block = next(response.iter_content(EXCERPT), b"")
    return block.decode("utf-8", "replace")


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or as a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        seconds = float(value)
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except ValueError:
            return None
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER)


def with_retries(
    retry_policy: RetryPolicy, action: Callable[[], Result], gained: Callable[[], int] = lambda: 0
) -> Result:
    """Call `action` until it succeeds, with growing pauses between attempts.

    Parameters
    ----------
    gained
        bytes on the disk; an attempt that adds some does not count as a failed one

    Raises
    ------
    FetchError
        The last error, when too many attempts in a row added nothing, or a retry is useless
    AskedToWait
        When the server asks for a longer wait than the policy allows
    """
    best, idle = gained(), 0

    def attempt() -> Result:
        nonlocal best, idle
        try:
            return action()
        except FetchError:
            if gained() - best >= PROGRESS:
                best, idle = gained(), 0
            idle += 1
            raise

    def fault(state: RetryCallState) -> BaseException | None:
        return state.outcome.exception() if state.outcome else None

    def stop(state: RetryCallState) -> bool:
        limit = (
            CONTENT_ATTEMPTS if isinstance(fault(state), WrongContent) else retry_policy.attempts
        )
        return idle >= limit

    def wait(state: RetryCallState) -> float:
        growing = min(retry_policy.longest_backoff, retry_policy.backoff * 2 ** (idle - 1))
        asked = getattr(fault(state), "retry_after", None) or 0.0
        if asked > retry_policy.longest_wait:
            due = clock(asked)
            raise AskedToWait(f"{fault(state)} It allows no further request before {due}.")
        return max(growing, asked)

    def retry(state: RetryCallState) -> bool:
        error = fault(state)
        return isinstance(error, FetchError) and error.passes

    def report(state: RetryCallState) -> None:
        pause = state.next_action.sleep if state.next_action else 0.0
        log.info("%s Next attempt in %.0f s.", fault(state), pause)

    return Retrying(stop=stop, wait=wait, retry=retry, before_sleep=report, reraise=True)(attempt)


def without_query(url: str) -> str:
    """The address without what follows `?`, where object stores put signatures."""
    return urlsplit(url)._replace(query="", fragment="").geturl()
