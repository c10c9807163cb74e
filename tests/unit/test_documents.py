"""A claim agrees with its document or differs from it, and for which reason."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from techsov import claims
from techsov.claims import documents
from techsov.claims.documents import Point
from techsov.claims.evidence import with_official
from techsov.core import validation
from techsov.core.errors import CheckError, ConfigError, said_of
from tests.builders.claims import (
    ACT,
    COPY,
    X,
    document,
    evidence,
    made,
    series,
    table,
    verdict,
)
from tests.builders.claims import a_claim as claim_of_data

READ = {k: v for k, v in ACT.items() if k != "bears_on"}
UNREAD = {k: v for k, v in READ.items() if k != "copies"} | {"consulted": None}


def a_claim(published, unit="", **more):
    return {
        "id": "doc", "section": "2", "kind": "document", "document": "act",
        "published": published, "unit": unit, **more,
    }  # fmt: skip


def judged(claim, **point):
    """The verdict on a claim whose document says so."""
    return verdict(claim, [], documents={"act": READ | {"bears_on": {"doc": point_of(**point)}}})


def point_of(**more):
    return {"where": "Art. 1"} | more


def reason(claim, **point):
    return documents.differs(made(claim), validation.read(point_of(**point), Point, "point"))


@pytest.mark.parametrize(
    ("published", "value", "tolerance", "expected"),
    [
        (53, 52.7, 0.5, ""),
        (53, 52.4, 0.5, "number"),
        (210, 210, 0, ""),
        (211, 210, 0, "number"),
        ([5, 7], 6, 0, ""),
        ([5, 7], 7, 0, ""),
        ([5, 7], 7.1, 0, "number"),
        (6, [5, 7], 0, ""),
        (8, [5, 7], 0, "number"),
        ([5, 7], [5, 7], 0, ""),
        ([5, 7], [5, 8], 0, "number"),
        ([5, 7], [5, 8], 1, ""),
    ],
)
def test_numbers_and_ranges_agree_within_the_tolerance(published, value, tolerance, expected):
    assert reason(a_claim(published, tolerance=tolerance), value=value) == expected


@pytest.mark.parametrize(
    ("published", "unit", "value", "expected"),
    [
        (2023, "year", "2023-08-09", ""),
        (2024, "year", "2023-08-09", "date"),
        ("June 2023", "", "2023-06-20", ""),
        ("June 2023", "", "2023-07-01", "date"),
        ("20.05.2023", "", "2023-05-20", ""),
        ("20.05.2023", "", "2023-05", "date"),  # the document leaves the day open
        ("spring 2021", "", "2021-02-24", "date"),
        ("spring 2021", "", "2021-03-01", ""),
        (2022, "year (late)", "2022-10-12", ""),
        (2022, "year (late)", "2022-08-31", "date"),
        (1990, "year (1990s)", 1992, ""),
        (1990, "year (1990s)", 1989, "date"),
        (2000, "year (mid-2000s)", 2005, ""),
        (2000, "year (mid-2000s)", 2009, "date"),
        ("mid-2010s", "", "2015-05-08", ""),
        ("late 2010s", "", 2017, ""),
        ("late 2010s", "", 2016, "date"),
        ([2022, 2023], "years", "2022-05 to 2023-10", ""),
        ("largest", "", "2023-08-09", "date"),
    ],
)
def test_dates_agree_when_the_documents_lies_in_what_is_stated(published, unit, value, expected):
    assert reason(a_claim(published, unit), value=value) == expected


def test_words_agree_when_they_are_the_same():
    assert reason(a_claim("falls"), value="Falls") == ""
    assert reason(a_claim("falls"), value="rises") == "words"
    assert reason(a_claim("rises"), value=7) == "words"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, "document, other concept"), (13, "document differs")],
)
def test_the_same_number_of_something_else_neither_agrees_nor_differs(value, expected):
    claim = a_claim(12, "%")
    assert reason(claim, value=12) == ""
    found = judged(claim, value=value, concept="share of capacity")
    assert (found.verdict, found.reproduced) == (expected, str(value))
    assert "share of capacity" in found.note


# --- the bar ---------------------------------------------------------------------------------

TEXT, OTHERS, DIGEST, MILL = (
    {"kind": kind, "at": f"https://{host}.example/1"}
    for kind, host in (
        ("reproduction", "library"), ("other report", "agency"), ("abstract", "journal"),
        ("unknown make", "mill"),
    )
)  # fmt: skip
SAME_HOUSE = OTHERS | {"at": "https://agency.example/2"}
SAME_SOURCE = OTHERS | {"at": "https://paper.example/3", "by": "agency.example"}
ANOTHER = OTHERS | {"at": "https://paper.example/3"}


@pytest.mark.parametrize(
    ("copies", "evidence", "decides"),
    [
        ([COPY], "official text", True),
        ([OTHERS, COPY], "official text", True),
        ([TEXT], "reproduction", True),
        ([DIGEST], "abstract", True),
        ([OTHERS], "other report", False),
        ([OTHERS, SAME_HOUSE], "other report", False),
        ([OTHERS, SAME_SOURCE], "other report", False),
        ([OTHERS, MILL], "other report", False),
        ([OTHERS, ANOTHER], "other report", True),
        ([MILL], "", False),
    ],
)
@pytest.mark.parametrize("value", [2023, 2024])
def test_one_bar_stands_for_and_against(copies, evidence, decides, value):
    named = {f"copy{number}": copy for number, copy in enumerate(copies)}
    point = {"where": "p. 1", "value": value, "copy": list(named)}
    act = READ | {"copies": named, "bears_on": {"doc": point}}
    found = verdict(a_claim(2023), [], documents={"act": act})
    said = "document agrees" if value == 2023 else "document differs"
    undecided = "reported" if evidence else "document not consulted"
    assert (found.verdict, found.evidence) == (said if decides else undecided, evidence)
    if found.verdict == "reported":
        assert ("says so" if value == 2023 else "says otherwise") in found.note


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ([COPY], "document differs"),
        ([TEXT], "document differs"),
        ([DIGEST], "document not consulted"),
        ([OTHERS, ANOTHER], "document not consulted"),
    ],
)
def test_only_a_whole_text_can_be_silent_on_a_thing(copies, expected):
    named = {f"copy{number}": copy for number, copy in enumerate(copies)}
    point = {"where": "whole text", "silent": True, "copy": list(named)}
    act = READ | {"copies": named, "bears_on": {"doc": point}}
    assert verdict(a_claim(2023), [], documents={"act": act}).verdict == expected


def test_a_document_that_was_read_and_holds_nothing_of_the_kind_differs():
    found = judged(a_claim(2050), silent=True)
    assert (found.verdict, found.reproduced) == ("document differs", "")
    assert "holds no such thing" in found.note


def test_the_note_says_which_copy_was_read_and_when():
    note = judged(a_claim(2023), value="2023-08-09").note
    for part in ("Art. 1", "2026-01-01", "official text", COPY["at"]):
        assert part in note


@pytest.mark.parametrize("mutated", [2022, 2024, "June 2023", "20.05.2023"])
def test_a_mutated_date_flips_the_verdict(mutated):
    assert judged(a_claim(2023), value="2023-08-09").verdict == "document agrees"
    assert judged(a_claim(mutated), value="2023-08-09").verdict == "document differs"


# --- the file ------------------------------------------------------------------------------


@pytest.fixture
def load(tmp_path):
    def load(**known):
        path = tmp_path / "documents.yaml"
        path.write_text(yaml.safe_dump({"documents": known}), encoding="utf-8")
        return documents.load(path)

    return load


def point(**more):
    return {"value": 1, "where": "p. 1"} | more


def test_a_whole_entry_is_taken_as_it_stands(load):
    known = load(act=READ | {"bears_on": {"a": point()}}, other=UNREAD)
    assert known["act"].bears_on["a"].value == 1


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({k: v for k, v in UNREAD.items() if k != "issuer"}, "act: `issuer` is missing"),
        (UNREAD | {"adress": "x"}, "act: unknown field `adress`; `address`?"),
        (UNREAD | {"address": "ftp://x"}, "act, address: a web address"),
        (UNREAD | {"date": "9 August"}, "act, date: a date of issue"),
        (UNREAD | {"date": "2023-02-30"}, "act: date 2023-02-30 is no day"),
        (READ | {"consulted": "2026-13-01"}, "act, consulted: 2026-13-01 is no day"),
        (READ, "act: consulted, yet it bears on nothing"),
        (UNREAD | {"bears_on": {"a": point()}}, "act: it bears on something"),
        (READ | {"bears_on": {"a": point(where=" ")}}, "act, bears_on, a, where"),
        (READ | {"bears_on": {"a": {"where": "p. 1"}}}, "bears_on, a: exactly one of `value`"),
        (READ | {"bears_on": {"a": point(silent=True)}}, "bears_on, a: exactly one of `value`"),
        (READ | {"bears_on": {"a": point(copy="paper")}}, "act: bears_on, a: no copy `paper`"),
        (
            READ | {"copies": {"web": COPY, "paper": COPY}, "bears_on": {"a": point()}},
            "act: bears_on, a: say in `copy` which of paper, web",
        ),
        (
            READ | {"copies": {"web": COPY | {"kind": "rumour"}}, "bears_on": {"a": point()}},
            "act, copies, web, kind: unknown value `rumour`",
        ),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_refused_with_its_id_and_field(load, entry, said):
    with pytest.raises(ConfigError) as error:
        load(act=entry)
    assert said in str(error.value)


def test_a_document_that_bears_on_no_claim_or_on_anothers_is_refused():
    known = {"act": document(READ | {"bears_on": {"dco": point()}})}
    with pytest.raises(ConfigError, match="`act` bears on `dco`: unknown claim `dco`; `doc`"):
        documents.check(known, {"doc": made(a_claim(1))})
    known = {"act": document(READ | {"bears_on": {"doc": point()}})}
    with pytest.raises(ConfigError, match="`act` bears on `doc`, whose document is `law`"):
        documents.check(known, {"doc": made(a_claim(1, document="law"))})


def test_the_projects_documents_fit_its_claims(root):
    known = documents.load(root / "config/documents.yaml")
    stated = {claim.id: claim for claim in claims.load(root / "config/claims.yaml")}
    documents.check(known, stated)
    named = {claim.document for claim in stated.values() if claim.kind == "document"}
    assert named <= known.keys()


def test_no_number_that_agrees_would_do_so_if_it_were_another(root):
    known = documents.load(root / "config/documents.yaml")
    tried = 0
    points = documents.points(known)
    for claim in claims.load(root / "config/claims.yaml"):
        number = claim.published
        if claim.id not in points or not isinstance(number, int | float):
            continue
        hedged = documents.HEDGE.search(claim.unit)
        if not hedged and not documents.differs(claim, points[claim.id]):
            tried += 1
            for step in (-1, 1):
                other = number + step * (1 + 2 * claim.tolerance)
                mutated = claim.model_copy(update={"published": other})
                assert documents.differs(mutated, points[claim.id]), claim.id
    assert tried > 30


def test_where_a_passage_was_not_found_the_search_is_on_record(root):
    known = documents.load(root / "config/documents.yaml")
    stated = claims.load(root / "config/claims.yaml")
    read = documents.points(known)
    sought = {claim for document in known.values() for claim in document.sought}
    unread = {c.id for c in stated if c.kind == "document" and c.id not in read}
    assert sought == unread


SEARCH = {"day": "2026-01-02", "terms": ["the act"], "found": "nothing"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"sought": {"doc": SEARCH | {"day": "2026-02-30"}}}, "2026-02-30 is no day"),
        ({"sought": {"doc": SEARCH | {"found": "little"}}}, "unknown value `little`"),
        ({"sought": {"doc": SEARCH | {"terms": []}}}, "terms"),
        (
            {"sought": {"doc": SEARCH}, "bears_on": {"doc": {"where": "Art. 1", "value": 1}}},
            "sought, doc: it was found",
        ),
    ],
)
def test_a_faulty_search_is_refused_with_its_document(load, entry, said):
    with pytest.raises(ConfigError) as error:
        load(act=READ | {"bears_on": {"other": point()}} | entry)
    assert said in str(error.value)
    assert "act" in str(error.value)


def test_a_search_for_no_claim_of_the_document_is_refused():
    known = {"act": document(UNREAD | {"sought": {"doc": SEARCH}})}
    with pytest.raises(ConfigError, match="unknown claim `doc`"):
        documents.check(known, {})


def test_a_message_that_names_its_file_and_the_way_out_is_passed_on_as_it_is():
    whole = CheckError(f"a.csv, line 1: a number expected\n{CheckError.COMPARE}")
    with pytest.raises(CheckError) as passed, said_of(Path("raw/a.csv"), advise=True):
        raise whole
    assert passed.value is whole
    with pytest.raises(CheckError) as told, said_of(Path("raw/a.csv"), advise=True):
        raise CheckError("levels above 0 expected")
    assert str(told.value) == f"a.csv: levels above 0 expected\n{CheckError.COMPARE}"


# --- several days, and official figures ------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "expected", "shown"),
    [
        ("spring 2021", "document agrees", "2021-03-01"),  # published in the gazette
        ("February 2021", "document agrees", "2021-02-24"),
        ("summer 2021", "document differs", "2021-02-24"),
    ],
)
def test_a_law_has_the_days_of_its_signing_publication_and_entry_into_force(
    published, expected, shown
):
    dates = {"signed": "2021-02-24", "published": "2021-03-01"}
    found = judged(a_claim(published), dates=dates)
    assert (found.verdict, found.reproduced) == (expected, shown)
    with pytest.raises(ConfigError, match="dates, signed: `soon` is no date"):
        judged(a_claim(published), dates={"signed": "soon"})


def official(value, day, **more):
    """A document with an official figure, as one that was out on a day."""
    fact = {"value": value, "unit": "%", "where": "p. 1", "indicator": X, "country": "AAA",
            "year": 2000} | more  # fmt: skip
    return document(READ | {"date": day, "facts": {"growth": fact}})


@pytest.mark.parametrize(
    ("value", "day", "expected"),
    [
        (-7.3, "2021-05-31", "revised"),  # it held by a figure that the authors could see
        (-7.3, "2025-01-01", "contradicted"),  # that came later
        (-9.0, "2021-05-31", "contradicted"),
    ],
)
def test_an_official_figure_that_was_out_counts_as_a_vintage(value, day, expected):
    rows, known = series(X, "AAA", [-5.8]), {"office": official(value, day)}
    frames = {"research": table(rows)}
    held = replace(
        evidence(rows, known),
        tables=with_official(frames, known),
        seen=lambda dataset, vintage: dataset.startswith("documents/") and vintage < "2024-07-09",
    )
    claim = claim_of_data("about", -7, 0.5)
    found = claims.evaluate(made(claim), held, {})
    assert found.verdict == expected
    assert ("documents/office", day) in {(s.dataset, s.vintage) for s in found.specifications}


def test_an_official_figure_names_its_series_whole():
    with pytest.raises(ConfigError, match="`indicator` and `country` and `year`"):
        document(
            READ | {"facts": {"growth": {"value": 1, "unit": "%", "where": "p.", "year": 2000}}}
        )
