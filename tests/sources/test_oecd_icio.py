"""The ICIO reader against the official layouts, another reader, and files gone wrong."""

import importlib.util
import sys
import zipfile

import numpy as np
import pymrio
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from techsov.core.errors import CheckError, LayoutError
from techsov.sources import oecd_icio
from tests import icio_layouts as layouts

VARIANTS = [("2021", "EXT"), ("2023", "SML"), ("2023", "EXT"), ("2025", "SML"), ("2025", "EXT")]


@pytest.fixture
def sheet(tmp_path):
    """Write rows of an edition, after changing them, and return the path."""

    def write(change, edition="2023", variant="SML", name="2019_SML.csv"):
        rows = layouts.icio_rows(edition, layouts.icio(edition, variant))
        return layouts.write_csv(change(rows) or rows, tmp_path / name)

    return write


@pytest.mark.parametrize(("edition", "variant"), VARIANTS)
def test_every_edition_is_recognised_and_read_as_printed(tmp_path, edition, variant):
    flows = layouts.write_icio(tmp_path / "2015.csv", edition, variant)
    table = oecd_icio.read(tmp_path / "2015.csv", fold_splits=False)
    assert table.edition == f"OECD ICIO {edition} {variant}"
    assert (table.year, table.unit) == (2015, "USD m")
    assert table.regions == flows.sellers
    assert table.industries == flows.industries
    assert_array_equal(table.Z, flows.Z)
    assert_allclose(table.x, flows.x, atol=1e-3)
    assert_allclose(table.va, flows.va + flows.taxes, atol=1e-3)
    demand = flows.F.reshape(len(flows.x), len(flows.buyers), 6).sum(axis=2)
    for k, buyer in enumerate(flows.buyers):
        assert_allclose(table.Y[:, table.region(buyer)], demand[:, k])
    assert np.abs(table.discrepancies.rows).max() < 1e-3
    assert np.abs(table.discrepancies.columns).max() < 1e-3


@pytest.mark.parametrize("edition", ["2021", "2023", "2025"])
def test_trade_between_the_parts_of_china_is_not_foreign(tmp_path, edition):
    flows = layouts.write_icio(tmp_path / "2015.csv", edition, "EXT")
    table = oecd_icio.read(tmp_path / "2015.csv")
    assert table.regions == flows.buyers
    assert table.edition == f"OECD ICIO {edition} EXT, folded"
    china = table.cells_of("CHN")
    parts = np.array([cell.startswith(("CHN_", "CN1_", "CN2_")) for cell in flows.cells])
    assert_allclose(table.Z[china, china].sum(), flows.Z[np.ix_(parts, parts)].sum())
    assert_allclose(table.x[china].sum(), flows.x[parts].sum())
    assert_allclose(table.x.sum(), flows.x.sum())
    table.check(1e-2)


@pytest.mark.parametrize(("edition", "variant"), [v for v in VARIANTS if v[0] != "2025"])
def test_pymrio_reads_the_same_table(tmp_path, edition, variant):
    path = tmp_path / f"ICIO{edition}_2015.csv"
    layouts.write_icio(path, edition, variant)
    ours, theirs = oecd_icio.read(path), pymrio.parse_oecd(path)
    cells = [tuple(label.split("_", 1)) for label in ours.labels()]
    assert_allclose(ours.Z, theirs.Z.loc[cells, cells])
    demand = theirs.Y.T.groupby(level="region").sum().T
    assert_allclose(ours.Y, demand.loc[cells, list(ours.regions)])
    assert_allclose(ours.va, theirs.factor_inputs.F.sum(axis=0).loc[cells], atol=1e-3)


@pytest.mark.parametrize(
    ("edition", "variant", "name"),
    [("2021", "EXT", "2018_SML.csv"), ("2023", "SML", "ICIO2021_2018.csv"),
     ("2025", "EXT", "ICIO2021_2018.csv"), ("2025", "SML", "2018.csv")],
)  # fmt: skip
def test_the_edition_is_told_by_what_the_file_holds_and_not_by_its_name(
    tmp_path, edition, variant, name
):
    layouts.write_icio(tmp_path / name, edition, variant, regions=("CHN", "MEX"))
    table = oecd_icio.read(tmp_path / name, fold_splits=False)
    assert (table.edition, table.year) == (f"OECD ICIO {edition} {variant}", 2018)


