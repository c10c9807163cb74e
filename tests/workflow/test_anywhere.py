"""The build as others run it: their folders, their environment, their clones, their terminal."""

import hashlib
import json
import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.copies import copy_project, user_environment

from .conftest import hashes

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

FOLDER = "it's a (тест) [folder] & co"
FIGURE = "results/embedded/figures/fig1_design"
TARGETS = ("results/embedded/indicators/research.csv", f"{FIGURE}.svg")
RAW = "data/raw/rosstat/innovation/2025-08/innovation.csv"


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    """`make` in a folder, with what it prints in one."""
    return subprocess.run(
        ["make", "CORES=2", *words], cwd=folder, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=user_environment() | environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """The project in a folder whose path a shell would split, with its environment in it."""
    return copy_project(tmp_path_factory.mktemp(FOLDER) / "techsov", with_make=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> dict[str, str]:
    """An environment that puts others' Python modules, settings and kernels first."""
    place = tmp_path_factory.mktemp("others")
    for name in ("pandas", "techsov", "matplotlib"):
        (place / name).mkdir()
        (place / name / "__init__.py").write_text("raise ImportError('not this one')\n")
    (place / "matplotlibrc").write_text("svg.fonttype: path\nfont.size: 30\nlines.linewidth: 9\n")
    kernel = place / "kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": ["/bin/false"], "display_name": "Python 3", "language": "python"})
    )
    return {
        "PYTHONPATH": str(place), "JUPYTER_PATH": str(place), "MPLBACKEND": "pdf",
        "MATPLOTLIBRC": str(place), "MPLCONFIGDIR": str(place),
        "HOME": "/proc/nohome", "XDG_CACHE_HOME": "",
    }  # fmt: skip


def test_a_folder_and_an_environment_of_others_give_the_same_bytes(
    elsewhere, hostile, results, tried
):
    run = make(elsewhere, f"ARGS={' '.join(TARGETS)}", **hostile)
    assert run.returncode == 0, run.stdout
    made = hashes(elsewhere / "results")
    assert {f"{Path(FIGURE).relative_to('results')}.{kind}" for kind in ("svg", "pdf")} <= set(made)
    assert "embedded/indicators/research.csv" in made
    for name, found in made.items():
        held = (results.parent / name).read_bytes()
        assert found == hashlib.sha256(held).hexdigest(), name
    tried(
        "a folder with blank, apostrophe, brackets, `&` and Cyrillic; others' PYTHONPATH, "
        "JUPYTER_PATH, matplotlibrc; no home", 1, "the same bytes",
    )  # fmt: skip


def test_a_failure_is_told_first_and_last_in_its_own_words(elsewhere, hostile):
    """In a pipe: the reason when it happens, and a line for each job at the end."""
    right = (elsewhere / RAW).read_bytes()
    (elsewhere / RAW).write_bytes(right.replace(b"\n", b"\r\n"))
    try:
        run = make(elsewhere, "ARGS=results/embedded/provenance.csv")
    finally:
        (elsewhere / RAW).write_bytes(right)
    lines = run.stdout.splitlines()
    assert run.returncode != 0
    assert len(lines) < 15, run.stdout
    assert lines[lines.index("FAILED check_raw") + 1].strip().startswith("raw files are not what")
    assert "in its line ends alone" in run.stdout
    *_, last, made = lines
    assert re.match(r"  check_raw: raw files .*git checkout data/raw.*check_raw\.log\]$", last)
    assert made.startswith("make: ***")
    assert not re.search(r"Traceback|Logging error", run.stdout)
    assert "Traceback" in (elsewhere / "logs/embedded/check_raw.log").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ARGS=--config 'focus=[RUS,AUS]'"], "`AUS` is not in edition"),
        (["EDITION=embeded"], "edition `embeded`"),
        (["compare", "A=embedded", "B=embeded"], "edition `embeded`"),
        (["compare", "A=embedded", "B=embedded"], "two different editions"),
        (["verify", "AGAINST=nowhere.zip"], "AGAINST, "),
        (["fetch", "ENTRY=oecd/icoi/2021"], "near ones: oecd/icio/2021"),
        (["update", "ACCEPT=atlas/rankigns:coverage"], "`atlas/rankings`?"),
        (["update", "ACCEPT=atlas/rankings:coverge"], "`coverage`?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_is_refused_before_any_work(elsewhere, words, said):
    started = time.monotonic()
    before = os.times().children_user
    run = make(elsewhere, *words)
    taken = min(time.monotonic() - started, os.times().children_user - before)
    assert run.returncode != 0
    assert said in run.stdout
    assert "jobs to do" not in run.stdout
    assert len(run.stdout.splitlines()) <= 2
    if words[0] != "update":  # which reads tables, and has more to load
        assert taken < 3, f"{taken:.1f} s"


def terminal(folder: Path, *words: str, stop: bool = False) -> tuple[int, str]:
    """`make` on a terminal of 24 rows, interrupted by Ctrl-C once a job runs, if so wished."""
    pid, master = pty.fork()
    if not pid:
        os.chdir(folder)
        os.execvpe("make", ["make", "CORES=2", *words], user_environment() | {"LINES": "24"})
    said, started = b"", time.monotonic()
    while time.monotonic() - started < 300:
        ready, _, _ = select.select([master], [], [], 0.2)
        try:
            said += os.read(master, 65536) if ready else b""
        except OSError:
            break
        if stop and any((folder / ".snakemake/scripts").glob("*.py")):
            time.sleep(1)
            os.write(master, b"\x03")
            stop = False
    _, status = os.waitpid(pid, 0)
    os.close(master)
    return status, said.decode("utf-8", "replace")


def test_on_a_terminal_a_build_takes_a_few_rows(elsewhere):
    for name in TARGETS:
        (elsewhere / name).unlink(missing_ok=True)
    status, said = terminal(elsewhere, f"ARGS={' '.join(TARGETS)}")
    assert status == 0, said
    assert said.count("\n") < 24
    assert "2 jobs to do" in said
    assert "\r\x1b[2K1/2 " in said


def test_ctrl_c_ends_in_one_line_and_the_next_build_goes_on(elsewhere):
    (elsewhere / TARGETS[0]).unlink(missing_ok=True)
    status, said = terminal(elsewhere, f"ARGS={TARGETS[0]}", stop=True)
    assert status != 0
    told = [line for line in said.replace("\x1b[2K", "").splitlines() if line.strip(" \r^C")]
    assert "Interrupted. What is finished is kept; run it again to go on." in told
    assert not re.search(r"Traceback|FAILED|Error in|Exception", said), said
    run = make(elsewhere, f"ARGS={TARGETS[0]}")
    assert run.returncode == 0, run.stdout


def test_a_clone_that_turns_line_ends_holds_the_pinned_bytes(root, tmp_path, tried):
    if not (root / ".git").exists() or not shutil.which("git"):
        pytest.skip("the project is no clone")
    clone = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "clone", "-q", "--depth=1"]
    subprocess.run([*clone, root.as_uri(), str(tmp_path / "clone")], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=tmp_path / "clone",
        capture_output=True,
        check=True,
        text=True,
    )
    names = listed.stdout.split("\0")[:-1]
    assert {"Makefile", "requirements.lock", RAW} <= set(names)
    turned = [n for n in names if n.endswith((".csv", ".lock", ".py", ".yaml", "Makefile"))
              and b"\r\n" in (tmp_path / "clone" / n).read_bytes()
              and b"\r\n" not in (root / n).read_bytes()]  # fmt: skip
    assert turned == []
    tried("a clone with core.autocrlf", 1, "every file has the committed bytes")
