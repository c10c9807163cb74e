"""The figures on ranges, partners and extraction: what they tabulate, say and draw."""

import numpy as np
import pandas as pd
import pytest

from techsov.build import releases
from techsov.catalogue.registry import Catalogue
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError
from techsov.figures import style
from techsov.indicators import dependency_ranges, extraction, partners
from tests.made_up_releases import write_fdva

SETTINGS = {
    "focus": ["RUS", "CHN"],
    "years": [1995, 2024],
    "main": {"oecd/icio": "2023", "wiod/wiot-11regions": "2013"},
}


# --- ranges --------------------------------------------------------------------------------


def ranges(folder, low: float, high: float, *, dataset="oecd/icio", pair=("RUS", "CHN")) -> dict:
    """Ranges of three years, that of all choices together from `low` to `high`."""
    base = float(np.sqrt(low * high))
    narrow = {"balance": (base * 0.999, base * 1.001), "interpolation": (base, base * 1.3)}
    rows = [
        (dataset, SETTINGS["main"][dataset], year, *pair, choice, base,
         *narrow.get(choice, (low, high)), "least", "greatest")
        for year in (2009, 2010, 2011)
        for choice in (*dependency_ranges.CHOICES, "any", "balance", "interpolation")
    ]  # fmt: skip
    names = [name for name in dependency_ranges.schema().columns if name != "own_table"]
    marked = dependency_ranges.mark_own_tables(pd.DataFrame(rows, columns=names))
    tables.write(marked, folder / "ranges.csv", dependency_ranges.schema())
    return {"dependency_ranges": str(folder / "ranges.csv")}


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (1.4, 38.0, "By every measure Russia depends more on China than the reverse, "
                    "1.4 to 38.0 times (2011)"),
        (0.5, 8.0, "Measures disagree: Russia’s dependence on China was 0.5 to 8.0 times the "
                   "reverse in 2011"),
        (0.1, 0.5, "By every measure China depends more on Russia than the reverse, "
                   "2.0 to 10.0 times (2011)"),
    ],
)  # fmt: skip
def test_the_title_tells_who_depends_more_by_every_measure_or_that_they_disagree(
    drawn, tmp_path, low, high, told
):
    _, said, _ = drawn("dependency_ranges", ranges(tmp_path, low, high))
    assert said["en"].replace("\u00a0", " ") == told
    greater = {"By ev": "По любой мере", "Measu": "Меры расходятся"}[told[:5]]
    assert said["ru"].startswith(greater)


def test_years_without_a_russian_table_are_open_points_and_the_others_filled(drawn, tmp_path):
    table, _, (_, course) = drawn("dependency_ranges", ranges(tmp_path, 1.4, 38.0))
    every = table[table["choice"] == "any"].set_index("year")["own_table"]
    assert every.to_dict() == {2009: "no", 2010: "no", 2011: "yes"}
    marks = {
        line.get_markerfacecolor(): list(line.get_xdata())
        for line in course.lines
        if line.get_marker() == "o"
    }
    assert marks == {style.INK: [2011], "white": [2009, 2010]}


def test_of_a_pair_without_russia_nothing_is_said_of_russias_tables(tabulated, tmp_path, labels):
    inputs = ranges(tmp_path, 1.4, 2.0, pair=("DEU", "CHN"))
    module, table = tabulated("dependency_ranges", inputs, focus=["DEU", "CHN"])
    figure = module.draw(table, labels["en"])
    assert not any("Russia" in text.get_text() for text in figure.texts)


# --- databases -----------------------------------------------------------------------------


def absorbed(folder, courses: dict[tuple[str, str], dict[int, float]]) -> dict:
    """FDVA of both directions: (dataset, vintage) -> China's share in Russia's by year."""
    rows = [
        (dataset, vintage, year, "fdva_share", "value_added", "foreign", *pair, share / part)
        for (dataset, vintage), course in courses.items()
        for year, share in course.items()
        for pair, part in ((("RUS", "CHN"), 1), (("CHN", "RUS"), 4))
    ]
    frame = pd.DataFrame(rows, columns=list(tables.DEPENDENCY.columns))
    tables.write(frame, folder / "dependency.csv", tables.DEPENDENCY)
    return {"dependency": str(folder / "dependency.csv")}


