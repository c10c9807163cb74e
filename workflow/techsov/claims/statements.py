"""The form of `config/claims.yaml`: what a claim and its test may hold, as records.

docs/claims.md explains each predicate. What no single record can see (ids that are unique, claims
that name one another, countries that are known) is checked by `load`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, model_validator

from techsov.catalogue.datasets import Indicator, Table
from techsov.claims import readings, wording
from techsov.core import validation, yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.core.validation import Pair, Record, Several, Text

Number = int | float
Published = Annotated[
    Number | str | Pair[Number], Field(description="a number, a range [low, high], or a word")
]
Threshold = Annotated[
    Number | Pair[Number],
    Field(description="a number, or a range [low, high], that stands for a published word"),
]
Measure = Literal["fpem", "fpem_face", "fpem_hidden", "fpex", "fdva_share", "expected"]
Section = Literal[
    "Abstract", "Introduction", "1", "2", "3", "4", "5", "Conclusion",
    "Table 1", "Table 2", "Table 3", "Fig. 1", "Fig. 2",
]  # fmt: skip
SECTIONS: tuple[str, ...] = get_args(Section)
Axis = Literal[
    "period", "definition", "prices", "members", "country", "classification", "ranked set",
    "measure", "basis", "scope", "yardstick", "programmes", "exchange rate", "counting", "sense",
]  # fmt: skip
AXES: tuple[str, ...] = get_args(Axis)
# How the years of a span count: each, any one, most of them, or one number that is made of them.
Reducer = Literal["all", "any", "most", "mean", "last", "first", "max", "min"]
# Between what a movement is taken: the ends, the ends of the trend, or the first and the last
# three-year mean.
Over = Literal["ends", "trend", "means"]
Predicate = Literal[
    "at_most", "at_least", "about", "between", "order_of", "minimum_of_series",
    "maximum_of_series", "falls", "rises", "steady", "exceeds", "outgrows", "ratio_about",
    "ratio_at_least", "rank_in_group", "rank_between", "order", "same_concept",
]  # fmt: skip
PREDICATES: tuple[str, ...] = get_args(Predicate)
# Predicates that compare with a published number, which a `threshold` may stand in for.
NUMERIC = (
    "at_most", "at_least", "about", "between", "order_of", "minimum_of_series",
    "maximum_of_series", "ratio_about", "ratio_at_least", "rank_in_group", "rank_between",
)  # fmt: skip
RANGES = ("between", "rank_between")
NEEDED = {"order": ("selections",), "same_concept": ("contrast", "readings")}
NEEDED |= dict.fromkeys(("exceeds", "outgrows", "ratio_about", "ratio_at_least"), ("of", "to"))
NEEDED |= dict.fromkeys(("rank_in_group", "rank_between"), ("of", "among"))
# Series begin after the war, and the authors cannot have meant years after they looked.
EARLIEST, LATEST = 1945, 2024
Year = Annotated[int, Field(ge=EARLIEST, le=LATEST)]
YEARS = f"a year from {EARLIEST} to {LATEST}, or the first and the last year [first, last]"
PLACE = "the code of a country, aggregate or group of countries.yaml"
Place = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]+([_-][A-Z0-9]+)*$", description=PLACE)]
DATASET = r"^[a-z]+/[a-z0-9-]+(\+[a-z]+/[a-z0-9-]+)*$"
PLACES = ("country", "user", "supplier")
C = TypeVar("C", bound="Columns")


# --- selections ----------------------------------------------------------------------------


class Columns(Record):
    """Columns that narrow a table, with the years and the column of the value."""

    table: Table | None = None
    dataset: str | None = Field(
        None, pattern=DATASET, description="a dataset of sources.yaml, provider/name"
    )
    vintage: Text | None = Field(None, description="a vintage of sources.yaml")
    indicator: Indicator | None = None
    country: Place | None = None
    classification: Literal["SITC", "HS92", "HS12", "HS22", "HS92-2"] | None = None
    measure: Measure | None = None
    basis: Literal["gross_output", "value_added"] | None = None
    scope: Literal["all", "foreign", "manufacturing", "manufacturing_inputs"] | None = None
    user: Place | None = None
    supplier: Place | None = None
    years: Year | Pair[Year] | None = Field(None, description=YEARS)
    value: Literal["value", "rank", "ranked", "eci"] | None = None

    @model_validator(mode="after")
    def _run_upwards(self: C) -> C:
        if isinstance(self.years, tuple) and self.years[0] > self.years[1]:
            raise ValueError(f"years: {list(self.years)} do not run from first to last")
        return self

    @property
    def set(self) -> dict[str, Any]:
        """The columns that are said, without what a subclass adds."""
        return {name: getattr(self, name) for name in COLUMNS if name in self.model_fields_set}

    @property
    def narrowing(self) -> dict[str, str]:
        """What a table's rows have to hold to be selected."""
        return {c: v for c, v in self.set.items() if c not in ("table", "years", "value")}


