"""Configuration: what a user mistypes is answered in a sentence, before anything runs."""

import pytest
import yaml

from techsov.catalogue import Catalogue
from techsov.config import settle
from techsov.countries import Countries
from techsov.errors import ConfigError, UnknownCountry


@pytest.fixture(scope="module")
def known(root):
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    return catalogue, Countries.load(root / "config/countries.yaml")


def settled(root, known, **change):
    shipped = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    return settle(shipped | change, root / "config/config.schema.yaml", *known)


def test_the_shipped_configuration_is_valid(root, known):
    assert settled(root, known).focus == ("RUS", "CHN")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"focsu": ["RUS", "CHN"]}, "`focus` is meant?"),
        ({"focus": ["RUS"]}, "Two different countries"),
        ({"focus": ["RUS", "RUS"]}, "Two different countries"),
        ({"focus": ["RUS", "AUS"]}, "whose tables hold RUS, CHN, USA"),
        ({"peers": ["Chnia"]}, "near ones: CHN"),
        ({"years": [2024, 1995]}, "does not come before"),
        ({"years": [1066, 2024]}, "1990 to 2100"),
        ({"languages": ["de"]}, "en, ru"),
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
    schema = root / "config/config.schema.yaml"
    assert settle({}, schema, *known).edition == "embedded"


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
