"""The report: every claim and figure has its place, both languages say it, pages are whole."""

import json
import re
import runpy
import sys

import pandas as pd
import pytest

from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.figures import registry
from techsov.presentation.labels import Labels, placeholders
from techsov.report import content, explorer, releases, steps
from tests.html_page import Page


@pytest.fixture(scope="module")
def argument(root):
    figures = registry.find(report=root / "config/report.yaml")
    return steps.load(
        root / "config/report.yaml", {name: spec.step for name, spec in figures.items()}
    )


@pytest.fixture(scope="module")
def texts(root):
    countries = Countries.load(root / "config/countries.yaml")
    return [Labels.load(root / f"config/report.{each}.yaml", countries) for each in ("en", "ru")]


def table(*rows):
    return pd.DataFrame(rows, columns=["id", "section", "verdict"])


# --- steps ---------------------------------------------------------------------------------


def test_a_pattern_takes_a_claim_from_the_part_it_stands_in():
    one = steps.Step("one", sections=("4",), rests_on=("s4-budget",))
    other = steps.Step("other", claims=("s4-rd-*",), rests_on=("s4-rd-share",))
    claims = table(("s4-budget", "4", "argument"), ("s4-rd-share", "4", "revised"))
    assert steps.assign([one, other], claims) == {"s4-budget": "one", "s4-rd-share": "other"}


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (steps.Step("one"), "claim `s4-budget`: one step expected"),
        (steps.Step("one", sections=("4",), claims=("s9-*",)), "`s9-\\*` matches no claim"),
        (steps.Step("one", sections=("4",), rests_on=("gone",)), "rests on `gone`"),
    ],
)
def test_a_claim_without_a_step_and_a_step_without_its_claims_are_refused(step, says):
    with pytest.raises(ConfigError, match=says):
        steps.assign([step], table(("s4-budget", "4", "argument")))


def test_a_step_says_how_many_of_its_claims_fail():
    step = steps.Step("one", rests_on=("a", "b", "c"))
    of = table(("a", "4", "reproduced"), ("b", "4", "revised"), ("c", "4", "argument"))
    assert step.outcome(of) == {"name": "partly", "fail": 1, "of": 3}


def test_every_figure_of_an_edition_stands_in_one_step(argument, results):
    shown = [name for step in argument for name in step.figures]
    assert sorted(shown) == sorted(path.stem for path in (results / "figures").glob("*.json"))


def test_every_step_has_a_figure(argument):
    assert all(step.figures for step in argument)


# --- series to choose from -------------------------------------------------------------------


def test_series_are_held_by_measure_place_and_release_with_gaps_as_null():
    table = pd.DataFrame(
        {
            "country": "RUS",
            "year": [2000, 2002, 2000],
            "indicator": "gerd_gdp",
            "value": [1.0486512345, 1.2, 3],
            "unit": "% of GDP",
            "dataset": "oecd/msti",
            "vintage": ["2025-09", "2025-09", "2026-03"],
        }
    )
    written = explorer.script("research", explorer.series("research", table))
    held = json.loads(written.partition("research=")[2].removesuffix(";\n"))
    assert held == {
        "gerd_gdp": {
            "RUS": {"oecd/msti 2025-09": [2000, 1.049, None, 1.2], "oecd/msti 2026-03": [2000, 3]}
        }
    }


def test_a_dependency_is_chosen_as_a_pair_in_per_cent():
    rows = pd.DataFrame(
        {
            "dataset": "wiod/wiot", "vintage": "2013", "year": 2011, "measure": "fpem",
            "basis": ["gross_output", "gross_output"], "scope": ["foreign", "manufacturing"],
            "user": "RUS", "supplier": "CHN", "value": [0.125, 0.3],
        }
    )  # fmt: skip
    chosen = explorer.series("dependency", rows)
    assert chosen[["measure", "place", "value", "unit"]].to_numpy().tolist() == [
        ["fpem.gross_output.foreign", "RUS CHN", 12.5, "%"]
    ]


def test_the_report_holds_the_series_of_its_tables(argument, report, results):
    for name in {step.explorer for step in argument if step.explorer}:
        rows = explorer.read(name, results / "indicators" / f"{name}.csv")
        text = (report / f"{name}.js").read_text(encoding="utf-8")
        held = json.loads(text.partition(f"{name}=")[2].removesuffix(";\n"))
        count = sum(
            value is not None
            for places in held.values()
            for releases in places.values()
            for series in releases.values()
            for value in series[1:]
        )
        assert count == len(rows) > 1000


def test_a_table_of_releases_marks_what_the_next_one_revised(root):
    labels = Labels.load(
        root / "config/labels.en.yaml", Countries.load(root / "config/countries.yaml")
    )
    rows = pd.DataFrame(
        {
            "measure": "gerd_gdp", "place": "RUS", "year": [2020, 2021, 2020, 2021],
            "release": ["worldbank/gerd 2021-09"] * 2 + ["worldbank/gerd 2026-07"] * 2,
            "value": [1.1, 1.0, 1.1, 0.9],
        }
    )  # fmt: skip
    (table,) = releases.vintages(rows, "gerd_gdp", "RUS", labels)
    assert [vintage for vintage, _ in table["releases"]] == ["September 2021", "July 2026"]
    assert table["rows"] == [
        ("2020", [("1.100", False), ("1.100", False)]),
        ("2021", [("1", False), ("0.9000", True)]),
    ]
    assert releases.vintages(rows[:2], "gerd_gdp", "RUS", labels) == []
    joined = "worldbank/gerd+rosstat/gdp 2026-07+"
    rows["release"] = [f"{joined}2023-04"] * 2 + [f"{joined}2025-02"] * 2
    (table,) = releases.vintages(rows, "gerd_gdp", "RUS", labels)
    assert [vintage for vintage, _ in table["releases"]] == ["April 2023", "February 2025"]


