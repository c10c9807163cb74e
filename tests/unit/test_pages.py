"""Pages: escaped, whole by themselves, the same in both languages."""

import re

import pytest
from markupsafe import Markup

from techsov.core.countries import Countries
from techsov.core.tables import VERDICTS
from techsov.presentation import pages
from techsov.presentation.labels import Labels
from tests.html_page import Page

HOSTILE = """<script>alert("x")</script> & 'y' "z" """


@pytest.fixture(scope="module", params=["en", "ru"])
def labels(request, root):
    countries = Countries.load(root / "config/countries.yaml")
    return Labels.load(root / f"config/labels.{request.param}.yaml", countries)


def base(labels, **more):
    given = {"labels": labels, "title": "A title", "nav": [("a.html", "A", True)]}
    return pages.render("base.html", others={"ru": "ru/a.html"}, **(given | more))


def part(labels, call, **names):
    source = f'{{% import "parts.html" as parts %}}{{{{ {call} }}}}'
    return pages._environment().from_string(source).render(labels=labels, **names)


def test_what_a_page_shows_is_escaped(labels):
    page = base(labels, title=HOSTILE, nav=[("a.html?b&c", HOSTILE, False)])
    assert "<script>alert" not in page
    assert Page(page).text.count(HOSTILE.strip()) == 2
    assert "a.html?b&c" in Page(page).links


def test_what_is_markup_already_stays_as_it_is(labels):
    columns = [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
    rows = [{"a": Markup("<b>bold</b>"), "b": "<b>plain</b>"}]
    table = part(labels, "parts.table(labels, 'T', columns, rows)", columns=columns, rows=rows)
    assert "<b>bold</b>" in table and "&lt;b&gt;plain&lt;/b&gt;" in table


def test_a_page_is_well_formed_and_says_its_language(labels):
    page = Page(base(labels))
    assert page.faults == []
    assert page.of("html") == [{"lang": labels.language}]
    assert page.of("a")[-1] == {"href": "ru/a.html", "lang": "ru", "hreflang": "ru"}


def test_a_page_needs_nothing_from_elsewhere(labels):
    page = base(labels)
    assert not re.search(r"""(?:https?:)?//[\w.]""", page.replace("<!DOCTYPE html>", ""))
    assert not re.search(r"@import|url\(", page)


def test_a_page_can_be_reached_past_its_navigation(labels):
    page = Page(base(labels))
    assert page.of("a")[0]["href"] == "#content"
    assert page.of("main")[0]["id"] == "content"


def test_a_name_that_nobody_gave_stops_the_page(labels):
    with pytest.raises(pages.PageError, match=r"base\.html.*'title' is undefined"):
        pages.render("base.html", labels=labels, nav=[], others={})


def test_a_template_that_is_not_there_is_named():
    with pytest.raises(pages.PageError, match=r"nowhere\.html"):
        pages.render("nowhere.html")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_said_in_words_beside_its_colour(labels, verdict):
    page = Page(part(labels, "parts.badge(labels, verdict)", verdict=verdict))
    (badge,) = page.of("span")
    assert page.text == labels[f"verdict.{verdict}"]
    assert f".{badge['class'].split()[1]}{{--dot:#" in pages.style()


def test_a_table_says_what_its_cells_are_sorted_and_chosen_by(labels):
    columns = [
        {"key": "id", "text": "Id", "code": True},
        {"key": "verdict", "text": "Verdict", "choose": True},
        {"key": "value", "text": "Value", "number": True},
    ]
    rows = [{"id": "one", "verdict": ("said so", "said"), "value": ("1,5", 1.5)}]
    page = Page(
        part(
            labels,
            "parts.table(labels, 'Rows', columns, rows, rows_id='id')",
            columns=columns,
            rows=rows,
        )
    )
    assert page.faults == []
    assert [cell.get("data-value") for cell in page.of("td")] == [None, "said", "1.5"]
    (table,) = page.of("table")
    assert table["style"] == "--head-1:'Id';--head-2:'Verdict';--head-3:'Value';"
    assert [cell.get("data-choose") for cell in page.of("th")] == [None, "verdict", None]
    assert "one" in page.ids


def test_a_plain_table_says_once_which_of_its_columns_are_numbers(labels):
    columns = [{"key": "a", "text": "A"}, {"key": "b", "text": "B", "number": True}]
    rows = [{"a": "x", "b": "1,5"}]
    page = Page(
        part(labels, "parts.plain_table('Rows', columns, rows)", columns=columns, rows=rows)
    )
    assert page.faults == []
    assert page.of("table") == [{"class": "plain n2"}]
    assert page.of("td") == [{}, {}]
    assert ".n2 td:nth-child(2)" in pages.style()


def test_a_heading_cannot_leave_the_style_that_names_it():
    assert pages.css_text("a'b\\") == "a\\'b\\\\"


def test_the_count_above_a_table_is_put_in_by_the_page_itself(labels):
    page = Page(part(labels, "parts.table(labels, 'Rows', [], [])"))
    (table,) = page.of("table")
    assert "{shown}" in table["data-shown"] and "{all}" in table["data-shown"]


def test_a_rule_is_told_every_file_behind_a_page(root):
    folder = root / "workflow/techsov/presentation/pages"
    held = {p.name for p in folder.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    assert {path.rpartition("/")[2] for path in pages.sources()} == held
