"""The record of an edition: SHA-256 of every endpoint, and the kind of machine that made them.

The file is what `sha256sum` writes, so that `sha256sum --check` reads it too; lines that start
with `#` carry the rest.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from techsov.catalogue.registry import sha256
from techsov.core import yamlfile
from techsov.core.errors import CheckError

FOLDER = "data/endpoints"
MACHINE = "# machine: "
SETTINGS = "# settings: "
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
SHOWN = 20


@dataclass(frozen=True)
class Record:
    """What an edition's endpoints were when they were recorded.

    Attributes
    ----------
    machine
        in the words of `machine()`
    settings
        hash of what config/config.yaml said, see `settings()`
    hashes
        path below the project -> SHA-256
    """

    machine: str
    settings: str
    hashes: dict[str, str]

    @property
    def made_on_this_kind(self) -> bool:
        """Whether this machine rounds as the recording one did: the same bytes are due."""
        return self.machine == machine()


def place(edition: str) -> str:
    """Path of an edition's record below the project."""
    return f"{FOLDER}/{edition}.sha256"


def machine() -> str:
    """What decides how sums and functions round in the last digit: processor, kernels, libm."""
    import numpy as np
    import scipy.linalg  # noqa: F401  (its own BLAS is asked as well)
    import threadpoolctl

    kernels = {pool.get("architecture", pool["internal_api"]) for pool in _blas(threadpoolctl)}
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    widest = (simd.get("found") or simd["baseline"])[-1]
    library = " ".join(platform.libc_ver()).strip() or platform.system()
    return f"{platform.machine()}, BLAS {'+'.join(sorted(kernels))}, SIMD {widest}, {library}"


def settings(root: Path) -> str:
    """Hash of what config/config.yaml says: another pair or language makes other endpoints."""
    said = json.dumps(yamlfile.read(root / "config/config.yaml"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _blas(threadpoolctl: ModuleType) -> list[dict]:
    return [p for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas"]


def read(path: Path) -> Record:
    """The record in a file.

    Raises
    ------
    CheckError
        Naming the line that is none, or when no machine is named
    """
    said, hashes = dict.fromkeys((MACHINE, SETTINGS), ""), {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if head := next((head for head in said if line.startswith(head)), None):
            said[head] = line.removeprefix(head)
        elif found := LINE.fullmatch(line):
            hashes[found[2]] = found[1]
        elif not line.startswith("#"):
            raise CheckError(
                f"{path}, line {number}: a SHA-256, two blanks and a path expected, found "
                f"{line[:60]!r}. Write the record anew: make endpoints"
            )
    if not all(said.values()) or not hashes:
        raise CheckError(
            f"{path}: the lines `{MACHINE}...` and `{SETTINGS}...` and one for each endpoint "
            "expected. Write the record anew: make endpoints"
        )
    return Record(said[MACHINE], said[SETTINGS], hashes)


def write(path: Path, edition: str, root: Path, endpoints: Iterable[str]) -> Record:
    """Record the endpoints as they are below `root`."""
    made = Record(machine(), settings(root), hashes(root, endpoints))
    lines = [
        f"# Endpoints of the edition `{edition}`; written anew by `make endpoints`, "
        "compared by `make verify`.",
        f"{MACHINE}{made.machine}",
        f"{SETTINGS}{made.settings}",
        *(f"{digest}  {name}" for name, digest in sorted(made.hashes.items())),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


def hashes(root: Path, endpoints: Iterable[str]) -> dict[str, str]:
    """Endpoint -> SHA-256 of those that are there."""
    return {name: sha256(root / name) for name in endpoints if (root / name).is_file()}


def changes(recorded: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """The endpoints that are not as recorded, a line each: changed, new or gone."""
    changed = [f"changed  {n}" for n in recorded.keys() & here.keys() if recorded[n] != here[n]]
    new = [f"new      {name}" for name in here.keys() - recorded.keys()]
    gone = [f"gone     {name}" for name in recorded.keys() - here.keys()]
    return sorted([*changed, *new, *gone], key=lambda line: line.split()[-1])


def shortened(lines: list[str]) -> str:
    """The lines, indented; of very many the first ones and how many more."""
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "".join(f"\n  {line}" for line in [*lines[:SHOWN], *more])
