"""Before a build: python -m techsov.build.running EDITION.

Two things would stop a build for no reason or let it go wrong in silence, and are looked at first:
the lock that a killed build leaves behind, and results that are dated in the future.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

LOCKS = ".snakemake/locks"
HOLDERS = ".snakemake/techsov-holders"
# Clocks of a file server and of its clients may be this far apart.
SKEW = 60.0


def note_holder(project: Path) -> None:
    """Note that this process may hold Snakemake's lock; the Snakefile calls it when it is read.

    Where nothing can be written, nothing is noted, and the lock stays for Snakemake to judge.
    """
    with suppress(OSError):
        (project / HOLDERS).mkdir(parents=True, exist_ok=True)
        (project / HOLDERS / f"{os.getpid()}@{socket.gethostname()}").touch()


def release_stale_lock(project: Path) -> str:
    """Remove Snakemake's lock if all that may hold it are gone; what was done, in words.

    A lock stays where one of them is alive or on another host, or where none was noted; Snakemake
    then says that the folder is in use.
    """
    locks = sorted((project / LOCKS).glob("*.lock"))
    holders = sorted((project / HOLDERS).glob("*@*"))
    dead = [note for note in holders if not _may_live(note)]
    if locks and holders and dead == holders:
        for lock in locks:
            lock.unlink(missing_ok=True)
        released = (
            "The build before this one was killed. What it had finished is kept; what it left "
            "half-made is made again."
        )
    else:
        released = ""
    for note in dead:
        note.unlink(missing_ok=True)
    return released


def _may_live(note: Path) -> bool:
    pid, _, host = note.name.partition("@")
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)  # sends nothing, asks only
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def refuse_future(project: Path, edition: str) -> None:
    """Stop where a result is dated in the future: what changes now would pass for older.

    Raises
    ------
    SystemExit
        Naming the result that is furthest ahead
    """
    folder = project / "results" / edition
    dates = [(path.stat().st_mtime, path) for path in folder.rglob("*") if path.is_file()]
    latest, path = max(dates, default=(0.0, folder))
    if latest > time.time() + SKEW:
        dated, now = (f"{datetime.fromtimestamp(t):%Y-%m-%d %H:%M}" for t in (latest, time.time()))
        raise SystemExit(
            f"{path.relative_to(project)} is dated {dated}, and it is {now}: the clock was set "
            "back after the result was made. What changes from here on would pass for older than "
            f"that and not be seen. Set the clock right, or run: make clean EDITION={edition}"
        )


def prepare(project: Path, edition: str) -> None:
    """Look at both before an edition is built; says what was done on standard error."""
    if done := release_stale_lock(project):
        print(done, file=sys.stderr)
    refuse_future(project, edition)


if __name__ == "__main__":
    prepare(Path.cwd(), sys.argv[1])
