"""The figures on complexity beyond ranks: what they tabulate, say and draw, in both languages."""

import pandas as pd
import pytest

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity_change, complexity_uncertainty
from tests.builders.figures import claims

SETTINGS = {
    "focus": ["RUS", "CHN"],
    "peers": ["USA", "CHN"],
    "years": [1995, 2024],
    "main": {"atlas/rankings": "2022"},
}


# --- heat map ------------------------------------------------------------------------------


def heatmap_inputs(folder, ranks: dict[int, int]) -> dict:
    rows = [("SITC", "2022", "RUS", y, -r / 10, r, 133) for y, r in ranks.items()]
    columns = ["classification", "vintage", "country", "year", "eci", "rank", "ranked"]
    tables.write(pd.DataFrame(rows, columns=columns), folder / "complexity.csv", tables.COMPLEXITY)
    bands = {"third": "21 to 30", "sixth": "51 to 60"}
    stated = {f"s5-complexity-{n}-ten": (band, "0", "revised") for n, band in bands.items()}
    tables.write(claims(stated), folder / "claims.csv", tables.CLAIMS)
    return {"complexity": folder / "complexity.csv", "claims": folder / "claims.csv"}


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        ({2000: 28, 2010: 55, 2022: 86, 2024: 55}, "Of 2 ranks published for 2010–2022, 1 put"),
        ({2000: 28, 2010: 55, 2022: 60}, "All 2 ranks published for 2010–2022 put"),
        ({2000: 28, 2010: 50, 2022: 61}, "None of 2 ranks published for 2010–2022 puts"),
        ({2000: 28, 2005: 39}, "runs from 28 to 39"),
    ],
)
def test_the_heat_map_counts_the_ranks_in_the_sixth_ten(drawn, tmp_path, ranks, said):
    table, titles, _ = drawn("complexity_heatmap", heatmap_inputs(tmp_path, ranks))
    assert said in titles["en"]
    cells = table[table["role"] == "cell"].set_index("year")["rank"].to_dict()
    assert cells == ranks


# --- uncertainty ---------------------------------------------------------------------------


def uncertainty_inputs(folder, fine: dict[str, int], coarse: dict[str, int]) -> dict:
    rows = []
    for classification, base in (("HS92-4", fine), ("HS92-2", coarse)):
        for country, rank in base.items():
            for choice, setting, shift in (
                ("baseline", "1", 0), ("threshold", "2", 3), ("bootstrap", "q0.025", 7),
                ("bootstrap", "q0.975", -1),
            ):  # fmt: skip
                spread = {"choice": choice, "setting": setting, "rank": rank + shift}
                rows.append({"classification": classification, "country": country} | spread)
    spread = pd.DataFrame(rows).assign(vintage="2019", year=2019, eci=0.0, ranked=133)
    path = folder / "intervals.csv"
    intervals = complexity_uncertainty.intervals(spread)
    tables.write(intervals, path, complexity_uncertainty.INTERVALS)
    return {"complexity_intervals": path}


def test_choices_are_told_by_heading_without_the_bootstrap_and_chapters_stand_beside(
    drawn, tmp_path
):
    inputs = uncertainty_inputs(tmp_path, {"RUS": 45, "CHN": 20}, {"RUS": 100, "USA": 9})
    table, titles, _ = drawn("complexity_choices", inputs)
    assert titles["en"].endswith("for 2019, 45, moves from 45 to 48 with choices of method")
    assert "45-е" in titles["ru"]
    assert list(table["classification"]) == ["HS92-4", "HS92-2"]
    assert set(table["choice"]) == {"threshold"}


def test_without_chapters_nothing_is_said_of_them(tabulated, tmp_path, labels):
    inputs = uncertainty_inputs(tmp_path, {"RUS": 45, "CHN": 20}, {})
    module, table = tabulated("complexity_choices", inputs)
    shown = labels["en"].text("complexity_choices.foot", year=2019)
    assert module._foot(table, labels["en"]) == shown


def test_the_bootstrap_is_drawn_for_every_country_that_has_headings(drawn, tmp_path):
    inputs = uncertainty_inputs(tmp_path, {"RUS": 45, "CHN": 20}, {"RUS": 100, "USA": 9})
    table, titles, _ = drawn("complexity_bootstrap", inputs)
    assert "rank for 2019 from 44 to 52 in 95% of draws" in titles["en"]
    assert list(table["country"]) == ["CHN", "RUS"]


def test_without_headings_the_bootstrap_shows_the_peers_by_chapter(drawn, tmp_path):
    inputs = uncertainty_inputs(tmp_path, {}, {"RUS": 100, "USA": 9, "CHN": 20, "DEU": 4})
    table, _, _ = drawn("complexity_bootstrap", inputs)
    assert list(table["country"]) == ["USA", "CHN", "RUS"]
    assert set(table["classification"]) == {"HS92-2"}


def test_intervals_without_russia_cannot_be_drawn(tabulated, tmp_path):
    inputs = uncertainty_inputs(tmp_path, {"USA": 9}, {})
    with pytest.raises(CheckError, match="intervals of RUS"):
        tabulated("complexity_choices", inputs)


# --- change --------------------------------------------------------------------------------


def change_inputs(folder, parts: dict[str, tuple]) -> dict:
    """Parts own, others, set of the fall by release; after it two places more, its own."""
    sums = []
    for vintage, (own, others, entered) in parts.items():
        key = {"classification": "SITC", "vintage": vintage, "subject": "RUS"}
        for first, last, split in (
            (2000, 2010, (own, others, entered)), (2010, 2021, (2, 0, 0)),
            (2000, 2021, (own + 2, others, entered)),
        ):  # fmt: skip
            ranks = {"rank_before": 28, "rank_after": int(28 + sum(split)), "change": sum(split)}
            period = {"first": first, "last": last}
            told = dict(zip(complexity_change.PARTS, split, strict=True))
            sums.append(key | period | ranks | told)
    path = folder / "complexity_overtaking_sums.csv"
    tables.write(pd.DataFrame(sums), path, complexity_change.OVERTAKING_SUMS)
    return {path.stem: path}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"2019": (9, 1, 0), "2021": (8, 2, 0)}, "lost 10 places in complexity in 2000–2010"),
        ({"2019": (1, 9, 0), "2021": (2, 8, 0)}, "only 10 to 20% by its own index"),
        ({"2019": (9, 1, 0), "2021": (2, 8, 0)}, "2000–2010, 20 to 90% by its own index"),
    ],
)
def test_the_title_says_whose_movement_the_fall_was(drawn, tmp_path, parts, said):
    table, titles, _ = drawn("complexity_change", change_inputs(tmp_path, parts))
    assert said in titles["en"]
    places = table[table["first"] == "2000"].groupby("vintage")["value"].sum()
    assert dict(places) == {vintage: sum(split) for vintage, split in parts.items()}


def test_a_rank_that_rose_has_no_title_of_a_fall(tabulated, tmp_path, labels):
    inputs = change_inputs(tmp_path, {"2019": (9, 1, 0), "2021": (-3, 1, 0)})
    module, table = tabulated("complexity_change", inputs)
    with pytest.raises(CheckError, match="found none in SITC 2021"):
        module.title(table, labels["en"])
