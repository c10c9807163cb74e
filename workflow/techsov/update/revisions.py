"""The record of revisions: `docs/revisions.md`, a dated entry per update, the newest first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.catalogue.registry import Catalogue, Edition
from techsov.core.files import write_text

PLACE = Path("docs/revisions.md")
# The head that `docs/revisions.md` begins with; entries follow it.
END_OF_HEAD = "<!-- entries, the newest first -->"
SHOWN = 12


def is_recorded(edition: str, folder: Path = Path()) -> bool:
    """Whether the record holds an entry for the edition: the last step of an update."""
    path = folder / PLACE
    return path.exists() and f"\n## {edition}\n" in path.read_text(encoding="utf-8")


def record(
    edition: Edition,
    catalogue: Catalogue,
    compared: dict[str, pd.DataFrame],
    left: list[str],
    folder: Path = Path(),
) -> str:
    """Write the entry of an update, once; returns it.

    Parameters
    ----------
    compared
        the tables of its comparison with the edition before
    left
        what the update left as it was, a sentence each
    """
    entry = _entry(edition, catalogue, compared, left)
    path = folder / PLACE
    if not is_recorded(edition.name, folder):
        head, _, entries = path.read_text(encoding="utf-8").partition(END_OF_HEAD)
        write_text(path, f"{head}{END_OF_HEAD}\n\n{entry}\n{entries.lstrip()}".rstrip() + "\n")
    return entry


def _entry(
    edition: Edition, catalogue: Catalogue, compared: dict[str, pd.DataFrame], left: list[str]
) -> str:
    kinds = compared["indicators"]["kind"].value_counts()
    flips = compared["claims"][compared["claims"]["change"] == "verdict"]
    new = kinds.reindex(["new year", "filled gap", "new series"]).fillna(0).sum()
    lines = [
        f"## {edition.name}",
        "",
        f"After `{edition.after}`. {int(kinds.get('revision', 0)):,} figures revised, "
        f"{int(new):,} new, {int(kinds.get('no longer given', 0)):,} no longer given; "
        f"{len(flips)} verdicts flipped.",
        "",
        "| dataset | before | now | published |",
        "|---|---|---|---|",
    ]
    for row in compared["inputs"].itertuples():
        lines.append(
            f"| {row.dataset} | {row.old_vintage} | {row.new_vintage} | {row.new_released} |"
        )
    accepted = [
        f"{key}: {said}"
        for key in (edition.keys(dataset)[0] for dataset in compared["inputs"]["dataset"])
        for said in catalogue.entry(key).entry.accepted
    ]
    lines += _list("Accepted although a guard stopped at it:", accepted)
    lines += _list("Left as it was:", left)
    verdicts = [
        f"`{row.id}`: {row.old_verdict} → {row.new_verdict} "
        f"({row.old_reproduced or 'nothing'} → {row.new_reproduced or 'nothing'}), "
        f"brought by {row.cause}"
        for row in flips.itertuples()
    ]
    lines += _list("Verdicts:", verdicts)
    return "\n".join(lines) + "\n"


def _list(head: str, items: list[str]) -> list[str]:
    if not items:
        return []
    shown = [f"- {' '.join(item.split())}" for item in items[:SHOWN]]
    more = [f"- and {len(items) - SHOWN} more"] if len(items) > SHOWN else []
    return ["", head, "", *shown, *more]
