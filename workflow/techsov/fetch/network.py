"""What fetching may use of the network: hosts, rate limits, certificates (`config/hosts.yaml`).

Rate limits are kept across runs and shared by all processes of a user.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from techsov.core import validation, yamlfile
from techsov.core.files import write_text
from techsov.core.validation import Record
from techsov.fetch.errors import AskedToWait, HostRefused, MissingCertificate

log = logging.getLogger("techsov.fetch")
LOOPBACK = ("127.0.0.1", "localhost")


class RateLimit(Record):
    """At most `requests` in any `seconds`, over all hosts that share the limit."""

    requests: int
    seconds: float


class HostRules(Record):
    """What the allow-list says of a host.

    Attributes
    ----------
    rate_limit
        name of the limit that its requests count against
    bot_filter
        wants a browser's headers, and may answer 403 once or twice before it answers
    certificate
        name of the setting that holds the path of its root certificates (PEM); the
        host is then trusted on these alone, and no other host on them
    """

    rate_limit: str = ""
    bot_filter: bool = False
    certificate: str = ""


class Host(HostRules):
    """One host of the allow-list."""

    name: str


class RetryPolicy(Record):
    """Time-outs and retries, in seconds.

    Attributes
    ----------
    connect, read
        time-outs
    attempts
        failed ones in a row, without a byte received, before a file is given up
    longest_wait
        the longest wait that a rate limit or a server's Retry-After may impose
    """

    connect: float = 20
    read: float = 60
    attempts: int = 6
    backoff: float = 2
    longest_backoff: float = 120
    longest_wait: float = 900


class Hosts(Record):
    """The content of `hosts.yaml`; docs/fetching.md explains each key."""

    rate_limits: dict[str, RateLimit] = Field(default_factory=dict)
    retry_policy: RetryPolicy = RetryPolicy()
    hosts: dict[str, HostRules | None]

    @model_validator(mode="after")
    def _check_limits(self) -> Self:
        for name, rules in self.hosts.items():
            if rules and rules.rate_limit not in ("", *self.rate_limits):
                raise ValueError(f"host `{name}`: no rate limit `{rules.rate_limit}`")
        return self


@dataclass(frozen=True)
class Network:
    """All that a fetch needs to know of the network.

    Attributes
    ----------
    certificates
        setting -> path of the PEM file, for hosts that name the setting
    cache
        folder in which requests are counted across runs
    loopback
        this machine's own addresses are allowed too, over plain http; for tests
    """

    hosts: Mapping[str, Host]
    rate_limits: Mapping[str, RateLimit]
    retry_policy: RetryPolicy = field(default_factory=RetryPolicy)
    certificates: Mapping[str, Path | None] = field(default_factory=dict)
    cache: Path = field(default_factory=lambda: user_cache())
    loopback: bool = False

    @classmethod
    def load(
        cls,
        path: Path | str = "config/hosts.yaml",
        *,
        certificates: Mapping[str, Path | str | None] | None = None,
        cache: Path | None = None,
        loopback: bool | None = None,
    ) -> Network:
        """Read the allow-list.

        Parameters
        ----------
        loopback
            None asks the environment, where only TECHSOV_ALLOW_LOOPBACK=1 allows it

        Raises
        ------
        ConfigError
            Naming the field at fault
        """
        content = validation.read(yamlfile.read(path), Hosts, path)
        hosts = {
            name: Host(name=name, **(rules.model_dump() if rules else {}))
            for name, rules in content.hosts.items()
        }
        if loopback is None:
            loopback = os.environ.get("TECHSOV_ALLOW_LOOPBACK") == "1"
        given = {k: Path(v) if v else None for k, v in (certificates or {}).items()}
        return cls(
            hosts,
            content.rate_limits,
            content.retry_policy,
            given,
            cache or user_cache(),
            loopback,
        )

    def admit(self, url: str, allowed: Collection[str]) -> Host:
        """The host of `url`, if the allow-list and the entry both admit it.

        Parameters
        ----------
        allowed
            the hosts that the entry admits

        Raises
        ------
        HostRefused
            For another scheme than https, a user name or a foreign port in the address, and any
            host that is not in both lists
        """
        try:
            parts = parse_url(url)
        except LocationParseError as error:
            raise HostRefused(f"{url} is not an address.") from error
        host = (parts.host or "").lower()
        local = self.loopback and host in LOOPBACK
        if parts.scheme != "https" and not (local and parts.scheme == "http"):
            raise HostRefused(f"{parts.scheme}://{host} is not https.")
        if parts.auth or (parts.port not in (None, 443) and not local):
            raise HostRefused(f"The address of {host} holds a user name or a port.")
        if host not in allowed:
            raise HostRefused(f"{host} is not among the entry's hosts ({', '.join(allowed)}).")
        if host not in self.hosts and not local:
            raise HostRefused(f"{host} is not on the allow-list config/hosts.yaml.")
        return self.hosts.get(host, Host(name=host))

    def trust(self, host: Host) -> str | bool:
        """What `requests` verifies the host against: its own PEM file, or the common roots.

        Raises
        ------
        MissingCertificate
            When the host needs a PEM that is not set, absent or unreadable
        """
        if not host.certificate:
            return os.environ.get("REQUESTS_CA_BUNDLE") or True
        path = self.certificates.get(host.certificate)
        if path is None:
            raise MissingCertificate(
                f"{host.name} shows certificates that common trust stores do not hold, and "
                f"`{host.certificate}` is not set."
            )
        try:
            ssl.create_default_context(cafile=str(path))
        except OSError as error:  # ssl.SSLError is one
            raise MissingCertificate(
                f"`{host.certificate}` = {path} cannot be read as PEM ({error})."
            ) from error
        return str(path)


def user_cache() -> Path:
    """The user's own cache, so that a rate limit holds for all copies of the project."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "techsov"


