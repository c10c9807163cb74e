"""The page of what was tried takes new rows in place of old ones and keeps the rest."""

import pytest

from .. import trust

PAGE = "# Trust\n\n<!-- tried -->\n<!-- end -->\n\nMore.\n"


def test_rows_come_into_the_table_and_a_later_run_replaces_its_own():
    first = trust.merged(
        PAGE,
        [
            trust.row("`kill -9`", 1200, "right | always", "tests/a.py::test_a[1]"),
            trust.row("a full disk", "once", "it says so", "tests/a.py::test_b"),
        ],
    )
    assert (
        "| `kill -9` | 1,200 | right | always | `.venv/bin/pytest 'tests/a.py::test_a'` |" in first
    )
    second = trust.merged(first, [trust.row("a full disk", 2, "right", "tests/a.py::test_b")])
    assert second.count("a full disk") == 1
    assert "| a full disk | 2 | right |" in second
    assert "1,200" in second
    assert second.startswith("# Trust\n\n<!-- tried -->\n| what was tried |")
    assert second.endswith("<!-- end -->\n\nMore.\n")


def test_a_page_without_a_table_is_refused():
    with pytest.raises(ValueError, match="tried"):
        trust.merged("# Trust\n", [])
