"""The figures on industries, breadth, money, BRICS, India and Brazil, and their titles."""

import pandas as pd
import pytest
import yaml

from techsov.core import tables
from techsov.core.errors import CheckError, ConfigError
from techsov.figures import india_brazil, style
from tests.builders.figures import claims

INDUSTRIES = "dependency_industries"
MAIN = {"imf/weo": "2025", "wiod/wiot-11regions": "2013", "oecd/msti": "1", "rosstat/gdp": "1"}
SETTINGS = {"focus": ["RUS", "CHN"], "peers": ["USA"], "years": [1995, 2024], "main": MAIN}


def macro(**series):
    """An indicator table: `indicator__COUNTRY` -> value by year."""
    rows = []
    for name, values in series.items():
        indicator, country = name.split("__")
        made = indicator == "manufacturing_va_share"
        rows += [
            {
                "country": country.replace("_of_", "-"), "year": year, "indicator": indicator,
                "value": value, "unit": "%",
                "dataset": "wiod/wiot-11regions" if made else "imf/weo",
                "vintage": "2013" if made else "2025",
            }
            for year, value in values.items()
        ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def given(tmp_path, root):
    """Paths of inputs: macro from series, claims from numbers, the project's structured tables."""

    def write(published: dict | None = None, frame: pd.DataFrame | None = None, **paths):
        if frame is not None:
            tables.write(frame, tmp_path / "macro.csv", tables.INDICATOR)
        if published:
            stated = {name: (number, "3", "reproduced") for name, number in published.items()}
            tables.write(claims(stated), tmp_path / "claims.csv", tables.CLAIMS)
        structures = {
            name: root / f"config/tables/{name}.yaml" for name in ("table2", "table3", "funding")
        }
        own = {name: tmp_path / f"{name}.csv" for name in ("macro", "claims", INDUSTRIES)}
        return structures | own | paths

    return write


# --- industries ----------------------------------------------------------------------------


def exposures(folder, parts, years=(1995, 2011)):
    """(industry, via) -> share in the last year; half of it in the first."""
    rows = [
        {
            "dataset": "wiod/wiot-11regions", "vintage": "2013", "year": year, "measure": measure,
            "basis": "value_added", "scope": "all", "user": "RUS", "industry": industry,
            "supplier": "CHN", "via": via, "value": share * (year == years[-1] or 0.5),
        }
        for measure in ("fpem", "fpem_face")
        for year in years
        for (industry, via), share in parts.items()
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / f"{INDUSTRIES}.csv", index=False)


PARTS = {
    ("all", "CHN"): 0.01, ("all", "DEU"): 0.002, ("c4", "CHN"): 0.08, ("c4", "TUR"): 0.01,
    ("c15", "CHN"): 0.02, ("c15", "DEU"): 0.005, ("c15", "KOR"): 0.005,
}  # fmt: skip


def test_third_countries_are_added_up_and_looked_through_exposure_alone_counts(
    drawn, given, tmp_path
):
    exposures(tmp_path, PARTS)
    table, said, _ = drawn("industries", given())
    last = table[table["year"] == 2011].set_index(["industry", "via"])["value"]
    assert last["c15", "others"] == pytest.approx(0.01)
    assert last["c4", "CHN"] == pytest.approx(0.08)
    title = "Of Russia’s industries “Textiles and clothing” depends most on China: 9.0% in 2011"
    assert said["en"] == title


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [(PARTS, "“Transport equipment”: 33%"),
     (PARTS | {("c4", "TUR"): 0.2}, "“Textiles and clothing”: 71%")],
)  # fmt: skip
def test_the_industry_with_most_behind_third_countries_is_named_beneath(
    tabulated, given, labels, tmp_path, parts, hidden
):
    exposures(tmp_path, parts, years=(2011,))
    module, table = tabulated("industries", given())
    said = style.SAID[module.draw(table, labels["en"])]["foot"]
    assert f"through third countries in {hidden} of the share" in said


