"""Atlas exports: layouts made up small, and the real matrices of 2019 and of 1998-2000."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest
from ecomplexity import ecomplexity
from numpy.testing import assert_allclose

from techsov.core.countries import Countries
from techsov.core.errors import CheckError, LayoutError
from techsov.indicators import complexity
from techsov.sources import atlas, atlas_trade

OFFICIAL = (
    "country_id,country_iso3_code,product_id,product_hs92_code,year,"
    "export_value,import_value,global_market_share,export_rca,distance,cog,pci\n"
)


@pytest.fixture
def file(tmp_path):
    def written(text: str, encoding: str = "utf-8"):
        path = tmp_path / "exports.csv"
        path.write_text(text, encoding=encoding)
        return path

    return written


def row(country: str, product: str, year: int, value: object) -> str:
    return f"1,{country},2,{product},{year},{value},0,0.1,1.0,0.5,,\n"


def flows(frame: pd.DataFrame) -> dict:
    return dict(
        zip(zip(frame["country"], frame["product"], strict=True), frame["value"], strict=True)
    )


def test_only_goods_of_the_wanted_year_are_read(file):
    text = OFFICIAL + row("RUS", "0101", 2018, 5) + row("RUS", "0101", 2019, 7.5)
    for product in ("9999", "XXXX", "financial", "ict", "transport", "travel", "unspecified"):
        text += row("RUS", product, 2019, 100)
    text += row("ANS", "0101", 2019, 100) + row("CHN", "7108", 2019, 100)
    text += row("CHN", "0101", 2019, 0) + row("CHN", "8542", 2019, "") + row("CHN", "8517", 2019, 3)
    exports = atlas_trade.read_exports(file(text), "HS92", 2019)
    assert flows(exports) == {("RUS", "0101"): 7.5, ("CHN", "8517"): 3.0}
    assert set(exports["year"]) == {2019}


@pytest.mark.parametrize(("value", "found"), [("1,234,584", 14), ('"1,234,584",,', 14)])
def test_a_line_of_another_length_moves_no_figure_in_silence(file, value, found):
    text = OFFICIAL + row("RUS", "0101", 2019, 5) + row("CHN", "0101", 2019, value)
    with pytest.raises(
        LayoutError, match=f"line 3: 12, as in the first line expected, found {found}"
    ):
        atlas_trade.read_exports(file(text), "HS92", 2019)
    cut = OFFICIAL + row("RUS", "0101", 2019, 5) + "1,CHN,2,0101,2019\n"
    with pytest.raises(LayoutError, match="line 3: 12, as in the first line expected, found 5"):
        atlas_trade.read_exports(file(cut), "HS92", 2019)


def test_a_comma_between_quotation_marks_ends_no_cell(file):
    path = file('country,product,export_val,name\nRUS,0101,12,"Horses, live"\n')
    assert flows(atlas_trade.read_exports(path, "HS92", 2019)) == {("RUS", "0101"): 12.0}


def test_gold_is_kept_on_request(file):
    text = OFFICIAL + row("CHE", "7108", 2019, 100) + row("CHE", "9999", 2019, 100)
    path = file(text + row("CHE", "9101", 2019, 1))
    assert set(flows(atlas_trade.read_exports(path, "HS92", 2019))) == {("CHE", "9101")}
    kept = atlas_trade.read_exports(path, "HS92", 2019, keep_gold=True)
    assert set(flows(kept)) == {("CHE", "7108"), ("CHE", "9101")}


def test_noise_is_left_out_at_six_digits_and_by_chapter_too(file):
    six = OFFICIAL + row("RUS", "999999", 2019, 9) + row("RUS", "9999AA", 2019, 9)
    six += row("RUS", "710812", 2019, 9) + row("RUS", "270900", 2019, 1)
    assert set(flows(atlas_trade.read_exports(file(six), "HS92", 2019))) == {("RUS", "270900")}
    two = OFFICIAL + row("RUS", "99", 2019, 9) + row("RUS", "XX", 2019, 9)
    two += row("RUS", "71", 2019, 1)
    assert set(flows(atlas_trade.read_exports(file(two), "HS92", 2019))) == {("RUS", "71")}


def test_a_file_of_one_unnamed_year_takes_the_year_given(file):
    path = file("country,product,export_val\nrus,0101,12\n", encoding="utf-8-sig")
    exports = atlas_trade.read_exports(path, "HS92", 2019)
    assert exports.to_dict("records") == [
        {"country": "RUS", "product": "0101", "year": 2019, "value": 12.0}
    ]
    sitc = file('"country","product","value"\n"rus","0011",12\n"rus","9710",3\n"rus","9310",3\n')
    assert set(flows(atlas_trade.read_exports(sitc, "SITC", 2000))) == {("RUS", "0011")}


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (OFFICIAL + row("RUS", "0101", 2018, 5), CheckError, "goods of 2019 expected, .*2018"),
        (OFFICIAL, CheckError, "the file holds no row"),
        (OFFICIAL + row("PER", "0101", 2019, -5), CheckError, "line 2: PER 0101 -5"),
        (OFFICIAL + row("PER", "0101", 2019, 5) * 2, CheckError, "found 2 repeated"),
        (OFFICIAL + row("PER", "0101", 2019, "1 000"), LayoutError, "line 2, export value"),
        (OFFICIAL + row("PER", "0101", 2019, "nan"), LayoutError, "found `nan`"),
        (
            OFFICIAL + row("PER", "101", 2019, 1) + row("PER", "8542", 2019, 1),
            LayoutError,
            "codes of 3 and 4 digits",
        ),
        (OFFICIAL.replace("hs92", "hs12"), LayoutError, "column `product_hs92_code` expected"),
        (OFFICIAL.replace("export_value", "exports"), LayoutError, "one column with an export"),
        ("country,code,value\n", LayoutError, "one column with a product code"),
        ("", LayoutError, "comma-separated text in UTF-8 expected, found an empty file"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(file, text, error, said):
    with pytest.raises(error, match=said):
        atlas_trade.read_exports(file(text), "HS92", 2019)


def test_a_trade_file_without_a_last_line_end_is_cut_off_only_where_its_end_is_read(file):
    whole = OFFICIAL + row("RUS", "0101", 2019, 5).rstrip("\n")
    assert flows(atlas_trade.read_exports(file(whole), "HS92", 2019)) == {("RUS", "0101"): 5}
    with pytest.raises(LayoutError, match="last line: a line end expected"):
        atlas_trade.read_exports(file("country,product,value\nRUS,0101,5"), "HS92", 2019)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_trade_file_in_another_encoding_is_refused_in_words(file, encoding):
    text = OFFICIAL + row("RUS", "0101", 2019, 5)
    with pytest.raises(LayoutError, match="comma-separated text in UTF-8 expected, found comma"):
        atlas_trade.read_exports(file(text, encoding), "HS92", 2019)


def test_negative_services_do_not_matter_to_goods(file):
    text = OFFICIAL + row("PER", "ict", 2019, -5) + row("PER", "0101", 2019, 5)
    assert flows(atlas_trade.read_exports(file(text), "HS92", 2019)) == {("PER", "0101"): 5.0}


READ_ONE_YEAR = """
import sys, threading, time
from techsov.sources import atlas_trade

