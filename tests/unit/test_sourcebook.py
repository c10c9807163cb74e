"""The book of sources is what the catalogue says, and says it of every vintage."""

import re

import pytest

from techsov.catalogue.datasets import Dataset
from techsov.catalogue.registry import Catalogue, Edition
from techsov.reference import sources_page as sourcebook
from tests.providers import as_release


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml").shipped()


PIN = {"sha256": "0" * 64, "bytes": 1}


def small(form, files, **more):
    entry = {"form": form, "url": "https://a.example/x", "files": files}
    vintage = as_release("oecd/icio/2023", entry | more)
    editions = {
        "new": Edition("new", "New", {"oecd/icio": "2023"}, {}),
        "old": Edition("old", "Old", {"oecd/icio": "2021"}, {"oecd/icio": ["2023"]}),
    }
    later = as_release("oecd/icio/2021", entry | more)
    record = Dataset(layout="intercountry", extract="workflow/extract/x.py")
    return Catalogue({v.key: v for v in (vintage, later)}, editions, {"oecd/icio": record})


def section(page, key):
    return page.split(f"### {key}\n")[1].split("\n## ")[0].split("\n### ")[0]


def test_the_page_in_docs_is_the_catalogues(root, catalogue):
    page = (root / "docs/sources.md").read_text(encoding="utf-8")
    assert page == sourcebook.write(catalogue), "docs/sources.md is stale: run `make docs`"


def test_every_vintage_says_where_it_is_from_and_how_to_cite_it(catalogue):
    page = sourcebook.write(catalogue)
    assert sorted(re.findall(r"^### (.+)$", page, re.M)) == sorted(catalogue.vintages)
    for key, vintage in catalogue.vintages.items():
        said = section(page, key)
        for field in ("title", "publisher", "url", "licence", "citation", "released"):
            assert getattr(vintage.entry, field) in said, (key, field)
        for name, spec in vintage.entry.files.items():
            assert f"`{name}`" in said
            assert (spec.sha256 or "unpinned") in said


def test_sizes_that_are_only_roughly_known_are_called_so():
    rough = {
        "a.zip": {"unpinned": True, "about_bytes": 150_000_000},
        "b.zip": PIN,
    }
    assert "**Size:** about 150.0 MB" in sourcebook.write(small("release", rough))
    exact = {"a.zip": {"sha256": "0" * 64, "bytes": 166_241_019}}
    assert "**Size:** 166.2 MB" in sourcebook.write(small("release", exact))
    assert "**Size:** unknown" in sourcebook.write(small("release", {"a.zip": {"unpinned": True}}))


def test_a_release_names_its_commands():
    page = sourcebook.write(small("release", {"a.zip": PIN}, by_hand="ask for it"))
    said = section(page, "oecd/icio/2023")
    assert "`make fetch EDITION=new`, `make fetch EDITION=old`" in said
    assert "ask for it; then `make import FILE=<the download> RELEASE=oecd/icio/2023`" in said
    assert "**Editions:** `new`, `old` (to compare)" in said
    alone = small("release", {"a.zip": PIN})
    alone = Catalogue(alone.vintages, {}, alone.datasets)
    assert "`make fetch ENTRY=oecd/icio/2023`; no edition asks" in sourcebook.write(alone)
    both = sourcebook.write(small("release", {"a.zip": PIN, "b.zip": PIN}))
    assert "RELEASE=oecd/icio/2023/FILE`, FILE being one of the names below" in both


def test_an_extract_names_its_script_and_its_release():
    page = sourcebook.write(small("extract", {"a.csv": PIN}, release="r/f"))
    assert "`python workflow/extract/x.py RELEASES` derives it from `r/f`" in page
    assert "make fetch" not in page


def test_a_figure_copied_by_hand_is_said_to_be_so():
    page = sourcebook.write(small("transcribed", {"a.csv": PIN}))
    assert "no script derives it" in page
