"""Write what of the documentation and the schemas follows from configuration, rules and code.

These are sources.md, documents.md, audit-review.md, commands.md and the picture of the data flow
in docs/, the table of figures in README.md, and the JSON schemas of config/schemas/, by which
editors complete and check the configuration.

Example:
    techsov docs

"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from techsov import claims, cli
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents
from techsov.core.errors import ConfigError
from techsov.figures import registry
from techsov.reference import documents_page, figures_table, reviews_page, schemas, sources_page

PICTURE = "docs/site/dataflow.py"


def options(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(given: argparse.Namespace) -> int:
    """Write each page; print its name."""
    stated = documents.load("config/documents.yaml")
    judged = claims.load("config/claims.yaml")
    pages = {
        "sources": sources_page.write(Catalogue.load().shipped()),
        "documents": documents_page.write(stated, judged),
        "audit-review": reviews_page.write(reviews_page.load(), judged),
        "commands": commands_page(),
    }
    files = {Path(f"docs/{name}.md"): text for name, text in pages.items()}
    files |= {Path(f"config/schemas/{n}.json"): schemas.write(n) for n in schemas.FORMS}
    readme = Path("README.md")
    files[readme] = figures_table.put(readme.read_text(encoding="utf-8"), registry.find())
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        print(path)
    if subprocess.run([sys.executable, PICTURE], check=False).returncode:
        raise ConfigError(f"{PICTURE} did not finish; what it said stands above")
    return cli.DONE


def commands_page() -> str:
    """docs/commands.md: what `--help` of every command says."""
    parts = [_command(name) for name in cli.COMMANDS]
    return "\n\n".join([HEAD.strip(), *parts]) + "\n"


HEAD = f"""
<!-- Written by `make docs` from the commands' own help. -->
# Commands

`techsov COMMAND` runs in the project's folder or below it, and elsewhere with
`techsov --project FOLDER COMMAND`. {cli.STATUS}; other statuses stand with their command. `make`
has a target for most of them, and turns every failure into its own status 2.
"""


def _command(name: str) -> str:
    parser = cli.parser(name)
    rows = [
        f"| {_words(action)} | {action.help} |"
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction)
    ]
    table = ["", "| argument | what it is |", "|---|---|", *rows] if rows else []
    return "\n".join([f"## techsov {name}", "", (parser.description or "").strip(), *table])


def _words(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
    value = f" {action.metavar or action.dest.upper()}" if action.nargs != 0 else ""
    return f"`{name}{value if action.option_strings else ''}`"