def test_a_pair_without_industries_is_named(tabulated, given, tmp_path):
    exposures(tmp_path, PARTS)
    with pytest.raises(CheckError, match="no industries of DEU with CHN"):
        tabulated("industries", given(), focus=["DEU", "CHN"])


# --- breadth -------------------------------------------------------------------------------


def test_courses_are_counted_in_the_papers_tables_and_russia_by_its_number(drawn, given, root):
    table, said, _ = drawn("scope", given({"s4-projects-sectors": "13"}))
    content = yaml.safe_load((root / "config/tables/table3.yaml").read_text(encoding="utf-8"))
    row = next(r for r in content["rows"] if r["id"] == "sectoral_priorities")
    assert (table["economy"] == "CHN").sum() == len(row["cells"]["substance"])
    assert (table["economy"] == "RUS").sum() == 13
    assert "own lists widen as it says: United States 2, EU27 3, China 5, Russia 13" in said["en"]


def test_another_order_of_the_courses_is_said(drawn, given):
    _, said, _ = drawn("scope", given({"s4-projects-sectors": "4"}))
    assert "do not widen as it says" in said["en"]
    assert said["en"].endswith("Russia 4, China 5")


def test_a_table_without_its_row_of_priorities_is_refused(tabulated, given, tmp_path):
    (tmp_path / "other.yaml").write_text("rows: [{id: aims, cells: {us: []}}]")
    paths = given({"s4-projects-sectors": "13"}, table2=tmp_path / "other.yaml")
    with pytest.raises(ConfigError, match=r"other\.yaml: the row `priorities`.*the rows are aims"):
        tabulated("scope", paths)


# --- money ---------------------------------------------------------------------------------


def test_programmes_of_the_paper_stand_on_one_scale(drawn, given, root, tmp_path):
    """Every programme of config/tables/funding.yaml, with the amounts of config/claims.yaml."""
    stated = yaml.safe_load((root / "config/claims.yaml").read_text(encoding="utf-8"))["claims"]
    published = {c["id"]: str(c["published"]) for c in stated if c.get("published") is not None}
    flat = dict.fromkeys(range(2013, 2025), 10_000.0)
    money = {f"gdp_usd__{code}": flat for code in ("USA", "CHN", "EU27_2020", "DEU")}
    research = pd.DataFrame(
        [
            {
                "country": code, "year": year, "indicator": name, "value": value, "unit": "x",
                "dataset": dataset, "vintage": "1",
            }
            for year in flat
            for code, name, value, dataset in (
                ("DEU", "gerd_lcu", 100_000.0, "oecd/msti"), ("DEU", "gerd_gdp", 1.0, "oecd/msti"),
                ("RUS", "gdp_lcu", 100_000_000.0, "rosstat/gdp"),
            )
        ]
    )  # fmt: skip
    tables.write(research, tmp_path / "research.csv", tables.INDICATOR)
    table, said, _ = drawn(
        "funding", given(published, macro(**money), research=tmp_path / "research.csv")
    )
    by_name = table.set_index("programme")["value"]
    assert by_name["dual-circulation"] == pytest.approx(2.48)
    assert by_name["repowereu"] == pytest.approx(100 * 210 / 6 / 10_000)  # 2022 to 2027
    assert by_name["megaprojects"] == pytest.approx(100 * 10 * 10 / 8 / 100_000)
    alike = table[table["concept"] == "funding"].sort_values("value")
    assert said["en"] == (
        f"Like with like: {alike['name_en'].iloc[0]} 0.054% of GDP a year, "
        f"{alike['name_en'].iloc[-1]} 0.41%"
    )


# --- BRICS, India, Brazil ------------------------------------------------------------------


