"""Formulas put wrong on purpose, one at a time, and whether the tests notice.

    python -m tests.mutants.mutating [--only TEXT] [--jobs 2]

Each entry of `mutants.yaml` is applied to a copy of the package; the tests it names run against
the copy, in a process of their own. The table of what came of it is written to docs/mutants.md.
Exits with an error when fewer than nine in ten are noticed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import multiprocessing.connection
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.yaml")
TABLE = ROOT / "docs" / "mutants.md"
LEAST, SECONDS = 0.9, 900
NOTICED, SURVIVED = "noticed", "survived"
# What the tests load and no mutant changes: loaded once, before the processes part.
LOADED = ("numpy", "pandas", "pandera.pandas", "polars", "scipy.linalg", "scipy.sparse.csgraph",
          "pymrio")  # fmt: skip
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
HEAD = """# Formulas put wrong on purpose

A test that cannot fail shows nothing. Each line below is a change to one formula of the library, of
which the tests have to take notice: at least nine in ten, by `make mutants`, which writes this page
from `tests/mutants/mutants.yaml`. {noticed} of {all} are noticed.

| module | formula | put in its place | what would be wrong | tests | came of it |
|---|---|---|---|---|---|
"""


class MutantError(Exception):
    """The list does not fit the code, or a run says nothing about a mutant."""


@dataclass(frozen=True)
class Mutant:
    """A formula put wrong: in `file`, below workflow/techsov, `old` becomes `new`.

    Attributes
    ----------
    why
        what would be wrong in the results
    tests
        files below tests/ that have to notice
    """

    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]

    def mutated(self, package: Path) -> str:
        """The module's text with the change.

        Raises
        ------
        MutantError
            When the formula does not stand in the module exactly once
        """
        text = (package / self.file).read_text(encoding="utf-8")
        if (count := text.count(self.old)) != 1:
            raise MutantError(
                f"{LIST.name}, {self.file}: `{self.old}` expected once, found {count} times; "
                "the formula has changed, so change the mutant"
            )
        return text.replace(self.old, self.new)


def load(path: Path = LIST) -> list[Mutant]:
    """The list, each entry with every field.

    Raises
    ------
    MutantError
        For an entry that lacks a field, changes nothing or stands twice
    """
    mutants = []
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        if set(entry) != set(Mutant.__dataclass_fields__) or not all(entry.values()):
            raise MutantError(f"{path.name}, entry {number}: file, old, new, why, tests expected")
        mutant = Mutant(**entry | {"tests": tuple(entry["tests"])})
        if mutant.old == mutant.new or mutant in mutants:
            raise MutantError(f"{path.name}, entry {number}: changes nothing or stands twice")
        mutants.append(mutant)
    return mutants


def run(tasks: Sequence[tuple[Mutant | None, Sequence[str]]], jobs: int = 1) -> list[str]:
    """Run tests against copies of the package, each changed by a mutant or not.

    Parameters
    ----------
    tasks
        mutant, or None for the package as it is, and the tests to run
    jobs
        how many at a time

    Returns
    -------
    list[str]
        noticed or survived, in the order of `tasks`

    Raises
    ------
    MutantError
        When a formula is not where it should be, or tests do not come to run
    """
    for mutant in filter(None, (mutant for mutant, _ in tasks)):
        mutant.mutated(ROOT / "workflow" / "techsov")
    os.environ |= dict.fromkeys(THREADS, "1")
    for name in LOADED:
        import_module(name)
    context = multiprocessing.get_context("fork")
    outcomes: dict[int, str] = {}
    running: dict[int, tuple[int, float, multiprocessing.Process]] = {}
    with tempfile.TemporaryDirectory(prefix="techsov-mutants-") as work:
        waiting = list(enumerate(tasks))
        while waiting or running:
            while waiting and len(running) < jobs:
                number, (mutant, tests) = waiting.pop(0)
                child = context.Process(
                    target=_test, args=(mutant, tests, Path(work) / str(number))
                )
                child.start()
                running[child.sentinel] = number, time.monotonic(), child
            done = multiprocessing.connection.wait(list(running), timeout=1)
            late = [s for s, (_, begun, _) in running.items() if time.monotonic() > begun + SECONDS]
            for sentinel in {*done, *late}:
                number, _, child = running.pop(sentinel)
                if sentinel not in done:
                    child.kill()  # a formula that never comes to an end is noticed
                    outcomes[number] = NOTICED
                    continue
                child.join()
                if child.exitcode not in (0, 1):
                    said = (Path(work) / str(number) / "said.txt").read_text(encoding="utf-8")
                    raise MutantError(f"{tasks[number]}: tests did not run:\n{said[-2000:]}")
                outcomes[number] = SURVIVED if child.exitcode == 0 else NOTICED
                shutil.rmtree(Path(work) / str(number))
                changed = tasks[number][0]
                told = f"{changed.file}: {changed.old}" if changed else "the package as it is"
                print(f"{outcomes[number]}: {told}", file=sys.stderr, flush=True)
    return [outcomes[number] for number in range(len(tasks))]


def _test(mutant: Mutant | None, tests: Sequence[str], folder: Path) -> None:
    """In a process of its own: put the package together and run the tests; ends with their code."""
    package = folder / "techsov"
    shutil.copytree(ROOT / "workflow" / "techsov", package)
    if mutant:
        (package / mutant.file).write_text(mutant.mutated(package), encoding="utf-8")
    said = os.open(folder / "said.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(ROOT)
    sys.path.insert(0, str(folder))
    # The same examples at every run, since what is noticed must not hang on chance; that something
    # fails is enough, and no simpler example is looked for.
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    options = [
        "--hypothesis-profile=mutants",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not long and not workflow",
    ]
    code = pytest.main([*options, *(f"tests/{test}" for test in tests)])
    loaded = Path(sys.modules["techsov"].__file__).parent if "techsov" in sys.modules else None
    os._exit(int(code) if loaded == package else 70)


def survey(mutants: Sequence[Mutant], jobs: int = 1) -> list[str]:
    """What came of every mutant, beside a run of all their tests on the package as it is.

    Raises
    ------
    MutantError
        When that run fails, or when a formula is not where it should be
    """
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    as_it_is, *outcomes = run([(None, tests), *((m, m.tests) for m in mutants)], jobs)
    if as_it_is != SURVIVED:
        raise MutantError("the tests fail on the package as it is")
    return outcomes


def table(mutants: Sequence[Mutant], outcomes: Sequence[str]) -> str:
    """The page of all mutants and what came of them."""
    lines = [HEAD.format(noticed=outcomes.count(NOTICED), all=len(outcomes))]
    for mutant, outcome in zip(mutants, outcomes, strict=True):
        cells = [f"`{mutant.file}`", _code(mutant.old), _code(mutant.new), mutant.why]
        cells += [", ".join(f"`{Path(test).name}`" for test in mutant.tests), outcome]
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="mutants of modules whose path holds this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--no-page", action="store_true", help="leave docs/mutants.md as it is")
    chosen = parser.parse_args()
    mutants = [mutant for mutant in load() if chosen.only in mutant.file]
    if not mutants:
        sys.exit(f"{LIST.name} has no mutant of a module whose path holds `{chosen.only}`")
    if "techsov" in sys.modules:
        sys.exit("the package is loaded already, so that no copy of it can be tested")
    outcomes = survey(mutants, chosen.jobs)
    for mutant, outcome in zip(mutants, outcomes, strict=True):
        if outcome == SURVIVED:
            print(f"survived: {mutant.file}: {mutant.old}  ->  {mutant.new}")
    noticed = outcomes.count(NOTICED)
    print(f"{noticed} of {len(mutants)} noticed")
    if not (chosen.only or chosen.no_page):
        TABLE.write_text(table(mutants, outcomes), encoding="utf-8")
    if noticed < LEAST * len(mutants):
        sys.exit(f"expected: at least {LEAST:.0%} noticed")


if __name__ == "__main__":
    main()
