"""The catalogue: every dataset vintage with its origin, and the editions that bundle them."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from techsov.core import yamlfile
from techsov.core.errors import CheckError, ConfigError

FORMS = ("extract", "release", "transcribed")
# Member years of an archive that holds several, as in `1995-2000_SML.zip`.
SPAN = re.compile(r"((?:19|20)\d\d)-((?:19|20)\d\d)")
# WIOD names its workbooks by two digits of the year, as in `wiot95_row_apr12.xlsx`.
WIOD_BOOK = re.compile(r"wiot(\d\d)_", re.IGNORECASE)
# A table computed from several datasets names them all, joined by this sign, in `dataset` and,
# in the same order, in `vintage`.
JOIN = "+"
# Beside `sources.yaml`: a file per `make update`, with the vintages that it brought and its
# edition.
UPDATES = "updates"
REQUIRED = ("title", "publisher", "form", "url", "licence", "citation", "released", "files")


@dataclass(frozen=True)
class Vintage:
    """One release of one dataset: where it comes from and which files it holds.

    key      : "<provider>/<dataset>/<vintage>", also its folder below `data/raw`
    entry    : its fields in `sources.yaml`
    origin   : the file that holds the entry
    """

    key: str
    entry: dict
    origin: str = ""

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
        return str(self.entry["released"])

    def paths(self, raw: Path | str = "data/raw") -> list[str]:
        """The vintage's files, as paths below `raw`."""
        return [f"{raw}/{self.key}/{name}" for name in self.entry["files"]]


@dataclass(frozen=True)
class Edition:
    """A named bundle of vintages.

    main : dataset -> the vintage whose figures the edition reports
    also : dataset -> other vintages, kept for comparison
    after  : the edition that an update started from, empty for those of `editions.yaml`
    origin : the file that holds the edition
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
    """The content of `sources.yaml`, `editions.yaml` and `updates/`, checked against each other."""

    vintages: dict[str, Vintage]
    editions: dict[str, Edition]

    @classmethod
    def load(
        cls,
        sources: Path | str = "config/sources.yaml",
        editions: Path | str = "config/editions.yaml",
    ) -> Catalogue:
        """Read both files, and what updates have added in `updates/` beside the first.

        raises : ConfigError naming the file, the entry and the field, when a field is missing, a
                 form is unknown, an edition names a vintage that has no entry, or an update
                 gives anew what another file holds
        """
        vintages = {k: _vintage(k, e, sources) for k, e in _mapping(sources).items()}
        entries = _mapping(editions)
        bundles = {n: _edition(n, entries, vintages, editions) for n in entries}
        # By name without ending: `2026-05-01` comes before `2026-05-01-2`, which rests on it.
        files = (Path(sources).parent / UPDATES).glob("*.yaml")
        for path in sorted(files, key=lambda path: path.stem):
            content = _mapping(path)
            added = {k: _vintage(k, e, path) for k, e in content.get("vintages", {}).items()}
            _refuse_twice(path, added.keys() & vintages.keys())
            vintages |= added
            made = content.get("editions", {})
            _refuse_twice(path, made.keys() & bundles.keys())
            entries |= made
            bundles |= {n: _edition(n, entries, vintages, path) for n in made}
        return cls(vintages, bundles)

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

    def all_of(self, edition: str) -> list[Vintage]:
        """Every vintage of the edition."""
        return self.of(edition, *self.edition(edition).main)

    def updates_behind(self, edition: str) -> list[str]:
        """The files of `updates/` on which an edition rests, by name."""
        parts = [self.edition(edition), *self.all_of(edition)]
        return sorted({p.origin for p in parts if Path(p.origin).parent.name == UPDATES})

    @cached_property
    def embedded(self) -> set[str]:
        """Keys of the vintages whose files are in git."""
        return {k for k, v in self.vintages.items() if v.entry["form"] != "release"}


def _mapping(path: Path | str) -> dict:
    content = yamlfile.read(path)
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: a mapping of names to entries expected")
    return content


def _refuse_twice(path: Path, names: Iterable[str]) -> None:
    if names := sorted(names):
        raise ConfigError(f"{path}: {', '.join(names)} stands in another file already")


def _vintage(key: str, entry: dict, path: Path | str) -> Vintage:
    missing = [field for field in REQUIRED if not entry.get(field)]
    if missing:
        raise ConfigError(f"{path}, `{key}`: missing {', '.join(missing)}")
    if entry["form"] not in FORMS:
        raise ConfigError(f"{path}, `{key}`: form is one of {', '.join(FORMS)}")
    if key.count("/") != 2:
        raise ConfigError(f"{path}, `{key}`: provider/dataset/vintage expected")
    return Vintage(key, entry, str(path))


def _edition(name: str, entries: dict, vintages: dict, path: Path | str) -> Edition:
    """The edition `name` of `entries`, which holds the editions that it may extend too."""
    entry, datasets = entries[name], _datasets(name, entries, path)
    main = {d: str(e["main"]) for d, e in datasets.items()}
    also = {d: [str(v) for v in e.get("also", ())] for d, e in datasets.items()}
    for dataset, vintage in main.items():
        for each in (vintage, *also[dataset]):
            if f"{dataset}/{each}" not in vintages:
                raise ConfigError(
                    f"{path}, edition `{name}`: `{dataset}/{each}` has no entry in sources.yaml"
                )
    return Edition(name, entry["title"], main, also, entry.get("after", ""), str(path))


def _datasets(name: str, entries: dict, path: Path | str, of: tuple[str, ...] = ()) -> dict:
    """An edition's datasets: those that it extends, less those it is without, then its own."""
    if name not in entries:
        raise ConfigError(
            f"{path}, edition `{of[-1]}`, extends: an edition expected, found `{name}`; there are "
            f"{', '.join(sorted(entries))}"
        )
    if name in of:
        raise ConfigError(f"{path}, edition `{name}` extends itself: {' -> '.join((*of, name))}")
    entry = entries[name]
    held = _datasets(entry["extends"], entries, path, (*of, name)) if "extends" in entry else {}
    if strange := sorted(set(entry.get("without", ())) - held.keys()):
        raise ConfigError(
            f"{path}, edition `{name}`, without: datasets of the edition that it extends "
            f"expected, found {', '.join(strange)}"
        )
    kept = {d: e for d, e in held.items() if d not in entry.get("without", ())}
    return kept | entry.get("datasets", {})


def sha256(path: Path | str) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differing(vintage: Vintage, raw: Path | str = "data/raw") -> Iterator[str]:
    """What is wrong with a vintage's files on disk, a sentence each: missing, or other bytes."""
    for name, pin in vintage.entry["files"].items():
        path = Path(raw) / vintage.key / name
        if not path.exists():
            yield f"{path} is missing"
        elif pin.get("sha256") and sha256(path) != pin["sha256"]:
            yield f"{path} differs from its pin in config/sources.yaml ({pin['sha256'][:12]}…)"


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
            "title": vintage.entry["title"],
            "publisher": vintage.entry["publisher"],
            "form": vintage.entry["form"],
            "released": vintage.released,
            "covers": str(vintage.entry.get("covers", "")),
            "licence": vintage.entry["licence"],
            "citation": vintage.entry["citation"],
            "landing": vintage.entry.get("landing", vintage.entry["url"]),
            "bytes": str(pin.get("bytes", "")),
            "sha256": pin.get("sha256", ""),
        }
        for vintage in vintages
        for path, pin in zip(vintage.paths(), vintage.entry["files"].values(), strict=True)
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
