"""The command `techsov`: what is done with the project, or with an analyst's own tables.

A module of this room is a command. Its docstring is the help, `options` declares its arguments,
`run` does it and returns the exit status. It is imported only when its command is called.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import os
import sys
from contextlib import chdir
from functools import partial
from keyword import iskeyword
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from techsov.core.errors import ConfigError, TechsovError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

COMMANDS = (
    *("build", "verify", "outdated", "update", "import", "fetch", "compare", "vintages", "archive"),
    *("explain", "pairs", "eci", "profile", "figure", "new", "extract", "docs"),
)
DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130
STATUS = "Exit status: 0 done, 1 refused with a sentence on standard error, 2 called wrongly"
ALL_YEARS = range(10_000)
MARK = "config/sources.yaml"  # what a folder holds that is a project


def main(arguments: list[str] | None = None) -> int:
    """Run a command; what it refuses is a sentence on standard error.

    Returns
    -------
    int
        The exit status: the command's own, 0 when it is done, 1 when it refuses, 130 when it is
        interrupted. A wrong call ends in `SystemExit` with 2.

    """
    front = argparse.ArgumentParser(
        prog="techsov", description=description(), epilog=STATUS, formatter_class=_Plain
    )
    front.add_argument(
        "--project", type=Path, metavar="FOLDER", help="the project's folder, if it is not this one"
    )
    front.add_argument("command", metavar="COMMAND")
    front.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    given = front.parse_args(arguments)
    if given.command not in COMMANDS:
        near = difflib.get_close_matches(given.command, COMMANDS, n=1)
        meant = f"; `{near[0]}` is meant?" if near else f"; there is {', '.join(COMMANDS)}"
        front.error(f"there is no command `{given.command}`{meant}")
    try:
        command = module(given.command)
        # argparse gives a list of words what stands before an option, and loses what stands after.
        own, rest = _parted(given.arguments)
        chosen = parser(given.command).parse_args(own)
        if rest:
            chosen.engine = [*getattr(chosen, "engine", ()), *rest]
        chosen.project = given.project
        if not getattr(command, "NEEDS_PROJECT", True):
            return command.run(chosen)
        with project(given.project):
            return command.run(chosen)
    except TechsovError as error:
        if said := str(error):  # Snakemake has told a failed build itself, in its last lines
            print(said, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("\nInterrupted. What is finished is kept; run it again to go on.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the output has seen enough, as in `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def description() -> str:
    """What `techsov --help` says: every command with the first line of its help."""
    lines = [f"  {name:<10}{ast_docstring(name).splitlines()[0]}" for name in COMMANDS]
    return "\n".join(
        ["Commands (`techsov COMMAND --help` says more, with an example):", "", *lines]
    )


def parser(name: str) -> argparse.ArgumentParser:
    """The parser of a command: its module's docstring is the description."""
    command = module(name)
    made = argparse.ArgumentParser(
        prog=f"techsov {name}", description=command.__doc__, formatter_class=_Plain
    )
    command.options(made)
    return made


def module(name: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module(f"{__name__}.{_stem(name)}")


def ast_docstring(name: str) -> str:
    """A command's help, read without importing the command."""
    source = Path(__file__).with_name(f"{_stem(name)}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """What stands before `--`, and what stands after it."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _stem(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def project(folder: Path | None = None) -> chdir:
    """The project as current folder, while it lasts.

    Parameters
    ----------
    folder : Path, optional
        The project's; by default the nearest one from the current folder upwards.

    Raises
    ------
    ConfigError
        When there is none.

    """
    start = Path.cwd()
    places = [folder] if folder else [start, *start.parents]
    for place in places:
        if (place / MARK).is_file():
            return chdir(place)
    raise ConfigError(
        f"{folder or start} is not the folder of a project, which holds {MARK}. "
        "Go there, or name it: techsov --project FOLDER ..."
    )


def path(text: str) -> Path:
    """A path as the user means it, from the folder where he is."""
    return Path(text).absolute()


def file(text: str) -> Path:
    """A path as `path`, of a file that is there."""
    if not (found := path(text)).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {found}")
    return found


def years(text: str) -> range:
    """A year, or the first and the last with a colon between them."""
    first, _, last = text.partition(":")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"a year or first:last expected, as 2005:2011, found `{text}`"
        ) from None


def show(table: pd.DataFrame | pl.DataFrame) -> None:
    """Print a table as CSV in the house's dialect."""
    frame = table if hasattr(table, "to_csv") else table.to_pandas()
    print(frame.to_csv(index=False, float_format="%.10g", lineterminator="\n"), end="")


def edition(options: argparse.ArgumentParser, meaning: str = "the edition") -> None:
    """Let a command take the name of an edition, `embedded` if none is given."""
    options.add_argument(
        "edition", nargs="?", default="embedded", help=f"{meaning} (default: embedded)"
    )


def cores(options: argparse.ArgumentParser) -> None:
    """Let a command be told how many cores it may use."""
    options.add_argument("--cores", default="all", help="cores to use (default: all)")


def for_engine(options: argparse.ArgumentParser) -> None:
    """Let a command hand arguments on to Snakemake."""
    options.add_argument("engine", nargs="*", metavar="ARGUMENT", help="handed to Snakemake")


_Plain = partial(argparse.RawDescriptionHelpFormatter, max_help_position=28, width=100)