def held():
    lines = dict(line.split(":") for line in open("/proc/self/status"))
    return int(lines["RssAnon"].split()[0]) * 1024

peak, before = 0, held()
def watch():
    global peak
    while True:
        peak = max(peak, held())
        time.sleep(0.005)
threading.Thread(target=watch, daemon=True).start()
exports = atlas_trade.read_exports(sys.argv[1], "HS92", 2019)
print(len(exports), peak - before)
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_a_year_of_452_megabytes_is_read_without_holding_the_file(tmp_path):
    """As many rows as the Atlas's headings of 1995-2024; only the year asked for may stay."""
    countries = [f"X{i:02X}" for i in range(232)]
    year = "".join(row(c, f"{101 + p:04d}", 9999, 1234567890.125 + p) for c in countries
                   for p in range(1241)).encode()  # fmt: skip
    path = tmp_path / "hs92_country_product_year_4.csv"
    with path.open("wb") as file:
        file.write(OFFICIAL.encode())
        for each in range(1995, 2025):
            file.write(year.replace(b",9999,", b",%d," % each))
    assert path.stat().st_size > 420e6
    done = subprocess.run(
        [sys.executable, "-c", READ_ONE_YEAR, str(path)],
        capture_output=True, text=True, check=True, env=os.environ | {"POLARS_MAX_THREADS": "1"},
    )  # fmt: skip
    rows, grown = map(int, done.stdout.split())
    assert rows == 232 * 1241
    assert grown < 0.75 * path.stat().st_size


