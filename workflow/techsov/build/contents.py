"""What rules read and wrote, by content: no result stays that is stale or was edited by hand.

Snakemake goes by dates. Its checksums take back what a newer date asks for and never ask for
anything themselves: a file that changes and keeps its date, as after `cp -p`, `tar` or `rsync`,
goes unseen, and so does a result that something else than its rule wrote. Here the content counts.
What a rule reads is hashed into its parameters (`Contents.digest`); a result whose content is not
the one that its rule left is marked as incomplete in Snakemake's own way (`Contents.mark_foreign`),
so that it is made again before anything rests on it.
"""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from techsov.build import codeversion

STORE = ".snakemake/techsov-contents.json"
METADATA, INCOMPLETE = ".snakemake/metadata", ".snakemake/incomplete"
# A file changed this recently may change again within the same tick of its clock, in seconds.
SETTLED = 2.0
MARK = {"external_jobid": None, "marked_by": "techsov"}


class Contents:
    """SHA-256 of a project's files, each hashed anew only where its size, dates or place differ.

    Parameters
    ----------
    project : Path
        The project's folder; paths are given relative to it.

    """

    def __init__(self, project: Path) -> None:
        self.project = project
        kept: dict = {}
        with suppress(OSError, ValueError):
            kept = json.loads((project / STORE).read_text(encoding="utf-8"))
        self._kept = kept
        self.seen: dict[str, list] = dict(kept.get("seen", {}))
        self.written: dict[str, list] = dict(kept.get("written", {}))
        codeversion.KNOWN |= kept.get("code", {})
        atexit.register(self.save)

    def save(self) -> None:
        """Keep what is known for the next build; where nothing can be written, nothing is kept."""
        kept = {"seen": self.seen, "written": self.written, "code": codeversion.KNOWN}
        if kept == self._kept or not (self.project / METADATA).parent.is_dir():
            return
        with suppress(OSError):
            part = self.project / f"{STORE}.{os.getpid()}"
            part.write_text(json.dumps(kept, separators=(",", ":")), encoding="utf-8")
            part.replace(self.project / STORE)
            self._kept = json.loads(json.dumps(kept))

    def of(self, path: str) -> str:
        """The hash of a file, or of all files in a folder with their names; empty where none is."""
        file = self.project / path
        if file.is_dir():
            inside = sorted(p.relative_to(self.project) for p in file.rglob("*") if p.is_file())
            return self.digest(map(str, inside))
        try:
            found = file.stat()
        except FileNotFoundError:
            return ""
        state = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino]
        if (known := self.seen.get(path)) and known[:-1] == state:
            return known[-1]
        with file.open("rb") as opened:
            sha = hashlib.file_digest(opened, "sha256").hexdigest()
        if time.time() - found.st_ctime > SETTLED:
            self.seen[path] = [*state, sha]
        else:
            self.seen.pop(path, None)
        return sha

    def digest(self, paths: Iterable[str]) -> str:
        """One hash over the names and contents of files."""
        told = "\n".join(f"{self.of(path)} {path}" for path in sorted(set(paths)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def note_written(self, *folders: str) -> set[str]:
        """Note what the rules have left in these folders; returns the results that no rule left.

        A result is what its rule left where its content is the one noted of the same run, or where
        nothing has touched it since Snakemake closed the run's record: a change of content, and
        even of the date alone, moves a file's ctime.
        """
        records = dict(self._records(folders))
        foreign = set()
        for path, (start, closed) in records.items():
            known = self.written.get(path)
            if known and known[0] == start:
                if self.of(path) != known[1]:
                    foreign.add(path)
            elif self._touched(path) <= closed:
                self.written[path] = [start, self.of(path)]
            else:
                foreign.add(path)
        return foreign | (set(self._files(folders)) - set(records) - self._inside(records))

    def mark_foreign(self, *folders: str) -> list[str]:
        """Have every result made again that its rule did not leave so; returns them, sorted.

        Results that Snakemake itself knows to be incomplete are not returned. What has become right
        again, such as a file put back, is no longer marked.
        """
        foreign, told = self.note_written(*folders), []
        for path in _named(self.project / INCOMPLETE, folders):
            mark = _record(self.project / INCOMPLETE, path)
            if path not in foreign and _load(mark).get("marked_by") == MARK["marked_by"]:
                mark.unlink(missing_ok=True)
        for path in sorted(foreign):
            mark = _record(self.project / INCOMPLETE, path)
            if not mark.exists():
                with suppress(OSError):
                    mark.parent.mkdir(parents=True, exist_ok=True)
                    mark.write_text(json.dumps(MARK), encoding="utf-8")
            if _load(mark).get("marked_by") == MARK["marked_by"]:
                told.append(path)
        return told

    def _records(self, folders: Iterable[str]) -> Iterator[tuple[str, tuple[float | None, int]]]:
        """Each result with a record of Snakemake's: when its run began, when the record closed."""
        for path in _named(self.project / METADATA, folders):
            if (self.project / path).exists():
                record = _record(self.project / METADATA, path)
                if told := _load(record):
                    yield path, (told.get("starttime"), record.stat().st_mtime_ns)

    def _touched(self, path: str) -> int:
        file = self.project / path
        every = [file, *file.rglob("*")] if file.is_dir() else [file]
        return max(each.stat().st_ctime_ns for each in every)

    def _files(self, folders: Iterable[str]) -> Iterator[str]:
        for folder in folders:
            for place, _, names in os.walk(self.project / folder):
                for name in names:
                    yield Path(place, name).relative_to(self.project).as_posix()

    def _inside(self, records: Iterable[str]) -> set[str]:
        whole = [path for path in records if (self.project / path).is_dir()]
        return set(self._files(whole))


def _named(folder: Path, results: Iterable[str]) -> Iterator[str]:
    """The results in these folders of which Snakemake keeps a record in `folder`."""
    within = tuple(f"{each.rstrip('/')}/" for each in results)
    for place, _, names in os.walk(folder):
        before = "".join(part.removeprefix("@") for part in Path(place).relative_to(folder).parts)
        for name in names:
            with suppress(ValueError):  # a file that is no record
                path = base64.urlsafe_b64decode(before + name).decode()
                if path.startswith(within):
                    yield path


def _record(folder: Path, path: str) -> Path:
    """Where Snakemake keeps its record of a result: the path in base 64, cut where it is long."""
    longest = os.pathconf(folder, "PC_NAME_MAX") - 1
    name = base64.urlsafe_b64encode(path.encode()).decode()
    *before, last = (name[at : at + longest] for at in range(0, len(name), longest))
    return folder.joinpath(*(f"@{each}" for each in before), last)


def _load(record: Path) -> dict:
    with suppress(OSError, ValueError):
        return json.loads(record.read_text(encoding="utf-8"))
    return {}
