"""Which files an archive holds: the project's own, the extracts, the results, and releases."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from techsov.archive.graph import Job
from techsov.catalogue.licences import Licence
from techsov.catalogue.registry import Catalogue, Vintage, check_pins
from techsov.core.errors import CheckError

METADATA = "ro-crate-metadata.json"
RAW = "data/raw"
MANIFEST = ".provenance.json"  # beside a file that `make fetch` brought


def project_files(root: Path, catalogue: Catalogue) -> list[str]:
    """The project's own files and its extracts: what git tracks, or what an unpacked archive lists.

    Raises
    ------
    CheckError
        Where neither git nor an archive's own list is there to tell
    """
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
        ).stdout.split("\0")[:-1]
    elif (root / METADATA).exists():
        entities = json.loads((root / METADATA).read_text(encoding="utf-8"))["@graph"]
        listed = [e["@id"] for e in entities if "File" in e["@type"]]
    else:
        raise CheckError(
            f"{root}: neither a git repository nor an unpacked archive with {METADATA}; "
            "an archive can be made from either"
        )
    released = {
        path
        for vintage in catalogue.vintages.values()
        if vintage.is_release
        for path in vintage.paths()
    }
    return sorted(
        name
        for name in listed
        if (root / name).is_file()
        and not name.startswith("results/")
        and name.removesuffix(MANIFEST) not in released
    )


def result_files(root: Path, made: Iterable[Job], edition: str) -> list[str]:
    """What the jobs made and left, but for releases read into another format (`clean/`)."""
    cleaned = f"results/{edition}/clean/"
    files = (file for job in made for file in job.outputs if not file.startswith(cleaned))
    return sorted(file for file in files if (root / file).is_file())


def release_files(
    root: Path, catalogue: Catalogue, edition: str, known: Mapping[str, Licence]
) -> list[str]:
    """The edition's full releases that are here and may be passed on, with their manifests.

    Raises
    ------
    CheckError
        When a release is not the one that is pinned
    """
    passed = [
        vintage
        for vintage in catalogue.all_of(edition)
        if vintage.is_release and known_licence(vintage, known).pass_on
    ]
    here = [v for v in passed if all((root / path).exists() for path in v.paths())]
    check_pins(here, root / RAW)
    files = [path for vintage in here for path in vintage.paths()]
    manifests = [f"{path}{MANIFEST}" for path in files]
    return sorted(files + [name for name in manifests if (root / name).exists()])


def known_licence(vintage: Vintage, known: Mapping[str, Licence]) -> Licence:
    """The vintage's licence; one that is not listed is known by its words alone."""
    words = vintage.entry.licence
    return known.get(words, Licence(words=words, pass_on=False))


def vintages_by_file(catalogue: Catalogue) -> dict[str, Vintage]:
    """Raw file -> the vintage that it belongs to."""
    return {path: vintage for vintage in catalogue.vintages.values() for path in vintage.paths()}
