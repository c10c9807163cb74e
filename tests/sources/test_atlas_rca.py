"""RCA by heading of every year: the layout made up small, and the real release to 2016."""

import subprocess
import sys

import polars as pl
import pytest
from pytest import approx

from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import LayoutError
from techsov.indicators import complexity, complexity_change
from techsov.indicators import complexity_uncertainty as uncertainty
from techsov.sources import atlas, atlas_rca

ROWS = [("RUS", "0101", 2000, 0.5), ("RUS", "2709", 2000, 3.0), ("JPN", "8542", 2000, 2.5),
        ("RUS", "2709", 2001, 2.0)]  # fmt: skip


def written(folder, rows=ROWS, schema=atlas_rca.COLUMNS):
    path = folder / "rca.parquet"
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(path)
    return path


def test_each_year_is_a_matrix_and_what_is_not_listed_is_zero(tmp_path):
    matrices = dict(atlas_rca.matrices(written(tmp_path)))
    assert list(matrices) == [2000, 2001]
    assert matrices[2000].loc["RUS"].to_dict() == {"0101": 0.5, "2709": 3.0, "8542": 0.0}
    assert matrices[2001].to_dict() == {"2709": {"RUS": 2.0}}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("RUS", "2709", 2000, 3.0), "RUS 2709 2000: one RCA .* found 3.0"),
        (("CHN", "2709", 2000, -1.0), "CHN 2709 2000: one RCA from 0 up .* found -1.0"),
        (("CHN", "2709", 2000, None), "CHN 2709 2000: .* found None"),
        (("CHN", "2709", 2000, float("nan")), "CHN 2709 2000: .* found nan"),
        (("CHN", "27", 2000, 1.0), "CHN 27 2000: .* a heading of four digits"),
    ],
)
def test_what_cannot_be_is_named_by_place_heading_and_year(tmp_path, row, said):
    with pytest.raises(LayoutError, match=said):
        dict(atlas_rca.matrices(written(tmp_path, [*ROWS, row])))


def test_another_file_is_refused(tmp_path):
    other = written(tmp_path, [("RUS", 1)], {"location": pl.String, "eci": pl.Int64})
    with pytest.raises(LayoutError, match=r"columns: location \(String\), code .*, found location"):
        atlas_rca.years(other)
    (tmp_path / "page.parquet").write_text("<html>")
    with pytest.raises(LayoutError, match="whole file: a Parquet file expected"):
        atlas_rca.years(tmp_path / "page.parquet")
    with pytest.raises(FileNotFoundError):
        atlas_rca.years(tmp_path / "absent.parquet")


def test_gold_and_goods_not_specified_are_no_goods_here(tmp_path):
    rows = [("RUS", code, 2000, 1.0) for code in ("2709", "7108", "9999", "9710")]
    ((_, matrix),) = atlas_rca.matrices(written(tmp_path, rows))
    assert list(atlas_rca.goods(matrix, "HS92")) == ["2709", "9710"]
    assert list(atlas_rca.goods(matrix, "SITC")) == ["2709", "7108"]


# ---- the release to 2016


@pytest.mark.slow
@pytest.mark.releases
@pytest.mark.parametrize(
    ("name", "classification", "first", "years", "least"),
    [("hs", "HS92", 1995, 22, 0.995), ("sitc", "SITC", 1962, 55, 0.994)],
)
def test_every_year_ranks_as_the_growth_lab_publishes(
    releases, root, name, classification, first, years, least
):
    """Spearman's rho with the published ECI among the countries ranked to 2021, year by year."""
    countries, folder = Countries.load(root / "config/countries.yaml"), releases / "atlas/ddf2016"
    published = atlas.read_rankings(folder / f"ddf_{name}_eci.csv", countries)
    published = published[published["in_release_set"]].set_index(["year", "country"])["eci"]
    kept = tables.read(root / "data/raw/atlas/headings/2016/ranks.csv", tables.COMPLEXITY)
    kept = kept[kept["classification"] == f"{classification}-4"].set_index(["year", "country"])
    found = {}
    for year, places in atlas_rca.matrices(folder / f"ddf_atlas_rca_{name}.parquet"):
        advantage = places[places.index.isin(countries.group("ATLAS133"))]
        M = complexity.presence(atlas_rca.goods(advantage, classification))
        eci = complexity.solve(complexity.largest_component(complexity.without_empty(M))).eci
        found[year] = eci.corr(published[year], method="spearman")
        for row in kept.loc[year].itertuples():
            assert row.eci == approx(eci[row.Index], abs=1e-6)
            assert row.rank == (eci > eci[row.Index] + 1e-9).sum() + 1
            assert row.ranked == len(eci)
    assert list(found) == list(range(first, first + years))
    assert min(found.values()) > least
    assert sorted(found.values())[years // 2] > 0.997


@pytest.mark.releases
def test_the_settings_of_a_year_are_drawn_from_the_release(releases, root):
    """All but the bootstrap, which the extraction draws from a fixed seed, in the year 2010."""
    ranked_set = Countries.load(root / "config/countries.yaml").group("ATLAS133")
    path = releases / "atlas/ddf2016/ddf_atlas_rca_hs.parquet"
    places = next(matrix for year, matrix in atlas_rca.matrices(path) if year == 2010)
    everyone = atlas_rca.goods(places, "HS92")
    advantage = everyone[everyone.index.isin(ranked_set)]
    spread = uncertainty.spread_of_advantage(advantage, everyone, uncertainty.section, draws=2)
    key = ["choice", "setting"]
    drawn = spread[spread["country"] == "RUS"].set_index(key).sort_index()["rank"].drop("bootstrap")
    kept = tables.read(root / "data/raw/atlas/headings/2016/spread.csv", uncertainty.SPREAD)
    kept = kept[(kept["classification"] == "HS92-4") & (kept["year"] == 2010)]
    assert kept.set_index(key).sort_index()["rank"].drop("bootstrap").to_dict() == drawn.to_dict()


@pytest.mark.long
@pytest.mark.releases
def test_the_extract_is_the_release_drawn_again(releases, root, tmp_path):
    script = root / "workflow/extract/headings.py"
    subprocess.run([sys.executable, script, releases, "--to", tmp_path], check=True)
    drawn = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert len(drawn) == 5
    for path, body in drawn.items():
        assert (root / "data/raw" / path).read_bytes() == body, path


# ---- what the extract says of Russia


@pytest.fixture(scope="module")
def headings(root):
    return root / "data/raw/atlas/headings/2016"


def test_russia_fell_by_trade_as_by_the_published_ranking(headings):
    """Published, of the same release and countries: HS92 23, 34, 46; SITC 28, 47, 48."""
    ranks = tables.read(headings / "ranks.csv", tables.COMPLEXITY)
    russia = ranks[ranks["country"] == "RUS"].set_index(["classification", "year"])["rank"]
    published = {"HS92-4": {2000: 23, 2010: 34, 2016: 46}, "SITC-4": {2000: 28, 2010: 47, 2016: 48}}
    for name, years in published.items():
        assert {y: russia[name, y] for y in years} == approx(years, abs=4)


def test_by_headings_of_hs_others_rose_to_2010_and_russia_sank_after(headings):
    changes = tables.read(headings / "changes.csv", complexity_change.SUMS)
    parts = changes[changes["classification"] == "HS92-4"].set_index(["first", "last"])
    assert parts.loc[(2000, 2010), "others"] < parts.loc[(2000, 2010), "own"] < 0
    assert parts.loc[(2010, 2016), "own"] < parts.loc[(2010, 2016), "others"] < 0
