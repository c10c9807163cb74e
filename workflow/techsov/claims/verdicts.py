"""Verdicts: what the specifications, the document or the paper's own numbers say of a claim.

Here it is decided; `techsov.claims.telling` puts what was decided into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.claims import choices, contrast, documents, internal, specifications
from techsov.claims.evidence import Evidence
from techsov.claims.reasons import Found, Own, Reason, Why, because
from techsov.claims.specifications import Specification
from techsov.claims.statements import Argument, Claim, InDocument, Internal, Statistic
from techsov.core import validation
from techsov.core.errors import ConfigError
from techsov.core.verdicts import GROUP

Claims = Mapping[str, Claim]
NOTE = because("own", text=Own("note"))
DOCUMENT = {"": "document agrees", "concept": "document, other concept"}
# In what a document differs, where the value does not show it.
TOLD = ("date", "concept", "number of another concept", "absent")


@dataclass(frozen=True)
class Verdict:
    """A claim's verdict, with what it rests on.

    Attributes
    ----------
    evidence
        the kind of evidence that it rests on, empty where nothing decides
    why
        sentences, in the order in which a note has them
    reproduced
        what stands against the published number, None where nothing does
    shown
        the specification that is reported
    specifications
        every way to settle what the claim leaves open; those of numbers of the paper
        only where there are several
    """

    verdict: str
    evidence: str = ""
    why: tuple[Reason, ...] = ()
    reproduced: Reason | None = None
    shown: Specification | None = None
    specifications: list[Specification] = field(default_factory=list)

    @property
    def reasons(self) -> Why:
        """What travels to those who tell the verdict."""
        places = [n for n, s in enumerate(self.specifications, 1) if s is self.shown]
        return Why(
            self.why, self.reproduced, self.shown.outcome.found if self.shown else (),
            sum(places), tuple(s.outcome.found for s in self.specifications),
        )  # fmt: skip


def decide(claims: Iterable[Claim], evidence: Evidence) -> dict[str, Verdict]:
    """Id -> verdict of every claim, in the order of the file.

    Raises
    ------
    ConfigError
        Naming the claim whose test cannot be evaluated
    """
    by_id = {claim.id: claim for claim in claims}
    check_vocabulary(by_id.values(), evidence.tables)
    documents.check(evidence.documents, by_id)
    found = {}
    for id_, claim in by_id.items():
        try:
            found[id_] = evaluate(claim, evidence, by_id)
        except (KeyError, StopIteration, TypeError) as error:
            raise ConfigError(f"claim `{id_}`: its test cannot be evaluated ({error!r})") from error
    return found


def evaluate(claim: Claim, evidence: Evidence, claims: Claims) -> Verdict:
    """The verdict on one claim.

    A check that the auditors added says how it came out, and never counts against the paper.

    Parameters
    ----------
    claims
        id -> claim, for claims that compare the paper with itself
    """
    found = _decided(claim, evidence, claims)
    if not claim.own_check:
        return found
    why = (because(f"own_check.{GROUP[found.verdict]}"), *found.why)
    return replace(found, verdict="own check", why=why)


def _decided(claim: Claim, evidence: Evidence, claims: Claims) -> Verdict:
    match claim:
        case Argument():
            return Verdict("argument", why=(because("own", text=Own("reason")), NOTE))
        case InDocument():
            return _document(claim, evidence)
        case Internal():
            return _internal(internal.evaluate(claim, evidence, claims))
        case Statistic(untestable=str()):
            return Verdict("no open data", why=(because("own", text=Own("untestable")), NOTE))
        case Statistic(test=None):
            return _without_data()
        case Statistic() if claim.tested.contrast is not None:
            return _same_concept(*contrast.evaluate(claim, evidence, claims))
        case Statistic():
            transformed = _transformation(claim, evidence, claims)
            return _statistic(specifications.evaluate(claim, evidence, transformed))
    raise TypeError(f"claim `{claim.id}`: a {type(claim).__name__} has no verdict")


def _without_data() -> Verdict:
    """No vintage of this edition holds what the claim needs."""
    return Verdict("no data in this edition", why=(because("needed", text=Own("needs")), NOTE))


def _document(claim: InDocument, evidence: Evidence) -> Verdict:
    if claim.document not in evidence.documents:
        raise ConfigError(
            f"claim `{claim.id}`: "
            + validation.unknown([claim.document], evidence.documents, "document")
        )
    document = evidence.documents[claim.document]
    point = document.bears_on.get(claim.id)
    if not document.consulted or point is None:
        unread = because("unread", cited=document.cited)
        return Verdict("document not consulted", why=(unread, NOTE))
    (kind, decides), differs = document.evidence(point), documents.differs(claim, point)
    copies = because("several", several=[
        because("copy", copy=copy.kind, at=copy.at) for copy in document.copies_of(point)
    ])  # fmt: skip
    read = because(
        "read", cited=document.cited, where=Own("where"), day=document.consulted, copies=copies
    )
    said = point.said(claim)
    value = because("stated", stated_value=said) if said is not None else None
    told = (because(differs, concept=Own("concept")),) if differs in TOLD else ()
    rest: tuple[Reason, ...] = (*told, because("own", text=Own("says")), read, NOTE)
    if decides:
        return Verdict(DOCUMENT.get(differs, "document differs"), kind, rest, value)
    if not kind or point.silent:
        why = (because("unfit" if not kind else "unmentioned"), read, NOTE)
        return Verdict("document not consulted", why=why)
    side = {"": "for", "concept": "of something else"}.get(differs, "against")
    return Verdict("reported", kind, (because(f"reported.{side}"), *rest), value)


def _internal(found: list[Specification]) -> Verdict:
    """Whether printed numbers agree, under the first choices or, if not so, under any other."""
    first = found[0]
    shown = next((s for s in found if s.holds), first)
    why = [_found(shown)]
    if shown is not first:
        why.append(because("not_as_meant", found=first.outcome.found))
    elif not shown.holds and len(found) > 1:
        why.append(because("no_other"))
    return Verdict(
        "reproduced" if shown.holds else "inconsistent", "the paper itself", (*why, NOTE),
        shown.outcome.reproduced, shown, found if len(found) > 1 else [],
    )  # fmt: skip


def _transformation(
    claim: Statistic, evidence: Evidence, claims: Claims
) -> Callable[[pd.Series], pd.Series]:
    """What is done to a series before it is judged: nothing, its sign turned, or a share of it."""
    if claim.tested.share_of is not None:
        part = internal.operand(claim.tested.share_of, evidence, claims)
        return lambda series: 100 * part / series
    return (lambda series: -series) if claim.tested.negate else (lambda series: series)


def _statistic(found: list[Specification]) -> Verdict:
    current = [s for s in found if s.main]
    holding = [s for s in current if s.holds]
    held = [s for s in found if not s.main and s.seen and s.holds]
    if any(s.first for s in holding):
        shown, verdict = next(s for s in holding if s.first), "reproduced"
    elif held and (any(s.first for s in held) or not holding):
        shown, verdict = (current or held)[0], "revised"
    elif holding:
        shown, verdict = holding[0], "reproduced"
    elif current:
        shown, verdict = current[0], "contradicted"
    else:
        return _without_data()
    why = (*_explain(verdict, shown, found), *_later(found), NOTE)
    return Verdict(verdict, "data", why, shown.outcome.reproduced, shown, found)


def _later(found: list[Specification]) -> tuple[Reason, ...]:
    """That all releases at hand came out after the authors looked, and whether it is one alone."""
    if any(s.seen for s in found):
        return ()
    return (because("later.one" if len({s.vintage for s in found}) == 1 else "later.all"),)


def _explain(verdict: str, shown: Specification, found: list[Specification]) -> list[Reason]:
    """What was found, under which choice, and on which other vintages it is otherwise."""
    why, first = [_found(shown)], found[0]
    if verdict == "reproduced":
        if shown is not first and not first.holds:
            why.append(because("not_so", **_where(first)))
        return why
    others = [s for s in found if not s.main and s.holds and s.seen == (verdict == "revised")]
    if verdict == "revised":
        others = [s for s in others if s.first] or others
    if others:
        why.append(because("holds_on", several=[because("holds", **_where(s)) for s in others]))
    if verdict == "contradicted" and len({s.other for s in found}) > 1:
        why.append(because("no_other"))
    return why


def _found(s: Specification) -> Reason:
    return because("found", found=s.outcome.found, under=list(s.other), implied=_implied(s))


def _implied(s: Specification) -> Found:
    """That a number is known from a share and a later denominator alone."""
    return (because("implied"),) if s.implied else ()


def _where(s: Specification) -> dict[str, Any]:
    return {
        "found": s.outcome.found,
        "under": list(s.other),
        "release": [s.dataset, s.vintage],
        "implied": _implied(s),
    }


def _same_concept(found: list[Specification], carried: list[contrast.Carried]) -> Verdict:
    """Do both sides of a contrast stand in one concept?"""
    if not found:
        return _without_data()
    if any(all(each) for each in carried):
        verdict = "reproduced"
    elif all(any(each[side] for each in carried) for side in (0, 1)):
        verdict = "mixed concept"
    else:
        verdict = "contradicted"
    every = because("each", several=[s.outcome.found[0] for s in found])
    why = (because("found", found=(every,), under=[], implied=()), NOTE)
    return Verdict(verdict, "data", why, every, found[-1], found)


def decided_table(found: Mapping[str, Verdict]) -> pd.DataFrame:
    """What was decided on each claim: id, verdict, dataset, vintage, evidence."""
    rows = [
        (id_, v.verdict, *((v.shown.dataset, v.shown.vintage) if v.shown else ("", "")), v.evidence)
        for id_, v in found.items()
    ]
    return pd.DataFrame(rows, columns=["id", "verdict", "dataset", "vintage", "evidence"])


def read_specifications(path: Path | str) -> pd.DataFrame:
    """The specification table from its CSV; an axis that a claim does not have is empty text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("main", "seen", "likely", "holds"):
        frame[column] = frame[column] == "True"
    for column in ("specification", "value", "low", "high"):
        frame[column] = pd.to_numeric(frame[column])
    return frame


def check_vocabulary(claims: Iterable[Claim], tables: dict[str, pd.DataFrame]) -> None:
    """Refuse a selection that names a table or a column which this evidence cannot hold.

    Raises
    ------
    ConfigError
        With the claim's id and the names there are
    """
    for claim in claims:
        test = claim.test if isinstance(claim, Statistic) else None
        for selection in choices.selections(test) if test is not None else ():
            if selection.table not in tables:
                fault = validation.unknown([selection.table], tables, "table")
                raise ConfigError(f"claim `{claim.id}`: {fault}")
            held = tables[selection.table].columns
            place = f"claim `{claim.id}`: table `{selection.table}` has no column"
            if (selection.value or "value") not in held:
                raise ConfigError(
                    f"{place} `{selection.value or 'value'}`; say which is meant in `value`"
                )
            if strange := sorted(selection.narrowing.keys() - set(held)):
                raise ConfigError(f"{place} {', '.join(strange)}")
