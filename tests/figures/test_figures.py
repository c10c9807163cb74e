"""Figures: what they tabulate, what they say of it, and that they draw the same bytes twice.

The tables here are made up and small; each title is tried on both sides of its condition.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from techsov.core import tables
from techsov.core.errors import CheckError, ConfigError
from techsov.figures import business_share, registry, style
from techsov.figures import inputs as take
from techsov.presentation.chart import spread
from tests.builders import figures
from tests.builders.figures import claims, indicator

FIGURES = (
    "rd_share", "business_share", "innovation_active", "complexity_rank", "complexity_peers",
    "fig1_design", "fig2_asymmetry", "face_value", "suppliers", "verdicts",
)  # fmt: skip
MAIN = {
    "worldbank/gerd": "2026-07",
    "oecd/msti": "2025-09",
    "rosstat/innovation": "2025-08",
    "atlas/rankings": "2024",
    "wiod/wiot-11regions": "2013",
    "oecd/tiva-fdva": "2025",
}
SETTINGS = {"focus": ["RUS", "CHN"], "peers": ["CHN", "USA"], "years": [1995, 2024], "main": MAIN}
REGIONS = ("BRA", "CHN", "DEU", "EU26", "RUS", "ROW")


# --- made-up tables ------------------------------------------------------------------------


def research(shares, *, funded=30.0, performed=60.0, oslo3=10.0, oslo4=15.0):
    msti = {"dataset": "oecd/msti", "vintage": "2025-09"}
    rosstat = {"dataset": "rosstat/innovation", "vintage": "2025-08"}
    rows = indicator("gerd_gdp", shares)
    rows += indicator("gerd_gdp", dict(list(shares.items())[:-2]), vintage="2021-09")
    rows += indicator(
        "gerd_gdp_from_levels", {2022: 0.936}, dataset="worldbank/gerd+rosstat/gdp",
        vintage="2026-07+2023-04",
    )  # fmt: skip
    for code in business_share.COMPARED:
        rows += indicator(
            "gerd_business_funded", {2020: funded if code == "RUS" else 63.0}, country=code, **msti
        )
        rows += indicator(
            "gerd_business_performed", {2020: performed if code == "RUS" else 71.0}, country=code,
            **msti,
        )  # fmt: skip
    rows += indicator("innovation_active_oslo3", {2016: oslo3, 2017: oslo3}, **rosstat)
    rows += indicator("innovation_active_oslo4", {2017: oslo4, 2018: oslo4}, **rosstat)
    return pd.DataFrame(rows)


SHARES = {2019: 1.2, 2020: 1.1, 2021: 0.95, 2022: 0.92, 2023: 0.93, 2024: 0.94}
CLAIMS = {
    "s4-rd-share-at-most": ("1.1", "0.05", "contradicted"),
    "s4-rd-share-2022": ("0.94", "0.005", "revised"),
    "s4-business-share": ("30", "0.5", "reproduced"),
    "s4-developed-business-share": ("70", "2", "contradicted"),
    "s4-innovation-active-level": ("10", "1", "reproduced"),
    "s5-complexity-third-ten": ("21 to 30", "0", "reproduced"),
    "s5-complexity-sixth-ten": ("51 to 60", "0", "argument"),
}
ALL_HOLD = {name: (*told, "reproduced") for name, (*told, _) in CLAIMS.items()}


def ranks(courses):
    """A complexity table: (classification, vintage, country) -> rank by year."""
    return pd.DataFrame(
        [
            {
                "classification": classification, "vintage": vintage, "country": country,
                "year": year, "eci": -rank / 10, "rank": rank, "ranked": 145,
            }
            for (classification, vintage, country), course in courses.items()
            for year, rank in course.items()
        ]
    )  # fmt: skip


COURSES = {
    ("HS92", "2024", "RUS"): {2000: 16, 2022: 53, 2024: 67},
    ("HS92", "2022", "RUS"): {2000: 22, 2022: 68},
    ("SITC", "2022", "RUS"): {2000: 29, 2022: 86},
    ("HS92", "2024", "CHN"): {2000: 33, 2022: 11, 2024: 10},
    ("HS92", "2024", "USA"): {2000: 10, 2022: 14, 2024: 18},
}


def flows(dependence, *, years=range(2009, 2012), points=()):
    """A dependency table: (user, supplier) -> share; every other pair has 5 per cent.

    Parameters
    ----------
    points
        further years of `fdva_share` in TiVA, of the first two pairs named
    """
    rows = []
    for measure in ("fdva_share", "fpem", "fpem_face", "fpem_hidden", "fpex"):
        part = {"fpem_face": 0.25, "fpem_hidden": 0.75}.get(measure, 1)
        for user in REGIONS:
            for supplier in REGIONS:
                share = part * dependence.get((user, supplier), 0.05)
                rows += [
                    {
                        "dataset": "wiod/wiot-11regions", "vintage": "2013", "year": year,
                        "measure": measure, "basis": "value_added", "scope": "foreign",
                        "user": user, "supplier": supplier, "value": share,
                    }
                    for year in years
                    if user != supplier
                ]  # fmt: skip
    rows += [
        {
            "dataset": "oecd/tiva-fdva", "vintage": "2025", "year": year, "measure": "fdva_share",
            "basis": "value_added", "scope": "foreign", "user": user, "supplier": supplier,
            "value": dependence[user, supplier],
        }
        for year in points
        for user, supplier in list(dependence)[:2]
    ]  # fmt: skip
    return pd.DataFrame(rows)


UNEVEN = {("RUS", "CHN"): 0.163, ("CHN", "RUS"): 0.0355}


SCHEMAS = {
    "research": tables.INDICATOR,
    "claims": tables.CLAIMS,
    "complexity": tables.COMPLEXITY,
    "dependency": tables.DEPENDENCY,
}


def write(folder, frames):
    for name, frame in frames.items():
        tables.write(frame, folder / f"{name}.csv", SCHEMAS[name])
    return {name: str(folder / f"{name}.csv") for name in frames}


@pytest.fixture(scope="module")
def usual_tables(tmp_path_factory):
    frames = {
        "research": research(SHARES),
        "claims": claims(CLAIMS),
        "complexity": ranks(COURSES),
        "dependency": flows(UNEVEN, points=(2019, 2021, 2022)),
    }
    return write(tmp_path_factory.mktemp("usual"), frames)


@pytest.fixture
def given_tables(tmp_path, root, usual_tables):
    """Paths that a figure is given: the usual tables, with some put in their place."""

    def write_instead(**frames):
        return (
            usual_tables
            | write(tmp_path, frames)
            | {
                "countries": str(root / "config/countries.yaml"),
                "fig1": str(root / "config/tables/fig1.yaml"),
            }
        )

    return write_instead


def tabulate(name, paths, **settings):
    """A figure's table as drawing gets it: written and read back."""
    return figures.tabulate(name, paths, SETTINGS | settings, Path(paths["claims"]).parent)


