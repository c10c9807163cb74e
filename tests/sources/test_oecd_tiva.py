"""Shares in foreign value added, from the weights of TiVA 2025 and from the service's answers."""

import pandas as pd
import pytest

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError, LayoutError, UnknownCountry
from techsov.sources import oecd_tiva

HEADER = (
    "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,VALUE_ADDED_SOURCE_ACTIVITY,FINAL_DEMAND_AREA,"
    "FINAL_DEMAND_ACTIVITY,UNIT_MEASURE,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT"
)
FLOW = "OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA"


# What the service holds of Russia in 2019: 50 foreign, of which 10 from China.
RUSSIA = [(s, "RUS", 2019, v) for s, v in (("W", 150), ("RUS", 100), ("CHN", 10), ("DEU", 15))]
GROUPS = [(s, "RUS", 2019, v) for s, v in (
    ("D", 100), ("WXD", 50), ("OECD", 40), ("WXOECD", 110), ("EU27_2020", 30), ("G20", 120),
    ("ASEAN", 5), ("APEC", 60), ("EU28XEU15", 4), ("S2_S8", 12), ("A5_A7", 3), ("E", 20), ("F", 1),
)]  # fmt: skip
REST = ("W_O", "RUS", 2019, 25)


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture
def shares(countries):
    """Supplier's share by supplier, of one user and year."""

    def read(path, **given):
        amounts = oecd_tiva.read_amounts(path, countries, **given)
        return oecd_tiva.foreign_shares(amounts).set_index("supplier")["value"].to_dict()

    return read


def answer(path, amounts, unit="USD", source_activity="_T", version="1.1", multiplier=6):
    lines = [
        f"{FLOW}({version}),FDVA,{source},{source_activity},{user},_T,{unit},A,{year},{value},"
        f"{multiplier}"
        for source, user, year, value in amounts
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def weights(path, rows, covered):
    frame = pd.DataFrame(rows, columns=["exposed_iso3", "source_iso3", "year", "w"])
    frame.insert(3, "channel", "va")
    frame.assign(covered_share=covered).to_csv(path, index=False)
    return path


def test_weights_are_shares_of_all_foreign_value_added_not_of_the_part_listed(tmp_path):
    path = weights(tmp_path / "w.csv", [("RUS", "CHN", 2019, 0.2), ("RUS", "DEU", 2019, 0.1)], 0.3)
    shares = oecd_tiva.read_weights(path)
    assert shares["value"].tolist() == [0.2, 0.1]
    assert (shares["user"] == "RUS").all()


def test_weights_that_do_not_add_up_to_the_covered_share_are_refused(tmp_path):
    path = weights(tmp_path / "w.csv", [("RUS", "CHN", 2019, 0.2), ("RUS", "DEU", 2019, 0.1)], 0.4)
    with pytest.raises(CheckError, match=r"must add up to covered_share:\n.*\n.*\nRUS +2019"):
        oecd_tiva.read_weights(path)


def test_weights_of_another_channel_are_not_taken_for_value_added(tmp_path):
    path = weights(tmp_path / "w.csv", [("RUS", "CHN", 2019, 0.3)], 0.3)
    path.write_text(path.read_text().replace(",va,", ",gross,"))
    with pytest.raises(LayoutError, match=r"w\.csv, column channel: va only expected, found gross"):
        oecd_tiva.read_weights(path)


def test_a_supplier_listed_twice_is_refused(tmp_path):
    path = weights(tmp_path / "w.csv", [("RUS", "CHN", 2019, 0.2)] * 2, 0.4)
    with pytest.raises(CheckError, match="repeated"):
        oecd_tiva.read_weights(path)


def test_the_world_less_the_user_itself_is_foreign(tmp_path, shares):
    assert shares(answer(tmp_path / "a.csv", RUSSIA)) == {"CHN": 0.2, "DEU": 0.3}


def test_groups_are_no_suppliers_and_the_rest_of_the_world_is_one(tmp_path, shares):
    path = answer(tmp_path / "a.csv", [*GROUPS, *RUSSIA, REST])
    assert shares(path) == {"CHN": 0.2, "DEU": 0.3, "ROW": 0.5}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("W_O", "RUS", 2019, 24), r"a\.csv: the shares .*W_O.* of RUS in 2019 .* 0\.980000"),
        (("KOR", "RUS", 2019, 26), r"3 of them sum to 1\.020000"),
        (("D", "RUS", 2019, 90), r"domestic economy \(D\) of RUS in 2019 expected to be 100, .*90"),
        (("WXD", "RUS", 2019, 60), r"\(WXD\) of RUS in 2019 expected to be 50, .* found 60"),
    ],
)
def test_parts_that_do_not_make_up_the_world_are_refused(tmp_path, shares, changed, said):
    with pytest.raises(CheckError, match=said):
        shares(answer(tmp_path / "a.csv", [*RUSSIA, changed]))


