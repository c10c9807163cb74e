"""Results of another place to compare with: a project's folder or an archive of `make archive`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from techsov.core.errors import CheckError


def check(place: Path, edition: str) -> None:
    """Refuse a place that holds no results of the edition, before anything is rebuilt for it.

    Raises
    ------
    CheckError
        Saying what was found there.

    """
    wanted = f"results/{edition}/"
    if place.is_dir():
        found = "" if (place / wanted).is_dir() else f"a folder without {wanted}"
    elif zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            is_held = any(name.startswith(wanted) for name in archive.namelist())
        found = "" if is_held else f"an archive without {wanted}"
    else:
        found = "another file" if place.exists() else "nothing"
    if found:
        raise CheckError(
            f"AGAINST, {place}: the zip of `make archive` or a project's folder with its results "
            f"expected, found {found}"
        )


@contextmanager
def results(place: Path, scratch: Path) -> Iterator[Path]:
    """A folder that holds `results/<edition>`; an archive is unpacked below `scratch`.

    Parameters
    ----------
    place
        one that `check` does not refuse
    """
    if place.is_dir():
        yield place.resolve()
        return
    folder = scratch / "archive"
    with zipfile.ZipFile(place) as archive:
        archive.extractall(folder, [n for n in archive.namelist() if n.startswith("results/")])
    yield folder
