"""`techsov pairs` and `techsov eci` give the library's measures without Python."""

import io
import warnings
import zipfile

import numpy as np
import pandas as pd
import pytest
from ecomplexity import ecomplexity
from numpy.testing import assert_allclose

from techsov import cli
from techsov.core import intercountry
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import dependency
from techsov.sources import oecd_icio, wiod
from tests import icio_layouts

KEY = ["measure", "basis", "scope", "user", "supplier"]
CHAPTERS = "data/raw/atlas/exports-hs92-2/2019/exports.csv"


@pytest.fixture
def told(capsys):
    """What a command prints, as a table of text in the order in which it stands."""

    def run(*arguments):
        assert cli.main([str(each) for each in arguments]) == cli.DONE
        out = io.StringIO(capsys.readouterr().out)
        return pd.read_csv(out, dtype={"year": str, "product": str})

    return run


@pytest.fixture
def refused(capsys):
    """What a command says on standard error when it ends with that status."""

    def run(status, *arguments):
        try:
            assert cli.main([str(each) for each in arguments]) == status
        except SystemExit as end:
            assert end.code == status
        said = capsys.readouterr()
        assert not said.out
        return " ".join(said.err.split())

    return run


# Pairs


def agree(rows, table, one, other):
    """Whether the rows are those of the library's function for both directions, and no others."""
    all_pairs = dependency.all_pairs(table)
    both = all_pairs[["user", "supplier"]].apply(lambda ends: set(ends) == {one, other}, axis=1)
    known = all_pairs[both].set_index(KEY)["value"].sort_index()
    mine = rows.set_index(KEY)["value"].sort_index()
    assert list(mine.index) == list(known.index)
    assert_allclose(mine, known, rtol=1e-9)


def test_a_table_worked_by_hand_gives_the_numbers_of_the_method_page(tmp_path, told):
    sales = np.array([[0, 0, 0], [25, 0, 0], [10, 20, 0]])
    final = np.array([[100, 0, 0], [15, 60, 0], [10, 0, 60]])
    x = np.full(3, 100)
    world = InterCountryTable(
        ("U", "T", "S"), ("goods",), sales, final, x, x - sales.sum(axis=0), 2020, "by hand"
    )
    intercountry.write_parquet([world], tmp_path / "hand.parquet")
    rows = told("pairs", tmp_path / "hand.parquet", "--pair", "U:S")
    assert rows["dataset"].unique() == "hand.parquet" and rows["vintage"].unique() == "by hand"
    values = rows.set_index(KEY)["value"]
    assert round(values["fpem", "gross_output", "all", "U", "S"], 3) == 0.107
    assert round(values["fdva_share", "value_added", "foreign", "U", "S"], 3) == 0.467


def test_pairs_of_the_built_edition_are_those_of_its_dependency_table(root, results, told):
    rows = told("--project", root, "pairs", "--pair", "RUS:CHN", "--years", "2003:2004")
    assert set(rows["year"]) == {"2003", "2004"}
    known = pd.read_csv(results / "indicators/dependency.csv", dtype={"year": str, "vintage": str})
    both = rows.astype({"vintage": str}).merge(
        known, on=["dataset", "vintage", "year", *KEY], how="left"
    )
    assert_allclose(both["value_x"], both["value_y"], rtol=1e-9)


def test_pairs_of_an_extended_icio_count_china_whole(tmp_path, told):
    path = tmp_path / "2019_EXT.csv"
    icio_layouts.write_icio(path, "2023", "EXT")
    rows = told("pairs", path, "--pair", "RUS:CHN")
    agree(rows, oecd_icio.read(path), "RUS", "CHN")


def test_every_wanted_year_of_a_zip_is_given(tmp_path, told):
    path = tmp_path / "2016-2022_SML.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in (2018, 2019, 2020):
            icio_layouts.write_icio(tmp_path / f"{year}_SML.csv", "2025", seed=year)
            archive.write(tmp_path / f"{year}_SML.csv", f"{year}_SML.csv")
    rows = told("pairs", path, "--pair", "USA:CHN", "--years", "2019:2030")
    for year in (2019, 2020):
        agree(rows[rows["year"] == str(year)], oecd_icio.read(path, year=year), "USA", "CHN")
    assert set(rows["year"]) == {"2019", "2020"}


def test_a_workbook_of_wiod_is_read_too(tmp_path, told):
    path = tmp_path / "wiot00_row_apr12.xlsx"
    icio_layouts.write_wiod(path)
    agree(told("pairs", path, "--pair", "USA:CHN"), wiod.read(path), "USA", "CHN")


def test_a_year_names_that_of_a_csv_whose_name_does_not(tmp_path, told, refused):
    path = tmp_path / "mine.csv"
    icio_layouts.write_icio(path, "2023")
    assert "mine.csv, file name: a year expected" in refused(1, "pairs", path, "--pair", "USA:CHN")
    assert set(told("pairs", path, "--pair", "USA:CHN", "--years", 2019)["year"]) == {"2019"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--pair", "RUS:CHX"], "`CHX` is not in the table; near: CHN"),
        (["--pair", "RUS:CHN", "--years", "2030"], "no table of the wanted years holds both"),
        (["--pair", "RUS:CHN", "--edition", "none"], "is not built: run `make EDITION=none`"),
    ],
)
def test_what_the_panel_does_not_hold_is_a_sentence(arguments, sentence, root, results, refused):
    assert sentence in refused(1, "--project", root, "pairs", *arguments)


