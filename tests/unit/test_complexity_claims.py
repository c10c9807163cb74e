"""The paper's sentence on the rank, answered for every ranking and choice of years."""

import pandas as pd
import pytest

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity_claims as claims


def ranking(ranks: dict[int, int], *, vintage="2021", country_set="stated", ranked=133):
    return pd.DataFrame(
        {
            "classification": "SITC",
            "vintage": vintage,
            "country_set": country_set,
            "year": list(ranks),
            "rank": list(ranks.values()),
            "ranked": ranked,
        }
    )


TRUE = {1999: 30, 2000: 21, 2001: 25} | dict.fromkeys(range(2002, 2023), 51)


def answers(ranks: dict[int, int], **combination) -> dict:
    table = claims.answer_claims(ranking(ranks)).set_index(["start", "end", "reading"])
    at = {"start": 2000, "end": 2010, "reading": "every year"} | combination
    return table.loc[tuple(at.values()), list(claims.ANSWERS)].to_dict()


def test_a_rank_that_does_what_the_sentence_says_holds_in_every_combination():
    table = claims.answer_claims(ranking(TRUE))
    assert len(table) == 3 * 3 * 3
    assert (table[list(claims.ANSWERS)] == "holds").all(axis=None)


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({2000: 20}, "third_ten"),
        ({2000: 31}, "third_ten"),
        ({2010: 50}, "sixth_ten"),
        ({2010: 61}, "sixth_ten"),
        ({2000: 51}, "in_the_2000s"),
        ({2015: 61}, "remains"),
    ],
)
def test_one_rank_outside_fails_the_claim_and_the_sentence(change, claim):
    found = answers(TRUE | change)
    assert found[claim] == "fails"
    assert found["all_four"] == "fails"


def test_a_visit_to_the_seventh_ten_matters_to_the_first_reading_only():
    found = {r: answers(TRUE | {2015: 61}, reading=r)["remains"] for r in claims.READINGS}
    assert found == {"every year": "fails", "last year": "holds", "2022": "holds"}


def test_years_after_2022_are_not_asked():
    assert answers(TRUE | {2023: 90})["remains"] == "holds"


def test_a_release_that_ends_before_2022_cannot_tell_2022():
    ended = {year: rank for year, rank in TRUE.items() if year < 2022}
    found = {r: answers(ended, reading=r) for r in claims.READINGS}
    assert {r: f["remains"] for r, f in found.items()} == {
        "every year": "holds",
        "last year": "holds",
        "2022": "cannot be tested",
    }
    assert found["2022"]["all_four"] == "cannot be tested"
    assert answers(ended | {2000: 90}, reading="2022")["all_four"] == "fails"


def test_a_ranking_that_begins_in_2012_cannot_tell_the_fall():
    found = answers({year: 55 for year in range(2012, 2023)}, reading="last year")
    assert [found[c] for c in claims.CLAIMS] == ["cannot be tested"] * 3 + ["holds"]


def test_of_133_is_the_number_ranked_in_the_last_year_asked():
    larger = claims.answer_claims(ranking(TRUE, ranked=145))
    assert set(larger["of_133"]) == {"fails"}


def test_two_countries_at_once_are_refused():
    with pytest.raises(CheckError, match="one rank per release"):
        claims.answer_claims(pd.concat([ranking(TRUE), ranking(TRUE)]))


def test_shares_count_every_combination():
    both = pd.concat(
        [ranking(TRUE), ranking(TRUE | {2000: 40}, vintage="2022", country_set="common")]
    )
    shares = claims.share_of_combinations(claims.answer_claims(both))
    at = shares.set_index(["country_set", "classification", "claim"])
    assert at.loc[("stated", "all", "third_ten"), ["combinations", "share"]].tolist() == [27, 1]
    assert at.loc[("common", "all", "third_ten"), "share"] == pytest.approx(2 / 3)
    assert (shares[["holds", "fails", "untestable"]].sum(axis=1) == shares["combinations"]).all()


# The embedded releases


@pytest.fixture(scope="module")
def embedded(root) -> pd.DataFrame:
    files = sorted((root / "data/raw/atlas/rankings").glob("*/rankings.csv"))
    russia = pd.concat([tables.read(file, tables.RANKINGS) for file in files])
    russia = russia[russia["country"] == "RUS"]
    common = russia.dropna(subset="common_rank")
    common = common.assign(rank=common["common_rank"], ranked=common["common_ranked"])
    return claims.answer_claims(
        pd.concat([russia.assign(country_set="stated"), common.assign(country_set="common")])
    )


def test_on_sitc_of_133_the_first_three_claims_hold_and_2022_cannot_be_told(embedded):
    rows = embedded[
        (embedded["classification"] == "SITC")
        & embedded["vintage"].isin(["2019", "2021"])
        & (embedded["country_set"] == "stated")
        & (embedded["start"] == 2000)
        & (embedded["end"] == 2010)
    ].set_index(["vintage", "reading"])
    assert (rows[["third_ten", "sixth_ten", "in_the_2000s"]] == "holds").all(axis=None)
    assert set(rows["of_133"]) == {"holds"}
    told = rows["remains"].unstack("reading")
    assert set(told["every year"]) == {"fails"}  # 63 to 70 in 2011-14, 64 or 65 in 2018
    assert set(told["last year"]) == {"holds"}
    assert set(told["2022"]) == {"cannot be tested"}


def test_no_release_that_holds_2022_bears_out_the_whole_sentence(embedded):
    holding = embedded[embedded["vintage"].isin(["2022", "2024"])]
    assert "holds" not in set(holding["all_four"])


def test_the_whole_sentence_holds_in_hardly_any_combination(embedded):
    """Two in each set: SITC, start 2000, end 2010, read as the last year of 2019 and of 2021."""
    rows = embedded[embedded["all_four"] == "holds"]
    assert rows.groupby("country_set").size().to_dict() == {"common": 2, "stated": 2}
    assert set(rows["classification"]) == {"SITC"}
    assert set(rows["start"]) == {2000}
    assert set(rows["end"]) == {2010}
    assert set(rows["reading"]) == {"last year"}
    assert set(rows["vintage"]) == {"2019", "2021"}