def wait_for_turn(network: Network, host: Host) -> None:
    """Count one request to `host`, after waiting until its rate limit allows it.

    Raises
    ------
    AskedToWait
        When that would take longer than the policy's `longest_wait`
    """
    while (due := _reserve(network, host)) > 0:
        if due > network.retry_policy.longest_wait:
            raise AskedToWait(f"{host.name} accepts no further request before {clock(due)}.")
        log.info("%s: its rate limit allows the next request at %s", host.name, clock(due))
        time.sleep(due)


def pause(network: Network, host: Host, seconds: float) -> None:
    """Let no process ask `host` again for `seconds`, as its Retry-After demands."""
    with _counted(network, host) as counted:
        counted["not_before"] = max(counted["not_before"], time.time() + seconds)


def _reserve(network: Network, host: Host) -> float:
    """Count a request now and return 0, or return the seconds until one is allowed."""
    limit = network.rate_limits.get(host.rate_limit)
    with _counted(network, host) as counted:
        now = time.time()
        if (due := counted["not_before"] - now) > 0:
            return due
        if limit is None:
            return 0.0
        # A time in the future was written before the clock was set back: it is ignored.
        recent = sorted(t for t in counted["requests"] if now - limit.seconds < t <= now)
        if len(recent) >= limit.requests:
            return recent[-limit.requests] + limit.seconds - now
        counted["requests"] = [*recent, now]
        return 0.0


@contextmanager
def _counted(network: Network, host: Host) -> Iterator[dict]:
    """The requests counted for the host's rate limit: locked while open, then written back."""
    folder = network.cache / "rate-limits"
    folder.mkdir(parents=True, exist_ok=True)
    name = host.rate_limit or host.name
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / f"{name}.json"
        counted = _read(path)
        before = json.dumps(counted)
        yield counted
        if (after := json.dumps(counted)) != before:
            write_text(path, after)


def _read(path: Path) -> dict:
    try:
        counted = json.loads(path.read_text(encoding="utf-8"))
        return {
            "requests": [float(t) for t in counted["requests"]],
            "not_before": float(counted["not_before"]),
        }
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError):
        log.warning("%s cannot be read; counting starts again", path)
    return {"requests": [], "not_before": 0.0}


def clock(seconds: float) -> str:
    """The time of day, and the day if it is another, in so many seconds."""
    then = time.localtime(time.time() + seconds)
    return time.strftime("%H:%M:%S" if seconds < 43200 else "%H:%M on %d %B", then)
