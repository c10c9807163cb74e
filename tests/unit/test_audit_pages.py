"""The audit's pages, cards and curves of made-up clauses."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from techsov import claims, pages
from techsov.audit import curve, robustness, site, targets
from techsov.audit.cards import Material
from techsov.audit.repair import Composer
from techsov.countries import Countries
from techsov.labels import Labels

from .test_audit import PRICES, about, shares
from .test_claims import evidence, internal

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def labels(root):
    countries = Countries.load(root / "config/countries.yaml")
    common, own = (
        Labels.load(root / f"config/{name}.en.yaml", countries) for name in ("labels", "audit")
    )
    return replace(common, texts=common.texts | own.texts)


@pytest.fixture
def material(labels):
    counted = internal("equals", left={"number": 2}, right={"number": 3})
    stated = [about(30, choices=PRICES) | {"group": "first"}, counted | {"published": 2}]
    verdicts, specifications = claims.audit(stated, evidence(shares(30.4, 25)))
    summary = robustness.summarise(verdicts, specifications)
    composer = Composer(labels, None, {})
    of = dict(list(specifications.groupby("id", sort=False)))
    summary["repair_en"] = [
        composer.line(claim, row, of.get(claim["id"]))
        for claim, row in zip(stated, summary.to_dict("records"), strict=True)
    ]
    summary["cite"] = "imf-weo-2026"
    by_id = summary.set_index("id", drop=False)
    return Material(stated, verdicts.set_index("id"), by_id, of, composer)


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
    clause = card["clauses"][0]
    assert clause["published"] == "30% of world GDP"
    assert "Holds in 1 of 2" in clause["robustness"]
    assert "parities: 1 of 1" in clause["robustness"]
    assert "30.4%" in clause["repair"]
    assert clause["curve"].startswith("<svg")
    assert card["severity"] == "depends"


def test_the_pages_link_every_clause_and_show_its_id(material, tmp_path):
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


def test_the_gravest_clauses_stand_first_in_the_index(material, tmp_path):
    site.write({"en": material}, tmp_path, edition="embedded")
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    listed = index[index.index(material.composer.labels["audit.all"]) :]
    assert listed.index("#own") < listed.index("#one")


def test_what_is_printed_holds_every_clause_with_its_colour(material):
    printed = json.loads(json.dumps(site.in_print(material, edition="embedded")))
    clauses = [c for s in printed["sections"] for card in s["cards"] for c in card["clauses"]]
    assert {c["id"] for c in clauses} == {"one", "own"}
    assert all(c["colour"].startswith("#") for c in clauses)


def test_a_multiple_of_a_base_is_a_path_with_the_latest_year_on_it():
    research = pd.DataFrame(
        [
            ("RUS", year, "x", value, "%", "p/d", "1")
            for year, value in ((2022, 10.0), (2024, 11.0))
        ],
        columns=["country", "year", "indicator", "value", "unit", "dataset", "vintage"],
    )
    stated = {"goal": {"published": 2}, "end": {"published": 2030}}
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