WIOD = {year: 0.02 + 0.01 * (year - 1995) for year in range(1995, 2012)}


def test_a_database_that_says_the_same_as_the_longest_is_not_hidden_by_it(drawn, tmp_path):
    icio = {year: WIOD.get(year, 0.2) for year in range(1995, 2021)}
    tiva = {year: share for year, share in icio.items() if year > 1996}
    apart = {year: share + 0.05 for year, share in tiva.items()}
    for other, circles in ((tiva, 2), (apart, 0)):
        courses = {("oecd/icio", "2023"): icio, ("oecd/tiva-fdva", "2025"): other}
        main = SETTINGS["main"] | {"oecd/tiva-fdva": "2025"}
        _, _, (axes, *_) = drawn("fig2_asymmetry", absorbed(tmp_path, courses), main=main)
        marked = [a for a in axes.lines if a.get_ls() == "None" and len(a.get_xdata()) == len(tiva)]
        assert len(marked) == circles
        assert [text.get_text() for text in axes.get_legend().texts] == ["ICIO", "TiVA"]


# --- partners ------------------------------------------------------------------------------


def exposures(folder, at_first: float, at_last: float, *, series=True) -> dict:
    """Six countries' dependence on both partners, Russia's as given: 1995 and 2011, then 2014."""
    courses = [("wiod/wiot-11regions", "2013", year, at_first) for year in (1995, 2011)]
    courses = [*courses[: 2 * series], ("oecd/icio", "2023", 2014, at_last)]
    rows = [
        (dataset, vintage, year, measure, country, partner, own if country == "RUS" else 0.02 * n)
        for dataset, vintage, year, own in courses
        for measure in partners.DEPENDS
        for partner in partners.PARTNERS
        for n, country in enumerate(("DEU", "FRA", "RUS", "IND", "BRA", "JPN"), 1)
    ]
    names = ["dataset", "vintage", "year", "measure", "country", "partner", "value"]
    frame = pd.DataFrame(rows, columns=names)
    of = frame.groupby(["year", "measure", "partner"])["value"]
    frame = frame.assign(
        rank=of.rank(ascending=False, method="min").astype(int), ranked=6, since=frame["year"],
        change=np.nan, expected=np.nan,
    )  # fmt: skip
    tables.write(frame, folder / "dependency_partners.csv", partners.schema())
    return {"dependency_partners": str(folder / "dependency_partners.csv")}


def test_the_title_ranks_the_focus_country_now_and_at_first(drawn, tmp_path):
    table, said, panels = drawn("partners", exposures(tmp_path, 0.03, 0.9))
    assert said["en"] == (
        "Russia ranks 1 of 6 by its output’s dependence on China in 2014, 5 of 6 in 1995"
    )
    assert len(said["ru"]) <= 100
    assert set(table["when"]) == {"now", "before"}
    assert len(panels) == 3
    weights = {text.get_text(): text.get_fontweight() for text in panels[0].get_yticklabels()}
    assert next(iter(weights)) == "Russia"
    assert [name for name, weight in weights.items() if weight == "bold"] == ["Russia"]


def test_a_database_of_a_single_year_has_no_rank_at_first(drawn, tmp_path):
    _, said, _ = drawn("partners", exposures(tmp_path, 0.03, 0.9, series=False))
    assert said["en"].endswith("in 2014")


def test_a_few_countries_are_no_comparison(tabulated, tmp_path):
    inputs = exposures(tmp_path, 0.03, 0.9)
    frame = tables.read(inputs["dependency_partners"], partners.schema()).assign(ranked=4)
    tables.write(frame, inputs["dependency_partners"], partners.schema())
    with pytest.raises(CheckError, match="dependence of many countries"):
        tabulated("partners", inputs)


# --- extraction ----------------------------------------------------------------------------


