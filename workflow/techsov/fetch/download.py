"""Fetch one file of a release: resumed, checked, and put in place whole or not at all."""

from __future__ import annotations

import logging
from pathlib import Path

from techsov.core.errors import ConfigError
from techsov.fetch import provenance
from techsov.fetch.errand import Errand
from techsov.fetch.faults import (
    ChangedFile,
    FetchError,
    FetchUnderWay,
    NoSourceLeft,
    NotEnoughSpace,
)
from techsov.fetch.hosts import Network
from techsov.fetch.integrity import Digest, check_content, digest
from techsov.fetch.part import Part, claimed
from techsov.fetch.progress import bar
from techsov.fetch.provenance import Provenance
from techsov.fetch.providers import addresses, locate
from techsov.fetch.release import Release, Wanted
from techsov.fetch.transport import persist

log = logging.getLogger("techsov.fetch")


def fetch_file(
    release: Release, name: str, raw: Path, network: Network, *, show_progress: bool = False
) -> Path:
    """Make sure that one file of a release stands at `raw/<key>/<name>` and is the right one.

    A file that is there is checked against its pin, or its manifest, without the network. One
    that is not is fetched from its address or a mirror, and put in place with its manifest
    `<name>.provenance.json`. A file whose bytes differ from the pin is kept aside as
    `<name>.changed-<first 8 of its hash>`.

    show_progress : draw a bar with rate and time left on standard error
    returns : the path of the file
    raises  : a FetchError whose message names the file, what happened, and what to do
    """
    wanted = release.wanted(name)
    target = release.path(name, raw)
    try:
        if target.exists():
            confirm(release, wanted, target)
        else:
            _fetch(release, wanted, target, network, show_progress)
    except FetchError as fault:
        fault.about = release.telling(name)
        raise
    return target


def confirm(release: Release, wanted: Wanted, target: Path) -> None:
    """Check a file that is there against its pin or its manifest; write the manifest if none is.

    The file itself is never touched.

    raises : ChangedFile when its bytes are others, ConfigError when the pin contradicts itself
    """
    found = digest(target)
    expected = expected_sha256(wanted, target)
    if expected and found.sha256 != expected:
        raise ChangedFile(
            f"{target} is not what was pinned or first fetched: sha256 {expected} expected, "
            f"{found.sha256} found. Move it away and run the command again."
        )
    _check_size(release, wanted, found)
    if provenance.read(target) is None:
        check_content(target, wanted.format)
        Provenance.now(release.key, wanted.name, "found", found).write(target)


def expected_sha256(wanted: Wanted, target: Path) -> str:
    """The pin, or else what the first fetch recorded; empty before a first fetch."""
    recorded = provenance.read(target)
    return wanted.sha256 or (recorded.sha256 if recorded else "")


def put_in_place(
    part: Part, how: str, release: Release, wanted: Wanted, found: Digest, marks: dict[str, str]
) -> None:
    """Write the manifest, then give the part its name: a named file always has its manifest."""
    _check_size(release, wanted, found)
    Provenance.now(release.key, wanted.name, how, found, **marks).write(part.target)
    part.finish()
    log.info("%s/%s %s: %s bytes", release.key, wanted.name, how, f"{found.bytes:,}")


def _check_size(release: Release, wanted: Wanted, found: Digest) -> None:
    if wanted.bytes not in (None, found.bytes):
        raise ConfigError(
            f"`{release.key}`, {wanted.name}: the pinned sha256 belongs to a file of "
            f"{found.bytes} bytes, not {wanted.bytes}; correct `bytes:` in config/sources.yaml"
        )


def _fetch(
    release: Release, wanted: Wanted, target: Path, network: Network, show_progress: bool
) -> None:
    """Try the file's addresses in order until one yields it."""
    faults: list[FetchError] = []
    with bar(target.name, show_progress) as shown:
        for address in addresses(release, wanted):
            try:
                with claimed(target) as part:
                    if target.exists():  # another process has fetched it just now
                        return confirm(release, wanted, target)
                    part.make_room((wanted.size or 0) - part.size)
                    source = locate(release, wanted, address, network)
                    expected = expected_sha256(wanted, target)
                    errand = Errand(release, wanted, source, expected, part, network, shown)
                    found, marks = persist(network.manners, errand.run, lambda p=part: p.size)
                    return put_in_place(part, "fetched", release, wanted, found, marks)
            except (NotEnoughSpace, FetchUnderWay):
                raise
            except FetchError as fault:
                log.warning("%s: %s", target.name, fault)
                faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    raise NoSourceLeft(" ".join(f"({i}) {fault.what}" for i, fault in enumerate(faults, 1)))
