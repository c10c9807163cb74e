"""Scripts run in forked processes: their log, their failures, their end."""

import json
import os
import subprocess
import sys
import textwrap
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from techsov.build import warm


def run(tmp_path, code):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(code))
    warm.run(str(script), str(tmp_path / "log"), lambda pid: nullcontext())
    return (tmp_path / "log").read_text()


def test_a_script_runs_with_libraries_imported_and_prints_into_its_log(tmp_path):
    said = run(
        tmp_path,
        """
        import json, os, sys
        print(json.dumps([__name__, os.getppid(), sys.argv, "matplotlib" in sys.modules]))
        os.system("echo a child speaks")
        """,
    )
    first, child = said.splitlines()[::-1] if "child" in said.splitlines()[0] else said.splitlines()
    name, parent, arguments, warm_already = json.loads(first)
    assert (name, warm_already, child) == ("__main__", True, "a child speaks")
    assert parent != os.getpid()
    assert arguments == [str(tmp_path / "script.py")]


def test_a_failing_script_leaves_its_traceback_and_fails(tmp_path):
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        run(tmp_path, "1 / 0")
    assert "ZeroDivisionError: division by zero" in (tmp_path / "log").read_text()


def test_a_killed_script_is_told_by_its_signal(tmp_path):
    with pytest.raises(subprocess.CalledProcessError, match="SIGKILL"):
        run(tmp_path, "import os; os.kill(os.getpid(), 9)")


def test_a_job_and_the_server_end_with_a_killed_build(tmp_path):
    (tmp_path / "job.py").write_text(
        "import os, time; print(os.getpid(), os.getppid(), flush=True); time.sleep(60)"
    )
    build = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from contextlib import nullcontext; from techsov.build import warm;"
            "warm.run('job.py', 'log', lambda pid: nullcontext())",
        ],
        cwd=tmp_path,
    )
    log, end = tmp_path / "log", time.monotonic() + 30
    while not (log.exists() and log.read_text().endswith("\n")) and time.monotonic() < end:
        time.sleep(0.05)
    build.kill()
    build.wait()
    left = [int(pid) for pid in log.read_text().split()]
    while any(map(_lives, left)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_lives, left))


def _lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