@pytest.mark.parametrize("name", ["../2019_SML.csv", "a/../../2019_SML.csv", "/2019_SML.csv"])
def test_a_member_that_climbs_out_of_the_archive_is_not_read(tmp_path, name):
    layouts.write_icio(tmp_path / "2019_SML.csv", "2023")
    with zipfile.ZipFile(tmp_path / "2016-2020_SML.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), (tmp_path / "2019_SML.csv").read_bytes())
    with pytest.raises(LayoutError, match="list of members: a name within the archive expected"):
        oecd_icio.read(tmp_path / "2016-2020_SML.zip", year=2019)


def test_the_year_is_taken_from_a_member_of_the_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "2016-2022_SML.zip", "w") as archive:
        for year in (2021, 2022):
            layouts.write_icio(tmp_path / f"{year}_SML.csv", "2025", seed=year)
            archive.write(tmp_path / f"{year}_SML.csv", f"{year}_SML.csv")
    table = oecd_icio.read(tmp_path / "2016-2022_SML.zip", year=2022)
    assert table.year == 2022
    assert_array_equal(table.Z, oecd_icio.read(tmp_path / "2022_SML.csv").Z)
    with pytest.raises(
        LayoutError, match=r"SML.zip, list of members: the year 2019 expected, found 2021, 2022"
    ):
        oecd_icio.read(tmp_path / "2016-2022_SML.zip", year=2019)
    with pytest.raises(
        LayoutError, match="one year, or `year` to be given expected, found 2021, 2"
    ):
        oecd_icio.read(tmp_path / "2016-2022_SML.zip")


def test_a_cell_without_output_has_neither_output_nor_value_added(tmp_path):
    flows = layouts.write_icio(tmp_path / "2015.csv", "2025")
    table = oecd_icio.read(tmp_path / "2015.csv")
    idle = flows.x == 0
    assert idle.sum() == 3
    assert_array_equal(table.x[idle], 0)
    assert_array_equal(table.va[idle], 0)


def set_cell(row, column, text):
    def change(rows):
        rows[[line[0] for line in rows].index(row)][rows[0].index(column)] = text

    return change


def test_text_among_numbers_is_named_with_row_and_column(sheet):
    path = sheet(set_cell("RUS_C26", "CHN_C27", "n.a."))
    with pytest.raises(
        LayoutError, match=r"row RUS_C26, column CHN_C27: a number expected, found 'n\.a"
    ):
        oecd_icio.read(path)


def test_an_empty_flow_is_refused(sheet):
    path = sheet(set_cell("RUS_C26", "CHN_C27", ""))
    with pytest.raises(
        LayoutError, match="row RUS_C26, column CHN_C27: a number expected, found no"
    ):
        oecd_icio.read(path)


def test_margins_may_be_empty_beneath_final_demand(sheet):
    def change(rows):
        first = rows[0].index("CHN_HFCE")
        for line in rows[-3:]:
            line[first:-1] = [""] * (len(line) - first - 1)

    assert oecd_icio.read(sheet(change)).year == 2019


def test_a_lost_row_makes_the_table_not_square(sheet):
    path = sheet(lambda rows: rows[:5] + rows[6:])
    with pytest.raises(LayoutError, match="224 rows and 225 columns"):
        oecd_icio.read(path)


def test_rows_in_another_order_than_columns_are_named(sheet):
    path = sheet(lambda rows: [rows[0], rows[2], rows[1], *rows[3:]])
    with pytest.raises(LayoutError, match="found row CHN_A03, column CHN_A01_02"):
        oecd_icio.read(path)


@pytest.mark.parametrize("label", ["OUT", "VA"])
def test_a_missing_margin_is_named(sheet, label):
    path = sheet(lambda rows: [row for row in rows if row[0] != label])
    with pytest.raises(LayoutError, match=f"first column: a row {label} expected"):
        oecd_icio.read(path)


def test_a_last_column_that_is_not_output_is_named(sheet):
    path = sheet(lambda rows: [[*rows[0][:-1], "TOT"], *rows[1:]])
    with pytest.raises(LayoutError, match=r"last column: OUT expected, found TOT"):
        oecd_icio.read(path)


def test_a_file_cut_off_between_rows_is_recognised(sheet):
    path = sheet(lambda rows: rows[:-40])
    with pytest.raises(LayoutError, match=r"2019_SML\.csv, first column"):
        oecd_icio.read(path)


def test_a_file_cut_off_within_a_row_is_recognised(sheet):
    path = sheet(lambda rows: rows)
    text = path.read_text()
    path.write_text(text[: len(text) - 900])
    with pytest.raises(LayoutError, match="The file may be cut off"):
        oecd_icio.read(path)


def test_a_row_that_is_too_long_is_named(sheet):
    path = sheet(lambda rows: rows[9].append("1.0"))
    with pytest.raises(
        LayoutError, match=r"line 10 \(CHN_C17_18\): 257 fields expected, found 258"
    ):
        oecd_icio.read(path)


def test_negative_output_is_refused(sheet):
    path = sheet(set_cell("USA_J61", "OUT", "-20.0"))
    with pytest.raises(
        LayoutError, match="row USA_J61, last column: output not below zero expected"
    ):
        oecd_icio.read(path)


def test_output_must_agree_in_row_and_column(sheet):
    path = sheet(set_cell("OUT", "USA_J61", "1.0"))
    with pytest.raises(LayoutError, match=r"output of USA_J61: the same within 1 expected, found"):
        oecd_icio.read(path)


