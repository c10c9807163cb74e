"""Pages of the site that have no file in docs/, and the patterns of its navigation.

The home page is the README and `changes.md` the list of changes; `api/` has a page for each module
of the package, so that a new module is there without being listed.
"""

from fnmatch import fnmatch
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
FROM_ROOT = {"index.md": "README.md", "changes.md": "CHANGELOG.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, then expand the navigation's patterns over all pages."""
    for name, source in FROM_ROOT.items():
        text = (ROOT / source).read_text(encoding="utf-8").replace("(docs/", "(")
        files.append(File.generated(config, name, content=text))
    for module in modules(ROOT / "workflow"):
        page = f"---\ntitle: {module}\n---\n\n::: {module}\n"
        files.append(File.generated(config, f"api/{module}.md", content=page))
    pages = [file.src_uri for file in files.documentation_pages()]
    config.nav = expanded(config.nav, pages)
    return files


def modules(folder: Path) -> list[str]:
    """Dotted names of the package's modules, sorted; the package itself first."""
    paths = sorted((folder / "techsov").rglob("*.py"))
    dotted = (
        path.relative_to(folder).with_suffix("").as_posix().replace("/", ".") for path in paths
    )
    return sorted(name.removesuffix(".__init__") for name in dotted)


def expanded(nav: list[dict], pages: list[str]) -> list[dict]:
    """The navigation with each pattern replaced by the pages that no earlier entry has named."""
    left = sorted(pages)
    found = []
    for section in nav:
        ((title, patterns),) = section.items()
        single = isinstance(patterns, str)
        taken = []
        for pattern in [patterns] if single else patterns:
            taken += [page for page in left if fnmatch(page, pattern)]
            left = [page for page in left if page not in taken]
        if taken:
            found.append({title: taken[0] if single else by_package(taken)})
    return found


def by_package(pages: list[str]) -> list:
    """Pages of modules gathered under their package; other pages stay as they are."""
    gathered: dict[str, list[str]] = {}
    for page in pages:
        package = ".".join(Path(page).stem.split(".")[:2]) if page.startswith("api/") else ""
        gathered.setdefault(package, []).append(page)
    plain = [page for group in gathered.values() if len(group) == 1 for page in group]
    if "" in gathered:
        plain = gathered.pop("")
    return plain + [{name: group} for name, group in gathered.items() if len(group) > 1]
