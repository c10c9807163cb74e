"""The evidence that claims are held against: indicator tables with the standing of each vintage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from techsov.catalogue.datasets import EVIDENCE, OF_DATASET
from techsov.catalogue.registry import JOIN, Catalogue
from techsov.claims.documents import PREFIX, Document
from techsov.claims.selection import Shelf
from techsov.core import tables, yamlfile
from techsov.core.countries import Countries

SCHEMAS = {name: getattr(tables, schema) for name, schema in EVIDENCE.items()}


@dataclass(frozen=True)
class Evidence:
    """What claims are held against.

    Attributes
    ----------
    tables
        name -> tidy frame with `dataset`, `vintage`, `year` and further columns
    is_main
        (dataset, vintage) -> the edition reports this vintage
    seen
        (dataset, vintage) -> it was out when the authors looked
    documents
        id -> entry of documents.yaml
    structures
        name -> structured table of the paper, for counts
    groups
        group code -> member codes, for ranks inside a group
    released
        (dataset, vintage) -> the day, month or year on which it came out
    """

    tables: dict[str, pd.DataFrame]
    is_main: Callable[[str, str], bool]
    seen: Callable[[str, str], bool]
    documents: dict[str, Document]
    structures: dict[str, dict]
    groups: dict[str, list[str]]
    released: Callable[[str, str], str] = field(default=lambda dataset, vintage: vintage)

    @cached_property
    def shelf(self) -> Shelf:
        """The tables, with what was selected from them before."""
        return Shelf(self.tables)


def read(paths: Mapping[str, Path | str]) -> dict[str, pd.DataFrame]:
    """The indicator tables by name, each with a `dataset` column."""
    found = {}
    for name, path in paths.items():
        frame = tables.read(path, SCHEMAS[name])
        found[name] = frame.assign(dataset=OF_DATASET[name]) if name in OF_DATASET else frame
    return found


def structures(paths: Sequence[Path | str]) -> dict[str, dict]:
    """The paper's tables as structured data, by id."""
    found = [yamlfile.read(path) for path in paths]
    return {structure["id"]: structure for structure in found}


def is_main(catalogue: Catalogue, edition: str, dataset: str, vintage: str) -> bool:
    """Whether the edition reports this vintage.

    Of a computed table the last part decides, as in `was_seen`: an expenditure that is known from
    a share and a later GDP only is still divided by the GDP that the edition reports.
    """
    return catalogue.edition(edition).is_main(dataset.split(JOIN)[-1], vintage.split(JOIN)[-1])


def released(catalogue: Catalogue, dataset: str, vintage: str) -> str:
    """When a vintage came out: YYYY, YYYY-MM or YYYY-MM-DD; of a computed table, its last part."""
    if dataset.startswith(PREFIX):
        return vintage
    key = f"{dataset.split(JOIN)[-1]}/{vintage.split(JOIN)[-1]}"
    return catalogue.entry(key).released if key in catalogue.vintages else ""


def was_seen(catalogue: Catalogue, date: str, dataset: str, vintage: str) -> bool:
    """Whether the vintage was published by `date` (ISO; a coarser release date counts as early).

    Of a computed table the last part decides: it is the denominator, which is the part that
    providers revise, while the level above it may be known from a later file only.
    """
    day = released(catalogue, dataset, vintage)
    return bool(day) and day <= date


def with_official(
    frames: dict[str, pd.DataFrame], documents: dict[str, Document]
) -> dict[str, pd.DataFrame]:
    """The tables, with the official figures of documents beside the series that they belong to."""
    rows = pd.DataFrame([row for id_, each in documents.items() for row in each.figures(id_)])
    if rows.empty:
        return frames
    made = dict(frames)
    for name in ("research", "macro"):
        if name in frames:
            fitting = rows[rows["indicator"].isin(set(frames[name]["indicator"]))]
            made[name] = pd.concat([frames[name], fitting], ignore_index=True)
    return made


def gather(
    frames: dict[str, pd.DataFrame],
    catalogue: Catalogue,
    edition: str,
    *,
    seen_by: str,
    documents: dict[str, Document],
    structured: Sequence[Path | str],
    countries: Countries,
) -> Evidence:
    """Everything that `claims.audit` needs.

    Parameters
    ----------
    seen_by
        when the authors last looked, an ISO date
    documents
        as `techsov.claims.documents.load` gives them
    """
    return Evidence(
        tables=with_official(frames, documents),
        is_main=lambda dataset, vintage: is_main(catalogue, edition, dataset, vintage),
        seen=lambda dataset, vintage: was_seen(catalogue, seen_by, dataset, vintage),
        documents=documents,
        structures=structures(structured),
        groups={code: countries.group(code) for code in countries.groups},
        released=lambda dataset, vintage: released(catalogue, dataset, vintage),
    )
