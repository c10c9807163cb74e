"""Verdicts on made-up claims whose truth is plain."""

import re

import pandas as pd
import pytest
import yaml

from techsov import claims
from techsov.claims import statements
from techsov.claims.verdicts import read_specifications
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from tests.builders.claims import (
    ACT,
    LATE,
    MAIN,
    OLD,
    X,
    Y,
    a_claim,
    audited,
    contrast,
    contrasted,
    evidence,
    internal,
    made,
    printed,
    series,
    table,
    verdict,
)

RISING = series(X, "AAA", [1.0, 1.1, 1.2])


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        (a_claim("at_most", 1.2), True),
        (a_claim("at_most", 1.19), False),
        (a_claim("at_most", 1.15, 0.05), True),
        (a_claim("at_least", 1.0), True),
        (a_claim("at_least", 1.01), False),
        (a_claim("about", 1.1, 0.1), True),
        (a_claim("about", 1.1, 0.09), False),
        (a_claim("about", 1.1, 0.001, reduce="mean"), True),
        (a_claim("about", 1.2, reduce="last"), True),
        (a_claim("about", 1.0, reduce="first"), True),
        (a_claim("between", [1.0, 1.2]), True),
        (a_claim("between", [1.05, 1.2]), False),
        (a_claim("between", [1.0, 1.15]), False),
        (a_claim("minimum_of_series", 2000), True),
        (a_claim("minimum_of_series", 2001), False),
        (a_claim("minimum_of_series", 1999), False),
        (a_claim("maximum_of_series", 2002), True),
        (a_claim("maximum_of_series", 2001), False),
        (a_claim("rises"), True),
        (a_claim("rises", tolerance=0.2), False),
        (a_claim("rises", steadily=True), True),
        (a_claim("falls"), False),
        (a_claim("steady", tolerance=0.21), True),
        (a_claim("steady", tolerance=0.19), False),
    ],
)
def test_a_predicate_over_one_series_holds_up_to_its_edge(claim, holds):
    assert verdict(claim, RISING).verdict == ("reproduced" if holds else "contradicted")


def test_a_rise_with_a_dip_is_no_steady_rise():
    rows = series(X, "AAA", [1.0, 0.9, 1.2])
    assert verdict(a_claim("rises"), rows).verdict == "reproduced"
    found = verdict(a_claim("rises", steadily=True), rows)
    assert found.verdict == "contradicted"
    assert "2001" in found.note


def test_one_year_is_no_trend():
    assert verdict(a_claim("rises"), series(X, "AAA", [1.0])).verdict == "contradicted"


@pytest.mark.parametrize(
    ("predicate", "published", "holds"),
    [
        ("exceeds", None, True),
        ("ratio_about", 2.0, True),
        ("ratio_about", 2.2, False),
        ("ratio_at_least", 2.0, True),
        ("ratio_at_least", 2.1, False),
    ],
)
def test_two_series_are_compared_year_by_year(predicate, published, holds):
    rows = series(X, "AAA", [2.0, 4.0]) + series(X, "BBB", [1.0, 2.0])
    other = {"table": "research", "indicator": X, "country": "BBB", "years": [2000, 2009]}
    claim = a_claim(predicate, published, 0.05, to=other)
    if predicate == "exceeds":
        claim["tolerance"] = 0
    assert verdict(claim, rows).verdict == ("reproduced" if holds else "contradicted")


@pytest.mark.parametrize(
    ("own", "others", "tolerance", "holds"),
    [
        ([1.0, 3.0], [2.0, 5.0], 0, True),  # three times over against two and a half
        ([1.0, 2.5], [2.0, 5.0], 0, False),  # the same
        ([1.0, 3.0], [2.0, 5.0], 0.5, False),  # more by no more than the tolerance
        ([5.0, 6.0], [1.0, 1.5], 0, False),  # more in points, less over again
        ([1.0], [2.0], 0, False),  # one year is no trend
    ],
)
def test_what_outgrows_another_grew_more_times_over(own, others, tolerance, holds):
    other = {"table": "research", "indicator": X, "country": "BBB", "years": [2000, 2009]}
    claim = a_claim("outgrows", tolerance=tolerance, to=other)
    found = verdict(claim, series(X, "AAA", own) + series(X, "BBB", others))
    assert found.verdict == ("reproduced" if holds else "contradicted")


def test_a_series_that_equals_the_other_does_not_exceed_it():
    rows = series(X, "AAA", [1.0]) + series(X, "BBB", [1.0])
    other = {"table": "research", "indicator": X, "country": "BBB", "years": 2000}
    assert verdict(a_claim("exceeds", to=other), rows).verdict == "contradicted"


