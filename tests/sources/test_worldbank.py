"""World Development Indicators: three forms of one series, and only the Bank's own figures."""

import json
import re

import pandas as pd
import pytest
from pytest import approx

from techsov.core.countries import Countries
from techsov.core.errors import CheckError, DataWarning, LayoutError
from techsov.sources import worldbank


def russia(frame):
    return frame[frame["country"] == "RUS"].set_index("year")["value"]


# ---- the copies of September 2021 and July 2026


@pytest.mark.releases
def test_russia_of_the_bulk_file_ends_in_2018(releases):
    frame = worldbank.read_bulk(releases / "worldbank" / "wdi_science_2021-09.csv")
    assert set(frame["vintage"]) == {"2021-09"}
    found = russia(frame)
    assert list(found.index) == list(range(1996, 2019))
    # to three digits what the series still was in 2025, but for the years revised since
    published = {1996: 0.966, 2000: 1.050, 2003: 1.286, 2009: 1.252, 2010: 1.130, 2015: 1.101}
    assert {year: round(found[year], 3) for year in published} == published


@pytest.mark.releases
def test_russia_of_july_2026_is_what_was_published(releases):
    path = releases / "worldbank" / "gerd_gdp_2026-07.csv"
    found = russia(worldbank.read_panel(path, vintage="2026-07"))
    published = {2003: 1.286, 2017: 1.110, 2018: 0.990, 2019: 1.035, 2020: 1.091,
                 2021: 0.966, 2022: 0.915, 2023: 0.935, 2024: 0.937}  # fmt: skip
    assert {year: round(found[year], 3) for year in published} == published


@pytest.mark.releases
def test_filled_rows_are_no_figures_of_the_bank(releases):
    path = releases / "worldbank" / "gerd_gdp_2026-07.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()[1:]]
    own = {(code, int(year)) for code, year, _, note in lines if note == "WB"}
    frame = worldbank.read_panel(path, vintage="2026-07")
    assert set(zip(frame["country"], frame["year"], strict=True)) == own
    assert ("CHN", 2024) not in own  # spliced from the OECD
    assert ("AGO", 2017) not in own  # filled forward from 2016


# ---- files of the official layouts, made here

BULK = """\ufeff"Data Source","World Development Indicators",

"Last Updated Date","2021-09-15",

"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",
"Russian Federation","RUS","Research and development expenditure (% of GDP)",\
"GB.XPD.RSDV.GD.ZS","0.98","1.04","",
"OECD members","OED","Research and development expenditure (% of GDP)",\
"GB.XPD.RSDV.GD.ZS","2.46","","2.68",
"Russian Federation","RUS","Patent applications, residents","IP.PAT.RESD","24926","23337","",
"""


def bulk(folder, text=BULK):
    path = folder / "wdi.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_bulk_layout_gives_figures_and_vintage(tmp_path):
    frame = worldbank.read_bulk(bulk(tmp_path))
    rows = list(zip(frame["country"], frame["year"], frame["value"], strict=True))
    assert rows == [("OED", 2018, 2.46), ("OED", 2020, 2.68), ("RUS", 2018, 0.98),
                    ("RUS", 2019, 1.04)]  # fmt: skip
    assert set(frame["vintage"]) == {"2021-09"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"2019"', '"2020"', "line 5, from column 5: years that rise by one"),
        ('"Last Updated Date"', '"Updated"', "a line `Last Updated Date` expected"),
        ("2021-09-15", "September", "line 3: a date yyyy-mm-dd"),
        ('"1.04"', '"n.a."', "line 6, 2019: a number expected, found 'n.a.'"),
        ('"Country Code"', '"Code"', "the columns Country Name, Country Code"),
        ('"0.98","1.04","",', '"0.98"', "line 6: 8, as in the heading expected, found 5 columns"),
        ('"0.98"', "0,98", "line 6: 8, as in the heading expected, found 9 columns"),
    ],
)
def test_a_bulk_file_that_departs_from_the_layout_is_refused(tmp_path, old, new, message):
    text = BULK.replace(old, new)
    assert text != BULK
    with pytest.raises(LayoutError) as error:
        worldbank.read_bulk(bulk(tmp_path, text))
    assert message in str(error.value)


