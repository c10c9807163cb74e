"""Take a raw file that was downloaded by hand: checked as a fetched one, and read whole.

KEY is its entry in config/sources.yaml, as provider/dataset/vintage, followed by /FILE where the
entry holds several. What the release's reader would refuse is refused at once, and nothing is
stored. The download stays where it is.

A release of a known dataset that has no entry gets one, and an edition with it, in config/updates/;
what the file does not tell is listed.

Example:
    techsov import ~/Downloads/2016-2022_SML.zip oecd/icio/2025
    techsov import ~/Downloads/VVP_god_s1995-2025.xlsx rosstat/gdp/2026-04

"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from techsov import cli
from techsov.build import releases
from techsov.catalogue.registry import Catalogue
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.fetch import import_file
from techsov.update import brought


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=_given, help="the file as downloaded")
    parser.add_argument("key", help="its entry in config/sources.yaml, or entry/file name")
    parser.add_argument(
        "--edition",
        default="embedded",
        metavar="NAME",
        help="the edition that the one with a new release extends (default: embedded)",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="in the place of another copy that is there, which is kept beside it",
    )


def run(given: argparse.Namespace) -> int:
    """Import the file; say where it stands now."""
    if not given.file or not given.key:
        raise ConfigError(
            "a file and its release expected: "
            "make import FILE=<the download> RELEASE=provider/dataset/vintage"
        )
    parts = given.key.split("/")
    key, name = "/".join(parts[:3]), "/".join(parts[3:])
    catalogue = Catalogue.load()
    if brought.is_new(key, catalogue):
        return _enter(given, key, name)
    vintage = catalogue.entry(key)
    if not vintage.is_release:
        raise ConfigError(f"`{vintage.key}` is of form {vintage.entry.form}: its files are in git")
    countries = Countries.load("config/countries.yaml")
    copy = import_file(
        given.file,
        vintage,
        Path("data/raw"),
        name,
        read=partial(
            releases.read_file, catalogue.datasets[vintage.dataset], vintage, countries=countries
        ),
        replace=given.replace,
    )
    print(copy)
    return cli.DONE


def _enter(given: argparse.Namespace, key: str, name: str) -> int:
    """Import a release that has no entry of ours; say what was written, and what is not known."""
    made = brought.bring(given.file, key, name, base=given.edition, replace_copy=given.replace)
    print(made.copy)
    print(f"{made.entry}: its entry, and the edition {made.edition}, which extends {given.edition}")
    if made.doubts:
        print("Not known from the file; look at the entry:")
        print(*(f"  {doubt}" for doubt in made.doubts), sep="\n")
    print(f"Build it and set it beside the edition before:\n  make EDITION={made.edition}")
    print(f"  make compare A={given.edition} B={made.edition}")
    return cli.DONE


def _given(text: str) -> Path | None:
    """A path as the user means it; nothing where `make import` was given none."""
    return cli.path(text) if text else None