COLUMNS = tuple(Columns.model_fields)


class Selection(Columns):
    """What a test looks at in an indicator table."""

    table: Table

    def but(self, *columns: Columns | None) -> Selection:
        """The selection with the columns of others in place of its own."""
        said = {name: v for each in columns if each is not None for name, v in each.set.items()}
        return self.model_copy(update=said) if said else self


class Side(Columns):
    """One side of a contrast: a claim's published number, and where it would stand."""

    claim: Text


class Contrast(Record):
    """Two published numbers that a sentence sets against each other."""

    left: Side
    right: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Left and right."""
        return self.left, self.right


class Reading(Selection):
    """A concept that could carry both numbers of a contrast."""

    name: Text


# --- numbers that the paper prints ---------------------------------------------------------


def one_of(record: Record, *groups: tuple[str, ...]) -> None:
    """Refuse a record that does not say exactly one group of its fields.

    Raises
    ------
    ValueError
        A sentence
    """
    said = [g for g in groups if all(getattr(record, name) is not None for name in g)]
    if len(said) != 1:
        wanted = ", ".join(" and ".join(f"`{name}`" for name in group) for group in groups)
        raise ValueError(f"exactly one of {wanted} expected")


class Factor(Record):
    """What an operand is multiplied by: a document's fact, each claim's own, or a plain number."""

    document: Text | None = None
    fact: Text | None = None
    facts: dict[str, Text] | None = None
    number: Number | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Factor:
        one_of(self, ("document", "fact"), ("document", "facts"), ("number", "why"))
        return self


class Operand(Record):
    """A number that the paper prints: of a claim, of several added up, or a count."""

    claim: Text | None = None
    index: Literal[0, 1] = 0
    claims: Several[Text] | None = Field(None, min_length=1)
    items: Several[Text] | None = Field(None, min_length=1)
    number: Number | None = None
    why: Text | None = None
    table: Literal["table1", "table2", "table3", "fig1"] | None = None
    rows: Text | None = None
    column: Text | None = None
    plus: Operand | None = None
    over: Operand | None = None
    times: Factor | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Operand:
        one_of(self, ("claim",), ("claims",), ("items",), ("number",), ("table", "rows"))
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The claims whose published numbers it adds up, without those of operands inside."""
        return (self.claim,) if self.claim else self.claims or ()

    def parts(self) -> Iterator[Operand]:
        """The operand and those inside it."""
        yield self
        for inside in (self.plus, self.over):
            if inside is not None:
                yield from inside.parts()


OPERANDS = ("left", "right", "equals")  # of a test of the paper against itself


class Choosing(Record):
    """What tests over data and tests of the paper against itself have in common."""

    @property
    def axes(self) -> dict[str, tuple[Any, ...]]:
        """Axis -> its options, the authors' likely one first."""
        return getattr(self, "choices", None) or {}

    def operands(self) -> Iterator[Operand]:
        """Every number of the paper that the test takes, under any of its choices."""
        options = [option for axis in self.axes.values() for option in axis]
        for holder in (self, *options):
            for name in (*OPERANDS, "share_of"):
                if (operand := getattr(holder, name, None)) is not None:
                    yield from operand.parts()

    @model_validator(mode="after")
    def _can_be_chosen(self) -> Choosing:
        """No two options of one name, none without effect, no two axes that undo one another."""
        for axis, options in self.axes.items():
            names = [option.name for option in options]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"choices, {axis}: two options are called `{twice[0]}`")
            factors = [getattr(option, "times", None) for option in options]
            if any(factors) and not all(factors):
                raise ValueError(f"choices, {axis}: every option has to say its `times`")
            if any(factors) and factors[0] not in [each.times for each in self.operands()]:
                raise ValueError(f"choices, {axis}: no operand has the first option's `times`")
            for option in options[1:]:
                if option.model_fields_set <= NAMES:
                    raise ValueError(f"choices, {axis}: `{option.name}` changes nothing")
        for side in OPERANDS:
            setting = [a for a, each in self.axes.items() if any(getattr(o, side, 0) for o in each)]
            if len(setting) > 1:
                raise ValueError(f"choices: {', '.join(setting)} all put in another `{side}`")
        return self


