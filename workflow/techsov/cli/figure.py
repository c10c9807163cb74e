"""Draw a figure into a folder of your own: its table, and its pictures in every language.

What the figure rests on is built first, as far as it is not.

Example:
    techsov figure fig2_asymmetry --to ~/slides

"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from techsov import cli
from techsov.build import engine
from techsov.core.errors import ConfigError
from techsov.figures import registry


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("figure", help="its name, as in results/<edition>/figures/")
    parser.add_argument(
        "--to", type=cli.path, required=True, metavar="FOLDER", help="the folder to draw into"
    )
    parser.add_argument("--edition", default="embedded", help="default: embedded")
    cli.cores(parser)


def run(given: argparse.Namespace) -> int:
    """Build the figure and copy its files, those of further languages into folders of theirs."""
    drawn = Path(f"results/{given.edition}/figures")
    known = registry.find()
    if given.figure not in known:
        raise ConfigError(f"there is no figure `{given.figure}`; there is {', '.join(known)}")
    engine.build(given.edition, f"{drawn}/{given.figure}.csv", cores=given.cores)
    for path in sorted(drawn.rglob(f"{given.figure}.*")):
        target = given.to / path.relative_to(drawn)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        print(target)
    return cli.DONE
