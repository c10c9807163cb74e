"""Documents: what laws, programmes, speeches and studies say, and whether a clause agrees.

An entry of `config/documents.yaml` says which copy was read on which day, and under `bears_on`
what stands there on each clause: a number, a range, a date or a word, or that there is nothing
(`silent`). A value of something else than the clause speaks of carries its `concept`. The verdict
is computed from the two; nobody writes it down. Where the passage could not be had, `sought` says
when it was looked for, by which words, and what came up instead.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from techsov.catalogue import schema
from techsov.claims import periods
from techsov.core import yamlfile
from techsov.core.errors import ConfigError

# A decade or a part of a year that the clause's unit spells out: `year (1950s)`, `year (late)`.
HEDGE = re.compile(r"\(([^)]+)\)")


@dataclass(frozen=True)
class Comparison:
    """Whether a clause agrees with its document, and if not, for which reason.

    reason : "" when it agrees, else number, date, words, concept (the document's value is of
             something else) or absent (the document was read and holds no such thing)
    """

    agrees: bool
    reason: str = ""


def load(path: Path | str, form: Path | str) -> dict[str, dict]:
    """The documents by id, checked against the JSON schema `form` (config/documents.schema.yaml).

    raises : ConfigError naming the document and the field at fault
    """
    content = yamlfile.read(path)
    faults = list(schema.faults(content, form, lambda parts: schema.listing(parts[1:])))
    if not faults:
        known = content["documents"]
        faults = [f"{id_}: {fault}" for id_, each in known.items() for fault in _faults(each)]
    if faults:
        raise ConfigError(f"{path}: " + "\n".join(sorted(faults)))
    return known


def _faults(document: dict) -> list[str]:
    """What a schema cannot see: dates that are none, copies that are not there."""
    faults = []
    for field in ("date", "consulted"):
        stated = document[field]
        if stated not in (None, "undated") and periods.parse(stated) is None:
            faults.append(f"{field} {stated} is no day of the calendar")
    for id_, search in document.get("sought", {}).items():
        if periods.parse(search["day"]) is None:
            faults.append(f"sought, {id_}: {search['day']} is no day of the calendar")
        if id_ in document.get("bears_on", {}):
            faults.append(f"sought, {id_}: it was found, `bears_on` says what")
    read = bool(document.get("bears_on") or document.get("facts"))
    if read and not (document["consulted"] and document.get("copies")):
        faults.append(
            "it bears on something, so `consulted` and `copies` have to say what was read"
        )
    if document["consulted"] and not read:
        faults.append("consulted, yet it bears on nothing")
    copies = document.get("copies", {})
    for part in ("bears_on", "facts"):
        for id_, point in document.get(part, {}).items():
            chosen = point.get("copy")
            if chosen is not None and chosen not in copies:
                faults.append(f"{part}, {id_}: no copy `{chosen}`; there are {', '.join(copies)}")
            if chosen is None and len(copies) > 1:
                faults.append(f"{part}, {id_}: say in `copy` which of {', '.join(copies)} it was")
    return faults


def check(documents: dict[str, dict], claims: dict[str, dict]) -> None:
    """Refuse a document that bears on a clause which is not there or rests on another document.

    The same goes for a clause whose passage was sought in it.

    raises : ConfigError with the ids of both, and the nearest clause
    """
    for id_, document in documents.items():
        for clause in (*document.get("bears_on", {}), *document.get("sought", {})):
            if clause not in claims:
                near = difflib.get_close_matches(clause, claims, n=1)
                hint = f"; `{near[0]}`?" if near else ""
                raise ConfigError(f"document `{id_}` bears on `{clause}`, which is no claim{hint}")
            if claims[clause].get("document") != id_:
                named = claims[clause].get("document", "none")
                raise ConfigError(
                    f"document `{id_}` bears on `{clause}`, whose document is `{named}`"
                )


def cite(document: dict) -> str:
    """A document as notes name it."""
    return f"{document['title']} ({document['issuer']}, {document['date']})"


def points(documents: dict[str, dict]) -> dict[str, dict]:
    """Id of a clause -> what its document holds on it, of every document that was read."""
    return {
        clause: point
        for document in documents.values()
        for clause, point in (document.get("bears_on") or {}).items()
    }


def copy_of(document: dict, point: dict) -> dict:
    """The copy in which the point was read: `kind` and `at`."""
    copies = document["copies"]
    return copies[point["copy"]] if "copy" in point else next(iter(copies.values()))


def compare(claim: dict, point: dict) -> Comparison:
    """Set what a clause publishes beside what its document says.

    Numbers agree within the clause's tolerance, a number and a range if it lies inside, dates if
    the document's lies within what the clause leaves open, words if they are the same.
    """
    if point.get("silent"):
        return Comparison(False, "absent")
    if "concept" in point:
        return Comparison(False, "concept")
    published, value = claim.get("published"), point["value"]
    dated = isinstance(published, str) or HEDGE.search(claim.get("unit", ""))
    if isinstance(value, int) and dated and _stated_period(claim):
        value = str(value)  # a year, beside a decade or a part of a year
    if isinstance(value, str) and (said := periods.parse(value)):
        stated = _stated_period(claim)
        agrees = stated is not None and stated[0] <= said[0] and said[1] <= stated[1]
        return Comparison(agrees, "" if agrees else "date")
    if isinstance(value, str) or not isinstance(published, int | float | list):
        agrees = str(value).casefold() == str(published).casefold()
        return Comparison(agrees, "" if agrees else "words")
    tolerance = claim.get("tolerance", 0)
    low, high = _ends(published)
    below, above = _ends(value)
    if isinstance(published, list) and isinstance(value, list):
        agrees = abs(low - below) <= tolerance and abs(high - above) <= tolerance
    else:  # the single number lies inside the range, or two numbers are the same
        agrees = low - tolerance <= above and below <= high + tolerance
    return Comparison(agrees, "" if agrees else "number")


def _ends(value: float | list) -> tuple[float, float]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def _stated_period(claim: dict) -> periods.Period | None:
    """The days that a clause's published date leaves open, hedges in its unit included."""
    published, unit = claim.get("published"), claim.get("unit", "")
    if isinstance(published, list):
        return periods.parse(f"{published[0]} to {published[1]}")
    texts = [str(published)]
    if isinstance(published, int) and (hedge := HEDGE.search(unit)):
        texts = [hedge[1], f"{hedge[1]} {published}", *texts]
    return next((found for text in texts if (found := periods.parse(text))), None)
