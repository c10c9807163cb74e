"""Every number that the paper prints stands in a claim of its section."""

import re

import pytest
import yaml

from techsov import claims
from techsov.claims.documents import load

NUMBERS = "tests/fixtures/paper_numbers.yaml"
# Tables and figures stand in a section.
WITHIN = {"1": ["Table 1"], "2": ["Table 2"], "3": ["Table 3"], "4": ["Fig. 1"], "5": ["Fig. 2"]}
WORDS = {
    "one": "1", "two": "2", "three": "3", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "ten": "10", "dozen": "12", "double": "2", "half": "50",
}  # fmt: skip


def said(claim, documents):
    """All that a claim says: its words, number, unit, test, and what it rests on."""
    fields = claim.model_dump(by_alias=True)
    parts = [str(fields.get(k) or "") for k in ("published", "statement", "unit", "note", "test")]
    document = documents.get(fields.get("document"))
    return " ".join([*parts, *([document.title, document.date] if document else [])])


def uncovered(stated, documents, numbers):
    """(section, number) of the paper that no claim of the section takes up."""
    texts: dict[str, str] = {}
    for claim in stated:
        texts[claim.section] = texts.get(claim.section, "") + " " + said(claim, documents)
    missing = []
    for section, printed in numbers.items():
        pool = " ".join(texts.get(s, "") for s in (section, *WITHIN.get(section, [])))
        for number in printed:
            digits = WORDS.get(number, number)
            found = re.search(rf"(?<![\d.]){re.escape(digits)}(?!\d)", pool)
            if not found and not (number in WORDS and re.search(rf"\b{number}\b", pool, re.I)):
                missing.append((section, number))
    return missing


@pytest.fixture(scope="module")
def stated(root):
    return claims.load(root / "config/claims.yaml")


@pytest.fixture(scope="module")
def documents(root):
    return load(root / "config/documents.yaml")


@pytest.fixture(scope="module")
def numbers(root):
    return yaml.safe_load((root / NUMBERS).read_text(encoding="utf-8"))


def test_every_number_of_the_paper_is_taken_up_in_its_section(stated, documents, numbers):
    assert sum(map(len, numbers.values())) > 120
    assert uncovered(stated, documents, numbers) == []


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("s3-brazil-digital-from", ("3", "23.5")),
        ("t2-repowereu-until", ("2", "2027")),
        ("t2-gdip-until", ("2", "2050")),
        ("s4-target-high-tech-share", ("4", "75")),
    ],
)
def test_a_number_whose_claim_is_taken_away_is_missed(stated, documents, numbers, claim, missing):
    rest = [c for c in stated if c.id != claim]
    assert uncovered(rest, documents, numbers) == [missing]


def test_every_section_table_and_figure_of_the_paper_has_claims(stated):
    assert {c.section for c in stated} == set(claims.SECTIONS)


def test_every_claim_of_the_running_text_names_its_paragraph(stated):
    within = [c for c in stated if not c.section.startswith(("Table", "Fig."))]
    assert [c.id for c in within if c.paragraph is None] == []
    assert [c.id for c in stated if c not in within and c.paragraph is not None] == []


def test_a_claim_without_data_says_what_it_would_take(stated):
    """A claim names either a test that some edition can make, or the data that are missing."""
    without = [c for c in stated if c.kind == "statistic" and c.test is None]
    assert [c.id for c in without if not (c.needs or c.untestable)] == []
