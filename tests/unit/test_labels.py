"""Labels: both languages say the same things, and write numbers in their own way."""

import ast
import re
import string
from dataclasses import replace

import pytest

from techsov.catalogue.registry import Catalogue
from techsov.catalogue.settings import regions_held
from techsov.core import scaffold
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.figures import registry
from techsov.presentation.labels import FORMS, Labels, placeholders

NBSP = "\u00a0"
# How a language joins a name to a preposition is its own affair.
OWN = ("partner",)
# Keys that are read as a whole, by their beginning.
BY_BEGINNING = ("compare.sheet.", "sentence.")
# Headings that a figure gives a column of its own.
HEADING = re.compile(r"\w+\.column\.\w+")


@pytest.fixture(scope="module")
def countries(root):
    return Countries.load(root / "config/countries.yaml")


@pytest.fixture(scope="module")
def english(root, countries):
    return Labels.load(root / "config/labels.en.yaml", countries)


@pytest.fixture(scope="module")
def russian(root, countries):
    return Labels.load(root / "config/labels.ru.yaml", countries)


def said(labels):
    """Keys that both languages must have: all but the irregular forms of names."""
    return {key for key in labels.texts if key.split(".")[0] not in FORMS}


def test_both_languages_have_the_same_keys(english, russian):
    assert said(english) == said(russian)


