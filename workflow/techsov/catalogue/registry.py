"""The catalogue: every dataset vintage with its origin, and the editions that bundle them."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from techsov.catalogue import datasets
from techsov.catalogue.datasets import Dataset
from techsov.catalogue.source import Key, ReleaseFile, Source
from techsov.core import validation, yamlfile
from techsov.core.errors import CheckError, ConfigError
from techsov.core.validation import Keys, Record, Several, Text

# Member years of an archive that holds several, as in `1995-2000_SML.zip`.
SPAN = re.compile(r"((?:19|20)\d\d)-((?:19|20)\d\d)")
# WIOD names its workbooks by two digits of the year, as in `wiot95_row_apr12.xlsx`.
WIOD_BOOK = re.compile(r"wiot(\d\d)_", re.IGNORECASE)
# A table computed from several datasets names them all, joined by this sign, in `dataset` and,
# in the same order, in `vintage`.
JOIN = "+"
# Beside `sources.yaml`: a file per `make update`, and per release that `make import` entered, with
# the vintages that it brought and its edition.
UPDATES = "updates"
LONGEST_TEXT = 64_000_000  # bytes of a file whose line ends are looked at where its hash differs


class Held(Record):
    """The vintages of a dataset that an edition holds: the main one, and others to compare."""

    main: Text
    also: Several[Text] = ()


class EditionEntry(Record):
    """An edition as `editions.yaml` or an update's file states it."""

    title: Text
    extends: str = Field("", description="an edition whose datasets it holds too")
    without: Several[str] = Field((), description="datasets of that edition which it leaves out")
    after: str = Field("", description="the edition that an update started from")
    datasets: dict[str, Held] = Field(default_factory=dict)


class Update(Record):
    """A file of `updates/`: the vintages that an update brought, its edition, what it left."""

    vintages: dict[Key, Source] = Field(default_factory=dict)
    editions: dict[str, EditionEntry] = Field(default_factory=dict)
    left: Several[str] = ()


@dataclass(frozen=True)
class Vintage:
    """One release of one dataset: where it comes from and which files it holds.

    Attributes
    ----------
    key
        "<provider>/<dataset>/<vintage>", also its folder below `data/raw`
    entry
        what `sources.yaml` says of it
    origin
        the file that holds the entry
    """

    key: str
    entry: Source
    origin: str = ""

    @classmethod
    def parse(cls, key: str, entry: Mapping[str, Any], origin: str = "") -> Vintage:
        """A vintage of its entry as YAML gives it.

        Raises
        ------
        ConfigError
            Naming the entry and the field that cannot be right
        """
        return cls(key, _read({key: entry}, dict[Key, Source], origin)[key], origin)

    @property
    def dataset(self) -> str:
        return self.key.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def provider(self) -> str:
        return self.key.partition("/")[0]

    @property
    def released(self) -> str:
        """Date of publication as far as known: YYYY, YYYY-MM or YYYY-MM-DD."""
        return self.entry.released

    @property
    def is_release(self) -> bool:
        """Whether its files are the provider's own, fetched and not in git."""
        return self.entry.form == "release"

    def file(self, name: str) -> ReleaseFile:
        """One of its files.

        Raises
        ------
        ConfigError
            Naming the files that there are
        """
        if name not in self.entry.files:
            raise ConfigError(
                f"`{self.key}` has no file {name}; it has {', '.join(self.entry.files)}"
            )
        return self.entry.file(name)

    def path(self, name: str, raw: Path | str = "data/raw") -> Path:
        """Where a file stands below the folder of raw data."""
        return Path(raw) / self.key / name

    def paths(self, raw: Path | str = "data/raw") -> list[str]:
        """The vintage's files, as paths below `raw`."""
        return [f"{raw}/{self.key}/{name}" for name in self.entry.files]


@dataclass(frozen=True)
class Edition:
    """A named bundle of vintages.

    Attributes
    ----------
    main
        dataset -> the vintage whose figures the edition reports
    also
        dataset -> other vintages, kept for comparison
    after
        the edition that an update started from, empty for those of `editions.yaml`
    origin
        the file that holds the edition
    """

    name: str
    title: str
    main: dict[str, str]
    also: dict[str, list[str]]
    after: str = ""
    origin: str = ""

    def keys(self, dataset: str) -> list[str]:
        """Keys of a dataset's vintages in this edition, the main one first."""
        if dataset not in self.main:
            return []
        return [f"{dataset}/{v}" for v in (self.main[dataset], *self.also.get(dataset, ()))]

    def is_main(self, dataset: str, vintage: str) -> bool:
        return self.main.get(dataset) == vintage


