"""`techsov profile`: a country on every release that built editions hold."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from techsov import cli
from techsov.catalogue.registry import Catalogue
from techsov.compare import built, vintages
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.presentation.labels import Labels
from techsov.report import profile
from tests.html_page import Page


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture(scope="module")
def written(root, results, tmp_path_factory):
    """The folder of Germany's profile, asked for by its name."""
    folder = tmp_path_factory.mktemp("profile")
    asked = ["--project", str(root), "profile", "Germany", "--to", str(folder)]
    assert cli.main(asked) == cli.DONE
    return folder


@pytest.fixture(scope="module")
def rows(written):
    return pd.read_csv(written / "DEU.csv", dtype={"vintage": str, "released": str}).fillna(
        {"partner": ""}
    )


def test_every_figure_of_the_country_stands_there_once_on_every_vintage(rows, results, root):
    assert not rows.duplicated([*built.FIGURE, "vintage"]).any()
    for topic in ("research", "macro"):
        table = pd.read_csv(results / f"indicators/{topic}.csv", dtype={"vintage": str})
        key = ["indicator", "year", "dataset", "vintage"]
        known = table[table["country"] == "DEU"].set_index(key)["value"]
        mine = rows[rows["topic"] == topic].set_index(key)["value"]
        assert_allclose(mine.reindex(known.index), known, rtol=1e-9)
    ranks = pd.read_csv(results / "indicators/complexity.csv", dtype={"vintage": str})
    known = ranks.query("country == 'DEU' and classification == 'SITC'").dropna(subset="rank")
    mine = rows[rows["indicator"] == "rank.SITC"].set_index(["vintage", "year"])["value"]
    assert_allclose(mine[known.set_index(["vintage", "year"]).index], known["rank"])
    assert set(known["vintage"]) == set(mine.index.get_level_values(0))


def test_dependence_is_given_both_ways_of_all_partners_of_the_panel(rows, results):
    panel = pd.read_parquet(results / "panel/pairs")
    own = panel[(panel["user"] == "DEU") | (panel["supplier"] == "DEU")].dropna(subset="value")
    own = own.assign(measure=own["measure"] + "." + own["basis"] + "." + own["scope"])
    key = ["dataset", "vintage", "year", "measure", "user", "supplier"]
    mine = rows.rename(columns={"indicator": "measure", "country": "user", "partner": "supplier"})
    assert set(own[key].itertuples(index=False)) <= set(mine[key].itertuples(index=False))
    assert len(set(mine.loc[mine["supplier"] == "DEU", "user"])) >= 10
    one = own.query(
        "measure == 'fpem.value_added.all' and user == 'DEU' and supplier == 'CHN' and year == 2011"
    )
    mine = rows.query(
        "indicator == 'fpem.value_added.all' and country == 'DEU' and partner == 'CHN'"
        " and year == 2011 and dataset in @one.dataset.unique()"
    )
    assert_allclose(mine["value"], one["value"], rtol=1e-9)


@pytest.mark.parametrize(("language", "place"), [("en", ""), ("ru", "ru/")])
def test_the_page_has_every_topic_in_every_language(language, place, written, root, countries):
    labels = Labels.load(root / f"config/labels.{language}.yaml", countries)
    text = (written / place / "index.html").read_text(encoding="utf-8")
    page = Page(text)
    assert f'<html lang="{language}">' in text
    for topic in profile.TOPICS:
        assert labels[f"profile.{topic}"] in page.text
    assert labels["profile.none"] not in page.text
    assert (written / place / ("../" * bool(place) + "DEU.csv")).exists()


def test_the_line_of_a_rank_falls_as_the_number_rises(root, countries):
    labels = Labels.load(root / "config/labels.en.yaml", countries)
    columns = pd.MultiIndex.from_tuples([("d", "2020", "a"), ("d", "2021", "b")])
    wide = pd.DataFrame([[1, np.nan], [5, 3]], index=[2000, 2010], columns=columns)

    def heights(drawn):
        points = drawn.partition('class="older" points="')[2].partition('"')[0].split()
        return [float(point.split(",")[1]) for point in points]

    first, second = heights(profile.chart(wide, labels, is_rank=True))
    assert first < second  # downwards, as SVG counts
    first, second = heights(profile.chart(wide, labels, is_rank=False))
    assert first > second
    drawn = profile.chart(wide, labels, is_rank=True)
    assert drawn.count("<circle") == 1  # a release of one year is a point
    assert not profile.chart(wide.iloc[:1], labels, is_rank=True)


def test_a_country_that_no_edition_holds_is_answered_with_those_held(
    catalogue, countries, root, results
):
    with pytest.raises(ConfigError, match=r"no built edition holds `Mordor`; held are AE, .* ZAF"):
        profile.gather(catalogue, countries, "Mordor", root / "results")


def test_without_a_built_edition_the_way_to_build_one_is_said(catalogue, tmp_path):
    with pytest.raises(ConfigError, match="no edition is built: run `make` first"):
        vintages.built_editions(catalogue, tmp_path)
