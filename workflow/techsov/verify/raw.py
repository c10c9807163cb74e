"""Raw files against their pins: those of an edition, and all that stand in git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from techsov.catalogue.registry import Catalogue, Vintage, differing, sha256
from techsov.fetch import provenance


@dataclass(frozen=True)
class Hashed:
    """What hashing found.

    Attributes
    ----------
    files
        how many files were hashed
    bytes
        their size together
    faults
        a sentence for each that is missing or has other bytes than its pin
    unpinned
        files of which no catalogue and no manifest knows the bytes
    """

    files: int
    bytes: int
    faults: list[str]
    unpinned: list[str]


def check(root: Path, catalogue: Catalogue, edition: str) -> Hashed:
    """Hash the raw files of `edition` and of every vintage that is in git.

    A release that the catalogue does not pin is held against the manifest that its fetching
    left beside it.
    """
    keys = {v.key for v in catalogue.all_of(edition)} | catalogue.embedded
    vintages = [catalogue.entry(key) for key in sorted(keys)]
    faults: list[str] = []
    unpinned: list[str] = []
    size = count = 0
    for vintage in vintages:
        faults += differing(vintage, root / "data/raw")
        for path, pin in _files(root, vintage):
            count, size = count + 1, size + path.stat().st_size
            if pin:
                continue
            manifest = provenance.read(path)
            if manifest is None:
                unpinned.append(path.relative_to(root).as_posix())
            elif sha256(path) != manifest.sha256:
                faults.append(f"{path} differs from its manifest {provenance.manifest(path).name}")
    return Hashed(count, size, [_below(root, fault) for fault in faults], unpinned)


def _files(root: Path, vintage: Vintage) -> list[tuple[Path, str]]:
    """The vintage's files that are there, each with its pin."""
    pins = (pin.sha256 for pin in vintage.entry.files.values())
    paths = (root / path for path in vintage.paths())
    return [(path, pin) for path, pin in zip(paths, pins, strict=True) if path.exists()]


def _below(root: Path, sentence: str) -> str:
    return sentence.replace(f"{root}/", "")