NAMES = {"name", "called"}
AS = Field(
    alias="as",
    pattern=r"^[^,\[\]]+$",
    description="what the option is called, without commas and brackets",
)
OPTIONS = Field(min_length=2, description="a list of two options or more")


class InternalOption(Record):
    """An option of an axis of a test of the paper against itself: what it puts in."""

    name: Annotated[str, AS]
    left: Operand | None = None
    right: Operand | None = None
    equals: Operand | None = None
    times: Factor | None = None
    add: int | None = Field(None, description="what is added to what two printed numbers make")
    rounded: bool | None = None


class InternalTest(Choosing):
    """The paper's own numbers held against each other."""

    predicate: Literal[
        "equals", "difference", "sum", "ratio_at_least", "at_most", "at_least", "exceeds", "below"
    ]
    left: Operand
    right: Operand
    equals: Operand | None = None
    add: int = 0
    rounded: bool = False
    choices: dict[Axis, Annotated[Several[InternalOption], OPTIONS]] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> InternalTest:
        if self.makes and self.equals is None:
            raise ValueError("`equals` is missing")
        return self

    @property
    def makes(self) -> bool:
        """Whether it makes a number of two printed ones and holds it against a third."""
        return self.predicate in ("difference", "sum", "ratio_at_least")


class Option(Columns):
    """An option of an axis: columns that it sets, or something of the test itself."""

    called: Annotated[str | None, AS] = None
    of: Columns | None = None
    to: Columns | None = None
    reduce: Reducer | None = None
    over: Over | None = None
    rounded: bool | None = None
    threshold: Number | None = None
    steadily: bool | None = None

    @property
    def name(self) -> str:
        """What it is called: its `as`, or the values that it sets."""
        if self.called is not None:
            return self.called
        values = self.set.values()
        return ", ".join("–".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in values)


class StatisticTest(Choosing):
    """A predicate over selections of the indicator tables."""

    predicate: Predicate
    of: Selection | None = None
    to: Selection | None = None
    value: Literal["value", "rank", "ranked", "eci"] | None = None
    reduce: Reducer = "all"
    over: Over = "ends"
    rounded: bool = False
    among: Text | None = Field(None, description="a group of countries.yaml, or all")
    ranked: Literal["country", "user", "supplier"] = Field(
        "country", description="the column whose places are ranked"
    )
    smallest_first: bool = False
    steadily: bool = False
    negate: bool = False
    pooled: bool = Field(
        False, description="every source of the edition decides in the years that it covers"
    )
    share_of: Operand | None = None
    threshold: Threshold | None = None
    selections: Several[Selection] | None = Field(
        None, min_length=2, description="a list of two selections or more"
    )
    contrast: Contrast | None = None
    readings: Several[Reading] | None = Field(None, min_length=1, description="a list of concepts")
    choices: dict[Axis, Annotated[Several[Option], OPTIONS]] | None = None

    @model_validator(mode="before")
    @classmethod
    def _spread_value(cls, content: Any) -> Any:
        """A `value` that stands once in the test is the value column of each of its selections."""
        if not isinstance(content, dict) or "value" not in content:
            return content
        column = {"value": content["value"]}
        one = {s: column | content[s] for s in ("of", "to") if isinstance(content.get(s), dict)}
        if isinstance(content.get("selections"), list):
            one["selections"] = [column | each for each in content["selections"]]
        return content | one

    @model_validator(mode="after")
    def _is_whole(self) -> StatisticTest:
        needed = NEEDED.get(self.predicate, ("of",))
        if missing := [f"`{name}`" for name in needed if getattr(self, name) is None]:
            raise ValueError(f"{', '.join(missing)} is missing")
        return self

    @property
    def in_shares(self) -> bool:
        """Whether the numbers that it judges are shares between 0 and 1."""
        return self.of is not None and self.of.table == "dependency" and self.among is None

    def held_against(self, published: Published | None) -> Published | None:
        """The number that the data are held against, or the word where nothing stands for it."""
        return published if self.threshold is None else self.threshold

    def columns(self) -> Iterator[Columns]:
        """Every set of columns that the test names, under any of its choices."""
        options = [option for axis in self.axes.values() for option in axis]
        pairs = [(each.of, each.to) for each in (self, *options)]
        sides = self.contrast.sides if self.contrast else ()
        for each in (*sum(pairs, ()), *options, *(self.selections or ()), *sides):
            if each is not None:
                yield each


