"""A release that a user brings as a file: its entry, pinned, and an edition with it.

Both are written to a file of their own in `config/updates/`, as those of an update are. What the
dataset's earlier release says holds for the new one; the hash, the years and, where it states it,
the date come from the file. What neither tells is listed, for the user to mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from techsov.build import releases
from techsov.catalogue.datasets import Dataset
from techsov.catalogue.registry import UPDATES, Catalogue, Edition, Vintage, file_years
from techsov.core import yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.core.files import write_text
from techsov.fetch import import_file, provenance
from techsov.update.take import COPIED

HEAD = "# Written by `make import`: a release that was brought as a file, and an edition with it.\n"
NUMBERED = re.compile(r" ?\(\d+\)$")  # what browsers add to the second download of a name
DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")


@dataclass(frozen=True)
class Brought:
    """A release in its place.

    Attributes
    ----------
    copy
        its file below the folder of raw data
    entry
        the file of `config/updates/` that holds its entry and its edition
    edition
        the edition with it
    doubts
        what could not be known from the file, a sentence each
    """

    copy: Path
    entry: Path
    edition: str
    doubts: list[str] = field(default_factory=list)


def is_new(key: str, catalogue: Catalogue) -> bool:
    """Whether a release has no entry, or one that an import has written and may add to."""
    if key not in catalogue.vintages:
        return True
    origin = Path(catalogue.entry(key).origin)
    return origin.parent.name == UPDATES and origin.stem == name_of(key)


def name_of(key: str) -> str:
    """The edition of a release that was brought, and the stem of its file."""
    return key.replace("/", "-")


def bring(
    download: Path,
    key: str,
    name: str = "",
    *,
    base: str = "embedded",
    folder: Path = Path(),
    replace_copy: bool = False,
) -> Brought:
    """Put a file in place as a release of a known dataset that has no entry yet, and enter it.

    Parameters
    ----------
    download
        The file, which stays where it is.
    key
        The release: provider/dataset/vintage.
    name
        The file's name; by default that of the earlier release's only file, unless it changes
        with every release, or else the download's own.
    base
        The edition that the new one extends.
    folder
        The project's.
    replace_copy
        Take the file in the place of another copy, and pin it anew.

    Returns
    -------
    Brought
        Where all stands, and what is left to mend.

    Raises
    ------
    ConfigError
        The dataset is unknown or has no reader, or the base edition is.
    FetchError
        The file is not what it is called, or its reader refuses it; nothing is then changed.

    """
    catalogue = Catalogue.load(folder / "config/sources.yaml", folder / "config/editions.yaml")
    before, bundle = _before(catalogue, key), catalogue.edition(base)
    dataset = catalogue.datasets[before.dataset]
    known = catalogue.vintages.get(key)
    held = known.entry.stated()["files"] if known else {}
    name = name or _name(download, before, held)
    entry, doubts = (known.entry.stated(), []) if known else _described(key, before, name)
    spec = {k: v for k, v in _alike(name, before).items() if k == "format"}
    pinned = name in held and not replace_copy
    files = held | {name: held[name] if pinned else spec | {"unpinned": True}}
    release = Vintage.parse(key, entry | {"files": files})
    frames: list[pd.DataFrame | None] = []
    countries = Countries.load(folder / "config/countries.yaml")
    copy = import_file(
        download,
        release,
        folder / "data/raw",
        name,
        read=lambda path: frames.append(releases.read_file(dataset, release, path, countries)),
        replace=replace_copy,
    )
    record = provenance.recorded(copy)
    entry["files"] = held | {name: spec | {"sha256": record.sha256, "bytes": record.bytes}}
    if not known:
        entry |= _told(key, frames[0], download, before, dataset, doubts)
    others = set(before.entry.files) - set(entry["files"])
    if before.is_release and len(entry["files"]) < len(before.entry.files):
        doubts.append(
            f"files: {before.key} has {', '.join(sorted(others))} too; import what is like them as "
            f"{key}/NAME"
        )
    target = folder / "config" / UPDATES / f"{name_of(key)}.yaml"
    _write(target, Vintage.parse(key, entry), bundle, catalogue)
    return Brought(copy.relative_to(folder), target.relative_to(folder), name_of(key), doubts)


def _before(catalogue: Catalogue, key: str) -> Vintage:
    """The dataset's latest other release, full if there is one, of which the new entry is made."""
    dataset = key.rpartition("/")[0]
    others = [v for v in catalogue.vintages.values() if v.dataset == dataset and v.key != key]
    if not others:
        catalogue.entry(key)  # names the nearest entries
    if not catalogue.datasets[dataset].reader:
        raise ConfigError(
            f"`{key}`: no reader takes `{dataset}` from a full release; how one is added says "
            "docs/sources-adding.md"
        )
    return max(others, key=lambda v: (v.is_release, v.released))


