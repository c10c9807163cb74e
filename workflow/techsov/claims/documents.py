"""Documents: what laws, programmes, speeches and studies say, and whether a claim agrees.

An entry of `config/documents.yaml` says which copy was read on which day, and under `bears_on`
what stands there on each claim: a number, a range, a date or a word, or that there is nothing
(`silent`). A value of something else than the claim speaks of carries its `concept`. The verdict
is computed from the two; nobody writes it down. Where the passage could not be had, `sought` says
when it was looked for, by which words, and what came up instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from techsov.claims import periods
from techsov.claims.statements import Claim, Indicator, Number, Place, Year, one_of
from techsov.core import validation, yamlfile
from techsov.core.errors import ConfigError
from techsov.core.validation import Pair, Record, Several, Text

# A decade or a part of a year that the claim's unit spells out: `year (1950s)`, `year (late)`.
HEDGE = re.compile(r"\(([^)]+)\)")
Address = Annotated[
    str, Field(pattern=r"^https?://\S+$", description="a web address, https:// or http://")
]

Came = Literal[
    "nothing", "abstract alone", "beginning alone", "other passages alone", "reports alone"
]

# The dataset of official figures: this, and the id of their document.
PREFIX = "documents/"
# What a law goes through; each of its days is one that a sentence can mean.
Event = Literal["announced", "passed", "signed", "published", "in force", "launched"]


class Copy(Record):
    """A copy of a document that was in hand.

    An `other report` is one of repute: an agency, a newspaper, a law firm, a research house. A copy
    of `unknown make` (a forum, a content mill, a mirror) carries nothing.
    """

    kind: Literal["official text", "reproduction", "abstract", "other report", "unknown make"]
    at: Address
    by: Text | None = Field(None, description="who reports, where the address does not tell")

    @property
    def publisher(self) -> str:
        """Who reports: two copies of one publisher are not independent."""
        return self.by or urlsplit(self.at).netloc.removeprefix("www.")


class Point(Record):
    """What a document holds on a claim."""

    value: Number | str | Pair[Number] | None = Field(
        None, description="a number, a range [low, high], a date or a word"
    )
    dates: dict[Event, Text] | None = Field(
        None, min_length=1, description="the days of its signing, publication and so on"
    )
    silent: Literal[True] | None = Field(
        None, description="true where the document holds no such thing"
    )
    where: Text = Field(description="page, article, paragraph")
    copied: Text | Several[Text] | None = Field(None, alias="copy")
    concept: Text | None = Field(None, description="what the value is of, if not what is stated")
    says: Text | None = Field(None, description="in our own words")

    @model_validator(mode="after")
    def _is_one(self) -> Point:
        one_of(self, ("value",), ("dates",), ("silent",))
        for event, day in (self.dates or {}).items():
            if periods.parse(day) is None:
                raise ValueError(f"dates, {event}: `{day}` is no date")
        return self

    def said(self, claim: Claim) -> Number | str | tuple[Number, Number] | None:
        """The value; of several dates the one that agrees with the claim, else the first."""
        days = list((self.dates or {}).values())
        agree = [day for day in days if not differs(claim, self.dated(day))]
        return next(iter(agree or days), self.value)

    def dated(self, day: str) -> Point:
        """The point as if it gave one date alone."""
        return self.model_copy(update={"dates": None, "value": day})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the copies in which it was read; none where the document has one alone."""
        return (self.copied,) if isinstance(self.copied, str) else self.copied or ()


class Fact(Record):
    """A number that a test takes from a document.

    With an indicator, a country and a year it is an official figure, and counts as one more
    vintage of that series, which came out when the document did.
    """

    value: Number
    unit: Text
    indicator: Indicator | None = None
    country: Place | None = None
    year: Year | None = None
    where: Text
    copied: Text | None = Field(None, alias="copy")

    @model_validator(mode="after")
    def _is_whole(self) -> Fact:
        if {self.indicator, self.country, self.year} != {None}:
            one_of(self, ("indicator", "country", "year"))
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Name of the copy in which it was read; none where the document has one alone."""
        return (self.copied,) if self.copied else ()


class Search(Record):
    """A search for a passage that was not found."""

    day: periods.Day
    terms: Several[Text] = Field(min_length=1, description="a list of what was searched for")
    found: Came = Field(description="what came up short of the passage")


class Document(Record):
    """A document behind the paper's statements."""

    title: Text = Field(description="official title")
    issuer: Text = Field(description="who issued it")
    date: str = Field(
        pattern=r"^(undated|\d{4}(-\d\d(-\d\d)?)?)$",
        description="a date of issue, YYYY, YYYY-MM, YYYY-MM-DD or undated",
    )
    address: Address
    consulted: periods.Day | None = Field(
        description="the day on which it was read, YYYY-MM-DD, or null"
    )
    copies: dict[str, Copy] = Field(min_length=1, default_factory=dict)
    bears_on: dict[str, Point] = Field(min_length=1, default_factory=dict)
    sought: dict[str, Search] = Field(min_length=1, default_factory=dict)
    facts: dict[str, Fact] = Field(min_length=1, default_factory=dict)

    @model_validator(mode="after")
    def _was_read(self) -> Document:
        if faults := [*self._faults()]:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        if self.date != "undated" and periods.parse(self.date) is None:
            yield f"date {self.date} is no day of the calendar"
        for id_ in self.sought.keys() & self.bears_on.keys():
            yield f"sought, {id_}: it was found, `bears_on` says what"
        read = bool(self.bears_on or self.facts)
        if read and not (self.consulted and self.copies):
            yield "it bears on something, so `consulted` and `copies` have to say what was read"
        if self.consulted and not read:
            yield "consulted, yet it bears on nothing"
        for part in ("bears_on", "facts"):
            for id_, point in getattr(self, part).items():
                there = ", ".join(self.copies)
                for name in set(point.names) - self.copies.keys():
                    yield f"{part}, {id_}: no copy `{name}`; there are {there}"
                if not point.names and len(self.copies) > 1:
                    yield f"{part}, {id_}: say in `copy` which of {there} it was"

    def figures(self, id_: str) -> Iterator[dict[str, object]]:
        """Its official figures as rows of an indicator table."""
        for fact in self.facts.values():
            if fact.indicator is not None:
                yield {
                    "country": fact.country,
                    "year": fact.year,
                    "indicator": fact.indicator,
                    "value": float(fact.value),
                    "unit": fact.unit,
                    "dataset": PREFIX + id_,
                    "vintage": self.date,
                }

    @property
    def cited(self) -> str:
        """The document as notes name it."""
        return " ".join(f"{self.title} ({self.issuer}, {self.date})".split())

    def copies_of(self, point: Point) -> list[Copy]:
        """The copies in which the point was read."""
        return [self.copies[name] for name in point.names or self.copies]

    def evidence(self, point: Point) -> tuple[str, bool]:
        """The best kind of evidence that a point rests on, and whether it decides.

        The bar is one for and against: an official text or its reproduction decides, an abstract on
        what it says, and so do two independent reports of repute. That an abstract or a report does
        not mention a thing says nothing.

        Returns
        -------
        tuple[str, bool]
            a kind of evidence, "" where no copy carries anything
        """
        copies = self.copies_of(point)
        for kind in ("official text", "reproduction", "abstract"):
            if any(copy.kind == kind for copy in copies):
                return kind, not (point.silent and kind == "abstract")
        reports = {copy.publisher for copy in copies if copy.kind == "other report"}
        return ("other report", len(reports) > 1 and not point.silent) if reports else ("", False)


