"""How a dataset's provider is asked for its newest release: `config/watched.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from techsov.core import yamlfile
from techsov.core.errors import ConfigError

NEEDS = {
    "dataverse": ("doi", "files"),
    "sdmx": ("flow", "service", "queries"),
    "archives": ("page",),
    "listing": ("page", "files"),
    "worldbank": ("url", "file"),
    "outlook": ("page", "folder", "files"),
    "uis": ("url",),
    "closed": ("why",),
}
NAMES = ("last year", "month", "edition")


@dataclass(frozen=True)
class Watched:
    """An entry of `watched.yaml`.

    kind     : one of NEEDS, which says what else it needs
    name     : how a vintage is named: by the last year of its data, the month of its publication,
               or the provider's edition; empty where nothing is fetched
    citation : of a new vintage, with {token}, {published}, {name} and {last} put in
    by_hand  : why a newer release is reported and not fetched; empty where it is fetched
    more     : fields that a new vintage's entry gets beside the usual ones
    """

    dataset: str
    kind: str
    name: str = ""
    citation: str = ""
    doi: str = ""
    server: str = ""
    redirects: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    flow: str = ""
    service: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    folder: str = ""
    url: str = ""
    file: str = ""
    by_hand: str = ""
    why: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def fetched(self) -> bool:
        """Whether a newer release is fetched."""
        return self.kind != "closed" and not self.by_hand

    def matching(self, names: list[str]) -> list[str]:
        """For each pattern of `files` the name that fits; of several the last in order.

        raises : ConfigError naming the pattern that nothing fits
        """
        found = []
        for pattern in self.files:
            fitting = sorted(name for name in names if re.fullmatch(pattern, name))
            if not fitting:
                raise ConfigError(
                    f"config/watched.yaml, `{self.dataset}`: nothing at the provider's fits "
                    f"`{pattern}`; there are {', '.join(sorted(names)[:20]) or 'no files'}"
                )
            found.append(fitting[-1])
        return found


def load(path: Path | str = "config/watched.yaml") -> dict[str, Watched]:
    """Dataset -> how it is watched.

    raises : ConfigError naming the dataset and the key that is missing, unknown or wrong
    """
    known = {f.name for f in fields(Watched)} - {"dataset"}
    found = {}
    for dataset, entry in yamlfile.read(path).items():
        place = f"{path}, `{dataset}`"
        if unknown := sorted(entry.keys() - known):
            raise ConfigError(f"{place}: unknown key {', '.join(unknown)}")
        kind = entry.get("kind")
        if kind not in NEEDS:
            raise ConfigError(f"{place}: kind is one of {', '.join(NEEDS)}")
        if missing := [key for key in NEEDS[kind] if not entry.get(key)]:
            raise ConfigError(f"{place}: missing {', '.join(missing)}")
        lists = {key: tuple(entry[key]) for key in ("files", "redirects") if key in entry}
        watched = Watched(dataset, **(entry | lists))
        if watched.fetched and (watched.name not in NAMES or not watched.citation):
            raise ConfigError(f"{place}: `name` (one of {', '.join(NAMES)}) and `citation` needed")
        found[dataset] = watched
    return found
