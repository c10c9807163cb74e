"""The dependency measures against a table worked by hand, other packages and published numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pymrio
import pytest
from numpy.testing import assert_allclose
from pytest import approx

from techsov.core import intercountry, tables
from techsov.core.errors import CheckError, UnknownCountry
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import dependency, dependency_industries, production
from techsov.sources import wiod
from tests import icio_layouts as layouts


@pytest.fixture(scope="module")
def by_hand() -> InterCountryTable:
    """The worked example of docs/method-dependency.md: a supplier S, a transit T, a user U."""
    Z = np.array([[0, 0, 0], [25, 0, 0], [10, 20, 0]], dtype=float)
    Y = np.array([[100, 0, 0], [15, 60, 0], [10, 0, 60]], dtype=float)
    return InterCountryTable(
        regions=("U", "T", "S"),
        industries=("C26",),
        Z=Z,
        Y=Y,
        x=np.array([100.0, 100, 100]),
        va=np.array([65.0, 80, 100]),
        year=2000,
        edition="by hand",
    ).check()


@pytest.fixture(scope="module")
def solved(by_hand):
    return dependency.production_matrices(by_hand)


def test_production_behind_final_output_is_counted_where_it_is_produced(solved):
    assert_allclose(solved.gross_output, [[100, 0, 0], [25, 75, 0], [15, 15, 70]])
    assert_allclose(solved.value_added, [[65, 0, 0], [20, 60, 0], [15, 15, 70]])
    assert_allclose(solved.face_gross_output, [[100, 0, 0], [25, 75, 0], [10, 15, 70]])
    assert_allclose(solved.absorbed, [[65, 0, 0], [32, 48, 0], [28, 12, 60]])


def test_look_through_is_face_value_and_what_hides_in_transit(solved):
    gross, face = solved.of("gross_output")
    assert dependency.fpem(gross, "U", "S") == approx(15 / 140)
    assert dependency.fpem_face(face, gross, "U", "S") == approx(10 / 140)
    assert dependency.fpem_hidden(face, gross, "U", "S") == approx(5 / 140)
    added, _ = solved.of("value_added")
    assert dependency.fpem(added, "U", "S") == approx(15 / 100)


def test_foreign_shares_leave_own_production_out(solved):
    gross, face = solved.of("gross_output")
    assert dependency.fpem(gross, "U", "S", scope="foreign") == approx(15 / 40)
    assert dependency.fpem_face(face, gross, "U", "S", scope="foreign") == approx(10 / 40)
    assert dependency.fpem_hidden(face, gross, "U", "S", scope="foreign") == approx(5 / 40)
    assert np.isnan(dependency.fpem(gross, "U", "U", scope="foreign"))


def test_a_market_counts_in_all_that_the_supplier_produces(solved):
    assert dependency.fpex(solved.gross_output, user="U", supplier="S") == approx(15 / 100)
    assert dependency.fpex(solved.gross_output, "U", "S", scope="foreign") == approx(15 / 30)


def test_absorbed_value_added_follows_final_goods_too(solved):
    assert dependency.fdva_share(solved.absorbed, "U", "S") == approx(28 / 60)


def test_goods_cross_the_last_border_from_the_transit_country_or_directly(by_hand):
    crossing = dependency_industries.by_last_crossing(by_hand, "U").set_index(
        ["basis", "industry", "supplier", "via"]
    )["value"]
    assert crossing["gross_output", "C26", "S", "T"] == approx(5 / 140)
    assert crossing["gross_output", "C26", "S", "S"] == approx(10 / 140)
    assert crossing["value_added", "all", "T", "T"] == approx(20 / 100)
    assert crossing["gross_output", "all", "T", "S"] == 0


def test_exports_are_gross_domestic_and_foreign(by_hand):
    transit = dependency.exports(by_hand, "T")
    assert transit.gross == dependency.gross_exports(by_hand, "T") == 40
    assert transit.domestic_content == approx(32)
    assert transit.domestic_value_added == approx(32)
    assert dependency.domestic_value_added_in_exports(by_hand, "T") == approx(32)
    assert transit.foreign_content == approx(8)
    assert transit.foreign_value_added == approx(8)


def test_every_pair_has_every_measure_once(by_hand):
    pairs = dependency.all_pairs(by_hand)
    assert len(pairs) == 6 * (3 * 2 * 4 + 2 * 3 + 1)
    checked = tables.check(
        pairs.assign(dataset="d", vintage="v", year=2000), tables.DEPENDENCY, "by hand"
    )
    one = checked.set_index(["measure", "basis", "scope", "user", "supplier"])["value"]
    assert one["fpem", "gross_output", "all", "U", "S"] == approx(15 / 140)
    assert one["fpem_hidden", "gross_output", "foreign", "U", "S"] == approx(5 / 40)
    assert one["fpex", "gross_output", "all", "U", "S"] == approx(15 / 100)
    assert one["fpex", "value_added", "foreign", "U", "S"] == approx(15 / 30)
    assert one["fdva_share", "value_added", "foreign", "U", "S"] == approx(28 / 60)
    assert one["fpem", "gross_output", "manufacturing_inputs", "U", "S"] == approx(15 / 140)


@pytest.fixture
def two_industries() -> InterCountryTable:
    """Two regions; manufacturing buys services abroad, services buy manufactures abroad."""
    Z = np.array([[10, 5, 8, 2], [6, 4, 3, 9], [12, 1, 20, 7], [2, 14, 5, 11]], dtype=float)
    Y = np.array([[50, 9], [40, 3], [6, 70], [4, 55]], dtype=float)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    return InterCountryTable(
        ("RUS", "CHN"), ("C26", "K"), Z, Y, x, x - Z.sum(axis=0), 2000, "made up"
    ).check()


def brute_force(table):
    B = np.linalg.inv(np.eye(table.cells) - table.Z / table.x)
    return B * table.final_production(), B


def test_manufacturing_scope_takes_the_users_factories_and_all_the_suppliers_industries(
    two_industries,
):
    LF, _ = brute_force(two_industries)
    made = dependency.production_matrices(two_industries, "manufacturing").gross_output
    assert_allclose(made.loc["CHN", "RUS"], LF[2:, 0].sum())
    assert_allclose(made.loc["RUS", "RUS"], LF[:2, 0].sum())
    inputs = dependency.production_matrices(two_industries, "manufacturing_inputs").gross_output
    assert_allclose(inputs.loc["CHN", "RUS"], LF[2, 0])
    assert_allclose(inputs.loc["RUS", "CHN"], LF[0, 2])
    pairs = dependency.all_pairs(two_industries).set_index(
        ["measure", "basis", "scope", "user", "supplier"]
    )["value"]
    share = pairs["fpem", "gross_output", "manufacturing", "RUS", "CHN"]
    assert share == approx(LF[2:, 0].sum() / LF[:, 0].sum())
    share = pairs["fpem", "gross_output", "manufacturing_inputs", "RUS", "CHN"]
    assert share == approx(LF[2, 0] / LF[[0, 2], 0].sum())
    share = pairs["fpex", "gross_output", "manufacturing", "RUS", "CHN"]
    assert share == approx(LF[2:, 0].sum() / LF[2:][:, [0, 2]].sum())


def test_an_industrys_exposure_does_not_depend_on_how_much_of_it_is_final(two_industries):
    _, B = brute_force(two_industries)
    shares = dependency_industries.by_industry(two_industries, "RUS").set_index(
        ["measure", "basis", "industry", "supplier"]
    )["value"]
    assert shares["fpem", "gross_output", "K", "CHN"] == approx(B[2:, 1].sum() / B[:, 1].sum())
    A = two_industries.Z / two_industries.x
    assert shares["fpem_face", "gross_output", "K", "CHN"] == approx(A[2:, 1].sum() / B[:, 1].sum())


def test_the_manufacturing_average_weighs_industries_alike(two_industries):
    both = replace(two_industries, industries=("C26", "C27"))
    shares = dependency_industries.by_industry(both, "RUS").query(
        "measure == 'fpem' and basis == 'value_added' and supplier == 'CHN'"
    )["value"]
    average = dependency_industries.manufacturing_average(both, "RUS", "CHN", basis="value_added")
    assert average == approx(shares.mean())
    assert len(shares) == 2
    factories = dependency_industries.by_industry(two_industries, "RUS").query(
        "measure == 'fpem' and basis == 'gross_output' and supplier == 'CHN' and industry == 'C26'"
    )["value"]
    average = dependency_industries.manufacturing_average(two_industries, "RUS", "CHN")
    assert average == approx(factories.item())  # services, industry K, do not count


def test_focus_detail_holds_both_directions_and_adds_up_to_the_pairs(two_industries):
    detail = dependency_industries.focus_detail(two_industries, ["RUS", "CHN"])
    tables.check(
        detail.assign(dataset="d", vintage="v", year=2000), dependency_industries.schema(), "detail"
    )
    pairs = dependency.all_pairs(two_industries).query("scope == 'all'")
    sums = detail[detail["industry"] == "all"].groupby(["measure", "basis", "user", "supplier"])
    expected = pairs.set_index(["measure", "basis", "user", "supplier"])["value"]
    found = sums["value"].sum()
    assert len(found) == 8
    assert_allclose(found, expected.loc[found.index])


def test_an_idle_cell_has_no_exposure_and_needs_no_inputs(two_industries):
    Z, Y = two_industries.Z.copy(), two_industries.Y.copy()
    Z[1], Z[:, 1], Y[1] = 0, 0, 0
    x = Z.sum(axis=1) + Y.sum(axis=1)
    table = replace(two_industries, Z=Z, Y=Y, x=x, va=x - Z.sum(axis=0)).check()
    shares = dependency_industries.by_industry(table, "RUS").set_index(["industry", "supplier"])[
        "value"
    ]
    assert shares["K"].isna().all()
    assert production.value_added_shares(table)[1] == 0
    assert dependency.all_pairs(table)["value"].notna().all()


def test_manufacturing_cannot_be_asked_of_industries_with_unknown_codes(by_hand):
    strange = replace(by_hand, industries=("whole",))
    assert set(dependency.all_pairs(strange)["scope"]) == {"all", "foreign"}
    with pytest.raises(CheckError, match="no industry is known as manufacturing among whole"):
        dependency.production_matrices(strange, "manufacturing")


def test_an_unknown_country_is_answered_with_near_ones(solved, two_industries):
    gross = dependency.production_matrices(two_industries).gross_output
    for share in (dependency.fpem, dependency.fpex, dependency.fdva_share):
        with pytest.raises(UnknownCountry, match="`RUX` is not in the table; near: RUS"):
            share(gross, "RUX", "CHN")
    with pytest.raises(UnknownCountry, match="`CHX`"):
        dependency_industries.by_industry(two_industries, "CHX")


# other packages -------------------------------------------------------------------------------


def test_pymrio_finds_the_same_production_and_value_added():
    """pymrio's own test table: its L, its final demand and its value added."""
    system = pymrio.load_test().calc_all()
    regions = list(system.get_regions())
    industries = list(system.get_sectors())
    cells = [(region, industry) for region in regions for industry in industries]
    Z = system.Z.loc[cells, cells].to_numpy()
    Y = system.Y.T.groupby(level="region").sum().T.loc[cells, regions].to_numpy()
    x = system.x.loc[cells, "indout"].to_numpy()
    table = InterCountryTable(
        tuple(regions), tuple(industries), Z, Y, x, x - Z.sum(axis=0), 2000, "pymrio"
    ).check(1e-3)
    L = system.L.loc[cells, cells]
    weighted = L * table.final_production()
    fold = weighted.groupby(level="region").sum().T.groupby(level="region").sum().T
    solved = dependency.production_matrices(table)
    assert_allclose(solved.gross_output, fold.loc[regions, regions], rtol=1e-9)
    v = table.va / x
    added = (L.mul(v, axis=0) @ Y).groupby(level="region").sum().loc[regions]
    assert_allclose(solved.absorbed, added, rtol=1e-9)


