"""The configuration: read, completed with defaults, and refused in a sentence."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import jsonschema

from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, UnknownCountry


@dataclass(frozen=True)
class Settings:
    """What a user chooses; see `config/config.schema.yaml` for each field."""

    edition: str
    focus: tuple[str, str]
    peers: tuple[str, ...]
    years: tuple[int, int]
    languages: tuple[str, ...]
    fetch: tuple[str, ...] = ()


def settle(
    config: dict, schema: Path | str, catalogue: Catalogue, countries: Countries
) -> Settings:
    """The settings of a configuration, with defaults for what it leaves out.

    raises : ConfigError, one sentence for each fault: an unknown key (with the nearest known
             one), an unknown edition or country, a pair that the edition does not hold (with
             those it holds), years that cannot be, an entry to fetch whose files are in git
    """
    rules = yamlfile.read(schema)
    known = rules["properties"]
    config = {key: rule["default"] for key, rule in known.items()} | config
    faults = [_sentence(error, known) for error in _errors(config, rules)]
    if faults:
        raise ConfigError("config/config.yaml: " + "\n".join(sorted(faults)))
    if config["years"][0] >= config["years"][1]:
        first, last = config["years"]
        raise ConfigError(f"config/config.yaml, years: {first} does not come before {last}")
    regions = regions_held(catalogue, config["edition"])
    for code in config["focus"]:
        if code not in regions:
            raise ConfigError(
                f"config/config.yaml, focus: `{code}` is not in edition `{config['edition']}`, "
                f"whose tables hold {', '.join(regions)}"
            )
    for key in config["fetch"]:
        if (form := catalogue.entry(key).entry["form"]) != "release":
            raise ConfigError(f"fetch: `{key}` is of form {form}: its files are in git")
    try:
        peers = countries.codes(config["peers"])
    except UnknownCountry as error:
        raise ConfigError(f"config/config.yaml, peers: {error}") from error
    return Settings(
        edition=config["edition"],
        focus=tuple(config["focus"]),
        peers=tuple(peers),
        years=tuple(config["years"]),
        languages=tuple(config["languages"]),
        fetch=tuple(config["fetch"]),
    )


def regions_held(catalogue: Catalogue, edition: str) -> list[str]:
    """The regions of an edition's inter-country tables, in their own order."""
    found: dict[str, None] = {}
    for vintage in catalogue.all_of(edition):
        found |= dict.fromkeys(vintage.entry.get("regions", ()))
    return list(found)


def _errors(config: dict, rules: dict) -> list[jsonschema.ValidationError]:
    return list(jsonschema.Draft202012Validator(rules).iter_errors(config))


def _sentence(error: jsonschema.ValidationError, known: dict) -> str:
    if error.validator == "additionalProperties":
        strange = sorted(error.instance.keys() - known.keys())
        hints = [difflib.get_close_matches(key, known, n=1) for key in strange]
        return "; ".join(
            f"unknown key `{key}`" + (f", `{hint[0]}` is meant?" if hint else "")
            for key, hint in zip(strange, hints, strict=True)
        )
    field = str(error.absolute_path[0])
    return f"{field}: {known[field]['description']} expected, found {error.instance!r}"
