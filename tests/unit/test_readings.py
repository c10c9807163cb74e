"""What a kind of sentence can be meant to say, at its edges, and where it is said to people."""

import re

import pytest

from techsov import claims
from techsov.claims import readings
from techsov.claims.predicates import rounding
from techsov.core.errors import ConfigError
from tests.builders.claims import X, a_claim, internal, labels, made, series, verdict

KINDS = {kind: [option["as"] for option in of] for kind, (_, of) in readings.READINGS.items()}


def judged(kind, claim, values):
    """The verdict on a claim of a kind, and the readings under which it holds."""
    found = verdict(claim | {"sentence": kind}, series(X, "AAA", values))
    return found.verdict, {s.chosen["sense"] for s in found.specifications if s.holds}


@pytest.mark.parametrize(
    ("values", "holding"),
    [
        ([1, 2, 3, 4], {"first and last year", "trend", "three-year means"}),
        ([2, 5, 5, 5, 1], set()),
        ([3, 1, 1, 1, 4], {"first and last year", "trend", "three-year means"}),
        ([5, 1, 2, 3, 4, 4.5], {"trend", "three-year means"}),
        ([4, 3, 2, 1], set()),
    ],
)
def test_a_trend_is_read_from_the_ends_along_the_line_and_in_means(values, holding):
    found = judged("trend", a_claim("rises"), [float(v) for v in values])
    assert found == ("reproduced" if holding else "contradicted", holding)


@pytest.mark.parametrize(
    ("values", "holding"),
    [
        ([5, 4, 3, 2], {"every year", "trend", "three-year means"}),
        ([9, 8, 8.5, 7, 6, 5], {"trend", "three-year means"}),
        ([9, 5, 8, 10, 5, 4], {"trend"}),
        ([5, 5, 5, 6], set()),
    ],
)
def test_a_steady_fall_is_every_year_the_trend_or_every_three_year_mean(values, holding):
    found = judged("steadily", a_claim("falls", steadily=True), [float(v) for v in values])
    assert found == ("reproduced" if holding else "contradicted", holding)


@pytest.mark.parametrize(
    ("values", "holding"),
    [
        ([30, 31, 29], {"every year", "mean of the years", "last year", "most years"}),
        ([30, 31, 20, 31, 30], {"last year", "most years", "mean of the years"}),
        ([20, 20, 30], {"last year"}),
        ([30, 20], set()),  # half the years are not most
        ([20, 40], {"mean of the years"}),
        ([10, 11], set()),
    ],
)
def test_what_remains_does_so_each_year_on_average_at_the_end_or_mostly(values, holding):
    found = judged("remains", a_claim("about", 30, 2), [float(v) for v in values])
    assert found == ("reproduced" if holding else "contradicted", holding)


@pytest.mark.parametrize(
    ("values", "holding"),
    [
        ([5.0, 8.2, 9.5], {"any year"}),
        ([5.0, 8.2], {"any year", "highest year"}),
        ([5.0, 9.5], set()),
    ],
)
def test_some_years_are_any(values, holding):
    found = judged("some years", a_claim("about", 8, 0.5), values)
    assert found == ("reproduced" if holding else "contradicted", holding)


@pytest.mark.parametrize(
    ("first", "last", "stated", "holding"),
    [
        (1991, 2021, 30, {"between", "rounded", "both end years counted and rounded"}),
        (1991, 2020, 30, {"both", "rounded", "both end years counted and rounded"}),
        (1991, 2019, 30, {"rounded", "both end years counted and rounded"}),
        (1991, 2012, 30, set()),
        (2024, 2033, 10, {"both", "both end years counted and rounded"}),
        (2024, 2032, 10, set()),
    ],
)
def test_years_are_counted_with_one_end_or_both_and_rounded_as_printed(
    first, last, stated, holding
):
    claim = internal(
        "difference", left={"number": last}, right={"number": first}, equals={"number": stated}
    )
    found = verdict(claim | {"sentence": "duration"}, [])
    names = {"between the years": "between", "both end years counted": "both",
             "rounded as printed": "rounded"}  # fmt: skip
    held = {s.chosen["sense"] for s in found.specifications if s.holds}
    assert {names.get(each, each) for each in held} == holding


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [(30, 25, 35), (7, 6.5, 7.5), (0.94, 0.935, 0.945), (133, 132.5, 133.5), (10, 9.5, 15),
     (1, 0.95, 1.5), (-7, -7.5, -6.5), (1.5, 1.45, 1.55), (0, 0, 0)],
)  # fmt: skip
def test_a_number_stands_for_all_that_round_to_its_digits(number, low, high):
    assert rounding(number) == pytest.approx((low, high))


def test_a_rounded_number_is_held_to_the_digits_that_are_printed():
    found = judged("rounded number", a_claim("about", 7, 0.1), [7.3])
    assert found == ("reproduced", {"rounded as printed"})
    assert judged("rounded number", a_claim("about", 7, 0.1), [7.6])[0] == "contradicted"


def test_readings_follow_from_the_kind_of_sentence_and_from_nothing_else():
    own = {"choices": {"sense": [{"as": "a"}, {"as": "b", "reduce": "any"}]}}
    with pytest.raises(ConfigError, match="they follow from `sentence`"):
        made(a_claim("about", 30, **own))
    assert made(a_claim("exceeds", to={"table": "research"})).test.axes == {}
    assert made(a_claim("at_most", 1.0) | {"sentence": "trend"}).test.axes == {}


def test_every_claim_with_a_test_says_of_which_kind_its_sentence_is(root):
    stated = claims.load(root / "config/claims.yaml")
    assert [c.id for c in stated if getattr(c, "test", None) and c.sentence is None] == []


def test_the_page_on_claims_shows_the_readings_that_the_code_admits(root):
    page = (root / "docs/claims.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w[\w ]*) \| [^|]+ \| ([^|]+) \|$", page.split("## Readings")[1], re.M)
    shown = {kind: of.split("; ") for kind, of in rows if kind in KINDS}
    assert shown == KINDS


def test_the_paper_and_its_labels_show_the_same_readings(root):
    english, russian = labels("en"), labels("ru")
    for kind, names in KINDS.items():
        assert english[f"sentence.{kind}.read"].split("; ") == names
        assert len(russian[f"sentence.{kind}.read"].split("; ")) == len(names)
    method = (root / "paper/parts/method.typ").read_text(encoding="utf-8")
    assert "kinds-of-sentence" in method
