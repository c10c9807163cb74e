"""The share of the library's branches that tests take, held against what pyproject.toml asks for.

    python -m tests.branches COVERAGE.json

Prints the modules below the threshold with what they lack; exits with an error when the library
as a whole is below it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def threshold(root: Path = ROOT) -> float:
    """Per cent of branches that have to be taken."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return float(settings["tool"]["coverage"]["report"]["fail_under"])


def share(summary: dict) -> float:
    """Branches taken, per cent; 100 where there are none."""
    of = summary["num_branches"]
    return 100 * summary["covered_branches"] / of if of else 100.0


def below(report: dict, least: float) -> list[str]:
    """A line for each module below the threshold, the one that lacks most branches first."""
    lacking = [
        (found["summary"]["missing_branches"], name, share(found["summary"]))
        for name, found in report["files"].items()
        if share(found["summary"]) < least
    ]
    return [
        f"{name}: {percent:.1f} % of branches, {missing} not taken"
        for missing, name, percent in sorted(lacking, reverse=True)
    ]


def main(path: str) -> None:
    report, least = json.loads(Path(path).read_text(encoding="utf-8")), threshold()
    print("\n".join(below(report, least)))
    totals = report["totals"]
    taken = share(totals)
    print(f"{taken:.1f} % of {totals['num_branches']:,} branches are taken")
    if taken < least:
        sys.exit(f"expected: {least:g} % or more")


if __name__ == "__main__":
    main(sys.argv[1])
