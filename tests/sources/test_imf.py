"""World Economic Outlook: the R file of October 2025, and the official text layout."""

import pandas as pd
import pyreadr
import pytest
import rdata
from pytest import approx

from techsov.core.countries import Countries
from techsov.core.errors import CheckError, LayoutError
from techsov.indicators import macro
from techsov.sources import imf

slow = pytest.mark.slow  # the R file takes seconds to open


@pytest.fixture(scope="module")
def weo(releases):
    return imf.read_rda(releases / "imf" / "weo_2025-10.rda")


def of(frame, country, indicator):
    rows = frame[(frame["country"] == country) & (frame["indicator"] == indicator)]
    return rows.set_index("year")["value"]


@slow
@pytest.mark.releases
def test_india_shrank_in_2020_by_less_than_the_paper_says(weo):
    assert of(weo, "IND", "gdp_growth")[2020] == approx(-5.8, abs=0.05)


@slow
@pytest.mark.releases
def test_emerging_economies_made_three_fifths_of_world_gdp_in_2022(weo):
    assert of(weo, "EMDE", "gdp_ppp_share")[2022] == approx(59.1, abs=0.05)
    nominal = of(weo, "EMDE", "gdp_usd")[2022] / of(weo, "WLD", "gdp_usd")[2022]
    assert 100 * nominal == approx(42, abs=0.5)


@slow
@pytest.mark.releases
def test_the_release_names_its_own_vintage(weo):
    assert set(weo["vintage"]) == {"2025-10"}


@slow
@pytest.mark.releases
def test_advanced_and_emerging_economies_are_the_world(weo):
    parts = of(weo, "AE", "gdp_ppp") + of(weo, "EMDE", "gdp_ppp")
    assert (parts / of(weo, "WLD", "gdp_ppp") - 1).abs().max() < 2e-3


@slow
@pytest.mark.parametrize(("group", "published"), [("G7", "IMF-G7"), ("EU27_2020", "IMF-EU")])
@pytest.mark.releases
def test_members_add_up_to_the_aggregate_that_the_imf_publishes(weo, root, group, published):
    members = Countries.load(root / "config" / "countries.yaml").group(group)
    summed = macro.group_sums(weo[weo["indicator"].isin(macro.SHARES)], group, members)
    for level in macro.SHARES:
        ratio = (of(summed, group, level) / of(weo, published, level)).loc[2000:2024]
        assert (ratio - 1).abs().max() < 1e-3, level


@slow
@pytest.mark.releases
def test_places_bear_the_codes_of_the_country_list(weo, root):
    listed = Countries.load(root / "config" / "countries.yaml")
    groups = set(imf.GROUPS.values())
    places = sorted(set(weo["country"]) - groups)
    assert listed.codes(places) == places
    assert {"XKX", "PSE", "TWN", "HKG"} <= set(places)


# ---- an R file made here


def rda(folder, name="data_2310", **changes):
    rows = [("RUS", "NGDPD", 2022, 2295.5), ("G001", "NGDPD", 2022, 102401.8),
            ("G505", "NGDPD", 2022, 25477.6), ("RUS", "LP", 2022, 146.0)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["ref_area", "concept", "year", "value"])
    frame = frame.assign(**{"freq": "A", "scale": 9.0, "lastactualdate": "2022"} | changes)
    path = folder / "weo.rda"
    pyreadr.write_rdata(str(path), frame, df_name=name)
    return path


def test_only_known_subjects_and_groups_are_taken(tmp_path):
    frame = imf.read_rda(rda(tmp_path))
    assert of(frame, "WLD", "gdp_usd").to_dict() == approx({2022: 102401.8})
    assert set(frame["country"]) == {"RUS", "WLD"}
    assert set(frame["vintage"]) == {"2023-10"}


NUMBERED = {"ref_area": ["922", "001", "505", "922"], "scale": [1e9, 1e9, 1e9, 1e6]}


def test_the_form_of_2021_to_april_2025_gives_areas_by_number_and_scales_as_factors(tmp_path):
    frame = imf.read_rda(rda(tmp_path, **NUMBERED))
    assert of(frame, "WLD", "gdp_usd").to_dict() == approx({2022: 102401.8})
    assert of(frame, "RUS", "gdp_usd").to_dict() == approx({2022: 2295.5})


