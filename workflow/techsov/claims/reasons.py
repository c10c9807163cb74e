"""Reasons: why a claim has its verdict, as data that any language can tell.

A reason is a key with arguments. Its words stand under `reason.<key>` in the labels of each
language; `techsov.claims.telling` puts the arguments in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A finding, or a remark on one.

    Attributes
    ----------
    key
        under which the labels hold its words
    arguments
        name -> what is put in: a number, a year (a whole number), a text, a list, an `Own`,
        another reason, or several that follow one another
    """

    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]


@dataclass(frozen=True)
class Own:
    """A text that the claim, or its document on it, says in the language of whoever tells."""

    field: str


Found = tuple[Reason, ...]  # what was found, and remarks that follow it without a space


def because(key: str, **arguments: Any) -> Reason:
    """The reason of that key; numbers of numpy become numbers of Python."""
    return Reason(key, {name: getattr(v, "item", lambda v=v: v)() for name, v in arguments.items()})


@dataclass(frozen=True)
class Why:
    """What a claim's verdict rests on, as it travels between rules.

    Attributes
    ----------
    why
        sentences of the note
    reproduced
        what stands against the published number, None where nothing does
    found
        what the specification that is reported found; empty where there is none
    shown
        the number of that specification in the claim, from 1; 0 where there is none
    specifications
        what each specification found
    """

    why: tuple[Reason, ...]
    reproduced: Reason | None
    found: Found
    shown: int
    specifications: tuple[Found, ...]

    @property
    def later(self) -> str:
        """Whether all releases held are later than the paper: "one" that is, or "all"; else ""."""
        keys = (reason.key.partition(".") for reason in self.why)
        return next((which for key, _, which in keys if key == "later"), "")


def write(known: Mapping[str, Why], path: Path | str) -> None:
    """Write the reasons of every claim: JSON, a claim a line."""
    lines = ",\n".join(
        f"{json.dumps(id_)}: {json.dumps(_plain(vars(why)), ensure_ascii=False)}"
        for id_, why in known.items()
    )
    Path(path).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def read(path: Path | str) -> dict[str, Why]:
    """The reasons of every claim, as they were written."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    return {id_: Why(**{k: _made(v) for k, v in said.items()}) for id_, said in content.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return {"reason": value.key} | {k: _plain(v) for k, v in value.arguments.items()}
    if isinstance(value, Own):
        return {"own": value.field}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_made, value))
    if isinstance(value, dict):
        said = {key: _made(each) for key, each in value.items()}
        return Own(said["own"]) if "own" in said else Reason(said.pop("reason"), said)
    return value
