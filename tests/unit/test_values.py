"""The flat file of numbers: what is named how, and what a name means."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techsov.core.tables import VERDICTS
from techsov.paper import values
from tests.builders.claims import made, printed

INDICATOR = ["country", "year", "indicator", "value", "unit", "dataset", "vintage"]
COMPLEXITY = ["classification", "vintage", "country", "year", "eci", "rank", "ranked", "dataset"]
DEPENDENCY = [
    "dataset", "vintage", "year", "measure", "basis", "scope", "user", "supplier", "value",
]  # fmt: skip
CLAIMS = ["id", "section", "unit", "reproduced", "verdict"]


def share(value, vintage="2026", dataset="p/gerd", year=2022):
    return ("RUS", year, "gerd_gdp", value, "% of GDP", dataset, vintage)


def flow(user, supplier, value, measure="fpem"):
    return ("w/tables", "2013", 2011, measure, "gross_output", "all", user, supplier, value)


def collect(research=(), complexity=(), dependency=(), claims=(), stated=(), focus=()):
    empty = pd.DataFrame([], columns=COMPLEXITY)
    frames = {
        "research": pd.DataFrame(list(research), columns=INDICATOR),
        "macro": pd.DataFrame([], columns=INDICATOR),
        "complexity": pd.DataFrame(list(complexity), columns=COMPLEXITY),
        "complexity_common": empty,
        "complexity_trade": empty,
        "dependency": pd.DataFrame(list(dependency), columns=DEPENDENCY),
    }
    return values.collect(
        frames,
        pd.DataFrame(list(claims), columns=CLAIMS).assign(same_as=""),
        [made(printed(*each)) for each in stated],
        lambda dataset, vintage: vintage in ("2026", "2013"),
        focus,
        {"year": 2024},
    )


def test_a_plain_name_is_the_main_vintage_and_a_full_name_any():
    found = collect([share(0.915), share(0.936, vintage="2023")])
    assert found["gerd_gdp.RUS.2022"]["value"] == 0.915
    assert found["gerd_gdp.RUS.2022@p/gerd/2023"]["value"] == 0.936
    assert found["gerd_gdp.RUS.2022@p/gerd/2026"] == {
        "value": 0.915, "unit": "% of GDP", "dataset": "p/gerd", "vintage": "2026",
    }  # fmt: skip


def test_a_vintage_that_is_not_reported_has_no_plain_name():
    assert "gerd_gdp.RUS.2022" not in collect([share(0.936, vintage="2023")])


def test_of_two_datasets_the_first_by_name_has_the_plain_name():
    found = collect([share(1.0, dataset="z/gerd"), share(2.0, dataset="a/gerd")])
    assert found["gerd_gdp.RUS.2022"]["dataset"] == "a/gerd"
    assert found["gerd_gdp.RUS.2022@z/gerd/2026"]["value"] == 1.0


def test_the_main_vintage_of_each_dataset_is_named():
    found = collect([share(0.915), share(0.936, vintage="2023")])
    assert found["vintage.p/gerd"]["value"] == "2026"


@pytest.mark.parametrize(
    ("value", "written"), [(1 / 3, 0.3333333333), (7.0, 7), (1435.90001, 1435.90001), (-0.0, 0)]
)
def test_numbers_keep_ten_digits_and_whole_numbers_are_whole(value, written):
    found = collect([share(value)])["gerd_gdp.RUS.2022"]["value"]
    assert found == written
    assert type(found) is type(written)


def test_a_rank_stands_with_the_number_of_countries_ranked():
    found = collect(complexity=[("SITC", "2026", "RUS", 2022, -0.2, 76, 145, "atlas/rankings")])
    assert found["rank.SITC.RUS.2022"]["value"] == 76
    assert found["ranked.SITC.RUS.2022"]["value"] == 145
    assert found["eci.SITC.RUS.2022"]["value"] == -0.2


def test_the_papers_pair_is_there_whatever_pair_is_in_focus():
    found = collect(
        dependency=[flow("RUS", "CHN", 0.03), flow("DEU", "CHN", 0.04), flow("IND", "JPN", 0.05)],
        focus=["DEU", "CHN"],
    )
    assert found["fpem.gross_output.all.RUS.CHN.2011"]["value"] == 0.03
    assert found["fpem.gross_output.all.DEU.CHN.2011"]["value"] == 0.04
    assert not [name for name in found if "IND" in name]


def test_absorption_is_there_for_the_pair_with_everybody():
    pairs = [("RUS", "JPN", 0.05), ("IND", "CHN", 0.06), ("IND", "JPN", 0.07)]
    found = collect(dependency=[flow(*pair, measure="fdva_share") for pair in pairs])
    assert found["fdva_share.gross_output.all.RUS.JPN.2011"]["value"] == 0.05
    assert found["fdva_share.gross_output.all.IND.CHN.2011"]["value"] == 0.06
    assert "fdva_share.gross_output.all.IND.JPN.2011" not in found


def test_a_share_that_is_not_defined_has_no_name():
    found = collect(dependency=[flow("RUS", "CHN", None), flow("CHN", "RUS", 0.01)])
    assert "fpem.gross_output.all.RUS.CHN.2011" not in found
    assert "fpem.gross_output.all.CHN.RUS.2011" in found


def test_a_claim_has_its_published_number_as_a_number():
    found = collect(
        claims=[("s4-a", "4", "% of GDP", "0.96 (2022)", "contradicted")],
        stated=[("s4-a", 0.94)],
    )
    assert found["claim.s4-a.published"] == {
        "value": 0.94, "unit": "% of GDP", "dataset": "", "vintage": "",
    }  # fmt: skip
    assert found["claim.s4-a.reproduced"]["value"] == "0.96 (2022)"
    assert found["claim.s4-a.verdict"]["value"] == "contradicted"


def test_claims_are_listed_in_the_order_in_which_they_are_stated():
    rows = [(each, "4", "", "", "argument") for each in ("a", "b", "c")]
    found = collect(claims=rows, stated=[(each, "a word") for each in ("c", "a", "b")])
    assert found["claims"]["value"] == ["c", "a", "b"]


@given(st.lists(st.tuples(st.sampled_from(["1", "4", "Table 2"]), st.sampled_from(VERDICTS))))
def test_every_claim_is_counted_once_in_all_and_once_in_its_section(fates):
    rows = [(f"c{n}", section, "", "", verdict) for n, (section, verdict) in enumerate(fates)]
    found = collect(claims=rows, stated=[(row[0], "a word") for row in rows])
    assert found["verdicts.total"]["value"] == len(rows)
    assert sum(found[f"verdicts.{v}"]["value"] for v in VERDICTS) == len(rows)
    for section in {section for section, _ in fates}:
        counted = sum(found[f"verdicts.section.{section}.{v}"]["value"] for v in VERDICTS)
        assert counted == [row[1] for row in rows].count(section)


def test_the_file_holds_a_value_a_line_and_is_the_same_whatever_the_order(tmp_path):
    rows = [share(0.915), share(0.9, year=2021), share(0.936, vintage="2023")]
    for name, given_rows in (("a.json", rows), ("b.json", rows[::-1])):
        values.write(collect(given_rows), tmp_path / name)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.json").read_text(encoding="utf-8")
    assert len(text.splitlines()) == len(json.loads(text)) + 2
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_the_paper_under_audit_is_named():
    assert collect()["paper.year"]["value"] == 2024
