"""Each dataset finds its reader, in official layouts made here."""

import json
import re
from pathlib import Path

import pytest

from techsov import claims
from techsov.build import releases
from techsov.catalogue import datasets
from techsov.catalogue.registry import Catalogue, file_years
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError, ConfigError, LayoutError, UnknownCountry
from techsov.indicators import macro
from techsov.sources import atlas_graphql, oecd_tiva, worldbank
from tests.providers import as_release
from tests.sources import test_imf, test_rosstat

RECORDS = datasets.load(Path(__file__).parents[2] / "config/datasets.yaml")


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


def described(key, paths, entry):
    """A full release that consists of these files."""
    files = {path.name: {"unpinned": True} for path in paths} or {"a.csv": {"unpinned": True}}
    return as_release(key, {"files": files} | entry)


@pytest.fixture
def read(countries):
    """Read files as a dataset's vintage and check the table as the workflow does."""

    def checked(key, *paths, **entry):
        vintage = described(key, paths, entry)
        record = RECORDS[vintage.dataset]
        frame, schema = releases.read(record, vintage, list(paths), countries)
        return tables.check(frame, schema)

    return checked


def save(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding=encoding)
    return path


def values(frame):
    return {
        (row.indicator, row.country, row.year): row.value for row in frame.itertuples(index=False)
    }


GERD = "GB.XPD.RSDV.GD.ZS"
API = [
    {"page": 1, "pages": 1, "per_page": 20000, "total": 1, "lastupdated": "2026-07-01"},
    [{"indicator": {"id": GERD, "value": "R&D"}, "country": {"id": "RU", "value": "Russia"},
      "countryiso3code": "RUS", "date": "2022", "value": 0.915}],
]  # fmt: skip
BULK = f"""\ufeff"Data Source","World Development Indicators",

"Last Updated Date","2021-09-15",

"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019",
"Russian Federation","RUS","Research and development expenditure (% of GDP)","{GERD}","0.98","",
"""


def test_the_world_bank_is_read_from_its_service_and_from_its_bulk_file(tmp_path, read):
    service = read("worldbank/gerd/2026-07", save(tmp_path, "gerd.json", API))
    assert values(service) == {("gerd_gdp", "RUS", 2022): 0.915}
    bulk = read("worldbank/gerd/2021-09", save(tmp_path, "wdi.csv", BULK))
    assert values(bulk) == {("gerd_gdp", "RUS", 2018): 0.98}
    assert set(bulk["vintage"]) == {"2021-09"}


def test_an_update_of_another_month_is_no_vintage_of_this_one(tmp_path, read):
    path = save(tmp_path, "gerd.json", API)
    assert set(read("worldbank/wdi/2026-07", path)["vintage"]) == {"2026-07"}
    with pytest.raises(CheckError, match="says that it is the release 2026-07"):
        read("worldbank/wdi/2026-04", path)


def test_a_file_of_the_world_bank_in_another_form_is_named(tmp_path, read):
    with pytest.raises(ConfigError, match=r"takes a file named wdi\.xlsx"):
        read("worldbank/gerd/2021-09", save(tmp_path, "wdi.xlsx", ""))


def test_msti_is_read_with_all_dimensions_and_bears_the_entrys_vintage(tmp_path, read):
    path = save(
        tmp_path,
        "msti.csv",
        "DATAFLOW,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,PRICE_BASE,TRANSFORMATION,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MULT\n"
        "OECD.STI.STP:DSD_MSTI@DF_MSTI(1.3),RUS,A,G,PT_B1GQ,_Z,_Z,2020,1.098,0\n",
    )
    frame = read("oecd/msti/2025-09", path)
    assert values(frame) == {("gerd_gdp", "RUS", 2020): 1.098}
    assert set(frame["vintage"]) == {"2025-09"}


def test_the_institute_for_statistics_is_read_from_its_service(tmp_path, read):
    record = {"indicatorId": "EXPGDP.TOT", "geoUnit": "RUS", "year": 2020, "value": 1.09}
    frame = read("uis/expenditure/2025", save(tmp_path, "uis.json", {"records": [record]}))
    assert values(frame) == {("gerd_gdp", "RUS", 2020): 1.09}