def test_roundings_of_eighty_areas_are_no_contradiction(tmp_path, shares):
    rows = [*RUSSIA, ("W_O", "RUS", 2019, 25.004), ("D", "RUS", 2019, 100.001)]
    assert shares(answer(tmp_path / "a.csv", rows))["ROW"] == pytest.approx(0.5, abs=1e-4)


def test_a_code_that_is_neither_country_nor_group_is_refused_with_its_line(tmp_path, shares):
    with pytest.raises(
        UnknownCountry, match=r"^a\.csv, line 6, column VALUE_ADDED_SOURCE_AREA: .*`ZZZ`"
    ):
        shares(answer(tmp_path / "a.csv", [*RUSSIA, ("ZZZ", "RUS", 2019, 1)]))


@pytest.mark.parametrize(
    ("without", "also", "lacking", "found"),
    [
        ("RUS", [], "RUS", "W, CHN, DEU"),
        ("RUS", [("D", "RUS", 2019, 100)], "RUS", "W, CHN, DEU, D"),
        ("W", [("D", "RUS", 2019, 100), ("WXD", "RUS", 2019, 50)], "W", "RUS, CHN, DEU, D, WXD"),
    ],
)
def test_the_world_and_the_user_itself_have_to_be_there(
    tmp_path, shares, without, also, lacking, found
):
    rows = [row for row in RUSSIA if row[0] != without]
    said = f"demand of RUS in 2019: rows of {lacking} too expected, found {found}\\. Ask"
    with pytest.raises(LayoutError, match=said):
        shares(answer(tmp_path / "a.csv", [*rows, *also]))


def test_an_answer_without_any_supplier_is_refused(tmp_path, shares):
    with pytest.raises(LayoutError, match="rows of countries that supply it too expected"):
        shares(answer(tmp_path / "a.csv", [*RUSSIA[:2], *GROUPS]))


def test_a_group_is_no_user(tmp_path, shares):
    of_a_group = [(source, "OECD", year, value) for source, _, year, value in RUSSIA]
    assert shares(answer(tmp_path / "a.csv", [*RUSSIA, *of_a_group])) == {"CHN": 0.2, "DEU": 0.3}
    with pytest.raises(LayoutError, match="FINAL_DEMAND_AREA: countries expected, found OECD"):
        shares(answer(tmp_path / "a.csv", of_a_group))


def test_both_users_of_one_file_are_read(tmp_path, countries):
    china = [(s, "CHN", 2019, v) for s, v in (("W", 500), ("CHN", 400), ("RUS", 3))]
    path = answer(tmp_path / "a.csv", [*RUSSIA, *china])
    amounts = oecd_tiva.read_amounts(path, countries)
    found = oecd_tiva.foreign_shares(amounts).set_index(["user", "supplier"])["value"]
    assert found.to_dict() == {("CHN", "RUS"): 0.03, ("RUS", "CHN"): 0.2, ("RUS", "DEU"): 0.3}


def test_shares_in_per_cent_beside_the_amounts_are_passed_over(tmp_path, shares):
    path = answer(tmp_path / "a.csv", RUSSIA)
    beside = answer(tmp_path / "b.csv", [("CHN", "RUS", 2019, 6.7)], unit="PT", multiplier=0)
    path.write_text(path.read_text() + beside.read_text().splitlines()[1] + "\n")
    assert shares(path) == {"CHN": 0.2, "DEU": 0.3}


