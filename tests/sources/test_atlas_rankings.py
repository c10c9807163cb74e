"""The Atlas's rankings files: every layout made up small, and the real releases."""

import pandas as pd
import pytest

from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, UnknownCountry
from techsov.indicators import complexity
from techsov.sources import atlas

FILES = {
    "2017": "2017/rankings.tab",
    "2019": "2019/Country Complexity Rankings 1995 - 2019.csv",
    "2021": "2021/Country Complexity Rankings 1995 - 2021.csv",
    "2022": "2022/rankings.tab",
    "2024": "2024/growth_proj_eci_rankings.csv",
}
ADDED_IN_2022 = {
    *("AFG", "BEN", "GNQ", "HKG", "HTI", "IRQ"),
    *("NER", "NPL", "RWA", "SDN", "TCD", "TWN"),
}


@pytest.fixture(scope="module")
def countries(root) -> Countries:
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture
def read(tmp_path, countries):
    def written(text: str, encoding: str = "utf-8") -> pd.DataFrame:
        path = tmp_path / "rankings.tab"
        path.write_text(text, encoding=encoding)
        return atlas.read_rankings(path, countries)

    return written


def tabbed(*rows: str) -> str:
    return "\n".join(row.replace(" ", "\t") for row in rows) + "\n"


def values(frame: pd.DataFrame, column: str = "eci") -> dict:
    keys = zip(frame["classification"], frame["country"], frame["year"], strict=True)
    return dict(zip(keys, frame[column], strict=True))


# Layouts, made up


HEAD_2017 = "location_id year sitc_eci hs_eci growth_proj sitc_eci_rank hs_eci_rank code"


def test_the_layout_of_2017_has_quoted_ranks_and_codes(read):
    frame = read(
        tabbed(
            HEAD_2017,
            '186 2017 0.25 0.5  "2" 92 "RUS"',
            '114 2017 2.5 2.25 1.5 "1" 1 "JPN"',
            '12 2017 -1.5 -1.0   229 "ATF"',
        )
    )
    assert list(frame.columns) == list(atlas.COLUMNS)
    assert values(frame)["SITC", "RUS", 2017] == 0.25
    assert values(frame, "published_rank")["HS92", "RUS", 2017] == 92
    assert atlas.release_set(frame) == ["JPN", "RUS"]  # ranked by SITC; an HS rank proves nothing
    assert not values(frame, "in_release_set")["HS92", "ATF", 2017]


HEAD_2022 = "country_id year sitc_eci hs_eci growth_proj sitc_eci_rank hs_eci_rank"


def test_the_layout_of_2022_has_m49_numbers_and_zeros_for_nothing(read):
    frame = read(
        tabbed(
            HEAD_2022,
            "643 1980  0   72",
            "392 1980  0   72",
            "643 1997 0.5 0.75  2 1",
            '710 1997 0.25 0  "3" 2',
            '392 1997 2.5 -0.5  "1" 3',
        )
    )
    assert values(frame) == {
        ("HS92", "JPN", 1997): -0.5,
        ("HS92", "RUS", 1997): 0.75,
        ("SITC", "JPN", 1997): 2.5,
        ("SITC", "RUS", 1997): 0.5,
        ("SITC", "ZAF", 1997): 0.25,
    }
    assert atlas.release_set(frame) == ["JPN", "RUS", "ZAF"]


def test_zeros_of_different_ranks_may_be_figures_and_are_refused(read):
    with pytest.raises(LayoutError, match="2 ranks among the zeros of 1997"):
        read(tabbed(HEAD_2022, "643 1997  0   72", "392 1997  0   73"))


HEAD_2024 = (
    "country_id,country_iso3_code,year,growth_proj,in_rankings,eci_sitc,eci_rank_sitc,"
    "eci_hs92,eci_rank_hs92,eci_hs12,eci_rank_hs12\n"
)


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), ("True", "False"), ("1", "0")])
def test_the_layout_of_2024_flags_its_ranked_set(read, yes, no):
    frame = read(
        HEAD_2024
        + f"643,RUS,2011,,{yes},0.5,3,1.0,2,,\n643,RUS,2012,,{yes},0.4,3,0.9,2,0,2\n"
        + f"530,ANT,2012,,{no},3.4,1,0.1,9,,\n"
    )
    assert atlas.release_set(frame) == ["RUS"]
    assert values(frame)["HS12", "RUS", 2012] == 0  # rounded to three decimals, and a figure
    assert ("HS12", "RUS", 2011) not in values(frame)
    assert values(frame)["SITC", "ANT", 2012] == 3.4  # kept under the file's code, not ranked