@pytest.mark.parametrize(
    ("among", "published", "smallest", "holds"),
    [("all", 2, False, True), ("all", 1, False, False), ("PAIR", 1, False, True),
     ("all", 2, True, True), ("PAIR", 2, True, True)],
)  # fmt: skip
def test_a_rank_is_counted_inside_the_group_that_is_named(among, published, smallest, holds):
    rows = series(X, "AAA", [5]) + series(X, "BBB", [3]) + series(X, "CCC", [9])
    claim = a_claim("rank_in_group", published, among=among, smallest_first=smallest)
    assert verdict(claim, rows).verdict == ("reproduced" if holds else "contradicted")


POOLED = {"table": "research", "indicator": X, "country": "BBB", "years": [2000, 2004]}
AGAINST = series(X, "BBB", [2.0] * 5) + series(X, "BBB", [2.0] * 5, ("other/data", "7"))


@pytest.mark.parametrize(
    ("later", "expected", "said"),
    [
        ([3.0, 4.0], "reproduced", "no table for 2004"),
        ([1.0, 4.0], "contradicted", "does not hold in 2002"),  # the other source has 3.0 there
    ],
)
def test_a_pooled_test_takes_every_source_in_the_years_that_it_covers(later, expected, said):
    rows = series(X, "AAA", [3.0, 3.0, 3.0]) + AGAINST
    rows += series(X, "AAA", later, ("other/data", "7"), start=2002)
    rows += series(X, "AAA", [1.0] * 5, OLD)  # no edition's main vintage: it has no say
    found = verdict(a_claim("exceeds", to=POOLED, pooled=True), rows)
    assert found.verdict == expected
    assert said in found.note
    assert "(2000–2002)" in found.note
    assert "(2002–2003)" in found.note


def test_a_pooled_test_leaves_out_a_source_whose_years_its_release_holds_already():
    rows = series(X, "AAA", [3.0, 3.0, 3.0]) + AGAINST
    rows += series(X, "AAA", [1.0], ("prov/folded", "2026"), start=2001)
    rows += series(X, "BBB", [2.0], ("prov/folded", "2026"), start=2001)
    found = verdict(a_claim("exceeds", to=POOLED, pooled=True), rows)
    assert found.verdict == "reproduced"


def test_an_order_holds_only_from_largest_to_smallest():
    rows = series(X, "AAA", [3]) + series(X, "BBB", [2]) + series(X, "CCC", [1])
    chosen = [{"table": "research", "indicator": X, "country": c, "years": 2000} for c in
              ("AAA", "BBB", "CCC")]  # fmt: skip
    assert verdict(a_claim("order", selections=chosen), rows).verdict == "reproduced"
    assert verdict(a_claim("order", selections=chosen[::-1]), rows).verdict == "contradicted"


def test_what_holds_only_on_a_vintage_that_the_authors_saw_is_revised():
    rows = series(X, "AAA", [2.0]) + series(X, "AAA", [1.0], OLD)
    found = verdict(a_claim("at_most", 1.0), rows)
    assert found.verdict == "revised"
    assert found.reproduced == "2"
    assert "2021" in found.note


def test_what_holds_only_on_a_vintage_that_came_later_is_contradicted():
    rows = series(X, "AAA", [2.0]) + series(X, "AAA", [1.0], LATE)
    assert verdict(a_claim("at_most", 1.0), rows).verdict == "contradicted"


def test_an_older_vintage_that_covers_few_of_the_years_cannot_save_a_claim():
    rows = series(X, "AAA", [2.0] * 10) + series(X, "AAA", [1.0] * 4, OLD)
    assert verdict(a_claim("at_most", 1.0), rows).verdict == "contradicted"


def test_another_dataset_that_covers_fewer_years_is_no_test_of_a_long_span():
    rows = series(X, "AAA", [1.0, 2.0]) + series(X, "AAA", [1.0], ("other/data", "1"))
    assert verdict(a_claim("at_most", 1.0), rows).verdict == "contradicted"


def test_a_claim_that_holds_under_another_reading_is_reproduced_and_says_under_which():
    rows = series(X, "AAA", [2.0]) + series(Y, "AAA", [1.0])
    found = verdict(
        a_claim("at_most", 1.0, choices={"definition": [{"as": "x"}, {"as": "y", "indicator": Y}]}),
        rows,
    )
    assert found.verdict == "reproduced"
    assert "[y]" in found.note
    assert [s.outcome.holds for s in found.specifications] == [False, True]


