"""The tests notice when a formula is put wrong, and the list of wrong formulas fits the code."""

import subprocess
import sys

import pytest

from tests.mutants import mutating
from tests.mutants.mutating import Mutant, MutantError

PACKAGE = mutating.ROOT / "workflow" / "techsov"


@pytest.fixture(scope="module")
def mutants():
    return mutating.load()


def test_there_are_mutants_of_every_part_of_the_library(mutants):
    assert len(mutants) >= 40
    parts = {mutant.file.partition("/")[0] for mutant in mutants}
    assert parts >= {"indicators", "claims", "sources", "core"}
    formulas = {path.name for path in (PACKAGE / "indicators").glob("[a-z]*.py")} - {"scaffold.py"}
    assert {m.file.partition("/")[2] for m in mutants if "indicators" in m.file} == formulas


def test_every_formula_stands_where_the_list_says(mutants):
    for mutant in mutants:
        compile(mutant.mutated(PACKAGE), mutant.file, "exec")
        for test in mutant.tests:
            assert (mutating.ROOT / "tests" / test).exists(), test


def test_the_page_tells_of_every_mutant_of_the_list(mutants):
    """In step with the list: run `make mutants` after a change of it."""
    rows = [line for line in mutating.TABLE.read_text(encoding="utf-8").splitlines()
            if line.startswith("| `")]  # fmt: skip
    outcomes = [row.rstrip(" |").rpartition("| ")[2] for row in rows]
    assert mutating.table(mutants, outcomes) == mutating.TABLE.read_text(encoding="utf-8")
    assert outcomes.count(mutating.NOTICED) >= mutating.LEAST * len(mutants)


def test_a_formula_that_is_no_longer_there_is_an_error():
    gone = Mutant("claims/periods.py", "no such formula", "x", "nothing", ("unit/test_periods.py",))
    with pytest.raises(MutantError, match=r"periods\.py: `no such formula` expected once, found 0"):
        mutating.survey([gone])


@pytest.mark.parametrize(
    "entry", ["- {file: a.py}", "- {file: a.py, old: x, new: x, why: y, tests: [t]}"]
)
def test_an_entry_that_says_nothing_is_an_error(tmp_path, entry):
    (tmp_path / "mutants.yaml").write_text(entry)
    with pytest.raises(MutantError, match="entry 1"):
        mutating.load(tmp_path / "mutants.yaml")


ASK = """
import sys
from tests.mutants.mutating import Mutant, run
tests = ["unit/test_periods.py"]
changes = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
print(*run([(Mutant("claims/periods.py", old, new, "-", tests), tests) for old, new in changes]))
"""


def asked(*changes: str) -> subprocess.CompletedProcess:
    """What comes of changes to claims/periods.py, in a process that has not loaded the package."""
    command = [sys.executable, "-c", ASK, *changes]
    return subprocess.run(command, cwd=mutating.ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_change_without_consequence_survives_and_one_with_consequence_does_not():
    formula = "4 * start + 1, 4 * stop"
    found = asked(formula, "4 * start + 1, stop * 4", formula, "4 * start + 2, 4 * stop")
    assert found.stdout.split()[-2:] == [mutating.SURVIVED, mutating.NOTICED], found.stderr
    found = asked("import calendar", "import kalender")
    assert found.returncode == 1
    assert "tests did not run" in found.stderr


@pytest.mark.long
def test_nine_in_ten_wrong_formulas_are_noticed(tried, mutants):
    command = [sys.executable, "-m", "tests.mutants.mutating", "--no-page"]
    found = subprocess.run(command, cwd=mutating.ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    tried("a formula put wrong", len(mutants), found.stdout.splitlines()[-1])
