"""docs/checks.md says what the code checks, and no cleaning step is without a check."""

import re

from techsov.build import releases
from techsov.reference import checks_page as checkbook
from techsov.sources import imf, rosstat


def test_the_page_is_current(root):
    assert (root / "docs/checks.md").read_text(encoding="utf-8") == checkbook.page()


def test_every_cleaning_step_has_its_section_with_input_and_output_checks():
    page = checkbook.page()
    sections = dict(re.findall(r"^### (.+)\n((?:(?!^##).*\n?)*)", page, re.M))
    rosstat_books = [f"rosstat, `{name}`" for name in releases.ROSSTAT_BOOKS]
    others = [name for name in releases.READERS if not name.startswith("rosstat/")]
    for name in [*others, *rosstat_books, "oecd/icio", "wiod/wiot"]:
        text = sections[name]
        given, _, left = text.partition("Output:")
        assert given.count("\n- ") >= 3, name
        assert left.count("\n- ") >= 1, name


def test_expectations_are_found_where_they_are_said():
    """In the reader itself, in a helper that is told, in a check of the figures, with constants."""
    said = checkbook.expectations(rosstat.read_intensity)
    assert "sheets: one row of expenditure on R&D in per cent of GDP" in said
    assert "a number, `...` or `-`" in said
    assert f"figures: values from 0 to {rosstat.LARGEST_INTENSITY:g}" in said
    assert "line 1: years that rise, beside the known columns" in checkbook.expectations(
        imf.read_weo
    )
    assert checkbook.expectations(len_of) == []


def len_of(path):
    """A reader that expects nothing."""
    return len(path)