def test_a_claim_that_names_what_it_needs_says_so_where_no_data_are():
    rows = series(X, "BBB", [1.0])
    claim = a_claim("at_most", 1.0) | {"needs": "A table of AAA."}
    found = verdict(claim, rows)
    assert (found.verdict, found.note) == ("no data in this edition", "Needed: A table of AAA.")
    untested = {k: v for k, v in claim.items() if k != "test"}
    assert verdict(untested, rows) == found
    assert "A table of AAA." not in verdict(claim, series(X, "AAA", [1.0])).note


def test_a_claim_without_data_says_so():
    assert verdict(a_claim("at_most", 1.0), []).verdict == "no data in this edition"


@pytest.mark.parametrize(
    ("claim", "expected", "note"),
    [
        ({"kind": "argument", "reason": "A wish."}, "argument", "A wish."),
        ({"kind": "statistic", "untestable": "Not  published."}, "no open data", "Not published."),
    ],
)
def test_what_no_data_can_decide_says_why(claim, expected, note):
    found = verdict(claim | {"id": "one"}, [])
    assert (found.verdict, found.note) == (expected, note)


def test_what_held_on_a_seen_vintage_under_another_reading_is_revised():
    rows = [each for name in (X, Y) for each in series(name, "AAA", [2.0])]
    definitions = [{"as": "x"}, {"as": "y", "indicator": Y}]
    claim = a_claim("at_most", 1.0, choices={"definition": definitions})
    assert verdict(claim, rows).verdict == "contradicted"
    found = verdict(claim, rows + series(Y, "AAA", [1.0], OLD))
    assert found.verdict == "revised"
    assert "prov/data 2021 [y]" in found.note


def test_a_release_that_is_neither_reported_nor_was_seen_decides_nothing():
    found = verdict(a_claim("at_most", 1.0), series(X, "AAA", [1.0], LATE))
    assert found.verdict == "no data in this edition"


def test_a_country_that_a_vintage_does_not_rank_has_no_rank_there():
    rows = series(X, "AAA", [5]) + series(X, "BBB", [3]) + series(X, "BBB", [9], OLD)
    found = verdict(a_claim("rank_in_group", 1, among="all"), rows)
    assert [s.vintage for s in found.specifications] == ["2026"]
    assert found.verdict == "reproduced"


def test_a_selection_without_years_takes_all_and_refuses_two_values_for_one():
    of = made(a_claim("at_most", 1.0)).test.of.model_copy(update={"years": None})
    shelf = evidence(series(X, "AAA", range(40), start=1990)).shelf
    assert list(shelf.by_vintage(of)[MAIN]) == list(range(40))
    twice = evidence(series(X, "AAA", [1.0]) + series(X, "BBB", [2.0])).shelf
    with pytest.raises(ConfigError, match=r"several values .* prov/data/2026; name more columns"):
        twice.by_vintage(statements.Selection(table="research", indicator=X))


def test_a_specification_table_read_back_is_the_one_that_was_written(tmp_path):
    rows = series(X, "AAA", [2.0]) + series(X, "AAA", [1.0], OLD)
    verdicts, written, _ = audited([a_claim("between", [1.0, 1.5])], evidence(rows))
    assert verdicts["published"].item() == "1 to 1.5"
    written.to_csv(tmp_path / "specifications.csv", index=False)
    found = read_specifications(tmp_path / "specifications.csv")
    pd.testing.assert_frame_equal(found, written, check_dtype=False)
    assert list(found["holds"]) == [False, True]


@pytest.mark.parametrize(
    ("numbers", "expected", "holding"),
    [
        ({"funds": (30, 70), "performs": (55, 72)}, "reproduced", [True, False]),
        ({"funds": (30, 63), "performs": (58, 71)}, "mixed concept", [False, False]),
        ({"funds": (40, 63), "performs": (58, 71)}, "contradicted", [False, False]),
    ],
)
def test_a_contrast_stands_only_when_one_concept_carries_both_numbers(numbers, expected, holding):
    sides = printed("left", 30), printed("right", 70)
    found = verdict(contrast(), contrasted(**numbers), *sides)
    assert found.verdict == expected
    assert [each.outcome.holds for each in found.specifications] == holding


def test_a_contrast_of_which_no_concept_has_data_is_not_decided():
    sides = printed("left", 30), printed("right", 30)
    found = verdict(contrast(), [], *sides)
    assert (found.verdict, found.specifications) == ("no data in this edition", [])
    one = verdict(contrast(), series("gerd_business_funded", "AAA", [30]), *sides)
    assert one.note == "funds: 30 (2000) against no data."


def test_items_of_a_printed_table_are_counted_by_row_or_by_cell():
    structure = {"rows": [{"id": "aims", "cells": {"a": ["x", "y"], "b": ["z"]}}]}
    for left, count in (({}, 3), ({"column": "a"}, 2)):
        left = {"table": "table2", "rows": "aims"} | left
        claim = internal("equals", left=left, right={"number": count})
        found = verdict(claim, [], structures={"table2": structure})
        assert found.verdict == "reproduced"
        assert f"{count} (Table 2) beside {count}" in found.note