def exvatools_table(path) -> InterCountryTable:
    """The made-up ICIO table of the R package exvatools: 6 countries, China and Mexico in parts."""
    rdata = pytest.importorskip("rdata")
    (content,) = rdata.read_rda(path).values()
    cells = [str(label) for label in content.coords["dim_0"].values]
    uses = [str(label).partition("_")[0] for label in content.coords["dim_1"].values[len(cells) :]]
    regions = tuple(dict.fromkeys(cell.partition("_")[0] for cell in cells))
    industries = tuple(dict.fromkeys(cell.partition("_")[2] for cell in cells))
    Z = content.values[:, : len(cells)]
    final = pd.DataFrame(content.values[:, len(cells) :].T, index=uses)
    Y = final.groupby(level=0).sum().reindex(regions, fill_value=0.0).T.to_numpy()
    x = Z.sum(axis=1) + Y.sum(axis=1)
    return InterCountryTable(
        regions, industries, Z, Y, x, x - Z.sum(axis=0), 2015, "exvatools"
    ).check(1e-9)


@pytest.fixture(scope="module")
def iciotest(releases):
    return exvatools_table(releases / "toy" / "exvatools" / "iciotest_data.rda")


@pytest.mark.releases
def test_spain_in_the_exvatools_table(iciotest):
    """Gross exports and their content as the R package reports them."""
    spain = dependency.exports(iciotest, "ESP")
    assert spain.gross == approx(4666.96, abs=0.005)
    assert spain.domestic_content == approx(2165.17, abs=0.005)
    assert spain.domestic_value_added == approx(1880.60, abs=0.005)
    assert spain.foreign_content == approx(2501.78, abs=0.005)
    assert spain.foreign_value_added == approx(2176.21, abs=0.005)
    assert dependency.domestic_value_added_in_exports(iciotest, "ESP") == approx(1880.60, abs=0.005)