@pytest.fixture(scope="module")
def asked_for(root):
    """Whether code or a template asks for a key; whatever is put into one fits."""
    exact, composed = set(), set()
    for path in (root / "workflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                exact.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                composed.add("".join(map(_pattern, node.values)))
    for path in (root / "workflow/techsov/presentation/pages").rglob("*.[hj]*"):
        exact |= set(re.findall(r"[\"']([\w.]+)[\"']", path.read_text(encoding="utf-8")))
    patterns = re.compile("|".join(each for each in composed if re.match(r"\w+\\\.", each)))
    return lambda key: key in exact or patterns.fullmatch(key)


def _pattern(part):
    return re.escape(part.value) if isinstance(part, ast.Constant) else ".+"


def test_no_text_is_unused(asked_for, english):
    unused = [key for key in english.texts if not asked_for(key)]
    unused = [key for key in unused if not HEADING.fullmatch(key)]
    assert [key for key in unused if not key.startswith(BY_BEGINNING)] == []


def test_a_text_that_nothing_asks_for_would_be_noticed(asked_for):
    assert not asked_for("nobody.asks")


def test_both_languages_put_the_same_things_into_a_text(english, russian):
    for key in said(english) - set(OWN):
        ours, theirs = (
            {name.removesuffix("_of") for name in placeholders(labels[key])}
            for labels in (english, russian)
        )  # a country may stand in one case here and in another there
        assert ours == theirs, key


def test_no_text_holds_an_escape_that_yaml_left_standing(english, russian):
    assert not [
        key for labels in (english, russian) for key, t in labels.texts.items() if "\\" in t
    ]


def test_russian_texts_keep_the_abbreviated_year_with_its_number(russian):
    loose = [key for key, text in russian.texts.items() if " г." in text or "} %" in text]
    assert not loose


def test_russian_plurals_have_three_forms_and_english_ones_two(english, russian):
    for labels, wanted in ((english, 2), (russian, 3)):
        for key, text in labels.texts.items():
            for _, _, spec, _ in string.Formatter().parse(text):
                if spec and spec.startswith("plural "):
                    assert len(spec.removeprefix("plural ").split("|")) == wanted, key


def test_every_verdict_has_a_name_and_a_colour(english, russian):
    from techsov.core.tables import VERDICTS
    from techsov.figures.style import VERDICTS as COLOURS

    assert set(COLOURS) == set(VERDICTS)
    for labels in (english, russian):
        assert all(labels[f"verdict.{verdict}"] for verdict in VERDICTS)


def test_every_section_of_the_paper_has_a_name(english, russian):
    from techsov.claims import SECTIONS

    for labels in (english, russian):
        assert all(s.isdigit() or labels[f"verdicts.part.{s}"] for s in SECTIONS)


def test_every_region_of_the_embedded_tables_can_possess_in_russian(root, russian):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    regions = [*regions_held(catalogue, "embedded"), "EU27-2007"]
    assert len(regions) > 2
    assert all(f"of.{region}" in russian.texts for region in regions)


def test_decimal_signs_grouping_and_minus_follow_the_language(english, russian):
    assert english.number(-1234.56, ",.1f") == "−1,234.6"
    assert russian.number(-1234.56, ",.1f") == f"−1{NBSP}234,6"


def test_whole_floats_are_written_without_decimals(english):
    assert english.number(30.0) == "30"
    assert english.number(1.1) == "1.1"
    assert english.number(2011) == "2011"


def test_the_percent_sign_stands_off_in_russian_only(english, russian):
    assert english.percent(16.39, 1) == "16.4%"
    assert russian.percent(16.39, 1) == f"16,4{NBSP}%"


@pytest.mark.parametrize(
    ("n", "form"), [(1, "год"), (3, "года"), (5, "лет"), (11, "лет"), (21, "год"), (112, "лет")]
)
def test_russian_years_agree_with_their_number(russian, n, form):
    assert russian.plural(n, "год|года|лет") == form


def test_years_are_said_as_runs(english):
    assert english.years([2001, 2003, 2002, 2007, 2009, 2010]) == "2001–2003, 2007, 2009–2010"


def test_months_of_vintages_are_said_in_words(english, russian):
    assert english.date("2026-07") == "July 2026"
    assert russian.date("2026-07") == f"июль 2026{NBSP}г."
    assert english.date("2024") == "2024"


def test_a_vintage_of_a_day_is_said_with_its_day(english, russian):
    assert english.date("2026-07-13") == "13 July 2026"
    assert russian.date("2026-07-13") == f"13 июля 2026{NBSP}г."
    assert english.date("2026-07-x") == "2026-07-x"


def test_a_computed_table_names_each_of_its_sources_once(english):
    sources = english.sources(
        [("worldbank/gerd", "2026-07"), ("worldbank/gerd+rosstat/gdp", "2026-07+2025-02")]
    )
    assert sources == "Sources: World Bank, WDI, July 2026; Rosstat, GDP, February 2025."


def test_a_source_list_ends_with_one_full_stop(russian):
    assert russian.sources([("oecd/msti", "2025-09")]).endswith("2025\u00a0г.")


def test_a_dataset_without_words_goes_by_its_key(english):
    assert english.sources([("new/dataset", "2030")]) == "Sources: new/dataset 2030."


def test_countries_are_named_alone_inside_sentences_and_as_possessors(english, russian):
    assert english.country("USA") == "United States"
    assert english.name("USA") == "the United States"
    assert english.of("USA") == "the United States’"
    assert english.of("CHN") == "China’s"
    assert russian.of("CHN") == "Китая"
    assert russian.partner("CHN") == "Китая"
    assert english.partner("CHN") == "China"


def test_a_country_without_a_listed_genitive_gets_one_that_needs_none(russian):
    assert russian.of("ABW") == "страны Аруба"


def test_titles_begin_with_a_capital(english):
    key = "fig2_asymmetry.key"
    assert english.title(key, of="the EU’s", partner="China").startswith("The EU’s")


def test_a_missing_text_names_the_file_and_the_nearest_key(english):
    with pytest.raises(
        ConfigError, match=r"labels\.en\.yaml.*rd_share\.ceilin`.*rd_share\.ceiling"
    ):
        english.text("rd_share.ceilin")


def test_a_missing_value_names_the_file_and_the_key(english):
    with pytest.raises(ConfigError, match=r"labels\.en\.yaml.*rd_share\.ceiling.*limit"):
        english.text("rd_share.ceiling")


def test_a_label_that_is_no_text_is_refused(tmp_path, countries):
    path = tmp_path / "labels.yaml"
    path.write_text("language: en\nfigure: {height: 3}\n")
    with pytest.raises(ConfigError, match=r"figure\.height.*text expected, found 3"):
        Labels.load(path, countries)


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        ("rd_share.subtitle", {"rd_share"}),
        ("complexity_rank.SITC", {"complexity_rank", "complexity_peers", "complexity_heatmap"}),
        ("industry.c4", {"industries"}),
    ],
)
def test_a_changed_text_changes_the_figures_that_use_it_and_no_others(root, english, key, figures):
    changed = replace(english, texts=english.texts | {key: "Something else"})
    found = registry.find(report=root / "config/report.yaml")
    sections = {name: [name, *spec.texts] for name, spec in found.items()}
    assert figures == {
        name
        for name, used in sections.items()
        if english.only(used).version != changed.only(used).version
    }


def test_a_text_that_all_share_changes_every_figure(root, english):
    changed = replace(english, texts=english.texts | {"month.07": "{year}, July"})
    assert english.only(["rd_share"]).version != changed.only(["rd_share"]).version


def test_no_text_is_left_to_be_written(root):
    left = [line for path in (root / "config").glob("*.yaml") for line in scaffold.unfilled(path)]
    assert left == []
