"""What each rule's jobs took in a build, for what the cluster profiles declare.

    python benchmarks/rules.py PROJECT EDITION

Reads the benchmarks that Snakemake left in PROJECT/logs/EDITION/times/ and puts the edition's lines
of benchmarks/rules.csv anew: jobs, the longest one's processor time in seconds, the largest peak
of resident memory in MB. Build from scratch on an idle machine before, with `make clean` first: a
rule that did not run leaves no line.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

RECORD = Path(__file__).with_name("rules.csv")
FIELDS = ("edition", "rule", "jobs", "seconds", "megabytes")


def read(folder: Path, edition: str) -> list[dict[str, str]]:
    """A line for each rule, of the benchmarks in `folder`.

    Raises
    ------
    SystemExit
        Where none is there
    """
    times: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.rglob("*.tsv")):
        rule = path.relative_to(folder).parts[0].removesuffix(".tsv")
        with path.open(encoding="utf-8", newline="") as file:
            times.setdefault(rule, []).extend(csv.DictReader(file, delimiter="\t"))
    if not times:
        raise SystemExit(f"{folder} holds no benchmarks: build {edition} first")
    return [
        {
            "edition": edition,
            "rule": rule,
            "jobs": str(len(jobs)),
            "seconds": f"{max(_number(job['cpu_time']) for job in jobs):.1f}",
            "megabytes": f"{max(_number(job['max_rss']) for job in jobs):.0f}",
        }
        for rule, jobs in sorted(times.items())
    ]


def _number(text: str) -> float:
    """Of a job that ended before it was looked at Snakemake writes NA or a dash."""
    return 0.0 if text in ("NA", "-") else float(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("edition")
    chosen = parser.parse_args()
    found = read(chosen.project / "logs" / chosen.edition / "times", chosen.edition)
    kept = []
    if RECORD.exists():
        with RECORD.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["edition"] != chosen.edition]
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept + found, key=lambda row: (row["edition"], row["rule"])))
    print(f"{RECORD.name}: {len(found)} rules of {chosen.edition}")


if __name__ == "__main__":
    main()