# --- claims --------------------------------------------------------------------------------


class Claim(Record):
    """One thing that the paper states and that can be true or false by itself."""

    id: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="a stable name in small letters, digits and hyphens",
    )
    kind: str
    group: Text = Field(description="the statement that the claim is a part of")
    section: Section
    paragraph: int | None = Field(None, ge=1, description="the paragraph of the section, from 1")
    footnote: int | None = Field(None, ge=1, description="the number of the footnote, as printed")
    statement: Text = Field(description="the claim, in our own words")
    sentence: readings.Kind | None = Field(
        None, description="the kind of its sentence, on which the readings of a test depend"
    )
    published: Published | None = None
    unit: str = ""
    tolerance: Number = Field(0, ge=0, description="a number from 0 up, in the unit of `published`")
    note: Text | None = Field(None, description="how the claim is read")
    same_as: Text | None = Field(
        None, description="the claim that states the same elsewhere; this one is not counted again"
    )
    own_check: bool = Field(False, description="whether the auditors added it to the paper's")
    number_from: Text | None = Field(
        None, description="where the published number stands, if the statement has another"
    )

    @model_validator(mode="before")
    @classmethod
    def _admit_readings(cls, content: Any) -> Any:
        return readings.admit(content)

    @model_validator(mode="after")
    def _is_placed(self) -> Claim:
        if self.footnote is not None and self.paragraph is None:
            raise ValueError("`paragraph` is missing: a footnote belongs to one")
        if isinstance(self.published, tuple) and self.published[0] > self.published[1]:
            raise ValueError(
                f"published: the range {list(self.published)} does not run from low to high"
            )
        ends = self.published if isinstance(self.published, tuple) else (self.published,)
        for end in ends if self.number_from is None else ():
            if isinstance(end, int | float) and not wording.states(self.statement, end):
                raise ValueError(
                    f"published: {end} does not stand in the statement; "
                    "mend one of them, or say in `number_from` where it stands"
                )
        return self

    @property
    def texts(self) -> dict[str, str]:
        """What the claim says of itself, by field, each in one line."""
        said = ((field, getattr(self, field, None)) for field in TEXTS)
        return {field: " ".join(text.split()) for field, text in said if text}

    @property
    def number(self) -> float:
        """The one number that it publishes.

        Raises
        ------
        ConfigError
            When it publishes a range, a word or nothing
        """
        return self.end(0)

    def end(self, index: int) -> float:
        """The number that it publishes, of a range the end of that index."""
        stated = self.published[index] if isinstance(self.published, tuple) else self.published
        if not isinstance(stated, int | float):
            raise ConfigError(f"claim `{self.id}`: a published number expected, found {stated!r}")
        return float(stated)


# Texts of a claim that a reader sees, in the order in which a note joins them.
TEXTS = ("statement", "untestable", "reason", "needs", "note")


class Statistic(Claim):
    """A claim that data can test."""

    kind: Literal["statistic"]
    test: StatisticTest | None = None
    untestable: Text | None = Field(None, description="why no open data can test it")
    needs: Text | None = Field(
        None, description="which data would test it, said where the edition does not hold them"
    )

    @property
    def tested(self) -> StatisticTest:
        """The test; ValueError for a claim that has none."""
        return validation.given(self.test)

    @model_validator(mode="after")
    def _is_tested_or_not(self) -> Statistic:
        if self.needs is None:
            one_of(self, ("test",), ("untestable",))
        elif self.untestable is not None:
            raise ValueError("exactly one of `needs`, `untestable` expected")
        if self.test is not None:
            self._fits(self.test)
        return self

    def _fits(self, test: StatisticTest) -> None:
        numeric, predicate = isinstance(self.published, int | float | tuple), test.predicate
        if test.threshold is not None and numeric:
            raise ValueError(
                "test, threshold: it stands in for a published word; here a number is published"
            )
        if test.threshold is not None and "yardstick" not in test.axes:
            raise ValueError(
                "test, threshold: the bar is ours; say under choices, yardstick, what others "
                "could be meant"
            )
        stated = test.held_against(self.published)
        if predicate not in NUMERIC:
            return
        if not isinstance(stated, int | float | tuple):
            raise ValueError(
                f"published: the predicate {predicate} needs a number, "
                "or a `threshold` in the test for a word"
            )
        if (predicate in RANGES) != isinstance(stated, tuple):
            wanted = "a range [low, high]" if predicate in RANGES else "one number, not a range"
            raise ValueError(f"published: the predicate {predicate} needs {wanted}")


