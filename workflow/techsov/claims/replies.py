"""Replies: what the paper's authors, or others, put beside a verdict (`config/replies.yaml`)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from techsov.claims.periods import Day
from techsov.core import scaffold, validation, yamlfile
from techsov.core.errors import ConfigError
from techsov.core.validation import Record, Several, Text

PATH = Path("config/replies.yaml")
TEMPLATES = Path(__file__).parent / "templates"


class Reply(Record):
    """One reply to the verdict on a claim.

    Attributes
    ----------
    by : str
        Who replies.
    date : str
        The day of the reply.
    text : dict of str
        Language -> the reply in its own words; one language or both.
    source : str
        What the reply rests on, as one cites it, with the address where there is one.
    page : str
        The page, article or table of the source.
    document : str, optional
        The source's id in `config/documents.yaml`, once it is entered there: from then on the
        verdict weighs it like any other document.
    """

    by: Text = Field(description="who replies, a text")
    date: Day
    text: Annotated[dict[Literal["en", "ru"], Text], Field(min_length=1)] = Field(
        description="the reply in its own words under `en`, `ru` or both"
    )
    source: Text = Field(description="what the reply rests on, a citation")
    page: Text = Field(description="the page, article or table of the source")
    document: Text | None = Field(None, description="an id of documents.yaml")

    def said(self, language: str) -> tuple[str, str]:
        """The language and the words that a page in a language shows."""
        shown = language if language in self.text else next(iter(self.text))
        return shown, self.text[shown]


Replies = dict[str, Several[Reply]] | None


def load(
    path: Path | str, claims: Collection[str], documents: Collection[str] = ()
) -> dict[str, tuple[Reply, ...]]:
    """The replies, by id of the claim, in the order of the file.

    Parameters
    ----------
    path : Path or str
        The file; one that holds nothing but comments has no replies.
    claims : collection of str
        Ids of the claims.
    documents : collection of str
        Ids of the documents.

    Raises
    ------
    ConfigError
        When a reply is not filled in, lacks a field, or names a claim or document that is not
        there.
    """
    found = validation.read(yamlfile.read(path), Replies, path) or {}
    if found.keys() - set(claims):
        raise ConfigError(f"{path}: {validation.unknown(found, claims, 'claim')}")
    named = {reply.document for replies in found.values() for reply in replies} - {None}
    if named - set(documents):
        raise ConfigError(f"{path}: {validation.unknown(named, documents, 'document')}")
    return found


def write(id_: str, project: Path, claims: Collection[str]) -> list[Path]:
    """Write a reply to the claim of that id into `config/replies.yaml`, for a person to fill in."""
    if id_ not in claims:
        raise ConfigError(validation.unknown([id_], claims, "claim"))
    return scaffold.write(TEMPLATES, {str(PATH): "reply.txt"}, project, id_, joint="-")
