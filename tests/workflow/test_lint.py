"""Snakemake's own linter: only the remark on missing software environments is allowed.

The environment is the locked one of `make`, the same for every rule.
"""

import subprocess
import sys

ALLOWED = "No software environment specified"


def remarks(report: str) -> list[str]:
    """The linter's remarks, one per bullet."""
    return [line.strip()[2:] for line in report.splitlines() if line.strip().startswith("* ")]


def test_the_linter_has_no_remark_but_on_environments(root):
    run = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint"], cwd=root, capture_output=True, text=True
    )
    report = run.stdout + run.stderr
    assert "Error" not in report.splitlines()[0] if report else True
    found = [r for r in remarks(report) if not r.startswith(ALLOWED)]
    assert found == []
    assert remarks(report) or run.returncode == 0
