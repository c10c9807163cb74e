"""The budgets of requests, kept across runs and shared by all processes of a user."""

from __future__ import annotations

import fcntl
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from techsov.fetch.durable import write_text
from techsov.fetch.faults import AskedToWait
from techsov.fetch.hosts import Host, Network

log = logging.getLogger("techsov.fetch")


def take(network: Network, host: Host) -> None:
    """Count one request to `host`, after waiting until its budget allows it.

    raises : AskedToWait when that would take longer than the network's patience
    """
    while (due := _book(network, host)) > 0:
        if due > network.manners.patience:
            raise AskedToWait(f"{host.name} takes no further request before {clock(due)}.")
        log.info("%s: its budget allows the next request at %s", host.name, clock(due))
        time.sleep(due)


def hold(network: Network, host: Host, seconds: float) -> None:
    """Let no process ask `host` again for `seconds`: it said so itself."""
    with _ledger(network, host) as pages:
        pages["not_before"] = max(pages["not_before"], time.time() + seconds)


def _book(network: Network, host: Host) -> float:
    """Book a request now and return 0, or return the seconds until one can be booked."""
    budget = network.budgets.get(host.budget)
    with _ledger(network, host) as pages:
        now = time.time()
        if (due := pages["not_before"] - now) > 0:
            return due
        if budget is None:
            return 0.0
        # A time to come is one of a clock that has since been set back: it binds nobody.
        recent = sorted(t for t in pages["requests"] if now - budget.seconds < t <= now)
        if len(recent) >= budget.requests:
            return recent[-budget.requests] + budget.seconds - now
        pages["requests"] = [*recent, now]
        return 0.0


@contextmanager
def _ledger(network: Network, host: Host) -> Iterator[dict]:
    """The pages of the host's budget, locked while they are open and written back after."""
    folder = network.cache / "budgets"
    folder.mkdir(parents=True, exist_ok=True)
    name = host.budget or host.name
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / f"{name}.json"
        pages = _read(path)
        before = json.dumps(pages)
        yield pages
        if (after := json.dumps(pages)) != before:
            write_text(path, after)


def _read(path: Path) -> dict:
    try:
        pages = json.loads(path.read_text(encoding="utf-8"))
        return {
            "requests": [float(t) for t in pages["requests"]],
            "not_before": float(pages["not_before"]),
        }
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError):
        log.warning("%s cannot be read and begins anew", path)
    return {"requests": [], "not_before": 0.0}


def clock(seconds: float) -> str:
    """The time of day, and the day if it is another, in so many seconds."""
    then = time.localtime(time.time() + seconds)
    return time.strftime("%H:%M:%S" if seconds < 43200 else "%H:%M on %d %B", then)
