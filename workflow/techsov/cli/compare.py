"""Set two editions side by side: figures, verdicts, and the causes of every change.

Both are built as far as the comparison reads them. Pages and tables go to results/compare/A--B/.
Whatever stands after `--` is handed to Snakemake.

Example:
    techsov compare embedded-2024 embedded

"""

from __future__ import annotations

import argparse

from techsov import cli
from techsov.build import engine
from techsov.core.errors import ConfigError


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("before", help="the earlier edition")
    parser.add_argument("after", help="the later edition")
    cli.cores(parser)
    cli.for_engine(parser)


def run(given: argparse.Namespace) -> int:
    """Build both and their comparison; print where it is."""
    if given.before == given.after:
        raise ConfigError(f"two different editions expected, found `{given.before}` twice")
    for edition in (given.before, given.after):
        engine.check(edition, *given.engine)
    page = f"results/compare/{given.before}--{given.after}/index.html"
    for edition, target in ((given.before, "comparable"), (given.after, page)):
        engine.build(edition, target, *given.engine, cores=given.cores)
    print(page)
    return cli.DONE
