"""An edition through sbatch, with a node pulled out on the way, held against a local build.

    python -m tests.slurm.run EDITION FOLDER [--archives ICIO] [--local RESULTS] [--log FILE]

`embedded` is built from what ships. An edition with ICIO gets made-up years of all its years, small
ones or those in the folder ICIO. FOLDER keeps the copies and the daemons' logs; the log tells of
every Slurm job, of the node, and of the hashes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.copies import copy_project
from tests.slurm.cluster import Cluster
from tests.workflow import test_full_releases

ICIO = "paper-2024"  # the edition of all years
# This cluster keeps no accounts, so that the executor must ask squeue.
WITHOUT_ACCOUNTING = (
    "--slurm-status-command", "squeue", "--slurm-no-account",
    "--slurm-init-seconds-before-status-checks", "5", "--seconds-between-status-checks", "5",
)  # fmt: skip
FAILED = {"FAILED", "TIMEOUT", "OUT_OF_MEMORY", "CANCELLED"}


def command(profile: str, edition: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "snakemake", "--profile", f"workflow/profiles/{profile}",
            *arguments, "--config", f"edition={edition}", "--"]  # fmt: skip


def environment(project: Path) -> dict[str, str]:
    """The library of the copy, not the one that is installed beside this script."""
    return os.environ | {"PYTHONPATH": str(project / "workflow")}


def build_locally(project: Path, edition: str, *targets: str) -> None:
    """Build as on a laptop, on one core."""
    run = subprocess.run([*command("default", edition, "--cores", "1"), *targets],
                         cwd=project, env=environment(project), capture_output=True, text=True,
                         check=False)  # fmt: skip
    if run.returncode:
        raise RuntimeError(f"local build of {edition}\n{run.stdout[-3000:]}{run.stderr[-3000:]}")


def build_on(
    cluster: Cluster, project: Path, edition: str, *targets: str, victim: str = "",
    watched: Callable[[str], bool] = bool, patience: float = 3600,
) -> str:  # fmt: skip
    """Build through sbatch; returns the id of the job that ran on `victim` when it was pulled out.

    Parameters
    ----------
    victim
        the node to pull out once a job whose comment is `watched` has run there for a while
    patience
        seconds after which the build is given up

    Raises
    ------
    RuntimeError
        With what Snakemake said when the build fails
    """
    said = cluster.folder / f"snakemake-{edition}.txt"
    lost, seen, end = "", {}, time.monotonic() + patience
    with said.open("w", encoding="utf-8") as out:
        run = subprocess.Popen([*command("slurm", edition, *WITHOUT_ACCOUNTING), *targets],
                               cwd=project, env=environment(project), stdout=out,
                               stderr=subprocess.STDOUT)  # fmt: skip
        try:
            while run.poll() is None and time.monotonic() < end:
                time.sleep(2)
                for job in [] if lost or not victim else cluster.jobs():
                    if (job["node"], job["state"]) != (victim, "RUNNING"):
                        continue
                    since = seen.setdefault(job["id"], time.monotonic())
                    if watched(job["comment"]) and time.monotonic() - since > 12:
                        cluster.pull_out(victim)
                        lost = job["id"]
        finally:
            if run.poll() is None:
                run.terminate()
                run.wait(timeout=120)
    if run.returncode:
        raise RuntimeError(f"build of {edition}\n{said.read_text(encoding='utf-8')[-6000:]}")
    return lost


def hashes(folder: Path) -> dict[str, str]:
    """File below `folder` -> SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def story(cluster: Cluster, made: dict[str, str], held: dict[str, str]) -> list[str]:
    """What happened, to be read: jobs with their ends, nodes, and both builds' hashes."""
    comments = {job["id"]: job["comment"] for job in cluster.jobs()}
    lines = ["job  node  state      minutes  what"]
    for end in cluster.completed():
        took = (_clock(end["EndTime"]) - _clock(end["StartTime"])) / 60
        lines.append(f"{end['JobId']:>3}  {end['NodeList']:4}  {end['JobState']:9}  {took:7.1f}  "
                     f"{comments.get(end['JobId'], '')}")  # fmt: skip
    lines += [f"node {node}: {cluster.state(node)}" for node in cluster.nodes]
    same = [name for name, digest in made.items() if held.get(name) == digest]
    lines.append(f"{len(same)} of {len(made)} files have the bytes of the local build")
    lines += [f"  differs: {name}" for name in made if name not in same]
    for title, found in (("through sbatch", made), ("locally", held)):
        listed = "".join(f"{found[name]}  {name}\n" for name in sorted(made) if name in found)
        lines.append(f"SHA-256 over all of them, {title}: "
                     f"{hashlib.sha256(listed.encode()).hexdigest()}")  # fmt: skip
    return lines


def _clock(stamp: str) -> float:
    return time.mktime(time.strptime(stamp, "%Y-%m-%dT%H:%M:%S"))


def with_made_up_years(project: Path, work: Path, archives: Path | None) -> None:
    """Let `paper-2024` have every year of ICIO, made up, and all else as embedded.

    Parameters
    ----------
    archives
        a folder of full-size archives; small ones are written by default
    """
    path = project / "config" / "editions.yaml"
    editions = yaml.safe_load(path.read_text(encoding="utf-8"))
    years = {"oecd/icio": editions[ICIO]["datasets"]["oecd/icio"]}
    editions[ICIO]["datasets"] = editions["embedded"]["datasets"] | years
    path.write_text(yaml.safe_dump(editions, allow_unicode=True), encoding="utf-8")
    if not archives:
        test_full_releases.write_archives(project, work)
        return
    target = project / "data/raw/oecd/icio/2023"
    target.mkdir(parents=True)
    for archive in archives.glob("*.zip"):
        (target / archive.name).symlink_to(archive.resolve())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edition")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archives", type=Path)
    parser.add_argument("--local", type=Path, help="results of a local build that is here already")
    parser.add_argument("--log", type=Path)
    parser.add_argument("targets", nargs="*")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    project = copy_project(folder / "slurm")
    if chosen.edition == ICIO:
        (folder / "work").mkdir()
        with_made_up_years(project, folder / "work", chosen.archives)
    local = chosen.local
    if not local:
        shutil.copytree(project, folder / "local", symlinks=True)
        build_locally(folder / "local", chosen.edition, *chosen.targets)
        local = folder / "local/results" / chosen.edition
    begun = time.monotonic()
    (folder / "daemons").mkdir()
    with Cluster(folder / "daemons") as cluster:
        lost = build_on(
            cluster, project, chosen.edition, *chosen.targets, victim="n1",
            watched=lambda comment: "year" in comment or chosen.edition == "embedded",
        )  # fmt: skip
        lines = [
            f"edition {chosen.edition}, {(time.monotonic() - begun) / 60:.1f} minutes on "
            f"{len(cluster.nodes)} nodes; node n1 was pulled out while job {lost} ran there",
            *story(cluster, hashes(project / "results" / chosen.edition), hashes(local)),
        ]
    text = "\n".join(lines) + "\n"
    print(text)
    if chosen.log:
        chosen.log.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