def _name(download: Path, before: Vintage, held: dict) -> str:
    (first, *others) = before.entry.files
    if not others and not held and before.is_release and not re.search(r"\d{4}", first):
        return first
    return NUMBERED.sub("", download.stem) + download.suffix


def _alike(name: str, before: Vintage) -> dict[str, Any]:
    """What the earlier release says of the file of that name, or of one with that ending."""
    files = before.entry.stated()["files"]
    return files.get(name) or next(
        (spec for other, spec in files.items() if Path(other).suffix == Path(name).suffix), {}
    )


def _described(key: str, before: Vintage, name: str) -> tuple[dict[str, Any], list[str]]:
    """The entry as far as the earlier release tells it, and what that leaves open."""
    stated = before.entry.stated()
    entry = {f: stated[f] for f in (*COPIED, "method") if f in stated}
    landing, address = before.entry.landing_page, before.entry.url
    guessed = before.is_release and before.entry.kind == "plain" and address.endswith("/")
    guessed = guessed and "url" not in _alike(name, before)
    url = address + name if guessed else landing
    year = re.match(r"(?:19|20)\d\d", key.rpartition("/")[2])
    if before.entry.year is not None and year:
        entry["year"] = int(year[0])
    entry |= {
        "form": "release",
        "url": url,
        "landing": landing,
        "by_hand": entry.get("by_hand", f"open {landing} in a browser and download {name}"),
        "citation": before.entry.citation,
        "released": before.released,
    }
    doubts = [f"title: that of {before.key}; put right what it says of years"]
    how = f"after {before.key}" if guessed else "the page that leads to the file"
    doubts.append(f"url: not known; {url} stands there, {how}")
    return entry, doubts


def _told(
    key: str,
    frame: pd.DataFrame | None,
    download: Path,
    before: Vintage,
    record: Dataset,
    doubts: list[str],
) -> dict[str, Any]:
    """What the file itself tells: its years, its date, and what the citation is made of."""
    name = key.rpartition("/")[2]
    years = list(file_years([download.name])) if frame is None else frame["year"]
    first, last = int(min(years)), int(max(years))
    stated = sorted(set(frame["vintage"])) if frame is not None and "vintage" in frame else []
    if len(stated) == 1 and DATE.fullmatch(stated[0]):
        (released,) = stated
        if not name.startswith(released):
            doubts.append(f"name: the file says that it is of {released}, not of {name}")
    elif DATE.fullmatch(name):
        released = name
    else:
        released = datetime.fromtimestamp(download.stat().st_mtime, UTC).date().isoformat()
        doubts.append(f"released: not known; {released}, the date of the file, stands there")
    template = getattr(record.probe, "citation", "")
    said = {"token": name, "published": released, "name": name, "last": last}
    told = {"released": released, "covers": f"{first}-{last}"} | getattr(record.probe, "more", {})
    if template:
        return told | {"citation": template.format(**said)}
    doubts.append(f"citation: that of {before.key}; put its date right")
    return told


def _write(target: Path, release: Vintage, base: Edition, catalogue: Catalogue) -> None:
    """Write entry and edition; an edition that is there already stays as it is."""
    name = target.stem
    held = catalogue.editions.get(name)
    if held and Path(held.origin).stem != name:
        raise ConfigError(f"edition `{name}` is already defined in {held.origin}")
    others = [key.rpartition("/")[2] for key in base.keys(release.dataset) if key != release.key]
    edition = {
        "title": f"{base.title}, with {release.key}",
        "extends": base.name,
        "datasets": {
            release.dataset: {"main": release.name} | ({"also": others} if others else {})
        },
    }
    content = yamlfile.read(target) if target.exists() else {"editions": {name: edition}}
    content["vintages"] = {release.key: release.entry.stated()}
    target.parent.mkdir(parents=True, exist_ok=True)
    body = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    write_text(target, HEAD + body)
