"""A comparison as pages and as one sheet: whole, escaped, in both languages."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import typst

from techsov.catalogue.registry import Catalogue
from techsov.compare import causes, changes, flips, listing, report, sheet, tabulate, texts
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from tests.html_page import Page
from tests.unit.test_compare import claims, long, reported

HOSTILE = "<script>alert(1)</script> & more"


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture(scope="module", params=["en", "ru"])
def labels(request, root, countries):
    return Labels.load(root / f"config/labels.{request.param}.yaml", countries)


@pytest.fixture(scope="module")
def comparison(root):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    before, after = (catalogue.edition(name) for name in ("embedded-2024", "embedded"))
    verdicts = flips.compare(
        claims(a=("reproduced", "0.94", "x"), b=("reproduced", "1", "x")),
        claims(a=("revised", "0.915", "y"), b=("reproduced", "2", "y")),
    ).assign(statement=HOSTILE)
    verdicts["cause"] = ["rosstat/gdp", ""]
    figures = changes.compare(reported({2021: 1.0, 2022: 2.0}, "a"), reported({2022: 2.5}, "b"))
    moved = figures[figures["kind"] == "revision"]
    tables = {
        "inputs": tabulate.of_inputs(catalogue, before, after),
        "claims": verdicts,
        "indicators": figures,
        "series": changes.summarise(figures),
        "causes": moved.assign(cause="rosstat/gdp", effect=moved["change"])[causes.COLUMNS],
        "method": pd.DataFrame([("RUS", 2019, 133, 45, 40, -5)], columns=causes.METHOD),
        "vintages": long({"2021": {2020: 52}, "2024": {2020: 58, 2023: 83}}).assign(
            released="2023"
        ),
    }
    return listing.Comparison(before, after, tables, ("RUS", "CHN"), ("USA",))


@pytest.fixture
def written(comparison, labels, tmp_path):
    folder = tmp_path / "embedded-2024--embedded"
    side = {"edition": "e", "title": HOSTILE, "alt": "A", "address": "figures/before/f.svg"}
    sides = [side, {"edition": "f", "title": "", "alt": "", "address": ""}]
    figures = [{"name": "f", "changed": True, "sides": sides}]
    other = {"en": "ru", "ru": "en"}[labels.language]
    report.write_pages(comparison, labels, folder, figures, {other: f"{other}/"})
    return folder


def test_both_pages_are_well_formed_and_in_their_language(written, labels):
    for name in ("index.html", "vintages.html"):
        page = Page.read(written / name)
        assert page.faults == []
        assert page.of("html")[0]["lang"] == labels.language


def test_what_a_comparison_shows_is_escaped(written):
    text = (written / "index.html").read_text(encoding="utf-8")
    assert HOSTILE not in text and "&lt;script&gt;alert(1)" in text


def test_flips_stand_first_with_both_verdicts_and_what_brought_them(written, labels):
    text = Page.read(written / "index.html").text
    assert labels["verdict.reproduced"] in text and labels["verdict.revised"] in text
    assert texts.cause(labels, "rosstat/gdp") in text
    ids = [i for i in Page.read(written / "index.html").ids if i in ("a", "b")]
    assert ids == ["a", "b"]


def test_a_page_in_another_language_links_the_reports_in_it(comparison, labels, tmp_path):
    folder = tmp_path / "embedded-2024--embedded" / labels.language
    report.write_pages(comparison, labels, folder, [], {})
    links = Page.read(folder / "index.html").links
    assert f"../../../embedded/report/{labels.language}/index.html" in links


def test_the_page_links_its_tables_and_sheet_and_nothing_elsewhere(written):
    links = Page.read(written / "index.html").links
    assert {f"{name}.csv" for name in tabulate.TABLES} <= set(links)
    assert "comparison.pdf" in links
    for edition in ("embedded-2024", "embedded"):
        assert f"../../{edition}/report/index.html" in links
    assert not [link for link in links if re.match(r"(https?:)?//", link)]


def test_the_vintage_page_holds_every_series_and_marks_nothing_of_its_own(written):
    page = (written / "vintages.html").read_text(encoding="utf-8")
    data = re.search(r'<script id="series" type="application/json">(.*?)</script>', page, re.S)[1]
    given = json.loads(data)
    (table,) = given["series"]["rank.SITC"]["RUS"]
    assert [vintage for vintage, _ in table["releases"]] == ["2021", "2024"]
    assert table["rows"] == [["2020", "52", "58"], ["2023", "", "83"]]


def test_the_sheet_fits_on_one_page_whatever_has_changed(root, comparison, labels, tmp_path):
    many = pd.concat([comparison.tables["claims"]] * 60, ignore_index=True)
    full = listing.Comparison(
        comparison.before, comparison.after, comparison.tables | {"claims": many},
        comparison.focus, comparison.peers,
    )  # fmt: skip
    figures = [
        {"name": f"figure{number}", "changed": True, "sides": [{"address": "f.svg"}] * 2}
        for number in range(4)
    ]
    content = sheet.content(full, labels, figures)
    assert len(content["rows"]["verdicts"]) == sheet.ROWS_ON_SHEET["verdicts"]
    assert content["more"]["verdicts"]
    assert isinstance(typeset(content, root, tmp_path), bytes)


def test_the_sheet_shows_figures_side_by_side_where_there_is_room(
    root, comparison, labels, tmp_path
):
    sides = [{"address": "before.svg"}, {"address": "after.svg"}]
    figures = [
        {"name": "other", "changed": True, "sides": [{"address": "other.svg"}, {"address": ""}]},
        {"name": "rd_share", "changed": True, "sides": sides},
        {"name": "same", "changed": False, "sides": [{}, {}]},
    ]
    content = sheet.content(comparison, labels, figures)
    assert content["pairs"] == [["before.svg", "after.svg"], ["other.svg", ""]]
    empty = typeset(content | {"pairs": []}, root, tmp_path)
    assert isinstance(drawn := typeset(content, root, tmp_path), bytes) and drawn != empty


def typeset(content, root, folder):
    """The sheet as a picture, or a list of them where it takes several pages."""
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50"><rect {}/></svg>'
    for name in ("f", "before", "after", "other"):
        drawn = square.format('width="90" height="50"')
        (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
    (folder / "sheet.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "sheet.typ").write_bytes((root / "paper/comparison.typ").read_bytes())
    return typst.compile(
        str(folder / "sheet.typ"), root=str(folder), format="png", ppi=20.0,
        ignore_system_fonts=True, sys_inputs={"results": "/sheet.json", "folder": "."},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.914939, "0.9149"), (53.0, "53"), (156_940_986.0, "156,940,986"), (0.00013, "0.000130"),
     (0.0, "0"), (-17.5, "−17.50")],
)  # fmt: skip
def test_a_value_is_shown_with_four_digits(root, countries, number, shown):
    english = Labels.load(root / "config/labels.en.yaml", countries)
    assert texts.value(english, number) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [(0.91491, 0.91494, ["0.91491", "0.91494"]), (0.94, 0.915, ["0.9400", "0.9150"]),
     (156_940_985.9, 156_940_986.1, ["156,940,985.9", "156,940,986.1"]),
     (1234.4, 1234.3, ["1,234.4", "1,234.3"]), (5.0, 5.0, ["5", "5"]),
     (1.0, 1.0 + 1e-8, ["1", "1.00000001"])],
)  # fmt: skip
def test_a_revision_is_shown_with_the_digits_that_tell_both_values_apart(
    root, countries, old, new, shown
):
    english = Labels.load(root / "config/labels.en.yaml", countries)
    assert texts.revised(english, old, new) == shown


def test_every_dataset_of_the_catalogue_can_be_a_cause(root, labels):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    for dataset in catalogue.edition("latest").main:
        assert texts.cause(labels, dataset)
    for cause in (causes.VALUES, causes.SET, causes.TOGETHER):
        assert texts.cause(labels, cause)


def test_a_page_in_a_language_folder_finds_the_tables_above(comparison, labels, tmp_path):
    folder = tmp_path / "a--b" / "ru"
    report.write_pages(comparison, labels, folder, [], {})
    links = Page.read(folder / "index.html").links
    assert "../claims.csv" in links
    assert f"../comparison.{labels.language}.pdf" in links
    assert Path(folder / "vintages.html").exists()


def changed(comparison, **tables):
    return replace(comparison, tables=comparison.tables | tables)


def test_what_is_not_held_on_one_side_is_said_or_left_empty(comparison, labels):
    given = comparison.tables["inputs"].assign(old_vintage="", old_released="")
    rows = listing.inputs(changed(comparison, inputs=given), labels)["rows"]
    assert {row["old"] for row in rows} == {labels["compare.not_held"]}
    old, new = (dict.fromkeys(ids, ("reproduced", "1", "x")) for ids in ("a", "ab"))
    added = flips.compare(claims(**old), claims(**new)).assign(cause="")
    rows = listing.verdicts(changed(comparison, claims=added), labels)["rows"]
    assert listing.plain(rows[0]["old"]) == ""
    assert labels["verdict.reproduced"] in listing.plain(rows[0]["new"])
    assert listing.method(changed(comparison, method=pd.DataFrame(columns=causes.METHOD)),
                          labels) == ""  # fmt: skip
    series = comparison.tables["series"].assign(largest_year=float("nan"))
    rows = listing.series(changed(comparison, series=series), labels)["rows"]
    assert {row["largest"] for row in rows} == {""}


def test_causes_together_are_told_from_causes_each_of_which_suffices(comparison, labels):
    said = {}
    for between in (", ", " + "):
        table = comparison.tables["claims"].assign(cause=f"rosstat/gdp{between}worldbank/gerd")
        said[between] = listing.verdicts(changed(comparison, claims=table), labels)["rows"]
    apart, jointly = (each[0]["cause"] for each in said.values())
    names = [texts.cause(labels, each) for each in ("rosstat/gdp", "worldbank/gerd")]
    assert apart == "; ".join(names)
    assert jointly == labels.text("compare.jointly", causes=apart) != apart


def test_of_several_causes_each_says_how_much_it_moved_the_largest_first(comparison, labels):
    own = comparison.tables["causes"]
    parts = pd.concat([own.assign(effect=0.1), own.assign(cause="worldbank/gerd", effect=-0.4)])
    (row,) = listing.causes(changed(comparison, causes=parts), labels)["rows"]
    first, second = row["cause"].split("; ")
    assert first == f"{texts.cause(labels, 'worldbank/gerd')} {texts.signed(labels, -0.4)}"
    assert second == f"{texts.cause(labels, 'rosstat/gdp')} {texts.signed(labels, 0.1)}"


def test_a_pair_is_named_from_user_to_supplier(labels):
    said = texts.place(labels, "RUS", "CHN")
    assert said == f"{texts.named(labels, 'RUS')} ← {texts.named(labels, 'CHN')}"


def test_claims_are_shown_in_a_language_where_both_editions_have_them_in_it(tmp_path):
    table = flips.compare(
        claims(a=("reproduced", "0.94", "x"), b=("reproduced", "1", "x")),
        claims(a=("revised", "0.915", "y"), b=("reproduced", "1", "x")),
    )
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, number in ((before, "0,94"), (after, "0,915")):
        folder.mkdir()
        own = claims(a=("revised", number, "y")).assign(statement="Доля", unit="% ВВП")
        assert report.translated(table, before, after, "ru") is table
        own.to_csv(folder / "claims.ru.csv", index=False)
    found = report.translated(table, before, after, "ru").set_index("id")
    assert found.loc["a", ["statement", "unit", "old_reproduced", "new_reproduced"]].tolist() == [
        "Доля", "% ВВП", "0,94", "0,915",
    ]  # fmt: skip
    assert found.loc["b", "statement"] == "b"  # what has no text of its own keeps it