WEB = '"Country","ECI Rank 2019","ECI Rank 1995","ECI 2019","ECI 1995","COI 2019","COI Rank 2019"\n'


def test_the_web_export_has_a_mark_names_and_rank_nought_for_nothing(read):
    frame = read(
        WEB + '"Türkiye","2","1","0.5","0.25","1","1"\n"Serbia","1","0","0.75","","2","2"\n',
        encoding="utf-8-sig",
    )
    assert values(frame) == {
        ("SITC", "SRB", 2019): 0.75,
        ("SITC", "TUR", 1995): 0.25,
        ("SITC", "TUR", 2019): 0.5,
    }
    assert frame["published_rank"].tolist() == [1, 1, 2]
    assert atlas.release_set(frame) == ["SRB", "TUR"]


HEAD_2013 = "rank,abbrv,country,eci_value,delta,year,growth_proj_annual_2023"


@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
def test_the_layout_of_2013_is_whole_without_a_last_line_end(read, ends):
    lines = [HEAD_2013, '4,KOR,"Korea, Rep.",1.92968,1,2013,3.85', "44,RUS,Russia,0.4,4,2013,2.51"]
    frame = read(ends.join(lines))
    assert values(frame) == {("SITC", "KOR", 2013): 1.92968, ("SITC", "RUS", 2013): 0.4}
    assert values(frame, "published_rank") == {("SITC", "KOR", 2013): 4, ("SITC", "RUS", 2013): 44}
    assert frame["in_release_set"].all()


def test_a_last_line_that_breaks_off_in_a_column_that_is_read_is_refused(read):
    swapped = "rank,abbrv,country,delta,year,growth_proj_annual_2023,eci_value"
    with pytest.raises(LayoutError, match="line 2: a line end expected"):
        read(f"{swapped}\n44,RUS,Russia,4,2013,2.51,0.4")
    with pytest.raises(LayoutError, match="line 2: 7 fields expected, found 3 fields"):
        read(f"{HEAD_2013}\n44,RUS,Russ")


@pytest.mark.parametrize(("column", "name"), [("hs_eci", "HS92"), ("sitc_eci", "SITC")])
def test_the_eci_of_all_places_is_ranked_among_the_countries_of_those_years(read, column, name):
    frame = read(f"location,year,{column}\nabw,2016,-0.5\nrus,2016,0.25\njpn,2016,2.5\n")
    assert values(frame, "in_release_set") == {
        (name, "ABW", 2016): False, (name, "JPN", 2016): True, (name, "RUS", 2016): True,
    }  # fmt: skip
    assert frame["published_rank"].isna().all()


def test_ranks_without_the_index_are_called_so(read):
    with pytest.raises(LayoutError, match="the ECI itself expected, found ranks alone"):
        read("iso,year,rank_eci,name\r\nJPN,2004,1,Japan\r\nNGA,2015,123,Nigeria")


def test_turkey_has_one_code_under_both_its_names(countries):
    assert countries.codes(["Turkey", "Turkiye", "Türkiye"]) == ["TUR"] * 3


def test_columns_are_read_by_name_and_not_by_place(read):
    straight = HEAD_2024 + "643,RUS,2012,,TRUE,0.4,3,0.9,2,0.8,5\n"
    turned = [",".join(line.split(",")[::-1]) for line in straight.splitlines()]
    assert read("\n".join([*turned, ""])).equals(read(straight))


