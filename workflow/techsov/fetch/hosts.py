"""Which hosts may be asked, how often, and whose certificates they show: `config/hosts.yaml`."""

from __future__ import annotations

import os
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.fetch.faults import HostRefused, MissingCertificate

LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Budget:
    """At most so many requests in any stretch of so many seconds."""

    requests: int
    seconds: float


@dataclass(frozen=True)
class Host:
    """One host of the allow-list.

    budget      : name of the budget that its requests count against
    bot_wall    : wants a browser's headers, and may answer 403 once or twice before it yields
    certificate : name of the setting that holds the path of its root certificates (PEM); the
                  host is then trusted on these alone, and no other host on them
    """

    name: str
    budget: str = ""
    bot_wall: bool = False
    certificate: str = ""


@dataclass(frozen=True)
class Manners:
    """Patience, in seconds and attempts.

    attempts : in a row without a byte gained, before a file is given up
    patience : the longest wait that a budget or a server's Retry-After may impose
    """

    connect: float = 20
    read: float = 60
    attempts: int = 6
    backoff: float = 2
    longest_backoff: float = 120
    patience: float = 900


@dataclass(frozen=True)
class Network:
    """All that a fetch needs to know of the network.

    certificates : setting -> path of the PEM file, for hosts that name the setting
    cache        : folder in which the budgets' ledgers are kept across runs
    loopback     : this machine's own addresses are allowed too, over plain http; for tests
    """

    hosts: Mapping[str, Host]
    budgets: Mapping[str, Budget]
    manners: Manners = field(default_factory=Manners)
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

        loopback : None asks the environment, where only TECHSOV_ALLOW_LOOPBACK=1 allows it
        raises   : ConfigError naming the host, when it refers to a budget that is not defined
        """
        content = yamlfile.read(path)
        try:
            hosts = {name: Host(name, **(how or {})) for name, how in content["hosts"].items()}
            budgets = {n: Budget(**b) for n, b in content.get("budgets", {}).items()}
            manners = Manners(**content.get("manners", {}))
        except (TypeError, KeyError, AttributeError) as error:
            raise ConfigError(f"{path}: {error}; docs/fetching.md lists the keys") from error
        for host in hosts.values():
            if host.budget and host.budget not in budgets:
                raise ConfigError(f"{path}, host `{host.name}`: no budget `{host.budget}`")
        if loopback is None:
            loopback = os.environ.get("TECHSOV_ALLOW_LOOPBACK") == "1"
        given = {k: Path(v) if v else None for k, v in (certificates or {}).items()}
        return cls(hosts, budgets, manners, given, cache or user_cache(), loopback)

    def admit(self, url: str, allowed: Collection[str]) -> Host:
        """The host of `url`, if the allow-list and the entry both admit it.

        allowed : the hosts that the entry admits
        raises  : HostRefused for another scheme than https, a user name or a foreign port in
                  the address, and any host that is not in both lists
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
        return self.hosts.get(host, Host(host))

    def trust(self, host: Host) -> str | bool:
        """What `requests` verifies the host against: its own PEM file, or the common roots.

        raises : MissingCertificate when the host needs a PEM that is not set, absent or unreadable
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
    """The user's own cache, so that a budget holds for all copies of the project."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "techsov"