@dataclass(frozen=True)
class Catalogue:
    """`datasets.yaml`, `sources.yaml`, `editions.yaml` and `updates/`, checked together."""

    vintages: dict[str, Vintage]
    editions: dict[str, Edition]
    datasets: dict[str, Dataset] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        sources: Path | str = "config/sources.yaml",
        editions: Path | str = "config/editions.yaml",
    ) -> Catalogue:
        """Read both files, and what stands beside the first: datasets, and what updates added.

        Raises
        ------
        ConfigError
            Naming the file, the entry and the field, when a field is missing or unknown, an edition
            names a vintage that has no entry, or an update gives anew what another file holds
        """
        entries = _read(yamlfile.read(sources), dict[Key, Source], sources)
        vintages = {key: Vintage(key, entry, str(sources)) for key, entry in entries.items()}
        stated = _read(yamlfile.read(editions), dict[str, EditionEntry], editions)
        files = sorted((Path(sources).parent / UPDATES).glob("*.yaml"), key=lambda path: path.stem)
        updates = {path: validation.read(yamlfile.read(path), Update, path) for path in files}
        origins = dict.fromkeys(stated, editions)
        for path, update in updates.items():  # an edition may rest on what another file holds
            _refuse_twice(path, update.vintages.keys() & vintages.keys())
            vintages |= {k: Vintage(k, e, str(path)) for k, e in update.vintages.items()}
            _refuse_twice(path, update.editions.keys() & stated.keys())
            stated |= update.editions
            origins |= dict.fromkeys(update.editions, path)
        records = datasets.load(Path(sources).with_name("datasets.yaml"))
        if homeless := sorted({v.dataset for v in vintages.values()} - records.keys()):
            raise ConfigError(
                f"{sources}: {', '.join(homeless)} has no record in datasets.yaml, which says who "
                "reads it and which table it feeds (`techsov new dataset` writes one)"
            )
        bundles = {n: _edition(n, stated, vintages, path) for n, path in origins.items()}
        return cls(vintages, bundles, records)

    def shipped(self) -> Catalogue:
        """What `sources.yaml` and `editions.yaml` hold, without what `updates/` adds."""

        def own(named: Mapping[str, Any]) -> dict[str, Any]:
            return {k: v for k, v in named.items() if Path(v.origin).parent.name != UPDATES}

        return Catalogue(own(self.vintages), own(self.editions), self.datasets)

    def entry(self, key: str) -> Vintage:
        """The vintage of that key, or an error that names the nearest ones."""
        if key not in self.vintages:
            near = difflib.get_close_matches(key, self.vintages, n=3)
            raise ConfigError(
                f"`{key}` has no entry in config/sources.yaml"
                + (f"; near ones: {', '.join(near)}" if near else "")
            )
        return self.vintages[key]

    def edition(self, name: str) -> Edition:
        """The edition of that name, or an error that names those there are."""
        if name not in self.editions:
            raise ConfigError(
                f"edition `{name}` is not in config/editions.yaml; "
                f"it holds {', '.join(sorted(self.editions))}"
            )
        return self.editions[name]

    def of(self, edition: str, *datasets: str) -> list[Vintage]:
        """The edition's vintages of the given datasets, main ones first within each."""
        bundle = self.edition(edition)
        return [self.entry(key) for dataset in datasets for key in bundle.keys(dataset)]

    def feeding(
        self, table: str, *, layout: str | None = None, yearly: bool | None = None
    ) -> tuple[str, ...]:
        """The datasets that a table is computed from, in the order of their records.

        Parameters
        ----------
        layout, yearly
            only those of that layout, and those that are read year by year or not
        """
        return tuple(
            name
            for name, each in self.datasets.items()
            if each.table == table
            and layout in (None, each.layout)
            and yearly in (None, each.yearly)
        )

    def all_of(self, edition: str) -> list[Vintage]:
        """Every vintage of the edition."""
        return self.of(edition, *self.edition(edition).main)

    def updates_behind(self, edition: str) -> list[str]:
        """The files of `updates/` on which an edition rests, by name."""
        parts = [self.edition(edition).origin, *(v.origin for v in self.all_of(edition))]
        return sorted({origin for origin in parts if Path(origin).parent.name == UPDATES})

    @cached_property
    def embedded(self) -> set[str]:
        """Keys of the vintages whose files are in git."""
        return {k for k, v in self.vintages.items() if not v.is_release}


def _read(content: Any, form: Any, path: Path | str) -> Any:
    """A mapping of names to records, a fault placed by the name and the field."""
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: a mapping of names to entries expected")
    return validation.read(content, form, path or "config/sources.yaml", _place)


def _place(path: Keys) -> str:
    return ", ".join([*(f"`{key}`" for key in path[:1]), *map(str, path[1:])]) or "a name"


def _refuse_twice(path: Path, names: Iterable[str]) -> None:
    if names := sorted(names):
        raise ConfigError(f"{path}: {', '.join(names)} is already defined in another file")