def title(name, paths, labels, **settings):
    module, table = tabulate(name, paths, **settings)
    return module.title(table, labels["en"])


# --- every figure --------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_draws_in_both_languages_and_says_so_to_those_who_do_not_see(
    name, given_tables, drawn
):
    _, said, _ = drawn(name, given_tables())
    assert any("а" <= letter <= "я" for letter in said["ru"])
    assert not any("а" <= letter <= "я" for letter in said["en"])


@pytest.mark.parametrize("name", FIGURES)
def test_a_table_read_back_from_its_csv_is_the_table(name, given_tables):
    module, table = tabulate(name, given_tables())
    stems = registry.by_stem(module.FIGURE.inputs)
    fresh = module.tabulate({stem: given_tables()[stem] for stem in stems}, SETTINGS)
    assert list(table.columns) == list(fresh.columns)
    for column in table:
        ours, theirs = (each[column].reset_index(drop=True) for each in (table, fresh))
        if column in (*take.WHOLE, *take.DECIMAL):
            assert np.allclose(
                ours.astype(float), theirs.astype(float), rtol=1e-9, equal_nan=True
            ), column
        else:
            assert list(ours) == list(theirs), column


@pytest.mark.parametrize("name", ["rd_share", "fig1_design"])
def test_two_savings_are_the_same_bytes(name, given_tables, labels, tmp_path):
    module, table = tabulate(name, given_tables())
    for attempt in ("first", "second"):
        figure = module.draw(table, labels["ru"])
        paths = {kind: tmp_path / f"{attempt}.{kind}" for kind in ("svg", "pdf", "png")}
        style.save(figure, paths, title="Заголовок", alt="Описание")
    for kind in registry.FORMS[""]:
        first, second = ((tmp_path / f"{a}.{kind}").read_bytes() for a in ("first", "second"))
        assert first == second, kind
        assert b"2.0 matplotlib" not in first and b"dc:date" not in first