def test_an_end_of_a_printed_range_is_a_number_and_a_printed_word_is_none():
    span = printed("span", [2013, 2023])
    last = internal(
        "equals", left={"claim": "span", "index": 1}, right={"number": 2023, "why": "w"}
    )
    assert verdict(last, [], span).verdict == "reproduced"
    word = internal("equals", left={"claim": "word"}, right={"number": 3})
    with pytest.raises(ConfigError, match="`word`: a published number expected, found 'many'"):
        verdict(word, [], printed("word", "many"))


def test_the_paper_is_held_against_itself():
    start, end = printed("start", 1991), printed("end", 2019)
    claim = internal(
        "difference", left={"claim": "end"}, right={"claim": "start"}, equals={"claim": "years"}
    )
    found = verdict(claim, [], start, end, printed("years", 30))
    assert (found.verdict, found.reproduced) == ("inconsistent", "28")
    assert verdict(claim, [], start, end, printed("years", 28)).verdict == "reproduced"


def test_a_document_that_nobody_read_gives_no_verdict():
    claim = {
        "id": "doc", "group": "g", "section": "Table 2", "statement": "s", "kind": "document",
        "document": "act", "published": 2023,
    }  # fmt: skip
    unread = {k: v for k, v in ACT.items() if k != "copies"} | {"consulted": None}
    found = verdict(claim, [], documents={"act": unread})
    assert found.verdict == "document not consulted"
    assert "Act (State, 2023-08-09)" in found.note


def test_a_document_that_nobody_lists_is_named():
    claim = {"id": "doc", "kind": "document", "document": "act"}
    with pytest.raises(ConfigError, match="claim `doc`: unknown document `act`"):
        verdict(claim, [])


RATE = {"rates": ACT | {"facts": {"usd": {"value": 1.5, "unit": "USD", "where": "p. 1"}}}}


@pytest.mark.parametrize(
    ("multiple", "tolerance", "holds"), [(2, 0, True), (2.01, 0, False), (2.01, 0.01, True)]
)
def test_a_multiple_between_two_printed_sums_holds_up_to_its_edge(multiple, tolerance, holds):
    claim = internal(
        "ratio_at_least", tolerance, left={"number": 8}, right={"number": 4},
        equals={"number": multiple},
    )  # fmt: skip
    found = verdict(claim, [])
    assert found.verdict == ("reproduced" if holds else "inconsistent")
    assert found.reproduced == "2"


def test_sums_in_two_currencies_are_added_at_the_rate_of_a_document():
    euros = {"number": 10, "times": {"document": "rates", "fact": "usd"}}
    for stated, expected in ((35, "reproduced"), (34, "inconsistent"), (36, "inconsistent")):
        claim = internal("equals", left={"number": 20, "plus": euros}, right={"number": stated})
        assert verdict(claim, [], documents=RATE).verdict == expected


def crossed(stated=30, **axes):
    """A sum of money in two currencies, with what it leaves open."""
    euros = {"number": 10, "times": {"document": "rates", "fact": "usd"}}
    return internal(
        "exceeds", left={"number": stated}, right={"number": 15, "plus": euros}, choices=axes
    )


LATER = {"later": {"value": 1.0, "unit": "USD", "where": "p. 1"}}
TWO_RATES = {"rates": ACT | {"facts": RATE["rates"]["facts"] | LATER}}
RATES = [
    {"as": "then", "times": {"document": "rates", "fact": "usd"}},
    {"as": "later", "times": {"document": "rates", "fact": "later"}},
]
COUNTED = [
    {"as": "both"},
    {"as": "one", "right": {"number": 10, "times": {"document": "rates", "fact": "usd"}}},
]


@pytest.mark.parametrize(
    ("stated", "expected", "holding"),
    [
        (31, "reproduced", [True, True, True, True]),
        (30, "reproduced", [False, True, True, True]),  # 15 + 10 × 1.5 is not exceeded by 30
        (25, "reproduced", [False, False, True, True]),
        (15, "reproduced", [False, False, False, True]),
        (10, "inconsistent", [False, False, False, False]),
    ],
)
def test_choices_of_printed_numbers_are_crossed_and_none_undoes_another(stated, expected, holding):
    claim = crossed(stated, programmes=COUNTED, **{"exchange rate": RATES})
    found = verdict(claim, [], documents=TWO_RATES)
    assert found.verdict == expected
    assert [s.outcome.holds for s in found.specifications] == holding
    assert [tuple(s.chosen.values()) for s in found.specifications] == [
        ("both", "then"), ("both", "later"), ("one", "then"), ("one", "later"),
    ]  # fmt: skip
    assert [s.likely for s in found.specifications] == [True, False, False, False]
    if expected == "reproduced" and not holding[0]:
        assert "Not so as most likely meant" in found.note


