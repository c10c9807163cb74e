"""Snakemake, run on the project in the current folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from techsov.build import running
from techsov.core.errors import TechsovError

PROFILE = "workflow/profiles/default"


class BuildError(TechsovError):
    """Snakemake did not finish; its own output says why."""


def command(
    edition: str, *arguments: str, cores: str = "all", settings: Iterable[str] = ()
) -> list[str]:
    """The words that run Snakemake on an edition.

    Parameters
    ----------
    edition : str
        Its name.
    *arguments : str
        Targets and options of Snakemake.
    cores : str
        How many cores it may use, or `all`.
    settings : iterable of str
        Settings beside the edition, as `name=value`.

    """
    return [
        *(sys.executable, "-m", "snakemake", "--profile", PROFILE, "--cores", cores),
        *(*arguments, "--config", f"edition={edition}", *settings),
    ]


def build(edition: str, *arguments: str, cores: str = "all", settings: Iterable[str] = ()) -> None:
    """Build targets of an edition; takes what `command` takes.

    Raises
    ------
    BuildError
        When Snakemake ends with an error.

    """
    running.prepare(Path.cwd(), edition)
    words = command(edition, *arguments, cores=cores, settings=settings)
    if status := subprocess.run(words, check=False).returncode:
        raise BuildError(
            f"Snakemake ended with status {status} on edition {edition}; what it said stands above."
        )
