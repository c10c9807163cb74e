"""What the rebuilt paper says of all years, releases or concepts, asked of the tables."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pypdf
import pytest

pytestmark = pytest.mark.workflow

# All or none of what a statement on data ranges over; of what else the words are said, no table
# decides.
QUANTIFIED = re.compile(
    r"\b(every|each|all|no|any|none of the|neither|both|\d+ of \d+)"
    r" (years?|vintages?|releases?|databases?|concepts?|countries|ranks|that hold)\b"
    r"|\w+ of the \w+ (ranks|years)|\b(never|always)\b",
    re.IGNORECASE,
)
CEILING = 1.1 + 0.05  # the paper's, and half of its last digit
SIXTH_TEN = (51, 60)


def made(tables: Path, user: str, supplier: str) -> pd.Series:
    """Exposure of what a country makes, in value added among foreign inputs, by year: WIOD's."""
    rows = pd.read_csv(tables / "dependency.csv").query(
        "measure == 'fpem' and basis == 'value_added' and scope == 'foreign'"
        " and user == @user and supplier == @supplier and dataset == 'wiod/pairs'"
    )
    return rows[rows["vintage"].astype(str) == "2013"].set_index("year")["value"]


def reversed_years(tables: Path) -> list[int]:
    russia, china = made(tables, "RUS", "CHN"), made(tables, "CHN", "RUS")
    assert len(russia) == 17
    return [int(year) for year in russia.index[russia <= china]]


def gerd(tables: Path) -> pd.DataFrame:
    return pd.read_csv(tables / "research.csv", dtype={"vintage": str})


def asymmetry(tables: Path, sentence: str) -> bool:
    """Every year is as said but for those that the sentence names."""
    named = re.search(r"but ([\d, and]+)", sentence)
    years = [int(year) for year in re.findall(r"\d{4}", named[1])] if named else []
    return years == reversed_years(tables)


def ranks_of_2022(tables: Path, sentence: str) -> bool:
    rows = pd.read_csv(tables / "complexity.csv").query("country == 'RUS' and year == 2022")
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    inside, held = re.search(r"(\w+) of the (\w+) ranks held", sentence).groups()
    counts = (int(rows["rank"].between(*SIXTH_TEN).sum()), len(rows))
    return (words.index(inside), words.index(held)) == counts


def concepts(tables: Path, sentence: str) -> bool:
    """Of funds and of performance each carries one of the two numbers, and neither both."""
    rows = gerd(tables).query("dataset == 'oecd/msti' and 2017 <= year <= 2020")
    wide = rows.pivot_table(index="indicator", columns="country", values="value")
    near = {
        name: (abs(wide.loc[name, "RUS"] - 30) <= 4, abs(wide.loc[name, "OECD"] - 70) <= 4)
        for name in ("gerd_business_funded", "gerd_business_performed")
    }
    return sorted(near.values()) == [(False, True), (True, False)]


def above(tables: Path, sentence: str) -> bool:
    said = re.search(r"in (\d+) of (\d+) years", sentence)
    rows = gerd(tables).query("indicator == 'gerd_gdp' and country == 'RUS' and year <= 2022")
    rows = rows[(rows["dataset"] == "worldbank/gerd")]
    newest = rows[rows["vintage"] == rows["vintage"].max()]["value"]
    return [int(said[1]), int(said[2])] == [int((newest > CEILING).sum()), len(newest)]


# What a sentence of the paper says of all or none, and how the tables decide it; None where the
# words are the article's own, quoted with its verdict beside them.
SAID: dict[str, Callable[[Path, str], bool] | None] = {
    r"in every year that the tables of this edition cover": asymmetry,
    r"asymmetry holds in every year of the tables": asymmetry,
    r"\w+ of the \w+ ranks held for 2022 lies? in the stated range": ranks_of_2022,
    r"each of the two numbers is right in one concept and no concept carries both": concepts,
    r"above the ceiling that the article puts on it in \d+ of \d+ years": above,
    r"That Russia stayed there in every year since is .": None,
    r"It states that the share of GDP never went above": None,
}
# Captions, and sentences on how the audit works.
METHOD = (
    r"^the baseline \(comparative advantage of 1 or more, all countries and goods\)",
    "the test is run on every vintage that the edition holds",
    "A ranking is recomputed with each release",
    "the Growth Lab publishes the ranking anew each year",
    "shows the share on each vintage that is held",
    "place on each release and classification",
    "divided by the GDP of each release in turn",
    "Rank by economic complexity year by year, a row for each release",
    "from the published index inside each release’s ranked set",
    "Dependence in both directions in every database of the edition",
)
ROW = re.compile(
    "[\u200b✓↻✗≠⚡○¶∅]|never counts against it"
)  # of a table: an identifier or a verdict


@pytest.fixture(scope="module")
def sentences(results) -> list[str]:
    """Sentences of the paper's running text, before the method's section."""
    pages = pypdf.PdfReader(results / "paper.pdf").pages
    text = re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in pages))
    text = text[: text.rindex("What stands The article closes")]
    return [part.strip() for part in re.split(r"(?<=[a-z\d)])[.;:](?= )", text)]


def test_what_the_paper_says_of_all_years_holds_in_the_tables(sentences, results):
    told = {}
    for sentence in sentences:
        for pattern, check in SAID.items():
            if re.search(pattern, sentence):
                told[pattern] = sentence
                assert check is None or check(results / "indicators", sentence), sentence
    assert set(told) == set(SAID)


def test_no_other_sentence_of_the_paper_speaks_of_all_years(sentences):
    known = re.compile("|".join((*SAID, *METHOD)))
    unasked = [
        sentence
        for sentence in sentences
        if QUANTIFIED.search(sentence) and not known.search(sentence) and not ROW.search(sentence)
    ]
    assert unasked == []


def test_a_year_that_is_the_other_way_round_and_not_named_is_noticed(results):
    tables = results / "indicators"
    assert not asymmetry(tables, "in every year that the tables of this edition cover, and so on")
    assert asymmetry(tables, "in every year of the tables but 1995 and 1996, and it holds around")