def test_printed_numbers_without_choices_have_no_curve():
    assert (
        verdict(internal("equals", left={"number": 1}, right={"number": 1}), []).specifications
        == []
    )


@pytest.mark.parametrize(
    ("last", "holds"), [(10, (True, False)), (9, (False, True)), (8, (False, False))]
)
def test_years_are_counted_with_one_end_or_with_both(last, holds):
    both = {"as": "both", "right": {"number": -1, "why": "the first counts"}}
    claim = internal(
        "difference", left={"number": last}, right={"number": 0}, equals={"number": 10},
        choices={"counting": [{"as": "between"}, both]},
    )  # fmt: skip
    assert tuple(s.outcome.holds for s in verdict(claim, []).specifications) == holds


def test_a_total_is_spread_over_years_and_each_sum_has_its_own_rate():
    each = {"document": "rates", "facts": {"one": "usd", "two": "later"}}
    left = {"claims": ["one", "two"], "times": each, "over": {"number": 5}}
    claim = internal("equals", left=left, right={"number": 7})  # (10 × 1.5 + 20) / 5
    known = printed("one", 10), printed("two", 20)
    found = verdict(claim, [], *known, documents=TWO_RATES)
    assert found.verdict == "reproduced"


@pytest.mark.parametrize(
    ("axes", "says"),
    [
        ({"colour": COUNTED}, "choices: unknown value `colour`"),
        ({"counting": [{"as": "a"}]}, "two options or more"),
        ({"counting": [{"as": "a"}, {"as": "b", "rihgt": {"number": 1}}]}, "`rihgt`; `right`?"),
        ({"counting": [{"as": "a"}, {"as": "b"}]}, "counting: `b` changes nothing"),
        ({"counting": [{"as": "a"}, {"as": "a", "right": {"number": 1}}]}, "called `a`"),
        ({"counting": [{"as": "a"}, {"as": "b", "right": {"claim": "nowhere"}}]}, "`nowhere`"),
        ({"counting": COUNTED, "programmes": COUNTED}, "all put in another `right`"),
        ({"exchange rate": [RATES[0], {"as": "none"}]}, "every option has to say its `times`"),
        ({"exchange rate": [RATES[1], RATES[0]]}, "no operand has the first option's `times`"),
    ],
)
def test_a_choice_of_printed_numbers_that_is_none_fails_with_its_claim(tmp_path, axes, says):
    with pytest.raises(ConfigError) as error:
        claims.load(write(tmp_path, crossed(**axes)))
    assert "`own`" in str(error.value)
    assert says in str(error.value)


def test_a_claim_inside_an_added_operand_has_to_exist(tmp_path):
    claim = internal(
        "equals", left={"number": 1, "plus": {"claim": "nowhere"}}, right={"number": 1}
    )
    with pytest.raises(ConfigError, match=r"own.*nowhere"):
        claims.load(write(tmp_path, claim))


def test_a_mutated_published_number_flips_the_verdict():
    rows = series(X, "AAA", [0.94])
    assert verdict(a_claim("about", 0.94, 0.005), rows).verdict == "reproduced"
    assert verdict(a_claim("about", 0.95, 0.005), rows).verdict == "contradicted"


def of(**columns):
    selection = {"table": "research", "indicator": "gerd_gdp", "country": "RUS", "years": 2020}
    return {"predicate": "at_most", "of": selection | columns}


def sound():
    return a_claim("at_most", 1.0) | {"test": of()}


