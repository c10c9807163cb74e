"""Every figure of the built edition, as its files have it: titles, type, and what stands on it."""

import json
import re

import pytest

from techsov.figures import registry, style

PAGE, SCREEN = 120 / 25.4 * 72, 390  # a page's column, points; a phone's screen, pixels


@pytest.fixture(scope="module")
def figures(root, results):
    return {name: results / "figures" for name in registry.find(report=root / "config/report.yaml")}


def type_sizes(svg: str) -> list[float]:
    """Sizes of the letters drawn, in the picture's units: Matplotlib scales outlines of 100."""
    return [100 * float(size) for size in re.findall(r"scale\(([\d.]+) -[\d.]+\)", svg)]


def width(svg: str) -> float:
    return float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])


def pictures(folder, name, form):
    suffix = f".{form}" if form else ""
    found = [at / f"{name}{suffix}.svg" for at in (folder, folder / "ru")]
    return [path.read_text(encoding="utf-8") for path in found]


def test_titles_are_short_in_every_language(figures):
    for name, folder in figures.items():
        said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        assert {language: len(texts["title"]) for language, texts in said.items()
                if len(texts["title"]) > style.LONGEST_TITLE} == {}, name  # fmt: skip


@pytest.mark.parametrize("form", ["", "bare"])
def test_no_type_is_smaller_than_six_points_on_a_page_of_twelve_centimetres(figures, form):
    for name, folder in figures.items():
        for svg in pictures(folder, name, form):
            sizes = [size * PAGE / width(svg) for size in type_sizes(svg)]
            assert len(sizes) > 5 and min(sizes) > 5.99, name


def test_no_type_is_smaller_than_eleven_pixels_on_a_phone(figures):
    for name, folder in figures.items():
        for svg in pictures(folder, name, "phone"):
            sizes = [size * SCREEN / width(svg) for size in type_sizes(svg)]
            assert len(sizes) > 5 and min(sizes) >= 11, name


def test_bare_pictures_and_those_for_a_phone_let_the_page_shine_through(figures):
    for name, folder in figures.items():
        for form, seen in (("", False), ("bare", True), ("phone", True)):
            for svg in pictures(folder, name, form):
                ground = re.search(r'<g id="patch_1">.*?style="([^"]*)"', svg, re.S)[1]
                assert ("opacity: 0" in ground) == seen, (name, form)