def test_bytes_do_not_depend_on_the_hash_seed_the_locale_or_the_readers_matplotlibrc(tmp_path):
    program = (
        "from techsov.figures import style\n"
        "said = 'Title', 'Подзаголовок', 'Foot “x” – «y»'\n"
        "figure, (axes,) = style.sheet(style.TITLED, *said, height=3)\n"
        "axes.plot([1, 2], [1, 3])\n"
        "style.save(figure, {k: f'x.{k}' for k in ('svg', 'pdf', 'png')})\n"
    )
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nsvg.hashsalt: other\n")
    found = []
    for seed, locale in (("1", "C"), ("2", "C.UTF-8")):
        folder = tmp_path / seed
        folder.mkdir()
        extra = {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")} if seed == "2" else {}
        subprocess.run(
            [sys.executable, "-c", program], cwd=folder, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale} | extra,
        )  # fmt: skip
        found.append([(folder / f"x.{kind}").read_bytes() for kind in registry.FORMS[""]])
    assert found[0] == found[1]


def test_pictures_carry_their_title_and_description(given_tables, labels, tmp_path):
    module, table = tabulate("verdicts", given_tables())
    figure = module.draw(table, labels["en"])
    style.save(figure, {"svg": tmp_path / "x.svg"}, title="What it shows", alt="At length")
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "What it shows" in svg
    assert "At length" in svg


# --- R&D -----------------------------------------------------------------------------------


def test_years_above_the_ceiling_are_told_from_those_that_only_rounding_saves(given_tables):
    shares = {2017: 1.2, 2018: 1.11, 2019: 1.1, 2020: 1.0, 2021: 1.0, 2022: 1.0}
    _, table = tabulate("rd_share", given_tables(research=research(shares)))
    above = table[table["role"] == "main"].set_index("year")["above"]
    assert above.to_dict() == {
        2017: "clearly", 2018: "narrowly", 2019: "", 2020: "", 2021: "", 2022: "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("highest", "finding"),
    [
        (1.2, "passed the paper’s 1.1% of GDP in 1 of 6 years, in 1 when rounded"),
        (1.12, "only before rounding, in 1 of 6 years"),
        (1.1, "never passed the paper’s 1.1% of GDP in 6 years"),
    ],
)
def test_the_rd_title_says_whether_the_ceiling_holds(given_tables, labels, highest, finding):
    paths = given_tables(research=research(SHARES | {2019: highest}))
    assert finding in title("rd_share", paths, labels)


def test_without_a_year_above_the_ceiling_nothing_is_marked(given_tables, labels):
    """The sentence on marked years stands on the figure where there are such years."""
    said = []
    for highest in (1.3, 1.1):
        paths = given_tables(research=research(SHARES | {2019: highest}))
        module, table = tabulate("rd_share", paths)
        drawn = module.draw(table, labels["en"])
        texts = " ".join(t.get_text() for axes in drawn.axes for t in axes.texts)
        said.append("2019" in texts)
    assert said == [True, False]


def test_a_claim_whose_number_a_figure_shows_has_to_be_in_the_verdict_table(given_tables):
    held = take.claims(given_tables()["claims"])
    with pytest.raises(CheckError, match=r"no claim `gone`.*restore its id in config/claims\.yaml"):
        take.published(held, "gone")


def test_of_no_rows_none_are_of_the_longest_dataset():
    rows = pd.DataFrame({"dataset": ["b/d", "a/d", "b/d"], "year": [2000, 2000, 2001]})
    assert set(take.longest(rows)["dataset"]) == {"b/d"}
    assert take.longest(rows.iloc[:0]).empty


def test_the_stated_point_is_left_out_of_years_that_do_not_hold_it(given_tables, labels):
    module, table = tabulate("rd_share", given_tables(), years=[1995, 2021])
    assert "stated" not in set(table["role"])
    assert table["year"].max() == 2021
    module.draw(table, labels["en"])


def test_a_main_vintage_that_ends_before_the_others_is_drawn_beside_them(given_tables, labels):
    main = MAIN | {"worldbank/gerd": "2021-09"}
    module, table = tabulate("rd_share", given_tables(), main=main)
    assert table.loc[table["role"] == "main", "year"].max() == 2022
    assert table.loc[table["role"] == "other", "year"].max() == 2024
    figure = module.draw(table, labels["en"])
    assert all(axes.get_xlim()[1] == 2024.5 for axes in figure.axes)


