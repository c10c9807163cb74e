"""Sentences on a specification: its subject and its numbers, as a language writes them."""

from __future__ import annotations

from techsov.claims.reasons import Found
from techsov.claims.statements import PLACES, Claim, Selection, StatisticTest
from techsov.claims.telling import decimals
from techsov.core.validation import given
from techsov.presentation.labels import Labels

WAYS = {"spread": "range", "ratio": "compared"}  # reasons that are told as others are
CASES = ("in", "of", "after")  # how a country's name stands in a sentence


def sentence(labels: Labels, claim: Claim, test: StatisticTest, found: Found) -> str:
    """What the data say, as a claim without its full stop or source.

    Parameters
    ----------
    test
        the claim's test with the specification's options put in
    found
        what the specification found

    Raises
    ------
    ConfigError
        Naming the text that the labels lack
    """
    kind, verb = WAYS.get(found[0].key, found[0].key), "was"
    if kind in ("moved", "outgrown"):
        verb = "rose" if found[0]["last"] > found[0]["first"] else "fell"
    if kind == "moved":
        kind = "unsteady" if any(remark.key == "other_way" for remark in found) else verb
    if kind == "compared" and not _same_but_country(test):
        kind = "pair"
    return labels.text(
        f"repair.{kind}",
        subject=subject(labels, test, given(test.of)),
        verb=labels[f"verb.{verb}.{labels[f'gender.{subject_key(test, given(test.of))}']}"],
        other=_beside(labels, test) if test.to is not None else "",
        **numbers(labels, claim, test, found),
    )


def numbers_alone(labels: Labels, claim: Claim, test: StatisticTest, found: Found) -> str:
    """The numbers alone, to stand beside a sentence on another specification."""
    kind = WAYS.get(found[0].key, found[0].key)
    return labels.text(f"repair.found.{kind}", **numbers(labels, claim, test, found))


def numbers(labels: Labels, claim: Claim, test: StatisticTest, found: Found) -> dict[str, str]:
    """Every number that a sentence may show, written with its unit."""
    said = found[0].arguments.items()
    return {
        name: written(labels, claim, test, value) if isinstance(value, float) else str(value)
        for name, value in said
    }


def written(labels: Labels, claim: Claim, test: StatisticTest, value: float) -> str:
    """A value of a test's indicator with its unit."""
    if test.in_shares:
        return labels.percent(100 * value, decimals(100 * value))
    of = given(test.of)
    if test.among is not None or of.value in ("rank", "ranked") or claim.unit == "rank":
        return str(int(value))
    unit = "share_of" if test.share_of is not None else of.indicator
    number = labels.number(float(value), f",.{decimals(value)}f")
    return number + labels.texts.get(f"unit.{unit}", "")


def subject_key(test: StatisticTest, of: Selection) -> str:
    """Under which name the labels hold what the numbers of a selection are of."""
    if test.share_of is not None:
        return "share_of"
    if of.table == "dependency":
        return f"{of.measure}_inputs" if of.scope == "manufacturing_inputs" else str(of.measure)
    if of.indicator is None:
        return of.value or "value"
    return f"decline_of_{of.indicator}" if test.negate else of.indicator


def subject(labels: Labels, test: StatisticTest, of: Selection) -> str:
    """What the numbers of one side are of, with its countries."""
    named = {
        f"{role}_{case}": _place(labels, case, code)
        for role in PLACES
        if (code := getattr(of, role)) is not None
        for case in CASES
    }
    return labels.text(
        f"subject.{subject_key(test, of)}", classification=of.classification or "", **named
    )


def _place(labels: Labels, case: str, code: str) -> str:
    return labels.texts.get(f"place.{case}.{code}") or labels.name(code)


def _same_but_country(test: StatisticTest) -> bool:
    """Whether the sides of a comparison differ in nothing but the country."""
    of, to = given(test.of).set, given(test.to).set
    return {name for name in of | to if of.get(name) != to.get(name)} == {"country"}


def _beside(labels: Labels, test: StatisticTest) -> str:
    """The other side of a comparison: its country alone where nothing else differs."""
    if not _same_but_country(test):
        return subject(labels, test, given(test.to))
    text = labels[f"subject.{subject_key(test, given(test.of))}"]
    case = next(case for case in CASES if f"{{country_{case}}}" in text)
    country = given(given(test.to).country)
    return labels.text(f"repair.beside.{case}", name=_place(labels, case, country))