# What no layout holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "rankings.tab, line 1: the names of columns expected, found nothing"),
        ("<!DOCTYPE html>\n<p>Sign the guestbook</p>\n", "UTF-16 expected, found a web page"),
        ("year,eci\n2019,1\n", "not known: eci"),
        (HEAD_2024.replace("in_rankings,", ""), "missing: in_rankings"),
        (HEAD_2024.replace("eci_hs12", "eci_hs22"), "not known: eci_hs22"),
        (WEB.replace("ECI 2019", "HS ECI 2019"), "column `HS ECI 2019`"),
        (WEB.replace('"ECI 1995",', ""), "a column `ECI 1995` expected"),
        (HEAD_2024, "at least one ECI expected"),
        (HEAD_2024.replace("growth_proj", "year"), "distinct columns expected, found year twice"),
        (HEAD_2024 + '643,"RUS,2012\n', "whole file: comma- or tab-separated text"),
    ],
)
def test_an_unknown_header_is_refused_with_what_differs(read, text, said):
    with pytest.raises(LayoutError, match=said):
        read(text)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("643,RUS,2012,,TRUE,0.4,3,0;9,2,,", "line 2, column `eci_hs92`: a number expected"),
        ("643,RUS,2012,,TRUE,0.4,3,inf,2,,", "a number expected, found `inf`"),
        ("643,RUS,2012,,TRUE,0.4,3,90,2,,", "an ECI within ±10 expected, found `90`"),
        ("643,RUS,2012,,TRUE,0.4,2.5,0.9,2,,", "column `eci_rank_sitc`: a rank expected"),
        ("643,RUS,2012,,TRUE,0.4,-3,0.9,2,,", "a rank expected, found `-3`"),
        ("643,RUS,20122,,TRUE,0.4,3,0.9,2,,", "a year expected, found `20122`"),
        ("643,RUS,,,TRUE,0.4,3,0.9,2,,", "column `year`: a whole number expected"),
        ("643,RUS,2012,,maybe,0.4,3,0.9,2,,", "TRUE or FALSE expected, found `maybe`"),
        ("643,RUS,2012,,TRUE,0.4", "line 2: 11 fields expected, found 6"),
        ("643,RUS,2012,,TRUE,0.4,3,0.9,2,,,,,", "line 2: 11 fields expected, found 14"),
        (
            "643,RUS,2012,,TRUE,0.4,3,0.9,2,,\n643,RUS,2012,,TRUE,0.5,2,0.9,2,,",
            "lines 2, 3: one row for RUS 2012 expected, found 2",
        ),
    ],
)
def test_a_cell_that_cannot_be_is_named_by_line_and_column(read, row, said):
    with pytest.raises(LayoutError, match=said):
        read(HEAD_2024 + row + "\n")


def test_a_country_nobody_knows_is_named_by_its_line(read):
    with pytest.raises(UnknownCountry, match=r"line 3, column `Country`: `Ruritania`"):
        read(WEB + '"Turkey","2","1","0.5","0.25","",""\n"Ruritania","1","1","1","1","",""\n')
    with pytest.raises(UnknownCountry, match=r"line 2, column `country_id`: M49 number 999"):
        read(tabbed(HEAD_2022, '999 2012 0.4 0.5  "1" 1'))


def test_one_country_under_two_names_is_refused(read):
    with pytest.raises(LayoutError, match="lines 2, 3: one row for TUR expected"):
        read(WEB + '"Turkey","2","1","0.5","0.2","",""\n"Türkiye","1","2","0.7","0.1","",""\n')


# The real releases


@pytest.fixture(scope="module")
def real(releases, countries) -> dict[str, pd.DataFrame]:
    folder = releases / "atlas" / "rankings"
    return {v: atlas.read_rankings(folder / file, countries) for v, file in FILES.items()}


def own_ranks(frame: pd.DataFrame) -> pd.DataFrame:
    """A release's rows with the rank that its ECI gives inside its set."""
    vintaged = frame.assign(vintage="x")
    ranked = complexity.rank_within_sets(vintaged, {"x": atlas.release_set(frame)})
    return ranked.merge(frame, on=["classification", "country", "year", "eci"])


@pytest.mark.releases
def test_releases_rank_133_countries_to_2021_and_145_since(real, countries):
    for vintage, frame in real.items():
        group = "ATLAS133" if vintage <= "2021" else "ATLAS145"
        assert atlas.release_set(frame) == countries.group(group), vintage
    added = set(countries.group("ATLAS145")) - set(countries.group("ATLAS133"))
    assert added == ADDED_IN_2022
    assert set(countries.group("ATLAS133")) <= set(countries.group("ATLAS145"))


