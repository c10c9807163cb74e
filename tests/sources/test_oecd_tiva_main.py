"""The main indicators of TiVA as the SDMX service answers, in both versions of the data flow."""

import pytest
from pytest import approx

from techsov.core.countries import Countries
from techsov.core.errors import CheckError, LayoutError
from techsov.sources import oecd_tiva

HEAD = (
    "DATAFLOW,MEASURE,REF_AREA,ACTIVITY,COUNTERPART_AREA,UNIT_MEASURE,FREQ,TIME_PERIOD,"
    "OBS_VALUE,UNIT_MULT"
)
RUSSIA = ["EXGR,RUS,_T,W,USD,A,2019,482000.5,6", "EXGR_DVA,RUS,_T,W,USD,A,2019,440000.25,6"]


def answer(folder, *lines, version="1.0", head=HEAD, flow="DSD_TIVA_MAINLV@DF_MAINLV"):
    path = folder / "main.csv"
    rows = [f"OECD.STI.PIE:{flow}({version}),{line}" for line in lines]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(("version", "edition"), [("1.0", "2023"), ("1.1", "2025")])
def test_the_flows_version_tells_the_edition(tmp_path, version, edition):
    frame = oecd_tiva.read_main_indicators(answer(tmp_path, *RUSSIA, version=version))
    assert set(frame["vintage"]) == {edition}
    assert frame.set_index("indicator")["value"].to_dict() == approx(
        {"tiva_exgr": 482000.5, "tiva_exgr_dva": 440000.25}
    )
    assert set(frame["unit"]) == {"USD m"}


def test_single_partners_industries_and_other_measures_are_no_totals(tmp_path):
    others = [
        "EXGR,RUS,_T,CHN,USD,A,2019,55000,6",
        "EXGR,RUS,C26,W,USD,A,2019,3000,6",
        "EXGR_DVASH,RUS,_T,W,PT_EXGR,A,2019,91.3,0",
    ]
    frame = oecd_tiva.read_main_indicators(answer(tmp_path, *RUSSIA, *others))
    assert sorted(frame["indicator"]) == ["tiva_exgr", "tiva_exgr_dva"]
    with pytest.raises(CheckError, match="no figure of oecd/tiva-main"):
        oecd_tiva.read_main_indicators(answer(tmp_path, *others))


def test_every_measure_that_is_read_has_its_name(tmp_path):
    lines = [f"{code},CHN,_T,W,USD,A,2020,{n}.5,6" for n, code in enumerate(oecd_tiva.MAIN)]
    frame = oecd_tiva.read_main_indicators(answer(tmp_path, *lines))
    assert frame.set_index("indicator")["value"].to_dict() == {
        f"tiva_{code.lower()}": n + 0.5 for n, code in enumerate(oecd_tiva.MAIN)
    }


def test_an_empty_observation_is_no_figure(tmp_path):
    frame = oecd_tiva.read_main_indicators(answer(tmp_path, *RUSSIA, "IMGR,RUS,_T,W,USD,A,2019,,6"))
    assert "tiva_imgr" not in set(frame["indicator"])


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_rows_that_a_dropped_dimension_made_alike_are_refused(tmp_path, version):
    again = RUSSIA[0].replace("482000.5", "1.5")
    with pytest.raises(CheckError, match=r"(?s)one row for each MEASURE.*repeated:.*EXGR +RUS"):
        oecd_tiva.read_main_indicators(answer(tmp_path, *RUSSIA, again, version=version))


def test_a_file_without_a_dimension_is_refused_even_if_no_row_repeats(tmp_path):
    line = RUSSIA[0].replace(",W,", ",")
    head = HEAD.replace("COUNTERPART_AREA,", "")
    with pytest.raises(LayoutError, match="also the columns COUNTERPART_AREA expected"):
        oecd_tiva.read_main_indicators(answer(tmp_path, line, head=head))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",USD,", ",PT_EXGR,", "line 2, column UNIT_MEASURE: USD expected, found 'PT_EXGR'"),
        (",482000.5,6", ",482.0005,9", "line 2, column UNIT_MULT: 6 expected, found '9'"),
        (",A,2019", ",Q,2019-Q1", "line 2, column FREQ: A expected, found 'Q'"),
        ("482000.5", "482 000", "line 2, column OBS_VALUE: a number expected, found '482 000'"),
        (",6", ",", "line 2, column UNIT_MULT: a value expected, found nothing"),
    ],
)
def test_what_no_total_in_millions_can_be_is_named_with_its_line(tmp_path, old, new, said):
    with pytest.raises(LayoutError, match=said):
        oecd_tiva.read_main_indicators(answer(tmp_path, RUSSIA[0].replace(old, new), RUSSIA[1]))


def test_negative_exports_are_refused(tmp_path):
    with pytest.raises(CheckError, match="values from 0"):
        oecd_tiva.read_main_indicators(answer(tmp_path, RUSSIA[0].replace("482000.5", "-1")))


@pytest.mark.parametrize(
    "changed", [{"version": "1.2"}, {"version": ""}, {"flow": "DSD_TIVA_MAINSH@DF_MAINSH"}]
)
def test_another_version_or_flow_is_refused(tmp_path, changed):
    with pytest.raises(LayoutError, match=r"column DATAFLOW: .*version 1.0 or 1.1"):
        oecd_tiva.read_main_indicators(answer(tmp_path, *RUSSIA, **changed))


def test_two_versions_in_one_file_are_refused(tmp_path):
    path = answer(tmp_path, *RUSSIA)
    later = answer(tmp_path, RUSSIA[0].replace("2019", "2020"), version="1.1").read_text()
    path.write_text(answer(tmp_path, *RUSSIA).read_text() + later.splitlines()[1] + "\n")
    with pytest.raises(LayoutError, match=r"\(1.0\), .*\(1.1\)"):
        oecd_tiva.read_main_indicators(path)


def test_value_added_in_thousands_is_refused_too(tmp_path, root):
    head = (
        "DATAFLOW,MEASURE,VALUE_ADDED_SOURCE_AREA,VALUE_ADDED_SOURCE_ACTIVITY,FINAL_DEMAND_AREA,"
        "FINAL_DEMAND_ACTIVITY,UNIT_MEASURE,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT"
    )
    line = "FDVA,CHN,_T,RUS,_T,USD,A,2019,10,3"
    with pytest.raises(LayoutError, match="column UNIT_MULT: 6 expected, found '3'"):
        oecd_tiva.read_amounts(
            answer(tmp_path, line, head=head, flow=oecd_tiva.FDVA_FLOW),
            Countries.load(root / "config/countries.yaml"),
        )
