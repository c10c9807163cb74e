"""UNESCO's R&D expenditure by source: shares of a total that the file does not hold."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from techsov.core.errors import LayoutError
from techsov.sources import uis

# Business as a source of funds in Russia, per cent, as the UIS published it for 1996-2015.
RUSSIA = [31.5, 30.6, 34.9, 31.6, 32.9, 33.6, 33.1, 30.8, 31.4, 30.0,
          28.8, 29.4, 28.7, 26.6, 25.5, 27.7, 27.2, 28.2, 27.1, 26.5]  # fmt: skip
FUNDS = [*uis.NEEDED, *uis.OTHERS]


def of(frame, country, indicator="gerd_business_funded"):
    rows = frame[(frame["country"] == country) & (frame["indicator"] == indicator)]
    return rows.set_index("year")["value"]


@pytest.mark.releases
def test_the_sum_of_the_sources_gives_the_published_shares_of_russia(releases):
    frame = uis.read_expenditure(releases / "uis" / "expenditure.csv", vintage="2017")
    assert list(of(frame, "RUS").index) == list(range(1996, 2016))
    assert list(of(frame, "RUS").round(1)) == RUSSIA


@pytest.mark.releases
def test_countries_whose_sources_miss_their_total_are_left_out(releases):
    path = releases / "uis" / "expenditure.csv"
    frame = uis.read_expenditure(path, vintage="2017")
    funds = pd.read_csv(path)
    china = funds[(funds["LOCATION"] == "CHN") & (funds["TIME"] == 2012)]
    by_source = china[FUNDS].sum(axis=1).item()
    by_activity = china[uis.ACTIVITIES].sum(axis=1).item()
    assert by_source / by_activity < 0.97  # so that every share would be too high
    assert 2012 not in of(frame, "CHN").index


@pytest.mark.releases
def test_vouched_totals_agree_with_the_activities(releases):
    funds = pd.read_csv(releases / "uis" / "expenditure.csv")
    both = funds[uis.complete(funds) & uis.consistent(funds) & funds["Basic research"].notna()]
    ratio = both[FUNDS].sum(axis=1) / both[uis.ACTIVITIES].sum(axis=1)
    assert len(both) > 300
    assert (ratio - 1).abs().max() <= uis.SAME_TOTAL


def table(folder, *rows):
    columns = [*uis.KEYS, *FUNDS, *uis.ACTIVITIES]
    path = folder / "expenditure.csv"
    pd.DataFrame(list(rows), columns=columns).to_csv(path, index=False)
    return path


def row(code, year, funds, activities=(None, None, None, None)):
    return [code, code, year, *funds, *activities]


def test_unspecified_funds_belong_to_the_total(tmp_path):
    path = table(tmp_path, row("RUS", 2000, (30, 50, 10, None, None, 10)))
    frame = uis.read_expenditure(path, vintage="2017")
    assert of(frame, "RUS").to_dict() == {2000: 30}
    assert of(frame, "RUS", "gerd_other_funded").to_dict() == {2000: 10}


def test_a_year_without_business_government_or_abroad_is_left_out(tmp_path):
    path = table(
        tmp_path,
        row("RUS", 2000, (30, 50, 20, None, None, None)),
        row("RUS", 2001, (30, None, 70, None, None, None)),
        row("RUS", 2002, (None, 50, 50, None, None, None)),
    )
    assert set(uis.read_expenditure(path, vintage="2017")["year"]) == {2000}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=6, max_size=6).filter(lambda funds: sum(funds) > 1))
def test_shares_add_up_to_a_hundred(funds):
    row = pd.DataFrame([["RUS", 2000, *funds]], columns=["LOCATION", "TIME", *FUNDS])
    assert uis.shares(row)["value"].sum() == approx(100)


def test_negative_funds_are_refused(tmp_path):
    path = table(tmp_path, row("RUS", 2000, (-30, 50, 80, None, None, None)))
    expected = "line 2, column Business enterprise: funds not below zero expected, found -30"
    with pytest.raises(LayoutError, match=expected):
        uis.read_expenditure(path, vintage="2017")


def test_a_file_without_a_source_is_refused(tmp_path):
    path = table(tmp_path, row("RUS", 2000, (30, 50, 20, None, None, None)))
    pd.read_csv(path).drop(columns="Not specified source").to_csv(path, index=False)
    with pytest.raises(LayoutError, match="also the columns Not specified source"):
        uis.read_expenditure(path, vintage="2017")


def api(folder, *records):
    path = folder / "answer.json"
    path.write_text(json.dumps({"hints": [], "records": list(records)}), encoding="utf-8")
    return path


RECORD = {"indicatorId": "EXPGDP.TOT", "geoUnit": "RUS", "year": 2022, "value": 0.92,
          "magnitude": None, "qualifier": None}  # fmt: skip


def test_the_api_of_the_uis_is_read_without_its_empty_records(tmp_path):
    path = api(tmp_path, RECORD, {**RECORD, "year": 2023, "value": None, "magnitude": "NA"})
    frame = uis.read_api(path, vintage="2025-02")
    assert of(frame, "RUS", "gerd_gdp").to_dict() == {2022: 0.92}


def test_an_unknown_indicator_of_the_api_is_refused(tmp_path):
    with pytest.raises(LayoutError, match=r"records\[1\]: EXPGDP.TOT expected, found CR.1"):
        uis.read_api(api(tmp_path, RECORD, {**RECORD, "indicatorId": "CR.1"}), vintage="2025-02")


def test_a_record_without_a_value_field_is_refused(tmp_path):
    lame = {key: value for key, value in RECORD.items() if key != "value"}
    with pytest.raises(LayoutError, match=r"records\[0\]: a field value expected"):
        uis.read_api(api(tmp_path, lame), vintage="2025-02")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("EXPGDP.TOT", r"records\[1\]: an object expected, found 'EXPGDP.TOT'"),
        (RECORD | {"year": 2022.5}, r"records\[1\]\.year: a whole number expected, found 2022\.5"),
    ],
)
def test_a_record_that_is_none_is_named_by_its_number(tmp_path, record, said):
    with pytest.raises(LayoutError, match=said):
        uis.read_api(api(tmp_path, RECORD, record), vintage="2025-02")


def test_an_answer_without_records_is_refused(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(LayoutError, match="an object with `records`"):
        uis.read_api(path, vintage="2025-02")
