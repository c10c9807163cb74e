"""The configuration: read, completed with defaults, and refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from techsov.catalogue.registry import Catalogue
from techsov.core import validation
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, UnknownCountry
from techsov.core.validation import Distinct, Record, Text

FILE = "config/config.yaml"
Year = Annotated[int, Field(ge=1990, le=2100)]


class Settings(Record):
    """What a user chooses: the content of `config.yaml`."""

    edition: Text = Field("embedded", description="the name of an edition in config/editions.yaml")
    focus: Distinct[str] = Field(
        ("RUS", "CHN"),
        min_length=2,
        max_length=2,
        description="two different countries (alpha-3, or regions of the edition's tables)",
    )
    peers: Distinct[str] = Field(
        ("USA", "CHN", "DEU", "JPN", "IND", "BRA"),
        min_length=1,
        max_length=8,
        description="one to eight countries (alpha-3) whose complexity rank is drawn beside the "
        "first focus country's",
    )
    years: Distinct[Year] = Field(
        (1995, 2024),
        min_length=2,
        max_length=2,
        description="first and last year that figures show, between 1990 and 2100",
    )
    languages: Distinct[str] = Field(
        ("en", "ru"),
        min_length=1,
        description="languages of figures, tables and the paper, as there are config/labels.*.yaml",
    )
    fetch: Distinct[str] = Field(
        (),
        description="entries of config/sources.yaml with `form: release` that fetching brings "
        "instead of the edition's own (`make fetch ENTRY=...`)",
    )
    rosstat_ca: str = Field(
        "",
        description="path of a PEM file with the Russian Trusted Root CA, on which rosstat.gov.ru "
        "alone is trusted when fetching; docs/fetching.md says where to get it and how to check it",
    )

    @model_validator(mode="after")
    def _check_years(self) -> Self:
        first, last = self.years
        if first > last:
            raise ValueError(f"years: {first} does not come before {last}")
        return self


def load_settings(
    config: Mapping[str, Any],
    catalogue: Catalogue,
    countries: Countries,
    languages: list[str],
) -> Settings:
    """The settings of a configuration, with defaults for what it leaves out.

    Parameters
    ----------
    config : mapping
        The content of `config.yaml`, or what the workflow makes of it.
    catalogue : Catalogue
        The vintages and editions that settings may name.
    countries : Countries
        The countries that settings may name.
    languages : list of str
        Those that there are texts in.

    Raises
    ------
    ConfigError
        One sentence for each fault: an unknown key (with the nearest known one), an unknown
        edition, country or language, a pair that the edition does not hold (with those it holds),
        years that cannot be, an entry to fetch whose files are in git.
    """
    settings = validation.read(dict(config), Settings, FILE)
    if strange := set(settings.languages) - set(languages):
        fault = validation.unknown(strange, languages, "language")
        raise ConfigError(f"{FILE}, languages: {fault}")
    regions = regions_held(catalogue, settings.edition)
    for code in settings.focus:
        if code not in regions:
            raise ConfigError(
                f"{FILE}, focus: `{code}` is not in edition `{settings.edition}`, "
                f"whose tables hold {', '.join(regions)}"
            )
    for key in settings.fetch:
        if (form := catalogue.entry(key).entry.form) != "release":
            raise ConfigError(f"fetch: `{key}` is of form {form}: its files are in git")
    try:
        peers = tuple(countries.codes(settings.peers))
    except UnknownCountry as error:
        raise ConfigError(f"{FILE}, peers: {error}") from error
    return settings.model_copy(update={"peers": peers})


def languages(folder: Path | str = "config") -> list[str]:
    """The languages that there are texts in: those with labels."""
    return sorted(path.suffixes[0][1:] for path in Path(folder).glob("labels.*.yaml"))


def regions_held(catalogue: Catalogue, edition: str) -> list[str]:
    """The regions of an edition's inter-country tables, in their own order."""
    entries = (vintage.entry for vintage in catalogue.all_of(edition))
    return list(dict.fromkeys(region for entry in entries for region in entry.regions))