def test_rosstats_workbooks_are_told_by_name(tmp_path, read):
    gdp = read("rosstat/gdp/2025-02", test_rosstat.gdp_book(tmp_path))
    assert values(gdp)["gdp_lcu", "RUS", 2014] == 79_030_000
    frame = read("rosstat/innovation/2025-08", test_rosstat.innovation(tmp_path))
    assert values(frame)["innovation_active_oslo4", "RUS", 2019] == 9.1
    staff = read("rosstat/science/2025-08", test_rosstat.staff(tmp_path))
    assert values(staff)["rd_researchers", "RUS", 2012] == 60


@pytest.mark.releases
@pytest.mark.parametrize(
    ("key", "names", "indicators"),
    [
        ("gdp/2025-02", ["VVP_god_s_1995-2024.xlsx"], {"gdp_lcu", "gdp_lcu_to_2011"}),
        (
            "innovation/2025-08",
            ["innov_1_2024.xls", "innov_3_2024.xls"],
            {"innovation_active_oslo3", "innovation_active_oslo4", "goods_shipped",
             "innovative_goods", "innovative_goods_share"},
        ),
        (
            "science/2025-08",
            ["Nauka_1.xls", "nauka_2.xls"],
            {"rd_organisations", "rd_personnel", "rd_researchers"},
        ),
    ],
)  # fmt: skip
def test_every_real_workbook_of_rosstat_finds_its_reader(releases, read, key, names, indicators):
    frame = read(f"rosstat/{key}", *(releases / "rosstat" / name for name in names))
    assert set(frame["indicator"]) == indicators


def test_a_workbook_nobody_reads_is_named(tmp_path, read):
    with pytest.raises(ConfigError, match=r"workbook named nauka_6.xls; names such as VVP_g"):
        read("rosstat/science/2025-08", tmp_path / "nauka_6.xls")


def test_the_outlook_is_read_with_its_groups_and_without_projections(tmp_path, read, countries):
    members = {c for g in ("BRICS11", "G7", "EU27_2020") for c in countries.group(g)}
    places = sorted(members | {"IDN", "KAZ", "KOR", "MEX", "TUR", "VNM"})
    values_of = {code: ("1,000.0", f"{k + 1:,}", "9,999.0") for k, code in enumerate(places)}
    head = [*test_imf.COUNTRY_HEAD[:9], "2021", "2022", "2023", "Estimates Start After"]
    lines = [["", code, "NGDPD", "", "", "", "", "Billions", "", *figures, ""]
             for code, figures in values_of.items()]  # fmt: skip
    by_country = test_imf.text(tmp_path, head, *lines)
    head = [*test_imf.GROUP_HEAD[:8], "2021", "2022", "2023"]
    lines = [test_imf.world(code, ("1,000", "2,000", "3,000")) for code in ("001", "110", "200")]
    by_group = tmp_path / "WEOOct2023alla.xls"
    by_country.rename(tmp_path / "countries.xls")
    test_imf.text(tmp_path, head, *lines).rename(by_group)
    read_files = [tmp_path / "countries.xls", by_group]
    with pytest.raises(CheckError, match="within a factor of 3") as told:  # 1,000 to 1 in a year
        read("imf/weo/2023-10", *read_files)
    assert str(told.value).startswith("imf/weo/2023-10: imf: levels within")
    assert str(told.value).endswith(CheckError.COMPARE)
    for path in read_files:
        path.write_bytes(
            path.read_bytes().decode("utf-16").replace("1,000.0", "n/a").encode("utf-16")
        )
    found = values(read("imf/weo/2023-10", *read_files))
    assert {year for _, _, year in found} == {2021, 2022}
    assert found["gdp_usd", "EMDE", 2022] == 2000
    assert found["gdp_usd_rank", places[-1], 2022] == 1


