"""Configuration files as typed records, and every fault of them said in a sentence.

A field's `description` says what is expected there, so that a message reads "years: a year
expected, found 'never'" and needs no knowledge of pydantic or JSON schema. The same descriptions
stand in the JSON schemas that editors read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import cache, reduce
from operator import getitem
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, overload

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails

from techsov.core.errors import ConfigError

T = TypeVar("T")
Keys = tuple[str | int, ...]
Place = Callable[[Keys], str]
Node = dict[str, Any]

# Lists of a YAML file, kept as tuples: in a strict record nothing else would turn into one.
Several = Annotated[tuple[T, ...], Strict(False)]
Pair = Annotated[tuple[T, T], Strict(False)]
Distinct = Annotated[
    tuple[T, ...],
    Strict(False),
    AfterValidator(lambda items: _distinct(items)),
    Field(json_schema_extra={"uniqueItems": True}),
]
Text = Annotated[str, Field(pattern=r"\S", description="a text")]


MANY = 40  # names that a message lists
_KEY, _QUOTE = "[key]", "'"  # how pydantic marks a fault of a key, and quotes names


class Record(BaseModel):
    """Base of the records of configuration files: no unknown field, no conversion, no change.

    A field that may be left out has a default of None, and is refused where it stands empty. One
    that says "none" by standing empty is declared `| None` without a default.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_empty(cls, content: Any) -> Any:
        if isinstance(content, dict):
            optional = (name for name, f in cls.model_fields.items() if not f.is_required())
            if empty := [f"`{name}`" for name in optional if content.get(name, "") is None]:
                raise ValueError(f"{', '.join(empty)} is empty; fill it or leave it out")
        return content


def listing(path: Keys) -> str:
    """A path of keys as a message names it: `copies, eurlex, kind`."""
    return ", ".join(str(part) for part in path) or "the file"


def given(value: T | None) -> T:
    """A value that a record's validators have made sure of.

    Raises
    ------
    ValueError
        When it is None all the same
    """
    if value is None:
        raise ValueError("a record lacks a value that its validators ask for")
    return value


@overload
def read(content: Any, form: type[T], where: object, place: Place = ...) -> T: ...
@overload
def read(content: Any, form: UnionType, where: object, place: Place = ...) -> Any: ...


def read(content: Any, form: Any, where: object, place: Place = listing) -> Any:
    """The content of a configuration file as records.

    Parameters
    ----------
    content : mapping or list
        As YAML gives it.
    form : type
        A `Record`, or a type made of records, as `dict[str, Source]`.
    where : object
        The file, as the message names it.
    place : callable
        Names the place of a fault in the file from its path of keys and numbers.

    Raises
    ------
    ConfigError
        A sentence for each fault: its place, what is expected, what was found, what may be meant.
    """
    try:
        return _adapter(form).validate_python(content)
    except ValidationError as error:
        raise ConfigError(f"{where}: " + "\n".join(faults(error, content, form, place))) from None


def faults(error: ValidationError, content: Any, form: Any, place: Place = listing) -> list[str]:
    """A sentence for each fault that pydantic found in a content, sorted."""
    schema, found = json_schema(form), error.errors(include_url=False)
    said = set()
    for fault in found:
        loc = tuple(part for part in fault["loc"] if part != _KEY)
        kin = [e["loc"][-1] for e in found if e["loc"] and _kind(e) == _kind(fault)]
        path, sentence = _sentence(fault, kin, _walk(schema, loc), content)
        whole = not path and fault["type"] == "value_error"  # a check names its own place
        said.add(sentence if whole else f"{place(path)}: {sentence}")
    return sorted(said)


def unknown(names: Iterable[Any], known: Iterable[Any], what: str) -> str:
    """That names are not among the known ones, with the nearest of them, or else all."""
    known = [str(name) for name in known]
    strange = sorted({str(name) for name in names} - set(known))
    near = [hit for each in strange for hit in difflib.get_close_matches(each, known, n=1)]
    more = f" and {len(known) - MANY} more" if len(known) > MANY else ""
    hint = f"; `{', '.join(near)}`?" if near else f"; there are {', '.join(known[:MANY])}{more}"
    return f"unknown {what} `{', '.join(strange)}`{hint}"


def json_schema(form: Any) -> Node:
    """The JSON schema of a form, for editors that complete and check YAML."""
    return _adapter(form).json_schema(schema_generator=_EditorSchema)