def write(tmp_path, *stated):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump({"claims": list(stated)}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tolerance": -1}, "tolerance: a number from 0 up"),
        ({"kind": "guess"}, "kind: unknown value `guess`"),
        ({"section": "9"}, "section: unknown value `9`"),
        ({"paragraph": 0}, "paragraph: "),
        ({"footnote": 1}, "paragraph"),
        ({"publishd": 3}, "unknown field `publishd`; `published`?"),
        ({"published": [5, 1]}, "published: the range [5, 1] does not run from low to high"),
        ({"published": "low"}, "published: the predicate at_most needs a number"),
        ({"published": [1, 5]}, "published: the predicate at_most needs one number"),
        ({"test": of() | {"predicate": "between"}}, "the predicate between needs a range [low, hi"),
        ({"test": {"predicate": "at_mots", "of": {"table": "research"}}}, "`at_most`?"),
        ({"test": {"predicate": "exceeds", "of": {"table": "research"}}}, "`to` is missing"),
        ({"test": {"predicate": "at_most"}}, "`of` is missing"),
        ({"test": {"predicate": "rank_between", "of": {"table": "macro"}}}, "`among` is missing"),
        ({"untestable": "no data"}, "exactly one of `test`, `untestable`"),
        ({"kind": "document"}, "`document` is missing"),
        ({"kind": "argument"}, "`reason` is missing"),
        ({"test": of(indicator="gerd_gpd")}, "of, indicator: unknown value `gerd_gpd`; `gerd_gdp`"),
        ({"test": of(country="Russia")}, "of, country: the code of a country"),
        ({"test": of(years=[2020, 2010])}, "of: years: [2020, 2010] do not run"),
        (
            {"test": of(years=20220)},
            "of, years: a year from 1945 to 2024, or the",
        ),
        (
            {"test": of(years=[2020])},
            "of, years: a year from 1945 to 2024, or the",
        ),
        ({"test": of(table="dependency", scope="industry")}, "scope: unknown value `industry`"),
        (
            {"test": of() | {"choices": {"colour": [{"as": "a"}, {"as": "b"}]}}},
            "choices: unknown value `colour`",
        ),
        ({"test": of() | {"choices": {"period": [{"years": 2000}]}}}, "two options or more"),
        (
            {"test": of() | {"choices": {"period": [{"years": 2000}, {"years": [9, 8]}]}}},
            "choices, period, 1, years",
        ),
    ],
)
def test_a_claim_that_cannot_be_meant_fails_with_its_id_and_field(tmp_path, change, says):
    with pytest.raises(ConfigError) as error:
        claims.load(write(tmp_path, sound() | change))
    assert "`one`" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"claims": [{"kind": "argument"}]}, "claim number 1: .*`id`"),
        ({"claim": []}, "the file: .*`claims`"),
    ],
)
def test_a_fault_without_an_id_to_name_is_placed_by_number_or_file(tmp_path, content, says):
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        claims.load(tmp_path / "claims.yaml")


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        ({"doi": "10.1/x", "title": "T"}, r"claims\.yaml, paper: .*`consulted` is missing"),
        (None, "paper: .*`doi`, `title`, `consulted` is missing"),
    ],
)
def test_a_paper_that_is_not_described_is_named_with_what_it_lacks(tmp_path, paper, says):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump({"paper": paper}), encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        claims.load_paper(path)
    whole = {"doi": "10.1/x", "title": "T", "consulted": "2023-06-01"}
    path.write_text(yaml.safe_dump({"paper": whole}), encoding="utf-8")
    assert claims.load_paper(path).consulted == "2023-06-01"


def test_two_claims_with_one_id_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="`one`"):
        claims.load(write(tmp_path, sound(), sound()))


def test_a_selection_of_a_table_or_column_that_is_not_held_names_the_claim():
    ranks = {"complexity": table([]).rename(columns={"value": "rank"})}
    of = {"predicate": "at_most", "of": {"table": "complexity"}}
    unsaid = made(a_claim("at_most", 1) | {"test": of})
    with pytest.raises(ConfigError, match=r"`one`.*no column `value`; say which is meant"):
        claims.check_vocabulary([unsaid], ranks)
    claims.check_vocabulary([made(contrast())], {"research": table([])})
    with pytest.raises(ConfigError, match="`one`: unknown table `research`; there are complexity"):
        claims.check_vocabulary([made(contrast())], ranks)
    with pytest.raises(ConfigError, match=r"`one`: .*`research` has no column supplier"):
        by_supplier = made(a_claim("at_most", 1, of={"supplier": "CHN"}))
        claims.check_vocabulary([by_supplier], {"research": table([])})


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ({"of": {"country": "RSU"}}, "unknown place `RSU`; `SUR`?"),
        ({"to": {"country": "CHN", "user": "XYZ"}, "predicate": "exceeds"}, "unknown place `XYZ`"),
        ({"choices": {"country": [{"country": "RUS"}, {"country": "QQQ"}]}}, "unknown place `QQQ`"),
        ({"among": "BRICS6", "predicate": "rank_in_group"}, "unknown group `BRICS6`; `BRICS"),
    ],
)
def test_a_place_or_a_group_that_nobody_knows_is_refused(root, tmp_path, test, says):
    whole = {k: of()["of"] | v if k in ("of", "to") else v for k, v in test.items()}
    path = write(tmp_path, sound() | {"test": of() | whole})
    with pytest.raises(ConfigError, match=f"`one`, test: {re.escape(says)}"):
        claims.load(path, Countries.load(root / "config/countries.yaml"))


