"""Write the files of something new, in which what a person fills in is marked FILL IN.

A figure is written into four files: its module, its test, its texts in both languages; a dataset
into five: its record, entry and edition in config/, its reader and its test; an indicator table
into six: its module, its test, its words in labels and audit in both languages; a claim into two:
its entry and its translation; a reply to a verdict into config/replies.yaml. What is not filled
in is named with file and line by whatever reads it: `make`, and the tests.

Example:
    techsov new figure patents_by_field
    techsov new dataset bis/property-prices
    techsov new table patents
    techsov new claim s4-patents-rise
    techsov new reply s3-rd-scale-us
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from techsov import claims, cli
from techsov.catalogue import scaffold as datasets
from techsov.claims import replies
from techsov.claims import scaffold as claim
from techsov.core import scaffold
from techsov.figures import scaffold as figures
from techsov.indicators import scaffold as indicators


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=f"one of {', '.join(KINDS)}")
    parser.add_argument("name", help="what it is called; of a reply, the id of the claim")


def run(given: argparse.Namespace) -> int:
    """Write the files; print each with the lines that are left to be written."""
    for path in KINDS[given.kind](given.name, Path.cwd()):
        print(path.relative_to(Path.cwd()))
        for line in scaffold.unfilled(path):
            print(f"    {line}")
    return cli.DONE


def _reply(id_: str, project: Path) -> list[Path]:
    stated = claims.load(project / "config/claims.yaml")
    return replies.write(id_, project, [claim.id for claim in stated])


# What can be new -> the function that writes it: (name, project) -> its files.
KINDS: dict[str, Callable[[str, Path], list[Path]]] = {
    "claim": claim.write,
    "dataset": datasets.write,
    "figure": figures.write,
    "reply": _reply,
    "table": indicators.write,
}
