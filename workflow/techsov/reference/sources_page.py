"""The book of sources: what the catalogue holds, as a page for people (`docs/sources.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from techsov.catalogue.datasets import Dataset
from techsov.catalogue.registry import Catalogue, Vintage
from techsov.catalogue.source import File, Source
from techsov.fetch.manual_import import shown_size

FORMS = {
    "extract": "extract, in git",
    "release": "full release, fetched and not in git",
    "transcribed": "copied by hand from a text, in git",
}
HEAD = """# Sources

Written by `make docs` from `config/sources.yaml` and `config/editions.yaml`; change those, not this
page. [fetching.md](fetching.md) tells what happens to a file on its way, and
[sources-adding.md](sources-adding.md) how to add a source. A heading is the folder below
`data/raw`: provider, dataset, vintage.
"""


def write(catalogue: Catalogue) -> str:
    """The page: editions, then every vintage, sorted by key. The same catalogue, the same text."""
    parts = [HEAD, "## Editions\n", _editions(catalogue)]
    ordered = sorted(catalogue.vintages.values(), key=lambda v: v.key)
    for provider, vintages in groupby(ordered, key=lambda v: v.provider):
        parts.append(f"## {provider}\n")
        parts += [_vintage(v, _users(catalogue, v), catalogue.datasets) for v in vintages]
    return "\n".join(parts)


def _editions(catalogue: Catalogue) -> str:
    rows = []
    for name, edition in catalogue.editions.items():
        vintages = catalogue.all_of(name)
        fetched = [v for v in vintages if v.is_release]
        files = sum(len(v.entry.files) for v in fetched)
        how = (
            f"`make fetch EDITION={name}`: {files} files, {_total(_specs(fetched))}"
            if fetched
            else "all in git"
        )
        rows.append((f"`{name}`", edition.title, str(len(vintages)), how))
    return _table(("edition", "title", "vintages", "what has to be fetched"), rows)


def _vintage(vintage: Vintage, users: list[str], datasets: dict[str, Dataset]) -> str:
    entry = vintage.entry
    about = [
        ("What", f"{entry.title} ({FORMS[entry.form]})"),
        ("Publisher", entry.publisher),
        ("Where", _where(entry)),
        ("Licence", entry.licence),
        ("Size", _total(_specs([vintage]))),
        ("Released", vintage.released),
        ("Covers", entry.covers or "not stated"),
        ("How to cite", entry.citation),
        ("How it gets here", _origin(vintage, users, datasets)),
        ("By hand", _by_hand(vintage)),
        ("Editions", ", ".join(users) or "none"),
    ]
    lines = [f"- **{label}:** {' '.join(str(text).split())}" for label, text in about]
    if note := entry.note:
        lines.append(f"- **Mind:** {' '.join(note.split())}")
    files = [
        (f"`{name}`", _size(spec), f"`{spec.sha256}`" if spec.sha256 else "unpinned")
        for name, spec in entry.files.items()
    ]
    table = _table(("file", "size", "SHA-256"), files)
    return f"### {vintage.key}\n\n" + "\n".join(lines) + f"\n\n{table}"


def _where(entry: Source) -> str:
    addresses = dict.fromkeys([entry.url, entry.landing_page])
    return ", ".join(f"<{address}>" for address in addresses)


def _origin(vintage: Vintage, users: list[str], datasets: dict[str, Dataset]) -> str:
    entry = vintage.entry
    if entry.form == "transcribed":
        return "typed from the text that the citation names; no script derives it"
    if entry.form == "extract":
        return (
            f"`python {datasets[vintage.dataset].extract} RELEASES` derives it from "
            f"`{entry.release}` in the folder RELEASES (`make extract` derives all)"
        )
    editions = [user.split("`")[1] for user in users]
    commands = ", ".join(f"`make fetch EDITION={name}`" for name in editions)
    return commands or f"`make fetch ENTRY={vintage.key}`; no edition asks for it"


def _by_hand(vintage: Vintage) -> str:
    entry = vintage.entry
    if entry.form != "release":
        return "nothing to do, the files are in git"
    target = vintage.key if len(entry.files) == 1 else f"{vintage.key}/FILE"
    which = "" if len(entry.files) == 1 else ", FILE being one of the names below"
    get = entry.by_hand or "open the landing page and download"
    return f"{get}; then `make import FILE=<the download> RELEASE={target}`{which}"


def _users(catalogue: Catalogue, vintage: Vintage) -> list[str]:
    """The editions that hold the vintage, and whether they report its figures."""
    return [
        f"`{name}`" + ("" if edition.is_main(vintage.dataset, vintage.name) else " (to compare)")
        for name, edition in catalogue.editions.items()
        if vintage.key in edition.keys(vintage.dataset)
    ]


def _specs(vintages: Iterable[Vintage]) -> list[File]:
    return [spec for vintage in vintages for spec in vintage.entry.files.values()]


def _total(specs: list[File]) -> str:
    """Size of all files; rough as soon as one of them is."""
    sizes = [spec.size for spec in specs if spec.size is not None]
    if len(sizes) < len(specs):
        return "unknown"
    rough = any(spec.bytes is None for spec in specs)
    return ("about " if rough else "") + shown_size(sum(sizes))


def _size(spec: File) -> str:
    return _total([spec])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