@pytest.mark.parametrize("scale", [9.0, 1e6, 0.0])
def test_a_power_of_ten_is_no_factor(tmp_path, scale):
    with pytest.raises(LayoutError, match=r"NGDPD of .*: Billions expected, .* unknown scale"):
        imf.read_rda(rda(tmp_path, **NUMBERED | {"scale": scale}))


def test_a_number_that_is_no_area_is_named(tmp_path):
    areas = ["922", "001", "777", "922"]
    with pytest.raises(LayoutError, match=r"column ref_area: the IMF's number of .* found 777"):
        imf.read_rda(rda(tmp_path, **NUMBERED | {"ref_area": areas}))


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("scale", [9.0, None, 9.0, 9.0], "row 2, column scale: a value expected, found nothing"),
        ("year", pd.array([2022, None, 2022, 2022], dtype="Int32"), "row 2, column year: a value"),
        ("ref_area", ["RUS", None, "G505", "RUS"], "row 2, column ref_area: a value"),
        ("freq", ["A", None, "A", "A"], "row 2, column freq: a frequency"),
        ("concept", ["NGDPD", None, "NGDPD", "LP"], "row 2, column concept: a subject"),
    ],
)
def test_what_r_calls_missing_is_named_with_its_row(tmp_path, column, values, said):
    with pytest.raises(LayoutError, match=said):
        imf.read_rda(rda(tmp_path, **{column: values}))


@slow
@pytest.mark.releases
def test_each_numbered_area_is_the_one_whose_series_the_next_form_gives_under_its_code(
    releases, weo
):
    """Growth and inflation of 1985 to 2019 are nearest to those of the same code in 2025."""
    numbered = imf.read_rda(releases / "imf" / "weo_2024-04.rda")
    assert set(numbered["vintage"]) == {"2024-04"}
    assert set(weo["country"]) - set(numbered["country"]) == {"LIE"}  # not yet in the outlook
    names = ("gdp_growth", "inflation")
    before, after = (
        frame[frame["indicator"].isin(names) & frame["year"].between(1985, 2019)].pivot(
            index=["indicator", "year"], columns="country", values="value"
        )
        for frame in (numbered, weo)
    )
    for code, own in before.items():
        apart = after.sub(own, axis=0).abs()
        assert apart.median()[apart.notna().sum() > 10].idxmin() == code


@pytest.mark.releases
def test_the_outlook_of_april_2024_is_what_the_file_says(releases):
    """The file read by rdata, and the IMF's figures for Russia and the world of that April."""
    held = rdata.read_rda(releases / "imf" / "weo_2024-04.rda")["data_2404"]
    wanted = held[held["concept"].isin(imf.SUBJECTS) & held["value"].notna()]
    frame = imf.read_rda(releases / "imf" / "weo_2024-04.rda")
    known = wanted["ref_area"].isin([*imf.NUMBERED, *imf.GROUPS])
    assert sorted(frame["value"]) == sorted(wanted.loc[known, "value"])
    published = {("RUS", "gdp_usd"): 2272.262, ("RUS", "gdp_growth"): -1.201,
                 ("WLD", "gdp_usd"): 100662.948, ("WLD", "gdp_growth"): 3.459}  # fmt: skip
    assert {key: of(frame, *key)[2022] for key in published} == approx(published)


def test_a_slipped_scale_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="Billions expected, found NGDPD in an unknown scale"):
        imf.read_rda(rda(tmp_path, scale=6.0))


def test_another_frequency_is_left_out_and_an_unknown_one_refused(tmp_path):
    frame = imf.read_rda(rda(tmp_path, freq=["A", "Q", "A", "A"]))
    assert set(frame["country"]) == {"RUS"}
    with pytest.raises(LayoutError, match=r"row 2, column freq: a frequency \(A, .*found '@'"):
        imf.read_rda(rda(tmp_path, freq=["A", "@", "A", "A"]))


def test_a_frame_of_another_name_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="one frame `data_YYMM` expected, found weo"):
        imf.read_rda(rda(tmp_path, name="weo"))


def test_a_frame_without_a_column_is_refused_and_a_file_that_is_not_there_is_not(tmp_path):
    path = rda(tmp_path)
    frame = pyreadr.read_r(str(path))["data_2310"].drop(columns="scale")
    pyreadr.write_rdata(str(path), frame, df_name="data_2310")
    with pytest.raises(LayoutError, match="object data_2310: also the columns scale expected, fo"):
        imf.read_rda(path)
    with pytest.raises(FileNotFoundError, match=r"absent\.rda"):
        imf.read_rda(tmp_path / "absent.rda")


