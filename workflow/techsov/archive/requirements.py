"""What this archive promises beyond its profiles: every file described as its bytes are.

What RO-Crate and its run profiles require is checked by `rocrate-validator` (`make checkers`, then
the tests). docs/archive.md lists the requirements from here.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from techsov.archive.contents import METADATA
from techsov.core.errors import CheckError

FAULTS_SHOWN = 8
OF_THE_FILE = ("name", "encodingFormat", "contentSize", "sha256", "license")


@dataclass(frozen=True)
class Described:
    """A crate's metadata with its entities by identifier, and size and hash of the zip's files."""

    metadata: dict
    files: dict[str, tuple[int, str]]

    @cached_property
    def entities(self) -> dict[str, dict]:
        return {entity["@id"]: entity for entity in self.metadata["@graph"]}

    def get(self, name: str) -> dict:
        return self.entities.get(name, {})

    def of_type(self, kind: str) -> list[dict]:
        return [e for e in self.metadata["@graph"] if kind in types(e)]

    def is_a(self, name: str, *kinds: str) -> bool:
        return bool(types(self.get(name)) & set(kinds))

    @property
    def root(self) -> dict:
        return self.get("./")

    @property
    def workflow(self) -> dict:
        return self.get(next(iter(targets(self.root, "mainEntity")), ""))


def types(entity: dict) -> set[str]:
    kind = entity.get("@type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def targets(entity: dict, key: str) -> list[str]:
    """Identifiers that an entity refers to under `key`."""
    value = entity.get(key, [])
    values = value if isinstance(value, list) else [value]
    return [each["@id"] for each in values if isinstance(each, dict)]


Check = Callable[[Described], Iterator[str]]
REQUIREMENTS: dict[str, Check] = {}


def requirement(statement: str) -> Callable[[Check], Check]:
    """Enter a check under its statement; it yields the identifiers of what does not comply."""

    def enter(check: Check) -> Check:
        REQUIREMENTS[statement] = check
        return check

    return enter


@requirement("Every file of the archive is a part of the root, and every part is there")
def _parts(crate: Described) -> Iterator[str]:
    yield from sorted((set(crate.files) - {METADATA}) ^ set(targets(crate.root, "hasPart")))
    yield from (name for name in targets(crate.root, "hasPart") if not crate.is_a(name, "File"))


@requirement("Every file states its format, size, hash and licence, and they are so")
def _measures(crate: Described) -> Iterator[str]:
    for name, (size, digest) in crate.files.items():
        if name == METADATA:
            continue
        entity = crate.get(name)
        stated = all(entity.get(key) for key in OF_THE_FILE)
        if not stated or (entity["contentSize"], entity["sha256"]) != (str(size), digest):
            yield name


@requirement("Every file has a source: a creator, or a publisher and an address")
def _sources(crate: Described) -> Iterator[str]:
    for entity in crate.of_type("File"):
        if not entity.get("creator") and not (entity.get("publisher") and entity.get("isBasedOn")):
            yield entity["@id"]


@requirement("Every result of the archive was made by one job, with its inputs")
def _results(crate: Described) -> Iterator[str]:
    main = crate.workflow.get("@id")
    made: dict[str, int] = {}
    for action in crate.of_type("CreateAction"):
        if main in targets(action, "instrument"):
            continue
        if not targets(action, "object"):
            yield action["@id"]
        for name in targets(action, "result"):
            made[name] = made.get(name, 0) + 1
    results = {name for name in crate.files if name.startswith("results/")}
    yield from sorted(name for name in results | made.keys() if made.get(name) != 1)


def faults(metadata: dict, files: dict[str, tuple[int, str]]) -> dict[str, list[str]]:
    """Requirement -> what does not comply with it; empty where all do.

    Parameters
    ----------
    metadata
        the parsed `ro-crate-metadata.json`
    files
        every file of the archive with its size and SHA-256
    """
    crate = Described(metadata, files)
    found = {statement: list(check(crate)) for statement, check in REQUIREMENTS.items()}
    return {statement: wrong for statement, wrong in found.items() if wrong}


def files_of(archive: Path | str) -> dict[str, tuple[int, str]]:
    """Every file of a zip with its size and SHA-256."""
    with zipfile.ZipFile(archive) as opened:
        return {
            entry.filename: (entry.file_size, hashlib.sha256(opened.read(entry)).hexdigest())
            for entry in opened.infolist()
        }


def hold(metadata: dict, archive: Path | str) -> None:
    """Refuse an archive whose description does not comply.

    Raises
    ------
    CheckError
        Naming each requirement and the first entities that break it
    """
    if wrong := faults(metadata, files_of(archive)):
        raise CheckError(
            f"{Path(archive).name} is not as its description says:\n  "
            + "\n  ".join(f"{what}: {', '.join(who[:FAULTS_SHOWN])}" for what, who in wrong.items())
        )
