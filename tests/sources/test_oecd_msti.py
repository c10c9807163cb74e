"""OECD's MSTI: shares as published, and PPP dollars told apart by what they have to satisfy."""

import pandas as pd
import pytest
from pytest import approx

from techsov.core.errors import CheckError, DataWarning, LayoutError
from techsov.sources import oecd_msti

VINTAGE = "2025-09"


def of(frame, country, indicator):
    rows = frame[(frame["country"] == country) & (frame["indicator"] == indicator)]
    return rows.set_index("year")["value"]


@pytest.fixture(scope="module")
def path(releases):
    return releases / "oecd" / "msti_extract.csv"


@pytest.fixture(scope="module")
def extract(path):
    return oecd_msti.read_extract(path, vintage=VINTAGE)


@pytest.fixture(scope="module")
def ppp(path):
    return oecd_msti.read_gerd_ppp(path, vintage=VINTAGE)


# ---- the extract of September 2025


@pytest.mark.releases
def test_business_funds_three_tenths_of_russian_research(extract):
    found = of(extract, "RUS", "gerd_business_funded").round(1).to_dict()
    assert found == {2017: 30.2, 2018: 29.5, 2019: 30.2, 2020: 29.2}


@pytest.mark.releases
def test_the_oecd_average_differs_by_concept(extract):
    funded = of(extract, "OECD", "gerd_business_funded").loc[2017:2022].round(1)
    performed = of(extract, "OECD", "gerd_business_performed").round(1)
    assert (funded.min(), funded.max()) == (62.5, 65.3)
    assert (performed.min(), performed.max()) == (70.6, 73.6)
    russia = of(extract, "RUS", "gerd_business_performed").round()
    assert (russia.min(), russia.max()) == (56, 61)


@pytest.mark.releases
def test_russian_expenditure_in_roubles_is_what_rosstat_published(extract):
    found = of(extract, "RUS", "gerd_lcu").round().to_dict()
    assert found == {2017: 1_019_152, 2018: 1_028_248, 2019: 1_134_787, 2020: 1_174_534}


@pytest.mark.releases
def test_china_spends_less_than_the_united_states_in_2022(ppp):
    assert of(ppp, "CHN", "gerd_ppp")[2022] / 1000 == approx(812, abs=0.5)
    assert of(ppp, "USA", "gerd_ppp")[2022] / 1000 == approx(907, abs=0.5)


@pytest.mark.releases
def test_every_country_and_year_is_told_apart(path, ppp):
    held = pd.read_csv(path).query("measure == 'G' and unit == 'USD_PPP'").dropna()
    found = ppp[ppp["indicator"] == "gerd_ppp"]
    assert set(zip(found["country"], found["year"], strict=True)) == set(
        zip(held["iso3"], held["year"], strict=True)
    )


@pytest.mark.releases
def test_current_ppp_dollars_are_national_currency_over_the_ppp(path, extract, ppp):
    """An account of the same figure that the reader does not use."""
    rates = pd.read_csv(path).query("measure == 'PPP'").set_index(["iso3", "year"])["obs_value"]
    level = extract[extract["indicator"] == "gerd_lcu"].set_index(["country", "year"])["value"]
    current = ppp[ppp["indicator"] == "gerd_ppp"].set_index(["country", "year"])["value"]
    both = pd.concat([level, rates, current], axis=1, keys=["level", "rate", "current"]).dropna()
    assert len(both) > 250
    assert ((both["level"] / both["rate"]) / both["current"] - 1).abs().max() < 1e-4


@pytest.mark.releases
def test_constant_ppp_dollars_are_deflated_by_the_gdp_price_index(path, extract, ppp):
    """Likewise: GERD / price index / PPP of 2020."""
    data = pd.read_csv(path)
    index = data.query("measure == 'PI'").set_index(["iso3", "year"])["obs_value"]
    rates = data.query("measure == 'PPP' and year == 2020").set_index("iso3")["obs_value"]
    level = extract[extract["indicator"] == "gerd_lcu"].set_index(["country", "year"])["value"]
    constant = ppp[ppp["indicator"] == "gerd_ppp_constant"]
    found = constant.set_index(["country", "year"])["value"]
    index.index.names = level.index.names
    both = pd.concat([found, level / index], axis=1, keys=["found", "implied"]).dropna()
    both["implied"] /= rates.loc[both.index.get_level_values(0)].to_numpy()
    assert len(both) > 250
    assert (both["found"] / both["implied"] - 1).abs().max() < 1e-4
    assert set(constant["unit"]) == {"USD m PPP, 2020 prices"}


