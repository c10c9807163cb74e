"""An edition recomputed with some inputs of a later one: the means to tell causes apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from techsov.catalogue.registry import JOIN, Catalogue, Edition, Vintage
from techsov.compare.built import Built
from techsov.core import tables
from techsov.indicators import research


def changed(before: Edition, after: Edition) -> list[str]:
    """Datasets of which the editions hold other vintages, or another one as main."""
    every = sorted(before.main.keys() | after.main.keys())
    return [dataset for dataset in every if before.keys(dataset) != after.keys(dataset)]


def swapped(before: Edition, after: Edition, datasets: Iterable[str]) -> Edition:
    """The earlier edition with the later one's vintages of these datasets."""
    main, also = dict(before.main), dict(before.also)
    for dataset in datasets:
        main.pop(dataset, None)
        also.pop(dataset, None)
        if dataset in after.main:
            main[dataset], also[dataset] = after.main[dataset], after.also.get(dataset, [])
    return replace(before, main=main, also=also)


@dataclass(frozen=True)
class Inputs:
    """The tidy tables behind two editions, looked up by vintage.

    Attributes
    ----------
    raw
        the folder of raw files, which hold the extracts
    results
        the folder of results, which hold what cleaning made of full releases
    """

    catalogue: Catalogue
    raw: Path
    results: Path

    def table(self, vintage: Vintage, editions: Iterable[str]) -> list[Path]:
        """A vintage's tidy files: an extract's own, or what cleaning made in one of the editions.

        Raises
        ------
        FileNotFoundError
            Naming the file that should be there
        """
        if not vintage.is_release:
            return [Path(path) for path in vintage.paths(self.raw)]
        found = [self.results / name / "clean" / f"{vintage.key}.csv" for name in editions]
        present = [path for path in found if path.exists()]
        if not present:
            raise FileNotFoundError(found[0])
        return present[:1]

    def research(self, edition: Edition, names: Iterable[str]) -> pd.DataFrame:
        """The research table of an edition's vintages, computed anew.

        Parameters
        ----------
        names
            editions in whose results a release's tidy table may stand
        """
        frames = [
            tables.read(path, tables.INDICATOR)
            for dataset in self.catalogue.feeding("research")
            for key in edition.keys(dataset)
            for path in self.table(self.catalogue.entry(key), names)
        ]
        return research.assemble(frames)


def recomputed(before: Built, after: Built, datasets: Iterable[str], inputs: Inputs) -> Built:
    """The earlier edition as it would be with the later one's vintages of these datasets.

    The research table is computed anew, since its figures combine datasets; a row of any other
    table stands on one dataset, and is taken from the edition whose vintages of it are wanted.
    The claims are left empty: `techsov.compare.causes` audits them where it has to.
    """
    datasets = set(datasets)
    edition = swapped(before.edition, after.edition, datasets)
    frames = {}
    for name, frame in before.frames.items():
        if name == "research":
            frames[name] = (
                inputs.research(edition, (before.name, after.name))
                if datasets & set(inputs.catalogue.feeding("research"))
                else frame
            )
        else:
            frames[name] = pd.concat(
                [_of(frame, lambda d: d not in datasets),
                 _of(after.frames[name], lambda d: d in datasets)],
                ignore_index=True,
            )  # fmt: skip
    return Built(edition, before.folder, frames, before.claims.iloc[:0])


def _of(frame: pd.DataFrame, wanted: Callable[[str], bool]) -> pd.DataFrame:
    last = frame["dataset"].map(lambda dataset: dataset.split(JOIN)[-1])
    return frame[last.map(wanted).astype(bool)]
