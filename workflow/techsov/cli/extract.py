"""Derive the embedded extracts anew from the providers' full releases.

Example:
    techsov extract ../shared/data --only macro

"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from techsov import cli
from techsov.core.errors import ConfigError

PARTS = Path("workflow/extract")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("releases", type=cli.path, help="folder of the full releases")
    parser.add_argument(
        "--to",
        type=cli.path,
        default=Path("data/raw"),
        metavar="FOLDER",
        help="folder to write to (default: data/raw)",
    )
    parser.add_argument("--only", metavar="PART", help="one script of workflow/extract/")


def run(given: argparse.Namespace) -> int:
    """Run the scripts of workflow/extract/, one after the other."""
    parts = sorted(PARTS.glob(f"{given.only or '*'}.py"))
    if not parts:
        known = ", ".join(sorted(part.stem for part in PARTS.glob("*.py")))
        raise ConfigError(f"--only: `{given.only}` is no script of {PARTS}; there is {known}")
    for part in parts:
        words = [sys.executable, str(part), str(given.releases), "--to", str(given.to)]
        if subprocess.run(words, check=False).returncode:
            raise ConfigError(f"{part} did not finish; what it said stands above")
    return cli.DONE
