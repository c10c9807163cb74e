"""The audit's pages, cards and curves of made-up claims."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from techsov import claims
from techsov.audit import curve, robustness, site, targets
from techsov.audit.cards import Material
from techsov.audit.repair import Composer
from techsov.claims.reasons import because
from techsov.claims.replies import Reply
from techsov.claims.telling import Texts, as_read, with_unit
from techsov.core.countries import Countries
from techsov.presentation import pages
from techsov.presentation.labels import Labels
from tests.builders import claims as builders
from tests.builders.claims import (
    a_claim,
    contrast,
    contrasted,
    evidence,
    internal,
    made,
    printed,
    series,
)

from .test_audit import LOOKED_THROUGH, PRICES, about, beside, document, shares

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def labels():
    return builders.labels("en", "audit")


@pytest.fixture
def material(labels):
    counted = internal("equals", left={"number": 2}, right={"number": 3})
    stated = [about(30, choices=PRICES) | {"group": "first"}, counted | {"published": 2}]
    return audited(labels, stated, shares(30.4, 25))


def audited(labels, stated, rows, documents=None):
    """What the cards of these claims are made of."""
    held, records = evidence(rows, documents), [made(claim) for claim in stated]
    verdicts, specifications, reasons = builders.audited(stated, held)
    summary = robustness.summarise(verdicts, specifications)
    texts = Texts.load(None, records, held.documents)
    composer = Composer(labels, texts, held.documents, reasons)
    of = dict(list(specifications.groupby("id", sort=False)))
    summary["repair_en"] = [
        composer.line(claim, row, of.get(claim.id))
        for claim, row in zip(records, summary.to_dict("records"), strict=True)
    ]
    summary["cite"] = "imf-weo-2026"
    by_id = summary.set_index("id", drop=False)
    return Material(records, verdicts.set_index("id"), by_id, of, composer)


def test_a_curve_has_a_point_for_each_specification_and_rings_the_likely_one(material, labels):
    drawn = curve.draw(
        material.specifications["one"], labels, title="t", measured="m", written=str,
        named=lambda axis, option: option, font="sans-serif",
    )  # fmt: skip
    image = ElementTree.fromstring(drawn)
    texts = {text.text for text in image.iter(f"{SVG}text")}
    assert {"parities", "exchange rates", "prices"} <= texts
    rings = [c for c in image.iter(f"{SVG}circle") if c.get("fill") == "none"]
    assert len(rings) == 1
    squares = [r for r in image.iter(f"{SVG}rect") if r.get("stroke") == curve.FAILS]
    points = [c for c in image.iter(f"{SVG}circle") if c.get("stroke") == curve.HOLDS]
    assert (len(points), len(squares)) == (1, 1)
    # The likely one, at parities, is the larger number: it stands to the right of the other.
    assert float(rings[0].get("cx")) > float(squares[0].get("x"))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (22, 41, [25, 30, 35, 40]),
        (-3, 3, [-3, -2, -1, 0, 1, 2, 3]),
    ],
)
def test_a_scale_has_round_numbers(low, high, expected):
    assert curve.ticks(low, high) == pytest.approx(expected)


def test_a_card_says_what_is_stated_found_decided_and_borne(material):
    card = material.sections("sans-serif")["4"][0]
    claim = card["claims"][0]
    assert claim["published"] == "30% of world GDP"
    assert "Holds in 1 of 2" in claim["robustness"]
    assert "parities: 1 of 1" in claim["robustness"]
    assert "30.4%" in claim["repair"]
    assert claim["curve"].startswith("<svg")
    assert card["severity"] == "depends"


def card(labels, claim, rows, documents=None, *more):
    """The claim of a card."""
    return audited(labels, [claim, *more], rows, documents).claim(made(claim), "sans-serif")


def test_a_claim_that_its_release_decides_names_releases_and_not_their_keys(labels):
    rows = shares(20) + shares(30, vintage=("imf/weo", "2021"))
    made = card(labels, about(30) | {"paragraph": 3, "footnote": 7}, rows)
    assert made["place"] == "Section 4, paragraph 3, footnote 7"
    assert made["number"] == "20.0% in 2000"
    assert "World Economic Outlook, 2021: 1 of 1" in made["robustness"]
    drawn = ElementTree.fromstring(made["curve"])
    beside = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "2021" in beside and "2026" in beside  # of one dataset's releases the dates alone


def test_a_claim_without_choices_says_only_in_how_many_it_holds(labels):
    made = card(labels, about(30), shares(30))
    assert made["robustness"].startswith("Holds in 1 of 1 specifications")
    assert (made["curve"], made["document"]) == ("", None)


RUS, CHN = ({"table": "research", "indicator": "gdp_ppp_share", "country": c,
             "years": [2000, 2001]} for c in ("RUS", "CHN"))  # fmt: skip


@pytest.mark.parametrize(
    ("test", "measured"),
    [
        ({"predicate": "about"}, "the number"),
        ({"predicate": "rises"}, "the difference"),
        ({"predicate": "outgrows", "to": CHN}, "how many times more"),
        ({"predicate": "maximum_of_series"}, "the year"),
    ],
)
def test_a_curve_says_what_its_scale_measures(labels, test, measured):
    claim = about(2000 if "series" in test["predicate"] else 30)
    claim["test"] = {"of": RUS, "choices": PRICES} | test
    rows = [
        row
        for indicator in ("gdp_ppp_share", "gdp_usd_share")
        for country, values in (("RUS", [3, 4]), ("CHN", [1, 2]))
        for row in series(indicator, country, values, ("imf/weo", "2026"))
    ]
    assert measured in curve_texts(card(labels, claim, rows))


def curve_texts(made):
    return {text.text for text in ElementTree.fromstring(made["curve"]).iter(f"{SVG}text")}


@pytest.mark.parametrize(
    ("claim", "measured", "number"),
    [
        (internal("exceeds", left={"number": 5}, right={"number": 3},
                  choices={"counting": [{"as": "a"}, {"as": "b", "left": {"number": 2}}]}),
         "the difference", ""),
        (internal("difference", left={"number": 5}, right={"number": 3}, equals={"number": 2},
                  choices={"counting": [{"as": "a"}, {"as": "b", "left": {"number": 6}}]}),
         "the number", "2 years"),
    ],
)  # fmt: skip
def test_a_curve_of_printed_numbers_measures_what_they_make_or_by_how_much_they_differ(
    labels, claim, measured, number
):
    made = card(labels, claim | {"published": 2, "unit": "years"}, [])
    assert measured in curve_texts(made)
    assert made["number"] == number


def test_a_contrast_is_measured_by_how_far_each_concept_is_off(labels):
    rows = contrasted(funds=(30, 63), performs=(58, 71))
    sides = printed("left", 30), printed("right", 70)
    made = card(labels, contrast(), rows, None, *sides)
    assert "off by" in curve_texts(made)
    assert made["number"] == ""
    # Where no concept has data on both sides there is no distance to draw.
    made = card(labels, contrast(), [row for row in rows if row[1] == "AAA"], None, *sides)
    assert made["curve"] == ""


def test_the_card_of_a_document_says_where_in_which_copy_it_was_read_or_that_it_was_not(labels):
    claim = {"id": "doc", "group": "g", "section": "2", "kind": "document", "document": "act",
             "statement": "It was passed in 2024.", "published": 2024, "unit": "year"}  # fmt: skip
    act = document(value=2023)
    read = card(labels, claim, [], {"act": act})
    assert read["number"] == "2023"
    assert read["found"] == ""  # the document stands beside
    assert read["document"] == {
        "cited": "Act (State, 2023)", "address": "https://state.example/",
        "consulted": "2026-01-01", "where": "p. 1",
        "copies": [{"kind": "official text", "at": "https://state.example/act"}],
    }  # fmt: skip
    nothing = {k: v for k, v in act.items() if k not in ("bears_on", "copies")}
    nothing |= {"consulted": None}
    unread = card(labels, claim, [], {"act": nothing})
    assert unread["found"] == labels["audit.unread"]
    assert unread["document"]["consulted"] == ""
    assert "where" not in unread["document"]
    search = {"day": "2026-11-25", "terms": ["Act", "2023"], "found": "nothing"}
    missed = card(labels, claim, [], {"act": nothing | {"sought": {"doc": search}}})
    assert missed["document"]["sought"] == (
        "Looked for on 2026-11-25 in stored copies of public web pages: “Act”; “2023”. "
        "Nothing of it came up."
    )


@pytest.mark.parametrize(
    ("published", "unit", "shown"),
    [
        ("2023", "year", "2023"),
        ("2023", "year (planned)", "2023 (planned)"),
        ("5", "years", "5 years"),
        ("30", "% of GDP", "30% of GDP"),
        ("high", "% of GDP", "high (% of GDP)"),
        ("45", "rank", "45 (rank)"),
        ("", "years", ""),
        ("45", "", "45"),
    ],
)
def test_a_published_number_stands_with_its_unit_as_one_would_write_it(
    labels, published, unit, shown
):
    assert with_unit(published, unit, unit, labels) == shown


def test_a_band_beyond_the_scale_is_not_drawn(labels):
    """A bound that no specification comes near would stretch the scale for nothing."""
    rows = pd.DataFrame({"likely": [True], "low": [50.0], "high": [60.0]})
    assert curve._band(rows, lambda value: value, 0, 10) == []
    assert len(curve._band(rows, lambda value: value, 0, 55)) == 1


def compared(*rows, predicate="exceeds"):
    """A claim that sets Russia's share beside China's, and its rows: years with both values."""
    side = {key: value for key, value in about(0)["test"]["of"].items() if key != "country"}
    years = [rows[0][0], rows[-1][0]]
    claim = about(0) | {
        "published": "larger", "group": "g", "tolerance": 0,
        "test": {
            "predicate": predicate,
            "of": side | {"country": "RUS", "years": years},
            "to": side | {"country": "CHN", "years": years},
        },
    }  # fmt: skip
    given = [
        row
        for country, at in (("RUS", 1), ("CHN", 2))
        for row in series("gdp_ppp_share", country, [each[at] for each in rows])
    ]
    return claim, given


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([(2000, 5.0, 4.9), (2001, 9.0, 3.0)], "9.00% against 3.00% in 2001"),
        ([(2000, 5.0, 6.0), (2001, 9.0, 3.0)], "5.00% against 6.00% in 2000"),
        ([(2000, 5.0, 9.0), (2001, 4.0, 4.5)], "4.00% against 4.50% in 2001"),
    ],
)
def test_a_comparison_gives_the_last_year_and_the_year_that_fails_where_one_does(
    labels, rows, number
):
    assert card(labels, *compared(*rows))["number"] == number


def test_money_is_published_as_a_sentence_has_it(labels):
    said = {"USD bn a year": "248", "EUR bn": "largest", "groups": "3"}
    assert [with_unit(number, unit, unit, labels) for unit, number in said.items()] == [
        "USD 248 bn a year", "largest (EUR bn)", "3 groups",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "row", "found", "said"),
    [
        ("en", ("rises", "share"), because("to", first=0.002671, second=0.024),
         "0.267% to 2.40%"),
        ("ru", ("растёт", "share"), because("number", value=0.1175), "11,8\u00a0%"),
        ("en", ("largest", "USD m PPP"), because("against", first=812229.4, second=906953.0),
         "USD 812,229 m PPP against USD 906,953 m PPP"),
        ("en", ("51 to 60", "rank"), because("number", value=76.0), "76 (rank)"),
        ("en", ("1", "rank"), because("to", first=1.0, second=1.0), "1 (rank)"),
        ("en", ("2022", "year"), because("year", year=2022), "2022"),
        ("en", ("30", "% of GERD"), because("number", value=29.77), "29.8% of GERD"),
        ("ru", ("30", "% of GERD"), because("number", value=29.77), "29,8\u00a0% of GERD"),
        ("en", ("", "PCT applications"), because("against", first=26383.0, second=7110.0),
         "26,383 against 7,110 PCT applications"),
        ("en", ("leader", ""), because("stated", stated_value="leader"), "leader"),
        ("en", ("rises", "share"), None, ""),
    ],
)  # fmt: skip
def test_what_was_found_is_read_with_its_unit_and_three_digits(root, language, row, found, said):
    published, unit = row
    countries = Countries.load(root / "config/countries.yaml")
    texts = Labels.load(root / f"config/labels.{language}.yaml", countries)
    told = {"year": "2022", "stated": "leader"}.get(found.key, "") if found else ""
    table_row = pd.Series({"published": published, "unit": unit, "reproduced": told})
    assert as_read(found, table_row, unit, texts) == said


@pytest.mark.parametrize(("unit", "number"), [("USD bn", "USD 248 bn"), ("groups", "")])
def test_two_printed_sums_of_money_are_told_in_their_currency(labels, unit, number):
    claim = internal("exceeds", left={"number": 248}, right={"number": 423}) | {"unit": unit}
    assert card(labels, claim, [])["number"] == number


@pytest.mark.parametrize("found", ["nothing", "abstract alone", "reports alone"])
def test_a_card_says_by_which_words_a_passage_was_sought_in_vain(labels, found):
    claim = printed("one", 2023) | {"kind": "document", "document": "act"}
    del claim["reason"]
    search = {"day": "2026-01-02", "terms": ["the act", "its aim"], "found": found}
    act = {
        "title": "Act", "issuer": "State", "date": "2023", "address": "https://a",
        "consulted": None, "sought": {"one": search},
    }  # fmt: skip
    said = card(labels, claim, [], {"act": act})["document"]["sought"]
    assert "2026-01-02" in said
    assert "“the act”; “its aim”" in said
    assert said.endswith(labels[f"audit.came_up.{found}"])


def test_the_pages_link_every_claim_and_show_its_id(material, tmp_path):
    site.write({"en": material}, tmp_path, edition="embedded")
    wanted = {"index", "method", *map(pages.slug, claims.SECTIONS)}
    assert {path.stem for path in tmp_path.glob("*.html")} == wanted
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    section = (tmp_path / "section-4.html").read_text(encoding="utf-8")
    assert 'href="section-4.html#one"' in index
    assert 'id="one"' in section
    assert "<svg" in section
    assert 'href="method.html#objection"' in section
    assert 'id="objection"' in (tmp_path / "method.html").read_text(encoding="utf-8")


def test_the_gravest_claims_stand_first_in_the_index(material, tmp_path):
    site.write({"en": material}, tmp_path, edition="embedded")
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    listed = index[index.index(material.composer.labels["audit.all"]) :]
    assert listed.index("#own") < listed.index("#one")


def test_what_is_printed_holds_every_claim_with_its_colour(material):
    printed = json.loads(json.dumps(site.in_print(material, edition="embedded")))
    claims = [c for s in printed["sections"] for card in s["cards"] for c in card["claims"]]
    assert {c["id"] for c in claims} == {"one", "own"}
    assert all(c["colour"].startswith("#") for c in claims)


def test_a_multiple_of_a_base_is_a_path_with_the_latest_year_on_it():
    research = pd.DataFrame(
        [
            ("RUS", year, "x", value, "%", "p/d", "1")
            for year, value in ((2022, 10.0), (2024, 11.0))
        ],
        columns=["country", "year", "indicator", "value", "unit", "dataset", "vintage"],
    )
    stated = {"goal": made(printed("goal", 2)), "end": made(printed("end", 2030))}
    target = {"claim": "goal", "until": "end", "country": "RUS"}
    wanted = [target | {"indicator": "x", "bases": [2021, 2022]}, target]
    found = targets.paths(wanted, stated, research, {"p/d": "1"})
    with_series, without = found.to_dict("records")
    assert with_series["implied"] == 20
    assert with_series["growth_a_year"] == pytest.approx(9.05, abs=0.01)
    assert with_series["on_path"] == pytest.approx(10 * 2 ** (2 / 8))
    assert (with_series["latest_year"], with_series["latest"]) == (2024, 11)
    assert without["factor"] == 2
    assert pd.isna(without["implied"])


def test_a_card_shows_what_decides_and_what_was_replied(labels):
    material = audited(labels, [about(30)], shares(30))
    reply = Reply(
        by="The authors", date="2026-02-01", text={"en": "We meant parities.", "ru": "По ППС."},
        source="WEO, April 2024", page="Table A", 
    )  # fmt: skip
    composer = replace(material.composer, replies={"one": (reply,)})
    card = replace(material, composer=composer).claim(material.stated[0], "sans-serif")
    assert card["evidence"] == "Data"
    assert card["verdict_name"] == "reproduced, on the only release held, later than the paper"
    (said,) = card["replies"]
    assert said == "The authors, 2026-02-01: We meant parities. (WEO, April 2024, Table A)"


def test_a_bar_that_the_auditors_set_is_shown_as_theirs_with_the_verdict_at_others(labels):
    bars = {"yardstick": [{"as": "a twentieth"}, {"as": "a hundredth", "threshold": 0.01}]}
    claim = a_claim("at_most", "insignificant", of=LOOKED_THROUGH, threshold=0.05, choices=bars)
    claim["test"]["of"] = LOOKED_THROUGH
    held = beside([])
    verdicts, specifications, reasons = builders.audited([claim], held)
    summary = robustness.summarise(verdicts, specifications).iloc[0]
    texts = Texts.load(None, [made(claim)], {})
    material = Material([made(claim)], verdicts, summary, {}, Composer(labels, texts, {}, reasons))
    assert material._robustness(summary, specifications).endswith(
        "the bar is ours (a twentieth: 1 of 1; a hundredth: 0 of 1)."
    )


def test_a_number_that_is_implied_is_called_so(labels):
    rows = shares(30, vintage=("a/share+b/gdp+b/gdp", "1+2+2026"))
    held = replace(evidence(rows), is_main=lambda *_: True)
    verdicts, specifications, reasons = builders.audited([about(30)], held)
    assert verdicts["note"].item().startswith("implied 30 (2000).")
    composer = Composer(labels, Texts({}, {}, {}, {}), {}, reasons)
    row = specifications.iloc[0].to_dict()
    assert composer.numbers(made(about(30)), row) == "implied: 30.0% in 2000"
