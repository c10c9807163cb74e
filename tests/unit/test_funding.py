"""Programme money as a share of GDP: the arithmetic, the currencies, and what is refused."""

import pandas as pd
import pytest

from techsov.core.errors import CheckError, ConfigError
from techsov.indicators import funding


def rows(indicator, country, values, dataset):
    return [
        {
            "country": country, "year": year, "indicator": indicator, "value": value, "unit": "",
            "dataset": dataset, "vintage": "1",
        }
        for year, value in values.items()
    ]  # fmt: skip


@pytest.fixture
def macro():
    return pd.DataFrame(
        rows("gdp_usd", "USA", {2022: 1000.0, 2023: 3000.0}, "imf/weo")
        + rows("gdp_usd", "EU27_2020", {2022: 2200.0, 2023: 2400.0}, "imf/weo")
        + rows("gdp_usd", "DEU", {2022: 550.0, 2023: 600.0}, "imf/weo")
    )


@pytest.fixture
def research():
    # Germany spends 10 and 15 bn euros, 2 and 3 per cent of its GDP: 500 bn euros in both years.
    return pd.DataFrame(
        rows("gerd_lcu", "DEU", {2022: 10_000.0, 2023: 15_000.0}, "oecd/msti")
        + rows("gerd_gdp", "DEU", {2022: 2.0, 2023: 3.0}, "oecd/msti")
        + rows("gerd_gdp", "DEU", {2022: 9.0, 2023: 9.0}, "worldbank/gerd")
        + rows("gdp_lcu", "RUS", {2022: 100_000.0, 2023: 100_000.0}, "rosstat/gdp")
    )


CLAIMS = pd.DataFrame(
    {
        "published": {
            "money": "20", "trillion": "1", "since": "2022", "until": "2031",
            "month": "October 2023",
            "projects": "10", "share": "1.5", "word": "rises", "span": "2022 to 2031",
        }
    }
)  # fmt: skip


def structure(**changes):
    programme = {
        "id": "p", "label": {"en": "P", "ru": "П"}, "economy": "USA", "currency": "USD",
        "concept": "funding", "amount": "money", "from": "since", "until": "until",
    } | changes  # fmt: skip
    kept = {key: value for key, value in programme.items() if value is not None}
    return {"concepts": {"funding": {"en": "funding", "ru": "средства"}}, "programmes": [kept]}


def one(macro, research, **changes):
    (row,) = funding.yearly_shares(structure(**changes), CLAIMS, macro, research).itertuples()
    return row


def test_money_is_spread_over_its_years_and_set_against_mean_gdp(macro, research):
    row = one(macro, research)
    assert row.value == pytest.approx(100 * (20 / 10) / 2000)
    assert (row.since, row.until, row.gdp_since, row.gdp_until) == (2022, 2031, 2022, 2023)


def test_money_a_year_is_not_spread(macro, research):
    row = one(macro, research, until=None, of_gdp="share")
    assert row.value == pytest.approx(100 * 20 / 2000)
    assert row.stated == 1.5


def test_trillions_and_numbers_of_projects_multiply(macro, research):
    assert one(macro, research, amount="trillion", billions=1000).amount == 1000
    assert one(macro, research, times="projects").amount == 200


def test_euros_are_set_against_the_unions_gdp_at_the_rate_that_germany_implies(macro, research):
    row = one(macro, research, economy="EU27_2020", currency="EUR")
    # 1.1 and 1.2 dollars a euro: the Union makes 2000 bn euros in both years.
    assert row.value == pytest.approx(100 * 2 / 2000)
    assert row.dataset == "imf/weo+oecd/msti"


def test_roubles_are_set_against_gdp_in_roubles(macro, research):
    row = one(macro, research, economy="RUS", currency="RUB")
    assert row.value == pytest.approx(100 * 2 / 100)
    assert row.dataset == "rosstat/gdp"


def test_the_year_of_a_dated_list_is_read_from_its_date(macro, research):
    row = one(macro, research, **{"from": "month"})
    assert (row.since, row.gdp_since) == (2023, 2023)
    assert row.value == pytest.approx(100 * (20 / 9) / 3000)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "nothing"}, "programme `p`: no claim `nothing` for its amount"),
        ({"currency": "GBP"}, "currency is one of USD, EUR, RUB"),
        ({"concept": "gift"}, "no concept `gift`"),
        ({"economy": None}, "economy missing"),
        ({"label": {"en": "P"}}, "label in en and ru expected"),
        ({"amount": "word"}, "claim `word`: a published number expected, found `rises`"),
        ({"until": "span"}, "claim `span`: one year expected, found `2022 to 2031`"),
    ],
)
def test_a_programme_that_cannot_be_computed_is_named(macro, research, changes, message):
    with pytest.raises(ConfigError, match=message):
        one(macro, research, **changes)


def test_an_economy_without_gdp_is_named(macro, research):
    with pytest.raises(CheckError, match="no gdp_usd of CHN"):
        one(macro, research, economy="CHN")


def test_programmes_beyond_the_last_year_of_gdp_are_named(macro, research):
    with pytest.raises(CheckError, match=r"GDP of USA from 2031 on expected.*ends in 2023"):
        one(macro, research, **{"from": "until", "until": None})