def test_levels_below_nought_are_refused(tmp_path):
    with pytest.raises(CheckError, match="levels above 0"):
        imf.read_rda(rda(tmp_path, value=-1.0))


# ---- the official text files, made here

COUNTRY_HEAD = ["WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor",
                "Subject Notes", "Units", "Scale", "Country/Series-specific Notes", "2021", "2022",
                "2028", "Estimates Start After"]  # fmt: skip
GROUP_HEAD = ["WEO Country Group Code", "WEO Subject Code", "Country Group Name",
              "Subject Descriptor", "Subject Notes", "Units", "Scale", "Series-specific Notes",
              "2021", "2022", "2028"]  # fmt: skip
LAST = ["International Monetary Fund, World Economic Outlook Database, October 2023"]


def russia(subject="NGDPD", scale="Billions", values=("1,836.6", "2,244.2", "--")):
    return ["922", "RUS", subject, "Russia", "Gross domestic product", "", "U.S. dollars", scale,
            "", *values, "2022"]  # fmt: skip


def world(code="001", values=("97,076.3", "100,218.4", "n/a")):
    return [code, "NGDPD", "World", "GDP", "", "U.S. dollars", "Billions", "", *values]


def text(folder, *lines, encoding="utf-16", last=LAST):
    path = folder / "WEOOct2023all.xls"
    content = "\r\n".join("\t".join(line) for line in [*lines, [""], last, [""]])
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8", "utf-8-sig"]
)
def test_thousands_and_missing_values_of_the_text_file(tmp_path, encoding):
    ivory_coast = ["662", "CIV", "LUR", "Côte d'Ivoire", *russia()[4:]]
    path = text(tmp_path, COUNTRY_HEAD, ivory_coast, russia(), encoding=encoding)
    frame = imf.read_weo(path)
    assert of(frame, "RUS", "gdp_usd").to_dict() == approx({2021: 1836.6, 2022: 2244.2})
    assert set(frame["vintage"]) == {"2023-10"}


def test_growth_has_no_scale_in_the_text_file(tmp_path):
    frame = imf.read_weo(text(tmp_path, COUNTRY_HEAD, russia("NGDP_RPCH", "", ("5.6", "-2.1", ""))))
    assert of(frame, "RUS", "gdp_growth").to_dict() == approx({2021: 5.6, 2022: -2.1})


def test_groups_stand_in_a_file_of_their_own(tmp_path):
    frame = imf.read_weo(text(tmp_path, GROUP_HEAD, world(), world(code="505")))
    assert of(frame, "WLD", "gdp_usd").to_dict() == approx({2021: 97076.3, 2022: 100218.4})
    assert set(frame["country"]) == {"WLD"}


def test_a_number_that_is_none_is_named_with_line_and_year(tmp_path):
    lines = [COUNTRY_HEAD, russia(values=("1,836.6", "2.244,2", ""))]
    with pytest.raises(LayoutError, match="line 2, column 2022: a number or n/a expected"):
        imf.read_weo(text(tmp_path, *lines))


def test_a_scale_that_slips_in_the_text_file_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="line 2, column Scale: Billions expected"):
        imf.read_weo(text(tmp_path, COUNTRY_HEAD, russia(scale="Millions")))


def test_a_line_that_lost_a_column_is_named(tmp_path):
    with pytest.raises(LayoutError, match=r"line 2: 13 columns expected, found 12 columns"):
        imf.read_weo(text(tmp_path, COUNTRY_HEAD, russia()[:-1]))


def test_a_file_cut_off_before_its_last_line_is_refused(tmp_path):
    with pytest.raises(LayoutError, match=r"the release .* expected, found none"):
        imf.read_weo(text(tmp_path, COUNTRY_HEAD, russia(), last=[""]))


def test_a_file_saved_by_another_program_is_refused(tmp_path):
    head = [name.replace("WEO Subject Code", "Subject") for name in COUNTRY_HEAD]
    with pytest.raises(LayoutError, match="line 1: the columns ISO or WEO Country Group Code"):
        imf.read_weo(text(tmp_path, head, russia()))