def test_the_shipped_claims_are_valid(root):
    stated = claims.load(root / "config" / "claims.yaml")
    assert len(stated) > 107
    assert {c.section for c in stated} >= {"1", "2", "3", "4", "5", "Table 2", "Fig. 2"}


def test_a_decline_is_held_against_growth_with_the_sign_turned():
    rows = series(X, "AAA", [-7.0])
    assert verdict(a_claim("about", 7, negate=True), rows).verdict == "reproduced"
    assert verdict(a_claim("about", -7, negate=True), rows).verdict == "contradicted"


def test_an_amount_is_held_as_a_share_of_a_series():
    rows = series(X, "AAA", [200.0])
    for published, expected in ((1.5, "reproduced"), (1.6, "contradicted")):
        claim = a_claim("about", published, 0.05, share_of={"claim": "part"})
        assert verdict(claim, rows, printed("part", 3)).verdict == expected


def test_a_threshold_stands_for_a_word_and_never_for_a_number(tmp_path):
    bars = {"yardstick": [{"as": "a twentieth"}, {"as": "a hundredth", "threshold": 0.01}]}
    small = a_claim("at_most", "insignificant", threshold=0.05, choices=bars)
    assert verdict(small, series(X, "AAA", [0.04])).verdict == "reproduced"
    assert verdict(small, series(X, "AAA", [0.06])).verdict == "contradicted"
    with pytest.raises(ConfigError, match="the bar is ours; say under choices, yardstick"):
        made(a_claim("at_most", "insignificant", threshold=0.05))
    with pytest.raises(ConfigError, match="threshold"):
        claims.load(write(tmp_path, sound() | {"test": of() | {"threshold": 0.05}}))


def test_a_count_is_held_against_what_the_sentence_names():
    claim = {
        "id": "three", "group": "g", "section": "2", "statement": "s", "kind": "internal",
        "published": 3, "test": {"predicate": "equals", "left": {"claim": "three"},
                                 "right": {"items": ["a", "b", "c"]}},
    }  # fmt: skip
    assert verdict(claim, []).verdict == "reproduced"
    claim["test"]["right"]["items"].append("d")
    assert verdict(claim, []).verdict == "inconsistent"


def examples(root):
    """The predicates that docs/claims.md shows, by name."""
    text = (root / "docs/claims.md").read_text(encoding="utf-8")
    block = text.split("Each in YAML:\n\n```yaml\n")[1].split("```")[0]
    return yaml.safe_load(block)


def test_the_page_on_claims_shows_every_predicate_and_the_grammar_takes_each(root, tmp_path):
    shown = examples(root)
    assert set(shown) == set(statements.PREDICATES)
    numbers = {"between": [21, 30], "rank_between": [1, 3]}
    others = [
        {"id": id_, "group": "g", "section": "4", "statement": "s", "kind": "document",
         "document": "d", "published": 30}
        for id_ in ("s4-business-share", "s4-developed-business-share")
    ]  # fmt: skip
    for name, test in shown.items():
        assert test["predicate"] == name
        claim = a_claim(name, numbers.get(name, 1)) | {"test": test}
        assert claims.load(write(tmp_path, claim, *others))[0].test.predicate == name


@pytest.mark.parametrize(
    ("value", "holds"),
    [(0.3163, True), (0.3161, False), (3.161, True), (3.163, False), (-1.0, False)],
)
def test_a_number_of_an_order_lies_within_half_a_power_of_ten(value, holds):
    found = verdict(a_claim("order_of", 1.0), series(X, "AAA", [value]))
    assert found.verdict == ("reproduced" if holds else "contradicted")


@pytest.mark.parametrize(
    ("published", "holds"), [([1, 2], True), ([2, 3], True), ([3, 4], False), ([1, 1], False)]
)
def test_a_rank_lies_between_its_ends(published, holds):
    rows = series(X, "AAA", [5]) + series(X, "BBB", [3]) + series(X, "CCC", [9])
    claim = a_claim("rank_between", published, among="all")
    assert verdict(claim, rows).verdict == ("reproduced" if holds else "contradicted")


CHOICES = {
    "definition": [{"as": "x"}, {"as": "y", "indicator": Y}],
    "country": [{"country": "AAA"}, {"country": "BBB"}],
}


def test_every_combination_of_choices_is_a_specification_unless_no_table_holds_it():
    rows = [
        *series(X, "AAA", [1.0]),
        *series(Y, "AAA", [2.0]),
        *series(X, "BBB", [3.0]),
    ]
    found = verdict(a_claim("at_most", 2.0, choices=CHOICES), rows).specifications
    assert [(s.chosen["definition"], s.chosen["country"]) for s in found] == [
        ("x", "AAA"), ("x", "BBB"), ("y", "AAA"),
    ]  # fmt: skip
    assert [s.outcome.holds for s in found] == [True, False, True]
    assert [s.outcome.value for s in found] == [1.0, 3.0, 2.0]
    assert [s.other for s in found] == [(), ("BBB",), ("y",)]


