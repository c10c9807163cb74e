"""What the sheets of the workbook say above their rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.presentation.labels import Labels
from techsov.presentation.spreadsheet import LONGEST_NAME, Sheet
from techsov.report.edition import origins


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