class DocumentsFile(Record):
    """The file `config/documents.yaml`."""

    documents: dict[str, Document] = Field(min_length=1)


def load(path: Path | str) -> dict[str, Document]:
    """The documents by id.

    Raises
    ------
    ConfigError
        Naming the document and the field at fault
    """
    content = yamlfile.read(path)
    place = lambda keys: validation.listing(keys[1:])  # noqa: E731
    return validation.read(content, DocumentsFile, path, place).documents


def check(documents: Mapping[str, Document], claims: Mapping[str, Claim]) -> None:
    """Refuse a document that bears on a claim which is not there or rests on another document.

    The same goes for a claim whose passage was sought in it.

    Raises
    ------
    ConfigError
        With the ids of both, and the nearest claim
    """
    for id_, document in documents.items():
        for claim in (*document.bears_on, *document.sought):
            if claim not in claims:
                raise ConfigError(
                    f"document `{id_}` bears on `{claim}`: "
                    + validation.unknown([claim], claims, "claim")
                )
            named = getattr(claims[claim], "document", "none")
            if named != id_:
                raise ConfigError(
                    f"document `{id_}` bears on `{claim}`, whose document is `{named}`"
                )


def points(documents: Mapping[str, Document]) -> dict[str, Point]:
    """Id of a claim -> what its document holds on it, of every document that was read."""
    return {id_: point for each in documents.values() for id_, point in each.bears_on.items()}


def differs(claim: Claim, point: Point) -> str:
    """In what a claim differs from what its document says; empty where they agree.

    Numbers agree within the claim's tolerance, a number and a range if it lies inside, dates if
    the document's lies within what the claim leaves open, words if they are the same.

    Returns
    -------
    str
        "" when they agree, else number, date, words, absent (the document was read and holds
        no such thing), concept (the same value is one of something else) or "number of
        another concept" (neither is the same)
    """
    if point.silent:
        return "absent"
    if point.dates is not None:
        return min((differs(claim, point.dated(day)) for day in point.dates.values()), key=len)
    if point.concept is not None:
        same = not differs(claim, point.model_copy(update={"concept": None}))
        return "concept" if same else "number of another concept"
    published, value = claim.published, point.value
    dated = isinstance(published, str) or HEDGE.search(claim.unit)
    if isinstance(value, int) and dated and _stated_period(claim):
        value = str(value)  # a year, beside a decade or a part of a year
    if isinstance(value, str) and (said := periods.parse(value)):
        stated = _stated_period(claim)
        within = stated is not None and stated[0] <= said[0] and said[1] <= stated[1]
        return "" if within else "date"
    if not isinstance(value, int | float | tuple) or not isinstance(published, int | float | tuple):
        return "" if str(value).casefold() == str(published).casefold() else "words"
    t = claim.tolerance
    (low, high), (below, above) = _ends(published), _ends(value)
    if isinstance(published, tuple) and isinstance(value, tuple):
        agrees = abs(low - below) <= t and abs(high - above) <= t
    else:  # the single number lies inside the range, or two numbers are the same
        agrees = low - t <= above and below <= high + t
    return "" if agrees else "number"


def _ends(value: Number | tuple[Number, Number]) -> tuple[Number, Number]:
    return value if isinstance(value, tuple) else (value, value)


def _stated_period(claim: Claim) -> periods.Period | None:
    """The days that a claim's published date leaves open, hedges in its unit included."""
    published = claim.published
    if isinstance(published, tuple):
        return periods.parse(f"{published[0]} to {published[1]}")
    texts = [str(published)]
    if isinstance(published, int) and (hedge := HEDGE.search(claim.unit)):
        texts = [hedge[1], f"{hedge[1]} {published}", *texts]
    return next((found for text in texts if (found := periods.parse(text))), None)
