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

    Attributes
    ----------
    place
        sheet, line, row or cell, in the words that the file's own program uses
    found
        what stands there
    expected
        what should stand there
    todo
        what the reader of the message can do now, a sentence
    """

    LOOK = (
        "Look at that place: if the file is damaged, fetch it again; if the provider publishes it "
        "so, the layout has changed and the reader has to follow"
    )

    def __init__(
        self, path: Path | str, place: str, *, found: object, expected: object, todo: str = ""
    ) -> None:
        self.path, self.place = Path(path), place
        self.found, self.expected, self.todo = found, expected, todo
        message = f"{self.path.name}, {place}: {expected} expected, found {found}"
        super().__init__(f"{message}. {todo or self.LOOK}")


class CheckError(TechsovError, ValueError):
    """Data that read well and cannot be right: the rows stand in the message."""

    COMPARE = (
        "Compare with what the provider publishes: if the file is damaged, fetch it again; if the "
        "figures stand there so, the check in the reader has to follow"
    )


class DataWarning(UserWarning):
    """Figures that are out of the ordinary and may be right all the same."""


@contextmanager
def placed(path: Path, place: str) -> Iterator[None]:
    """An UnknownCountry raised within names the file, and the place where the country stands."""
    try:
        yield
    except UnknownCountry as error:
        raise UnknownCountry(f"{path.name}, {place}: {error}") from None


@contextmanager
def said_of(path: Path | str, *, advise: bool = False) -> Iterator[None]:
    """A CheckError raised within names the file, or the entry, that the data come from.

    Parameters
    ----------
    path
        a file's path, of which the name is said, or an entry's key, which is said whole
    advise
        and says what the reader of the message can do now
    """
    name = path.name if isinstance(path, Path) else path
    try:
        yield
    except CheckError as error:
        said = str(error) if name in str(error) else f"{name}: {error}"
        if advise and CheckError.COMPARE not in said:
            said = f"{said}\n{CheckError.COMPARE}"
        if said == str(error):
            raise
        raise CheckError(said) from error
