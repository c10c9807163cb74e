"""Codes in tables put into words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from techsov.presentation.labels import JOIN, Labels
from techsov.presentation.palette import colours

COUNTRY_COLUMNS = ("country", "economy", "user", "supplier", "depends", "on", "via", "one", "other")


def section(labels: Labels, name: str) -> str:
    """A part of the paper in words."""
    if name.isdigit():
        return labels.text("verdicts.section", number=name)
    return labels[f"verdicts.part.{name}"]


def word(column: str, value: str, labels: Labels) -> str:
    """What a code in a column of a figure's table stands for, or the code itself."""
    known = labels.countries
    match column:
        case "dataset":
            return JOIN.join(labels.dataset(part) for part in value.split(JOIN))
        case "vintage":
            return JOIN.join(labels.date(part) for part in value.split(JOIN))
        case "section":
            return section(labels, value)
        case "verdict":
            return labels[f"verdict.{value}"]
        case "industry" | "via" if f"industry.{value}" in labels.texts:
            return labels.industry(value)
        case _ if column in COUNTRY_COLUMNS and (
            value in known.countries or value in known.aggregates or value in known.groups
        ):
            return labels.country(value)
    return labels.texts.get(f"report.word.{value}", value)


def words(table: pd.DataFrame, labels: Labels, *columns: str) -> pd.DataFrame:
    """The table with the codes of these columns in words."""
    return table.assign(**{c: [word(c, value, labels) for value in table[c]] for c in columns})


def named(table: pd.DataFrame, labels: Mapping[str, Labels]) -> pd.DataFrame:
    """The table with the names of countries and industries in every language beside their codes."""
    coded = table.columns.intersection([*COUNTRY_COLUMNS, "industry"])
    told = {
        f"{column}_{language}": [word(column, value, texts) for value in table[column]]
        for column in coded
        for language, texts in labels.items()
    }
    return table.assign(**told)


def releases(table: pd.DataFrame, labels: Labels) -> list[str]:
    """Dataset and vintage of each row in words; of a computed row, those of its parts."""
    return [
        " / ".join(
            labels.release(*part)
            for part in dict.fromkeys(zip(*(each.split(JOIN) for each in pair), strict=True))
        )
        for pair in zip(table["dataset"], table["vintage"], strict=True)
    ]


def coloured(codes: pd.Series, labels: Labels) -> dict[str, str]:
    """Countries in words with their colours."""
    return {word("country", code, labels): colour for code, colour in colours(codes).items()}
