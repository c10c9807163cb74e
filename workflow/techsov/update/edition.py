"""The dated edition that an update makes, in `config/updates/`, and what it stands after."""

from __future__ import annotations

from pathlib import Path

import yaml

from techsov.catalogue.registry import UPDATES, Catalogue, Edition
from techsov.core.errors import ConfigError
from techsov.core.files import write_text
from techsov.update.take import Taken


def head_of(catalogue: Catalogue, name: str) -> Edition:
    """The last of the editions that updates have made from an edition; itself if none.

    Raises
    ------
    ConfigError
        When two updates started from the same one
    """
    edition = catalogue.edition(name)
    while following := [e for e in catalogue.editions.values() if e.after == edition.name]:
        if len(following) > 1:
            named = ", ".join(sorted(e.name for e in following))
            raise ConfigError(
                f"editions {named} both follow {edition.name}; say which with EDITION=..."
            )
        edition = following[0]
    return edition


def name_for(date: str, catalogue: Catalogue) -> str:
    """The name of a new edition: the date, with a number where that day has one already."""
    names = [date, *(f"{date}-{number}" for number in range(2, 100))]
    return next(name for name in names if name not in catalogue.editions)


def succeed(before: Edition, name: str, taken: list[Taken]) -> dict:
    """The edition after `before` with new vintages as main ones and the old ones kept.

    Returns
    -------
    dict
        its entry, as it stands in an update's file
    """
    datasets = {}
    for dataset, main in before.main.items():
        also = list(before.also.get(dataset, ()))
        for each in taken:
            if each.dataset == dataset:
                main, also = each.name, [main, *also]
        datasets[dataset] = {"main": main} | ({"also": also} if also else {})
    return {"title": f"Update of {name}", "after": before.name, "datasets": datasets}


def write(name: str, edition: dict, taken: list[Taken], left: list[str], config: Path) -> Path:
    """Write an update's file, whole or not at all; an existing one is never overwritten.

    Parameters
    ----------
    left
        what the update left as it was, for the record

    Raises
    ------
    ConfigError
        When there is one of that name
    """
    path = config / UPDATES / f"{name}.yaml"
    if path.exists():
        raise ConfigError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "vintages": {each.key: each.entry.stated() for each in taken},
        "editions": {name: edition},
        "left": left,
    }
    head = "# Written by `make update`: the vintages that it brought, pinned, and its edition.\n"
    body = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    write_text(path, head + body)
    return path
