"""No damage makes a reader say a wrong number without a word, or end without a sentence."""

import importlib
import inspect
import json
import pkgutil

import pytest

from techsov import sources
from tests.fuzz import book, campaign
from tests.fuzz.damage import KINDS
from tests.fuzz.layouts import LAYOUTS

QUICK, LONG = 2, 200
CASES = [(name, kind) for name, layout in LAYOUTS.items() for kind in campaign.kinds(layout)]
# Readers of several forms, through which the others are reached, and what those read with.
INNER = {
    "wide_csv.read", "sdmx_csv.read", "workbook.read", "intercountry_file.read",
    "oecd_msti.read_gerd_ppp",
}  # fmt: skip


def test_every_reader_is_fuzzed():
    found = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(sources.__path__)
        for name, function in vars(
            importlib.import_module(f"techsov.sources.{module.name}")
        ).items()
        if name.startswith("read") and inspect.isfunction(function)
        and function.__module__ == f"techsov.sources.{module.name}"
    }  # fmt: skip
    assert found - INNER == {layout.reader for layout in LAYOUTS.values()}


@pytest.mark.parametrize("name", [n for n in LAYOUTS if n != "WIOD workbook"])
def test_a_damaged_file_is_read_rightly_or_refused_in_a_sentence(name):
    for kind in campaign.kinds(LAYOUTS[name]):
        assert not campaign.run(LAYOUTS[name], kind, QUICK, stop=True).failures


@pytest.mark.long
@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_file_damaged_in_many_ways_is_read_rightly_or_refused(name, kind):
    times = LONG // 20 if name == "WIOD workbook" else LONG
    assert not campaign.run(LAYOUTS[name], kind, times, stop=True).failures


def test_a_wrong_number_is_noticed(tmp_path):
    """The judge itself: a reader that takes a decimal comma for a column's end is found out."""
    layout = LAYOUTS["World Bank, panel"]

    def careless(path):
        frame = layout.read(path)
        return frame.assign(value=frame["value"].where(frame["country"] != "RUS", 1.0))

    sound = campaign.facts(layout.read(layout.write(tmp_path)))
    wrong = campaign.Layout(layout.reader, layout.write, careless)
    assert campaign.outcome(wrong, layout.write(tmp_path), sound)[0] == "as written"
    silent = campaign.Layout(layout.reader, layout.write, lambda path: 1 / 0)
    assert campaign.outcome(silent, layout.write(tmp_path), sound)[0] == campaign.FAILED


def test_the_page_of_counts_is_made_from_the_counts_and_holds_no_failure(root):
    rows = json.loads((root / "tests/fuzz/counts.json").read_text(encoding="utf-8"))
    assert {row[0] for row in rows} == set(LAYOUTS)
    assert {row[1] for row in rows} == set(KINDS)
    assert [row for row in rows if row[2] == campaign.FAILED] == []
    assert (root / "docs/fuzz.md").read_text(encoding="utf-8") == book.page(rows)