class InDocument(Claim):
    """A claim that a document decides."""

    kind: Literal["document"]
    document: Text = Field(description="the id of an entry of documents.yaml")


class Argument(Claim):
    """A claim that nothing can decide: an aim, a forecast, a judgement."""

    kind: Literal["argument"]
    reason: Text = Field(description="why it is an argument")


class Internal(Claim):
    """A claim that the paper's own numbers decide."""

    kind: Literal["internal"]
    test: InternalTest

    @property
    def tested(self) -> InternalTest:
        """The test, as of a statistic."""
        return self.test


AnyClaim = Annotated[Statistic | InDocument | Argument | Internal, Field(discriminator="kind")]


class Paper(Record):
    """The paper under audit."""

    doi: Text
    title: Text
    consulted: str = Field(
        pattern=r"^\d{4}-\d\d-\d\d$",
        description="the last day on which the authors looked data up, YYYY-MM-DD",
    )
    authors: Text | None = None
    journal: Text | None = None
    volume: int | None = None
    issue: int | None = None
    pages: Pair[int] | None = None
    year: int | None = None
    received: Text | None = None


class ClaimsFile(Record):
    """The file `config/claims.yaml`."""

    paper: Paper | None = None
    claims: Several[AnyClaim] = Field(min_length=1)


def load(path: Path | str, countries: Countries | None = None) -> list[AnyClaim]:
    """The claims of a YAML file, in its order.

    Parameters
    ----------
    countries
        where they are given, every place of a test has to be one of them

    Raises
    ------
    ConfigError
        A sentence for each fault, naming the claim's id and the field
    """
    content = yamlfile.read(path)
    claims = validation.read(content, ClaimsFile, path, lambda keys: _place(content, keys)).claims
    known = {claim.id for claim in claims}
    faults, seen = [], set()
    for claim in claims:
        faults += [f"two claims bear the id `{claim.id}`"] if claim.id in seen else []
        seen.add(claim.id)
        test = getattr(claim, "test", None)
        if test is not None:
            faults += [f"claim `{claim.id}`, test: {f}" for f in _faults(test, known, countries)]
    if faults:
        raise ConfigError(f"{path}: " + "\n".join(dict.fromkeys(faults)))
    return list(claims)


def load_paper(path: Path | str) -> Paper:
    """The paper under audit, and when its authors last `consulted` the data."""
    return validation.read(yamlfile.read(path).get("paper") or {}, Paper, f"{path}, paper")


def _place(content: Any, keys: validation.Keys) -> str:
    """`claim `s4-rd`, test, of, years`; a claim without an id goes by its number."""
    if len(keys) < 2 or keys[0] != "claims":
        return validation.listing(keys)
    claim = content["claims"][keys[1]]
    id_ = claim.get("id") if isinstance(claim, dict) else None
    return ", ".join(
        [f"claim `{id_}`" if id_ else f"claim number {int(keys[1]) + 1}", *map(str, keys[2:])]
    )


def _faults(
    test: StatisticTest | InternalTest, known: set[str], countries: Countries | None
) -> Iterator[str]:
    """Claims that a test names and that are not there, and places that nobody knows."""
    named = {id_ for operand in test.operands() for id_ in operand.named}
    if isinstance(test, StatisticTest):
        if test.contrast is not None:
            named |= {side.claim for side in test.contrast.sides}
        if countries is not None:
            used = {each.set.get(role) for each in test.columns() for role in PLACES} - {None}
            places = {*countries.countries, *countries.aggregates, *countries.groups}
            if used - places:
                yield validation.unknown(used - places, sorted(places), "place")
            if test.among not in (None, "all", *countries.groups):
                yield validation.unknown([test.among], ["all", *countries.groups], "group")
    yield from (f"there is no claim `{id_}` to compare with" for id_ in sorted(named - known))
