"""Sentences on a specification: its subject and its numbers, as a language writes them."""

from __future__ import annotations

import math

from techsov.presentation.labels import Labels

DIGITS = 3  # significant ones
PLACES = ("country", "user", "supplier")
CASES = ("in", "of", "after")  # how a country's name stands in a sentence
# Ways to say what a number is: of one year, of a span, reduced to one, moved, compared, extreme.
COMPARED = ("exceeds", "ratio_about", "ratio_at_least")
EXTREMES = {"minimum_of_series": "lowest", "maximum_of_series": "highest"}


def sentence(labels: Labels, claim: dict, test: dict, specification: dict) -> str:
    """What the data say, as a clause without its full stop or source.

    test          : the clause's test with the specification's options put in
    specification : a row of the specification table
    raises        : ConfigError naming the text that the labels lack
    """
    key, s = subject_key(test), _told(test, specification)
    gender = labels[f"gender.{key}"]
    kind = _kind(test, s)
    if kind == "compared" and not _same_but_country(test):
        kind = "pair"
    verb = {
        "outgrown": _direction(s),
        "rose": "rose",
        "fell": "fell",
        "unsteady": _direction(s),
    }.get(kind, "was")
    return labels.text(
        f"repair.{kind}",
        subject=subject(labels, test, "of"),
        verb=labels[f"verb.{verb}.{gender}"],
        other=_beside(labels, test) if "to" in test else "",
        **numbers(labels, claim, test, s),
    )


def found(labels: Labels, claim: dict, test: dict, specification: dict) -> str:
    """The numbers alone, to stand beside a sentence on another specification."""
    kind = {"rose": "moved", "fell": "moved", "unsteady": "moved"}
    said = _kind(test, specification)
    specification = _told(test, specification)
    return labels.text(
        f"repair.found.{kind.get(said, said)}", **numbers(labels, claim, test, specification)
    )


def _told(test: dict, s: dict) -> dict:
    """A comparison told of its last year, or, where only an earlier one fails, of that year."""
    if test["predicate"] not in COMPARED:
        return s
    if test["predicate"] == "exceeds":
        within = s["last"] - s["compared"] > s["low"]
    else:
        within = s["low"] <= s["last"] / s["compared"] <= s["high"]
    names = {"last_year": "closest_year", "last": "closest", "compared": "closest_compared"}
    if within and not s["holds"]:
        return s | {name: s[closest] for name, closest in names.items()}
    return s | {closest: s[name] for name, closest in names.items()}


def numbers(labels: Labels, claim: dict, test: dict, specification: dict) -> dict[str, str]:
    """Every number that a sentence may show, written with its unit."""
    names = (
        "first", "last", "lowest", "highest", "compared", "compared_first", "closest",
        "closest_compared", "value",
    )  # fmt: skip
    said = {name: written(labels, claim, test, specification[name]) for name in names}
    for name in ("first_year", "last_year", "lowest_year", "highest_year", "closest_year"):
        year = specification[name]
        said[name] = "" if math.isnan(year) else str(int(year))
    if test["predicate"] in EXTREMES:
        said["value"] = str(int(specification["value"]))
    return said


def written(labels: Labels, claim: dict, test: dict, value: float) -> str:
    """A value of a test's indicator with its unit."""
    if math.isnan(value):
        return ""
    of = test["of"]
    if of["table"] == "dependency":
        return labels.percent(100 * value, decimals(100 * value))
    if of.get("value") in ("rank", "ranked") or claim.get("unit") == "rank":
        return str(int(value))
    unit = "share_of" if "share_of" in test else of.get("indicator", "")
    number = labels.number(float(value), f",.{decimals(value)}f")
    return number + labels.texts.get(f"unit.{unit}", "")


def decimals(value: float) -> int:
    """Decimals that show a number with three significant digits."""
    if value == 0 or math.isnan(value):
        return 0
    return min(4, max(0, DIGITS - 1 - math.floor(math.log10(abs(value)))))


def subject_key(test: dict) -> str:
    """Under which name the labels hold what the test's numbers are of."""
    of = test["of"]
    if "share_of" in test:
        return "share_of"
    if of["table"] == "dependency":
        return of["measure"] if of["scope"] != "manufacturing_inputs" else f"{of['measure']}_inputs"
    if of["table"].startswith("complexity"):
        return of.get("value", "value")
    return f"decline_of_{of['indicator']}" if test.get("negate") else of["indicator"]


def subject(labels: Labels, test: dict, side: str) -> str:
    """What the numbers of one side are of, with its countries."""
    of = test[side]
    named = {
        f"{role}_{case}": labels.texts.get(f"place.{case}.{of[role]}") or labels.name(of[role])
        for role in PLACES
        if role in of
        for case in CASES
    }
    return labels.text(
        f"subject.{subject_key(test | {'of': of})}",
        classification=of.get("classification", ""),
        **named,
    )


def _same_but_country(test: dict) -> bool:
    """Whether the sides of a comparison differ in nothing but the country."""
    of, to = test["of"], test["to"]
    return {k for k in of | to if of.get(k) != to.get(k)} == {"country"}


def _beside(labels: Labels, test: dict) -> str:
    """The other side of a comparison: its country alone where nothing else differs."""
    if not _same_but_country(test):
        return subject(labels, test, "to")
    text = labels[f"subject.{subject_key(test)}"]
    case = next(case for case in CASES if f"{{country_{case}}}" in text)
    code = test["to"]["country"]
    name = labels.texts.get(f"place.{case}.{code}") or labels.name(code)
    return labels.text(f"repair.beside.{case}", name=name)


def _kind(test: dict, s: dict) -> str:
    predicate = test["predicate"]
    if predicate in ("rises", "falls"):
        if test.get("steadily") and not s["holds"]:
            return "unsteady"
        return _direction(s)
    if predicate in COMPARED:
        return "compared"
    if predicate == "outgrows":
        return "outgrown"
    if predicate in EXTREMES:
        return EXTREMES[predicate]
    if s["first_year"] == s["last_year"]:
        return "one"
    return test["reduce"] if test.get("reduce") in ("mean", "max", "min") else "range"


def _direction(s: dict) -> str:
    return "rose" if s["last"] > s["first"] else "fell"