class _EditorSchema(GenerateJsonSchema):
    """No titles made of field names, and no `null` where a field may be left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> Node:
        inner = schema["schema"]
        if schema.get("default", ...) is None and inner["type"] == "nullable":
            return self.generate_inner(inner["schema"])
        return super().default_schema(schema)


def _distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    if twice := sorted({str(each) for each in items if items.count(each) > 1}):
        raise ValueError(f"{', '.join(twice)} appears more than once")
    return items


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


class _Step(NamedTuple):
    """A place on the way to a fault: its path in the file, and the schemas that may apply."""

    path: Keys
    nodes: list[Node]


def _kind(fault: ErrorDetails) -> tuple[str, Keys]:
    """What faults that one sentence tells have in common: the sort, and the record."""
    return fault["type"], fault["loc"][:-1]


def _sentence(
    fault: ErrorDetails, kin: list[str | int], trail: list[_Step], content: Any
) -> tuple[Keys, str]:
    """Where a fault is, and what; `kin` are the last keys of all that are told with it."""
    context, last = fault.get("ctx", {}), fault["loc"][-1:]
    path, nodes = trail[-1]
    kind = "" if any("anyOf" in node for node in nodes) else fault["type"]
    match kind:
        case _ if last == (_KEY,):
            known = _choices([node.get("propertyNames", {}) for node in trail[-2].nodes])
            said = f"{context.get('error', fault['msg'])}, found `{path[-1]}`"
            if known:
                said = unknown(path[-1:], known, "value")
            return path[:-1], said
        case "missing" if isinstance(last[0], str):
            return path[:-1], f"{', '.join(f'`{key}`' for key in kin)} is missing"
        case "extra_forbidden":
            return path, unknown(kin, (k for n in nodes for k in n.get("properties", ())), "field")
        case "union_tag_not_found":
            return path, f"{context['discriminator'].replace(_QUOTE, '`')} is missing"
        case "union_tag_invalid":
            tags = context["expected_tags"].replace(_QUOTE, "").split(", ")
            path = (*path, context["discriminator"].strip(_QUOTE))
            return path, unknown([context["tag"]], tags, "value")
        case "value_error" | "assertion_error":
            return path, str(context["error"])
        case "literal_error":
            return path, unknown([fault["input"]], _choices(nodes), "value")
        case "too_short" if not any("description" in node for node in nodes):
            least, length = context["min_length"], context["actual_length"]
            return path, f"{least} items or more expected, found {length}"
    return _described(fault, trail, content)


def _described(fault: ErrorDetails, trail: list[_Step], content: Any) -> tuple[Keys, str]:
    """What the field's description asks for; of an item, its list's if it has none itself."""
    for path, nodes in reversed(trail):
        if said := next((node["description"] for node in nodes if "description" in node), ""):
            return path, f"{said} expected, found {reduce(getitem, path, content)!r}"
        if not (path and isinstance(path[-1], int)):
            break
    said = fault["msg"].removeprefix("Input should be ")
    if fault["type"] in ("dict_type", "model_type", "model_attributes_type"):
        said = "a mapping of names to values"
    return trail[-1].path, f"{said} expected, found {fault['input']!r}"


def _walk(schema: Node, loc: Keys) -> list[_Step]:
    """The steps from a file to a fault, as far as schemas lead: a union without a tag ends them."""
    nodes = _resolved([schema | {"description": None}], schema)
    trail = [_Step((), nodes)]
    for part in loc:
        if any("oneOf" in node for node in nodes):  # the part is the tag of a union
            nodes = _resolved([each for node in nodes for each in _tagged(node, part)], schema)
            trail[-1] = _Step(trail[-1].path, nodes)
            continue
        nodes = _resolved([each for node in nodes for each in _below(node, part)], schema)
        if not nodes:
            break
        trail.append(_Step((*trail[-1].path, part), nodes))
    return trail


def _tagged(node: Node, tag: str | int) -> list[Node]:
    """The member of a union that a tag chooses; all of them where a function makes the tag."""
    mapping = node.get("discriminator", {}).get("mapping", {})
    return [{"$ref": mapping[tag]}] if tag in mapping else node.get("oneOf", [])


def _below(node: Node, part: str | int) -> list[Node]:
    """The schemas of what stands under a key, or at a number, of a node."""
    if isinstance(part, int) and node.get("type") == "array":
        places = node.get("prefixItems", [])
        return [places[part] if part < len(places) else node.get("items", {})]
    if part in node.get("properties", {}):
        return [node["properties"][part]]
    others = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    return [other for other in others if isinstance(other, dict)]


def _resolved(nodes: Iterable[Node], schema: Node) -> list[Node]:
    """Nodes without references, and without the choice of being empty."""
    found = []
    for node in nodes:
        said = {key: node[key] for key in ("description",) if node.get(key)}
        real = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
        if "$ref" in node:  # what the record's docstring says is no description of the field
            named = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
            found += _resolved(
                [{k: v for k, v in named.items() if k != "description"} | said], schema
            )
        elif len(real) == 1:
            found += _resolved([real[0] | said], schema)
        else:
            found.append(node if said else {k: v for k, v in node.items() if k != "description"})
    return found


def _choices(nodes: Iterable[Node]) -> list[Any]:
    return [value for n in nodes for value in n.get("enum", [n["const"]] if "const" in n else [])]
