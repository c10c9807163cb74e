"""The NSF's table of R&D by performer and source: one year, and its exceptions."""

import csv

import pytest
from pytest import approx

from techsov.core.countries import Countries
from techsov.core.errors import CheckError, DataWarning, LayoutError, UnknownCountry
from techsov.sources import nsf, oecd_msti

READ = {"year": 2021, "vintage": "2023-09"}


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config" / "countries.yaml")


def of(frame, country):
    rows = frame[frame["country"] == country]
    return rows.set_index(["year", "indicator"])["value"].to_dict()


@pytest.mark.releases
def test_the_table_is_of_2021_and_russia_of_2020(releases, countries):
    frame = nsf.read_sources(releases / "nsf" / "rd_sources_2020.csv", countries, **READ)
    russia = of(frame, "RUS")
    assert {year for year, _ in russia} == {2020}
    assert russia[2020, "gerd_business_funded"] == 29.2
    assert russia[2020, "gerd_ppp"] == 48_000
    assert of(frame, "OECD")[2021, "gerd_business_performed"] == 73.0
    of_other_years = {c for c, y in zip(frame["country"], frame["year"], strict=True) if y != 2021}
    assert of_other_years == {"AUS", "CHL", "COL", "MEX", "RUS", "SGP", "ZAF"}
    assert frame["country"].nunique() == 47


@pytest.mark.releases
def test_the_year_of_the_table_is_the_one_in_which_the_oecd_agrees(releases, countries):
    """Shares by performer of the EU and the OECD, two years later by the OECD itself."""
    old = nsf.read_sources(releases / "nsf" / "rd_sources_2020.csv", countries, **READ)
    new = oecd_msti.read_extract(releases / "oecd" / "msti_extract.csv", vintage="2025-09")
    shared = old.merge(new, on=["country", "indicator"], suffixes=("", "_new"))
    listed = shared[shared["indicator"].isin(nsf.PERFORMERS + nsf.SOURCES)]
    large = listed[listed["country"].isin(["USA", "JPN", "KOR", "DEU", "OECD", "EU27_2020"])]
    off = (large["value"] - large["value_new"]).abs().groupby(large["year_new"]).median()
    assert off.idxmin() == 2021


HEAD = ",".join(nsf.HEAD)
TOTAL = "GERD \r(PPP US$billions)"


def table(folder, *rows):
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(nsf.HEAD)
        writer.writerows([10946, f"r{i}", *row[:3], 2, row[3]] for i, row in enumerate(rows))
    return path


@pytest.mark.parametrize(
    ("label", "code", "year"),
    [
        ("Russia", "RUS", 2021), ("Non-OECD -> Russia (2020)", "RUS", 2020),
        ("Denmark<sup>b</sup>", "DNK", 2021), ("Mexico (2017)<sup>c</sup>", "MEX", 2017),
        ("Total OECD", "OECD", 2021), ("EU-27", "EU27_2020", 2021), ("Turkey", "TUR", 2021),
    ],
)  # fmt: skip
def test_names_lose_their_footnotes_and_keep_their_year(tmp_path, countries, label, code, year):
    frame = nsf.read_sources(table(tmp_path, (label, TOTAL, "", "48.0")), countries, **READ)
    assert of(frame, code) == {(year, "gerd_ppp"): approx(48_000)}


@pytest.mark.parametrize(
    ("total", "performer", "source", "nonprofit"),
    [
        ("GERD (PPP $billions)", "R&D performance: Share of total (%)",
         "R&D source of funds: Share of total (%)", "Private nonprofit"),
        ("GERD (PPP US$billions)", "R&D performance: Share of total (percent)",
         "R&D source of funds: Share of total (percent)", "Private nonprofita"),
        ("GERD (PPP US$billions)", "R&D-performing sector: Share of total (percent)",
         "R&D source of funds: Share of total (percent)", "Private nonprofit<sup>a</sup>"),
    ],
)  # fmt: skip
def test_the_headings_of_2017_to_2021_say_the_same(
    tmp_path, countries, total, performer, source, nonprofit
):
    rows = [("China (2017)", total, "", "496.0"), ("China (2017)", performer, "Business", "77.6"),
            ("China (2017)", performer, nonprofit, "na"), ("India (2015)", total, "", "50.7"),
            ("India (2015)", performer, nonprofit, "0.5"),
            ("China (2017)", source, "Business", "76.5")]  # fmt: skip
    frame = nsf.read_sources(table(tmp_path, *rows), countries, **READ)
    assert of(frame, "CHN") == {
        (2017, "gerd_ppp"): 496_000, (2017, "gerd_business_performed"): 77.6,
        (2017, "gerd_business_funded"): 76.5,
    }  # fmt: skip
    assert of(frame, "IND")[2015, "gerd_nonprofit_performed"] == 0.5


def test_performers_that_leave_a_little_open_are_read_and_told(tmp_path, countries):
    """The United Kingdom of 2019, as the table with data to 2019 has it."""
    parts = {
        "Business": 66.6,
        "Government": 6.6,
        "Higher education": 23.1,
        "Private nonprofit": 2.3,
    }
    rows = [("United Kingdom (2019)", nsf.PERFORMER, name, part) for name, part in parts.items()]
    with pytest.warns(DataWarning, match="= 100 expected"):
        assert len(nsf.read_sources(table(tmp_path, *rows), countries, **READ)) == 4
    rows[0] = (*rows[0][:3], 60.6)
    with pytest.raises(CheckError, match="= 100 expected"):
        nsf.read_sources(table(tmp_path, *rows), countries, **READ)


def test_not_available_is_left_out(tmp_path, countries):
    rows = [("Russia", nsf.SOURCE, "Business", "29.2"), ("Russia", nsf.SOURCE, "Government", "NA")]
    frame = nsf.read_sources(table(tmp_path, *rows), countries, **READ)
    assert len(frame) == 1


def test_an_unknown_country_is_not_guessed(tmp_path, countries):
    with pytest.raises(UnknownCountry, match=r"\.csv, line \d+: `Ruritania`"):
        nsf.read_sources(table(tmp_path, ("Ruritania", TOTAL, "", "1")), countries, **READ)


def test_an_unknown_heading_is_named_with_its_line(tmp_path, countries):
    path = table(tmp_path, ("Russia", TOTAL, "", "48"), ("Russia", nsf.SOURCE, "Angels", "1"))
    with pytest.raises(LayoutError, match=r"line 3: a heading of the table .* Angels"):
        nsf.read_sources(path, countries, **READ)


def test_a_figure_that_is_none_is_named_with_its_line(tmp_path, countries):
    with pytest.raises(LayoutError, match="line 2, column value: a number expected, found 'n/a'"):
        nsf.read_sources(table(tmp_path, ("Russia", TOTAL, "", "n/a")), countries, **READ)


def test_performers_that_exceed_the_whole_are_refused(tmp_path, countries):
    rows = [
        ("Russia", nsf.PERFORMER, "Business", "66"),
        ("Russia", nsf.PERFORMER, "Government", "38"),
    ]
    with pytest.raises(CheckError, match="= 100 expected"):
        nsf.read_sources(table(tmp_path, *rows), countries, **READ)


def test_another_file_is_refused(tmp_path, countries):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(LayoutError, match="line 1: table_id"):
        nsf.read_sources(path, countries, **READ)
