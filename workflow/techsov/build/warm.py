"""Scripts run by a process that has imported what most of them need, and forks for each.

Python and its libraries take a second or two to start, which is more than most jobs work for. The
standard library's fork server imports them once; each job is a process of its own with its own
memory, log and times. The server ends with the build, and a job does so too.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.util import find_spec
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import wait
from pathlib import Path

# Nothing that starts threads, which a fork does not take along: no polars.
IMPORTED = (
    *("pandera.pandas", "snakemake.script", "techsov.core.tables", "techsov.presentation.labels"),
    *(f"matplotlib.backends.backend_{kind}" for kind in ("agg", "pdf", "svg")),
    *("techsov.figures.fonts", "techsov.figures.style"),
)
_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(list(IMPORTED))
# Its end is waited for, so that the build's processor time holds that of its jobs.
atexit.register(forkserver._forkserver._stop)  # type: ignore[attr-defined]
# Starting a process looks how others are, which reads a status only once.
_one_at_a_time = threading.Lock()


def run(script: str, log: str, watched: Callable[[int], AbstractContextManager]) -> None:
    """Run a script in a process of its own; what it prints goes to its log.

    Parameters
    ----------
    script, log : str
        Paths
    watched : callable
        Given the number of the process, a context that lasts while it runs

    Raises
    ------
    subprocess.CalledProcessError
        When it fails

    """
    # A child imports the main module anew, unless it is a package's.
    sys.modules["__main__"].__spec__ = find_spec("snakemake.__main__")
    # Ctrl-C is for the build, which ends the rest: the server would tell it in a traceback of its
    # own while it imports, and then be gone.
    with _one_at_a_time:
        resource_tracker.ensure_running()  # its start, which a server's implies, unblocks Ctrl-C
        process = _server.Process(target=_job, args=(script, log))
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
    with watched(process.pid or 0):
        wait([process.sentinel])
    with _one_at_a_time:
        process.join()
    if process.exitcode:
        raise subprocess.CalledProcessError(process.exitcode, script)


def _job(script: str, log: str) -> None:
    threading.Thread(target=_end_with_build, daemon=True).start()
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(told, 1)
    os.dup2(told, 2)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    sys.argv = [script]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")


def _end_with_build() -> None:
    if build := multiprocessing.parent_process():
        build.join()
        os._exit(1)