def test_a_wrong_flow_of_a_cell_to_itself_is_refused_though_sales_and_costs_agree(sheet):
    def change(rows):
        rows[1][1] = f"{float(rows[1][1]) + 50:.4f}"

    with pytest.raises(
        LayoutError,
        match=r"row CHN_A01_02: sales that add up to the output, [\d.]+, within 1 expected",
    ):
        oecd_icio.read(sheet(change))


def test_every_refusal_says_what_to_do_now(sheet):
    def unbalance(rows):
        row = [line[0] for line in rows].index("VA")
        rows[row][1] = f"{float(rows[row][1]) + 50:.4f}"

    with pytest.raises(CheckError) as told:
        oecd_icio.read(sheet(unbalance))
    assert str(told.value).startswith("2019_SML.csv: ")
    assert str(told.value).endswith(CheckError.COMPARE)
    with pytest.raises(LayoutError) as told:
        oecd_icio.read(sheet(lambda rows: rows[1].__setitem__(1, "n/a")))
    assert str(told.value).endswith(LayoutError.LOOK)


def test_a_row_that_does_not_add_up_is_named_with_its_size(sheet):
    def change(rows):
        row, column = [line[0] for line in rows].index("USA_J61"), rows[0].index("RUS_GFCF")
        rows[row][column] = f"{float(rows[row][column]) + 50:.4f}"

    with pytest.raises(LayoutError, match=r"row USA_J61: sales that add up .* found sales of"):
        oecd_icio.read(sheet(change))


def test_an_imbalance_that_the_edition_is_known_for_is_kept_and_reported(sheet):
    path = sheet(set_cell("VA", "USA_J61", "0"))  # value added lost: far beyond tolerance
    with pytest.raises(CheckError, match="costs"):
        oecd_icio.read(path)

    def change(rows):
        row, column = [line[0] for line in rows].index("USA_J61"), rows[0].index("RUS_GFCF")
        rows[row][column] = f"{float(rows[row][column]) + 0.7:.4f}"

    table = oecd_icio.read(sheet(change))
    cell = table.labels().index("USA_J61")
    assert table.discrepancies.rows[cell] == pytest.approx(-0.7, abs=1e-3)
    assert "differ by at most 0.7" in table.discrepancies.summary(table.x)


def test_a_region_without_final_demand_is_named(sheet):
    def change(rows):
        return [
            [
                text
                for label, text in zip(rows[0], row, strict=True)
                if not label.startswith(("RUS_HF", "RUS_NP"))
            ]
            for row in rows
        ]

    with pytest.raises(
        LayoutError, match="final demand, label 13: RUS_HFCE expected, found RUS_GGFC"
    ):
        oecd_icio.read(sheet(change))


def test_a_web_page_instead_of_the_file_is_recognised(tmp_path):
    path = tmp_path / "2019_SML.csv"
    path.write_text("<!DOCTYPE html>\n<html><body>Access denied</body></html>\n")
    with pytest.raises(LayoutError, match="comma-separated text expected, found a web page"):
        oecd_icio.read(path)


def test_a_web_page_instead_of_the_zip_is_recognised(tmp_path):
    path = tmp_path / "2016-2022_SML.zip"
    path.write_text("<!DOCTYPE html>\n")
    with pytest.raises(LayoutError, match="a zip archive expected"):
        oecd_icio.read(path, year=2019)


def test_an_edition_with_other_industries_is_unknown(sheet):
    path = sheet(lambda rows: [[text.replace("_C27", "_C27X") for text in row] for row in rows])
    with pytest.raises(
        LayoutError, match=r"nearest 2023\) expected, found strange: C27X; missing: C27"
    ):
        oecd_icio.read(path)


def test_a_file_whose_name_and_caller_give_no_year_is_refused(sheet):
    path = sheet(lambda rows: rows, name="icio.csv")
    with pytest.raises(LayoutError, match=r"a year expected, found no year\. Give it as `year`"):
        oecd_icio.read(path)
    assert oecd_icio.read(path, year=2019).year == 2019


@pytest.mark.releases
@pytest.mark.parametrize(("edition", "variant"), VARIANTS[1:])
def test_tables_of_the_layout_generator_are_read(releases, tmp_path, monkeypatch, edition, variant):
    """The generator of full-size tables, with six regions instead of all."""
    script = releases.parent / "tools" / "make_icio.py"
    if not script.exists():
        pytest.skip(f"the generator of ICIO layouts is not at {script}")
    spec = importlib.util.spec_from_file_location("make_icio", script)
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    few = ["CHN", "DEU", "MEX", "RUS", "USA", "ROW"]
    monkeypatch.setattr(generator, f"C{edition}", few)
    path = tmp_path / f"2019{'_SML' if variant == 'SML' else ''}.csv"
    options = ["--edition", edition, "--variant", variant]
    monkeypatch.setattr(sys, "argv", ["make_icio", str(path), *options])
    generator.main()
    table = oecd_icio.read(path)
    assert table.regions == tuple(few)
    assert table.x.sum() > 0
    assert np.abs(table.discrepancies.rows).max() < 1e-3