def test_an_answer_saved_as_utf16_is_read(tmp_path, shares):
    path = answer(tmp_path / "a.csv", RUSSIA)
    path.write_text(path.read_text(), encoding="utf-16")
    assert shares(path) == {"CHN": 0.2, "DEU": 0.3}


def test_an_answer_without_its_data_flow_is_refused(tmp_path, shares):
    path = answer(tmp_path / "a.csv", RUSSIA)
    lines = [line.partition(",")[2] for line in path.read_text().splitlines()]
    path.write_text("\n".join([*lines, ""]))
    with pytest.raises(LayoutError, match="line 1: also the columns DATAFLOW expected"):
        shares(path, edition="2025")


@pytest.mark.parametrize(("version", "edition"), [("1.0", "2023"), ("1.1", "2025")])
def test_rows_that_a_dropped_dimension_made_alike_are_refused(
    tmp_path, countries, version, edition
):
    path = answer(tmp_path / "a.csv", RUSSIA, version=version)
    assert len(oecd_tiva.read_amounts(path, countries, edition=edition)) == 4
    other = "2023" if edition == "2025" else "2025"
    with pytest.raises(LayoutError, match=rf"DATAFLOW: {other} expected, found edition {edition}"):
        oecd_tiva.read_amounts(path, countries, edition=other)
    answer(path, [*RUSSIA, ("CHN", "RUS", 2019, 12)], version=version)
    with pytest.raises(CheckError, match=r"(?s)^a\.csv: one row for each user.*repeated:.*CHN"):
        oecd_tiva.read_amounts(path, countries, edition=edition)
    without = [",".join(c for k, c in enumerate(line.split(",")) if k != 5)
               for line in path.read_text().splitlines()]  # fmt: skip
    path.write_text("\n".join([*without, ""]))
    with pytest.raises(LayoutError, match="also the columns FINAL_DEMAND_ACTIVITY expected"):
        oecd_tiva.read_amounts(path, countries, edition=edition)


def test_shares_in_per_cent_are_not_taken_for_amounts(tmp_path, countries):
    path = answer(tmp_path / "a.csv", [("CHN", "RUS", 2019, 10)], unit="PT_FD")
    with pytest.raises(
        LayoutError, match="line 2, column UNIT_MEASURE: USD expected, found 'PT_FD'"
    ):
        oecd_tiva.read_amounts(path, countries)


def test_amounts_of_single_activities_are_not_totals(tmp_path, countries):
    path = answer(tmp_path / "a.csv", [("CHN", "RUS", 2019, 10)], source_activity="C26")
    with pytest.raises(
        LayoutError, match="_T on both sides expected, found FDVA of activity C26 in _T in line 2"
    ):
        oecd_tiva.read_amounts(path, countries)


def test_another_table_is_refused(tmp_path, countries):
    (tmp_path / "a.csv").write_text("DATAFLOW,MEASURE\nx,y\n")
    with pytest.raises(LayoutError, match="columns VALUE_ADDED_SOURCE_AREA"):
        oecd_tiva.read_amounts(tmp_path / "a.csv", countries)


@pytest.mark.releases
def test_china_made_a_sixth_of_the_foreign_value_added_in_russian_demand(releases):
    """Published shares of TiVA 2025 for 2019, 2021 and 2022, both directions."""
    shares = oecd_tiva.read_weights(releases / "tiva2025" / "fdva_weights_RUS_CHN.csv")
    by = shares.set_index(["user", "supplier", "year"])["value"]
    assert by["RUS", "CHN"].to_dict() == {2019: 0.165668, 2021: 0.216192, 2022: 0.18978}
    assert by["CHN", "RUS"].to_dict() == {2019: 0.027193, 2021: 0.028813, 2022: 0.038792}
    assert len(shares) == 2 * 3 * 42


def test_the_embedded_points_are_the_published_ones(root):
    points = tables.read(root / "data/raw/oecd/tiva-fdva/2025/fdva.csv", tables.DEPENDENCY)
    by = points.set_index(["user", "supplier", "year"])["value"]
    assert by["RUS", "CHN"].to_dict() == {2019: 0.165668, 2021: 0.216192, 2022: 0.18978}
    assert by["CHN", "RUS"].to_dict() == {2019: 0.027193, 2021: 0.028813, 2022: 0.038792}
