"""Shares in foreign value added, from the weights of TiVA 2025 and from the service's answers."""

import pandas as pd
import pytest

from techsov.core import tables
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import oecd_tiva

HEADER = (
    "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,VALUE_ADDED_SOURCE_ACTIVITY,FINAL_DEMAND_AREA,"
    "FINAL_DEMAND_ACTIVITY,UNIT_MEASURE,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT"
)
FLOW = "OECD.STI.PIE:DSD_TIVA_FDVA@DF_FDVA"


def answer(path, amounts, unit="USD", source_activity="_T", version="1.1"):
    lines = [
        f"{FLOW}({version}),FDVA,{source},{source_activity},{user},_T,{unit},A,{year},{value},6"
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


def test_the_world_less_the_user_itself_is_foreign(tmp_path):
    path = answer(
        tmp_path / "a.csv",
        [("W", "RUS", 2019, 150), ("RUS", "RUS", 2019, 100), ("CHN", "RUS", 2019, 10)],
    )
    shares = oecd_tiva.foreign_shares(oecd_tiva.read_amounts(path))
    assert shares.to_dict("records") == [
        {"user": "RUS", "supplier": "CHN", "year": 2019, "value": 0.2}
    ]


@pytest.mark.parametrize(("version", "edition"), [("1.0", "2023"), ("1.1", "2025")])
def test_rows_that_a_dropped_dimension_made_alike_are_refused(tmp_path, version, edition):
    amounts = [("W", "RUS", 2019, 150), ("RUS", "RUS", 2019, 100), ("CHN", "RUS", 2019, 10)]
    path = answer(tmp_path / "a.csv", amounts, version=version)
    assert len(oecd_tiva.read_amounts(path, edition=edition)) == 3
    other = "2023" if edition == "2025" else "2025"
    with pytest.raises(LayoutError, match=rf"DATAFLOW: {other} expected, found edition {edition}"):
        oecd_tiva.read_amounts(path, edition=other)
    answer(path, [*amounts, ("CHN", "RUS", 2019, 12)], version=version)
    with pytest.raises(CheckError, match=r"(?s)^a\.csv: one row for each user.*repeated:.*CHN"):
        oecd_tiva.read_amounts(path, edition=edition)
    without = [",".join(c for k, c in enumerate(line.split(",")) if k != 5)
               for line in path.read_text().splitlines()]  # fmt: skip
    path.write_text("\n".join([*without, ""]))
    with pytest.raises(LayoutError, match="also the columns FINAL_DEMAND_ACTIVITY expected"):
        oecd_tiva.read_amounts(path, edition=edition)


def test_a_user_without_its_own_value_added_is_named(tmp_path):
    path = answer(tmp_path / "a.csv", [("W", "RUS", 2019, 150), ("CHN", "RUS", 2019, 10)])
    with pytest.raises(CheckError, match="lacking: RUS 2019"):
        oecd_tiva.foreign_shares(oecd_tiva.read_amounts(path))


def test_shares_in_per_cent_are_not_taken_for_amounts(tmp_path):
    path = answer(tmp_path / "a.csv", [("CHN", "RUS", 2019, 10)], unit="PT_FD")
    with pytest.raises(
        LayoutError, match="line 2, column UNIT_MEASURE: USD expected, found 'PT_FD'"
    ):
        oecd_tiva.read_amounts(path)


def test_amounts_of_single_activities_are_not_totals(tmp_path):
    path = answer(tmp_path / "a.csv", [("CHN", "RUS", 2019, 10)], source_activity="C26")
    with pytest.raises(LayoutError, match="activities _T on both sides expected"):
        oecd_tiva.read_amounts(path)


def test_another_table_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("DATAFLOW,MEASURE\nx,y\n")
    with pytest.raises(LayoutError, match="columns VALUE_ADDED_SOURCE_AREA"):
        oecd_tiva.read_amounts(tmp_path / "a.csv")


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
    assert points.set_index(["user", "year"])["value"].to_dict() == {
        ("CHN", 2019): 0.027193,
        ("CHN", 2021): 0.028813,
        ("CHN", 2022): 0.038792,
        ("RUS", 2019): 0.165668,
        ("RUS", 2021): 0.216192,
        ("RUS", 2022): 0.18978,
    }
