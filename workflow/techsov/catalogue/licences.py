"""Licences that entries of `sources.yaml` name: `config/licences.yaml`."""

from __future__ import annotations

from pathlib import Path

from techsov.core import validation, yamlfile
from techsov.core.validation import Record, Several, Text


class Terms(Record):
    """What `licences.yaml` says of a licence.

    Attributes
    ----------
    spdx
        identifiers of the SPDX list; none where the words are all there is
    pass_on
        whether a full release under it may be handed on
    """

    spdx: Several[Text] = ()
    pass_on: bool


class Licence(Terms):
    """A licence as a source words it."""

    words: str


def load(path: Path | str) -> dict[str, Licence]:
    """The licences by their words in `config/sources.yaml`."""
    stated = validation.read(yamlfile.read(path), dict[str, Terms], path)
    return {words: Licence(words=words, **dict(terms)) for words, terms in stated.items()}
