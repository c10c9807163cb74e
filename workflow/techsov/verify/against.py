"""Results of another place to compare with: a project's folder or an archive of `make archive`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from techsov.core.errors import CheckError


@contextmanager
def results(place: Path, scratch: Path) -> Iterator[Path]:
    """A folder that holds `results/<edition>`; an archive is unpacked below `scratch`.

    raises : CheckError where `place` is neither
    """
    if place.is_dir():
        yield place.resolve()
        return
    if not zipfile.is_zipfile(place):
        raise CheckError(
            f"{place}: the zip of `make archive` or a project's folder expected, found "
            + ("another file" if place.exists() else "nothing")
        )
    folder = scratch / "archive"
    with zipfile.ZipFile(place) as archive:
        names = [name for name in archive.namelist() if name.startswith("results/")]
        if not names:
            raise CheckError(f"{place}: no results/ in this archive")
        archive.extractall(folder, names)
    yield folder
