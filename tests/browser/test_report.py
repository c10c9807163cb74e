"""The report as a reader meets it: opened from the file system, on a desk and on a phone."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STEPS = ("turn", "west", "brics", "programme", "research", "scope", "complexity", "dependence")
PAGES = ("index", *STEPS, "conclusion", "claims", "releases")
NAMES = [f"{folder}{page}.html" for folder in ("", "ru/") for page in PAGES]
SERIOUS = ("serious", "critical")


def test_the_pages_tested_are_those_of_the_report(root, report):
    steps = yaml.safe_load((root / "config/report.yaml").read_text(encoding="utf-8"))["steps"]
    assert {"index", "claims", "releases", *(step["id"] for step in steps)} == set(PAGES)
    assert {path.name for path in report.glob("*.html")} >= {f"{page}.html" for page in PAGES}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_without_fault_asks_no_network_and_fits(read, name, size):
    reader = read(name, size)
    reader.scroll_through()
    assert reader.faults == []
    assert reader.asked == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "research.html", "ru/west.html", "claims.html"])
def test_axe_finds_no_serious_fault(read, name, dark):
    reader = read(name, dark=dark)
    reader.scroll_through()
    found = Axe().run(reader.page).response["violations"]
    assert [
        (fault["id"], [node["target"] for node in fault["nodes"]][:5])
        for fault in found
        if fault["impact"] in SERIOUS
    ] == []


def test_pointing_at_a_chart_says_the_exact_value(read):
    reader = read("research.html")
    reader.scroll_through()
    points = reader.page.locator("[data-chart=chart-rd_share] .mark-symbol.role-mark path")
    points.nth(3).hover(force=True)
    tooltip = reader.page.locator("#vg-tooltip-element")
    tooltip.wait_for(state="visible")
    assert "undefined" not in tooltip.inner_text()
    assert re.search(r"\b(19|20)\d\d\b", tooltip.inner_text())
    assert re.search(r"\d\.\d{3}\b", tooltip.inner_text())


def test_russian_charts_write_numbers_with_a_comma(read):
    reader = read("ru/research.html")
    reader.scroll_through()
    assert re.search(
        r"\d,\d", reader.page.locator("[data-chart=chart-rd_share] svg").text_content()
    )


def drawn(reader, figure):
    return reader.page.locator(f"[data-chart=chart-{figure}] .canvas").inner_html()


def test_a_menu_shows_another_side_of_the_figure(read):
    reader = read("dependence.html")
    reader.scroll_through()
    before = drawn(reader, "fig2_asymmetry")
    menu = reader.page.locator("[data-chart=chart-fig2_asymmetry] select")
    menu.select_option(index=2)
    reader.page.wait_for_timeout(300)
    assert drawn(reader, "fig2_asymmetry") != before


def test_years_are_chosen_from_the_keyboard(read):
    reader = read("dependence.html")
    reader.scroll_through()
    before = drawn(reader, "suppliers")
    slider = reader.page.locator("[data-chart=chart-suppliers] input[type=range]").first
    slider.focus()
    for _ in range(3):
        reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_timeout(300)
    assert slider.input_value() == "1998"
    assert drawn(reader, "suppliers") != before


def test_turning_the_wheel_with_shift_held_zooms(read):
    reader = read("dependence.html")
    reader.scroll_through()
    canvas = reader.page.locator("[data-chart=chart-suppliers] .canvas")
    canvas.scroll_into_view_if_needed()
    box, before = canvas.bounding_box(), drawn(reader, "suppliers")
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.keyboard.down("Shift")
    reader.page.mouse.wheel(0, -400)
    reader.page.keyboard.up("Shift")
    reader.page.wait_for_timeout(300)
    assert drawn(reader, "suppliers") != before


def explored(reader):
    holder = reader.page.locator("[data-explorer]")
    holder.scroll_into_view_if_needed()
    reader.page.wait_for_function("h => h.dataset.drawn === 'yes'", arg=holder.element_handle())
    return holder


def table_of(holder):
    return holder.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )


@pytest.mark.parametrize("name", ["research", "ru/complexity", "dependence", "ru/turn"])
def test_another_country_release_and_years_are_chosen_and_their_numbers_stand_beside(read, name):
    reader = read(f"{name}.html")
    holder = explored(reader)
    first = table_of(holder)
    holder.locator("[data-menu=country]").select_option("USA")
    other = table_of(holder)
    assert other != first and len(other) > 1
    holder.locator("[data-menu=beside]").select_option("CHN")
    assert len(table_of(holder)[0]) > len(other[0])
    holder.locator("[data-menu=release]").select_option(index=1)
    assert len(table_of(holder)[0]) <= 3
    years = [row[0] for row in table_of(holder)]
    holder.locator("[data-menu=since]").select_option(years[-2])
    assert [row[0] for row in table_of(holder)] == years[-2:]
    assert reader.faults == []


def test_what_is_chosen_is_the_number_of_the_results(read, results):
    rows = pd.read_csv(results / "indicators" / "dependency.csv")
    row = rows.query(
        "measure == 'fpem' and basis == 'gross_output' and scope == 'foreign'"
        " and user == 'DEU' and supplier == 'JPN' and year == 2005"
    ).iloc[0]
    holder = explored(read("dependence.html"))
    holder.locator("[data-menu=measure]").select_option("fpem.gross_output.foreign")
    holder.locator("[data-menu=country]").select_option("DEU")
    holder.locator("[data-menu=supplier]").select_option("JPN")
    assert ["2005", f"{100 * row['value']:.4g}"] in [cells[:2] for cells in table_of(holder)]


def test_a_pair_is_set_beside_itself_the_other_way_round(read):
    holder = explored(read("dependence.html"))
    holder.locator("[data-menu=beside]").select_option("CHN")
    heads = " ".join(holder.locator("thead th").all_text_contents())
    assert "Russia ← China" in heads and "China ← Russia" in heads


def test_pointing_at_what_was_chosen_says_its_value(read):
    reader = read("complexity.html")
    holder = explored(reader)
    holder.locator(".mark-symbol.role-mark path").nth(3).hover(force=True)
    tooltip = reader.page.locator("#vg-tooltip-element")
    tooltip.wait_for(state="visible")
    assert re.search(r"\b(19|20)\d\d\b", tooltip.inner_text())


def test_what_is_chosen_can_be_taken_as_a_file(read):
    reader = read("research.html")
    explored(reader)
    with reader.page.expect_download() as taken:
        reader.page.locator("a.chosen").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith('"Year","Russia') and len(lines) > 10


def shown(reader):
    return reader.page.locator("table[data-table] tbody tr:visible").count()


def test_claims_are_searched_and_filtered(read):
    reader = read("claims.html")
    every = shown(reader)
    reader.page.get_by_role("searchbox").fill("complexity")
    some = shown(reader)
    assert 0 < some < every
    reader.page.get_by_role("combobox", name="Verdict").select_option("reproduced")
    assert 0 < shown(reader) < some


def test_a_verdict_of_the_opening_page_leads_to_its_claims(read):
    reader = read("index.html")
    reader.page.locator(".opening .badge.verdict-contradicted").click()
    reader.page.wait_for_url("**/claims.html?*")
    badges = reader.page.locator("table[data-table] tbody tr:visible .badge")
    assert badges.count()
    named = badges.evaluate_all("all => all.map(badge => badge.className)")
    assert set(named) == {"badge verdict-contradicted"}  # the text also says on what releases


@pytest.mark.parametrize("name", ["index.html", "ru/index.html"])
def test_the_whole_argument_stands_on_one_screen(read, name):
    reader = read(name, (1440, 900))
    cards = reader.page.locator(".steps .card")
    assert cards.count() == len(STEPS) + 2  # with the conclusion, and with what else there is
    edges = [box["y"] + box["height"] for box in (card.bounding_box() for card in cards.all())]
    assert max(edges) <= 900
    assert reader.page.locator(".steps .small-figure svg").count() == len(STEPS)  # Fig. 1 has none


@pytest.mark.parametrize("name", ["index.html", "ru/index.html"])
def test_no_text_of_a_small_figure_is_cut(read, name):
    reader = read(name, (1440, 900))
    cut = reader.page.evaluate("""() => [...document.querySelectorAll(".small-figure text")]
        .filter(text => { const b = text.getBoundingClientRect(),
                                f = text.closest("svg").getBoundingClientRect();
                          return b.left < f.left - 0.5 || b.right > f.right + 0.5; })
        .map(text => text.textContent)""")
    assert cut == []


def test_the_first_key_leads_past_the_links_to_the_content(read):
    reader = read("index.html")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("location.hash") == "#content"


def test_in_print_the_figure_is_that_of_the_paper(read):
    reader = read("research.html")
    reader.scroll_through()
    figure = reader.page.locator("[data-chart=chart-rd_share]")
    assert not figure.locator("picture > img").is_visible()
    reader.page.emulate_media(media="print")
    assert figure.locator("picture > img").is_visible()
    assert not figure.locator(".canvas").is_visible()
    assert not reader.page.locator("[data-explorer]").is_visible()


@pytest.mark.parametrize(("size", "dressing"), [(DESKTOP, "bare"), (PHONE, "phone")])
def test_without_scripts_the_figure_is_that_for_the_screen(browser, report, size, dressing):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    page.goto((report / "ru/west.html").as_uri())
    shown = page.locator("figure picture > img").evaluate_all("all => all.map(i => i.currentSrc)")
    assert shown and all(address.endswith(f".{dressing}.svg") for address in shown)
    context.close()


def test_without_scripts_figures_and_claims_stand(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((report / "research.html").as_uri())
    assert page.locator("figure picture > img").first.is_visible()
    assert page.locator("table[data-table] tbody tr").first.is_visible()
    context.close()
