"""The steps of the argument: which claims, figures and tables each has, and how it fares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.core import verdicts, yamlfile
from techsov.core.errors import ConfigError


@dataclass(frozen=True)
class Step:
    """One step of the argument, a page of the report (`config/report.yaml`).

    Attributes
    ----------
    id
        names its page and its texts
    sections
        parts of the paper whose claims it takes
    claims
        patterns of ids that it takes from any part
    rests_on
        ids of the claims that its verdict is made of
    figures, tables, notebook, explorer
        what its page shows
    countries
        those that the paper speaks of, of a step whose figures show the pair in focus
    """

    id: str
    sections: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    notebook: str = ""
    explorer: str = ""
    countries: tuple[str, ...] = ()

    def outcome(self, table: pd.DataFrame) -> dict[str, str | int]:
        """How the step fares by the claims that it rests on.

        Returns
        -------
        dict[str, str | int]
            `name` as `verdicts.outcome` has it, how many of the claims `fail`, `of` how many
        """
        of = list(table.set_index("id").loc[list(self.rests_on), "verdict"])
        failing = sum(verdict in verdicts.FAIL for verdict in of)
        return {"name": verdicts.outcome(of), "fail": failing, "of": len(of)}


def load(path: Path | str, figures: Mapping[str, str]) -> list[Step]:
    """The steps in order, each with its figures.

    Parameters
    ----------
    figures
        figure -> id of its step

    Raises
    ------
    ConfigError
        Naming the step and a key that no step has
    """
    steps = []
    known = Step.__dataclass_fields__.keys() - {"figures"}
    for entry in yamlfile.read(path)["steps"]:
        if strange := sorted(entry.keys() - known):
            raise ConfigError(f"{path}, step `{entry.get('id')}`: unknown {', '.join(strange)}")
        own = tuple(name for name, step in figures.items() if step == entry["id"])
        read: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
        steps.append(Step(**read, figures=own))
    return steps


def assign(steps: Iterable[Step], table: pd.DataFrame) -> dict[str, str]:
    """Id of every claim -> id of its step: by pattern first, else by the part it stands in.

    Parameters
    ----------
    table
        the verdict table, columns id, section

    Raises
    ------
    ConfigError
        Naming the claims that no step or more than one takes, the patterns that match none,
        and what a step rests on without having it
    """
    steps, found, faults = list(steps), {}, []
    matched: set[str] = set()
    for row in table.itertuples():
        named = [(s.id, p) for s in steps for p in s.claims if fnmatchcase(row.id, p)]
        matched |= {pattern for _, pattern in named}
        takers = {step for step, _ in named} or {s.id for s in steps if row.section in s.sections}
        if len(takers) != 1:
            faults.append(f"claim `{row.id}`: one step expected, found {sorted(takers)}")
        else:
            (found[row.id],) = takers
    for step in steps:
        faults += [
            f"step `{step.id}`: `{p}` matches no claim" for p in step.claims if p not in matched
        ]
        faults += [
            f"step `{step.id}` rests on `{claim}`, which is not one of its claims"
            for claim in step.rests_on
            if found.get(claim) != step.id
        ]
    if faults:
        raise ConfigError("config/report.yaml: " + "\n".join(faults))
    return found
