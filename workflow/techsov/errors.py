"""What goes wrong, said to the person who reads it: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TechsovError(Exception):
    """Base of every error that this package raises on purpose."""


class ConfigError(TechsovError):
    """A configuration file says something that cannot be meant."""


class UnknownCountry(TechsovError, KeyError):  # noqa: N818 (the name is part of the interface)
    """A country code or name that the configuration or the data do not hold."""

    def __str__(self) -> str:  # KeyError would print the repr
        return str(self.args[0]) if self.args else ""


class LayoutError(TechsovError, ValueError):
    """A provider's file does not look as its layout says.

    place    : sheet, line, row or cell, in the words that the file's own program uses
    found    : what stands there
    expected : what should stand there
    todo     : what the reader of the message can do now
    """

    def __init__(
        self, path: Path | str, place: str, *, found: object, expected: object, todo: str = ""
    ) -> None:
        self.path, self.place = Path(path), place
        self.found, self.expected, self.todo = found, expected, todo
        message = f"{self.path.name}, {place}: {expected} expected, found {found}"
        super().__init__(f"{message}. {todo}" if todo else message)


class CheckError(TechsovError, ValueError):
    """Data that read well and cannot be right: the rows stand in the message."""


@contextmanager
def said_of(path: Path | str) -> Iterator[None]:
    """A CheckError raised within names the file that the data come from."""
    name = Path(path).name
    try:
        yield
    except CheckError as error:
        if name in str(error):
            raise
        raise CheckError(f"{name}: {error}") from error