def test_a_classification_nobody_knows_is_refused(file):
    with pytest.raises(CheckError, match="one of HS92, HS12, HS22, SITC"):
        atlas_trade.read_exports(file(OFFICIAL), "HS", 2019)


def test_headings_add_up_to_their_chapter():
    exports = pd.DataFrame(
        {
            "country": "RUS",
            "product": ["2709", "2710", "3102"],
            "year": 2019,
            "value": [5.0, 6.0, 7.0],
        }
    )
    assert flows(atlas_trade.aggregate_products(exports, 2)) == {
        ("RUS", "27"): 11.0,
        ("RUS", "31"): 7.0,
    }
    with pytest.raises(CheckError, match="6 digits or more expected, found 2709"):
        atlas_trade.aggregate_products(exports, 6)


# The real matrices


@pytest.fixture(scope="module")
def countries(root) -> Countries:
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture(scope="module")
def headings(releases) -> pd.DataFrame:
    """HS 1992, four digits, 2019."""
    path = releases / "atlas" / "trade" / "hs92_4_2019" / "export.csv"
    return atlas_trade.read_exports(path, "HS92", 2019)


@pytest.fixture(scope="module")
def published(releases, countries) -> pd.DataFrame:
    read = atlas.read_rankings(releases / "atlas/rankings/2022/rankings.tab", countries)
    return read.pivot(index=["classification", "country"], columns="year", values="eci")


def spearman(ours: pd.Series, theirs: pd.Series) -> float:
    return ours.corr(theirs.reindex(ours.index), method="spearman")


@pytest.mark.releases
def test_the_headings_of_2019_are_1216_goods_of_133_countries(headings, countries):
    assert sorted(headings["country"].unique()) == countries.group("ATLAS133")
    assert headings["product"].nunique() == 1223 - 5 - 2
    assert headings["product"].str.fullmatch(r"\d{4}").all()


@pytest.mark.releases
def test_rca_over_goods_and_services_is_that_of_the_file_beside(releases):
    """The Growth Lab's own advantages of 2019, but for Peru's negative value of `ict`."""
    folder, names = releases / "atlas" / "trade" / "hs92_4_2019", {"product": str}
    exports = pd.read_csv(folder / "export.csv", dtype=names)
    x = exports.pivot(index="country", columns="product", values="export_val").clip(lower=0)
    theirs = pd.read_csv(folder / "rca.csv", dtype=names)
    theirs = theirs.pivot(index="country", columns="product", values="rca")
    ours = complexity.rca(x)
    both = [r.drop("PER").drop(columns="ict") for r in (ours, theirs)]
    assert_allclose(*both, rtol=1e-4, atol=1e-6)


