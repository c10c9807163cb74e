"""The same edition gives the same bytes, wherever and by whomever it is built.

Another processor rounds otherwise in the last digit: there, numbers are equal to 1e-9.
"""

import os
import platform
import subprocess
from pathlib import Path

import pytest

from techsov.verify import verdict

from .conftest import hashes, snakemake

pytestmark = pytest.mark.workflow
SOMEBODY = 4321
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
TWO_THREADS = dict.fromkeys(ONE_THREAD, "2")
ELSEWHERE = {"LC_ALL": "C", "TZ": "Asia/Vladivostok", "PYTHONHASHSEED": "7"}
SECOND = Path(".venv-second/bin/python")


def built(copy: Path, *arguments: str, **environment) -> dict[str, str]:
    """Hashes of the edition built in `copy`."""
    run = snakemake(copy, *arguments, **environment)
    assert run.returncode == 0, run.stdout + run.stderr
    made = hashes(copy / "results" / "embedded")
    assert {"paper.pdf", "paper.ru.pdf", "claims.csv"} <= made.keys()
    return made


def same(made: dict[str, str], results: Path) -> bool:
    # What an earlier choice of languages left in the folder is not of this build.
    held = hashes(results)
    assert made == {name: digest for name, digest in held.items() if name in made}
    return True


@pytest.mark.long
def test_another_folder_one_core_another_locale_and_time_zone_give_the_same_bytes(
    copy, results, tried
):
    made = built(copy, "--cores", "1", **ELSEWHERE, **ONE_THREAD)
    assert same(made, results)
    tried(
        "another folder, locale, time zone and hash seed, one core, one BLAS thread",
        1,
        f"{len(made)} files with the same bytes",
    )


@pytest.mark.long
def test_another_user_with_two_threads_gives_the_same_bytes(copy, results, tmp_path, tried):
    # A user's number is what a build can see of him, with his name and home.
    become = ["unshare", "--user", f"--map-user={SOMEBODY}", f"--map-group={SOMEBODY}"]
    asked = subprocess.run([*become, "id", "-u"], capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip("this machine does not let a user make a namespace of users")
    assert int(asked.stdout) == SOMEBODY != os.geteuid()
    home = tmp_path / "home"
    home.mkdir()
    made = built(
        copy, "--cores", "2",
        before=become, HOME=str(home), USER="somebody", LOGNAME="somebody", **TWO_THREADS,
    )  # fmt: skip
    assert same(made, results)
    tried("another user, two BLAS threads", 1, f"{len(made)} files with the same bytes")


@pytest.mark.long
def test_a_second_python_gives_the_same_bytes(root, copy, results, tried):
    if not (root / SECOND).exists():
        pytest.skip("no second Python: `make second-python SECOND_PYTHON=python3.13` prepares one")
    asked = [root / SECOND, "-c", "import platform; print(platform.python_version())"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    assert version != platform.python_version()
    made = built(copy, "--cores", "2", python=root / SECOND)
    assert same(made, results)
    tried(
        f"Python {version} beside {platform.python_version()}",
        1,
        f"{len(made)} files with the same bytes",
    )


@pytest.mark.long
def test_another_processor_gives_the_same_numbers_to_a_billionth(copy, results, tried):
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    usable = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    if not usable:
        pytest.skip("this processor has no vector units that could be left unused")
    made = built(
        copy, "--cores", "2",
        OPENBLAS_CORETYPE="Nehalem", NPY_DISABLE_CPU_FEATURES=" ".join(usable),
    )  # fmt: skip
    rules = dict.fromkeys((f"results/embedded/{name}" for name in made), "a rule")
    compared = verdict.with_held(results.parent.parent, copy, rules, elsewhere=set(rules))
    assert not compared.faults, "\n".join(map(str, compared.faults))
    assert compared.near, "nothing was rounded otherwise: this was no other processor"
    tried(
        f"a processor without {', '.join(usable)}, BLAS of another kernel",
        1,
        f"{len(compared.same)} files with the same bytes, {len(compared.near)} equal to 1e-9, "
        f"{len(compared.drawn)} pictures drawn otherwise",
    )