@pytest.mark.parametrize(
    ("funded", "performed", "finding"),
    [
        (30.0, 60.0, "mixes source of funds (30% in Russia) and performer (71% in the OECD)"),
        (60.0, 31.0, "holds for business as a performer: 31% in Russia, 71% in the OECD"),
    ],
)
def test_the_business_title_says_whether_the_contrast_stands_in_one_concept(
    given_tables, labels, funded, performed, finding
):
    paths = given_tables(research=research(SHARES, funded=funded, performed=performed))
    assert finding in title("business_share", paths, labels)


def test_business_shares_are_those_of_the_latest_year_that_holds_all(given_tables):
    later = indicator("gerd_business_funded", {2021: 35.0}, dataset="oecd/msti", vintage="2025-09")
    frame = pd.concat([research(SHARES), pd.DataFrame(later)])
    _, table = tabulate("business_share", given_tables(research=frame))
    assert set(table["year"]) == {2020}


def test_business_shares_of_no_common_year_are_refused(given_tables):
    frame = research(SHARES)
    frame = frame[~((frame["country"] == "KOR") & (frame["indicator"] == "gerd_business_funded"))]
    with pytest.raises(CheckError, match="no year holds both business shares of RUS, OECD"):
        tabulate("business_share", given_tables(research=frame))


@pytest.mark.parametrize(
    ("oslo3", "oslo4", "finding"),
    [
        (9.5, 14.6, "near the stated 10%; a new basis lifts 2017 from 9.5 to 14.6%"),
        (9.5, 8.0, "near the stated 10%; a new basis lowers 2017 from 9.5 to 8.0%"),
        (7.0, 14.6, "averaged 7.0%, not 10%; a new basis lifts 2017"),
        (7.0, 6.0, "averaged 7.0%, not 10%; a new basis lowers 2017"),
    ],
)
def test_the_innovation_title_tells_level_and_break(given_tables, labels, oslo3, oslo4, finding):
    paths = given_tables(research=research(SHARES, oslo3=oslo3, oslo4=oslo4))
    assert finding in title("innovation_active", paths, labels)


@pytest.mark.parametrize(("oslo3", "word"), [(9.5, "was near"), (7.0, "averaged 7.0%")])
def test_years_before_the_break_show_one_basis_only(given_tables, labels, oslo3, word):
    paths = given_tables(research=research(SHARES, oslo3=oslo3))
    module, table = tabulate("innovation_active", paths, years=[1995, 2016])
    assert set(table["basis"]) == {"oslo3", "stated"}
    assert word in module.title(table, labels["en"])
    module.draw(table, labels["ru"])


# --- complexity ----------------------------------------------------------------------------


def test_the_rank_title_tells_best_and_worst_of_the_latest_year_of_several_releases(
    given_tables, labels
):
    said = title("complexity_rank", given_tables(), labels)
    assert said == (
        "Russia’s complexity rank for 2022: 53 to 86, depending on release and classification"
    )


def test_the_rank_title_of_a_single_release_compares_its_classifications(given_tables, labels):
    courses = {
        ("HS92", "2024", "RUS"): {2000: 16, 2022: 53, 2024: 67},
        ("SITC", "2024", "RUS"): {2000: 29, 2022: 86},
    }
    said = title("complexity_rank", given_tables(complexity=ranks(courses)), labels)
    assert said.startswith("Russia’s complexity rank for 2022: 53 to 86")


def test_the_rank_title_says_when_all_agree(given_tables, labels):
    courses = {
        (c, v, "RUS"): {2000: 20, 2022: 40}
        for c, v in (("HS92", "2022"), ("HS92", "2024"), ("SITC", "2024"))
    }
    said = title("complexity_rank", given_tables(complexity=ranks(courses)), labels)
    assert said == "Russia’s complexity rank for 2022 is 40 on every release and classification"


def test_the_papers_bands_stand_beside_its_subject_only(given_tables):
    paths = given_tables()
    _, russia = tabulate("complexity_rank", paths)
    _, china = tabulate("complexity_rank", paths, focus=["CHN", "RUS"])
    bands = russia[russia["role"].isin(["third", "sixth"])].set_index("role")
    assert bands.loc["third", ["low", "high"]].tolist() == [21, 30]
    assert set(china["role"]) == {"main"}


