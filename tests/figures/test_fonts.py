"""Fonts in PDF files: cut from a small font, they are what matplotlib cuts from the whole one."""

import pytest
from matplotlib.backends import _backend_pdf_ps

from techsov.figures import fonts, style


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", ["Who depends: fi ffl “1.5−2” →", "Доля ВВП, «%» ё 2024", "Ω ∮ א"])
def test_a_font_is_embedded_as_matplotlib_does_it(tmp_path, monkeypatch, text, weight):
    written = []
    for way in (fonts.glyphs_subset, fonts._whole):
        monkeypatch.setattr(_backend_pdf_ps, "get_glyphs_subset", way)
        figure = style.Figure(figsize=(3, 1))
        figure.text(0, 0.5, text, weight=weight)
        style.save(figure, {"pdf": tmp_path / "one.pdf"})
        written.append((tmp_path / "one.pdf").read_bytes())
    assert written[0] == written[1]
    assert b"FontFile2" in written[0]
