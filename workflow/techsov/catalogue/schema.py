"""Configuration files held against JSON schemas, and every fault said in a sentence.

A schema's `description` of a field says what is expected there, so that a message reads "years: a
year expected, found 'never'" and needs no knowledge of JSON schema.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from techsov.core import yamlfile

Place = Callable[[Sequence[str | int]], str]


def faults(content: Any, schema: Path | str, place: Place) -> Iterator[str]:
    """A sentence for each fault of a file's content.

    schema : the file of the JSON schema
    place  : names the place of a fault from its path of keys and numbers
    """
    for error in _validator(str(schema)).iter_errors(content):
        yield f"{place(list(error.absolute_path))}: {_sentence(error)}"


def listing(parts: Sequence[str | int]) -> str:
    """A path of keys as a message names it: `copies, eurlex, kind`."""
    return ", ".join(str(part) for part in parts) or "the file"


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(yamlfile.read(schema))


def _sentence(error: jsonschema.ValidationError) -> str:
    if error.validator == "required":
        missing = [f"`{key}`" for key in error.validator_value if key not in error.instance]
        return f"{', '.join(missing)} is missing"
    if error.validator == "additionalProperties":
        return _unknown(error.instance.keys(), error.schema.get("properties", {}), "field")
    if error.validator == "enum":
        return _unknown([str(error.instance)], [str(v) for v in error.validator_value], "value")
    if error.validator == "minItems" and "description" not in error.schema:
        return f"{error.validator_value} items or more expected, found {len(error.instance)}"
    if error.validator == "oneOf" and _asks_for_one_of(error.validator_value):
        keys = [" and ".join(f"`{k}`" for k in each["required"]) for each in error.validator_value]
        return f"exactly one of {', '.join(keys)} expected"
    wanted = error.schema.get("description")
    return f"{wanted} expected, found {error.instance!r}" if wanted else error.message


def _asks_for_one_of(alternatives: list) -> bool:
    return all(each.keys() == {"required"} for each in alternatives)


def _unknown(found: Sequence[str], known: Sequence[str], what: str) -> str:
    strange = sorted(set(found) - set(known))
    near = [hit for each in strange for hit in difflib.get_close_matches(each, known, n=1)]
    hint = f"; `{', '.join(near)}`?" if near else f"; there are {', '.join(known)}"
    return f"unknown {what} `{', '.join(strange)}`{hint}"