def weights(five, eleven):
    """Shares at market rates in 2023 and 2024; a tenth more at parities."""
    groups = {"BRICS5": five, "BRICS_of_2024": (five + eleven) / 2, "BRICS11": eleven, "G7": 45.0}
    return macro(
        **{f"gdp_usd_share__{g}": {2023: v, 2024: v} for g, v in groups.items()},
        **{f"gdp_ppp_share__{g}": {2023: v, 2024: v * 1.1} for g, v in groups.items()},
    )


@pytest.mark.parametrize(
    ("five", "eleven", "finding"),
    [
        (25.0, 30.0, "BRICS made 25 to 33% of world GDP in 2024"),
        (28.0, 29.0, "fits all 6 readings"),
        (10.0, 12.0, "fits none of 6 readings"),
        (25.0, 30.0, "fits 5 of 6 readings"),
    ],
)
def test_the_weight_of_brics_depends_on_prices_and_membership(drawn, given, five, eleven, finding):
    table, said, _ = drawn(
        "brics_weight", given({"s1-brics-gdp-share": "30"}, weights(five, eleven))
    )
    assert finding in said["en"]
    stated = table[table["role"] == "stated"].iloc[0]
    assert (stated["low"], stated["high"]) == (27, 33)


def test_a_membership_without_data_is_left_out_of_its_panel(drawn, given):
    frame = weights(25.0, 30.0)
    frame = frame[frame["country"] != "BRICS-2024"]
    table, _, _ = drawn("brics_weight", given({"s1-brics-gdp-share": "30"}, frame))
    assert set(table.loc[table["role"] == "group", "country"]) == {"BRICS5", "BRICS11", "G7"}


STATED = {
    "s3-india-growth-peak": "8", "s3-india-gdp-decline": "7", "s3-brazil-manufacturing-level": "10",
    "intro-pandemic-year": "2020",
}  # fmt: skip
GROWTH = {
    "gdp_growth__IND": {2019: 3.9, 2020: -5.8, 2021: 9.7},
    "gdp_growth__BRA": {2019: 1.2, 2020: -3.3, 2021: 4.8},
}


@pytest.mark.parametrize(
    ("made", "finding"),
    [
        ({1995: 20.0, 2011: 17.0}, "Brazil’s manufacturing was 17.0% in 2011"),
        ({1995: 17.0, 2011: 20.0}, "Brazil’s manufacturing was 20.0% in 2011"),
        ({}, "India’s growth peaked at 9.7%"),
    ],
)
def test_india_and_brazil_stand_beside_what_the_paper_states(drawn, given, made, finding):
    frame = macro(**GROWTH, manufacturing_va_share__BRA=made)
    table, said, _ = drawn("india_brazil", given(STATED, frame))
    assert finding in said["en"]
    fall = table[table["role"] == "s3-india-gdp-decline"].iloc[0]
    assert (fall["year"], fall["value"]) == (2020, -7)
    if made:
        assert "fell by 5.8% in 2020 (paper: 7%)" in said["en"]


def test_without_the_year_that_the_paper_speaks_of_nothing_is_set_beside_it(
    tabulated, given, labels
):
    """The title then tells the peak of growth alone."""
    growth = {
        name: {y: v for y, v in values.items() if y != 2020} for name, values in GROWTH.items()
    }
    frame = macro(**growth, manufacturing_va_share__BRA={1995: 20.0, 2011: 17.0})
    module, table = tabulated("india_brazil", given(STATED, frame))
    said = module.title(table, labels["en"])
    assert "India’s growth peaked at 9.7%" in said and "nan" not in said


def test_the_papers_numbers_stand_over_the_years_that_their_tests_read(root):
    stated = yaml.safe_load((root / "config/claims.yaml").read_text(encoding="utf-8"))["claims"]
    of = {claim["id"]: claim["test"]["of"]["years"] for claim in stated if "test" in claim
          and claim["id"] in india_brazil.STATED}  # fmt: skip
    told = {claim: years for claim, (*_, years) in india_brazil.STATED.items() if years}
    assert len(told) == 2
    for claim, (first, last) in told.items():
        assert of[claim] in ([first, last], first)
