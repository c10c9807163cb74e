"""An edition made from nothing: in a copy that holds the project's own files and raw files only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from techsov.archive import contents, graph
from techsov.catalogue import Catalogue
from techsov.errors import CheckError

PROFILE = "workflow/profiles/default"
# Not what a user has: results that follow them would differ from those that are held.
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
TAIL = 40


@dataclass(frozen=True)
class Rebuilt:
    """A finished build.

    folder : where it stands
    rules  : endpoint, as a path below the folder -> the rule that made it
    jobs   : how many jobs made them
    """

    folder: Path
    rules: dict[str, str]
    jobs: int


def rebuild(root: Path, folder: Path, edition: str, cores: str, log: Path) -> Rebuilt:
    """Build `edition` in `folder` from the files of the project at `root`.

    raises : CheckError with the end of Snakemake's output when the build does not complete
    """
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    copy_project(root, folder, catalogue, edition)
    build = _snakemake(folder, edition, cores)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(build.stdout, encoding="utf-8")
    if build.returncode:
        tail = "\n".join(build.stdout.splitlines()[-TAIL:])
        raise CheckError(
            f"the edition `{edition}` does not build in a clean copy of the project. A file that "
            f"git does not track is not in the copy. All that Snakemake said is in {log}; it "
            f"ends:\n{tail}"
        )
    return built(folder, edition, cores)


def built(folder: Path, edition: str, cores: str = "1") -> Rebuilt:
    """What stands in a folder where `edition` is built.

    raises : CheckError when results are missing or out of date, as far as Snakemake knows
    """
    summary = _snakemake(folder, edition, cores, "--detailed-summary", errors=subprocess.DEVNULL)
    jobs = graph.jobs(summary.stdout.splitlines(keepends=True))
    made = set(contents.result_files(folder, jobs, edition))
    rules = {file: job.rule for job in jobs for file in job.outputs if file in made}
    return Rebuilt(folder, dict(sorted(rules.items())), len(jobs))


def copy_project(root: Path, folder: Path, catalogue: Catalogue, edition: str) -> None:
    """The project's own files and the edition's raw files, in an empty folder."""
    fetched = [
        path
        for vintage in catalogue.all_of(edition)
        if vintage.entry["form"] == "release"
        for path in vintage.paths()
    ]
    for name in [*contents.project_files(root, catalogue), *fetched]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in fetched:  # these can be large: no second copy of them
            target.symlink_to((root / name).resolve())
        else:
            shutil.copy2(root / name, target)


def _snakemake(
    folder: Path, edition: str, cores: str, *arguments: str, errors: int = subprocess.STDOUT
) -> subprocess.CompletedProcess[str]:
    # The copy's own library, before the project's that is installed.
    environment = os.environ | ELSEWHERE | {"PYTHONPATH": str(folder / "workflow")}
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--profile", PROFILE, "--cores", cores,
         "--config", f"edition={edition}", *arguments],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
