"""Take a newer release: fetched beside, read, guarded, put in place, pinned. Or left as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.build import releases
from techsov.catalogue.datasets import Asked, Dataset, function
from techsov.catalogue.registry import Catalogue, Vintage, file_years, sha256
from techsov.catalogue.source import Source
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import TechsovError
from techsov.core.files import move
from techsov.fetch import FetchError, Network, fetch_file, provenance
from techsov.sources import atlas
from techsov.update import guards
from techsov.update.probes import Newest

# Where a release stands until it is read and guarded; below the folder of raw files, so that
# putting it in place is one rename.
INCOMING = "incoming"
COPIED = ("title", "publisher", "landing", "licence", "by_hand", "regions")


@dataclass(frozen=True)
class Taken:
    """A new vintage in place.

    Attributes
    ----------
    key
        "<provider>/<dataset>/<vintage>"
    entry
        its entry for the catalogue, pinned
    accepted
        what guards found and a person accepted
    """

    key: str
    entry: Source
    accepted: list[str]

    @property
    def dataset(self) -> str:
        return self.key.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]


def take(
    newest: Newest,
    watched: Asked,
    pinned: Vintage,
    before: pd.DataFrame,
    catalogue: Catalogue,
    countries: Countries,
    network: Network,
    *,
    raw: Path,
    accepted: Iterable[str] = (),
) -> Taken:
    """Bring a newer release to its place below `raw`, and describe it.

    Parameters
    ----------
    pinned
        the vintage that it follows, which gives what the provider's answer does not
    before
        that vintage's tidy table, to guard against

    Raises
    ------
    FetchError
        A LayoutError, a CheckError or `guards.Stopped`; nothing but the folder of incoming
        files has then changed. What has come is kept there where it could not be fetched whole;
        what was refused or held back is fetched anew next time, since providers mend files
        under their names
    """
    dataset = catalogue.datasets[newest.dataset]
    described = _describe(newest, watched, pinned)
    staged = _stage(newest, described, network, raw)
    published = newest.published or staged.date
    wanted = _name(watched, newest.edition, published)
    incoming = replace(staged.vintage, key=f"{newest.dataset}/{wanted or pinned.name}")
    try:
        frame = read(dataset, incoming, staged.paths, countries)
        noted = guards.check(newest.dataset, frame, before, accepted)
    except TechsovError:
        shutil.rmtree(staged.folder)
        raise
    first, last = _years(dataset, frame, staged.paths)
    base = wanted or str(last)
    beside = published if watched.name == "month" else f"{base}-{published}"
    name = _free([base, beside], staged, catalogue, raw)
    key = f"{newest.dataset}/{name}"
    files = _place(staged, raw / key)
    said = {"token": newest.token, "published": published, "name": name, "last": last}
    entry = described | {
        "citation": watched.citation.format(**said),
        "released": published,
        "covers": f"{first}-{last}",
        "token": newest.token,
        "files": files,
    }
    if noted:
        entry["accepted"] = noted
    return Taken(key, Vintage.parse(key, entry).entry, noted)


def _describe(newest: Newest, watched: Asked, pinned: Vintage) -> dict[str, Any]:
    """The entry of a newer release as far as it is known before its files have come."""
    stated = pinned.entry.stated()
    entry = {field: stated[field] for field in COPIED if field in stated}
    entry |= {"landing": pinned.entry.landing_page, "form": "release"}
    entry |= {"citation": watched.citation, "released": newest.published or pinned.released}
    return entry | newest.entry | watched.more


@dataclass(frozen=True)
class _Staged:
    """Files that came and are not in place yet."""

    vintage: Vintage
    folder: Path

    @property
    def paths(self) -> list[Path]:
        return [self.folder / name for name in self.vintage.entry.files]

    @property
    def date(self) -> str:
        """The latest day that the servers, or else the fetch, give to the files."""
        return max(provenance.recorded(path).date[:10] for path in self.paths)


def _stage(newest: Newest, entry: dict[str, Any], network: Network, raw: Path) -> _Staged:
    """Fetch every file into the folder of incoming ones; what is there already is confirmed."""
    token = "".join(c if c.isalnum() or c in ".-" else "-" for c in newest.token)[:60]
    key = f"{newest.dataset}/v{token}"
    vintage = Vintage.parse(key, entry)
    for name in vintage.entry.files:
        try:
            fetch_file(vintage, name, raw / INCOMING, network)
        except FetchError as fault:
            # No entry is there yet that a file taken by hand could belong to: no such advice.
            fault.what, fault.about = f"{name}: {fault.what}", {}
            raise
    return _Staged(vintage, raw / INCOMING / key)


def read(
    dataset: Dataset, vintage: Vintage, paths: list[Path], countries: Countries
) -> pd.DataFrame:
    """A vintage's tidy table; of archives that are read year by year, output in the last one.

    Rankings carry `published_rank` besides, the release's own, for the guards.
    """
    if not dataset.yearly:
        frame, schema = releases.read(dataset, vintage, paths, countries)
        checked = tables.check(frame, schema, paths[0].name)
        return _with_own_ranks(checked, paths, countries) if schema is tables.RANKINGS else checked
    last, name = max(file_years(path.name for path in paths).items())
    path = next(path for path in paths if path.name == name)
    table = function(dataset.reader)(path, year=last)
    output = table.x.reshape(len(table.regions), -1).sum(axis=1)
    return pd.DataFrame({"country": table.regions, "year": last, "value": output}).assign(
        indicator="output", unit=table.unit
    )


def _with_own_ranks(
    rankings: pd.DataFrame, paths: list[Path], countries: Countries
) -> pd.DataFrame:
    keys = ["classification", "country", "year"]
    stated = pd.concat([atlas.read_rankings(path, countries) for path in paths])
    return rankings.merge(stated[[*keys, "published_rank"]], on=keys, how="left")


def _years(dataset: Dataset, frame: pd.DataFrame, paths: list[Path]) -> tuple[int, int]:
    """First and last year that a vintage covers."""
    years = file_years(path.name for path in paths) if dataset.yearly else frame["year"]
    return int(min(years)), int(max(years))


def _name(watched: Asked, edition: str, published: str) -> str:
    """The vintage's name where it follows from the description; empty where the data tell."""
    if watched.name == "edition":
        return edition or published[:7]
    return published[:7] if watched.name == "month" else ""


