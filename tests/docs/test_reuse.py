"""The page on other pairs, followed from a fresh clone by its own commands."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.workflow]

BLOCK = re.compile(r"^```(sh|sh title=\"With the files at hand\"|text)\n(.*?)^```$", re.M | re.S)
INSTALLED = ("requirements.lock", "pyproject.toml")  # what `make .venv/ready` looks at


def steps(page: str) -> list[tuple[str, str, str]]:
    """(kind, commands, what they are to print) of each block of commands."""
    found: list[list[str]] = []
    for kind, text in BLOCK.findall(page):
        if kind == "text":
            found[-1][2] = text
        else:
            found.append([kind, text, ""])
    return [tuple(step) for step in found]


@pytest.fixture(scope="module")
def clone(root, tmp_path_factory) -> Path:
    """The project as a fresh clone holds it, with the environment of this one."""
    target = tmp_path_factory.mktemp("fresh") / "techsov"
    if (root / ".git").exists():
        subprocess.run(["git", "clone", "--quiet", "--local", root, target], check=True)
    else:
        kept = shutil.ignore_patterns(".venv*", "results", "logs", ".snakemake", "dist", "site")
        shutil.copytree(root, target, ignore=kept)
    (target / ".venv").symlink_to(root / ".venv")
    for name in INSTALLED:
        shutil.copystat(root / name, target / name)
    return target


def said_by(commands: str, clone: Path, **more: str) -> str:
    own = os.environ | {"PYTHONPATH": str(clone / "workflow")} | more
    run = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", commands], cwd=clone, env=own,
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, commands + run.stdout + run.stderr
    return run.stdout


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_what_the_page_says_is_what_its_commands_print(root, clone):
    found = steps((root / "docs/reuse.md").read_text(encoding="utf-8"))
    followed = [step for step in found if step[0] == "sh"]
    assert len(followed) >= 5
    for _, commands, expected in followed:
        printed = lines(said_by(commands, clone))
        wanted = lines(expected)
        assert not wanted or printed[-len(wanted) :] == wanted


def test_a_country_that_wiod_alone_holds(root, clone, releases):
    found = steps((root / "docs/reuse.md").read_text(encoding="utf-8"))
    (bringing, expected), (drawing, title) = [s[1:] for s in found if s[0].startswith("sh title")]
    assert expected == ""
    said_by(bringing, clone, RELEASES=str(releases))
    assert lines(said_by(drawing, clone))[-1:] == lines(title)
