"""Verdicts: what the specifications, the document or the paper's own numbers say of a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from techsov.catalogue.registry import JOIN
from techsov.claims import choices, contrast, documents, internal, specifications
from techsov.claims.evidence import Evidence
from techsov.claims.grammar import AXES
from techsov.claims.predicates import say
from techsov.claims.specifications import Specification
from techsov.core.errors import ConfigError


@dataclass(frozen=True)
class Verdict:
    """A clause's verdict with the number, the vintage and the reason behind it."""

    verdict: str
    reproduced: str = ""
    dataset: str = ""
    vintage: str = ""
    note: str = ""
    specifications: list[Specification] = field(default_factory=list)


def evaluate(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Verdict:
    """The verdict on one clause.

    claims : id -> claim, for clauses that compare the paper with itself
    """
    note = claim.get("note", "")
    if claim["kind"] == "argument":
        return Verdict("argument", note=join(claim["reason"], note))
    if claim["kind"] == "document":
        return _document(claim, evidence, note)
    if claim["kind"] == "internal":
        return _internal(internal.evaluate(claim, evidence, claims), note)
    if claim.get("untestable"):
        return Verdict("no open data", note=join(claim["untestable"], note))
    if "test" not in claim:
        return _without_data(claim)
    if claim["test"]["predicate"] == "same_concept":
        return _same_concept(claim, evidence, claims)
    return _statistic(claim, evidence, _transformation(claim, evidence, claims))


def _transformation(
    claim: dict, evidence: Evidence, claims: dict[str, dict]
) -> Callable[[pd.Series], pd.Series]:
    """What is done to a series before it is judged: nothing, its sign turned, or a share of it."""
    if share := claim["test"].get("share_of"):
        part = internal.operand(share, evidence, claims)
        return lambda series: 100 * part / series
    if claim["test"].get("negate"):
        return lambda series: -series
    return lambda series: series


REASONS = {
    "": "",
    "number": "",
    "words": "",
    "date": "The dates differ.",
    "concept": "The value is of something else: {concept}.",
    "absent": "The document holds no such thing.",
}


def _document(claim: dict, evidence: Evidence, note: str) -> Verdict:
    if claim["document"] not in evidence.documents:
        raise ConfigError(f"claim `{claim['id']}`: no document `{claim['document']}`")
    document = evidence.documents[claim["document"]]
    cited = documents.cite(document)
    point = (document.get("bears_on") or {}).get(claim["id"])
    if not document.get("consulted") or point is None:
        return Verdict("document not consulted", note=join(f"Rests on: {cited}.", note))
    found = documents.compare(claim, point)
    copy = documents.copy_of(document, point)
    return Verdict(
        "document agrees" if found.agrees else "document differs",
        reproduced=text(point.get("value")),
        note=join(
            REASONS[found.reason].format(concept=point.get("concept", "")),
            point.get("says", ""),
            f"{cited}, {point['where']}; consulted {document['consulted']}, "
            f"copy: {copy['kind']}, {copy['at']}",
            note,
        ),
    )


def _internal(found: list[Specification], note: str) -> Verdict:
    """Whether printed numbers agree, under the first choices or, if not so, under any other."""
    first = found[0]
    shown = next((s for s in found if s.outcome.holds), first)
    parts = [f"{shown.outcome.found}{_under(shown)}."]
    if shown is not first:
        parts.append(f"Not so as most likely meant: {first.outcome.found}.")
    elif not shown.outcome.holds and len(found) > 1:
        parts.append("No other reading holds either.")
    return Verdict(
        "reproduced" if shown.outcome.holds else "inconsistent",
        shown.outcome.reproduced,
        note=join(*parts, note),
        specifications=found if len(found) > 1 else [],
    )


def _statistic(
    claim: dict, evidence: Evidence, transformed: Callable[[pd.Series], pd.Series]
) -> Verdict:
    found = specifications.evaluate(claim, evidence, transformed)
    if not found:
        return _without_data(claim)
    current = [s for s in found if s.main]
    holding = [s for s in current if s.outcome.holds]
    held = [s for s in found if not s.main and s.seen and s.outcome.holds]
    if any(s.first for s in holding):
        shown, verdict = next(s for s in holding if s.first), "reproduced"
    elif any(s.first for s in held):
        shown, verdict = (current or held)[0], "revised"
    elif holding:
        shown, verdict = holding[0], "reproduced"
    elif held:
        shown, verdict = (current or held)[0], "revised"
    elif current:
        shown, verdict = current[0], "contradicted"
    else:
        return _without_data(claim)
    return Verdict(
        verdict,
        reproduced=shown.outcome.reproduced,
        dataset=shown.dataset,
        vintage=shown.vintage,
        note=join(_explain(verdict, shown, found), claim.get("note", "")),
        specifications=found,
    )


def _without_data(claim: dict) -> Verdict:
    """No vintage of this edition holds what the clause needs."""
    needs = f"Needed: {claim['needs']}" if "needs" in claim else ""
    note = join(needs, claim.get("note", ""))
    return Verdict("no data in this edition", note=note)


def _explain(verdict: str, shown: Specification, all_of: list[Specification]) -> str:
    """What was found, under which choice, and on which other vintages it is otherwise."""
    parts = [f"{shown.outcome.found}{_under(shown)}."]
    first = all_of[0]
    if verdict == "reproduced" and shown is not first and not first.outcome.holds:
        parts.append(f"Not so{_under(first)} on {releases(first)}: {first.outcome.found}.")
    others = [s for s in all_of if not s.main and s.outcome.holds and s.seen]
    if verdict == "revised":
        others = [s for s in others if s.first] or others
        holds = "; ".join(f"{releases(s)}{_under(s)}: {s.outcome.found}" for s in others)
        parts.append(f"Holds on {holds}.")
    later = [s for s in all_of if not s.main and s.outcome.holds and not s.seen]
    if verdict == "contradicted" and later:
        holds = "; ".join(f"{releases(s)}{_under(s)}: {s.outcome.found}" for s in later)
        parts.append(f"Holds on {holds}.")
    if verdict == "contradicted" and len({s.reading for s in all_of}) > 1:
        parts.append("No other reading holds either.")
    return " ".join(parts)


def releases(specification: Specification) -> str:
    """The releases behind a specification: `worldbank/gerd 2026-07 and rosstat/gdp 2023-04`."""
    parts = zip(specification.dataset.split(JOIN), specification.vintage.split(JOIN), strict=True)
    return " and ".join(dict.fromkeys(f"{dataset} {vintage}" for dataset, vintage in parts))


def _under(specification: Specification) -> str:
    return f" [{specification.reading}]" if specification.reading else ""


def _same_concept(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Verdict:
    """Do both sides of a contrast stand in one concept?"""
    found = contrast.evaluate(claim, evidence, claims)
    if not found:
        return _without_data(claim)
    carried = contrast.carried(claim, evidence, claims)
    if carried["left"] & carried["right"]:
        verdict = "reproduced"
    elif carried["left"] and carried["right"]:
        verdict = "mixed concept"
    else:
        verdict = "contradicted"
    reproduced = "; ".join(s.outcome.found for s in found)
    last = found[-1]
    note = join(f"{reproduced}.", claim.get("note", ""))
    return Verdict(verdict, reproduced, last.dataset, last.vintage, note, found)


# --- the verdict table ---------------------------------------------------------------------


def check_vocabulary(claims: list[dict], tables: dict[str, pd.DataFrame]) -> None:
    """Refuse a selection that names a table or a column which this evidence cannot hold.

    raises : ConfigError with the claim's id and the names there are
    """
    for claim in claims:
        test = claim.get("test") or {}
        if claim["kind"] != "statistic" or not test:
            continue
        for selection in _selections(test):
            name = selection["table"]
            if name not in tables:
                raise ConfigError(
                    f"claim `{claim['id']}`: no table `{name}`; there are {', '.join(tables)}"
                )
            held, value = set(tables[name].columns), selection.get("value", "value")
            if value not in held:
                raise ConfigError(
                    f"claim `{claim['id']}`: table `{name}` has no column `{value}`; "
                    "say which column is meant in `value`"
                )
            if strange := selection.keys() - held - {"table", "years", "value"}:
                raise ConfigError(
                    f"claim `{claim['id']}`: table `{name}` has no column "
                    f"{', '.join(sorted(strange))}"
                )


def _selections(test: dict) -> Iterator[dict]:
    for _, _, made in choices.combinations(test):
        yield from (made[side] for side in ("of", "to") if side in made)
        yield from made.get("selections", [])
    for reading in test.get("readings", []):
        for side in contrast.SIDES:
            yield contrast.concept(reading, test["contrast"][side])


def verdicts(claims: list[dict], evidence: Evidence) -> dict[str, Verdict]:
    """Id -> verdict of every clause, in the order of the file.

    raises : ConfigError naming the clause whose test cannot be evaluated
    """
    check_vocabulary(claims, evidence.tables)
    by_id = {claim["id"]: claim for claim in claims}
    documents.check(evidence.documents, by_id)
    found = {}
    for claim in claims:
        try:
            found[claim["id"]] = evaluate(claim, evidence, by_id)
        except (KeyError, StopIteration, TypeError) as error:
            raise ConfigError(
                f"claim `{claim['id']}`: its test cannot be evaluated ({error!r})"
            ) from error
    return found


def audit(claims: list[dict], evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verdict table (a row per clause) and specification table (a row per specification)."""
    found = verdicts(claims, evidence)
    rows = [
        {
            "id": claim["id"],
            "section": claim["section"],
            "statement": claim["statement"],
            "published": text(claim.get("published")),
            "unit": claim.get("unit", ""),
            "reproduced": found[claim["id"]].reproduced,
            "tolerance": text(claim.get("tolerance")) if claim.get("test") else "",
            "verdict": found[claim["id"]].verdict,
            "dataset": found[claim["id"]].dataset,
            "vintage": found[claim["id"]].vintage,
            "note": found[claim["id"]].note,
        }
        for claim in claims
    ]
    return pd.DataFrame(rows), specification_table(found)


SUMMARY = (
    "first_year", "first", "last_year", "last", "lowest_year", "lowest", "highest_year", "highest",
    "compared", "compared_first", "closest_year", "closest", "closest_compared",
)  # fmt: skip


def specification_table(found: dict[str, Verdict]) -> pd.DataFrame:
    """A row per clause and specification.

    returns : columns id, specification (its number in the clause, from 1), reading, dataset,
              vintage, main, seen, likely, holds, reproduced, found; value, low, high: the number
              that decides and between what it has to lie; SUMMARY: what the values were, the last
              one of the other side, and both sides where they come closest; and an axis each,
              empty where a clause does not have it
    """
    rows = [
        {
            "id": id_,
            "specification": number,
            "reading": s.reading,
            "dataset": s.dataset,
            "vintage": s.vintage,
            "main": s.main,
            "seen": s.seen,
            "likely": s.likely,
            "holds": s.outcome.holds,
            "reproduced": s.outcome.reproduced,
            "found": s.outcome.found,
            "value": s.outcome.value,
            "low": s.outcome.low,
            "high": s.outcome.high,
            **_summary(s),
            **{axis: s.chosen.get(axis, "") for axis in AXES},
        }
        for id_, verdict in found.items()
        for number, s in enumerate(verdict.specifications, 1)
    ]
    columns = [
        "id", "specification", "reading", "dataset", "vintage", "main", "seen", "likely", "holds",
        "reproduced", "found", "value", "low", "high", *SUMMARY, *AXES,
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def read_specifications(path: Path | str) -> pd.DataFrame:
    """The specification table from its CSV; an axis that a clause does not have is empty text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("main", "seen", "likely", "holds"):
        frame[column] = frame[column] == "True"
    for column in ("specification", "value", "low", "high", *SUMMARY):
        frame[column] = pd.to_numeric(frame[column])
    return frame


def _summary(s: Specification) -> dict[str, float]:
    if s.series is None:
        return {}
    series = s.series
    closest = {}
    if s.compared is not None:
        year = (series - s.compared).idxmin()
        closest = {
            "compared": s.compared.iloc[-1],
            "compared_first": s.compared.iloc[0],
            "closest_year": year,
            "closest": series[year],
            "closest_compared": s.compared[year],
        }
    return {
        "first_year": series.index[0],
        "first": series.iloc[0],
        "last_year": series.index[-1],
        "last": series.iloc[-1],
        "lowest_year": series.idxmin(),
        "lowest": series.min(),
        "highest_year": series.idxmax(),
        "highest": series.max(),
        **closest,
    }


def text(published: object) -> str:
    """What a clause publishes, as tables show it."""
    if published is None:
        return ""
    if isinstance(published, list):
        return " to ".join(text(p) for p in published)
    return say(published) if isinstance(published, float) else str(published)


def join(*parts: str) -> str:
    """Sentences in one line, empty ones left out."""
    return " ".join(" ".join(p.split()) for p in parts if p)