@pytest.mark.releases
def test_folding_china_before_the_solve_moves_spains_content_but_not_its_own_value_added(iciotest):
    parts = {"MEX": ["MEX", "MX1", "MX2"], "CHN": ["CHN", "CN1", "CN2"]}
    folded = iciotest.aggregate(regions=parts).check(1e-9)
    whole, spain = dependency.exports(iciotest, "ESP"), dependency.exports(folded, "ESP")
    assert spain.gross == approx(whole.gross)
    assert spain.domestic_value_added == approx(whole.domestic_value_added)
    assert spain.domestic_content != approx(whole.domestic_content, abs=1)


@pytest.mark.releases
def test_what_the_parts_of_china_sell_one_another_is_not_exported(iciotest):
    china = dependency.exports(iciotest, "CHN", "CN1", "CN2")
    folded = iciotest.aggregate(regions={"CHN": ["CHN", "CN1", "CN2"]})
    assert china.gross == approx(dependency.gross_exports(folded, "CHN"))
    apart = dependency.gross_exports(iciotest, "CN1") + dependency.gross_exports(iciotest, "CN2")
    assert apart > china.gross * 1.01
    assert china.domestic_value_added < china.domestic_content < china.gross


def test_pairs_of_an_extended_table_can_be_folded_once_it_is_solved(tmp_path):
    from techsov.sources import oecd_icio

    layouts.write_icio(tmp_path / "2015.csv", "2025", "EXT")
    parts = {region: [region, *split] for region, split in oecd_icio.SPLITS.items()}
    apart = oecd_icio.read(tmp_path / "2015.csv", fold_splits=False)
    after = dependency.all_pairs(apart, parts)
    before = dependency.all_pairs(oecd_icio.read(tmp_path / "2015.csv"))
    assert len(after) == len(before)
    assert set(after["user"]) == set(before["user"]) == set(layouts.ICIO_REGIONS["2025"])
    assert_allclose(
        dependency.fold(dependency.production_matrices(apart), parts).absorbed.sum().sum(),
        apart.va.sum(),
    )


