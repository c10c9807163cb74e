"""What the report draws on: an edition's results, read once, and the paths between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from techsov.claims import reasons
from techsov.claims.reasons import Why
from techsov.core import tables, yamlfile
from techsov.core.errors import CheckError
from techsov.figures.inputs import read_table
from techsov.paper.values import PAIR
from techsov.presentation import pages
from techsov.presentation.labels import JOIN, Labels
from techsov.report import steps as argument

PROVENANCE = ("dataset", "vintage", "title", "publisher", "licence", "released", "sha256")


@dataclass(frozen=True)
class Edition:
    """An edition's results as the report shows them.

    Attributes
    ----------
    name, title
        of the edition
    results
        its folder
    labels
        language -> texts; the first language's pages have no folder of their own
    steps
        the argument in order
    drawn
        figure -> the files that it is drawn from
    structures
        folder of the paper's tables as structured data
    focus
        the pair of countries that it is about
    more
        what else the edition holds -> language -> its path in the edition's folder
    """

    name: str
    title: str
    results: Path
    labels: dict[str, Labels]
    steps: tuple[argument.Step, ...]
    drawn: dict[str, list[str]]
    structures: Path
    more: dict[str, dict[str, str]]
    focus: tuple[str, ...]

    @cached_property
    def claims(self) -> dict[str, pd.DataFrame]:
        """Language -> the verdict table, in the paper's order."""
        place = {name: number for number, name in enumerate(self.order)}
        found = {}
        for language in self.labels:
            name = "claims.csv" if language == "en" else f"claims.{language}.csv"
            table = tables.read(self.results / name, tables.CLAIMS)
            found[language] = table.sort_values(
                "id", key=lambda ids: ids.map(place), kind="stable", ignore_index=True
            )
        return found

    @cached_property
    def reasons(self) -> dict[str, Why]:
        """Id of a claim -> why it has its verdict."""
        return reasons.read(self.results / "claims_reasons.json")

    @cached_property
    def values(self) -> dict[str, dict]:
        """What the edition's `values.json` holds."""
        return json.loads((self.results / "values.json").read_text(encoding="utf-8"))

    @property
    def order(self) -> list[str]:
        """Ids of the claims in the paper's order."""
        return self.values["claims"]["value"]

    @cached_property
    def units(self) -> dict[str, str]:
        """Id of a claim -> its unit as claims.yaml has it."""
        return {id_: self.values[f"claim.{id_}.published"]["unit"] for id_ in self.order}

    @cached_property
    def step_of(self) -> dict[str, str]:
        """Id of a claim -> id of its step."""
        return argument.assign(self.steps, next(iter(self.claims.values())))

    @cached_property
    def provenance(self) -> pd.DataFrame:
        """A row for every file behind the edition."""
        return pd.read_csv(self.results / "provenance.csv", dtype=str, keep_default_na=False)

    def figure(self, name: str) -> pd.DataFrame:
        """A figure's table."""
        return read_table(self.results / "figures" / f"{name}.csv")

    def said(self, name: str, language: str) -> dict[str, str]:
        """A figure's title, subtitle, foot and alternative text."""
        path = self.results / "figures" / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8"))[language]

    def origins(self, table: pd.DataFrame) -> pd.DataFrame:
        """Provenance of the files behind a figure's table."""
        return origins(table, self.provenance)

    def notice(self, labels: Labels) -> str:
        """What every page says first where the figures show another pair than the paper's."""
        if set(self.focus) == set(PAIR):
            return ""
        one, two = map(labels.name, self.focus)
        return labels.text("report.pair", one=one, two=two)

    def told(self, step: argument.Step, labels: Labels) -> tuple[str, str]:
        """A step's title and argument: the paper's, or those for the countries that it shows."""
        key = f"report.step.{step.id}"
        if step.countries:
            table = self.figure(step.figures[0])
            of = table["country" if "country" in table else "depends"]
            shown = [code for code in dict.fromkeys([*self.focus, *of]) if code in set(of)]
            if set(shown) != set(step.countries):
                one, two = labels.name(shown[0]), labels.name(shown[-1])
                said = {"one": one, "two": two, "of": labels.of(shown[0])}
                return (
                    labels.title(f"{key}.other.title", **said),
                    labels.text(f"{key}.other.argument", **said),
                )
        return labels[f"{key}.title"], labels[f"{key}.argument"]

    def structure(self, table: str) -> dict:
        """A table of the paper as structured data."""
        return yamlfile.read(self.structures / f"{table}.yaml")

    def folder(self, language: str) -> str:
        """Folder of a language's files, with its slash: none for the first language."""
        return "" if language == next(iter(self.labels)) else f"{language}/"

    def card(self, claim: str, section: str, language: str) -> str:
        """From a page of the report to a claim's card in the audit; empty without an audit."""
        if "audit" not in self.more:
            return ""
        folder = self.more["audit"][language].rpartition("/")[0]
        return f"{self.to_results(language)}{folder}/{pages.slug(section)}.html#{claim}"

    def to_results(self, language: str) -> str:
        """From a page of the report to the edition's folder."""
        return "../" * (1 + bool(self.folder(language)))


def origins(table: pd.DataFrame, provenance: pd.DataFrame) -> pd.DataFrame:
    """Provenance of the files behind a figure's table, those of computed rows in their parts.

    Raises
    ------
    CheckError
        Naming a dataset of the table that the provenance does not know
    """
    if not {"dataset", "vintage"} <= set(table.columns):
        return provenance.head(0)
    data = table[table["dataset"] != "paper"]
    wanted = {
        part
        for row in data[["dataset", "vintage"]].drop_duplicates().itertuples()
        for part in zip(row.dataset.split(JOIN), row.vintage.split(JOIN), strict=True)
    }
    known = list(zip(provenance["dataset"], provenance["vintage"], strict=True))
    if strange := sorted(wanted - set(known)):
        raise CheckError(f"provenance.csv has no row for {strange}, which a figure draws on")
    return provenance[[pair in wanted for pair in known]]
