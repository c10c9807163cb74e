"""Two editions side by side: kinds of change, flips, vintage tables, causes that add up."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techsov.catalogue.registry import Catalogue, Edition
from techsov.claims.evidence import SCHEMAS
from techsov.compare import built, causes, changes, flips, inputs, tabulate, vintages
from techsov.compare.built import FIGURE, LONG
from techsov.compare.inputs import Inputs
from techsov.core import tables
from techsov.core.errors import ConfigError
from techsov.indicators import research

GDP, SHARE = "rosstat/gdp", "worldbank/gerd"
GERD_2022, GDP_2023, GDP_2025 = 1_435_900.0, 153_435_000.0, 156_941_000.0


def reported(values: dict[int, float], vintage: str, indicator: str = "gdp_lcu") -> pd.DataFrame:
    rows = [(indicator, "RUS", "", GDP, year, v, "m", vintage) for year, v in values.items()]
    frame = pd.DataFrame(rows, columns=[*FIGURE, "value", "unit", "vintage"])
    return frame.set_index(FIGURE)


def kinds(before, after):
    return dict(changes.compare(before, after).set_index("year")["kind"])


def test_a_year_is_revised_new_filled_or_gone():
    before = reported({2018: 1.0, 2020: 2.0, 2021: 3.0}, "a")
    after = reported({2019: 1.5, 2020: 2.0, 2021: 3.5, 2022: 4.0}, "b")
    assert kinds(before, after) == {
        2018: "no longer given",
        2019: "filled gap",
        2020: "unchanged",
        2021: "revision",
        2022: "new year",
    }


def test_a_series_that_the_edition_before_does_not_report_is_new():
    before, after = reported({2020: 2.0}, "a"), reported({2021: 2.0}, "b", "gdp_usd")
    table = changes.compare(before, after).set_index("indicator")["kind"]
    assert dict(table) == {"gdp_lcu": "no longer given", "gdp_usd": "new series"}


@given(st.dictionaries(st.integers(1990, 2030), st.floats(0.1, 1e6), min_size=1))
def test_an_edition_beside_itself_changes_nothing(values):
    frame = reported(values, "a")
    table = changes.compare(frame, frame)
    assert set(table["kind"]) == {"unchanged"}
    assert changes.summarise(table).empty


def test_a_summary_names_the_largest_revision():
    before = reported({2020: 100.0, 2021: 200.0}, "a")
    table = changes.compare(before, reported({2020: 101.0, 2021: 150.0, 2022: 1.0}, "b"))
    (row,) = changes.summarise(table).to_dict("records")
    assert (row["revised"], row["new_years"], row["gone"]) == (2, 1, 0)
    assert (row["largest_year"], row["largest_old"], row["largest_new"]) == (2021, 200.0, 150.0)


def claims(**verdicts):
    rows = [
        {"id": i, "section": "4", "statement": i, "published": "1", "unit": "", "reproduced": n,
         "tolerance": "0", "verdict": v, "dataset": GDP, "vintage": e, "note": "",
         "same_as": "", "evidence": "data"}
        for i, (v, n, e) in verdicts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_flips_stand_before_other_numbers_and_both_before_the_rest():
    before = claims(a=("reproduced", "1", "x"), b=("reproduced", "1", "x"),
                    c=("reproduced", "1", "x"), d=("reproduced", "1", "x"))  # fmt: skip
    after = claims(a=("reproduced", "1", "x"), b=("reproduced", "2", "y"),
                   c=("contradicted", "3", "y"), e=("reproduced", "1", "x"))  # fmt: skip
    table = flips.compare(before, after)
    assert list(zip(table["id"], table["change"], strict=True)) == [
        ("c", "verdict"),
        ("b", "number"),
        ("a", "none"),
        ("e", "added"),
        ("d", "removed"),
    ]
    assert list(flips.flipped(table)["id"]) == ["c"]


# --- figures that combine datasets ---------------------------------------------------------


def indicator(name, values, unit, dataset, vintage):
    rows = [("RUS", year, name, value, unit, dataset, vintage) for year, value in values.items()]
    columns = ["country", "year", "indicator", "value", "unit", "dataset", "vintage"]
    return pd.DataFrame(rows, columns=columns)


LEVEL_2022 = indicator("gerd_lcu", {2022: GERD_2022}, research.NATIONAL, "rosstat/science", "2023")
OLD_GDP = indicator("gdp_lcu", {2022: GDP_2023}, research.NATIONAL, GDP, "2023-04")
NEW_GDP = indicator("gdp_lcu", {2022: GDP_2025}, research.NATIONAL, GDP, "2025-02")


def edition(name, gdp, others=()):
    main = {GDP: gdp, "rosstat/science": "2023"}
    return Edition(name, name, main, {GDP: list(others)})


def made(edition, *frames):
    table = research.assemble(frames)
    empty = {
        "research": table,
        "macro": table.iloc[:0],
        **{
            name: pd.DataFrame(
                columns=["classification", "vintage", "country", "year", "eci", "rank",
                         "ranked", "dataset"]
            )
            for name in built.COMPLEXITY
        },
        "dependency": pd.DataFrame(
            columns=["dataset", "vintage", "year", "measure", "basis", "scope", "user",
                     "supplier", "value"]
        ),
    }  # fmt: skip
    return built.Built(edition, None, empty, claims())


class Fixed(Inputs):
    """Inputs that are given, not read."""

    def research(self, edition, names):
        gdp = {"2023-04": OLD_GDP, "2025-02": NEW_GDP}
        vintages = [key.rpartition("/")[2] for key in edition.keys(GDP)]
        return research.assemble([LEVEL_2022, *(gdp[v] for v in vintages)])


def test_the_share_of_2022_moves_from_0_94_to_0_915_and_gdp_has_moved_it(catalogue):
    before = made(edition("a", "2023-04"), LEVEL_2022, OLD_GDP)
    after = made(edition("b", "2025-02", ["2023-04"]), LEVEL_2022, OLD_GDP, NEW_GDP)
    table = changes.compare(before.reported, after.reported)
    share = table[table["indicator"] == "gerd_gdp_from_levels"].iloc[0]
    assert share["old"] == pytest.approx(0.9358, abs=1e-4)
    assert share["new"] == pytest.approx(0.9149, abs=1e-4)
    found = causes.of_figures(table, before, after, Fixed(catalogue, Path(), Path()))
    own = found[found["indicator"] == "gerd_gdp_from_levels"]
    assert list(own["cause"]) == [GDP]
    assert own["effect"].iloc[0] == pytest.approx(share["change"])


@given(st.floats(1, 100), st.floats(1, 100), st.floats(1, 100), st.floats(1, 100))
def test_effects_of_one_input_at_a_time_and_of_all_together_add_up(g0, y0, g1, y1):
    figures = pd.DataFrame({"old": [g0 / y0], "new": [g1 / y1]}, index=["share"])
    mixtures = {"gerd": g1 / y0, "gdp": g0 / y1}
    table = causes.one_at_a_time(
        figures, mixtures, lambda cause: pd.Series({"share": mixtures[cause]})
    )
    assert table["effect"].sum() == pytest.approx(g1 / y1 - g0 / y0, abs=1e-6, rel=1e-6)
    if g0 == g1:
        assert "gerd" not in set(table["cause"])


# --- ranks ---------------------------------------------------------------------------------


def ranking(vintage, eci):
    frame = pd.DataFrame({"country": list(eci), "eci": list(eci.values())})
    return frame.assign(
        classification="SITC", year=2020, vintage=vintage, dataset="atlas/rankings",
        ranked=len(eci), rank=frame["eci"].rank(ascending=False, method="min").astype(int),
    )  # fmt: skip


def ranked(name, vintage, eci):
    own = made(Edition(name, name, {"atlas/rankings": vintage}, {}), LEVEL_2022, OLD_GDP)
    return built.Built(own.edition, None, own.frames | {"complexity": ranking(vintage, eci)},
                       own.claims)  # fmt: skip


def rank_causes(old, new, country="RUS"):
    before, after = ranked("a", "2021", old), ranked("b", "2022", new)
    table = changes.compare(before.reported, after.reported)
    found = causes.of_figures(table, before, after, Fixed(catalogue, Path(), Path()))
    own = found[(found["indicator"] == "rank.SITC") & (found["country"] == country)]
    return dict(zip(own["cause"], own["effect"], strict=True))


def test_a_rank_that_falls_because_others_are_ranked_above_is_the_sets():
    old = {"RUS": 1.0, "USA": 2.0, "IND": 0.0}
    assert rank_causes(old, old | {"HKG": 1.5, "TWN": 1.6}) == {"country set": 2}


def test_a_rank_that_falls_because_values_were_revised_is_the_values():
    assert rank_causes({"RUS": 1.0, "IND": 0.0}, {"RUS": 0.0, "IND": 1.0}) == {"values": 1}


def test_both_causes_of_a_rank_are_told_apart():
    old = {"USA": 3.0, "RUS": 2.0, "IND": 1.0}
    new = {"HKG": 4.0, "USA": 3.0, "IND": 2.0, "RUS": 0.5}
    assert rank_causes(old, new) == {"values": 1, "country set": 1}


def test_the_method_alone_moves_ranks_on_the_exports_at_hand(root):
    path = root / "data/raw/atlas/exports-hs92-2/2019/exports.csv"
    table = causes.of_method(tables.read(path, tables.EXPORTS))
    assert len(table) == 133 and set(table["ranked"]) == {133}
    assert (table["change"] == table["new_rank"] - table["old_rank"]).all()
    assert (table["change"] != 0).sum() > 60


# --- what is reported, and on which vintages ------------------------------------------------


def test_of_a_combined_figure_the_combination_with_most_main_vintages_is_reported():
    rows = [
        ("share", "RUS", "", f"{SHARE}+{GDP}", 2022, "%", v, x)
        for v, x in (("2021+2025", 1.0), ("2026+2025", 2.0), ("2026+2023", 3.0))
    ]
    figures = pd.DataFrame(rows, columns=LONG)
    own = Edition("e", "e", {SHARE: "2026", GDP: "2025"}, {})
    assert list(built.reported(figures, own)["value"]) == [2.0]


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


def long(vintage_values):
    rows = [
        ("rank.SITC", "RUS", "", "atlas/rankings", year, "rank", vintage, float(value))
        for vintage, values in vintage_values.items()
        for year, value in values.items()
    ]
    return pd.DataFrame(rows, columns=LONG)


def test_a_vintage_table_has_years_as_rows_and_releases_in_the_order_they_came_out(catalogue):
    figures = long({"2024": {2020: 58, 2023: 83}, "2021": {2020: 52}})
    own = made(catalogue.edition("embedded"), LEVEL_2022, OLD_GDP)
    given = built.Built(own.edition, None, own.frames, own.claims)
    given.__dict__["figures"] = figures
    table = vintages.matrix(vintages.gather(catalogue, [given]), "rank.SITC", "RUS")
    wide = table["atlas/rankings"]
    assert list(wide.columns) == ["2021", "2024"] and list(wide.index) == [2020, 2023]
    assert wide.loc[2020].tolist() == [52, 58] and pd.isna(wide.loc[2023, "2021"])


def test_a_vintage_table_that_nothing_fills_names_what_there_is():
    figures = long({"2021": {2020: 52}}).assign(released="2023")
    with pytest.raises(ConfigError, match=r"`rank.SITC` is not held for USA; it is for RUS"):
        vintages.matrix(figures, "rank.SITC", "USA")
    with pytest.raises(ConfigError, match=r"no release holds an indicator `rank.HS`"):
        vintages.matrix(figures, "rank.HS", "RUS")


# --- editions ------------------------------------------------------------------------------


def test_an_edition_with_one_dataset_swapped_keeps_all_others(catalogue):
    before, after = (catalogue.edition(name) for name in ("embedded-2024", "embedded"))
    assert inputs.changed(before, after) == [
        "atlas/overtaking",
        "atlas/rankings",
        "imf/weo",
        "rosstat/gdp",
        "worldbank/gerd",
    ]
    mixed = inputs.swapped(before, after, [GDP])
    assert mixed.main[GDP] == "2025-02"
    assert {d: v for d, v in mixed.main.items() if d != GDP} == {
        d: v for d, v in before.main.items() if d != GDP
    }


def test_the_inputs_of_a_comparison_say_what_is_held_beside(catalogue):
    before, after = (catalogue.edition(name) for name in ("embedded-2024", "embedded"))
    table = tabulate.of_inputs(catalogue, before, after).set_index("dataset")
    row = table.loc["atlas/rankings"]
    assert (row["old_vintage"], row["new_vintage"], row["added"]) == ("2021", "2024", "2022, 2024")
    assert tabulate.method_of(catalogue, before) == tabulate.THRESHOLD
    assert tabulate.method_of(catalogue, after) == tabulate.CONTINUOUS


def test_a_built_edition_is_read_with_its_figures_and_verdicts(catalogue, tmp_path):
    folder = tmp_path / "embedded/indicators"
    for name, schema in SCHEMAS.items():
        frame = LEVEL_2022 if name == "research" else pd.DataFrame(columns=list(schema.columns))
        tables.write(frame, folder / f"{name}.csv", schema)
    tables.write(claims(a=("reproduced", "1", "x")), folder.parent / "claims.csv", tables.CLAIMS)
    found = built.read(catalogue, "embedded", tmp_path)
    assert found.name == "embedded"
    assert found.frames["research"]["value"].item() == GERD_2022
    assert list(found.claims["verdict"]) == ["reproduced"]


def test_an_edition_that_is_not_built_is_named_with_the_command(catalogue, tmp_path):
    with pytest.raises(ConfigError, match=r"not built.*make EDITION=embedded"):
        built.read(catalogue, "embedded", tmp_path)


# --- causes of verdicts, and where inputs stand ----------------------------------------------


def test_a_flip_is_brought_by_what_suffices_alone_or_by_all_together(catalogue):
    science = [{GDP: gdp, "rosstat/science": year} for gdp, year in
               (("2023-04", "2023"), ("2025-02", "2024"))]  # fmt: skip
    before, after = (
        made(Edition(name, name, main, {}), LEVEL_2022, OLD_GDP, NEW_GDP)
        for name, main in zip("ab", science, strict=True)
    )

    def audit(mixed):
        moved = mixed.edition.main[GDP] == "2025-02"
        verdicts = {"gdp alone": "revised" if moved else "reproduced", "both": "reproduced"}
        return pd.DataFrame({"id": list(verdicts), "verdict": list(verdicts.values())})

    flipped = pd.DataFrame({"id": ["gdp alone", "both"], "new_verdict": "revised"})
    given = before, after, Fixed(catalogue, Path(), Path()), audit
    found = causes.of_verdicts(flipped, *given)
    assert dict(found) == {"gdp alone": GDP, "both": f"{GDP} + rosstat/science"}
    assert causes.of_verdicts(flipped.iloc[:0], *given).empty


def test_a_dataset_that_the_later_edition_does_not_hold_is_taken_away():
    before, after = edition("a", "2023-04"), Edition("b", "b", {GDP: "2025-02"}, {})
    mixed = inputs.swapped(before, after, ["rosstat/science"])
    assert (mixed.main, mixed.also) == ({GDP: "2023-04"}, {GDP: []})


def test_a_tidy_table_is_an_extract_s_own_file_or_what_cleaning_left(catalogue, tmp_path):
    held = Inputs(catalogue, tmp_path / "raw", tmp_path / "results")
    extract, release = (catalogue.entry(key) for key in ("rosstat/gdp/2025-02", "oecd/icio/2023"))
    (path,) = held.table(extract, ["a", "b"])
    assert path.parent == tmp_path / "raw/rosstat/gdp/2025-02"
    with pytest.raises(FileNotFoundError, match=r"results/a/clean/oecd/icio/2023\.csv"):
        held.table(release, ["a", "b"])
    cleaned = tmp_path / "results/b/clean/oecd/icio/2023.csv"
    cleaned.parent.mkdir(parents=True)
    cleaned.touch()
    assert held.table(release, ["a", "b"]) == [cleaned]


def test_ranks_under_both_methods_stand_only_between_editions_of_which_each_has_one(
    catalogue, root
):
    held = Inputs(catalogue, root / "data/raw", root / "results")
    before, after = (catalogue.edition(name) for name in ("embedded-2024", "embedded"))
    assert len(tabulate._method(before, after, held)) == 133
    turned = tabulate._method(after, before, held)
    assert turned.empty and list(turned) == causes.METHOD
    assert tabulate.method_of(catalogue, edition("none", "2025-02")) == ""
