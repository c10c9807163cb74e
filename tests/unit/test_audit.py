"""Robustness, repair lines and sources of made-up claims whose truth is plain."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from techsov.audit import bibliography, read_claims, robustness, sentences
from techsov.audit.repair import Composer
from techsov.catalogue.registry import Catalogue
from techsov.claims.telling import Texts, decimals
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from tests.builders import claims as builders
from tests.builders.claims import (
    ACT,
    a_claim,
    contrast,
    contrasted,
    evidence,
    internal,
    labels,
    made,
    printed,
    series,
)

PRICES = {"prices": [{"as": "parities"}, {"as": "exchange rates", "indicator": "gdp_usd_share"}]}
SELECTION = {"table": "research", "indicator": "gdp_ppp_share", "country": "RUS", "years": 2000}


def audited(claim, rows, *others, documents=None):
    """Summary row of one claim, its specification table and the reasons."""
    found = builders.audited([claim, *others], evidence(rows, documents))
    verdicts, specifications, reasons = found
    summary = robustness.summarise(verdicts, specifications)
    return summary.iloc[0].to_dict(), specifications, reasons


def shares(*values, vintage=("imf/weo", "2026")):
    """GDP shares in 2000: at parities, and at exchange rates if there is a second value."""
    names = ("gdp_ppp_share", "gdp_usd_share")
    return [
        row
        for name, value in zip(names, values, strict=False)
        for row in series(name, "RUS", [value], vintage)
    ]


def about(published, **more):
    claim = a_claim("about", published, 1, of=SELECTION, **more)
    return claim | {"unit": "% of world GDP"}


@pytest.fixture(params=["en", "ru"])
def language(request):
    return request.param


def line(claim, rows, *others, language="en", documents=None):
    """The repair line of a claim."""
    row, specifications, reasons = audited(claim, rows, *others, documents=documents)
    record, known = made(claim), evidence([], documents).documents
    records = [record, *map(made, others)]
    composer = Composer(labels(language, "audit"), Texts.load(None, records, known), known, reasons)
    return composer.line(record, row, specifications if len(specifications) else None)


# --- robustness ----------------------------------------------------------------------------


def test_a_claim_that_holds_under_one_of_two_prices_depends_on_them():
    row, _, _ = audited(about(30, choices=PRICES), shares(30.4, 25))
    assert (row["specifications"], row["holding"], row["share"]) == (2, 1, 0.5)
    assert (row["severity"], row["decides"]) == ("depends", "prices")
    assert row["options"] == "parities: 1 of 1; exchange rates: 0 of 1"


@pytest.mark.parametrize(
    ("values", "severity"),
    [((30, 30), "holds"), ((30, 20), "depends"), ((20, 30), "shifts"), ((20, 20), "fails")],
)
def test_the_severity_follows_from_where_the_claim_holds(values, severity):
    assert audited(about(30, choices=PRICES), shares(*values))[0]["severity"] == severity


def test_what_held_on_a_vintage_that_was_seen_shifts():
    rows = shares(20) + shares(30, vintage=("imf/weo", "2021"))
    row, _, _ = audited(about(30), rows)
    assert (row["verdict"], row["severity"], row["decides"]) == ("revised", "shifts", "vintage")


@pytest.mark.parametrize("verdict", ["no data in this edition", "argument", "no open data"])
def test_what_nothing_at_hand_decides_is_open(verdict):
    assert robustness.severity(verdict) == "open"


def test_the_deciding_axis_is_the_one_that_explains_most():
    table = pd.DataFrame(
        {
            "period": ["a", "a", "b", "b", "a", "a", "b", "b"],
            "prices": ["x", "y"] * 4,
            "holds": [True, False, True, False, True, False, True, True],
            "dataset": "d",
            "vintage": "v",
        }
        | {axis: "" for axis in robustness.AXES if axis not in ("period", "prices")}
    )
    assert robustness.deciding(table) == "prices"
    assert robustness.deciding(table.assign(holds=True)) == ""


def test_every_claim_and_every_specification_has_a_row():
    counted = internal("equals", left={"number": 2}, right={"number": 3})
    stated = [about(30, choices=PRICES), counted]
    verdicts, specifications, _ = builders.audited(stated, evidence(shares(30, 20)))
    rows = robustness.rows(robustness.summarise(verdicts, specifications), specifications)
    assert list(zip(rows["id"], rows["specification"], rows["holds"], strict=True)) == [
        ("one", 1, "true"), ("one", 2, "false"), ("own", 0, "false"),
    ]  # fmt: skip


def test_the_ranking_begins_with_the_least_robust():
    summary = pd.DataFrame(
        {"id": ["a", "b", "c"], "share": [0.5, 0.1, 1.0], "specifications": [4, 9, 1]}
    )
    assert list(robustness.ranking(summary)["id"]) == ["b", "a"]


# --- repair lines --------------------------------------------------------------------------


def test_a_claim_that_holds_throughout_needs_no_repair(language):
    assert line(about(30), shares(30), language=language) == ""


def test_a_repair_line_gives_number_year_and_source_as_the_language_writes_them(language):
    said = line(about(30), shares(1234.5), language=language)
    number = {"en": "1,234%", "ru": "1\u202f234\u00a0%"}[language]
    assert number.replace("\u202f", "").replace("\u00a0", "") in re.sub(
        "[\u202f\u00a0 ](?=[\\d%])", "", said
    ).replace("\u202f", "")
    assert "2000" in said
    assert "World Economic Outlook" in said


def test_a_repair_line_sets_the_other_option_beside(language):
    said = line(about(30, choices=PRICES), shares(30.4, 25), language=language)
    mark = labels(language)["number.decimal"]
    assert f"30{mark}4" in said
    assert f"25{mark}0" in said
    assert "parities" in said
    assert "exchange rates" in said


def test_a_repair_line_names_both_vintages_of_a_number_that_was_revised(language):
    said = line(about(30), shares(20) + shares(30, vintage=("imf/weo", "2021")), language=language)
    assert "2026" in said
    assert "2021" in said


def test_a_sum_that_is_wrong_is_put_right_in_the_claim_itself(language):
    claim = internal(
        "difference", left={"number": 2019}, right={"number": 1991}, equals={"claim": "own"}
    ) | {"statement": "It lasted for 30 years.", "published": 30, "unit": "years"}  # fmt: skip
    said = line(claim, [], language=language)
    assert said.startswith("It lasted for 28 years")


@pytest.mark.parametrize(
    ("stated", "severity", "says"),
    [
        (10, "depends", ("2020 − 2010 = 10", "one end", "2020 − 2009 = 11", "both ends")),
        (11, "shifts", ("2020 − 2010 = 10", "one end", "2020 − 2009 = 11", "both ends")),
        (12, "fails", ("12", "10")),
    ],
)
def test_a_line_on_printed_numbers_gives_the_way_of_counting(language, stated, severity, says):
    options = [{"as": "one end"}, {"as": "both ends", "right": {"number": 2009}}]
    claim = internal(
        "difference", left={"number": 2020}, right={"number": 2010}, equals={"number": stated},
        choices={"counting": options},
    ) | {"statement": "It lasted.", "published": stated, "unit": "years"}  # fmt: skip
    assert audited(claim, [])[0]["severity"] == severity
    said = line(claim, [], language=language)
    assert all(part in said for part in says)


def document(**point):
    return ACT | {"date": "2023", "bears_on": {"doc": {"where": "p. 1"} | point}}


@pytest.mark.parametrize(
    ("point", "published", "said"),
    [
        ({"value": 2023}, 2024, "It was passed in 2023 (Act (State, 2023), official text at http"),
        ({"value": "2023-08-09"}, 2024, "It was passed in 2023 ("),
        ({"value": 2024, "concept": "a plan"}, 2024, "2024 is a plan ("),
        ({"silent": True}, 2024, "The document does not bear the statement"),
        ({"value": [5, 7]}, 2024, "It was passed in 5–7 (Act (State, 2023), official text at "),
        ({"value": "2023-08-09"}, "2024-08-09",
         "It was passed in 2024: in the document, 9 August 2023 (Act"),
        ({"value": 2023}, None, "It was passed in 2024: in the document, 2023 (Act"),
    ],
)  # fmt: skip
def test_a_repair_line_on_a_document_says_what_stands_there(point, published, said):
    claim = {
        "id": "doc", "section": "2", "kind": "document", "document": "act",
        "statement": "It was passed in 2024.", "unit": "year",
    }  # fmt: skip
    claim |= {"published": published} if published is not None else {}
    documents = {"act": document(**point)}
    severity = audited(claim, [], documents=documents)[0]["severity"]
    assert severity == ("shifts" if "concept" in point else "fails")
    assert line(claim, [], documents=documents).startswith(said)


@pytest.mark.parametrize(
    ("copies", "said"),
    [
        ([("reproduction", "library")], "Act (State, 2023), as reproduced at https://library.exampl"),
        ([("abstract", "journal")], "abstract of Act (State, 2023) at https://journal.example/1, "),
        ([("other report", "one"), ("other report", "two")],
         "reports on Act (State, 2023) at https://one.example/1; https://two.example/1, read "),
        ([("official text", "state"), ("other report", "one")],
         "Act (State, 2023), official text at https://state.example/1, read on 2026-01-01)"),
    ],
)  # fmt: skip
def test_a_repair_line_names_the_text_that_was_read_where_and_when(copies, said):
    named = {host: {"kind": kind, "at": f"https://{host}.example/1"} for kind, host in copies}
    act = document(value=2023, copy=list(named)) | {"copies": named}
    claim = printed("doc", 2024) | {"kind": "document", "document": "act", "statement": "In 2024."}
    del claim["reason"]
    assert f"In 2023 ({said}" in line(claim | {"unit": "year"}, [], documents={"act": act})


def test_numbers_of_two_periods_need_no_further_words(language):
    """The sentence says the years: a bracket with the period would say them twice."""
    periods = [{"as": "the first", "years": 2000}, {"as": "the second", "years": 2001}]
    rows = series("gdp_ppp_share", "RUS", [30.4, 25])
    said = line(about(30, choices={"period": periods}), rows, language=language)
    assert "2000" in said and "2001" in said
    assert "second" not in said and said.count("(") == 1


def test_a_contrast_that_no_concept_carries_is_said_with_both_numbers_of_each():
    rows = contrasted(funds=(30, 63), performs=(58, 71))
    sides = printed("left", 30), printed("right", 70)
    assert line(contrast(), rows, *sides).startswith(
        "S holds in no single concept: funds: 30 (2000) against 63 (2000); "
        "performs: 58 (2000) against 71 (2000) ("
    )


def test_an_order_that_fails_is_told_as_it_was_found():
    rows = [row for c, n in (("AAA", 3), ("BBB", 5)) for row in series(builders.X, c, [n])]
    chosen = [{"table": "research", "indicator": builders.X, "country": c, "years": 2000}
              for c in ("AAA", "BBB")]  # fmt: skip
    assert line(a_claim("order", selections=chosen), rows).startswith("S: 3 against 5 (")


@pytest.mark.parametrize(
    ("point", "unit", "said"),
    [
        ({"value": 2030}, "year", "2030"),
        ({"value": 210.5}, "EUR bn", "EUR 210.5 bn"),
        ({"value": 4.5}, "% of GDP", "4.5% of GDP"),
        ({"value": 2030}, "projects", "2,030 projects"),
        ({"value": "the second stage"}, "stage", "the second stage"),
        ({"silent": True}, "year", ""),
    ],
)
def test_what_a_document_gives_stands_with_the_unit_of_the_claim(point, unit, said):
    known = evidence([], {"act": document(**point)}).documents
    composer = Composer(labels("en", "audit"), Texts({}, {}, {}, {}), known, {})
    claim = {"id": "doc", "kind": "document", "document": "act", "published": 1, "unit": unit}
    assert composer.in_document(made(claim)) == said


# --- sentences -----------------------------------------------------------------------------


RD = "gross domestic expenditure on R&D in Russia"
OF = {"table": "research", "indicator": "gerd_gdp", "country": "RUS", "years": [2000, 2002]}
TO = OF | {"country": "CHN"}
LOOKED_THROUGH = {
    "table": "dependency", "measure": "fpem", "basis": "value_added", "scope": "foreign",
    "user": "RUS", "supplier": "CHN", "years": 2011,
}  # fmt: skip
RANKED = {
    "table": "complexity", "classification": "SITC", "country": "RUS", "years": 2020,
    "value": "rank",
}  # fmt: skip


def rd(russia, china=(), other="gerd_gdp"):
    return series("gerd_gdp", "RUS", russia) + series(other, "CHN", china)


def stated(predicate, published=None, of=OF, **test):
    claim = a_claim(predicate, published, **test)
    return claim | {"test": claim["test"] | {"of": of}}


def beside(rows):
    """Evidence with a dependency and a ranking beside the rows of the research table."""
    share = LOOKED_THROUGH | {"year": 2011, "value": 0.0123, "dataset": "oecd/icio"}
    place = RANKED | {"year": 2020, "rank": 45, "ranked": 133, "dataset": "atlas/rankings"}
    scopes = [share | {"scope": scope} for scope in ("foreign", "manufacturing_inputs")]
    held = evidence(rows)
    more = {"dependency": scopes, "complexity": [place]}
    frames = {name: pd.DataFrame(each).assign(vintage="2026") for name, each in more.items()}
    return replace(held, tables=held.tables | frames)


@pytest.mark.parametrize(
    ("claim", "rows", "sentence"),
    [
        (stated("rises"), rd([1, 1.1, 1.2]),
         f"from 2000 to 2002, {RD} rose from 1.00% of GDP to 1.20% of GDP"),
        (stated("falls"), rd([12, 1.1, 1]),
         f"from 2000 to 2002, {RD} fell from 12.0% of GDP to 1.00% of GDP"),
        (stated("rises", steadily=True), rd([1, 0.9, 1.2]),
         f"from 2000 to 2002, {RD} rose from 1.00% of GDP to 1.20% of GDP, though not in every "
         "year"),
        (stated("exceeds", to=TO), rd([2, 3, 4], [1, 1, 1]),
         f"in 2002, {RD} was 4.00% of GDP, against 1.00% of GDP in China"),
        (stated("exceeds", to=TO), rd([2, 1, 4], [1, 1.5, 1]),  # the year in which it fails
         f"in 2001, {RD} was 1.00% of GDP, against 1.50% of GDP in China"),
        (stated("exceeds", to=TO | {"indicator": "berd_gdp"}), rd([2], [1], "berd_gdp"),
         f"in 2000, {RD} was 2.00% of GDP and business enterprise expenditure on R&D in China "
         "1.00% of GDP"),
        (stated("outgrows", to=TO), rd([1, 2, 3], [1, 2, 2]),
         f"from 2000 to 2002, {RD} rose from 1.00% of GDP to 3.00% of GDP and in China from 1.00% "
         "of GDP to 2.00% of GDP"),
        (stated("outgrows", to=TO | {"indicator": "berd_gdp"}), rd([1, 2], [1, 2], "berd_gdp"),
         f"from 2000 to 2001, {RD} rose from 1.00% of GDP to 2.00% of GDP and business enterprise "
         "expenditure on R&D in China from 1.00% of GDP to 2.00% of GDP"),
        (stated("ratio_about", 2, to=TO), rd([2, 3], [1, 1]),
         f"in 2001, {RD} was 3.00% of GDP, against 1.00% of GDP in China"),
        (stated("ratio_at_least", 2, to=TO), rd([1, 4], [1, 1]),  # it fails in the first year alone
         f"in 2000, {RD} was 1.00% of GDP, against 1.00% of GDP in China"),
        (stated("minimum_of_series", 2000), rd([2, 1, 4]),
         f"of the years from 2000 to 2002, {RD} was lowest in 2001, at 1.00% of GDP"),
        (stated("maximum_of_series", 2002), rd([2, 1, 4]),
         f"of the years from 2000 to 2002, {RD} was highest in 2002, at 4.00% of GDP"),
        (stated("at_most", 3), rd([2, 1, 4]),
         f"from 2000 to 2002, {RD} lay between 1.00% of GDP (in 2001) and 4.00% of GDP (in 2002)"),
        (stated("about", 3, reduce="mean"), rd([2, 1, 4]),
         f"from 2000 to 2002, {RD} averaged 2.33% of GDP"),
        (stated("at_most", 3, reduce="max"), rd([2, 1, 4]),
         f"from 2000 to 2002, {RD} reached 4.00% of GDP at most"),
        (stated("about", 3, OF | {"indicator": "gdp_usd", "years": 2000}, share_of={"number": 5}),
         series("gdp_usd", "RUS", [200]),
         "in 2000, the stated amount, set against Russia’s GDP, was 2.50%"),
        (stated("about", 3, LOOKED_THROUGH), [],
         "in 2011, China’s share in the production behind final output in Russia, looked through "
         "to every tier, was 1.23%"),
        (stated("about", 3, LOOKED_THROUGH | {"scope": "manufacturing_inputs"}), [],
         "in 2011, China’s share in the manufacturing inputs behind manufactures in Russia, "
         "looked through to every tier, was 1.23%"),
        (stated("about", 40, RANKED), [],
         "in 2020, Russia’s place in the ranking of economic complexity (SITC) was 45"),
    ],
)  # fmt: skip
def test_a_sentence_gives_subject_numbers_and_years_of_what_was_found(claim, rows, sentence):
    _, specifications, reasons = builders.audited([claim], beside(rows))
    record = made(claim)
    composer = Composer(labels("en", "audit"), Texts({}, {}, {}, {}), {}, reasons)
    base = robustness.base(specifications).to_dict()
    test, found = composer.test_of(record, base), composer.found(record, base)
    assert sentences.sentence(composer.labels, record, test, found) == sentence


def test_a_specification_of_choices_that_the_claim_does_not_have_is_refused():
    with pytest.raises(ValueError, match="`one`: no combination of choices as in the table"):
        Composer.test_of(made(about(30, choices=PRICES)), {"prices": "gold"})


def test_three_significant_digits_are_shown():
    assert [decimals(v) for v in (0.00041, 0.94, 9.4, 32.5, 812229, 0)] == [4, 3, 2, 1, 0, 0]


def test_both_languages_hold_the_same_texts(root):
    countries = Countries.load(root / "config/countries.yaml")
    english, russian = (
        set(Labels.load(root / f"config/audit.{each}.yaml", countries).texts)
        for each in ("en", "ru")
    )
    # Cases and genders are each language's own.
    own = re.compile(r"(place|verb|repair\.beside)\.")
    assert {k for k in english ^ russian if not own.match(k)} == set()


# --- sources -------------------------------------------------------------------------------


def test_a_vintage_and_a_document_become_entries_of_bibtex(root):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    text = bibliography.write(
        catalogue, ["atlas/rankings/2017"],
        {"act": builders.document(document(value=1) | {"title": "A & B [3]"})},
    )  # fmt: skip
    assert [m[1] for m in re.finditer(r"^@misc\{(.+),$", text, re.M)] == [
        "act", "atlas-rankings-2017",
    ]  # fmt: skip
    assert r"title = {{A \& B}}" in text
    assert "doi = {10.7910/DVN/XTAQMC}" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("official text", "Consulted on 2026-01-01: official text, https://x.example/1."),
        ("other report", "Not consulted itself; read on 2026-01-01: other report, https://x."),
        ("unknown make", "Not consulted."),
    ],
)
def test_the_bibliography_says_consulted_only_of_what_was(kind, note):
    copies = {"web": {"kind": kind, "at": "https://x.example/1"}}
    entry = bibliography._document(builders.document(document(value=1) | {"copies": copies}))
    assert entry["note"].startswith(note)


def test_a_computed_table_cites_each_of_its_parts_once():
    keys = bibliography.keys("a/b+c/d+c/d", "1+2+3")
    assert keys == ["a-b-1", "c-d-2", "c-d-3"]


def test_a_document_without_a_date_is_cited_without_a_year():
    """BibTeX takes a year that is none for a text: there is no field then."""
    dated, undated = (bibliography._date(date) for date in ("2023-08-09", "no date"))
    assert (dated, undated) == ({"year": "2023", "month": "8"}, {})


def test_the_table_of_claims_read_back_has_numbers_where_it_counts_and_text_elsewhere(tmp_path):
    summary, _, _ = audited(about(30, choices=PRICES), shares(30.4, 25))
    open_ = summary | {"id": "two", "share": "", "specifications": 0, "published": "NA"}
    pd.DataFrame([summary, open_]).to_csv(tmp_path / "claims.csv", index=False)
    found = read_claims(tmp_path / "claims.csv").set_index("id")
    assert found.loc["one", ["specifications", "holding", "share"]].tolist() == [2, 1, 0.5]
    assert pd.isna(found.loc["two", "share"])
    assert found.loc["two", "published"] == "NA"