@pytest.mark.releases
def test_growth_is_the_published_one_and_stops_at_a_break(ppp):
    assert of(ppp, "CHN", "gerd_growth")[2022] == approx(7.829084)
    assert set(of(ppp, "USA", "gerd_growth").index) == {2018, 2019, 2020, 2022}


@pytest.mark.releases
def test_repeated_keys_are_refused_unless_told_apart(path):
    with pytest.raises(LayoutError, match="has lost PRICE_BASE and TRANSFORMATION") as error:
        oecd_msti.read_extract(path, vintage=VINTAGE, series={("G", "USD_PPP"): ("gerd", "USD")})
    assert "found 4 rows" in str(error.value)


# ---- an extract made here

SHARE, GDP = 2.0, {2019: 5000.0, 2020: 5000.0, 2021: 6000.0}
INDEX, DEFLATOR = {2019: 97.0, 2020: 100.0, 2021: 110.0}, {2019: 1, 2020: 1, 2021: 12 / 11}


def rows():
    for year, gdp in GDP.items():
        current = SHARE / 100 * gdp
        constant = INDEX[year]  # 2020 = 100 and GERD of 2020 = 100
        yield "G", "PT_B1GQ", year, SHARE
        yield "GDP", "USD_PPP", year, gdp
        yield "G", "USD_PPP", year, current
        yield "G", "USD_PPP", year, constant
        yield "G", "USD_PPP", year, constant * 0.8  # the index, of another base year
        if year > 2019:
            yield "G", "USD_PPP", year, 100 * (constant / INDEX[year - 1] - 1)


def made(folder, lines=None):
    path = folder / "msti_extract.csv"
    frame = pd.DataFrame(
        [("ZZZ", "Somewhere", m, m, u, y, v, f"{y}-01-01") for m, u, y, v in lines or rows()],
        columns=oecd_msti.EXTRACT_HEAD,
    )
    frame.sample(frac=1, random_state=1).to_csv(path, index=False)
    return path


def test_four_rows_under_one_key_find_their_names(tmp_path):
    frame = oecd_msti.read_gerd_ppp(made(tmp_path), vintage=VINTAGE)
    assert of(frame, "ZZZ", "gerd_ppp").to_dict() == approx({2019: 100, 2020: 100, 2021: 120})
    assert of(frame, "ZZZ", "gerd_ppp_constant").to_dict() == approx(INDEX)
    assert of(frame, "ZZZ", "gerd_growth").to_dict() == approx({2020: 100 * 3 / 97, 2021: 10})


def test_a_series_that_does_not_move_with_its_index_is_not_named_constant(tmp_path):
    lines = [(m, u, y, v * 1.01 if (y, v) == (2021, 110.0) else v) for m, u, y, v in rows()]
    with pytest.raises(CheckError, match="one base year of constant prices expected, found none"):
        oecd_msti.read_gerd_ppp(made(tmp_path, lines), vintage=VINTAGE)


def test_two_rows_that_could_both_be_current_are_refused(tmp_path):
    lines = [*rows(), ("G", "USD_PPP", 2021, 120.001)]
    with pytest.raises(CheckError, match="one row of GERD in PPP dollars near 120 expected"):
        oecd_msti.read_gerd_ppp(made(tmp_path, lines), vintage=VINTAGE)


def test_an_extract_of_other_columns_is_refused(tmp_path):
    path = made(tmp_path)
    pd.read_csv(path).drop(columns="unit").to_csv(path, index=False)
    with pytest.raises(LayoutError, match="line 1: iso3,country,measure"):
        oecd_msti.read_extract(path, vintage=VINTAGE)


# ---- the official SDMX-CSV, made here

HEAD = ("DATAFLOW,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,PRICE_BASE,TRANSFORMATION,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MULT,OBS_STATUS,DECIMALS,BASE_PER")  # fmt: skip
FLOW = "OECD.STI.STP:DSD_MSTI@DF_MSTI(1.3)"
LINES = [
    "RUS,A,G,PT_B1GQ,_Z,_Z,2020,1.098,0,A,2,",
    "RUS,A,G_FB,PT_GERD,_Z,_Z,2020,29.23,0,A,2,",
    "RUS,A,G,XDC,V,_Z,2020,1174534.3,6,A,2,",
    "RUS,A,G,USD_PPP,V,_Z,2020,47954.2,6,A,2,",
    "RUS,A,G,USD_PPP,Q,_Z,2020,47954.2,6,A,2,2020",
    "RUS,A,G,USD_PPP,Q,GY,2020,2.86,0,A,2,2020",
    "RUS,A,G,USD_PPP,Q,IX,2020,121.6,0,A,2,2000",
    "RUS,A,G,PT_B1GQ,_Z,_Z,2021,,0,O,2,",
    "RUS,A,T_RS,FTE,_Z,_Z,2020,397187,0,A,2,",
]