def _edition(
    name: str,
    entries: Mapping[str, EditionEntry],
    vintages: Mapping[str, Vintage],
    path: Path | str,
) -> Edition:
    """The edition `name` of `entries`, which holds the editions that it may extend too."""
    entry, datasets = entries[name], _datasets(name, entries, path)
    for dataset, held in datasets.items():
        for each in (held.main, *held.also):
            if f"{dataset}/{each}" not in vintages:
                raise ConfigError(
                    f"{path}, edition `{name}`: `{dataset}/{each}` has no entry in sources.yaml"
                )
    main = {dataset: held.main for dataset, held in datasets.items()}
    also = {dataset: list(held.also) for dataset, held in datasets.items()}
    return Edition(name, entry.title, main, also, entry.after, str(path))


def _datasets(
    name: str, entries: Mapping[str, EditionEntry], path: Path | str, of: tuple[str, ...] = ()
) -> dict[str, Held]:
    """An edition's datasets: those that it extends, less those it is without, then its own."""
    if name not in entries:
        raise ConfigError(
            f"{path}, edition `{of[-1]}`, extends: an edition expected, found `{name}`; there are "
            f"{', '.join(sorted(entries))}"
        )
    if name in of:
        raise ConfigError(f"{path}, edition `{name}` extends itself: {' -> '.join((*of, name))}")
    entry = entries[name]
    held = _datasets(entry.extends, entries, path, (*of, name)) if entry.extends else {}
    if strange := sorted(set(entry.without) - held.keys()):
        raise ConfigError(
            f"{path}, edition `{name}`, without: datasets of the edition that it extends "
            f"expected, found {', '.join(strange)}"
        )
    return {d: e for d, e in held.items() if d not in entry.without} | entry.datasets


def sha256(path: Path | str) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differing(vintage: Vintage, raw: Path | str = "data/raw") -> Iterator[str]:
    """What is wrong with a vintage's files on disk, a sentence each: missing, or other bytes."""
    for name, pin in vintage.entry.files.items():
        path = Path(raw) / vintage.key / name
        if not path.exists():
            yield f"{path} is missing"
        elif pin.sha256 and sha256(path) != pin.sha256:
            alone = " in its line ends alone" if _line_ends_differ(path, pin.sha256) else ""
            yield f"{path} differs from its pin in config/sources.yaml ({pin.sha256[:12]}…){alone}"


def _line_ends_differ(path: Path, pin: str) -> bool:
    """Whether a file has the pinned bytes but for LF that something turned into CRLF, or back."""
    if path.stat().st_size > LONGEST_TEXT:
        return False
    as_unix = path.read_bytes().replace(b"\r\n", b"\n")
    turned = (as_unix, as_unix.replace(b"\n", b"\r\n"))
    return pin in (hashlib.sha256(content).hexdigest() for content in turned)


def check_pins(vintages: list[Vintage], raw: Path | str = "data/raw") -> None:
    """Hash every file of `vintages` against its pin; raise CheckError naming all that differ."""
    faults = [fault for vintage in vintages for fault in differing(vintage, raw)]
    if faults:
        raise CheckError(
            "raw files are not what config/sources.yaml pins:\n  "
            + "\n  ".join(faults)
            + "\nRestore them (`git checkout data/raw` for the embedded edition, "
            "`make fetch EDITION=...` for others)."
        )


def provenance(vintages: list[Vintage]) -> list[dict[str, str]]:
    """A row per raw file: its vintage, publisher, licence, address, release date, size and hash."""
    return [
        {
            "file": path,
            "dataset": vintage.dataset,
            "vintage": vintage.name,
            "title": vintage.entry.title,
            "publisher": vintage.entry.publisher,
            "form": vintage.entry.form,
            "released": vintage.released,
            "covers": vintage.entry.covers,
            "licence": vintage.entry.licence,
            "citation": vintage.entry.citation,
            "landing": vintage.entry.landing_page,
            "bytes": str(pin.bytes or ""),
            "sha256": pin.sha256,
        }
        for vintage in vintages
        for path, pin in zip(vintage.paths(), vintage.entry.files.values(), strict=True)
    ]


def file_years(names: Iterable[str]) -> dict[int, str]:
    """Year -> the file that holds it, from the years in the files' names.

    >>> file_years(["1995-1996_SML.zip", "2019.csv"])
    {1995: '1995-1996_SML.zip', 1996: '1995-1996_SML.zip', 2019: '2019.csv'}
    >>> file_years(["wiot11_row_sep12.xlsx"])
    {2011: 'wiot11_row_sep12.xlsx'}
    """
    found: dict[int, str] = {}
    for name in names:
        if span := SPAN.search(name):
            found |= dict.fromkeys(range(int(span[1]), int(span[2]) + 1), name)
        elif book := WIOD_BOOK.match(name):
            found[int(book[1]) + (1900 if book[1] > "50" else 2000)] = name
        elif single := re.search(r"(?:19|20)\d\d", name):
            found[int(single[0])] = name
    return dict(sorted(found.items()))
