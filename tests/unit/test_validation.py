"""Faults of configuration files, each said in a sentence that names place, need and finding."""

from typing import Annotated, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import Discriminator, Field, Tag, model_validator

from techsov.core import validation
from techsov.core.errors import ConfigError
from techsov.core.validation import Pair, Record, Several, Text

Year = Annotated[int, Field(ge=1900, le=2100, description="a year from 1900 to 2100")]


class Selection(Record):
    """The docstring, which no message repeats."""

    table: Literal["research", "macro"]
    years: Year | Pair[Year] | None = Field(None, description="a year, or the first and the last")
    steadily: bool | None = None


class Statistic(Record):
    """A test on data."""

    kind: Literal["statistic"]
    of: Selection


class Internal(Record):
    """A test without data."""

    kind: Literal["internal"]
    left: int
    right: int

    @model_validator(mode="after")
    def _check(self):
        if self.left == self.right:
            raise ValueError("two different numbers expected")
        return self


class Number(Record):
    """An operand by its value."""

    number: float


class Named(Record):
    """An operand by its name."""

    claim: str


Operand = Annotated[
    Annotated[Number, Tag("Number")] | Annotated[Named, Tag("Named")],
    Discriminator(lambda content: "Number" if "number" in content else "Named"),
]


class Entry(Record):
    """What the file holds under each name."""

    test: Statistic | Internal = Field(discriminator="kind")
    day: str | None = Field(pattern=r"^\d{4}$", description="a day, or nothing")
    axes: (
        dict[
            Literal["period", "definition"],
            Annotated[Several[int], Field(min_length=2, description="two options or more")],
        ]
        | None
    ) = None
    operand: Operand | None = None
    shown: Pair[Annotated[int, Field(ge=1990)]] | None = Field(None, description="two years")
    terms: Several[Text] | None = Field(None, min_length=2)


Form = dict[Annotated[str, Field(pattern="^[a-z]+$")], Entry]
SOUND = {
    "test": {"kind": "statistic", "of": {"table": "macro", "years": [2000, 2010]}},
    "day": None,
}


def of(**columns):
    return {"test": {"kind": "statistic", "of": {"table": "macro"} | columns}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"test": {"of": {}}}, "x, test: `kind` is missing"),
        ({"test": {"kind": "statistc", "of": {}}},
         "x, test, kind: unknown value `statistc`; `statistic`?"),
        ({"test": {"kind": "internal"}}, "x, test: `left`, `right` is missing"),
        ({"test": {"kind": "internal", "left": 1, "right": 1}},
         "x, test: two different numbers expected"),
        (of(table="mcro"), "x, test, of, table: unknown value `mcro`; `macro`?"),
        (of(yaers=1), "x, test, of: unknown field `yaers`; `years`?"),
        (of(years=1066),
         "x, test, of, years: a year, or the first and the last expected, found 1066"),
        (of(years=[2000]),
         "x, test, of, years: a year, or the first and the last expected, found [2000]"),
        (of(steadily=1), "x, test, of, steadily: a valid boolean expected, found 1"),
        (of(steadily=None), "x, test, of: `steadily` is empty; fill it or leave it out"),
        ({"day": 2000}, "x, day: a day, or nothing expected, found 2000"),
        ({"axes": {"colour": [1, 2]}},
         "x, axes: unknown value `colour`; there are period, definition"),
        ({"axes": {"period": [1]}}, "x, axes, period: two options or more expected, found [1]"),
        ({"operand": {"number": "1"}}, "x, operand, number: a valid number expected, found '1'"),
        ({"shown": [1066, 2000]}, "x, shown: two years expected, found [1066, 2000]"),
        ({"shown": [2000]}, "x, shown: two years expected, found [2000]"),
        ({"terms": ["a", " "]}, "x, terms, 1: a text expected, found ' '"),
        ({"terms": ["a"]}, "x, terms: 2 items or more expected, found 1"),
        ({"terms": {}, "test": 3}, "x, test: a mapping of names to values expected, found 3"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_place_need_and_finding(change, said):
    with pytest.raises(ConfigError) as error:
        validation.read({"x": SOUND | change}, Form, "f.yaml")
    assert said in str(error.value).removeprefix("f.yaml: ").splitlines()


def test_faults_of_the_whole_file_are_told_too():
    with pytest.raises(ConfigError, match=r"f\.yaml: the file: a mapping .* found \[1\]"):
        validation.read([1], Form, "f.yaml")
    with pytest.raises(ConfigError, match=r"the file: String should match .*, found `X`"):
        validation.read({"X": SOUND}, Form, "f.yaml")
    with pytest.raises(ConfigError, match=r"f\.yaml: entry x: unknown field `qq, zz`; there are"):
        validation.read(
            {"x": SOUND | {"qq": 1, "zz": 2}}, Form, "f.yaml", lambda path: f"entry {path[0]}"
        )


def test_the_schema_for_editors_takes_and_refuses_what_the_records_do():
    schema = Draft202012Validator(validation.json_schema(Form))
    assert schema.is_valid({"x": SOUND | {"axes": {"period": [1, 2]}}})
    for change in (of(yaers=1), of(steadily=None), {"axes": {"colour": [1, 2]}}, {"day": 2000}):
        assert not schema.is_valid({"x": SOUND | change}), change