def sdmx(folder, *lines, head=HEAD):
    path = folder / "msti.csv"
    text = "\n".join([head, *(f"{FLOW},{line}" for line in lines), ""])
    path.write_text(text, encoding="utf-8")
    return path


def test_the_official_layout_tells_every_series_apart(tmp_path):
    frame = oecd_msti.read_sdmx(sdmx(tmp_path, *LINES), vintage=VINTAGE)
    found = frame.set_index("indicator")["value"].to_dict()
    assert found == approx(
        {"gerd_gdp": 1.098, "gerd_business_funded": 29.23, "gerd_lcu": 1174534.3,
         "gerd_ppp": 47954.2, "gerd_ppp_constant": 47954.2, "gerd_growth": 2.86}
    )  # fmt: skip
    units = frame.set_index("indicator")["unit"]
    assert units["gerd_ppp_constant"] == "USD m PPP, 2020 prices"


def test_an_observation_that_stands_twice_is_refused_by_its_lines(tmp_path):
    with pytest.raises(LayoutError, match=r"lines 2, 11 \(RUS, G, PT_B1GQ, _Z, _Z, 2020\)"):
        oecd_msti.read_sdmx(sdmx(tmp_path, *LINES, LINES[0]), vintage=VINTAGE)


def test_levels_in_another_multiple_than_millions_are_refused(tmp_path):
    line = LINES[3].replace(",6,A", ",9,A")
    with pytest.raises(
        LayoutError, match=r"line 2, column UNIT_MULT: 6 .millions. expected, found 9"
    ):
        oecd_msti.read_sdmx(sdmx(tmp_path, line), vintage=VINTAGE)


def test_an_unknown_price_base_is_refused(tmp_path):
    line = LINES[3].replace(",V,", ",W,")
    with pytest.raises(LayoutError, match="line 2, column PRICE_BASE: one of"):
        oecd_msti.read_sdmx(sdmx(tmp_path, line), vintage=VINTAGE)


def test_a_request_without_all_dimensions_is_refused(tmp_path):
    head = HEAD.replace("PRICE_BASE,TRANSFORMATION,", "")
    with pytest.raises(LayoutError, match="also the columns PRICE_BASE, TRANSFORMATION"):
        oecd_msti.read_sdmx(sdmx(tmp_path, head=head), vintage=VINTAGE)


def test_sources_of_funds_have_to_make_a_hundred(tmp_path):
    line = "RUS,A,{},PT_GERD,_Z,_Z,2020,{},0,A,2,"
    shares = {"G_FB": 29.2, "G_FG": 67.8, "G_FON": 1.2, "G_FA": 9.9}
    lines = [line.format(*share) for share in shares.items()]
    with pytest.raises(CheckError, match="gerd_other_funded = 100 expected; 1 row"):
        oecd_msti.read_sdmx(sdmx(tmp_path, *lines), vintage=VINTAGE)


