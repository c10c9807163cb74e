"""How a dataset's provider is asked for its newest release: `config/watched.yaml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from techsov.core import validation, yamlfile
from techsov.core.errors import ConfigError
from techsov.core.validation import Record, Several, Text

Patterns = Annotated[Several[Text], Field(min_length=1, description="patterns of file names")]


class Probe(Record):
    """What every way of asking has.

    name      : how a vintage is named: by the last year of its data, the month of its
                publication, or the provider's edition
    citation  : of a new vintage, with {token}, {published}, {name} and {last} put in
    by_hand   : why a newer release is reported and not fetched; empty where it is fetched
    redirects : other hosts that a request may lead to
    more      : fields that a new vintage's entry gets beside the usual ones
    """

    name: Literal["last year", "month", "edition"] | None = None
    citation: str = ""
    by_hand: str = ""
    redirects: Several[str] = ()
    more: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_fetched(self) -> Self:
        if not (self.by_hand or (self.name and self.citation)):
            raise ValueError("`name` and `citation` of a new vintage expected, or `by_hand`")
        return self


class Dataverse(Probe):
    """A dataset of a Dataverse: its version tells."""

    kind: Literal["dataverse"]
    doi: Text
    files: Patterns
    server: str = ""


class Sdmx(Probe):
    """An SDMX data flow: its version tells, and when its data were last loaded."""

    kind: Literal["sdmx"]
    flow: Text
    service: Text
    queries: dict[str, str] = Field(min_length=1, description="file name -> query")


class Archives(Probe):
    """Archives at fixed addresses, and a page that names a later edition."""

    kind: Literal["archives"]
    page: Text


class Listing(Probe):
    """A page that links to the files: their names and hashes tell."""

    kind: Literal["listing"]
    page: Text
    files: Patterns


class WorldBank(Probe):
    """A series of the World Bank's API: the date of its last update tells."""

    kind: Literal["worldbank"]
    url: Text
    file: Text


class Outlook(Probe):
    """The World Economic Outlook: a page of April and October each."""

    kind: Literal["outlook"]
    page: Text
    folder: Text
    files: Patterns


class Uis(Probe):
    """The UIS service: its default version tells."""

    kind: Literal["uis"]
    url: Text


class Closed(Record):
    """A dataset of which no newer release will come."""

    kind: Literal["closed"]
    why: Text


Asked = Dataverse | Sdmx | Archives | Listing | WorldBank | Outlook | Uis
Watched = Annotated[Asked | Closed, Field(discriminator="kind")]


def matching(patterns: tuple[str, ...], names: list[str], dataset: str) -> list[str]:
    """For each pattern the name that fits; of several the last in order.

    raises : ConfigError naming the pattern that nothing fits
    """
    found = []
    for pattern in patterns:
        fitting = sorted(name for name in names if re.fullmatch(pattern, name))
        if not fitting:
            raise ConfigError(
                f"config/watched.yaml, `{dataset}`: nothing at the provider's fits "
                f"`{pattern}`; there are {', '.join(sorted(names)[:20]) or 'no files'}"
            )
        found.append(fitting[-1])
    return found


def load(path: Path | str = "config/watched.yaml") -> dict[str, Asked | Closed]:
    """Dataset -> how it is watched.

    raises : ConfigError naming the dataset and the field that is missing, unknown or wrong
    """
    return validation.read(yamlfile.read(path), dict[str, Watched], path)
