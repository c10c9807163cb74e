"""The two complexity scripts, run on the embedded extracts."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from techsov.core import tables
from techsov.indicators import complexity


@pytest.fixture(scope="module")
def run(root):
    def script(name: str, inputs: dict, outputs: dict) -> None:
        job = SimpleNamespace(input=SimpleNamespace(**inputs), output=SimpleNamespace(**outputs))
        path = root / "workflow" / "scripts" / f"{name}.py"
        runpy.run_path(str(path), init_globals={"snakemake": job})

    return script


@pytest.fixture(scope="module")
def ranked(root, run, tmp_path_factory) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("ranked")
    files = sorted((root / "data/raw/atlas/rankings").glob("*/rankings.csv"))
    outputs = {"table": folder / "complexity.csv", "common": folder / "complexity_common.csv"}
    run("compute_complexity", {"rankings": [str(f) for f in files]}, outputs)
    return tuple(tables.read(path, tables.COMPLEXITY) for path in outputs.values())


def test_every_release_and_classification_is_in_the_table(ranked):
    table, common = ranked
    expected = {
        *(("SITC", v) for v in ("2017", "2019", "2021", "2022", "2024")),
        *(("HS92", v) for v in ("2017", "2022", "2024")),
        ("HS12", "2024"),
    }
    for frame in ranked:
        assert set(zip(frame["classification"], frame["vintage"], strict=True)) == expected
    assert table["ranked"].max() == 145
    assert common["ranked"].max() == 133


def test_the_common_set_compares_releases_on_one_footing(ranked):
    _, common = ranked
    per_year = common.groupby(["classification", "year"])["ranked"]
    assert (per_year.min() == per_year.max()).all()


def test_the_common_table_carries_the_same_eci(ranked):
    table, common = ranked
    both = common.merge(table, on=complexity.KEY, suffixes=("_common", ""))
    assert len(both) == len(common)
    assert (both["eci_common"] == both["eci"]).all()


def test_ranks_out_of_order_stop_the_script(root, run, tmp_path):
    frame = tables.read(root / "data/raw/atlas/rankings/2021/rankings.csv", tables.RANKINGS)
    frame.loc[0, "rank"] = 1
    tables.write(frame, tmp_path / "rankings.csv", tables.RANKINGS)
    outputs = {"table": tmp_path / "a.csv", "common": tmp_path / "b.csv"}
    with pytest.raises(complexity.CheckError, match="ranked sets: ranks that follow falling ECI"):
        run("compute_complexity", {"rankings": [str(tmp_path / "rankings.csv")]}, outputs)
    assert not outputs["table"].exists()


@pytest.fixture(scope="module")
def traded(root, run, tmp_path_factory) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("traded")
    exports = root / "data/raw/atlas/exports-hs92-2/2019/exports.csv"
    outputs = {"table": folder / "complexity_trade.csv", "products": folder / "products.csv"}
    run("compute_complexity_from_trade", {"exports": [str(exports)]}, outputs)
    products = pd.read_csv(outputs["products"], dtype={"product": str})
    return tables.read(outputs["table"], tables.COMPLEXITY), products


def test_exports_rank_all_133_countries(traded):
    table, _ = traded
    assert set(table["classification"]) == {"HS92-2"}
    assert set(table["vintage"]) == {"2019"}
    assert set(table["year"]) == {2019}
    assert sorted(table["rank"]) == list(range(1, 134))
    assert abs(table["eci"].mean()) < 1e-9


def test_every_chapter_has_its_complexity_and_its_makers(traded):
    _, products = traded
    assert list(products.columns) == ["product", "pci", "ubiquity"]
    assert len(products) == 96
    assert products["product"].is_monotonic_increasing
    assert products["ubiquity"].between(1, 133).all()


def test_oil_is_simple_and_machinery_complex(traded):
    """Chapters 27 (mineral fuels) and 84 (machinery), the poles of every such ranking."""
    _, products = traded
    pci = products.set_index("product")["pci"]
    assert pci["27"] < pci.quantile(0.05)
    assert pci["84"] > pci.quantile(0.95)
