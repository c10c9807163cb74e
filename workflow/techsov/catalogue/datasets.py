"""Datasets: what the project knows of each beside its vintages, in `config/datasets.yaml`.

A dataset's record says what it is called, which table it feeds, who reads its full releases, which
script draws its extracts, and how its provider is asked for a newer release. Every list of datasets
follows from these records.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from techsov.core import validation, yamlfile
from techsov.core.validation import Record, Several, Text


def _indicators() -> dict[str, tuple[str, ...]]:
    """Table -> its indicators, as the module that computes it lists them: `INDICATORS = (...)`."""
    found = {}
    for path in sorted((Path(__file__).parents[1] / "indicators").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "\nINDICATORS = (" in text:
            listed = (n for n in ast.parse(text).body if isinstance(n, ast.Assign))
            found[path.stem] = next(
                ast.literal_eval(node.value)
                for node in listed
                if ast.unparse(node.targets[0]) == "INDICATORS"
            )
    return found


INDICATORS = dict(sorted(_indicators().items(), key=lambda table: table[0] != "research"))
# Tables that claims are held against: name -> its schema in `techsov.core.tables`.
EVIDENCE = dict.fromkeys(INDICATORS, "INDICATOR") | {
    "complexity": "COMPLEXITY",
    "complexity_common": "COMPLEXITY",
    "complexity_trade": "COMPLEXITY",
    "dependency": "DEPENDENCY",
}
# Computed from datasets, and no evidence by themselves.
BESIDE = ("complexity_uncertainty", "complexity_overtaking", "complexity_headings")
# Complexity tables carry the vintage but, by contract, no dataset: this is theirs.
OF_DATASET = {
    "complexity": "atlas/rankings",
    "complexity_common": "atlas/rankings",
    "complexity_trade": "atlas/exports-hs92-2",
}

if TYPE_CHECKING:
    Indicator = str
    Table = str
    Feeds = str
else:
    Indicator = Literal[*(name for names in INDICATORS.values() for name in names)]
    Table, Feeds = Literal[*EVIDENCE], Literal[*EVIDENCE, *BESIDE]
Layout = Literal["indicator", "rankings", "exports", "dependency", "intercountry", "other"]
Function = Annotated[
    str, Field(pattern=r"^(techsov(\.\w+)+:\w+)?$", description="`techsov.module:function`")
]
Patterns = Annotated[Several[Text], Field(min_length=1, description="patterns of file names")]


class Probe(Record):
    """How a provider is asked for its newest release.

    Attributes
    ----------
    name
        how a vintage is named: by the last year of its data, the month of its
        publication, or the provider's edition
    citation
        of a new vintage, with {token}, {published}, {name} and {last} put in
    by_hand
        why a newer release is reported and not fetched; empty where it is fetched
    redirects
        other hosts that a request may lead to
    more
        fields that a new vintage's entry gets beside the usual ones
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


class Names(Record):
    """What a dataset is called in one language.

    Attributes
    ----------
    short
        in a line of figures
    source
        beneath a figure, with {vintage} put in
    """

    short: Text
    source: Text = Field(pattern=r"\{vintage\}", description="a text with {vintage} in it")


class Dataset(Record):
    """A dataset's record.

    Attributes
    ----------
    names
        language -> what it is called; its key where nothing shows it
    table
        the table that it feeds, if a rule computes one from it
    layout
        what a tidy table of it looks like, a schema of `techsov.core.tables`
    yearly
        its inter-country tables are read year by year, a file each
    reader
        `module:function` that reads one file of a full release: of its vintage, its
        path and the countries; of a yearly dataset, of its path and `year`
    join
        `module:function` that makes the table of what all files hold, of the same
    states_release
        its files say which release they are, in the words of the vintage
    extract
        the script that draws its extracts from a full release
    probe
        how its provider is asked for a newer release
    """

    names: dict[str, Names] = Field(default_factory=dict)
    table: Feeds | None = None
    layout: Layout
    yearly: bool = False
    reader: Function = ""
    join: Function = ""
    states_release: bool = False
    extract: str = ""
    probe: Asked | Closed | None = Field(None, discriminator="kind")

    @property
    def modules(self) -> list[str]:
        """The modules of the reader and of what joins its files, which no script names."""
        return [named.partition(":")[0] for named in (self.reader, self.join) if named]


def function(named: str) -> Callable[..., Any]:
    """The function that a record names as `module:function`."""
    module, _, name = named.partition(":")
    return getattr(import_module(module), name)


def load(path: Path | str = "config/datasets.yaml") -> dict[str, Dataset]:
    """The records by dataset, `provider/name`.

    Raises
    ------
    ConfigError
        Naming the dataset and the field that is missing, unknown or wrong
    """
    return validation.read(yamlfile.read(path), dict[str, Dataset], path)