def test_a_region_that_the_atlas_does_not_rank_gives_way_to_the_papers_subject(given_tables):
    for name in ("complexity_rank", "complexity_peers"):
        _, table = tabulate(name, given_tables(), focus=["EU26", "CHN"])
        assert table.loc[table["role"].isin(["main", "focus"]), "country"].unique() == ["RUS"]


@pytest.mark.parametrize(
    ("russia", "china", "finding"),
    [
        (
            (16, 67),
            (33, 10),
            "fell from 16 to 67 in 2000–2024; China’s rose from 33 to 10",
        ),
        ((16, 67), (33, 40), "Russia’s complexity rank fell from 16 in 2000 to 67 in 2024"),
        ((67, 16), (33, 10), "Russia’s complexity rank rose from 67 in 2000 to 16 in 2024"),
        ((16, 16), (33, 10), "Russia’s complexity rank was 16 in 2024, as in 2000"),
    ],
)
def test_the_peers_title_tells_the_way_and_the_climber(
    given_tables, labels, russia, china, finding
):
    courses = {
        ("HS92", "2024", country): dict(zip((2000, 2024), course, strict=True))
        for country, course in (("RUS", russia), ("CHN", china), ("USA", (10, 18)))
    }
    said = title("complexity_peers", given_tables(complexity=ranks(courses)), labels)
    assert said.endswith(finding)


def test_peers_are_drawn_on_the_main_release_only(given_tables):
    _, table = tabulate("complexity_peers", given_tables())
    assert set(table["vintage"]) == {"2024"}
    assert set(table["country"]) == {"RUS", "CHN", "USA"}


def test_a_release_with_one_classification_is_drawn_on_that(given_tables, labels):
    courses = {("SITC", "2024", "RUS"): {2000: 28, 2021: 53}, ("SITC", "2024", "CHN"): {2000: 40}}
    module, table = tabulate("complexity_peers", given_tables(complexity=ranks(courses)))
    assert set(table["classification"]) == {"SITC"}
    figure = module.draw(table, labels["en"])
    assert "SITC" in style.SAID[figure]["subtitle"]


# --- dependency ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dependence", "finding"),
    [
        (
            {("RUS", "CHN"): 0.163, ("CHN", "RUS"): 0.0355},
            "In 2011 China made 16.3% of Russia’s foreign inputs, Russia 3.5% of China’s",
        ),
        (
            {("RUS", "CHN"): 0.0355, ("CHN", "RUS"): 0.163},
            "In 2011 Russia made 16.3% of China’s foreign inputs, China 3.5% of Russia’s",
        ),
        (
            {("RUS", "CHN"): 0.11, ("CHN", "RUS"): 0.10},
            "In 2011 Russia and China made like shares of each other’s foreign inputs: 11.0 and "
            "10.0%",
        ),
    ],
)
def test_the_asymmetry_title_goes_either_way_or_says_that_there_is_none(
    given_tables, labels, dependence, finding
):
    assert title("fig2_asymmetry", given_tables(dependency=flows(dependence)), labels) == finding


@pytest.mark.parametrize(("language", "later"), [("en", "; use: to 2022"), ("ru", "— до 2022")])
def test_the_asymmetry_title_says_which_panel_alone_has_the_last_years(
    given_tables, labels, language, later
):
    module, table = tabulate("fig2_asymmetry", given_tables())
    said = module.title(table, labels[language])
    assert said.endswith(later)
    assert "2011" in said
    assert len(said) <= 90


def test_the_order_of_the_focus_pair_does_not_matter_to_the_finding(given_tables, labels):
    paths = given_tables()
    assert title("fig2_asymmetry", paths, labels) == title(
        "fig2_asymmetry", paths, labels, focus=["CHN", "RUS"]
    )


def test_another_pair_has_no_points_and_says_nothing_of_them(given_tables, labels):
    frame = flows(UNEVEN | {("DEU", "BRA"): 0.02, ("BRA", "DEU"): 0.1}, points=(2019, 2021))
    module, table = tabulate("fig2_asymmetry", given_tables(dependency=frame), focus=["DEU", "BRA"])
    assert set(table["dataset"]) == {"wiod/wiot-11regions"}
    assert module.title(table, labels["en"]).startswith("In 2011 Germany made 10.0% of")
    assert "other databases" not in _foot(module.draw(table, labels["en"]))


