"""The book of documents is what the configuration says, and says it of every document."""

import re

import pytest

from techsov import claims
from techsov.claims import documents
from techsov.reference import documents_page as documentbook
from tests.builders.claims import document, made

COPY = {"kind": "other report", "at": "https://news.example/act"}
READ = {
    "title": "Act", "issuer": "State", "date": "2023", "address": "https://state.example/",
    "consulted": "2026-01-01", "copies": {"web": COPY},
}  # fmt: skip
UNREAD = {k: v for k, v in READ.items() if k != "copies"} | {"title": "Bill", "consulted": None}


def read(**points):
    return document(READ | {"bears_on": points})


def a_claim(id_, document):
    return made({"id": id_, "kind": "document", "document": document})


@pytest.fixture(scope="module")
def known(root):
    return documents.load(root / "config/documents.yaml")


@pytest.fixture(scope="module")
def stated(root):
    return claims.load(root / "config/claims.yaml")


def test_the_page_in_docs_is_that_of_the_configuration(root, known, stated):
    page = (root / "docs/documents.md").read_text(encoding="utf-8")
    assert page == documentbook.write(known, stated), "docs/documents.md is stale: run `make docs`"


def test_every_document_stands_on_the_page_with_its_copies(known, stated):
    page = documentbook.write(known, stated)
    headed = re.findall(r"^### (.+)$", page, re.M)
    assert headed == [id_ for id_, each in known.items() if each.consulted]
    for each in known.values():
        assert each.title in page
        assert each.address in page
        for copy in each.copies.values():
            assert copy.at in page


def test_a_page_gives_no_verdict(known, stated):
    table = documentbook.write(known, stated).split("## Consulted")[1]
    assert not re.search(r"\b(agrees|differs|contradicted|reproduced)\b", table)


def test_what_was_read_and_what_was_not_are_counted_apart():
    point = {"value": [5, 7], "where": "Art. 1", "concept": "a share | of sales", "says": "More."}
    entries = {"act": read(a=point), "bill": document(UNREAD)}
    asked = [a_claim("a", "act"), a_claim("b", "act"), a_claim("c", "bill")]
    page = documentbook.write(entries, asked)
    assert "1 of 2 documents were consulted, on 1 of 3 claims." in page
    assert "- **Not found out:** `b`" in page
    row = "| `a` | 5–7 | Is: a share &#124; of sales. More. | Art. 1 | other report |"
    assert row in page
    assert "| [Bill](https://state.example/) | State | 2023 | `c` |" in page.split("## Not")[1]


def test_of_a_document_that_does_not_bear_a_claim_the_page_says_that_it_holds_none():
    point = {"silent": True, "where": "whole text", "says": "No such share."}
    page = documentbook.write({"act": read(a=point)}, [a_claim("a", "act")])
    assert "| `a` | none | No such share. | whole text | other report |" in page
