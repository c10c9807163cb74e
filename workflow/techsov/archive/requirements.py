"""Our own check of an archive's description: what RO-Crate 1.1 and the run profiles 0.5 require.

It needs neither a network nor a JSON-LD processor, since it reads the flattened form that `crate`
writes. The public validator (`rocrate-validator`) checks more; this one also holds the description
against the bytes in the zip. docs/archive.md lists the requirements from here.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from techsov.archive.contents import METADATA
from techsov.archive.crate import RO_CRATE, RUN_PROFILES, WORKFLOW_CRATE
from techsov.core.errors import CheckError

FAULTS_SHOWN = 8
TOOLS = {"SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"}
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
REQUIREMENTS: dict[str, tuple[str, Check]] = {}


def requirement(profile: str, statement: str) -> Callable[[Check], Check]:
    """Enter a check under its statement; it yields the identifiers of what does not comply."""

    def enter(check: Check) -> Check:
        REQUIREMENTS[statement] = (profile, check)
        return check

    return enter


@requirement("RO-Crate 1.1", "The context is that of RO-Crate 1.1")
def _context(crate: Described) -> Iterator[str]:
    context = crate.metadata.get("@context", [])
    if f"{RO_CRATE}/context" not in (context if isinstance(context, list) else [context]):
        yield "@context"


@requirement("RO-Crate 1.1", "No two entities share an identifier, and each has a type")
def _identifiers(crate: Described) -> Iterator[str]:
    names = [entity["@id"] for entity in crate.metadata["@graph"]]
    yield from sorted({name for name in names if names.count(name) > 1})
    yield from (e["@id"] for e in crate.metadata["@graph"] if not types(e))


@requirement(
    "RO-Crate 1.1", "The descriptor is about the root dataset and conforms to RO-Crate 1.1"
)
def _descriptor(crate: Described) -> Iterator[str]:
    descriptor = crate.get(METADATA)
    about = targets(descriptor, "about") == ["./"] and crate.is_a("./", "Dataset")
    if not about or RO_CRATE not in targets(descriptor, "conformsTo"):
        yield METADATA


@requirement("RO-Crate 1.1", "The root has a name, a description, a date of publication, a licence")
def _root(crate: Described) -> Iterator[str]:
    for key in ("name", "description", "datePublished", "license"):
        if not crate.root.get(key):
            yield f"./ {key}"


@requirement("RO-Crate 1.1", "Every entity that is referred to is described")
def _references(crate: Described) -> Iterator[str]:
    inside = ("#", "./", METADATA)
    for entity in crate.metadata["@graph"]:
        for key in entity:
            for name in targets(entity, key):
                local = name.startswith(inside) or ":" not in name
                if local and name not in crate.entities:
                    yield f"{entity['@id']} {key} {name}"


@requirement(
    "RO-Crate 1.1", "Every file of the archive is a part of the root, and every part is there"
)
def _parts(crate: Described) -> Iterator[str]:
    yield from sorted((set(crate.files) - {METADATA}) ^ set(targets(crate.root, "hasPart")))
    yield from (name for name in targets(crate.root, "hasPart") if not crate.is_a(name, "File"))


@requirement(
    "this archive", "Every file states its format, size, hash and licence, and they are so"
)
def _measures(crate: Described) -> Iterator[str]:
    for name, (size, digest) in crate.files.items():
        if name == METADATA:
            continue
        entity = crate.get(name)
        stated = all(entity.get(key) for key in OF_THE_FILE)
        if not stated or (entity["contentSize"], entity["sha256"]) != (str(size), digest):
            yield name


@requirement("this archive", "Every file has a source: a creator, or a publisher and an address")
def _sources(crate: Described) -> Iterator[str]:
    for entity in crate.of_type("File"):
        if not entity.get("creator") and not (entity.get("publisher") and entity.get("isBasedOn")):
            yield entity["@id"]


@requirement("Workflow RO-Crate 1.0", "The main entity is a workflow in the archive, in a language")
def _workflow(crate: Described) -> Iterator[str]:
    needed = {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    language = targets(crate.workflow, "programmingLanguage")
    in_archive = crate.workflow.get("@id") in crate.files
    if not needed <= types(crate.workflow) or not in_archive:
        yield "mainEntity"
    if not language or not crate.is_a(language[0], "ComputerLanguage"):
        yield "programmingLanguage"


@requirement(
    "Process, Workflow, Provenance Run Crate 0.5", "The root conforms to the profiles by name"
)
def _profiles(crate: Described) -> Iterator[str]:
    stated = targets(crate.root, "conformsTo")
    for url in (*RUN_PROFILES, WORKFLOW_CRATE):
        if url not in stated or not crate.is_a(url, "CreativeWork"):
            yield url


@requirement("Process Run Crate 0.5", "Every action has an instrument that is software")
def _instruments(crate: Described) -> Iterator[str]:
    for action in crate.of_type("CreateAction"):
        tools = targets(action, "instrument")
        if not tools or not all(crate.is_a(tool, *TOOLS) for tool in tools):
            yield action["@id"]


@requirement("Process Run Crate 0.5", "The root mentions every action")
def _mentions(crate: Described) -> Iterator[str]:
    mentioned = set(targets(crate.root, "mentions"))
    yield from sorted({a["@id"] for a in crate.of_type("CreateAction")} - mentioned)


@requirement("Workflow Run Crate 0.5", "An action has the workflow as its instrument")
def _run(crate: Described) -> Iterator[str]:
    name = crate.workflow.get("@id")
    if not any(name in targets(a, "instrument") for a in crate.of_type("CreateAction")):
        yield "mainEntity"


@requirement(
    "Provenance Run Crate 0.5", "The workflow is a HowTo whose parts are tools that were run"
)
def _tools(crate: Described) -> Iterator[str]:
    tools = targets(crate.workflow, "hasPart")
    run = {t for a in crate.of_type("CreateAction") for t in targets(a, "instrument")}
    if "HowTo" not in types(crate.workflow) or not tools:
        yield str(crate.workflow.get("@id"))
    yield from (tool for tool in tools if not crate.is_a(tool, *TOOLS) or tool not in run)


@requirement("Provenance Run Crate 0.5", "Every step belongs to the workflow and names its tool")
def _steps(crate: Described) -> Iterator[str]:
    listed = set(targets(crate.workflow, "step"))
    tools = set(targets(crate.workflow, "hasPart"))
    for step in crate.of_type("HowToStep"):
        if step["@id"] not in listed or not set(targets(step, "workExample")) & tools:
            yield step["@id"]


@requirement("Provenance Run Crate 0.5", "Every control is of a step and of the action that ran it")
def _controls(crate: Described) -> Iterator[str]:
    for control in crate.of_type("ControlAction"):
        steps, actions = targets(control, "instrument"), targets(control, "object")
        tools = {t for step in steps for t in targets(crate.get(step), "workExample")}
        run = {t for action in actions for t in targets(crate.get(action), "instrument")}
        if not all(crate.is_a(step, "HowToStep") for step in steps) or not tools or tools != run:
            yield control["@id"]


@requirement(
    "Provenance Run Crate 0.5", "The engine organised every control, for the workflow's run"
)
def _organisation(crate: Described) -> Iterator[str]:
    controls = {control["@id"] for control in crate.of_type("ControlAction")}
    organised = crate.of_type("OrganizeAction")
    engines = [t for action in organised for t in targets(action, "instrument")]
    if not engines or not all(crate.is_a(engine, *TOOLS) for engine in engines):
        yield "OrganizeAction instrument"
    runs = {r for action in organised for r in targets(action, "result")}
    main = crate.workflow.get("@id")
    if not any(main in targets(crate.get(run), "instrument") for run in runs):
        yield "OrganizeAction result"
    yield from sorted(controls ^ {c for a in organised for c in targets(a, "object")})


@requirement("this archive", "Every result of the archive was made by one job, with its inputs")
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

    metadata : the parsed `ro-crate-metadata.json`
    files    : every file of the archive with its size and SHA-256
    """
    crate = Described(metadata, files)
    found = {statement: list(check(crate)) for statement, (_, check) in REQUIREMENTS.items()}
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

    raises : CheckError naming each requirement and the first entities that break it
    """
    if wrong := faults(metadata, files_of(archive)):
        raise CheckError(
            f"{Path(archive).name} does not comply with its profiles:\n  "
            + "\n  ".join(f"{what}: {', '.join(who[:FAULTS_SHOWN])}" for what, who in wrong.items())
        )
