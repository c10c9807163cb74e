"""Claims: what the paper states, clause by clause, and the verdict that the data give.

A claim is data (`config/claims.yaml`); nothing here knows any single one. A statistical clause
names a predicate over a selection of an indicator table. It is evaluated on every vintage that
the edition holds and under every reading that the clause admits, and the verdict follows:

reproduced    holds on a main vintage of this edition, under the first or another reading
revised       holds only on a vintage that the authors could see and that was replaced since
contradicted  holds on none
mixed concept each of two contrasted numbers holds in some concept, no concept carries both
inconsistent  the paper's own numbers disagree
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from techsov import documents, yamlfile
from techsov.catalogue import JOIN
from techsov.errors import ConfigError
from techsov.predicates import NEEDS, NUMERIC, PREDICATES, REDUCERS, Outcome, say, tolerance

KINDS = ("statistic", "document", "argument", "internal")
TEST_KEYS = {
    "predicate", "of", "to", "value", "reduce", "alternatives", "among", "smallest_first",
    "steadily", "selections", "contrast", "readings", "left", "right", "equals",
    "threshold", "negate", "share_of",
}  # fmt: skip
CLAIM_KEYS = {
    "id", "group", "section", "statement", "published", "unit", "kind", "tolerance", "test",
    "untestable", "document", "reason", "note",
}  # fmt: skip
SECTIONS = (
    "Abstract", "Introduction", "1", "2", "3", "4", "5", "Conclusion",
    "Table 1", "Table 2", "Table 3", "Fig. 1", "Fig. 2",
)  # fmt: skip
# A series that covers fewer of the years asked for than this share of the best one is no test.
COVERAGE_OF_MAIN, COVERAGE_OF_OTHERS = 1.0, 0.5


@dataclass(frozen=True)
class Specification:
    """One way to evaluate a clause: a reading on a vintage, and what came of it."""

    reading: str
    dataset: str
    vintage: str
    main: bool
    seen: bool
    outcome: Outcome


@dataclass(frozen=True)
class Verdict:
    """A clause's verdict with the number, the vintage and the reason behind it."""

    verdict: str
    reproduced: str = ""
    dataset: str = ""
    vintage: str = ""
    note: str = ""
    specifications: list[Specification] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """What clauses are held against.

    tables    : name -> tidy frame with `dataset`, `vintage`, `year` and further columns
    is_main   : (dataset, vintage) -> the edition reports this vintage
    seen      : (dataset, vintage) -> it was out when the authors looked
    documents : id -> entry of documents.yaml
    structures: name -> structured table of the paper, for counts
    groups    : group code -> member codes, for ranks inside a group
    """

    tables: dict[str, pd.DataFrame]
    is_main: Callable[[str, str], bool]
    seen: Callable[[str, str], bool]
    documents: dict[str, dict]
    structures: dict[str, dict]
    groups: dict[str, list[str]]


# --- reading and validating ----------------------------------------------------------------


def load(path: Path | str) -> list[dict]:
    """The claims of a YAML file, in its order; ConfigError names the id and the field at fault."""
    content = yamlfile.read(path)
    claims = content.get("claims") if isinstance(content, dict) else None
    if not isinstance(claims, list) or not claims:
        raise ConfigError(f"{path}: a list under `claims:` expected")
    seen: set[str] = set()
    for number, claim in enumerate(claims, 1):
        if not isinstance(claim, dict) or not claim.get("id"):
            raise ConfigError(f"{path}: claim number {number} has no id")
        if claim["id"] in seen:
            raise ConfigError(f"{path}: two claims bear the id `{claim['id']}`")
        seen.add(claim["id"])
        for fault in _faults(claim):
            raise ConfigError(f"{path}, claim `{claim['id']}`: {fault}")
    for claim in claims:
        _spread_value(claim.get("test") or {})
        for operand in _operands(claim):
            if operand not in seen:
                raise ConfigError(f"{path}, claim `{claim['id']}`: no claim `{operand}` to compare")
    return claims


