"""A zip whose bytes depend on its files alone: sorted, no dates, permissions reduced to two."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold
UNIX = 3
COMPRESSED = {".parquet", ".pdf", ".png", ".xlsx", ".zip"}


def write(target: Path, root: Path, names: list[str], generated: Mapping[str, bytes]) -> None:
    """Write `names`, files below `root`, and `generated` ones, into a zip at `target`.

    Whether a file can be executed is kept, and no other permission. What is packed already is
    stored as it is. The bytes are the same wherever the same zlib packs them.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(part, "w") as archive:
        for name in sorted({*names, *generated}):
            path = root / name
            content = generated[name] if name in generated else path.read_bytes()
            runs = name not in generated and bool(path.stat().st_mode & 0o100)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            packed = Path(name).suffix in COMPRESSED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=6)
    part.replace(target)