def test_a_share_above_a_hundred_is_refused(tmp_path):
    with pytest.raises(CheckError, match="values from 0 to 100"):
        worldbank.read_bulk(bulk(tmp_path, BULK.replace("1.04", "104")))


def panel(folder, *lines):
    path = folder / "panel.csv"
    head = "country_code,year,gerd_percent_gdp,source_note"
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return path


def test_a_line_said_twice_counts_once(tmp_path):
    path = panel(tmp_path, "NLD,2014,2.15,WB", "NLD,2014,2.15,WB", "NLD,2015,2.15,LOCF:WB:y2014")
    frame = worldbank.read_panel(path, vintage="2026-07")
    assert list(frame["value"]) == [2.15]


def test_two_figures_for_one_year_are_refused(tmp_path):
    path = panel(tmp_path, "NLD,2014,2.15,WB", "NLD,2014,2.16,WB")
    with pytest.raises(CheckError, match="no two rows with one key"):
        worldbank.read_panel(path, vintage="2026-07")


def test_an_unknown_note_is_refused_with_its_line(tmp_path):
    path = panel(tmp_path, "NLD,2014,2.15,WB", "NLD,2015,2.15,interpolated")
    with pytest.raises(LayoutError, match=r"line 3: a note `WB`.* found 'interpolated'"):
        worldbank.read_panel(path, vintage="2026-07")


def test_a_panel_of_filled_rows_alone_holds_nothing(tmp_path):
    path = panel(tmp_path, "NLD,2015,2.15,LOCF:WB:y2014")
    with pytest.raises(CheckError, match="no figure of worldbank/gerd found"):
        worldbank.read_panel(path, vintage="2026-07")


def answer(**head):
    figure = {
        "indicator": {"id": "GB.XPD.RSDV.GD.ZS", "value": "R&D"},
        "country": {"id": "RU", "value": "Russian Federation"},
        "countryiso3code": "RUS", "date": "2022", "value": 0.91494, "unit": "", "decimal": 2,
    }  # fmt: skip
    absent = {**figure, "date": "1995", "value": None}
    page = {"page": 1, "pages": 1, "per_page": 20000, "total": 2, "lastupdated": "2026-07-01"}
    return [{**page, **head}, [figure, absent]]


def api(folder, content):
    path = folder / "answer.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_api_names_the_vintage_and_leaves_out_empty_years(tmp_path):
    frame = worldbank.read_api(api(tmp_path, answer()))
    assert russia(frame).to_dict() == approx({2022: 0.91494})
    assert set(frame["vintage"]) == {"2026-07"}


def test_an_answer_in_pages_is_not_taken_for_the_whole(tmp_path):
    with pytest.raises(LayoutError, match=r"1 page expected, found 6.*per_page"):
        worldbank.read_api(api(tmp_path, answer(pages=6)))


def test_the_api_reports_its_own_error(tmp_path):
    message = [{"message": [{"id": "120", "key": "Invalid value", "value": "The indicator"}]}]
    with pytest.raises(LayoutError, match="found the message: The indicator"):
        worldbank.read_api(api(tmp_path, message))


@pytest.mark.parametrize("content", [{}, [], [{}], [{"page": 1}, []]])
def test_another_form_is_no_answer(tmp_path, content):
    with pytest.raises(LayoutError, match="figures"):
        worldbank.read_api(api(tmp_path, content))


def test_another_series_is_refused(tmp_path):
    content = answer()
    content[1][0]["indicator"]["id"] = "NY.GDP.MKTP.CD"
    with pytest.raises(LayoutError, match=r"answer\[1\]\[0\].indicator.id: GB.XPD"):
        worldbank.read_api(api(tmp_path, content))