def extractions(folder, russia: float, china: float) -> dict:
    """Value added lost, at most, by the users in 2011; a half of that the year before."""
    rows = [
        ("oecd/icio", "2023", year, supplier, user, model, industry, measure, 1.0, share * part)
        for year, part in ((2010, 0.5), (2011, 1.0))
        for user, supplier, share in (("RUS", "CHN", russia), ("CHN", "RUS", china))
        for model in extraction.MODELS
        for industry in ("C26", "all")
        for measure in ("gross_output", "value_added")
    ]
    frame = pd.DataFrame(rows, columns=list(extraction.schema().columns))
    frame.loc[frame["model"] == "orders", "share"] = 0.9  # not what the figure shows
    tables.write(frame, folder / "extraction.csv", extraction.schema())
    return {"extraction": str(folder / "extraction.csv")}


@pytest.mark.parametrize(
    ("russia", "china", "told"),
    [
        (0.02, 0.004, "Without China’s inputs Russia would lose at most 2.0% of value added; "
                      "the reverse 0.4%"),
        (0.003, 0.012, "Without Russia’s inputs China would lose at most 1.2% of value added; "
                       "the reverse 0.3%"),
        (0.011, 0.010, "Losing each other’s inputs would cost Russia and China alike: up to 1.1 "
                       "and 1.0% (2011)"),
    ],
)  # fmt: skip
def test_the_title_names_who_would_lose_more_and_how_much_at_most(
    drawn, tmp_path, russia, china, told
):
    table, said, (axes,) = drawn("extraction", extractions(tmp_path, russia, china))
    assert said["en"] == told
    assert set(table["model"]) == {"supplies"} and len(table) == 4
    assert axes.get_ylim()[1] < 100 * 1.2 * max(russia, china)


def test_the_foot_says_that_losses_are_upper_bounds(tabulated, tmp_path, labels):
    module, table = tabulated("extraction", extractions(tmp_path, 0.02, 0.01))
    for language, bound in (("en", "an upper bound"), ("ru", "оценка сверху")):
        figure = module.draw(table, labels[language])
        foot = figure.texts[-1].get_text().replace("\n", " ")
        assert bound in foot


# --- suppliers, of TiVA alone --------------------------------------------------------------


def test_the_suppliers_of_tivas_answer_are_countries_and_the_rest_of_the_world(
    root, tmp_path, drawn
):
    """From the service's answer, groups and all, to the picture: no group is a supplier."""
    sizes = {"RUS": 900, "CHN": 20, "DEU": 30, "FRA": 20, "USA": 10, "KAZ": 5, "ROW": 15}
    answer = tmp_path / "fdva_RUS.csv"
    absorbed = {
        year: pd.Series(sizes, dtype=float)
        + pd.Series({"CHN": float(year - 1995)}).reindex(sizes, fill_value=0)
        for year in (1995, 2007, 2020)
    }
    write_fdva(answer, "RUS", "1.0", absorbed)
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    countries = Countries.load(root / "config/countries.yaml")
    shares, schema = releases.read(
        catalogue.datasets["oecd/tiva-fdva"],
        catalogue.entry("oecd/tiva-fdva/2023"),
        [answer],
        countries,
    )
    assert set(shares["supplier"]) == set(sizes) - {"RUS"}
    tables.write(shares, tmp_path / "dependency.csv", schema)
    inputs = {
        "dependency": tmp_path / "dependency.csv", "countries": root / "config/countries.yaml"
    }  # fmt: skip
    made = drawn("suppliers", inputs, main={"oecd/tiva-fdva": "2023"})
    assert set(made.table["supplier"]) == {"CHN", "EU27-2007", "USA", "KAZ", "ROW"}
    assert made.table.groupby("year")["value"].sum().to_numpy() == pytest.approx(1)
    last = made.table[made.table["year"] == 2020].set_index("supplier")["value"]
    assert last["CHN"] == pytest.approx(45 / 125)
    assert last["EU27-2007"] == pytest.approx(50 / 125)
    assert "China up from 20 to 36%" in made.said["en"]
    assert "Китай\u00a0— с 20 до 36" in made.said["ru"]
