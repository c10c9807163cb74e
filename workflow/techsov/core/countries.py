"""Countries, aggregates and dated groups: one spelling each, and nothing guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from techsov.core import validation, yamlfile
from techsov.core.errors import ConfigError, UnknownCountry
from techsov.core.validation import Record, Several, Text

# What programs write for a letter that their encoding lacks.
LOST = re.compile(r"[?\ufffd]")


class Area(Record):
    """What providers publish beside countries, or another name of it.

    Attributes
    ----------
    codes
        under which providers write it, beside ours
    """

    en: Text
    ru: Text
    codes: Several[Text] = ()


class Country(Record):
    """A country: its names, UN M49 number, and other names under which providers write it."""

    en: Text
    ru: Text
    m49: int | None = Field(None, description="the UN's number of the country")
    names: Several[Text] = ()


class Group(Area):
    """A group of countries as it stood from a date on."""

    since: Text
    members: Several[str]


class Countries(Record):
    """The content of `countries.yaml`, by code.

    Attributes
    ----------
    countries
        alpha-3 codes
    aggregates
        what providers publish beside countries
    groups
        dated groups
    left_out
        English names of what providers publish and nothing here uses
    """

    countries: dict[str, Country]
    aggregates: dict[str, Area]
    groups: dict[str, Group]
    left_out: dict[str, Text] = Field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | str) -> Countries:
        """Read and check `countries.yaml`.

        Raises
        ------
        ConfigError
            When a name stands for two countries or a group has an unknown member
        """
        loaded = validation.read(yamlfile.read(path), cls, path)
        loaded._areas  # noqa: B018 (building it finds a name or code that stands twice)
        return loaded

    @model_validator(mode="after")
    def _check_members(self) -> Self:
        for name, group in self.groups.items():
            if strangers := [code for code in group.members if code not in self.countries]:
                raise ValueError(f"groups.{name}: unknown codes {', '.join(strangers)}")
        return self

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for code, entry in self.countries.items():
            for name in {code, entry.en, entry.ru, *entry.names}:
                key = name.casefold()
                if found.setdefault(key, code) != code:
                    raise ConfigError(
                        f"countries.yaml: the name `{name}` stands for both {found[key]} and {code}"
                    )
        return found

    @cached_property
    def _areas(self) -> dict[str, str | None]:
        """Every code that a provider may write -> ours, None where the group is left out."""
        found: dict[str, str | None] = dict(self._by_name)
        held: dict[str, Area] = {**self.aggregates, **self.groups}
        known = [(code, [code, *entry.codes]) for code, entry in held.items()]
        for ours, codes in [*known, *((None, [code]) for code in self.left_out)]:
            for code in codes:
                if code.casefold() in found:
                    raise ConfigError(f"countries.yaml: the code `{code}` stands for two areas")
                found[code.casefold()] = ours
        return found

    @cached_property
    def _by_number(self) -> dict[int, str]:
        return {e.m49: code for code, e in self.countries.items() if e.m49 is not None}

    def code(self, name: str) -> str:
        """The alpha-3 code of a country given by code or by any of its names.

        Raises
        ------
        UnknownCountry
            Naming the nearest spellings
        """
        key = name.strip().casefold()
        if key in self._by_name:
            return self._by_name[key]
        if LOST.search(name):
            raise UnknownCountry(
                f"`{name}` has `?` in place of a letter: this copy of the file has lost its "
                "letters. Take the provider's file as it comes, without saving it from another "
                "program"
            )
        near = difflib.get_close_matches(key, self._by_name, n=3)
        raise UnknownCountry(
            f"`{name}` is no country that config/countries.yaml knows"
            + (f"; near ones: {', '.join(self._by_name[n] for n in near)}" if near else "")
            + ". Add the spelling to the `names` of its country there."
        )

    def area(self, code: str) -> str | None:
        """Our code of a country, aggregate or group that a provider writes as `code`.

        Returns
        -------
        str | None
            None for a group that is left out

        Raises
        ------
        UnknownCountry
            Since it may be a country
        """
        key = code.strip().casefold()
        if key in self._areas:
            return self._areas[key]
        raise UnknownCountry(
            f"a country or group that config/countries.yaml knows expected, found `{code}`. Add it "
            "there: to the `names` of its country, or to `left_out` if it is a group"
        )

    def m49(self, number: int) -> str:
        """The alpha-3 code of a country given by its UN M49 number."""
        try:
            return self._by_number[int(number)]
        except KeyError:
            raise UnknownCountry(
                f"M49 number {number} is not in config/countries.yaml; add `m49: {number}` there"
            ) from None

    def codes(self, names: Iterable[str]) -> list[str]:
        """`code` for many; one error names all that are unknown."""
        unknown, found = [], []
        for name in names:
            try:
                found.append(self.code(name))
            except UnknownCountry as error:
                unknown.append(str(error))
        if unknown:
            raise UnknownCountry("\n".join(unknown))
        return found

    def group(self, code: str) -> list[str]:
        """The members of a dated group, sorted."""
        if code not in self.groups:
            near = difflib.get_close_matches(code, self.groups, n=3) or sorted(self.groups)
            raise UnknownCountry(
                f"`{code}` is no group of config/countries.yaml; it knows {', '.join(near)}"
            )
        return sorted(self.groups[code].members)

    def name(self, code: str, language: str = "en") -> str:
        """The name of a country, aggregate or group in `language`."""
        for kind in (self.countries, self.aggregates, self.groups):
            if code in kind:
                return getattr(kind[code], language)
        raise UnknownCountry(f"`{code}` is neither a country, an aggregate nor a group")
