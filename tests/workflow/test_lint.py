"""Snakemake's own linter: only the remark on missing software environments is allowed.

The environment is the locked one of `make`, the same for every rule.
"""

import subprocess
import sys

import pytest

ALLOWED = "Specify a conda environment or container for each rule"


def remarks(report: str) -> list[str]:
    """The linter's remarks, one per bullet."""
    return [line.strip()[2:] for line in report.splitlines() if line.strip().startswith("* ")]


@pytest.mark.workflow
def test_the_linter_has_no_remark_but_on_environments(root):
    run = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    found = remarks(run.stdout + run.stderr)
    # No remark at all would mean that the linter did not get as far as the rules.
    assert ALLOWED in " ".join(found), run.stderr
    assert [remark for remark in found if not remark.startswith(ALLOWED)] == []
