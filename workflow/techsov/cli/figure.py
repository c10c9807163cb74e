"""Draw a figure into a folder of your own: its table, and its pictures in every language.

What the figure rests on is built first, as far as it is not. Width, language and whether title and
sources stand on it are yours to choose, and whether the text of the SVG can be edited. The table
bears names in every language beside its codes.

Example:
    techsov figure fig2_asymmetry --to slides --width 120mm --bare --language ru

"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from techsov import cli
from techsov.build import engine
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.figures import registry

UNITS = {"mm": 0.1, "cm": 1.0, "in": 2.54}  # cm


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("figure", help="its name, as in results/<edition>/figures/")
    parser.add_argument(
        "--to", type=cli.path, required=True, metavar="FOLDER", help="the folder to draw into"
    )
    parser.add_argument(
        "--width", type=width, metavar="WIDTH", help="as 120mm, 12cm or 5in (default: 140mm)"
    )
    parser.add_argument("--bare", action="store_true", help="without title, subtitle and sources")
    parser.add_argument("--stacked", action="store_true", help="panels below one another")
    parser.add_argument("--language", metavar="LANGUAGE", help="one alone, as ru (default: all)")
    parser.add_argument("--text", action="store_true", help="the SVG's text as text, to be edited")
    parser.add_argument("--edition", default="embedded", help="default: embedded")
    cli.cores(parser)


def run(given: argparse.Namespace) -> int:
    """Build the figure's table and draw it, a further language into a folder of its own."""
    known = registry.find()
    if given.figure not in known:
        raise ConfigError(f"there is no figure `{given.figure}`; there is {', '.join(known)}")
    texts = {path.suffixes[0][1:]: path for path in sorted(Path("config").glob("labels.*.yaml"))}
    if given.language not in (None, *texts):
        raise ConfigError(f"there are no texts in `{given.language}`; there are {', '.join(texts)}")
    built = Path(f"results/{given.edition}/figures/{given.figure}.csv")
    engine.build(given.edition, str(built), cores=given.cores)
    from techsov.figures import inputs, style  # what draws is slow to load
    from techsov.presentation.labels import Labels
    from techsov.presentation.words import named

    countries = Countries.load("config/countries.yaml")
    labels = {language: Labels.load(path, countries) for language, path in texts.items()}
    table, module = inputs.read_table(built), registry.module(given.figure)
    given.to.mkdir(parents=True, exist_ok=True)
    made = [given.to / f"{given.figure}.csv"]
    tables.write_csv(named(table, labels), made[0])
    form = style.Form(given.width or style.TITLED.width, not given.bare, given.stacked)
    for number, language in enumerate([given.language] if given.language else labels):
        drawn = module.draw(table, labels[language], form)
        at = given.to / (language if number else "")
        files = {kind: at / f"{given.figure}.{kind}" for kind in registry.FORMS[""]}
        told = {"title": style.SAID[drawn]["title"], "alt": module.alt(table, labels[language])}
        style.save(drawn, files, **told, text=given.text)
        made += files.values()
    print(*made, sep="\n")
    return cli.DONE


def width(text: str) -> float:
    """A width in cm.

    Raises
    ------
    ArgumentTypeError
        When it is no number with a unit.
    """
    found = re.fullmatch(rf"(\d+(?:\.\d+)?)({'|'.join(UNITS)})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"a width such as 120mm expected, found `{text}`")
    return float(found[1]) * UNITS[found[2]]
