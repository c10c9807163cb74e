"""An edition made from nothing: in a copy that holds the project's own files and raw files only."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from techsov.archive import contents, graph
from techsov.build import engine
from techsov.catalogue.registry import Catalogue
from techsov.core.errors import CheckError

# Not what a user has: results that follow them would differ from those that are held.
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
TAIL = 40
# What a project's folder holds besides its own files, where neither git nor an archive tells.
MADE = {"results", "logs", "dist", "site"}


@dataclass(frozen=True)
class Rebuilt:
    """A finished build.

    Attributes
    ----------
    folder
        where it stands
    rules
        endpoint, as a path below the folder -> the rule that made it
    jobs
        how many jobs made them
    """

    folder: Path
    rules: dict[str, str]
    jobs: int


def rebuild(
    root: Path, folder: Path, edition: str, *targets: str, cores: str = "all", log: Path
) -> Rebuilt:
    """Build `edition`, or some of its results, in `folder` from the project's files at `root`.

    Raises
    ------
    CheckError
        With the end of Snakemake's output when the build does not complete
    """
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    copy_project(root, folder, catalogue, edition)
    build = snakemake(folder, edition, cores, *targets)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(build.stdout, encoding="utf-8")
    if build.returncode:
        tail = "\n".join(build.stdout.splitlines()[-TAIL:])
        raise CheckError(
            f"the edition `{edition}` does not build in a clean copy of the project. A file that "
            f"git does not track is not in the copy. All that Snakemake said is in {log}; it "
            f"ends:\n{tail}"
        )
    return built(folder, edition, *targets)


def built(folder: Path, edition: str, *targets: str) -> Rebuilt:
    """What stands in a folder where `edition` is built, or some of its results.

    Raises
    ------
    CheckError
        When results are missing or out of date, as far as Snakemake knows
    """
    arguments = ("--detailed-summary", *targets)
    summary = snakemake(folder, edition, "1", *arguments, errors=subprocess.PIPE)
    if summary.returncode:
        raise CheckError(f"Snakemake does not read the project in {folder}:\n{summary.stderr}")
    jobs = graph.jobs(summary.stdout.splitlines(keepends=True))
    made = set(contents.result_files(folder, jobs, edition))
    rules = {file: job.rule for job in jobs for file in job.outputs if file in made}
    return Rebuilt(folder, dict(sorted(rules.items())), len(jobs))


def copy_project(root: Path, folder: Path, catalogue: Catalogue, edition: str) -> None:
    """The project's own files and the edition's raw files, in an empty folder."""
    fetched = [
        path
        for vintage in catalogue.all_of(edition)
        if vintage.is_release
        for path in vintage.paths()
    ]
    for name in [*own_files(root, catalogue), *fetched]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in fetched:  # these can be large: no second copy of them
            target.symlink_to((root / name).resolve())
        else:
            shutil.copy2(root / name, target)


def own_files(root: Path, catalogue: Catalogue) -> list[str]:
    """What git tracks or an archive lists; else every file but what the project makes."""
    try:
        return contents.project_files(root, catalogue)
    except CheckError:
        return [
            path.relative_to(root).as_posix()
            for top in sorted(root.iterdir())
            if top.name not in MADE and not top.name.startswith(".")
            for path in (sorted(top.rglob("*")) if top.is_dir() else [top])
            if path.is_file() and "__pycache__" not in path.parts
        ]


def snakemake(
    folder: Path, edition: str, cores: str, *arguments: str, errors: int = subprocess.STDOUT
) -> subprocess.CompletedProcess[str]:
    """Run the Snakemake of this environment on the project in `folder`, with its own library."""
    environment = os.environ | ELSEWHERE | {"PYTHONPATH": str(folder / "workflow")}
    return subprocess.run(
        engine.command(edition, *arguments, cores=cores),
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