def test_an_outlook_without_its_groups_names_what_is_missing(tmp_path, read):
    path = test_imf.text(tmp_path, test_imf.COUNTRY_HEAD, test_imf.russia())
    with pytest.raises(CheckError, match=r"imf: figures of .* expected; none of AE, ARE, .*WLD"):
        read("imf/weo/2023-10", path)


RANKINGS = {
    "2017": "location_id\tyear\tsitc_eci\ths_eci\tgrowth_proj\tsitc_eci_rank\ths_eci_rank\tcode\n"
    '186\t2017\t0.25\t0.5\t\t"2"\t92\t"RUS"\n114\t2017\t2.5\t2.25\t\t"1"\t1\t"JPN"\n'
    '12\t2017\t\t9\t\t\t1\t"ATF"\n',
    "2021": '"Country","ECI Rank 2021","ECI 2021"\n"Russia","2","0.25"\n"Japan","1","2.5"\n',
    "2022": "country_id\tyear\tsitc_eci\ths_eci\tgrowth_proj\tsitc_eci_rank\ths_eci_rank\n"
    '643\t2017\t0.25\t0.5\t\t"2"\t2\n392\t2017\t2.5\t2.25\t\t"1"\t1\n',
    "2024": "country_id,country_iso3_code,year,growth_proj,in_rankings,eci_sitc,eci_rank_sitc,"
    "eci_hs92,eci_rank_hs92,eci_hs12,eci_rank_hs12\n"
    "643,RUS,2017,,True,0.25,143,0.5,174,,\n392,JPN,2017,,True,2.5,1,2.25,1,,\n"
    "530,ANT,2017,,False,3.4,1,9,1,,\n",
}


@pytest.mark.parametrize("release", sorted(RANKINGS))
def test_every_layout_of_the_atlas_is_ranked_within_its_own_set(tmp_path, read, release):
    frame = read(f"atlas/rankings/{release}", save(tmp_path, "rankings.tab", RANKINGS[release]))
    sitc = frame[frame["classification"] == "SITC"].set_index("country")
    assert sitc["rank"].to_dict() == {"JPN": 1, "RUS": 2}  # whatever the published rank says
    assert set(sitc["ranked"]) == {2}
    assert set(frame["vintage"]) == {release}


TRADE = (
    "country_iso3_code,product_hs92_code,year,export_value\n"
    "RUS,0101,2019,10\nRUS,0102,2019,5\nRUS,2709,2019,100\nRUS,2709,2018,90\nRUS,travel,2019,7\n"
)


def test_trade_is_read_for_the_entrys_year_and_summed_to_chapters(tmp_path, read):
    frame = read(
        "atlas/exports-hs92-2/v18", save(tmp_path, "hs92_country_product_year_4.csv", TRADE),
        year=2019,
    )  # fmt: skip
    assert frame.to_dict("records") == [
        {"country": "RUS", "product": "01", "year": 2019, "value": 15},
        {"country": "RUS", "product": "27", "year": 2019, "value": 100},
    ]


@pytest.mark.parametrize(("dataset", "code"), [("hs12", "0101"), ("sitc", "0011")])
def test_trade_is_read_by_the_classification_that_its_dataset_names(tmp_path, read, dataset, code):
    head = f"country_iso3_code,product_{dataset}_code,year,export_value"
    path = save(tmp_path, f"{dataset}.csv", f"{head}\nRUS,{code},2024,10\n")
    (row,) = read(f"atlas/exports-{dataset}-2/2024", path, year=2024).to_dict("records")
    assert (row["country"], row["product"], row["value"]) == ("RUS", code[:2], 10)
    with pytest.raises(LayoutError, match=f"product_{dataset}_code"):
        read("atlas/exports-hs92-2/2024", path, year=2024)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "`year: 2019`, found none; add it in config/sources.yaml"),
        ({"year": "2019"}, "year: a year expected, found '2019'"),
    ],
)
def test_trade_without_a_year_says_where_to_add_it(tmp_path, read, entry, said):
    with pytest.raises(ConfigError, match=said):
        read("atlas/exports-hs92-2/v18", save(tmp_path, "trade.csv", TRADE), **entry)