@pytest.mark.releases
@pytest.mark.slow
def test_eci_and_pci_of_the_headings_agree_with_the_reference(headings):
    names = {"time": "year", "loc": "country", "prod": "product", "val": "value"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = ecomplexity(headings, names, check_logsupermodularity=False, verbose=False)
    matrix = complexity.exports_matrix(headings)
    eci = expected.drop_duplicates("country").set_index("country")["eci"]
    pci = expected.drop_duplicates("product").set_index("product")["pci"]
    assert_allclose(complexity.eci(matrix), eci.reindex(matrix.index), rtol=0, atol=1e-9)
    assert_allclose(complexity.pci(matrix), pci.reindex(matrix.columns), rtol=0, atol=1e-9)


@pytest.mark.releases
def test_the_headings_rank_countries_nearly_as_the_atlas_publishes(headings, published):
    ours = complexity.eci(complexity.exports_matrix(headings))
    theirs = published.loc["HS92", 2019]
    assert spearman(ours, theirs) == pytest.approx(0.987, abs=0.001)
    assert complexity.rank(ours, ours.index).loc["RUS", "rank"] == 45
    assert complexity.rank(theirs, ours.index).loc["RUS", "rank"] == 49


@pytest.mark.releases
def test_the_release_of_2026_agrees_better_without_the_threshold(headings, releases, countries):
    """The Atlas changed its presence matrix between the releases with data to 2022 and 2024."""
    advantage = complexity.rca(complexity.exports_matrix(headings))
    binary = complexity.solve(complexity.presence(advantage)).eci
    continuous = complexity.solve(complexity.continuous_presence(advantage)).eci
    folder = releases / "atlas" / "rankings"
    for file, nearer, farther in (
        ("2022/rankings.tab", binary, continuous),
        ("2024/growth_proj_eci_rankings.csv", continuous, binary),
    ):
        read = atlas.read_rankings(folder / file, countries)
        of_2019 = (read["classification"] == "HS92") & (read["year"] == 2019)
        theirs = read[of_2019].set_index("country")["eci"]
        assert spearman(nearer, theirs) > 0.986
        assert spearman(nearer, theirs) > spearman(farther, theirs) + 0.007


@pytest.mark.releases
def test_the_atlass_product_filters_bring_the_ranking_nearer(headings, published):
    matrix = complexity.exports_matrix(headings)
    made = complexity.presence(complexity.rca(matrix))
    kept = (
        set(complexity.products_by_exports(matrix))
        & set(complexity.products_by_exporters(matrix))
        & set(complexity.products_by_ubiquity(made))
    )
    theirs = published.loc["HS92", 2019]
    filtered = complexity.eci(matrix[sorted(kept)])
    assert len(kept) < matrix.shape[1]
    assert spearman(filtered, theirs) > spearman(complexity.eci(matrix), theirs) > 0.98


@pytest.mark.releases
def test_services_counted_as_products_lead_away_from_the_published_ranking(
    headings, releases, published
):
    path = releases / "atlas" / "trade" / "hs92_4_2019" / "export.csv"
    every = pd.read_csv(path, dtype={"product": str})
    every["value"] = every["export_val"].clip(lower=0)
    mixed = complexity.eci(complexity.exports_matrix(every[["country", "product", "value"]]))
    goods = complexity.eci(complexity.exports_matrix(headings))
    theirs = published.loc["HS92", 2019]
    assert spearman(mixed, theirs) < spearman(goods, theirs)


@pytest.mark.releases
def test_chapters_are_too_coarse_to_stand_for_headings(headings, published):
    """Two digits put engines beside boilers: the same exports rank another way."""
    theirs = published.loc["HS92", 2019]
    chapters = atlas_trade.aggregate_products(headings, 2)
    coarse = complexity.eci(complexity.exports_matrix(chapters))
    fine = complexity.eci(complexity.exports_matrix(headings))
    assert spearman(coarse, theirs) < 0.9 < spearman(fine, theirs)
    ranks = [complexity.rank(e, e.index).loc["RUS", "rank"] for e in (coarse, fine)]
    assert ranks[0] > ranks[1] + 50


@pytest.fixture(scope="module")
def sitc(releases) -> pd.DataFrame:
    """SITC, four digits, average of 1998-2000, all territories."""
    path = releases / "atlas" / "trade" / "sitc4_1998_2000" / "world_trade_1998_2000.csv"
    read = atlas_trade.read_exports(path, "SITC", 2000)
    return read.replace({"country": {"ROM": "ROU"}})  # Romania's code until 2002


@pytest.mark.releases
def test_without_filters_territories_without_inhabitants_head_the_ranking(sitc):
    """South Georgia and Heard Island have no people; what ships report there is no complexity."""
    matrix = complexity.exports_matrix(sitc)
    ranked = complexity.rank(complexity.eci(matrix), matrix.index)
    assert {"SGS", "HMD"} <= set(ranked.index[:10])


@pytest.mark.releases
def test_among_ranked_countries_the_sitc_matrix_of_2000_ranks_as_the_atlas_does(
    sitc, published, countries
):
    members = countries.group("ATLAS133")
    matrix = complexity.exports_matrix(sitc)
    ranked = complexity.without_empty(matrix.loc[matrix.index.isin(members)])
    ours = complexity.eci(ranked)
    assert set(members) - set(ours.index) == {"SRB"}  # not a reporter of its own until 2006
    assert spearman(ours, published.loc["SITC", 2000]) > 0.88
    assert complexity.rank(ours, members).loc["SRB"].isna()["rank"]