def load_paper(path: Path | str) -> dict:
    """The paper under audit: `doi`, `title`, and when its authors last `consulted` the data."""
    paper = yamlfile.read(path).get("paper") or {}
    missing = [key for key in ("doi", "title", "consulted") if not paper.get(key)]
    if missing:
        raise ConfigError(f"{path}, paper: missing {', '.join(missing)}")
    return paper


def _faults(claim: dict) -> Iterator[str]:
    for key in claim.keys() - CLAIM_KEYS:
        near = difflib.get_close_matches(key, CLAIM_KEYS, n=1)
        yield f"unknown field `{key}`" + (f"; `{near[0]}`?" if near else "")
    for key in ("group", "section", "statement", "kind"):
        if not claim.get(key):
            yield f"`{key}` is missing"
    if claim["section"] not in SECTIONS:
        yield f"section `{claim['section']}` is none of {', '.join(SECTIONS)}"
    if claim["kind"] not in KINDS:
        yield f"kind `{claim['kind']}` is none of {', '.join(KINDS)}"
    tolerance = claim.get("tolerance", 0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or tolerance < 0:
        yield "tolerance is a number from 0 up"
    published = claim.get("published")
    if isinstance(published, list) and not (len(published) == 2 and published[0] <= published[1]):
        yield f"published range {published} is not [low, high]"
    kind = claim["kind"]
    if kind == "document" and not claim.get("document"):
        yield "a claim of kind document names its `document`"
    if kind == "argument" and not claim.get("reason"):
        yield "a claim of kind argument gives its `reason`"
    if kind == "statistic" and bool(claim.get("test")) == bool(claim.get("untestable")):
        yield "a claim of kind statistic has either a `test` or says why it is `untestable`"
    if kind == "internal" and not claim.get("test"):
        yield "a claim of kind internal has a `test`"
    if test := claim.get("test"):
        yield from _test_faults(claim, test)


def _test_faults(claim: dict, test: dict) -> Iterator[str]:
    for key in test.keys() - TEST_KEYS:
        near = difflib.get_close_matches(key, TEST_KEYS, n=1)
        yield f"unknown test field `{key}`" + (f"; `{near[0]}`?" if near else "")
    known = INTERNAL if claim["kind"] == "internal" else PREDICATES.keys() | {"same_concept"}
    predicate = test.get("predicate")
    if predicate not in known:
        yield f"predicate `{predicate}` is none of {', '.join(sorted(known))}"
        return
    if claim["kind"] == "internal":
        return
    if test.get("reduce", "all") not in {"all", *REDUCERS}:
        yield f"reduce `{test['reduce']}` is none of all, {', '.join(REDUCERS)}"
    needs = NEEDS.get(predicate, ("of",))
    for key in needs:
        if not test.get(key):
            yield f"predicate {predicate} needs `{key}`"
    numeric = isinstance(claim.get("published"), int | float | list)
    if "threshold" in test and numeric:
        yield "`threshold` stands in for a published word; here a number is published"
    elif predicate in NUMERIC and not numeric and "threshold" not in test:
        yield f"predicate {predicate} needs a published number, or a `threshold` for its word"


def _spread_value(test: dict) -> None:
    """A `value` that stands once in the test is the value column of each of its selections."""
    if column := test.pop("value", None):
        for selection in (test.get("of"), test.get("to"), *test.get("selections", [])):
            if selection is not None:
                selection.setdefault("value", column)


def _operands(claim: dict) -> Iterator[str]:
    test = claim.get("test") or {}
    contrasted = test.get("contrast", {}).values()
    for operand in (*(test.get(k) for k in ("left", "right", "equals", "share_of")), *contrasted):
        while isinstance(operand, dict):
            yield from ([operand["claim"]] if "claim" in operand else operand.get("claims", []))
            operand = operand.get("plus")


def check_vocabulary(claims: list[dict], tables: dict[str, pd.DataFrame]) -> None:
    """Refuse a selection that names a table, a column or an indicator which nothing can hold.

    raises : ConfigError with the claim's id and the nearest names
    """
    for claim in claims:
        test = claim.get("test") or {}
        if claim["kind"] != "statistic" or not test:
            continue
        for selection in _selections(test):
            if selection["table"] not in tables:
                raise ConfigError(
                    f"claim `{claim['id']}`: no table `{selection['table']}`; "
                    f"there are {', '.join(tables)}"
                )
            held = set(tables[selection["table"]].columns)
            columns = held | {"table", "years", "value"}
            if selection.get("value", "value") not in held:
                raise ConfigError(
                    f"claim `{claim['id']}`: table `{selection['table']}` has no column "
                    f"`{selection.get('value', 'value')}`; say which column is meant in `value`"
                )
            if strange := selection.keys() - columns:
                raise ConfigError(
                    f"claim `{claim['id']}`: table `{selection['table']}` has no column "
                    f"{', '.join(sorted(strange))}"
                )


def _selections(test: dict) -> Iterator[dict]:
    readings = [{}, *test.get("alternatives", [])]
    for side in ("of", "to"):
        if side in test:
            yield from ({**test[side], **reading} for reading in readings)
    yield from test.get("selections", [])
    for reading in test.get("readings", []):
        for side in ("left", "right"):
            yield _concept(reading, test["contrast"][side])


# --- selecting -----------------------------------------------------------------------------


def _rows(tables: dict[str, pd.DataFrame], selection: dict) -> pd.DataFrame:
    """Rows of a selection, its value column renamed to `v`, sorted by year."""
    frame = tables[selection["table"]]
    years = selection.get("years")
    first, last = years if isinstance(years, list) else (years, years)
    if first is not None:
        frame = frame[frame["year"].between(first, last)]
    for column, wanted in selection.items():
        if column not in ("table", "years", "value"):
            wanted = wanted if isinstance(wanted, list) else [wanted]
            frame = frame[frame[column].isin(wanted)]
    frame = frame.rename(columns={selection.get("value", "value"): "v"})
    return frame.dropna(subset=["v"]).sort_values("year", kind="stable")


def _by_vintage(tables: dict, selection: dict) -> dict[tuple[str, str], pd.Series]:
    """(dataset, vintage) -> values by year; ConfigError when a year has two values."""
    found = {}
    for key, rows in _rows(tables, selection).groupby(["dataset", "vintage"], sort=True):
        if rows["year"].duplicated().any():
            raise ConfigError(
                f"the selection {selection} holds several values for one year on {'/'.join(key)}; "
                "name more columns"
            )
        found[key] = rows.set_index("year")["v"].astype(float)
    return found


# --- evaluating ----------------------------------------------------------------------------


def evaluate(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Verdict:
    """The verdict on one clause.

    claims : id -> claim, for clauses that compare the paper with itself
    """
    note = claim.get("note", "")
    if claim["kind"] == "argument":
        return Verdict("argument", note=_join(claim["reason"], note))
    if claim["kind"] == "document":
        return _document(claim, evidence, note)
    if claim["kind"] == "internal":
        return _internal(claim, evidence, claims)
    if claim.get("untestable"):
        return Verdict("no open data", note=_join(claim["untestable"], note))
    if claim["test"]["predicate"] == "same_concept":
        return _same_concept(claim, evidence, claims)
    if share := claim["test"].get("share_of"):
        part = _operand(share, evidence, claims)
        return _statistic(claim, evidence, lambda series: 100 * part / series)
    if claim["test"].get("negate"):
        return _statistic(claim, evidence, lambda series: -series)
    return _statistic(claim, evidence, lambda series: series)


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
        return Verdict("document not consulted", note=_join(f"Rests on: {cited}.", note))
    found = documents.compare(claim, point)
    copy = documents.copy_of(document, point)
    return Verdict(
        "document agrees" if found.agrees else "document differs",
        reproduced=_text(point.get("value")),
        note=_join(
            REASONS[found.reason].format(concept=point.get("concept", "")),
            point.get("says", ""),
            f"{cited}, {point['where']}; consulted {document['consulted']}, "
            f"copy: {copy['kind']}, {copy['at']}",
            note,
        ),
    )


def _statistic(
    claim: dict, evidence: Evidence, transformed: Callable[[pd.Series], pd.Series]
) -> Verdict:
    specifications = list(_specifications(claim, evidence, transformed))
    if not specifications:
        return Verdict("no data in this edition", note=claim.get("note", ""))
    current = [s for s in specifications if s.main]
    older = [s for s in specifications if not s.main and s.seen]
    shown, verdict = (current or specifications)[0], "contradicted"
    if holding := [s for s in current if s.outcome.holds]:
        shown, verdict = holding[0], "reproduced"
    elif holding := [s for s in older if s.outcome.holds]:
        shown, verdict = (current or holding)[0], "revised"
    elif not current:
        return Verdict("no data in this edition", note=claim.get("note", ""))
    return Verdict(
        verdict,
        reproduced=shown.outcome.reproduced,
        dataset=shown.dataset,
        vintage=shown.vintage,
        note=_join(_explain(verdict, shown, specifications), claim.get("note", "")),
        specifications=specifications,
    )


def _explain(verdict: str, shown: Specification, all_of: list[Specification]) -> str:
    """What was found, under which reading, and on which other vintages it is otherwise."""
    parts = [f"{shown.outcome.found}{_under(shown)}."]
    first = all_of[0]
    if verdict == "reproduced" and shown is not first and not first.outcome.holds:
        parts.append(f"Not so{_under(first)} on {_releases(first)}: "
                     f"{first.outcome.found}.")  # fmt: skip
    others = [s for s in all_of if not s.main and s.outcome.holds]
    if verdict != "reproduced" and others:
        holds = "; ".join(f"{_releases(s)}{_under(s)}: {s.outcome.found}" for s in others)
        parts.append(f"Holds on {holds}.")
    if verdict == "contradicted" and len({s.reading for s in all_of}) > 1:
        parts.append("No other reading holds either.")
    return " ".join(parts)


def _releases(specification: Specification) -> str:
    """The releases behind a specification: `worldbank/gerd 2026-07 and rosstat/gdp 2023-04`."""
    parts = zip(specification.dataset.split(JOIN), specification.vintage.split(JOIN), strict=True)
    return " and ".join(dict.fromkeys(f"{dataset} {vintage}" for dataset, vintage in parts))


def _under(specification: Specification) -> str:
    return f" [{specification.reading}]" if specification.reading else ""


def _specifications(
    claim: dict, evidence: Evidence, transformed: Callable[[pd.Series], pd.Series]
) -> Iterator[Specification]:
    """Every reading on every vintage that covers the years, main vintages first."""
    test = claim["test"]
    for reading in [{}, *test.get("alternatives", [])]:
        pairs = _pairs(test, reading, evidence)
        if not pairs:
            continue
        longest = max(len(series) for series, _ in pairs.values())
        ordered = sorted(pairs, key=lambda key: (not evidence.is_main(*key), key))
        for dataset, vintage in ordered:
            series, other = pairs[dataset, vintage]
            main = evidence.is_main(dataset, vintage)
            if len(series) < longest * (COVERAGE_OF_MAIN if main else COVERAGE_OF_OTHERS):
                continue
            outcome = PREDICATES[test["predicate"]](transformed(series), other, claim)
            label = ", ".join(f"{k} {v}" for k, v in reading.items())
            seen = evidence.seen(dataset, vintage)
            yield Specification(label, dataset, vintage, main, seen, outcome)


def _pairs(
    test: dict, reading: dict, evidence: Evidence
) -> dict[tuple[str, str], tuple[pd.Series, pd.Series | None]]:
    """(dataset, vintage) -> the selection's series and the series to compare it with."""
    if test["predicate"] == "order":
        return _chained(test["selections"], reading, evidence)
    if test["predicate"] == "rank_in_group":
        return _ranked(test, reading, evidence)
    of = _by_vintage(evidence.tables, {**test["of"], **reading})
    if "to" not in test:
        return {key: (series, None) for key, series in of.items()}
    to = _by_vintage(evidence.tables, {**test["to"], **reading})
    found = {}
    for key, series in of.items():
        partner = to.get(key)
        if partner is None:  # another dataset: only its main vintage is a fair partner
            partner = next((s for k, s in sorted(to.items()) if evidence.is_main(*k)), None)
        if partner is not None and len(series.index.intersection(partner.index)):
            years = series.index.intersection(partner.index)
            found[key] = (series[years], partner[years])
    return found


def _chained(selections: list[dict], reading: dict, evidence: Evidence) -> dict:
    """For an order: all but the last against all but the first, years numbered along the chain."""
    each = [_by_vintage(evidence.tables, {**s, **reading}) for s in selections]
    common = set.intersection(*(set(found) for found in each))
    found = {}
    for key in common:
        values = [series[key].iloc[-1] for series in each]
        steps = range(1, len(values))
        found[key] = (pd.Series(values[:-1], index=steps), pd.Series(values[1:], index=steps))
    return found


def _ranked(test: dict, reading: dict, evidence: Evidence) -> dict:
    """The country's rank inside a group in place of its value."""
    selection = {**test["of"], **reading}
    members = evidence.groups.get(test["among"])
    everyone = {**selection, "country": members} if members else {**selection}
    if not members:
        everyone.pop("country")
    ascending = bool(test.get("smallest_first"))
    found = {}
    for key, rows in _rows(evidence.tables, everyone).groupby(["dataset", "vintage"], sort=True):
        ranks = rows.groupby("year")["v"].rank(ascending=ascending, method="min")
        own = rows["country"] == selection["country"]
        if own.any():
            found[key] = (pd.Series(ranks[own].to_numpy(), index=rows["year"][own]), None)
    return found


def _concept(reading: dict, side: dict) -> dict:
    chosen = {k: v for k, v in reading.items() if k not in ("name", "tolerance")}
    return {**chosen, **{k: v for k, v in side.items() if k not in ("published", "claim")}}


def _same_concept(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Verdict:
    """Do both sides of a contrast stand in one concept?"""
    test, t = claim["test"], tolerance(claim)
    sides = {
        side: {**wanted, "published": _published(claims[wanted["claim"]], {})}
        for side, wanted in test["contrast"].items()
    }
    carried: dict[str, set[str]] = {"left": set(), "right": set()}
    said, dataset, vintage = [], "", ""
    for reading in test["readings"]:
        numbers = {}
        for side, wanted in sides.items():
            found = _by_vintage(evidence.tables, _concept(reading, wanted))
            current = {k: s for k, s in found.items() if evidence.is_main(*k)} or found
            values = [(float(s.iloc[-1]), k, s.index[-1]) for k, s in sorted(current.items())]
            if not values:
                continue
            best = min(values, key=lambda v: abs(v[0] - wanted["published"]))
            numbers[side] = best
            if abs(best[0] - wanted["published"]) <= t:
                carried[side].add(reading["name"])
            dataset, vintage = best[1]
        if numbers:
            said.append(
                f"{reading['name']}: "
                + " against ".join(
                    f"{say(numbers[s][0])} ({numbers[s][2]})" if s in numbers else "no data"
                    for s in ("left", "right")
                )
            )
    if not said:
        return Verdict("no data in this edition", note=claim.get("note", ""))
    if carried["left"] & carried["right"]:
        verdict = "reproduced"
    elif carried["left"] and carried["right"]:
        verdict = "mixed concept"
    else:
        verdict = "contradicted"
    reproduced = "; ".join(said)
    return Verdict(
        verdict, reproduced, dataset, vintage, _join(f"{reproduced}.", claim.get("note", ""))
    )


# --- the paper against itself --------------------------------------------------------------

INTERNAL = ("equals", "difference", "sum", "ratio_at_least", "at_most", "at_least", "exceeds")


def _internal(claim: dict, evidence: Evidence, claims: dict[str, dict]) -> Verdict:
    test, t = claim["test"], tolerance(claim)
    left = _operand(test["left"], evidence, claims)
    right = _operand(test["right"], evidence, claims)
    predicate = test["predicate"]
    if predicate in ("difference", "sum"):
        made = left - right if predicate == "difference" else left + right
        wanted = _operand(test["equals"], evidence, claims)
        sign = "−" if predicate == "difference" else "+"
        holds = abs(made - wanted) <= t
        found = f"{say(left)} {sign} {say(right)} = {say(made)}, stated {say(wanted)}"
        return _consistency(claim, holds, say(made), found)
    if predicate == "ratio_at_least":
        wanted = _operand(test["equals"], evidence, claims)
        found = f"{say(left)} / {say(right)} = {say(left / right)}, stated at least {say(wanted)}"
        return _consistency(claim, left / right >= wanted - t, say(left / right), found)
    holds = {
        "equals": abs(left - right) <= t,
        "at_most": left <= right + t,
        "at_least": left >= right - t,
        "exceeds": left > right + t,
    }[predicate]
    return _consistency(claim, holds, say(left), f"{say(left)} beside {say(right)}")


def _consistency(claim: dict, holds: bool, reproduced: str, found: str) -> Verdict:
    verdict = "reproduced" if holds else "inconsistent"
    return Verdict(verdict, reproduced, note=_join(f"{found}.", claim.get("note", "")))


def _operand(operand: dict, evidence: Evidence, claims: dict[str, dict]) -> float:
    """A number the paper prints: of one claim, of several added up, or a count in a table.

    `plus` adds another operand; `times` multiplies by a fact of a document, an exchange rate say.
    """
    if "plus" in operand:
        rest = {key: value for key, value in operand.items() if key != "plus"}
        return _operand(rest, evidence, claims) + _operand(operand["plus"], evidence, claims)
    if "times" in operand:
        rest = {key: value for key, value in operand.items() if key != "times"}
        wanted = operand["times"]
        fact = evidence.documents[wanted["document"]]["facts"][wanted["fact"]]
        return _operand(rest, evidence, claims) * fact["value"]
    if "items" in operand:
        return float(len(operand["items"]))
    if "number" in operand:  # a date or a fact that is not in dispute; `why` says which
        return float(operand["number"])
    if "claims" in operand:
        return sum(_published(claims[each], operand) for each in operand["claims"])
    if "claim" in operand:
        return _published(claims[operand["claim"]], operand)
    rows = evidence.structures[operand["table"]]["rows"]
    row = next(r for r in rows if r["id"] == operand["rows"])
    columns = [operand["column"]] if "column" in operand else list(row["cells"])
    return float(sum(len(row["cells"][c]) for c in columns))


def _published(claim: dict, operand: dict) -> float:
    published = claim["published"]
    if isinstance(published, list):
        published = published[operand.get("index", 0)]
    if not isinstance(published, int | float):
        raise ConfigError(
            f"claim `{claim['id']}`: a published number expected, found {published!r}"
        )
    return float(published)


# --- the verdict table ---------------------------------------------------------------------


def audit(claims: list[dict], evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verdict table (a row per clause) and specification table (a row per reading and vintage)."""
    check_vocabulary(claims, evidence.tables)
    by_id = {claim["id"]: claim for claim in claims}
    documents.check(evidence.documents, by_id)
    rows, specifications = [], []
    for claim in claims:
        try:
            verdict = evaluate(claim, evidence, by_id)
        except (KeyError, StopIteration, TypeError) as error:
            raise ConfigError(
                f"claim `{claim['id']}`: its test cannot be evaluated ({error!r})"
            ) from error
        rows.append(
            {
                "id": claim["id"],
                "section": claim["section"],
                "statement": claim["statement"],
                "published": _text(claim.get("published")),
                "unit": claim.get("unit", ""),
                "reproduced": verdict.reproduced,
                "tolerance": _text(claim.get("tolerance")) if claim.get("test") else "",
                "verdict": verdict.verdict,
                "dataset": verdict.dataset,
                "vintage": verdict.vintage,
                "note": verdict.note,
            }
        )
        specifications += [
            {
                "id": claim["id"],
                "reading": s.reading,
                "dataset": s.dataset,
                "vintage": s.vintage,
                "main": s.main,
                "seen": s.seen,
                "holds": s.outcome.holds,
                "reproduced": s.outcome.reproduced,
                "found": s.outcome.found,
            }
            for s in verdict.specifications
        ]
    columns = [
        "id",
        "reading",
        "dataset",
        "vintage",
        "main",
        "seen",
        "holds",
        "reproduced",
        "found",
    ]
    return pd.DataFrame(rows), pd.DataFrame(specifications, columns=columns)


def _text(published: object) -> str:
    if published is None:
        return ""
    if isinstance(published, list):
        return " to ".join(_text(p) for p in published)
    return say(published) if isinstance(published, float) else str(published)


def _join(*parts: str) -> str:
    return " ".join(" ".join(p.split()) for p in parts if p)