def test_the_look_up_of_a_country_is_read(tmp_path, read):
    years = [{"countryId": "country-643", "year": 2024, "eci": 0.1, "eciFixed": None, "coi": None}]
    path = save(tmp_path, "russia.json", {"data": {"HS92": years}})
    assert values(read("atlas/lookup/2026-07", path)) == {("eci_hs92", "RUS", 2024): 0.1}


def test_absorbed_value_added_of_two_files_becomes_shares(tmp_path, read):
    head = (
        "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,VALUE_ADDED_SOURCE_ACTIVITY,FINAL_DEMAND_AREA,"
        "FINAL_DEMAND_ACTIVITY,UNIT_MEASURE,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
    )
    flow = "OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA(1.0)"

    def answer(user, other, value):
        absorbed = {"W": 150, user: 100, other: value}
        rows = (f"{flow},FDVA,{o},_T,{user},_T,USD,A,2019,{v},6\n" for o, v in absorbed.items())
        return save(tmp_path, f"fdva_{user}.csv", head + "".join(rows))

    russia, china = answer("RUS", "CHN", 10), answer("CHN", "RUS", 2)
    frame = read("oecd/tiva-fdva/2023", russia, china)
    assert frame.set_index("user")["value"].to_dict() == {"CHN": 0.04, "RUS": 0.2}
    assert set(frame["measure"]) == {"fdva_share"}
    both = russia.read_text() + china.read_text().removeprefix(head)
    together = [save(tmp_path, path.name, both) for path in (russia, china)]
    assert read("oecd/tiva-fdva/2023", *together).equals(frame)
    save(tmp_path, russia.name, both.replace(",10,6", ",11,6"))
    with pytest.raises(CheckError, match=r"(?s)^oecd/tiva-fdva/2023: .*differ in:.*RUS"):
        read("oecd/tiva-fdva/2023", *together)
    save(tmp_path, china.name, answer("RUS", "CHN", 10).read_text())
    with pytest.raises(LayoutError, match=r"fdva_CHN\.csv, .*: CHN, which .* expected, found RUS"):
        read("oecd/tiva-fdva/2023", *together)


def test_the_main_indicators_are_read(tmp_path, read):
    path = save(
        tmp_path,
        "main.csv",
        "DATAFLOW,MEASURE,REF_AREA,ACTIVITY,COUNTERPART_AREA,UNIT_MEASURE,FREQ,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MULT\n"
        "OECD.STI.PIE:DSD_TIVA_MAINLV@DF_MAINLV(1.1),EXGR,RUS,_T,W,USD,A,2019,482000.5,6\n",
    )
    assert values(read("oecd/tiva-main/2025", path)) == {("tiva_exgr", "RUS", 2019): 482000.5}


