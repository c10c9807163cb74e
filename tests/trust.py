"""docs/trust.md: what tests have tried, how often and what happened, written by the tests."""

import json
import re
from pathlib import Path

import pytest

PROPERTY = "tried"
HEAD = "| what was tried | how often | what happened | again by |\n|---|---|---|---|\n"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+) \| `(.+)` \|$", re.M)
TABLE = re.compile(r"(<!-- tried -->\n).*?(<!-- end -->)", re.S)


def row(what: str, times: object, happened: str, test: str) -> tuple[str, str, str, str]:
    """A row of the table; `test` is the node of the test that tried it."""
    number = f"{times:,}" if isinstance(times, int) else str(times)
    return what, number, happened, f".venv/bin/pytest '{test.partition('[')[0]}'"


def merged(page: str, rows: list[tuple[str, str, str, str]]) -> str:
    """The page with these rows in place of those of the same name, new ones at the end.

    Raises
    ------
    ValueError
        Where the page has no table to write into
    """
    if not TABLE.search(page):
        raise ValueError("the page has no lines `<!-- tried -->` and `<!-- end -->`")
    held = {found[1]: found.groups() for found in ROW.finditer(TABLE.search(page)[0])}
    held |= {each[0]: each for each in rows}
    lines = "".join(f"| {w} | {n} | {h} | `{t}` |\n" for w, n, h, t in held.values())
    return TABLE.sub(lambda found: f"{found[1]}{HEAD}{lines}{found[2]}", page)


class Collector:
    """Collects what the tests of a run have tried, also from workers, and writes the page."""

    def __init__(self, page: Path) -> None:
        self.page, self.rows = page, []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, value in report.user_properties:
                if name == PROPERTY:
                    self.rows.append(row(*json.loads(value), report.nodeid))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.rows:
            before = self.page.read_text(encoding="utf-8")
            self.page.write_text(merged(before, self.rows), encoding="utf-8")
