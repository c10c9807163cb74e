"""Every country's dependence on two partners: ranks, changes and the yardstick, worked by hand."""

import pandas as pd
import pytest
from pytest import approx

from techsov.core import tables
from techsov.indicators import partners

MACRO = pd.DataFrame(
    [
        (country, 2011, "gdp_usd_share", value, "% of world", "imf/weo", vintage)
        for vintage, scale in (("2025", 1), ("2024", 2))
        for country, value in (("CHN", 10.0), ("RUS", 2.5), ("USA", 20.0), ("WLD", 100.0))
    ],
    columns=list(tables.INDICATOR.columns),
)
COURSES = {
    ("fpem", "RUS", "CHN"): (0.02, 0.12),
    ("fpem", "DEU", "CHN"): (0.03, 0.07),
    ("fpem", "USA", "CHN"): (0.01, 0.11),
    ("fpem", "ROW", "CHN"): (0.50, 0.50),  # no country
    ("fpem", "CHN", "RUS"): (0.02, 0.04),  # no partner that is asked for
    ("fpex", "CHN", "RUS"): (0.05, 0.10),  # Russia sells to China: Russia depends
}


@pytest.fixture
def found():
    rows = [
        ("wiod/pairs", "2013", year, measure, "value_added", scope, user, supplier, value)
        for (measure, user, supplier), course in COURSES.items()
        for year, value in zip((1995, 2011), course, strict=True)
        for scope in ("foreign", "all")
    ]
    dependency = pd.DataFrame(rows, columns=list(tables.DEPENDENCY.columns))
    countries = ["RUS", "DEU", "USA", "CHN"]
    made = partners.dependence(dependency, MACRO, countries, {"imf/weo": "2025"})
    return tables.check(made, partners.schema(), "made up").set_index(
        ["measure", "country", "year"]
    )


def test_countries_are_ranked_by_year_and_groups_are_none(found):
    assert found.loc[("fpem", slice(None), 2011), "rank"].to_dict() == {
        ("fpem", "DEU", 2011): 3, ("fpem", "RUS", 2011): 1, ("fpem", "USA", 2011): 2,
    }  # fmt: skip
    assert found.loc[("fpem", "RUS", 1995), ["rank", "ranked"]].tolist() == [2, 3]
    assert "ROW" not in found.index.get_level_values("country")


def test_change_is_since_the_first_year_of_the_database(found):
    assert found.loc[("fpem", "RUS", 2011), "change"] == approx(0.10)
    assert pd.isna(found.loc[("fpem", "RUS", 1995), "change"])
    assert set(found["since"]) == {1995}


def test_the_seller_is_the_one_that_depends_on_its_market(found):
    sells = found.loc[("fpex", "RUS", 2011)]
    assert (sells["partner"], sells["value"]) == ("CHN", 0.10)


def test_the_yardstick_is_the_partners_weight_in_the_world_without_the_user(found):
    assert found.loc[("fpem", "RUS", 2011), "expected"] == approx(0.10 / 0.975)
    assert pd.isna(found.loc[("fpem", "DEU", 2011), "expected"])  # no weight is held
    shares = partners.expected_shares(MACRO, ["RUS", "CHN"], ["RUS", "CHN"])
    kept = shares[list(tables.DEPENDENCY.columns)]
    assert len(tables.check(kept, tables.DEPENDENCY, "made up")) == 4
    of_china = shares[(shares["user"] == "CHN") & (shares["vintage"] == "2025")]
    assert of_china["value"].tolist() == approx([0.025 / 0.9])