# published numbers ----------------------------------------------------------------------------

CHINA_IN_RUSSIA = {1995: 2.82, 2000: 3.17, 2005: 6.60, 2008: 12.06, 2011: 16.39}
RUSSIA_IN_CHINA = {1995: 1.52, 2000: 1.52, 2005: 2.63, 2008: 2.93, 2011: 3.60}


def fdva(table, user, supplier):
    absorbed = dependency.production_matrices(table).absorbed
    return 100 * dependency.fdva_share(absorbed, user, supplier)


@pytest.mark.releases
@pytest.mark.parametrize("year", CHINA_IN_RUSSIA)
def test_chinas_share_in_russias_foreign_value_added(releases, year):
    """All 41 regions of WIOD 2013; per cent."""
    table = wiod.read(releases / "wiod2013" / f"wiot_{year}.RData")
    assert fdva(table, "RUS", "CHN") == approx(CHINA_IN_RUSSIA[year], abs=0.005)
    assert fdva(table, "CHN", "RUS") == approx(RUSSIA_IN_CHINA[year], abs=0.005)


@pytest.mark.releases
def test_published_output_instead_of_row_sums_gives_16_38(releases):
    table = wiod.read(releases / "wiod2013" / "wiot_2011.RData")
    off = table.discrepancies.rows
    published = replace(table, x=table.x + off, va=np.where(table.x != 0, table.va + off, 0))
    assert fdva(published, "RUS", "CHN") == approx(16.38, abs=0.006)


