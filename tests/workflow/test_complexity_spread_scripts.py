"""The scripts on uncertainty, change and claims, run on the embedded extracts."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from techsov.core import tables
from techsov.indicators import complexity_change, complexity_claims, complexity_uncertainty


@pytest.fixture(scope="module")
def run(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("spread")

    def script(name: str, inputs: dict, outputs: dict, **params) -> dict:
        paths = {key: str(folder / file) for key, file in outputs.items()}
        job = SimpleNamespace(
            input=SimpleNamespace(**inputs),
            output=SimpleNamespace(**paths),
            params=SimpleNamespace(**params),
        )
        path = root / "workflow" / "scripts" / f"{name}.py"
        runpy.run_path(str(path), init_globals={"snakemake": job})
        return paths

    return script


@pytest.fixture(scope="module")
def raw(root):
    return lambda pattern: sorted(map(str, (root / "data/raw/atlas").glob(pattern)))


@pytest.fixture(scope="module")
def spread(run, raw) -> dict:
    inputs = {
        "exports": raw("exports-hs92-2/*/exports.csv"),
        "spread": raw("rank-spread-hs92-4/*/spread.csv"),
        "products": raw("rank-spread-hs92-4/*/products.csv"),
    }
    outputs = {"table": "spread.csv", "intervals": "intervals.csv", "heaviest": "heaviest.csv"}
    return run("compute_complexity_uncertainty", inputs, outputs)


@pytest.fixture(scope="module")
def ranked(run, raw) -> dict:
    outputs = {"table": "complexity.csv", "common": "complexity_common.csv"}
    return run("compute_complexity", {"rankings": raw("rankings/*/rankings.csv")}, outputs)


def test_chapters_and_headings_stand_side_by_side(spread):
    table = tables.read(spread["table"], complexity_uncertainty.SPREAD)
    countries = table.groupby("classification")["country"].nunique().to_dict()
    assert countries == {"HS92-2": 133, "HS92-4": 32}


def test_the_baseline_by_chapter_is_the_ranking_computed_elsewhere(spread, run, raw):
    plain = run(
        "compute_complexity_from_trade",
        {"exports": raw("exports-hs92-2/*/exports.csv")},
        {"table": "trade.csv", "products": "products.csv"},
    )
    table = tables.read(spread["table"], complexity_uncertainty.SPREAD)
    base = table[(table["classification"] == "HS92-2") & (table["choice"] == "baseline")]
    ranks = tables.read(plain["table"], tables.COMPLEXITY).set_index("country")["rank"]
    assert (base.set_index("country")["rank"] == ranks).all()


def test_by_heading_russia_stands_where_the_reference_ranking_puts_it(spread):
    """45 of 133 by the plain index of 2019; by chapter tens of places lower."""
    table = tables.read(spread["intervals"], complexity_uncertainty.INTERVALS)
    russia = table[(table["country"] == "RUS") & (table["choice"] == "all")]
    ranks = russia.set_index("classification")["baseline"]
    assert ranks["HS92-4"] == 45
    assert ranks["HS92-2"] > 95
    assert (russia["best"] < russia["baseline"]).all()
    assert (russia["worst"] > russia["baseline"]).all()


def test_crude_oil_weighs_down_and_ten_headings_have_names(spread):
    table = tables.read(spread["heaviest"], complexity_change.HEAVIEST).set_index("product")
    assert len(table) == 10
    assert table.loc["2709", "total"] < 0
    assert (table["total"] - table["pci"] * table["share"]).abs().max() < 1e-5


def test_an_edition_without_four_digits_has_chapters_only(run, raw):
    inputs = {"exports": raw("exports-hs92-2/*/exports.csv"), "spread": [], "products": []}
    outputs = {"table": "a.csv", "intervals": "b.csv", "heaviest": "c.csv"}
    paths = run("compute_complexity_uncertainty", inputs, outputs)
    table = tables.read(paths["table"], complexity_uncertainty.SPREAD)
    assert set(table["classification"]) == {"HS92-2"}
    assert pd.read_csv(paths["heaviest"]).empty


def test_the_parts_of_the_fall_add_up_to_the_ranks(run, raw, ranked):
    inputs = {"complexity": ranked["table"], "crossings": raw("overtaking/*/overtaking.csv")}
    outputs = {"table": "overtaking.csv", "sums": "sums.csv"}
    paths = run("compute_complexity_change", inputs, outputs)
    sums = tables.read(paths["sums"], complexity_change.OVERTAKING_SUMS)
    assert (sums["change"] == sums["rank_after"] - sums["rank_before"]).all()
    crossings = tables.read(paths["table"], complexity_change.OVERTAKING)
    assert set(crossings["kind"]) <= set(complexity_change.KINDS)


HEADINGS = ("ranks", "spread", "crossings", "changes", "products")
OUTPUTS = {name: f"headings_{name}.csv" for name in
           ("table", "intervals", "overtaking", "sums", "changes", "products")}  # fmt: skip


def test_every_year_of_trade_has_a_rank_and_its_spread(run, raw):
    inputs = {name: raw(f"headings/*/{name}.csv") for name in HEADINGS}
    paths = run("compute_complexity_headings", inputs, OUTPUTS)
    ranks = tables.read(paths["table"], tables.COMPLEXITY)
    russia = ranks[ranks["country"] == "RUS"]
    spans = russia.groupby("classification")["year"].agg(["min", "max"]).to_dict("index")
    assert spans == {"HS92-4": {"min": 1995, "max": 2016}, "SITC-4": {"min": 1992, "max": 2016}}
    intervals = tables.read(paths["intervals"], complexity_uncertainty.INTERVALS)
    whole = intervals[intervals["choice"] == "all"].set_index(["classification", "year"])
    base = russia.set_index(["classification", "year"])["rank"]
    assert (whole["baseline"] == base).all()
    assert ((whole["best"] <= base) & (base <= whole["worst"])).all()
    sums = tables.read(paths["sums"], complexity_change.OVERTAKING_SUMS)
    assert len(sums) == 6
    assert (sums["change"] == sums[list(complexity_change.PARTS)].sum(axis=1)).all()
    products = tables.read(paths["products"], complexity_change.PRODUCTS)
    assert products.groupby(["first", "last"]).size().to_dict() == dict.fromkeys(
        [(2000, 2010), (2000, 2016), (2010, 2016)], 10
    )


def test_an_edition_without_headings_has_empty_tables(run):
    paths = run("compute_complexity_headings", {name: [] for name in HEADINGS}, OUTPUTS)
    assert all(pd.read_csv(path).empty for path in paths.values())


def test_the_sentence_is_answered_for_every_ranking(run, ranked):
    inputs = {"complexity": ranked["table"], "common": ranked["common"]}
    outputs = {"table": "claims.csv", "shares": "shares.csv"}
    paths = run("tabulate_complexity_claims", inputs, outputs, subject="RUS")
    table = tables.read(paths["table"], complexity_claims.CLAIM_TABLE)
    assert len(table) == 9 * 2 * 27
    shares = pd.read_csv(paths["shares"])
    assert set(shares["country_set"]) == {"stated", "common"}