def test_a_series_of_the_macro_claims_keeps_its_own_name_and_unit(tmp_path):
    content = answer()
    for figure in content[1]:
        figure |= {"indicator": {"id": "NV.IND.MANF.ZS", "value": ""}, "countryiso3code": "BRA"}
    frame = worldbank.read_api(api(tmp_path, content))
    assert set(frame["indicator"]) == {"manufacturing_gdp_share"}
    assert set(frame["unit"]) == {"% of GDP"}


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"countryiso3code": "", "country": {"id": "CHN", "value": "China"}}, "CHN"),
        ({"countryiso3code": None, "country": {"id": "CHN", "value": "China"}}, "CHN"),
        ({"countryiso3code": "CHN", "country": {"id": "", "value": "China"}}, "CHN"),
        ({"countryiso3code": "ROM", "country": {"id": "RO", "value": "Romania"}}, "ROU"),
        ({"countryiso3code": "", "country": {"id": "ZAR", "value": "Congo, Dem. Rep."}}, "COD"),
        ({"countryiso3code": "", "country": {"id": "ZJ", "value": "Latin America"}}, None),
    ],
)
def test_a_country_may_be_named_by_either_field_and_by_an_old_code(tmp_path, named, code):
    content = answer()
    content[1].append({**content[1][0], **named})
    found = set(worldbank.read_api(api(tmp_path, content))["country"])
    assert found == {"RUS", *([code] if code else [])}


@pytest.mark.parametrize("iso", ["", "CH"])
def test_a_record_that_names_no_country_is_named_and_not_left_out(tmp_path, iso):
    content = answer()
    nobody = {"countryiso3code": iso, "country": {"id": "", "value": "China"}}
    content[1].append({**content[1][0], **nobody})
    with pytest.raises(LayoutError, match=r"answer\[1\]\[2\], China: an alpha-3 code in count"):
        worldbank.read_api(api(tmp_path, content))


@pytest.mark.parametrize(
    ("old", "new"),
    [("ADO", "AND"), ("IMY", "IMN"), ("KSV", "XKX"), ("ROM", "ROU"), ("TMP", "TLS"),
     ("WBG", "PSE"), ("ZAR", "COD")],
)  # fmt: skip
def test_every_form_takes_the_banks_old_codes(tmp_path, root, old, new):
    frames = [
        worldbank.read_bulk(bulk(tmp_path, BULK.replace('"RUS"', f'"{old}"'))),
        worldbank.read_panel(panel(tmp_path, f"{old},2014,0.3,WB"), vintage="2018-07"),
    ]
    assert all(new in set(frame["country"]) for frame in frames)
    assert Countries.load(root / "config/countries.yaml").code(new) == new


def test_trade_above_anything_on_record_is_read_and_told(tmp_path):
    content = answer()
    content[1][0] |= {"indicator": {"id": "NE.TRD.GNFS.ZS", "value": ""}, "value": 863.2}
    assert worldbank.read_api(api(tmp_path, content))["value"].max() == 863.2
    content[1][0]["value"] = 900.5
    with pytest.warns(DataWarning, match="values up to 864 on record"):
        assert worldbank.read_api(api(tmp_path, content))["value"].max() == 900.5


@pytest.mark.releases
@pytest.mark.parametrize(
    ("name", "vintage", "rows"),
    [
        ("API_GB.XPD.RSDV.GD.ZS_2018-04-20.csv", "2018-04", 2135),
        ("API_GB.XPD.RSDV.GD.ZS_2026-07-13.csv", "2026-07", 3198),
        ("API_NE.TRD.GNFS.ZS_2026-04-08.csv", "2026-04", 10929),
    ],
)
def test_the_banks_own_downloads_are_read_whole(releases, name, vintage, rows):
    """Against pandas, cell by cell."""
    path = releases / "worldbank" / name
    wide = pd.read_csv(path, skiprows=4)
    years = [column for column in wide if re.fullmatch(r"\d{4}", column)]
    held = wide.set_index("Country Code")[years].stack().dropna()
    frame = worldbank.read_bulk(path)
    assert len(frame) == len(held) == rows
    assert set(frame["vintage"]) == {vintage}
    found = frame.assign(year=frame["year"].astype(str)).set_index(["country", "year"])["value"]
    old = {ours: theirs for theirs, ours in worldbank.OLD_CODES.items()}
    for (code, year), value in found.items():
        assert held.get((code, year), held.get((old.get(code), year))) == value


def test_trade_may_exceed_a_countrys_gdp_and_a_share_may_not(tmp_path):
    content = answer()
    content[1][0] |= {"indicator": {"id": "NE.TRD.GNFS.ZS", "value": ""}, "value": 322.0}
    assert worldbank.read_api(api(tmp_path, content))["value"].max() == 322.0
    content[1][0]["indicator"] = {"id": "NV.IND.MANF.ZS", "value": ""}
    with pytest.raises(CheckError):
        worldbank.read_api(api(tmp_path, content))