def test_points_of_another_database_are_not_joined_to_the_line(given_tables, labels):
    module, table = tabulate("fig2_asymmetry", given_tables())
    figure = module.draw(table, labels["en"])
    use = next(axes for axes in figure.axes if len(axes.get_legend().texts) > 1)
    lines = [line for line in use.get_lines() if len(line.get_xdata()) > 1]
    joined = [line for line in lines if line.get_linestyle() != "None"]
    assert {tuple(line.get_xdata()) for line in joined} == {(2009, 2010, 2011)}
    assert {tuple(line.get_xdata()) for line in lines if line not in joined} == {(2019, 2021, 2022)}
    assert "other databases" in _foot(figure)


def test_two_databases_of_the_same_years_stand_side_by_side(given_tables, labels):
    frame = flows(UNEVEN, years=range(2000, 2012))
    short = flows(UNEVEN).assign(dataset="oecd/icio", vintage="2023")
    short["value"] *= 0.8  # the same course would be drawn as circles on the line
    main = SETTINGS["main"] | {"oecd/icio": "2023"}
    module, table = tabulate(
        "fig2_asymmetry", given_tables(dependency=pd.concat([frame, short])), main=main
    )
    assert set(table["dataset"]) == {"wiod/wiot-11regions", "oecd/icio"}
    figure = module.draw(table, labels["en"])
    named = {text.get_text() for text in figure.axes[0].get_legend().texts}
    assert named == {"WIOD", "ICIO"}
    courses = [line for line in figure.axes[0].get_lines() if len(line.get_xdata()) > 1]
    assert {line.get_marker() for line in courses} == {"None", "D"}


def test_years_without_an_open_table_are_shaded_and_named(given_tables, labels):
    """Lines end in 2011, points of use stand in 2019, 2021 and 2022."""
    module, table = tabulate("fig2_asymmetry", given_tables())
    produces, consumes, _ = module.draw(table, labels["en"]).axes
    shaded = [tuple(patch.get_extents().intervalx) for patch in consumes.patches]
    assert len(shaded) == 2  # 2012-2018 and 2020
    assert len(produces.patches) == 1
    for axes in (produces, consumes):
        assert "no open table" in [text.get_text() for text in axes.texts]


def test_the_highest_value_is_named_where_it_is_not_the_last(given_tables, labels):
    frame = flows(UNEVEN)
    frame.loc[(frame["year"] == 2010) & (frame["user"] == "RUS"), "value"] = 0.31
    module, table = tabulate("fig2_asymmetry", given_tables(dependency=frame))
    said = [text.get_text() for text in module.draw(table, labels["en"]).axes[0].texts]
    assert "31.0" in said


def test_directions_are_told_apart_in_grey(given_tables, labels):
    module, table = tabulate("fig2_asymmetry", given_tables())
    lines = [a for a in module.draw(table, labels["en"]).axes[0].get_lines() if len(a.get_xdata())]
    assert len({line.get_linestyle() for line in lines}) == 2


def test_points_stand_in_for_years_that_no_series_holds(given_tables, labels):
    module, table = tabulate("fig2_asymmetry", given_tables(), years=[2015, 2024])
    assert set(table["dataset"]) == {"oecd/tiva-fdva"}
    assert module.title(table, labels["en"]).startswith("In 2022 China made")
    module.draw(table, labels["ru"])


def test_sellers_depend_on_their_market(given_tables):
    """The row of a market and its supplier tells how much the supplier depends on the market."""
    frame = flows(UNEVEN)
    frame.loc[
        (frame["measure"] == "fpex") & (frame["user"] == "CHN") & (frame["supplier"] == "RUS"),
        "value",
    ] = 0.4
    _, table = tabulate("fig2_asymmetry", given_tables(dependency=frame))
    sells = table[(table["side"] == "sells") & (table["value"] == 0.4)]
    assert set(sells["depends"]) == {"RUS"}
    assert set(sells["on"]) == {"CHN"}


def test_a_pair_that_the_edition_does_not_hold_is_named_in_the_error(given_tables):
    with pytest.raises(CheckError, match=r"between DEU and JPN in 1995–2024; widen `years`"):
        tabulate("fig2_asymmetry", given_tables(), focus=["DEU", "JPN"])


