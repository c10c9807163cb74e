"""Take a raw file that was downloaded by hand, and check it as a fetched one.

KEY is its entry in config/sources.yaml, as provider/dataset/vintage, followed by /FILE where the
entry holds several. The download stays where it is.

Example:
    techsov import ~/Downloads/2016-2022_SML.zip oecd/icio/2025

"""

from __future__ import annotations

import argparse
from pathlib import Path

from techsov import cli
from techsov.catalogue.registry import Catalogue
from techsov.fetch import import_file


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=cli.path, help="the file as downloaded")
    parser.add_argument("key", help="its entry in config/sources.yaml, or entry/file name")


def run(given: argparse.Namespace) -> int:
    """Import the file; say where it stands now."""
    parts = given.key.split("/")
    key, name = "/".join(parts[:3]), "/".join(parts[3:])
    print(import_file(given.file, Catalogue.load().entry(key), Path("data/raw"), name))
    return cli.DONE
