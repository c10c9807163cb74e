"""Configuration: what a user mistypes is answered in a sentence, before anything runs."""

import pytest
import yaml

from techsov.catalogue.registry import Catalogue
from techsov.catalogue.settings import load_settings
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, UnknownCountry


@pytest.fixture(scope="module")
def known(root):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    return catalogue, Countries.load(root / "config/countries.yaml")


def settled(root, known, **change):
    shipped = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    return load_settings(shipped | change, *known, ["en", "ru"])


def test_the_shipped_configuration_is_valid(root, known):
    assert settled(root, known).focus == ("RUS", "CHN")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"focsu": ["RUS", "CHN"]}, "unknown field `focsu`; `focus`?"),
        ({"focus": ["RUS"]}, "focus: two different countries"),
        ({"focus": ["RUS", "RUS"]}, "focus: RUS appears more than once"),
        ({"focus": ["RUS", "AUS"]}, "whose tables hold RUS, CHN, USA"),
        ({"peers": ["Chnia"]}, "near ones: CHN"),
        ({"years": [2024, 1995]}, "does not come before"),
        (
            {"years": [1066, 2024]},
            "between 1990 and 2100 expected, found [1066",
        ),
        ({"languages": ["de"]}, "languages: unknown language `de`; there are en, ru"),
        ({"edition": "lastest"}, "lastest"),
        ({"fetch": ["oecd/icio/2020"]}, "near ones: oecd/icio/20"),
        ({"fetch": ["uis/expenditure/2017"]}, "its files are in git"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(root, known, change, says):
    with pytest.raises(ConfigError) as error:
        settled(root, known, **change)
    assert says in str(error.value)


def test_a_missing_key_takes_its_default(root, known):
    assert load_settings({}, *known, ["en", "ru"]).edition == "embedded"


def test_a_country_is_found_by_code_number_and_every_spelling(known):
    countries = known[1]
    for name in ("TUR", "Turkey", "Türkiye", "turkiye", "Турция"):
        assert countries.code(name) == "TUR"
    assert countries.m49(643) == "RUS"
    with pytest.raises(UnknownCountry, match="RUS"):
        countries.code("Rusia")
    with pytest.raises(UnknownCountry, match="999"):
        countries.m49(999)


def test_groups_carry_the_members_of_their_date(known):
    group = known[1].group
    assert "GBR" in group("EU27-2007") and "HRV" not in group("EU27-2007")
    assert "HRV" in group("EU27_2020") and "GBR" not in group("EU27_2020")
    assert (len(group("ATLAS133")), len(group("ATLAS145"))) == (133, 145)
    assert set(group("BRICS5")) < set(group("BRICS-2024"))


RUSSIA = {"en": "Russia", "ru": "Россия"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"groups": {"G2": RUSSIA | {"since": "2024", "members": ["RUS", "XXX"]}}},
         r"countries\.yaml: groups\.G2: unknown codes XXX"),
        ({"countries": {"RUS": RUSSIA, "SUN": {"en": "USSR", "ru": "СССР", "names": ["russia"]}}},
         r"the name `russia` stands for both (RUS and SUN|SUN and RUS)"),
    ],
)  # fmt: skip
def test_a_list_of_countries_that_contradicts_itself_is_refused(tmp_path, change, says):
    content = {"countries": {"RUS": RUSSIA}, "aggregates": {}, "groups": {}} | change
    (tmp_path / "countries.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        Countries.load(tmp_path / "countries.yaml")


def test_a_group_or_a_name_that_is_not_listed_is_answered_with_those_near(known):
    countries = known[1]
    with pytest.raises(UnknownCountry, match=r"`BRICS6` is no group .*; it knows BRICS\d+"):
        countries.group("BRICS6")
    with pytest.raises(UnknownCountry, match=r"it knows .*G7"):
        countries.group("?")
    assert countries.name("G7", "en") == "G7"
    with pytest.raises(
        UnknownCountry, match="`ZZZ` is neither a country, an aggregate nor a group"
    ):
        countries.name("ZZZ")


def test_a_release_may_be_fetched(root, known):
    assert settled(root, known, fetch=["oecd/icio/2023"]).fetch == ("oecd/icio/2023",)