@pytest.mark.releases
@pytest.mark.parametrize(
    ("vintage", "classification", "expected"),
    [
        ("2019", "SITC", {2000: 28, 2010: 55, 2017: 58}),
        ("2021", "SITC", {2000: 28, 2010: 55, 2017: 58, 2021: 53}),
        ("2022", "SITC", {2000: 29, 2010: 55, 2017: 59, 2021: 57, 2022: 86}),
        ("2024", "SITC", {2000: 31, 2010: 53, 2021: 56, 2022: 76, 2024: 85}),
        ("2022", "HS92", {2000: 22, 2010: 40, 2022: 68}),
        ("2024", "HS92", {2000: 16, 2010: 30, 2022: 53, 2024: 67}),
        ("2024", "HS12", {2022: 53, 2024: 67}),
    ],
)
def test_russia_ranks_as_published(real, vintage, classification, expected):
    ranked = own_ranks(real[vintage])
    rows = ranked[(ranked["classification"] == classification) & (ranked["country"] == "RUS")]
    rows = rows.set_index("year").loc[list(expected)]
    assert rows["rank"].to_dict() == expected
    assert rows["published_rank"].to_dict() == expected


@pytest.mark.releases
def test_russia_and_nepal_tie_in_2017_and_share_the_better_rank(real):
    """Published as 56 and 57 on values that agree to the three decimals given."""
    ranked = own_ranks(real["2024"])
    tied = ranked[
        (ranked["classification"] == "SITC")
        & (ranked["year"] == 2017)
        & ranked["country"].isin(["NPL", "RUS"])
    ]
    assert tied["eci"].tolist() == [0.353, 0.353]
    assert tied["rank"].tolist() == [56, 56]
    assert tied["published_rank"].tolist() == [56, 57]


@pytest.mark.releases
def test_sitc_ranks_agree_with_the_published_ones_but_for_ties(real):
    for vintage, frame in real.items():
        ranked = own_ranks(frame)
        sitc = ranked[ranked["classification"] == "SITC"]
        same = sitc.groupby(["year", "eci"])["rank"].transform("size")
        assert (sitc.loc[same == 1, "rank"] == sitc.loc[same == 1, "published_rank"]).all(), vintage
        assert (sitc["published_rank"] - sitc["rank"] < same).all(), vintage


@pytest.mark.releases
def test_the_hs_rank_of_2017_counts_more_than_the_ranked_countries(real):
    frame = real["2017"]
    published = frame.loc[frame["classification"] == "HS92", "published_rank"]
    assert published.max() > 133
    ranked = own_ranks(frame)
    russia = ranked[(ranked["country"] == "RUS") & (ranked["classification"] == "HS92")]
    assert (russia["rank"] < russia["published_rank"]).all()


@pytest.mark.releases
def test_nothing_of_the_placeholders_before_1995_is_left(real):
    assert real["2022"]["year"].min() == 1995
    hs = real["2022"][real["2022"]["classification"] == "HS92"]
    ranked = hs.groupby("year")["country"].size()
    assert ranked[1995] == 140
    assert ranked[2000] == 144
    assert ranked[2006] == 145
    assert "ZAF" not in set(hs.loc[hs["year"] == 1997, "country"])  # SITC has it, HS only a zero


@pytest.mark.releases
def test_sitc_in_the_release_of_2022_begins_in_1997(real):
    sitc = real["2022"][real["2022"]["classification"] == "SITC"]
    assert sitc["year"].min() == 1997


@pytest.mark.releases
def test_the_web_exports_hold_129_countries_in_1995_and_132_in_2000(real):
    for vintage in ("2019", "2021"):
        held = real[vintage].groupby("year")["country"].size()
        assert (held[1995], held[2000], held[2006]) == (129, 132, 133)
        assert set(real[vintage]["classification"]) == {"SITC"}


@pytest.mark.releases
def test_hs12_begins_in_2012(real):
    hs12 = real["2024"][real["2024"]["classification"] == "HS12"]
    assert hs12["year"].min() == 2012
