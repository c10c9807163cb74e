"""Write R&D, complexity, growth and dependence of a country on every release held.

What built editions hold goes to FOLDER as a table, COUNTRY.csv, and as a page in every language
of the configuration: index.html, and one folder for each further language. Dependence is given of
all partners, as user of what they supply and as supplier of what they use.

Example:
    techsov profile DEU
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from techsov import cli
from techsov.catalogue.registry import Catalogue
from techsov.core import tables, yamlfile
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from techsov.report import profile


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("country", help="ISO 3166 alpha-3 code, or a name of countries.yaml")
    parser.add_argument(
        "--to",
        type=cli.path,
        metavar="FOLDER",
        help="the folder to write to (default: results/profile/COUNTRY)",
    )


def run(given: argparse.Namespace) -> int:
    """Write the table and the pages; print where they are."""
    countries = Countries.load("config/countries.yaml")
    code, rows = profile.gather(Catalogue.load(), countries, given.country)
    folder = given.to or Path(f"results/profile/{code}")
    tables.write_csv(rows, folder / f"{code}.csv")
    print(folder / f"{code}.csv")
    first, *others = yamlfile.read("config/config.yaml")["languages"]
    places = {first: ""} | {language: f"{language}/" for language in others}
    for language, place in places.items():
        up = "../" * bool(place)
        links = {other: f"{up}{at}index.html" for other, at in places.items() if other != language}
        common, own = (
            Labels.load(f"config/{name}.{language}.yaml", countries)
            for name in ("labels", "report")
        )
        labels = replace(common, texts=common.texts | own.texts)
        page = folder / place / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        text = profile.page(rows, code, labels, links, f"{up}{code}.csv")
        page.write_text(text, encoding="utf-8")
        print(page)
    return cli.DONE
