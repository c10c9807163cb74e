"""The data sources and documents of the audit as a BibTeX file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from techsov.catalogue.registry import JOIN, Catalogue, Vintage
from techsov.claims.documents import PREFIX, Document

SPECIAL = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}
DOI = re.compile(r"(?:doi\.org/|doi:\s?)(10\.\d{4,9}/[^\s;,]+)")

# The number of a work in the paper's list of references, at the end of its title.
REFERENCE = re.compile(r" \[\d+\]$")


def key(dataset: str, vintage: str) -> str:
    """The entry's key of a vintage: `worldbank-gerd-2026-07`; of a document's figures, its id."""
    if dataset.startswith(PREFIX):
        return dataset.removeprefix(PREFIX)
    return f"{dataset.replace('/', '-')}-{vintage}"


def parts(dataset: str, vintage: str) -> list[tuple[str, str]]:
    """(dataset, vintage) of a table's parts, each once: a computed table has several."""
    return list(dict.fromkeys(zip(dataset.split(JOIN), vintage.split(JOIN), strict=True)))


def keys(dataset: str, vintage: str) -> list[str]:
    """The entries' keys of a table's parts."""
    return [key(*part) for part in parts(dataset, vintage)]


def write(catalogue: Catalogue, vintages: Iterable[str], documents: Mapping[str, Document]) -> str:
    """Entries of vintages and of documents that were read, sorted by key.

    Parameters
    ----------
    vintages
        keys of the catalogue, `worldbank/gerd/2026-07`
    documents
        id -> entry of documents.yaml
    """
    entries = {
        key(v.dataset, v.name): _vintage(v) for v in map(catalogue.entry, sorted(set(vintages)))
    }
    entries |= {id_: _document(document) for id_, document in documents.items()}
    return "\n".join(_entry(name, fields) for name, fields in sorted(entries.items()))


def _vintage(vintage: Vintage) -> dict[str, str]:
    entry = vintage.entry
    address = entry.landing_page
    cited = DOI.search(f"{entry.citation} {address}")
    return {
        "author": f"{{{_text(entry.publisher)}}}",
        "title": f"{{{_text(entry.title)}}}",
        **_date(vintage.released),
        **({"doi": cited[1].rstrip(".")} if cited else {}),
        "url": address,
        "version": _text(vintage.name),
        "note": _text(entry.citation),
    }


def _document(document: Document) -> dict[str, str]:
    copies = {c.at: c.kind for p in document.bears_on.values() for c in document.copies_of(p)}
    carrying = {at: kind for at, kind in copies.items() if kind != "unknown make"}
    own = any(kind in ("official text", "reproduction") for kind in carrying.values())
    listed = "; ".join(f"{kind}, {at}" for at, kind in carrying.items())
    read = (
        f"{'Consulted' if own else 'Not consulted itself; read'} on {document.consulted}: {listed}."
    )
    cited = DOI.search(document.address)
    return {
        "author": f"{{{_text(document.issuer)}}}",
        "title": f"{{{_text(REFERENCE.sub('', document.title))}}}",
        **_date(document.date),
        **({"doi": cited[1]} if cited else {}),
        "url": document.address,
        "note": _text(read) if carrying else "Not consulted.",
    }


def _date(date: str) -> dict[str, str]:
    if not date[:4].isdigit():
        return {}
    parts = date.split("-")
    return {"year": parts[0]} | ({"month": str(int(parts[1]))} if len(parts) > 1 else {})


def _text(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(str(text).split()))


def _entry(name: str, fields: dict[str, str]) -> str:
    lines = ",\n".join(f"  {field} = {{{value}}}" for field, value in fields.items())
    return f"@misc{{{name},\n{lines}\n}}\n"
