"""The documentation's site: complete, whole, and free of the network when it is read."""

import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

# What a browser loads by itself, as against what a reader may click.
LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
ADDRESSES_ONLY = {"canonical", "prev", "next", "alternate", "edit"}


class Page(HTMLParser):
    """What a page refers to, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.anchors |= {named[key] for key in ("id", "name") if named.get(key)}
        if tag == "a" and named.get("href"):
            self.links.append(named["href"])
        for key in ("src", "href"):
            if (tag, key) in LOADED and named.get(key) and named.get("rel") not in ADDRESSES_ONLY:
                self.loaded.append(named[key])


@cache
def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(root, tmp_path_factory) -> Path:
    """The site, built as `make site` does; a warning stops it."""
    target = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", target],
        cwd=root, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return target


def pages(site: Path) -> list[Path]:
    # The page for missing addresses is written for a server's root.
    return [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]


def dead(site: Path) -> list[str]:
    """Every local link or loaded file of the site that leads nowhere."""
    faults = []
    for path in pages(site):
        for link in page(path).links + page(path).loaded:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchored = parts.fragment and target.suffix == ".html"
            if not target.is_file() or (
                anchored and unquote(parts.fragment) not in page(target).anchors
            ):
                faults.append(f"{path.relative_to(site)}: {link}")
    return faults


def test_every_local_link_of_the_site_leads_somewhere(site):
    assert sum(len(page(path).links) for path in pages(site)) > 1000
    assert dead(site) == []


def test_a_dead_link_and_a_dead_anchor_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="#top">top</a><p id="end">')
    assert dead(tmp_path) == ["a.html: b.html", "a.html: #top"]


def test_a_reader_loads_nothing_from_the_network(site):
    def leaves(address: str) -> bool:
        return bool(urlsplit(address).netloc)

    loaded = {link for path in pages(site) for link in page(path).loaded}
    assert any(link.endswith("iframe-worker.js") for link in loaded)
    assert {link for link in loaded if leaves(link)} == set()
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        addresses = re.findall(r"""(?:url\(|@import\s+)["']?(https?:[^"')]+)""", text)
        assert addresses == [], style.name


def test_every_page_and_every_module_is_in_the_site(root, site):
    written = {path.relative_to(site).as_posix() for path in pages(site)}
    documents = {f"{p.stem}.html" for p in (root / "docs").glob("*.md")}
    package = root / "workflow"
    modules = {
        ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        for path in (package / "techsov").rglob("*.py")
    }
    assert documents | {"index.html", "changes.html"} <= written
    assert {f"api/{module}.html" for module in modules} <= written
    listed = set(page(site / "index.html").links)
    assert written - {"index.html"} <= {unquote(link) for link in listed}


def test_a_modules_page_has_its_functions_with_their_arguments_as_a_table(site):
    text = (site / "api/techsov.indicators.dependency.html").read_text(encoding="utf-8")
    assert 'id="techsov.indicators.dependency.fpem"' in text
    rows = re.findall(r'<tr class="doc-section-item">(.*?)</tr>', text, re.DOTALL)
    told = [re.sub(r"<[^>]+>|\s+", " ", row).split(maxsplit=2) for row in rows]
    assert any(
        row[:2] == ["production", "Matrix"] and row[2].startswith("G x G, rows origin")
        for row in told
    )


@pytest.mark.browser
def test_the_search_answers_from_a_folder_without_a_server(site, browser):
    tab = browser.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((site / "index.html").as_uri() + "?q=look-through")
    found = tab.locator(".md-search-result__link")
    found.first.wait_for(timeout=20_000)
    assert any("method-dependency" in link.get_attribute("href") for link in found.all())
    tab.close()
    assert [url for url in asked if url.startswith("http")] == []