def test_what_is_no_pair_no_year_or_no_table_is_a_sentence(tmp_path, refused):
    assert "two codes with a colon expected" in refused(2, "pairs", "--pair", "RUS")
    assert "two codes with a colon expected" in refused(2, "pairs", "--pair", "RUS:RUS")
    assert "a year or first:last expected" in refused(
        2, "pairs", "--pair", "RUS:CHN", "--years", "20x"
    )
    assert "there is no file" in refused(2, "pairs", tmp_path / "none.zip", "--pair", "A:B")
    (tmp_path / "notes.txt").touch()
    said = refused(1, "pairs", tmp_path / "notes.txt", "--pair", "A:B")
    assert "a CSV or zip of OECD ICIO" in said and "the ending `.txt`" in said
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert "a zip archive expected" in refused(1, "pairs", tmp_path / "broken.zip", "--pair", "A:B")


# Complexity


@pytest.fixture(scope="module")
def reference(root):
    """What ecomplexity 0.5.3 makes of the chapters of 2019."""
    names = {"time": "year", "loc": "country", "prod": "product", "val": "value"}
    exports = pd.read_csv(root / CHAPTERS, dtype={"product": str})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ecomplexity(exports, names, check_logsupermodularity=False, verbose=False)


def test_countries_and_products_are_those_of_the_reference_package(root, reference, told):
    countries = told("eci", root / CHAPTERS).set_index("country")
    known = reference.drop_duplicates("country").set_index("country")["eci"]
    assert_allclose(countries["eci"], known[countries.index], atol=1e-6)
    assert countries["rank"].is_monotonic_increasing and set(countries["ranked"]) == {len(known)}
    assert countries.index[0] == "JPN" and countries["rank"].iloc[0] == 1
    products = told("eci", root / CHAPTERS, "--products").set_index("product")
    known = reference.drop_duplicates("product").set_index("product")["pci"]
    assert np.corrcoef(products["pci"], known[products.index])[0, 1] > 1 - 1e-9
    assert products["pci"].is_monotonic_decreasing


def test_a_wide_file_is_the_same_as_a_tidy_one(tmp_path, root, told):
    exports = pd.read_csv(root / CHAPTERS, dtype={"product": str})
    exports.pivot(index="country", columns="product", values="value").to_csv(tmp_path / "wide.csv")
    for option in ([], ["--products"], ["--continuous"]):
        wide, tidy = (told("eci", p, *option) for p in (tmp_path / "wide.csv", root / CHAPTERS))
        pd.testing.assert_frame_equal(wide, tidy.drop(columns="year"))


def write(path, rows, header="country,product,value"):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")  # no line end at the end
    return path


# A shares a product with B, and B with C; each has RCA of 1 or more in all that it exports.
CHAIN = ["A,p,10", "A,q,10", "A,r,10", "B,r,10", "B,s,10", "C,s,10"]


def test_years_are_ranked_one_by_one_and_what_exports_nothing_is_named(tmp_path, told, capsys):
    rows = [f"{row},{year}" for year in (2001, 2002) for row in [*CHAIN, "D,p,0"]]
    path = write(tmp_path / "years.csv", rows, "country,product,value,year")
    found = told("eci", path)
    assert list(found["country"]) == ["A", "B", "C"] * 2
    assert list(found["year"]) == ["2001"] * 3 + ["2002"] * 3
    cli.main(["eci", str(path)])
    assert capsys.readouterr().err.splitlines() == [
        "2001 countries left out: D",
        "2002 countries left out: D",
    ]


def test_countries_that_share_no_product_are_refused_with_the_way_to_rank_the_largest_group(
    tmp_path, told, refused
):
    path = write(tmp_path / "apart.csv", [*CHAIN, "X,y,5"])
    assert "`techsov eci --largest`" in refused(1, "eci", path)
    assert list(told("eci", path, "--largest")["country"]) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("rows", "header", "sentence"),
    [
        (["A,p,many"], "country,product,value", "line 2, column value: a number expected"),
        (["A,p,1", ",p,2"], "country,product,value", "line 3: a value expected, found an empty"),
        (["A,p,"], "country,product,value", "line 2: a value expected, found an empty cell"),
        (["A;p;1"], "country;product;value", "found semicolon-separated text. Save"),
        (["A,p,1", "A,p,1,9,9"], "country,product,value", "line 3: 3 fields expected"),
        (["A,p,1", "A,p,2", "B,p,3"], "country,product,value", "one row per country and product"),
        (["A,1,-2", "B,3,4"], "country,p,q", "line 2: a number from 0 up expected"),
        (["A,1,2", "B,3,4"], "A,3,4", "line 1: the columns country, product, value, or country"),
        (["A,p,1,20010"], "country,product,value,year", "line 2: a year from 1900 to 2100"),
    ],
)
def test_a_file_that_is_no_table_of_exports_is_a_sentence(
    rows, header, sentence, tmp_path, refused
):
    said = refused(1, "eci", write(tmp_path / "exports.csv", rows, header))
    assert sentence in said