def test_an_option_may_set_one_side_of_a_comparison_alone():
    rows = series(X, "AAA", [2.0]) + series(X, "BBB", [1.0]) + series(X, "CCC", [3.0])
    other = {"table": "research", "indicator": X, "country": "BBB", "years": 2000}
    against = {"country": [{"as": "B"}, {"as": "C", "to": {"country": "CCC"}}]}
    found = verdict(a_claim("exceeds", to=other, choices=against), rows).specifications
    assert [s.outcome.holds for s in found] == [True, False]


def test_the_likely_specification_is_the_first_option_on_the_newest_vintage_that_was_seen():
    rows = [
        *series(X, "AAA", [1.0]),
        *series(X, "AAA", [2.0], OLD),
        *series(X, "AAA", [3.0], LATE),
    ]
    likely = [s for s in verdict(a_claim("at_most", 9), rows).specifications if s.likely]
    assert [s.vintage for s in likely] == ["2021"]
    unseen = verdict(a_claim("at_most", 9), rows, seen=lambda *_: False).specifications
    assert [s.vintage for s in unseen if s.likely] == ["2021"]  # the one that came out first
    seen = verdict(a_claim("at_most", 9), rows, seen=lambda *_: True).specifications
    assert [s.vintage for s in seen if s.likely] == ["2026"]


@pytest.mark.parametrize(
    ("claim", "bounds"),
    [
        (a_claim("at_most", 1.2, 0.1), (1.2, float("-inf"), 1.3)),
        (a_claim("at_least", 1.0, 0.1), (1.0, 0.9, float("inf"))),
        (a_claim("about", 1.0, 0.1), (1.2, 0.9, 1.1)),
        (a_claim("between", [1.1, 1.3]), (1.0, 1.1, 1.3)),
        (a_claim("minimum_of_series", 2001), (2000, 2001, 2001)),
        (a_claim("rises"), (0.2, 0, float("inf"))),
        (a_claim("falls"), (0.2, float("-inf"), 0)),
        (a_claim("falls", steadily=True), (0.1, float("-inf"), 0)),
        (a_claim("steady", tolerance=0.3), (0.2, float("-inf"), 0.3)),
    ],
)
def test_a_specification_gives_the_number_that_decides_and_its_bounds(claim, bounds):
    outcome = verdict(claim, RISING).specifications[0].outcome
    assert (outcome.value, outcome.low, outcome.high) == pytest.approx(bounds)


@pytest.mark.parametrize(
    ("statement", "published", "agrees"),
    [
        ("In 2022 the share fell to 0.94 % of GDP.", 0.94, True),
        ("In 2022 the share fell to 0.94 % of GDP.", 0.91, False),
        ("Three models merge.", 3, True),
        ("Three models merge.", 4, False),
        ("It drove strategies for seven decades.", 70, True),
        ("Russia stood in the third ten.", [21, 30], True),
        ("Russia stood in the third ten.", [31, 40], False),
        ("The decline began in the late 1980s.", 1989, True),
        ("The decline began in the late 1980s.", 1991, False),
        ("USD 1,053 bn were spent.", 1053, True),
        ("The list has as many items.", 5, True),  # no number that it could be confused with
        ("In 2022 the share fell.", "falls", True),
    ],
)
def test_a_published_number_stands_in_its_statement(statement, published, agrees):
    claim = printed("one", published) | {"statement": statement}
    if not agrees:
        with pytest.raises(ConfigError, match="does not stand in the statement"):
            made(claim)
        claim |= {"number_from": "another sentence"}
    assert made(claim).statement == statement


@pytest.mark.parametrize(("right", "says"), [(3, "which holds"), (4, "does not hold")])
def test_a_check_of_the_auditors_says_how_it_came_out_and_is_counted_apart(right, says):
    check = internal("equals", left={"number": 3}, right={"number": right}) | {"own_check": True}
    found = verdict(check, [])
    assert (found.verdict, found.evidence) == ("own check", "the paper itself")
    assert says in found.note


@pytest.mark.parametrize(
    ("vintages", "says"),
    [([MAIN], "the only release held"), ([MAIN, LATE], "All releases held"), ([MAIN, OLD], "")],
)
def test_a_verdict_on_releases_later_than_the_paper_says_so(vintages, says):
    rows = [row for vintage in vintages for row in series(X, "AAA", [1.0], vintage)]
    note = verdict(a_claim("at_most", 1.0), rows).note
    assert says in note and ("later than the paper" in note) == bool(says)