def test_constant_prices_of_no_known_year_are_refused(tmp_path):
    """The base year is an attribute of the series: a file may come without its column."""
    path = sdmx(tmp_path, *LINES)
    rows = [line.rpartition(",")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    with pytest.raises(LayoutError, match="BASE_PER: the year of the constant prices expected"):
        oecd_msti.read_sdmx(path, vintage="2025-09")


SECOND = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,PRICE_BASE,"
SECOND += "TRANSFORMATION,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT"


def stated(action, year, value, area="RUS", status="A"):
    flow = "DATAFLOW,OECD.STI.STP:DSD_MSTI@DF_MSTI(1.3)"
    return f"{flow},{action},{area},A,G,PT_B1GQ,_Z,_Z,{year},{value},{status},0"


def second(folder, *lines):
    """An answer in SDMX-CSV 2.0."""
    path = folder / "msti.csv"
    path.write_text("\n".join([SECOND, *lines, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([stated("I", 2020, 1), stated("A", 2021, 2), stated("M", 2022, 3), stated("R", 2023, 4)],
         {2020: 1, 2021: 2, 2022: 3, 2023: 4}),
        ([stated("I", 2020, 1), stated("D", 2021, 2)], {2020: 1}),
        ([stated("I", 2020, 1), stated("I", 2021, 2), stated("D", 2021, "-")], {2020: 1}),
        ([stated("D", 2020, 2), stated("I", 2020, 1)], {2020: 1}),
        ([stated("I", 2020, 1), stated("R", 2020, 2)], {2020: 2}),
        # a dimension left empty stands for all of its values
        ([stated("I", 2020, 1), stated("I", 2021, 2), stated("D", "", "-"), stated("I", 2022, 3)],
         {2022: 3}),
        # attributes alone: of a series, and of an observation whose figure stays
        ([stated("I", 2020, 1), stated("I", "", "")], {2020: 1}),
        ([stated("I", 2020, 1), stated("M", "", "", area="")], {2020: 1}),
        ([stated("I", 2020, 1), stated("D", 2020, "", status="-")], {2020: 1}),
    ],
)  # fmt: skip
def test_a_line_does_what_its_action_says(tmp_path, lines, left):
    frame = oecd_msti.read_sdmx(second(tmp_path, *lines), vintage="2025-09")
    assert of(frame, "RUS", "gerd_gdp").to_dict() == left


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            stated("X", 2020, 1),
            "line 2, column ACTION: one of I, A, M, R and D expected, found 'X'",
        ),
        (stated("", 2020, 1), "line 2, column ACTION: one of I, A, M, R and D expected, found not"),
        (stated("I", "", 1), "line 2, column TIME_PERIOD: a year expected, found nothing"),
    ],
)
def test_an_action_nobody_knows_and_a_figure_of_no_year_are_refused(tmp_path, line, said):
    with pytest.raises(LayoutError, match=said):
        oecd_msti.read_sdmx(second(tmp_path, line), vintage="2025-09")


def test_a_level_of_no_stated_multiple_is_refused(tmp_path):
    level = stated("I", 2020, 1174534.3).replace("PT_B1GQ,_Z", "XDC,V").removesuffix("0")
    with pytest.raises(LayoutError, match=r"column UNIT_MULT: 6 \(millions\) expected, found noth"):
        oecd_msti.read_sdmx(second(tmp_path, level), vintage="2025-09")


def test_levels_may_rise_as_fast_as_prices_do_and_are_told(tmp_path):
    """Russia's expenditure rose ninefold from 1992 to 1993, as prices did."""
    levels = [stated("I", y, v).replace("PT_B1GQ,_Z", "XDC,V").removesuffix("0") + "6"
              for y, v in ((1992, 140.6), (1993, 1317.2))]  # fmt: skip
    with pytest.warns(DataWarning, match="within a factor of 3 a year expected"):
        frame = oecd_msti.read_sdmx(second(tmp_path, *levels), vintage="2025-09")
    assert of(frame, "RUS", "gerd_lcu").to_dict() == {1992: 140.6, 1993: 1317.2}


def test_codes_with_their_names_in_one_cell_are_read_as_codes(tmp_path):
    """What the service writes with `labels=both`."""
    plain = oecd_msti.read_sdmx(sdmx(tmp_path, *LINES), vintage=VINTAGE)
    head = HEAD.replace("REF_AREA", "REF_AREA: Reference area")
    lines = [line.replace("RUS", "RUS: Russia", 1) for line in LINES]
    named = oecd_msti.read_sdmx(sdmx(tmp_path, *lines, head=head), vintage=VINTAGE)
    pd.testing.assert_frame_equal(named, plain)


@pytest.mark.parametrize("second", ["REF_AREA", "REF_AREA: Reference area"])
def test_a_column_that_stands_twice_is_named(tmp_path, second):
    lines = [f"RUS,{line}" for line in LINES]
    path = sdmx(tmp_path, *lines, head=HEAD.replace("REF_AREA", f"REF_AREA,{second}"))
    with pytest.raises(LayoutError, match="line 1: distinct columns expected, found REF_AREA twi"):
        oecd_msti.read_sdmx(path, vintage=VINTAGE)


def test_a_figure_that_may_be_cut_off_at_the_end_of_the_file_is_refused(tmp_path):
    """Where the figures stand last, half of the last one would pass for another number."""
    path = sdmx(tmp_path, *LINES)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    last = [*frame.columns.drop("OBS_VALUE"), "OBS_VALUE"]
    text = frame[last].to_csv(index=False)
    path.write_text(text, encoding="utf-8")
    assert len(oecd_msti.read_sdmx(path, vintage=VINTAGE)) == 6
    path.write_text(text.rstrip("\n")[:-2], encoding="utf-8")
    with pytest.raises(LayoutError, match=r"line 10: a line end expected.*may be cut off"):
        oecd_msti.read_sdmx(path, vintage=VINTAGE)
