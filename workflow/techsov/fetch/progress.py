"""A bar per file, with rate and time left, on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class Bar:
    """How far a file has come."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def begin(self, total: int | None, done: int) -> None:
        """Bytes of the whole file, if known, and bytes that are there already."""
        self._progress.reset(self._task, total=total, completed=done)

    def advance(self, bytes_: int) -> None:
        self._progress.advance(self._task, bytes_)


@contextmanager
def bar(name: str, show: bool) -> Iterator[Bar]:
    """A bar for the file `name`; a terminal shows it, a log file only its end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not show) as progress:
        yield Bar(progress, progress.add_task(name, total=None))