def test_other_vintages_than_the_main_one_are_not_drawn(given_tables):
    old = flows({("RUS", "CHN"): 0.5, ("CHN", "RUS"): 0.5}).assign(vintage="2012")
    paths = given_tables(dependency=pd.concat([flows(UNEVEN), old]))
    for name in ("fig2_asymmetry", "face_value", "suppliers"):
        _, table = tabulate(name, paths)
        assert set(table["vintage"]) == {"2013"}, name


@pytest.mark.parametrize(
    ("face", "word"), [(0.25, "by direct suppliers, 16.3% through"), (0.75, "most")]
)
def test_the_face_value_title_weighs_what_is_hidden(given_tables, labels, face, word):
    frame = flows(UNEVEN)
    for measure, part in (("fpem_face", face), ("fpem_hidden", 1 - face)):
        rows = frame["measure"] == measure
        whole = frame[frame["measure"] == "fpem"]["value"].to_numpy()
        frame.loc[rows, "value"] = part * whole
    assert word in title("face_value", given_tables(dependency=frame), labels)


def test_suppliers_add_up_to_the_whole_and_the_union_is_one(given_tables):
    _, table = tabulate("suppliers", given_tables())
    year = table[table["year"] == 2011].set_index("supplier")["value"]
    assert set(year.index) == {"CHN", "EU27-2007", "BRA", "ROW"}
    assert year["EU27-2007"] == pytest.approx(0.10)
    assert year["ROW"] == pytest.approx(1 - 0.163 - 3 * 0.05)  # also what the table does not list


def test_a_member_of_the_union_sees_its_partners_apart(given_tables):
    _, table = tabulate("suppliers", given_tables(), focus=["DEU", "CHN"])
    assert "EU26" in set(table["supplier"])
    assert "EU27-2007" not in set(table["supplier"])


def _changing(**changes):
    frame = flows(UNEVEN)
    for supplier, change in changes.items():
        last = (frame["year"] == 2011) & (frame["user"] == "RUS")
        frame.loc[last & (frame["supplier"] == supplier), "value"] += change
    return frame


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"CHN": 0.1, "BRA": -0.02}, "China up from 16 to 26%, Brazil down from 5 to 3%"),
        (
            {"CHN": 0.1},
            "Russia’s suppliers, 2009–2011: China up most, from 16 to 26%",
        ),
        ({"BRA": -0.02}, "Russia’s suppliers, 2009–2011: Brazil down most, from 5 to 3%"),
    ],
)
def test_the_suppliers_title_names_winner_and_loser(given_tables, labels, changes, finding):
    assert finding in title("suppliers", given_tables(dependency=_changing(**changes)), labels)


def test_one_supplier_is_no_list_of_suppliers(given_tables):
    with pytest.raises(CheckError, match="no suppliers of RUS in 2015–2024"):
        tabulate("suppliers", given_tables(), years=[2015, 2024])


# --- verdicts and design -------------------------------------------------------------------


def test_the_verdict_title_counts_what_each_kind_of_evidence_carries(given_tables, labels):
    rows = claims(CLAIMS)
    rows.loc[rows["id"] == "s5-complexity-third-ten", "evidence"] = "reproduction"
    said = title("verdicts", given_tables(claims=rows), labels)
    assert said.startswith("Data carry 2 of 5 claims, official texts 1 of 1, reports 0 of 0")


def test_checks_of_the_auditors_count_neither_way(given_tables, labels):
    rows = claims(ALL_HOLD)
    rows.loc[0, "verdict"] = "own check"
    rows.loc[1, "verdict"] = "document, other concept"
    assert "Data carry 5 of 6" in title("verdicts", given_tables(claims=rows), labels)


def test_a_count_is_written_into_its_bar_where_there_is_room_for_it(given_tables, labels):
    first, *_ = rows = claims(ALL_HOLD).to_dict("records")
    many = [first | {"id": f"c{number}"} for number in range(300)]
    rows = [*many, rows[0] | {"verdict": "contradicted"}]
    module, table = tabulate("verdicts", given_tables(claims=pd.DataFrame(rows)))
    (axes,) = module.draw(table, labels["en"]).axes
    inside = [t.get_text() for t in axes.texts if type(t).__name__ == "Text"]
    assert "300" in inside and "1" not in inside


def test_counts_of_verdicts_add_up_to_all_claims_twice(given_tables):
    _, table = tabulate("verdicts", given_tables())
    of = {by: rows.groupby("row")["claims"].sum().to_dict() for by, rows in table.groupby("by")}
    assert of["section"] == {"4": 5, "5": 2}
    assert sum(of["evidence"].values()) == len(CLAIMS)