def _free(names: list[str], staged: _Staged, catalogue: Catalogue, raw: Path) -> str:
    """The first of the names that no other vintage bears."""
    dataset = staged.vintage.dataset
    numbered = (f"{names[0]}-{number}" for number in count(2))
    return next(
        name
        for name in chain(names, numbered)
        if f"{dataset}/{name}" not in catalogue.vintages and _is_own(raw / dataset / name, staged)
    )


def _is_own(folder: Path, staged: _Staged) -> bool:
    """Whether a folder is free, or holds what an interrupted run has put there of these files."""
    held = [p for p in folder.glob("[!.]*") if not p.name.endswith(".provenance.json")]
    return all(
        (staged.folder / path.name).exists() and sha256(path) == sha256(staged.folder / path.name)
        for path in held
    )


def _place(staged: _Staged, target: Path) -> dict[str, dict]:
    """Move the files and their manifests to the vintage's folder; returns their pins."""
    target.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, wanted in staged.vintage.entry.files.items():
        source, path = staged.folder / name, target / name
        if not path.exists():
            # The manifest first: a named file always has its manifest.
            record = provenance.recorded(source)
            replace(record, key=target.relative_to(target.parents[2]).as_posix()).write(path)
            draft = path.with_name(f".{name}.draft")
            draft.unlink(missing_ok=True)
            draft.hardlink_to(source)  # on one disk: no copy of a hundred megabytes
            move(draft, path)
        record = provenance.recorded(path)
        stated = wanted.model_dump(mode="json", exclude_unset=True)
        kept = {k: v for k, v in stated.items() if k not in ("unpinned", "about_bytes")}
        files[name] = kept | {"sha256": record.sha256, "bytes": wanted.bytes or record.bytes}
    return files


def clear(taken: list[Taken], raw: Path) -> None:
    """Remove the incoming files of vintages that are in place and pinned."""
    for each in taken:
        shutil.rmtree(raw / INCOMING / each.dataset, ignore_errors=True)