SDMX_HEADS = {
    "oecd/msti/2025-09": (
        "DATAFLOW,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,PRICE_BASE,TRANSFORMATION,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MULT\n",
        "OECD.STI.STP:DSD_MSTI@DF_MSTI(1.3),{},A,G,PT_B1GQ,_Z,_Z,2020,1.5,0\n",
    ),
    "oecd/tiva-main/2025": (
        "DATAFLOW,MEASURE,REF_AREA,ACTIVITY,COUNTERPART_AREA,UNIT_MEASURE,FREQ,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MULT\n",
        "OECD.STI.PIE:DSD_TIVA_MAINLV@DF_MAINLV(1.1),EXGR,{},_T,W,USD,A,2019,482000.5,6\n",
    ),
    "worldbank/wdi/2021-09": (
        BULK, f'"Some name","{{}}","Research and development (% of GDP)","{GERD}","0.5","",\n'
    ),
    "atlas/exports-hs92-2/2019": (
        "country_iso3_code,product_hs92_code,year,export_value\n", "{},0101,2019,10\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", SDMX_HEADS)
def test_groups_never_become_countries_and_an_unknown_code_is_named(tmp_path, read, countries, key):
    """Of the codes that providers write: a country, the world, groups, and an unknown one."""
    head, line = SDMX_HEADS[key]
    codes = ["CHN", "W", "OED", "EUU", "WXD", "WXOECD", "G20", "EA19", "LMC", "SSF", "ARB", "ANS"]
    text = head + "".join(map(line.format, codes))
    frame = read(key, save(tmp_path, "answer.csv", text), year=2019)
    found = set(frame["country"]) - {"RUS"}
    assert found == {"CHN", "WLD", "OECD", "EU27_2020"}
    assert found & set(countries.countries) == {"CHN"}
    path = save(tmp_path, "answer.csv", text + line.format("QQQ"))
    with pytest.raises(UnknownCountry, match=r"^answer\.csv, .*found `QQQ`\. Add it there"):
        read(key, path, year=2019)


def test_regions_of_the_institute_for_statistics_are_no_countries(tmp_path, read):
    codes = ("RUS", "SDG: World", "WB: Low income countries", "QQQ")
    records = [
        {"indicatorId": "EXPGDP.TOT", "geoUnit": code, "year": 2020, "value": 1} for code in codes
    ]
    frame = read("uis/expenditure/2025", save(tmp_path, "uis.json", {"records": records[:3]}))
    assert set(frame["country"]) == {"RUS"}
    with pytest.raises(UnknownCountry, match=r"^uis\.json, .*found `QQQ`"):
        read("uis/expenditure/2025", save(tmp_path, "uis.json", {"records": records}))


@pytest.mark.parametrize(
    ("dataset", "write", "name"),
    [
        ("gdp", test_rosstat.gdp_book, "VVP_god_s1995-2025.xlsx"),
        ("gdp", test_rosstat.gdp_book, "VVP-god-s-1995-2026.XLSX"),
        ("gdp", test_rosstat.gdp_book, "VVP_god_s_1995_2024-02.xlsx"),
        ("gdp", test_rosstat.gdp_book, "VVP_god_s1995.xlsx"),
        ("gdp", test_rosstat.gdp_book, "ВВП годы (с 1995 г.).xlsx"),
        ("innovation", test_rosstat.innovation, "Innov-1_2025.xls"),
        ("innovation", test_rosstat.innovation, "innov_1_2025 (1).xlsx"),
        ("science", test_rosstat.staff, "Nauka-2_2025.xlsx"),
    ],
)
def test_a_workbook_of_rosstat_is_known_under_its_new_names(tmp_path, read, dataset, write, name):
    path = write(tmp_path)
    assert len(read(f"rosstat/{dataset}/2025-08", path.rename(tmp_path / name)))


@pytest.mark.parametrize("name", ["innov-mp_1_2024.xls", "nauka_10.xls", "Kadry_VO.xls"])
def test_another_workbook_is_not_taken_for_one_of_these(tmp_path, read, name):
    with pytest.raises(ConfigError, match="no reader takes a workbook named"):
        read("rosstat/science/2025-08", tmp_path / name)


def test_a_release_of_a_dataset_without_a_reader_is_told_where_one_is_named(read):
    with pytest.raises(ConfigError, match=r"`nsf/rd-sources` has no `reader` in config/datasets"):
        read("nsf/rd-sources/2023-09")


@pytest.mark.parametrize("dataset", [n for n, r in RECORDS.items() if r.reader and not r.yearly])
def test_a_web_page_instead_of_a_file_is_never_read(tmp_path, read, dataset):
    names = {"rosstat/gdp": "VVP_god_s_2024.xlsx", "rosstat/innovation": "innov_1_2024.xls",
             "rosstat/science": "nauka_2.xls", "worldbank/gerd": "gerd.json"}  # fmt: skip
    page = "<!DOCTYPE html>\n<html><title>502</title></html>\n"
    path = save(tmp_path, names.get(dataset, "file.csv"), page)
    with pytest.raises(LayoutError, match=f"^{path.name}, .*found"):
        read(f"{dataset}/2024", path, year=2019)


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


def test_every_release_of_the_catalogue_has_a_reader(catalogue):
    """Inter-country tables are read year by year, by the rule `clean_intercountry_year`."""
    released = [v for v in catalogue.vintages.values() if v.is_release]
    assert len(released) > 20
    for vintage in released:
        record = catalogue.datasets[vintage.dataset]
        assert record.reader, vintage.key
        if record.yearly:
            first, last = map(int, vintage.entry.covers.split("-"))
            assert list(file_years(vintage.entry.files)) == list(range(first, last + 1))
            assert {"RUS", "CHN", "ROW"} <= set(vintage.entry.regions)


def test_a_look_up_is_asked_for_in_the_words_that_its_reader_writes(catalogue):
    (vintage,) = [v for v in catalogue.vintages.values() if v.dataset == "atlas/lookup"]
    asked = {name: spec.query for name, spec in vintage.entry.files.items()}
    assert asked == {
        f"russia_{name.lower()}.json": atlas_graphql.query(643, name, first, 2024)
        for name, first in (("HS92", 1995), ("HS12", 2012), ("SITC", 1995))
    }


def test_the_world_banks_series_are_those_that_its_reader_knows(catalogue):
    files = catalogue.entry("worldbank/wdi/2026-07").entry.files
    assert {name: spec.url.split("/")[-1].split("?")[0] for name, spec in files.items()} == {
        f"{name}.json": code for code, (name, _) in worldbank.SERIES.items()
    }


def test_the_main_indicators_are_asked_for_by_the_measures_that_are_read(catalogue):
    for edition in ("2023", "2025"):
        asked = catalogue.entry(f"oecd/tiva-main/{edition}").entry.url
        assert f"/{'+'.join(oecd_tiva.MAIN)}.._T.W.USD.A?" in asked
        version = re.search(r"DF_MAINLV,([\d.]+)/", asked)[1]
        assert oecd_tiva.EDITIONS[version] == edition


def test_a_file_of_another_release_under_the_right_name_is_refused(tmp_path, read):
    path = test_imf.text(tmp_path, test_imf.COUNTRY_HEAD, test_imf.russia())
    with pytest.raises(CheckError, match="2023-10"):
        read("imf/weo/2024-04", path)


def service(code, rows):
    """An answer of the Bank's service for one series: (country, year, value)."""
    figures = [
        {"indicator": {"id": code, "value": "s"}, "country": {"id": c[:2], "value": c},
         "countryiso3code": c, "date": str(year), "value": value}
        for c, year, value in rows
    ]  # fmt: skip
    return [API[0] | {"total": len(figures)}, figures]


def test_an_edition_with_the_world_banks_indicators_tests_every_claim_that_asks_for_them(
    tmp_path, read, catalogue, root, countries
):
    years = range(1980, 2024)
    paths = [
        save(tmp_path, f"{name}.json", service(
            code, [(c, y, 10 + y / 100) for c in ("BRA", "IND", "USA", "WLD") for y in years]
        ))
        for code, (name, _) in worldbank.SERIES.items()
    ]  # fmt: skip
    vintage = catalogue.edition("embedded-wdi").main["worldbank/wdi"]
    frame = read(f"worldbank/wdi/{vintage}", *paths)
    asked = [
        claim
        for claim in claims.load(root / "config/claims.yaml")
        if claim.kind == "statistic" and "wdi" in (claim.needs or "")
    ]
    assert len(asked) == 8
    held = claims.evidence.gather(
        {"macro": macro.assemble([frame], {}, countries.countries)},
        catalogue,
        "embedded-wdi",
        seen_by="2024-07-09",
        documents={},
        structured=[],
        countries=countries,
    )
    found = {c.id: claims.evaluate(c, held, {}).verdict for c in asked}
    assert "no data in this edition" not in found.values()
    assert found["s2-us-inequality-rises"] == "reproduced"  # the made-up series rise
    assert found["s3-brazil-manufacturing-falls-steadily"] == "contradicted"
    assert found["s3-brazil-manufacturing-since"] != "reproduced"
