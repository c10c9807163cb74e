"""Pages for the browser: one look, no network, no build step.

A page is a Jinja2 template below `templates/`, most of them extending `base.html`. What it shows is
escaped unless it is `Markup`; a name that the template uses and nobody gave is an error. The style
sheet, the colours of the verdicts and the script for tables are put into each page, so that a page
can be opened, mailed or archived by itself.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from techsov.core.errors import TechsovError
from techsov.presentation import palette

FOLDER = Path(__file__).parent
# Where a page in one language finds the same page in another: the first language has no folder.
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


class PageError(TechsovError):
    """A template that is missing, broken, or not given what it shows."""


def render(template: str, **context: object) -> str:
    """A page, or a part of one, from a template and what it is to show.

    Parameters
    ----------
    template
        a file below `templates/`, such as "base.html"
    context
        for pages that extend `base.html`:
        labels   : the texts of the page's language (techsov.presentation.labels.Labels)
        title    : of the page, without the site's name
        others   : language -> address of the same page in it, relative to this one
        nav      : (address, text, whether it is this page) of the links above
        and optionally `site` (name above), `home` (address), `description`, `notice`
        (what stands first on every page)

    Raises
    ------
    PageError
        Naming the template and what is amiss
    """
    try:
        return _environment().get_template(template).render(**context)
    except TemplateError as error:
        raise PageError(f"pages/templates/{template}: {error}") from error


def sources() -> list[str]:
    """Every file that a page is made of besides code: what a rule that writes pages depends on."""
    return [
        str(path) for path in sorted(FOLDER.rglob("*")) if path.suffix in (".html", ".css", ".js")
    ]


def inside(value: object) -> Markup:
    """A value as JSON that can stand inside a page: no tag can begin in it."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("<", "\\u003c"))


def css_text(text: str) -> str:
    """A text as it stands between single quotes in a style sheet."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")


def verdict_class(verdict: str) -> str:
    """The class of a verdict's badge in the style sheet."""
    return "verdict-" + re.sub(r"\W+", "-", verdict)


def slug(section: str) -> str:
    """The file's name, without its ending, of a page on a section of the paper."""
    name = section.lower().replace(" ", "-").replace(".", "")
    return f"section-{name}" if section.isdigit() else name


@cache
def style() -> Markup:
    """The style sheet, with the colours of the verdicts and of countries from the palette."""
    verdicts = [f".{verdict_class(v)}{{--dot:{c}}}" for v, c in palette.VERDICTS.items()]
    return Markup(_read("style.css") + "\n".join(verdicts) + "\n")


@cache
def script(name: str) -> Markup:
    """A script of this folder, to stand inside a page."""
    return Markup(_read(name))


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["css_text"] = css_text
    environment.globals |= {
        "style": style,
        "script": script,
        "language_names": LANGUAGE_NAMES,
        "verdict_class": verdict_class,
    }
    return environment
