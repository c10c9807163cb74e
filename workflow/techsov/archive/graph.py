"""Which job made which result: Snakemake's own record, and the rules behind the jobs.

The record is what `snakemake --detailed-summary` prints, a line per output file with the inputs and
the log that were noted when it was made.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

from techsov.core.errors import CheckError

COLUMNS = ("output_file", "rule", "log-file(s)", "input-file(s)", "status", "plan")
MADE = {"ok", "removed temp file"}
RULE = re.compile(r"^rule (\w+):\n((?:[ \t]+.*\n|\n)+)", re.M)
MESSAGE = re.compile(r"^ +message:\s+f?\"(.*)\"", re.M)
SCRIPT = re.compile(r"^ +script:\s+\"(.*)\"", re.M)
FILES_SHOWN = 5


@dataclass(frozen=True)
class Rule:
    """A rule as written: its message, with wildcards in braces, and the file of its code."""

    name: str
    message: str
    code: str


@dataclass(frozen=True)
class Job:
    """One run of a rule: what went in and what came out, as paths in the project."""

    rule: str
    log: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the job among all of its edition: the path of its log without the folder."""
        return "/".join(Path(self.log).with_suffix("").parts[2:])


def rules(root: Path) -> dict[str, Rule]:
    """The rules of a project's Snakefiles by name; paths below `root`.

    A rule's code is its script or, where it runs none, the Snakefile that it stands in.
    """
    found = {}
    for path in (root / "Snakefile", *sorted((root / "workflow/rules").glob("*.smk"))):
        place = path.relative_to(root)
        for name, body in RULE.findall(path.read_text(encoding="utf-8") + "\n"):
            script, message = SCRIPT.search(body), MESSAGE.search(body)
            code = Path(normpath(place.parent / script[1])) if script else place
            found[name] = Rule(name, message[1] if message else name, code.as_posix())
    return found


def jobs(summary: Iterable[str]) -> list[Job]:
    """The jobs of Snakemake's detailed summary, sorted by name.

    Raises
    ------
    CheckError
        When the summary is none, or when results are missing, out of date, or not of
        Snakemake's own record
    """
    rows = list(csv.DictReader(summary, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not set(COLUMNS) <= rows[0].keys():
        raise CheckError("the output of `snakemake --detailed-summary` expected")
    late = [r["output_file"] for r in rows if r["status"] not in MADE or r["plan"] != "no update"]
    _refuse(late, "are missing or out of date", "run `make` first")
    unknown = [r["output_file"] for r in rows if "-" in (r["log-file(s)"], r["input-file(s)"])]
    _refuse(unknown, "were not made here, as far as Snakemake knows", "run `make clean` and `make`")
    outputs: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        key = (row["rule"], row["log-file(s)"], row["input-file(s)"])
        outputs.setdefault(key, []).append(row["output_file"])
    made = [
        Job(rule, log, tuple(sorted(inputs.split(","))), tuple(sorted(files)))
        for (rule, log, inputs), files in outputs.items()
    ]
    return sorted(made, key=lambda job: job.name)


def _refuse(files: list[str], what: str, todo: str) -> None:
    if files:
        shown = ", ".join(sorted(files)[:FILES_SHOWN])
        more = f" and {len(files) - FILES_SHOWN} more" if len(files) > FILES_SHOWN else ""
        raise CheckError(f"{shown}{more} {what}: {todo}")


def origins(made: Iterable[Job]) -> dict[str, set[str]]:
    """Result -> the files that no job made and on which it rests, through all jobs."""
    job_of = {file: job for job in made for file in job.outputs}
    found: dict[str, set[str]] = {}

    def of(file: str) -> set[str]:
        if file not in job_of:
            return {file}
        if file not in found:
            found[file] = set().union(*map(of, job_of[file].inputs))
        return found[file]

    return {file: of(file) for file in sorted(job_of)}
