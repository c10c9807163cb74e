"""The book of documents: what was read and by which copy, for people (`docs/documents.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from techsov.claims.documents import Document, Point
from techsov.claims.statements import Claim, InDocument

HEAD = """# Documents

Written by `make docs` from `config/documents.yaml` and `config/claims.yaml`; change those, not this
page. Half of the paper's statements rest on documents, not on statistics. Each is listed with what
it bears on and with the copy that was read; what it says there is set down without a verdict,
which the pipeline computes ([claims.md](claims.md)).

The copies are stored copies of web pages, and of a long one the passage named under *where* was
read, not the whole. An *official text* is the issuer's own page or publication, a *reproduction*
the text as another keeps it, an *abstract* the publisher's or a library's summary, an *other
report* what a third party of repute says of the document. A copy of *unknown make*, a forum, a
content mill or a mirror, carries nothing.
"""


SOUGHT = """## Sought and not found

Passages that were looked for in stored copies of public web pages, and what came up instead:
whoever has the document can go on from here.
"""


def write(known: Mapping[str, Document], claims: Iterable[Claim]) -> str:
    """The page: what was read first, in the order of the file, then what was not.

    Parameters
    ----------
    known
        documents by id, as `documents.load` gives them
    claims
        the paper's claims, for what each document is asked
    """
    read = {id_: d for id_, d in known.items() if d.consulted}
    unread = {id_: d for id_, d in known.items() if not d.consulted}
    asked: dict[str, list[InDocument]] = {}
    for claim in claims:
        if isinstance(claim, InDocument):
            asked.setdefault(claim.document, []).append(claim)
    parts = [
        HEAD,
        f"{len(read)} of {len(known)} documents were consulted, on "
        f"{sum(len(d.bears_on) for d in read.values())} of "
        f"{sum(map(len, asked.values()))} claims.\n",
        "## Consulted\n",
        *(_document(id_, document, asked.get(id_, [])) for id_, document in read.items()),
        "## Not consulted\n",
        _table(
            ("document", "issuer", "date", "claims that rest on it"),
            [
                (
                    f"[{d.title}]({d.address})",
                    d.issuer,
                    d.date,
                    _ids(asked.get(id_, [])),
                )
                for id_, d in unread.items()
            ],
        ),
        SOUGHT,
        _table(
            ("claim", "document", "day", "looked for", "what came up"),
            [
                (f"`{claim}`", f"`{id_}`", each.day, "; ".join(each.terms), each.found)
                for id_, d in known.items()
                for claim, each in d.sought.items()
            ],
        ),
    ]
    return "\n".join(parts)


def _document(id_: str, document: Document, asked: list[InDocument]) -> str:
    copies = [f"{copy.kind}, <{copy.at}>" for copy in document.copies.values()]
    points = document.bears_on
    lines = [
        f"### {id_}\n",
        f"- **Title:** {document.title}",
        f"- **Issuer and date:** {document.issuer}, {document.date}",
        f"- **Address:** <{document.address}>",
        f"- **Consulted:** {document.consulted}",
        f"- **{'Copy' if len(copies) == 1 else 'Copies'} read:** {'; '.join(copies)}",
    ]
    if silent := [claim for claim in asked if claim.id not in points]:
        lines.append(f"- **Not found out:** {_ids(silent)}")
    rows = [
        (f"`{claim}`", _value(point), _says(point), point.where, _kind(document, point))
        for claim, point in points.items()
    ]
    table = _table(("claim", "value", "what it is and says", "where", "copy"), rows) if rows else ""
    facts = _table(
        ("fact", "value", "unit", "where"),
        [
            (f"`{name}`", str(fact.value), fact.unit, fact.where)
            for name, fact in document.facts.items()
        ],
    )
    tables = [part for part in (table, facts if document.facts else "") if part]
    return "\n".join(lines) + "\n\n" + "\n".join(tables)


def _value(point: Point) -> str:
    if point.silent:
        return "none"
    if point.dates is not None:
        return "; ".join(f"{event} {day}" for event, day in point.dates.items())
    value = point.value
    return "–".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _says(point: Point) -> str:
    parts = [f"Is: {point.concept}." if point.concept else "", point.says or ""]
    return " ".join(" ".join(part.split()) for part in parts if part)


def _kind(document: Document, point: Point) -> str:
    return "; ".join(dict.fromkeys(copy.kind for copy in document.copies_of(point)))


def _ids(claims: list[InDocument]) -> str:
    return ", ".join(f"`{claim.id}`" for claim in claims) or "none"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines
    )