@pytest.fixture
def structure(root, tmp_path):
    """The design as data, changed by a function, and where it is written."""

    def write(change):
        content = yaml.safe_load((root / "config/tables/fig1.yaml").read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "fig1.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return {"fig1": str(path), "claims": str(path)}

    return write


def _edge(one, other, kind="agreement"):
    return {"from": one, "to": other, "kind": kind, "label": {"en": "x", "ru": "х"}}


def test_the_design_table_lists_every_node_and_edge(given_tables, root):
    content = yaml.safe_load((root / "config/tables/fig1.yaml").read_text(encoding="utf-8"))
    _, table = tabulate("fig1_design", given_tables())
    counts = table["part"].value_counts()
    assert counts["node"] == len(content["nodes"])
    assert counts["edge"] == len(content["edges"])


def test_the_design_title_changes_when_members_of_a_chain_meet(structure, labels, given_tables):
    assert "meet only through it" in title("fig1_design", given_tables(), labels)
    linked = structure(lambda c: c["edges"].append(_edge("universities", "research")))
    assert "members also meet" in title("fig1_design", linked, labels)


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (_edge("universities", "nobody"), "universities-nobody: no node `nobody`"),
        (_edge("universities", "research", "gossip"), "kind is one of command, agreement"),
    ],
)
def test_a_design_that_cannot_be_drawn_is_refused(structure, edge, message):
    with pytest.raises(ConfigError, match=message):
        tabulate("fig1_design", structure(lambda c: c["edges"].append(edge)))


def test_boxes_of_the_design_do_not_overlap(given_tables):
    module, table = tabulate("fig1_design", given_tables())
    boxes, height = module._boxes(table, "ru", style.TITLED.inner)
    for one in boxes.values():
        assert one.y - one.height / 2 >= 0
        assert one.y + one.height / 2 <= height
        for other in boxes.values():
            apart = abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= one.height
            assert one is other or apart


# --- style ---------------------------------------------------------------------------------

label_places = st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 4)), min_size=1, max_size=12)


@given(label_places)
def test_labels_moved_apart_do_not_overlap_and_keep_their_order(places):
    wanted, heights = zip(*places, strict=True)
    placed = np.array(spread(wanted, heights, 0, 100))
    order = np.argsort(wanted, kind="stable")
    gaps = np.diff(placed[order])
    needed = (np.array(heights)[order][:-1] + np.array(heights)[order][1:]) / 2
    assert (gaps >= needed - 1e-9).all()


@given(st.lists(st.floats(10, 90), min_size=1, max_size=6))
def test_labels_that_fit_stay_inside(wanted):
    placed = spread(wanted, [5] * len(wanted), 0, 100)
    assert min(placed) >= 2.5 - 1e-9
    assert max(placed) <= 97.5 + 1e-9


def test_labels_far_apart_stay_where_they_are():
    assert spread([10, 50, 90], [5, 5, 5], 0, 100) == pytest.approx([10, 50, 90])


@given(st.lists(st.text("абвгд ежз", min_size=1, max_size=9), min_size=1, max_size=12))
def test_wrapping_keeps_every_word_and_the_width(words):
    text = " ".join(" ".join(words).split())
    lines = style.wrap(text, 2.0, style.TEXT).split("\n")
    assert " ".join(lines) == text
    assert all(" " not in line or style.measure(line, style.TEXT) <= 2.0 for line in lines)


def test_a_line_is_not_broken_at_a_no_break_space():
    assert style.wrap("в 2011\u00a0г.", 0.9, style.TEXT) == "в\n2011\u00a0г."


def test_countries_have_colours_of_their_own_and_strangers_get_spare_ones():
    found = style.colours(["RUS", "CHN", "VNM", "MEX"])
    assert len(set(found.values())) == 4
    assert found["RUS"] == style.COUNTRIES["RUS"]


def _foot(figure):
    return " ".join(text.get_text().replace("\n", " ") for text in figure.texts)


def test_what_is_written_on_a_figure_can_be_set_beside_it_as_well():
    figure, _ = style.sheet(style.TITLED, "A finding", "What, in %", "Sources: one.", height=2)
    assert style.SAID[figure] == {
        "title": "A finding",
        "subtitle": "What, in %",
        "foot": "Sources: one.",
    }
