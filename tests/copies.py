"""The project in a folder of its own, as tests and measurements take it: sources, no results."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What Snakemake needs, and what stands before it for a user.
WORKFLOW = ("Snakefile", "config", "data", "paper", "requirements.lock", "workflow")
FRONT = ("Makefile", "pyproject.toml", "docs", "README.md", "CITATION.cff", "LICENSE")


def user_environment() -> dict[str, str]:
    """The environment without what `make test` tells the programs that it starts.

    A `make` within another says which folder it enters, and takes the other's variables.
    """
    told = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")
    return {name: value for name, value in os.environ.items() if name not in told}


def copy_project(target: Path, *, with_make: bool = False) -> Path:
    """Copy the workflow to `target`, which must not exist, without what updates added; returns it.

    Parameters
    ----------
    with_make
        copy what `make` needs too, and let it find this project's environment
    """
    target.mkdir(parents=True)
    for name in WORKFLOW + (FRONT if with_make else ()):
        if (source := ROOT / name).is_dir():
            shutil.copytree(
                source, target / name, ignore=shutil.ignore_patterns("__pycache__", "updates")
            )
        else:
            shutil.copy2(source, target / name)
    if with_make:
        (target / ".venv").symlink_to(ROOT / ".venv")
    return target
