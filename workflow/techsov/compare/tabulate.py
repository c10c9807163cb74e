"""Everything that a comparison says, as tables: what a page or a PDF shows, it reads from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from techsov import claims
from techsov.catalogue.datasets import OF_DATASET
from techsov.catalogue.registry import Catalogue, Edition
from techsov.claims import documents, evidence
from techsov.compare import causes, changes, flips, vintages
from techsov.compare.built import Built
from techsov.compare.inputs import Inputs, changed
from techsov.core import tables
from techsov.core.countries import Countries

# Names of the tables, each a CSV of the comparison.
TABLES = ("inputs", "claims", "indicators", "series", "causes", "method", "vintages")
RANKINGS, EXPORTS = OF_DATASET["complexity"], OF_DATASET["complexity_trade"]
# How the entry of a ranking names its matrix of presence.
THRESHOLD, CONTINUOUS = "threshold", "continuous"


def compare(
    before: Built, after: Built, inputs: Inputs, audit: Callable[[Built], pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The tables of a comparison, by the names of TABLES.

    inputs  datasets whose vintages differ: old and new main vintage, its date, others held
    claims  `flips.compare`, and `cause`: what brought the new verdict
    indicators `changes.compare`; series `changes.summarise`; causes `causes.of_figures`
    method  `causes.of_method`, if the method of the rankings is another; else empty
    vintages `vintages.gather` of the series that several releases hold
    audit   : a recomputed edition -> its verdict table
    """
    figures = changes.compare(before.reported, after.reported)
    verdicts = flips.compare(before.claims, after.claims)
    flipped = flips.flipped(verdicts)
    cause = causes.of_verdicts(flipped, before, after, inputs, audit)
    return {
        "inputs": of_inputs(inputs.catalogue, before.edition, after.edition),
        "claims": verdicts.assign(cause=verdicts["id"].map(cause).fillna("")),
        "indicators": figures,
        "series": changes.summarise(figures),
        "causes": causes.of_figures(figures, before, after, inputs),
        "method": _method(before.edition, after.edition, inputs),
        "vintages": vintages.several(vintages.gather(inputs.catalogue, [before, after])),
    }


def of_inputs(catalogue: Catalogue, before: Edition, after: Edition) -> pd.DataFrame:
    """A row per dataset whose vintages differ.

    Returns
    -------
    pd.DataFrame
        dataset, old_vintage, old_released, new_vintage, new_released (empty where an edition
        does not hold the dataset), `added` and `dropped`: vintages held for comparison
    """
    rows = []
    for dataset in changed(before, after):
        held = [set(edition.keys(dataset)) for edition in (before, after)]
        row = {"dataset": dataset}
        for which, edition in (("old", before), ("new", after)):
            name = edition.main.get(dataset, "")
            row[f"{which}_vintage"] = name
            row[f"{which}_released"] = catalogue.entry(f"{dataset}/{name}").released if name else ""
        row["added"] = ", ".join(sorted(k.rpartition("/")[2] for k in held[1] - held[0]))
        row["dropped"] = ", ".join(sorted(k.rpartition("/")[2] for k in held[0] - held[1]))
        rows.append(row)
    columns = ["dataset", "old_vintage", "old_released", "new_vintage", "new_released",
               "added", "dropped"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def method_of(catalogue: Catalogue, edition: Edition) -> str:
    """How the edition's rankings measure presence: THRESHOLD, CONTINUOUS, or empty if unknown."""
    if RANKINGS not in edition.main:
        return ""
    return catalogue.entry(edition.keys(RANKINGS)[0]).entry.method


def _method(before: Edition, after: Edition, inputs: Inputs) -> pd.DataFrame:
    """Ranks under both methods, on the exports that the later edition holds."""
    methods = [method_of(inputs.catalogue, edition) for edition in (before, after)]
    keys = after.keys(EXPORTS)
    if methods != [THRESHOLD, CONTINUOUS] or not keys:
        return pd.DataFrame(columns=causes.METHOD)
    vintage = inputs.catalogue.entry(keys[0])
    (path,) = inputs.table(vintage, (before.name, after.name))
    return causes.of_method(tables.read(path, tables.EXPORTS))


def auditor(
    catalogue: Catalogue, config: Path, countries: Countries, structured: list[str]
) -> Callable[[Built], pd.DataFrame]:
    """A function that holds the claims of `config` against a recomputed edition."""
    stated = claims.load(config / "claims.yaml")
    paper = claims.load_paper(config / "claims.yaml")
    read = documents.load(config / "documents.yaml")

    def audit(built: Built) -> pd.DataFrame:
        # The edition's name is that of the one it was made from: its bundle stands in for it.
        mixed = replace(catalogue, editions=catalogue.editions | {built.name: built.edition})
        gathered = evidence.gather(
            built.frames,
            mixed,
            built.name,
            seen_by=paper.consulted,
            documents=read,
            structured=structured,
            countries=countries,
        )
        return claims.decided_table(claims.decide(stated, gathered))

    return audit