def test_eleven_regions_move_chinas_share_by_less_than_a_fifth_of_a_point(root):
    """2.82 becomes 2.78 in 1995, 16.39 becomes 16.31 in 2011."""
    stored = {
        table.year: table
        for table in intercountry.read_parquet(
            root / "data/raw/wiod/wiot-11regions/2013/wiot.parquet"
        )
    }
    assert fdva(stored[1995], "RUS", "CHN") == approx(2.78, abs=0.005)
    assert fdva(stored[2011], "RUS", "CHN") == approx(16.31, abs=0.005)
    for year, exact in CHINA_IN_RUSSIA.items():
        assert fdva(stored[year], "RUS", "CHN") == approx(exact, abs=0.2)
    for year, exact in RUSSIA_IN_CHINA.items():
        assert fdva(stored[year], "CHN", "RUS") == approx(exact, abs=0.12)


@pytest.mark.releases
def test_ten_regions_with_the_whole_eu_and_published_output_give_16_29(releases, root):
    """The fold of the other published figure: Germany within the EU."""
    from techsov.core.countries import Countries

    table = wiod.read(releases / "wiod2013" / "wiot_2011.RData")
    off = table.discrepancies.rows
    union = Countries.load(root / "config/countries.yaml").group("EU27-2007")
    alone = ["RUS", "CHN", "USA", "JPN", "KOR", "IND", "BRA", "TUR"]
    rest = [code for code in table.regions if code not in {*alone, *union}]
    ten = replace(table, x=table.x + off, va=table.va + off).aggregate(
        regions={code: [code] for code in alone} | {"EU": union, "ROW": rest}
    )
    assert len(ten.regions) == 10
    assert fdva(ten, "RUS", "CHN") == approx(16.29, abs=0.005)
