"""What the sheets of the workbook say above their rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.presentation.labels import Labels
from techsov.presentation.spreadsheet import LONGEST_NAME, Sheet
from techsov.presentation.words import section
from techsov.report.edition import origins

# Columns of claims.csv whose heading has another name among the labels.
KEYS = {"note": "reason", "dataset": "data"}


def figure(
    name: str,
    table: pd.DataFrame,
    said: dict[str, dict[str, str]],
    provenance: pd.DataFrame,
    labels: Labels,
) -> Sheet:
    """A figure's rows beneath its titles, its unit, its sources, and their licences.

    Parameters
    ----------
    said
        language -> title, subtitle, foot
    provenance
        a row for every file of the edition
    """
    first = said[labels.language]
    about = [(labels["report.sheet.shows"], first["title"])]
    about += [("", texts["title"]) for language, texts in said.items() if texts is not first]
    about += [
        (labels["report.sheet.unit"], first["subtitle"]),
        (labels["report.sheet.source"], first["foot"]),
    ]
    about += [
        (labels["report.sheet.data"], f"{row.citation} {row.licence}. {row.landing}")
        for row in origins(table, provenance).itertuples()
    ]
    return Sheet(name[:LONGEST_NAME], about, table)


def table(path: Path, labels: Labels) -> Sheet:
    """A table of the results as it stands in its CSV."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    name = path.name.partition(".")[0]
    about = [
        (labels["report.sheet.shows"], labels[f"report.sheet.of.{name}"]),
        (labels["report.sheet.source"], labels["report.sheet.made"]),
    ]
    return Sheet(name, about, rows)


def verdicts(path: Path, labels: Labels) -> Sheet:
    """The verdicts told in a language, with headings and verdicts in its words too."""
    plain = table(path, labels)
    told = {
        "section": lambda name: section(labels, name),
        "verdict": lambda name: labels[f"verdict.{name}"],
        "evidence": lambda name: labels[f"evidence.{name or 'nothing'}"],
    }
    rows = plain.rows.assign(**{name: plain.rows[name].map(say) for name, say in told.items()})
    headings = {name: labels[f"report.claim.{KEYS.get(name, name)}"] for name in rows}
    return Sheet(path.stem, plain.about, rows.rename(columns=headings))