def test_the_page_of_releases_names_every_file_of_the_edition(report, results):
    text = Page.read(report / "releases.html").text
    for digest in pd.read_csv(results / "provenance.csv")["sha256"]:
        assert digest in text


def test_what_all_rows_of_a_table_share_is_said_once():
    held = [{"key": key, "text": key.upper()} for key in ("year", "unit", "note", "value")]
    rows = [
        {"year": str(year), "unit": "%", "note": "", "value": "1" if year < 2005 else "2"}
        for year in range(2000, 2006)
    ]
    varied, same = content.shared(held, rows)
    assert [column["key"] for column in varied] == ["year", "value"]
    assert same == [("UNIT", "%")]
    assert content.shared(held, rows[:5]) == (held, [])


# --- texts ---------------------------------------------------------------------------------


def test_both_languages_have_the_same_texts_with_the_same_placeholders(texts):
    english, russian = texts
    assert english.texts.keys() == russian.texts.keys()
    for key in english.texts:
        if key != "language":
            assert placeholders(english[key]) == placeholders(russian[key]), key


def test_every_step_has_its_texts(argument, texts):
    for labels in texts:
        for step in argument:
            assert labels[f"report.step.{step.id}.title"]
            assert labels[f"report.step.{step.id}.argument"]


def test_a_web_address_in_a_reason_is_a_link_and_the_stop_after_it_is_not():
    linked = content._linked("See <b>https://example.org/a?b&c.")
    assert 'href="https://example.org/a?b&amp;c"' in linked
    assert linked.startswith("See &lt;b&gt;")


# --- the built report ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(results):
    folder = results / "report"
    if not (folder / "index.html").exists():
        pytest.skip("results/embedded/report is not built: run `make` first")
    return folder


def pages(report):
    return sorted(report.rglob("*.html"))


def test_every_page_is_well_formed_and_says_what_language_it_is_in(report):
    for path in pages(report):
        page = Page.read(path)
        assert page.faults == [], path
        assert page.of("html") == [{"lang": "ru" if path.parent.name == "ru" else "en"}]
        assert len(page.of("h1")) == 1


def test_no_text_of_a_page_has_a_place_that_nobody_filled(report):
    for path in [*pages(report), *(report.parent / "tables").rglob("*.html")]:
        assert re.findall(r"\{[\w.-]+\}", Page.read(path).text) == [], path


def test_every_picture_has_a_text(report):
    for path in pages(report):
        for image in Page.read(path).of("img"):
            assert len(image["alt"]) > 20, (path, image)


def test_every_link_leads_to_a_file_and_every_fragment_to_an_element(report):
    held = {path: set(Page.read(path).ids) for path in pages(report)}
    held |= {path: set(Page.read(path).ids) for path in pages(report.parent / "audit")}
    for path in pages(report):
        for link in Page.read(path).links:
            address, _, fragment = link.partition("#")
            address = address.partition("?")[0]
            if address.startswith(("http:", "https:")):
                continue
            target = (path.parent / address).resolve() if address else path
            assert target.exists(), (path, link)
            if fragment and target in held:
                assert fragment in held[target], (path, link)


def test_nothing_is_loaded_from_a_network_address(report):
    for path in pages(report):
        page = Page.read(path)
        loaded = [e.get("src", "") for tag in ("img", "script", "iframe") for e in page.of(tag)]
        loaded += [link.get("href", "") for link in page.of("link")]
        assert not [each for each in loaded if re.match(r"(https?:)?//", each)], path


def test_every_claim_stands_on_the_page_of_all_claims_and_on_its_step(report, results):
    ids = set(pd.read_csv(results / "claims.csv")["id"])
    for folder in (report, report / "ru"):
        assert ids <= set(Page.read(folder / "claims.html").ids)
        on_steps = [
            each
            for path in folder.glob("*.html")
            if path.stem not in ("index", "claims", "releases")
            for each in Page.read(path).ids
            if each in ids
        ]
        assert sorted(on_steps) == sorted(ids)


def test_every_claim_leads_to_its_card_in_the_audit(report, results):
    ids = set(pd.read_csv(results / "claims.csv")["id"])
    for name in ("claims.html", "ru/claims.html"):
        links = Page.read(report / name).links
        assert {link.partition("#")[2] for link in links if "audit/" in link} == ids


def test_the_report_is_small(report):
    assert sum(path.stat().st_size for path in report.rglob("*") if path.is_file()) < 6_000_000


def test_a_key_that_no_step_has_is_named_with_its_step(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("steps:\n- {id: one, figurs: [rd_share]}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"report\.yaml, step `one`: unknown figurs"):
        steps.load(path, {})


def test_the_summary_after_a_build_counts_the_verdicts_and_says_where_things_are(
    tmp_path, monkeypatch, capsys
):
    results = tmp_path / "embedded"
    (results / "figures").mkdir(parents=True)
    (results / "figures/rd_share.json").touch()
    (results / "claims.csv").write_text(
        "id,verdict,same_as\na,revised,\nb,reproduced,\nc,revised,\nd,revised,a\n"
    )
    monkeypatch.setattr(sys, "argv", ["summary", str(results)])
    runpy.run_module("techsov.build.summary", run_name="__main__")
    said = capsys.readouterr().out
    assert "Edition embedded: 3 claims of the paper" in said
    assert said.index("revised        2") < said.index("reproduced     1")
    assert f"{results / 'figures'}/ (1, each with its CSV)" in said
