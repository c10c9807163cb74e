"""The README's table of figures, from what their modules declare."""

from __future__ import annotations

from collections.abc import Mapping

from techsov.core.errors import ConfigError
from techsov.figures.registry import Spec

BEGINNING = "<!-- Figures: written by `make docs` from workflow/techsov/figures/. -->\n"
END = "<!-- End of figures. -->\n"


def put(readme: str, figures: Mapping[str, Spec]) -> str:
    """The README with its table of figures anew, between the comments that mark it.

    Raises
    ------
    ConfigError
        When the README lacks a mark.
    """
    before, beginning, rest = readme.partition(BEGINNING)
    _, end, after = rest.partition(END)
    if not (beginning and end):
        raise ConfigError(
            f"README.md: the lines `{BEGINNING.strip()}` and `{END.strip()}` expected"
        )
    rows = [
        f"| {spec.shows[:1].upper()}{spec.shows[1:]} | `figures/{name}.*` |\n"
        for name, spec in figures.items()
    ]
    table = "".join(["| figure | file in `results/embedded/` |\n|---|---|\n", *rows])
    return f"{before}{BEGINNING}{table}{END}{after}"
