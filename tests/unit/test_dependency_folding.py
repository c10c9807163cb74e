"""What docs/method-dependency.md says of the fold to eleven regions is what the release gives."""

import importlib.util

import pytest
from pytest import approx

from techsov.core.countries import Countries
from techsov.indicators import dependency
from techsov.indicators.regions import NEIGHBOURS, REST_OF_EU, reported
from techsov.sources import wiod

COLUMNS = [("RUS", "CHN", 1995), ("RUS", "CHN", 2011), ("CHN", "RUS", 1995), ("CHN", "RUS", 2011)]
KEY = ["measure", "basis", "scope", "user", "supplier", "year"]


@pytest.fixture(scope="module")
def extract(root):
    """The script that derives the embedded tables, as a module."""
    path = root / "workflow" / "extract" / "dependency.py"
    spec = importlib.util.spec_from_file_location("extract_dependency", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documented(root) -> dict[tuple, tuple[float, float]]:
    """The document's table: key -> (whole, folded), per cent."""
    found = {}
    for line in (root / "docs" / "method-dependency.md").read_text().splitlines():
        if "→" in line and line.startswith("| "):
            measure, basis, scope, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            for pair, cell in zip(COLUMNS, cells, strict=True):
                whole, folded = (float(number) for number in cell.split("→"))
                found[measure, basis, scope, *pair] = whole, folded
    return found


@pytest.mark.releases
@pytest.mark.slow
def test_the_document_tells_how_far_folding_moves_each_measure(releases, root):
    rest_of_eu = Countries.load(root / "config/countries.yaml").group(REST_OF_EU)
    told = documented(root)
    assert len(told) == 31 * 4
    for year in (1995, 2011):
        table = wiod.read(releases / "wiod2013" / f"wiot_{year}.RData")
        groups = reported(table.regions, rest_of_eu)
        effect = dependency.folding_effect(table, groups).assign(year=year).set_index(KEY)
        for key, (whole, folded) in told.items():
            if key[-1] == year:
                assert 100 * effect.loc[key, "exact"] == approx(whole, abs=6e-4), key
                assert 100 * effect.loc[key, "value"] == approx(folded, abs=6e-4), key


def test_the_documents_largest_move_is_the_one_it_names(root):
    told = documented(root)
    moves = {key: abs(folded - whole) for key, (whole, folded) in told.items()}
    measure, _, scope, user, supplier, _ = max(moves, key=moves.get)
    assert (measure, scope, user, supplier) == ("fpex", "foreign", "CHN", "RUS")
    assert max(moves.values()) < 0.25


def test_a_table_that_folds_the_union_itself_keeps_its_fold():
    folded = reported(["RUS", "CHN", "DEU", "FRA", REST_OF_EU, "BRN"], ["FRA", "ITA"])
    assert folded[REST_OF_EU] == [REST_OF_EU]
    assert folded["ROW"] == ["FRA", "BRN"]  # beside its fold a member would count twice
    whole = reported(["RUS", "CHN", "DEU", "FRA", "BRN"], ["FRA", "ITA"])
    assert (whole[REST_OF_EU], whole["ROW"]) == (["FRA"], ["BRN"])


def test_the_neighbours_of_the_united_states_stand_alone_where_a_table_shows_them():
    full, folded = ["USA", "MEX", "CAN", "AUS", "ROW"], ["USA", "ROW"]
    assert reported(full, (), NEIGHBOURS) == {
        "USA": ["USA"], "MEX": ["MEX"], "CAN": ["CAN"], "ROW": ["AUS", "ROW"],
    }  # fmt: skip
    assert reported(folded, (), NEIGHBOURS) == reported(folded, ())


@pytest.mark.releases
def test_the_fold_keeps_every_region_of_wiod_once(releases, root):
    regions = wiod.read(releases / "wiod2013" / "wiot_1995.RData").regions
    groups = reported(regions, Countries.load(root / "config/countries.yaml").group(REST_OF_EU))
    assert sorted(code for members in groups.values() for code in members) == sorted(regions)
    assert groups["ROW"] == ["AUS", "CAN", "IDN", "MEX", "TWN", "ROW"]
    assert len(groups["EU26"]) == 26
    assert "GBR" in groups["EU26"]
    assert "DEU" not in groups["EU26"]


@pytest.mark.releases
@pytest.mark.slow
def test_the_embedded_files_are_those_that_the_releases_give(releases, root, extract, tmp_path):
    extract.extract_wiod(releases, tmp_path)
    extract.extract_tiva(releases, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*") if path.is_file())
    assert [path.name for path in made] == ["fdva.csv", "wiot.parquet"]
    for path in made:
        assert (tmp_path / path).read_bytes() == (root / "data" / "raw" / path).read_bytes(), path
