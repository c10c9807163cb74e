"""One country's current values from the Atlas's look-up service, in answers made here."""

import json

import pandas as pd
import pytest

from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, UnknownCountry
from techsov.indicators import complexity
from techsov.sources import atlas_graphql

VINTAGE = "2026-07"
PLACES = [
    {"countryId": "country-643", "iso3Code": "RUS", "inRankings": True},
    {"countryId": "country-392", "iso3Code": "JPN", "inRankings": True},
    {"countryId": "country-533", "iso3Code": "ABW", "inRankings": False},
]


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


def year(number=2024, **changes):
    values = {"countryId": "country-643", "year": number, "eci": 0.1, "eciFixed": 0.2, "coi": -0.3}
    return values | changes


def save(folder, answer, name="russia.json"):
    path = folder / name
    path.write_text(answer if isinstance(answer, str) else json.dumps(answer), encoding="utf-8")
    return path


def answered(folder, *years, places=PLACES, classification="HS92", name="russia.json"):
    data = {classification: list(years), "locationCountry": places}
    return save(folder, {"data": data}, name)


def test_the_question_names_its_classification_as_the_answers_key():
    asked = atlas_graphql.query(643, "HS92", 1995, 2024)
    assert "HS92: countryYear(countryId: 643, productClass: HS92, yearMin: 1995" in asked
    assert asked.count("{") == asked.count("}") == 3
    for field in (*atlas_graphql.FIELDS, *atlas_graphql.PLACES):
        assert field in asked


@pytest.mark.parametrize("asked", [(643, "NAICS", 1995, 2024), (643, "HS92", 2024, 1995)])
def test_a_question_that_cannot_be_asked_is_refused(asked):
    with pytest.raises(ValueError, match="expected, found"):
        atlas_graphql.query(*asked)


@pytest.mark.parametrize("identifier", ["country-643", "643", 643])
def test_russia_is_643_however_it_is_written(tmp_path, countries, identifier):
    path = answered(tmp_path, year(countryId=identifier))
    frame = atlas_graphql.read_country(path, countries, vintage=VINTAGE)
    assert set(frame["country"]) == {"RUS"}
    assert frame.set_index("indicator")["value"].to_dict() == {
        "eci_hs92": 0.1,
        "eci_fixed_hs92": 0.2,
        "coi_hs92": -0.3,
    }


def test_an_empty_value_is_left_out_and_nought_is_not(tmp_path, countries):
    path = answered(tmp_path, year(eci=0, eciFixed=None, coi=None), classification="SITC")
    frame = atlas_graphql.read_country(path, countries, vintage=VINTAGE)
    assert frame[["indicator", "value"]].to_numpy().tolist() == [["eci_sitc", 0.0]]


def test_only_flagged_countries_are_ranked(tmp_path, countries):
    assert atlas_graphql.ranked_countries(answered(tmp_path, year()), countries) == ["JPN", "RUS"]


def test_ranks_come_from_all_ranked_countries_and_leave_the_others_out(tmp_path, countries):
    """A territory outside the rankings has the highest index and no rank."""
    given = {"country-643": 0.1, "country-392": 2.0, "country-533": 3.0}
    paths = [
        answered(tmp_path, year(countryId=c, eci=eci), name=f"{c}.json") for c, eci in given.items()
    ]
    ranked = atlas_graphql.ranked_countries(paths[0], countries)
    values = pd.concat(
        atlas_graphql.read_country(p, countries, vintage=VINTAGE) for p in paths
    ).query("indicator == 'eci_hs92'")
    table = values.rename(columns={"value": "eci"}).assign(classification="HS92")
    found = complexity.rank_within_sets(table, {VINTAGE: ranked}).set_index("country")
    assert found["rank"].to_dict() == {"JPN": 1, "RUS": 2}
    assert set(found["ranked"]) == {2}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("<!DOCTYPE html>", "answer: JSON expected, found a web page"),
        ([], "an object `data` expected"),
        ({"data": None}, "an object `data` expected"),
        ({"errors": [{"message": "Rate limit"}], "data": None}, "found the message: Rate limit"),
        ({"errors": "down", "data": {}}, "found the message: down"),
        ({"data": {"countryYear": [year()]}}, "data: the country's years under one of HS92"),
        ({"data": {"HS92": [year()], "SITC": [year()]}}, "found HS92, SITC"),
        ({"data": {"HS92": []}}, "data.HS92: a list of records expected, found nothing"),
        ({"data": {"HS92": None}}, "data.HS92: a list of records expected"),
        ({"data": {"HS92": {"year": 2024}}}, "a list of records expected, found another form"),
        ({"data": {"HS92": [{"year": 2024}]}}, r"HS92\[0\]: a field countryId, eci"),
        ({"data": {"HS92": ["2024"]}}, "a field countryId"),
        ({"data": {"HS92": [year(), year()]}}, r"HS92\[1\].year: one of each expected, found 2024"),
        ({"data": {"HS92": [year("2024")]}}, r"HS92\[0\].year: a year expected, found '2024'"),
        ({"data": {"HS92": [year(eci="0.1")]}}, r"HS92\[0\].eci: a number or null expected"),
        ({"data": {"HS92": [year(eci=True)]}}, "a number or null expected, found True"),
        ({"data": {"HS92": [year(countryId="RUS")]}}, "`country-643` or 643 expected, found 'RUS'"),
        (
            {"data": {"HS92": [year(), year(2023, countryId=392)]}},
            "one country expected, found JPN, RUS",
        ),
        (
            {"data": {"HS92": [year(eci=None, eciFixed=None, coi=None)]}},
            "at least one value expected, found none",
        ),
    ],
)
def test_every_other_answer_is_refused_with_its_place(tmp_path, countries, answer, said):
    with pytest.raises(LayoutError, match=said):
        atlas_graphql.read_country(save(tmp_path, answer), countries, vintage=VINTAGE)


def test_a_number_that_is_no_country_is_named(tmp_path, countries):
    path = answered(tmp_path, year(countryId=999))
    with pytest.raises(UnknownCountry, match=r"russia.json, data.HS92\[0\].countryId: M49 number"):
        atlas_graphql.read_country(path, countries, vintage=VINTAGE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"iso3Code": "JPN"}, r"\[0\].iso3Code: RUS expected, found 'JPN'"),
        ({"inRankings": "yes"}, r"\[0\].inRankings: true or false expected, found 'yes'"),
        ({"inRankings": False}, "countries in the rankings expected, found none"),
    ],
)
def test_flags_that_cannot_be_are_refused(tmp_path, countries, changes, said):
    path = answered(tmp_path, year(), places=[PLACES[0] | changes])
    with pytest.raises(LayoutError, match=said):
        atlas_graphql.ranked_countries(path, countries)


def test_without_flags_nothing_is_ranked(tmp_path, countries):
    path = save(tmp_path, {"data": {"HS92": [year()]}})
    with pytest.raises(LayoutError, match=r"data\.locationCountry: a list of records expected"):
        atlas_graphql.ranked_countries(path, countries)
