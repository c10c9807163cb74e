"""JSON schemas of the configuration files, by which editors complete and check them."""

from __future__ import annotations

import json
from typing import Any

from techsov.catalogue.datasets import Dataset
from techsov.catalogue.licences import Terms
from techsov.catalogue.registry import EditionEntry
from techsov.catalogue.settings import Settings
from techsov.catalogue.source import Key, Source
from techsov.claims.documents import DocumentsFile
from techsov.claims.replies import Replies
from techsov.claims.statements import ClaimsFile
from techsov.core import validation
from techsov.core.countries import Countries
from techsov.fetch.network import Hosts

# Name of a file of `config/`, without its ending -> what it holds.
FORMS: dict[str, Any] = {
    "claims": ClaimsFile,
    "config": Settings,
    "countries": Countries,
    "datasets": dict[str, Dataset],
    "documents": DocumentsFile,
    "editions": dict[str, EditionEntry],
    "hosts": Hosts,
    "licences": dict[str, Terms],
    "replies": Replies,
    "sources": dict[Key, Source],
}


def write(name: str) -> str:
    """The text of `config/schemas/<name>.json`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = head | validation.json_schema(FORMS[name])
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
