"""The figures of two editions, copied side by side into a comparison."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from techsov.compare.built import Built


def gather(before: Built, after: Built, language: str, first: str, target: Path) -> list[dict]:
    """Copy every figure's drawing of both editions, and say which changed.

    Parameters
    ----------
    language
        of the drawings; `first` is the one whose drawings have no folder of their own
    target
        the folder to copy to, made here; in it `before` and `after`

    Returns
    -------
    list[dict]
        by name: `name`, `changed` (the drawings' bytes differ), and the `sides`, each with
        `edition`, `title`, `alt` and `address` (the drawing's path below `target`'s parent,
        empty where the edition has no such figure)
    """
    target.mkdir(parents=True, exist_ok=True)
    within = "" if language == first else f"{language}/"
    folders = [built.folder / "figures" / within for built in (before, after)]
    names = sorted(
        {path.stem for folder in folders for path in folder.glob("*.svg") if "." not in path.stem}
    )
    figures = []
    for name in names:
        paths = [folder / f"{name}.svg" for folder in folders]
        bytes_of = [path.read_bytes() if path.exists() else b"" for path in paths]
        changed = bytes_of[0] != bytes_of[1]
        sides = [
            _side(built, name, language, path, target / which) if changed else {}
            for built, which, path in zip((before, after), ("before", "after"), paths, strict=True)
        ]
        figures.append({"name": name, "changed": changed, "sides": sides})
    return figures


def _side(built: Built, name: str, language: str, path: Path, target: Path) -> dict:
    if not path.exists():
        return {"edition": built.name, "title": "", "alt": "", "address": ""}
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target / path.name)
    texts = json.loads((built.folder / "figures" / f"{name}.json").read_text(encoding="utf-8"))
    address = f"{target.parent.name}/{target.name}/{path.name}"
    said = texts[language]
    return {"edition": built.name, "title": said["title"], "alt": said["alt"], "address": address}
