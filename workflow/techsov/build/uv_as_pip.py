"""uv with the settings that pip has: python workflow/techsov/build/uv_as_pip.py UV ARGUMENTS.

uv reads neither pip's configuration nor its variables. Where a site tells pip of its index, its
certificates or its proxy, uv is told the same; what a variable of uv's own says stays.

Only the standard library: it runs before anything is installed.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

# pip's setting -> uv's variable, and what stands between several values there. Further indexes are
# left out: what is locked is public, and of a version that two indexes hold uv sees one's files.
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "no-index": ("UV_NO_INDEX", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
}
# What outranks what in pip's list of its settings.
RANKS = ("global.", "install.", ":env:.")


def environment(listed: str, held: Mapping[str, str]) -> dict[str, str]:
    """The variables for uv.

    Parameters
    ----------
    listed : str
        What `pip config list` prints: a line for each setting.
    held : mapping
        The variables that are set.

    """
    found: dict[str, str] = {}
    lines = [line.partition("=") for line in listed.splitlines() if "=" in line]
    for rank in RANKS:
        for name, _, value in lines:
            if name.startswith(rank):
                found[name.removeprefix(rank)] = str(ast.literal_eval(value))
    # As pip does of itself, uv trusts what the system trusts.
    own = {"UV_SYSTEM_CERTS": "1"}
    for setting, value in found.items():
        if setting in NAMES and (words := value.split()):
            name, between = NAMES[setting]
            own[name] = between.join(words)
    if not has_cache(held):
        own["UV_NO_CACHE"] = "1"
    return own | dict(held)


def has_cache(held: Mapping[str, str]) -> bool:
    """Whether there is a folder for what programs can fetch or make again, and it can be written.

    It is tried: permissions tell neither of a full quota nor of a file system that is read only.
    """
    home, cache = held.get("HOME"), held.get("XDG_CACHE_HOME")
    if not (cache or home):
        return False
    folder = Path(cache or Path(home or "", ".cache"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def main(words: list[str]) -> int:
    """Run uv; returns its exit status."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return subprocess.run(words, env=environment(listed.stdout, os.environ), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
