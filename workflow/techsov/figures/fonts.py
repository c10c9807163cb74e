"""The fonts of PDF files, cut from small ones: the same bytes in a third of the time.

matplotlib embeds the glyphs that a figure uses, which fontTools cuts out of DejaVu Sans with its
six thousand. Cut out of a font that holds our languages' letters alone, they are the same bytes.
Such fonts are made when this module is imported: once for all figures of a build, as jobs are
forked from a process that has done so (`techsov.build.warm`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import FontPath, FontProperties, findfont
from matplotlib.ft2font import FT2Font

# Latin, Cyrillic, punctuation, ligatures, and the signs that labels use; others come from the whole
# font.
LETTERS = {
    *(*range(0x180), *range(0x400, 0x460), *range(0x2010, 0x2060), *range(0xFB00, 0xFB07)),
    *map(ord, "←↑→↓−≈≠≤≥"),
}

_whole = _backend_pdf_ps.get_glyphs_subset


class _File(BytesIO):
    """A font in memory, with what matplotlib asks of one in a file."""

    face_index = 0


def _small(path: FontPath) -> tuple[bytes, dict[int, int]]:
    """The small font, and the place in it of each of its glyphs by that in the whole one."""
    letters = FT2Font(path).get_charmap()
    wanted = {letters[each] for each in LETTERS & letters.keys()}
    with _whole(path, wanted) as cut:
        font = _backend_pdf_ps.font_as_file(cut.font).getvalue()  # type: ignore[no-untyped-call]
        return font, {glyph: cut.glyph_index_map[glyph] for glyph in wanted}


SMALL = {
    path: _small(path)
    for weight in ("normal", "bold")
    for path in [findfont(FontProperties(family="DejaVu Sans", weight=weight))]
}


@contextmanager
def glyphs_subset(fontfile: FontPath, glyphs: Iterable[int]) -> Iterator[Any]:
    """Cut glyphs out of a font, in place of matplotlib's function of the same meaning."""
    glyphs = set(glyphs)
    small, place = SMALL.get(fontfile, (b"", {}))
    if not glyphs <= place.keys():
        with _whole(fontfile, glyphs) as cut:
            yield cut
        return
    with _whole(_File(small), {place[glyph] for glyph in glyphs}) as cut:
        index = {glyph: cut.glyph_index_map[place[glyph]] for glyph in glyphs}
        yield cut._replace(glyph_index_map=index)


_backend_pdf_ps.get_glyphs_subset = glyphs_subset
