"""An edition's archive, from what is built."""

from __future__ import annotations

import json
import subprocess
from importlib import metadata
from pathlib import Path

from techsov.archive import contents, crate, graph, pack, requirements
from techsov.build import engine
from techsov.catalogue import licences
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.errors import CheckError


def write(root: Path, edition: str, into: Path, *, with_raw: bool = False) -> Path:
    """Write the archive of a built edition into a folder; returns its path.

    Parameters
    ----------
    root : Path
        The project.
    edition : str
        Its name.
    into : Path
        The folder to write to.
    with_raw : bool
        Take in releases that are here and may be passed on.

    Raises
    ------
    CheckError
        When results are missing or out of date, or the archive is not what it describes.

    """
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    known = licences.load(root / "config/licences.yaml")
    jobs = graph.jobs(_summary(root, edition).splitlines(keepends=True))
    files = [*contents.project_files(root, catalogue), *contents.result_files(root, jobs, edition)]
    if with_raw:
        files += contents.release_files(root, catalogue, edition, known)
    content = crate.Content(
        root=root,
        edition=catalogue.edition(edition),
        files=sorted(files),
        jobs=jobs,
        rules=graph.rules(root),
        vintages=contents.vintages_by_file(catalogue),
        licences=known,
        citation=yamlfile.read(root / "CITATION.cff"),
        engine=metadata.version("snakemake"),
    )
    described = crate.describe(content)
    name = f"techsov-{content.citation['version']}-{edition}{'-raw' if with_raw else ''}.zip"
    target = into / name
    pack.write(target, root, content.files, {contents.METADATA: described})
    requirements.hold(json.loads(described), target)
    return target


def _summary(root: Path, edition: str) -> str:
    """Snakemake's record of the built edition."""
    words = engine.command(edition, "--detailed-summary", cores="1")
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"Snakemake does not read the project in {root}:\n{done.stderr}")
    return done.stdout
