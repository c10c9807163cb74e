"""Telling: verdicts and their reasons in the words of a language.

The words of reasons stand in the language's labels, under `reason`. What claims and documents say
of themselves stands, in English, in claims.yaml and documents.yaml, and in any other language in
`claims.<language>.yaml` under the claim's id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from techsov.claims import documents, periods, replies, statements
from techsov.claims.documents import PREFIX, Document, points
from techsov.claims.reasons import Found, Own, Reason, Why
from techsov.claims.statements import AXES, Claim, Statistic
from techsov.claims.verdicts import Verdict
from techsov.core import validation, yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.core.validation import Record, Text
from techsov.presentation.labels import Labels, plural_form

# What a document says on a claim, in the project's words.
POINT_TEXTS = ("concept", "says")
LETTERS = re.compile("[a-zA-Z]{2}")
DIGITS = 3  # significant ones
SPECIFICATION = (
    "id", "specification", "reading", "dataset", "vintage", "main", "seen", "likely", "holds",
    "reproduced", "found", "value", "low", "high",
)  # fmt: skip
MANY = 5  # any number that takes the form of many
MONEY = re.compile(r"(USD|EUR|RUB) (.+)")
YEAR = re.compile(r"^years?\b ?(?=\(|$)")
DATED = re.compile(r"\b(?:19|20|21)\d\d\b")


class TranslationFile(Record):
    """The file `config/claims.<language>.yaml`.

    Attributes
    ----------
    claims
        id -> field -> text; documents: id -> `says` and `concept`
    places
        where in a document it stands -> how it is written
    options
        what an option of a claim's choices is called -> how it is written
    units
        a claim's unit -> how it is written, or its forms "one|few|many"
    words
        what is published, or found, in place of a number -> how it is written
    """

    claims: dict[str, dict[str, Text]]
    documents: dict[str, Annotated[dict[str, Text], Field(min_length=1)]]
    places: dict[str, Text]
    options: dict[str, Text]
    units: dict[str, str]
    words: dict[str, Text]


@dataclass(frozen=True)
class Texts:
    """What claims and documents say of themselves in one language.

    Attributes
    ----------
    own
        id of a claim -> field -> text in one line, those of its document (`says`, `concept`,
        `where`) among them
    options, units, words
        an English name -> how it is written; what is missing stands as it is
    cited
        dataset of a document's official figures -> the document as notes name it
    """

    own: Mapping[str, Mapping[str, str]]
    options: Mapping[str, str]
    units: Mapping[str, str]
    words: Mapping[str, str]
    cited: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        path: Path | str | None,
        claims: Collection[Claim],
        documents: Mapping[str, Document],
    ) -> Texts:
        """A translation, held against what is stated; without a file, the English as it stands.

        Raises
        ------
        ConfigError
            Naming the claim and the field that is missing or has no original
        """
        read = points(documents)
        cited = {PREFIX + id_: document.cited for id_, document in documents.items()}
        if path is None:
            fields = (*POINT_TEXTS, "where")
            said = {id_: {f: getattr(p, f) or "" for f in fields} for id_, p in read.items()}
            return cls(_joined({c.id: c.texts for c in claims}, said), {}, {}, {}, cited)
        file = validation.read(yamlfile.read(path), TranslationFile, path)
        if faults := [*_faults(file, claims), *_faults_of_points(file, read)]:
            raise ConfigError(f"{path}: " + "\n".join(faults))
        said = {
            id_: {"where": file.places[point.where]} | file.documents.get(id_, {})
            for id_, point in read.items()
        }
        return cls(_joined(file.claims, said), file.options, file.units, file.words, cited)


def check(config: Path, languages: Iterable[str], countries: Countries) -> None:
    """Refuse claims, documents, replies and translations that do not fit together.

    Parameters
    ----------
    config
        the folder of the files

    Raises
    ------
    ConfigError
        A sentence for each fault of the first file that has any
    """
    claims = statements.load(config / "claims.yaml", countries)
    known = documents.load(config / "documents.yaml")
    documents.check(known, {claim.id: claim for claim in claims})
    replies.load(config / "replies.yaml", [claim.id for claim in claims], known)
    for language in set(languages) - {"en"}:
        Texts.load(config / f"claims.{language}.yaml", claims, known)


def _joined(*parts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Texts by id and field, each in one line."""
    found: dict[str, dict[str, str]] = {}
    for part in parts:
        for id_, said in part.items():
            found.setdefault(id_, {}).update({k: " ".join(t.split()) for k, t in said.items()})
    return found


def _faults(file: TranslationFile, claims: Collection[Claim]) -> Iterable[str]:
    for claim in claims:
        ours, theirs = set(claim.texts), set(file.claims.get(claim.id, ()))
        if missing := sorted(ours - theirs):
            yield f"claim `{claim.id}`: {', '.join(missing)} not translated"
        if strange := sorted(theirs - ours):
            yield f"claim `{claim.id}`: {', '.join(strange)} has no original in claims.yaml"
        if claim.unit and claim.unit not in file.units:
            yield f"claim `{claim.id}`: its unit `{claim.unit}` is not among `units`"
        test = getattr(claim, "test", None)
        named = [each.name for options in (test.axes.values() if test else ()) for each in options]
        named += [reading.name for reading in getattr(test, "readings", None) or ()]
        for option in named:
            if LETTERS.search(option) and not option.isupper() and option not in file.options:
                yield f"claim `{claim.id}`: the option `{option}` is not among `options`"
        if _is_word(claim.published) and claim.published not in file.words:
            yield f"claim `{claim.id}`: the published `{claim.published}` is not among `words`"
    for id_ in sorted(file.claims.keys() - {claim.id for claim in claims}):
        yield f"claim `{id_}`: no such claim in claims.yaml"


def _faults_of_points(file: TranslationFile, read: Mapping[str, Any]) -> Iterable[str]:
    for id_, point in read.items():
        theirs = file.documents.get(id_, {})
        for name in POINT_TEXTS:
            if bool(getattr(point, name)) != (name in theirs):
                yield f"`documents`, claim `{id_}`: `{name}` in one language only"
        if point.where not in file.places:
            yield f"claim `{id_}`: the place `{point.where}` is not among `places`"
        if _is_word(point.value) and point.value not in file.words:
            yield f"claim `{id_}`: its document's `{point.value}` is not among `words`"
    for strange in sorted(file.documents.keys() - read.keys()):
        yield f"`documents`, claim `{strange}`: no document bears on it"


def _is_word(value: object) -> bool:
    """Whether a value is said in words, which a language has to have; "2022 to 2023" is not."""
    return isinstance(value, str) and any(LETTERS.search(part) for part in value.split(" to "))


@dataclass(frozen=True)
class Teller:
    """Tells verdicts and reasons in one language.

    Attributes
    ----------
    labels
        the words of reasons, and how numbers are written
    texts
        what claims and documents say of themselves
    """

    labels: Labels
    texts: Texts

    def own(self, claim: Claim, field: str) -> str:
        """A text that the claim, or its document on it, says of itself; empty if it does not."""
        return self.texts.own.get(claim.id, {}).get(field, "")

    def option(self, name: str) -> str:
        """What an option of a claim's choices is called."""
        return self.texts.options.get(name, name)

    def origins(self, origins: Iterable[tuple[str, str]]) -> list[str]:
        """The names of releases, and of the documents behind official figures."""
        named = [
            (self.texts.cited.get(dataset), (dataset, vintage)) for dataset, vintage in origins
        ]
        said = [[cited] if cited else self.labels.origins([each]) for cited, each in named]
        return list(dict.fromkeys(name for names in said for name in names))

    def unit(self, claim: Claim) -> str:
        """The claim's unit beside the number that is published in it."""
        forms = self.texts.units.get(claim.unit, claim.unit)
        if "|" not in forms:
            return forms
        value = claim.published[-1] if isinstance(claim.published, tuple) else claim.published
        return plural_form(value if isinstance(value, int | float) else MANY, forms)

    def stated(self, value: Any) -> str:
        """What the paper or a document states: a number, a range, a date or a word."""
        if value is None or isinstance(value, int):
            return "" if value is None else str(value)
        if isinstance(value, float):
            return self.number(value)
        ends = value if isinstance(value, tuple) else value.split(" to ")
        if isinstance(value, tuple) or (len(ends) == 2 and all(map(periods.parse, ends))):
            return self.labels.text(
                "reason.to", first=self.stated(ends[0]), second=self.stated(ends[1])
            )
        return self.texts.words.get(value, value)

    def number(self, value: float) -> str:
        """A number with four digits, more where it has them before the point."""
        return say(value).replace(".", self.labels["number.decimal"])

    @staticmethod
    def shares(claim: Claim) -> bool:
        """Whether the numbers that the claim is held against are shares."""
        return isinstance(claim, Statistic) and claim.test is not None and claim.test.in_shares

    def note(self, claim: Claim, why: Iterable[Reason]) -> str:
        """The reasons of a verdict, a sentence after another."""
        said = (self.tell(each, claim, shares=self.shares(claim)) for each in why)
        return " ".join(filter(None, said))

    def tell(self, said: Reason | Found | None, claim: Claim, *, shares: bool = False) -> str:
        """A reason in words, or several that follow one another.

        Parameters
        ----------
        shares
            numbers are shares, and written in per cent
        """
        if said is None or said == ():
            return ""
        if isinstance(said, tuple):
            return "".join(self.tell(each, claim, shares=shares) for each in said)
        put = {
            name: self._put(name, value, claim, shares and name != "ratio")
            for name, value in said.arguments.items()
        }
        return "" if put.get("text") == "" else self.labels.text(f"reason.{said.key}", **put)

    def _put(self, name: str, value: Any, claim: Claim, shares: bool) -> str:
        """An argument of a reason as it is put in."""
        match name, value:
            case _, Own():
                return self.own(claim, value.field)
            case _, Reason():
                return self.tell(value, claim, shares=shares)
            case "several", _:
                return "; ".join(self.tell(each, claim, shares=shares) for each in value)
            case (("found" | "implied"), _):
                return self.tell(tuple(value), claim, shares=shares)
            case "stated_value", _:
                return self.stated(value)
            case "years", _:
                return self.labels.years(value)
            case "release", (dataset, vintage):
                names = self.origins([(dataset, vintage)])
                with_release = [self.labels.text("reason.release", name=name) for name in names]
                return self.labels["reason.with"].join(with_release)
            case "under", _:
                return f" [{', '.join(map(self.option, value))}]" if value else ""
            case "options", _:
                return ", ".join(map(self.option, value))
            case (("left_places" | "right_places"), _):
                said = self.labels["reason.and"].join(map(self._place, value))
                return f" ({said})" if said else ""
            case "copy", _:
                return self.labels[f"reason.copies.{value}"]
            case (("left" | "right"), float()) if abs(value) >= 1000 and not value.is_integer():
                return self.labels.number(value, ".2f")  # the decimals of a date count
            case _, float():
                return self.share(value) if shares else self.number(value)
        return str(value)

    def _place(self, section: str) -> str:
        kind, _, number = section.rpartition(" ")
        if number.isdigit():
            return self.labels.text(f"reason.place.{kind or 'section'}", number=number)
        return self.labels[f"reason.place.{section}"]

    def share(self, value: float) -> str:
        """A share in per cent, with three digits."""
        return self.labels.percent(100 * value, decimals(100 * value))


def verdict_name(labels: Labels, verdict: str, why: Why | None) -> str:
    """A verdict as pages name it: one that rests on later releases alone says so."""
    name = labels[f"verdict.{verdict}"]
    return labels.text(f"later.{why.later}", verdict=name) if why and why.later else name


def with_unit(said: str, unit: str, code: str, labels: Labels) -> str:
    """A number with its unit; a year goes without, but for its hedge.

    Behind a word, or a rank, the unit stands in brackets.

    Parameters
    ----------
    unit, code
        the unit in the language, and as claims.yaml has it
    """
    if DATED.search(said):
        unit = YEAR.sub("", unit)
    if not said or not unit:
        return said
    if not re.search(r"\d", said) or code == "rank":
        return f"{said} ({unit})"
    if money := MONEY.fullmatch(unit):
        return f"{money[1]} {said} {money[2]}"
    if unit.startswith("%"):
        return labels["number.percent"].replace("{x}", said).removesuffix("%") + unit
    return f"{said} {unit}"


def as_read(reason: Reason | None, row: Any, code: str, labels: Labels) -> str:
    """What was found as it is read: shares in per cent, three digits of a number, its unit.

    Parameters
    ----------
    reason
        what was found
    row
        the claim's row of the verdict table in the language: reproduced, unit
    code
        the unit as claims.yaml has it
    """
    found = reason.arguments if reason else {}
    unit = row.unit
    if reason is None or not all(isinstance(value, float) for value in found.values()):
        listed = any(isinstance(value, tuple | list) for value in found.values())
        return row.reproduced if listed else with_unit(row.reproduced, unit, code, labels)
    if code == "share":
        unit = ""
        put = {n: labels.percent(100 * v, decimals(100 * v)) for n, v in found.items()}
    else:
        each = unit if MONEY.fullmatch(unit) else ""
        put = {n: with_unit(_digits(v, code, labels), each, code, labels) for n, v in found.items()}
        unit = "" if each else unit
    alone = reason.key == "to" and len(set(put.values())) == 1
    said = next(iter(put.values())) if alone else labels.text(f"reason.{reason.key}", **put)
    return with_unit(said, unit, code, labels)


def _digits(value: float, code: str, labels: Labels) -> str:
    if value.is_integer() and code.startswith("year"):
        return str(int(value))
    return labels.number(value, f",.{0 if value.is_integer() else decimals(value)}f")


def say(value: float) -> str:
    """A number with four digits, more where it has them before the point."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _tolerance(claim: Claim) -> str:
    """The tolerance of a test as every language writes it; empty where none is said."""
    if not {"test", "tolerance"} <= claim.model_fields_set:
        return ""
    return say(claim.tolerance) if isinstance(claim.tolerance, float) else str(claim.tolerance)


def decimals(value: float) -> int:
    """Decimals that show a number with three significant digits."""
    if value == 0 or math.isnan(value):
        return 0
    return min(4, max(0, DIGITS - 1 - math.floor(math.log10(abs(value)))))


def verdict_table(
    claims: Iterable[Claim], decided: pd.DataFrame, reasons: Mapping[str, Why], teller: Teller
) -> pd.DataFrame:
    """The verdict table in the teller's language.

    Parameters
    ----------
    decided
        columns id, verdict, dataset, vintage, evidence
    reasons
        id of a claim -> its reasons

    Returns
    -------
    pd.DataFrame
        a row per claim; ids, verdicts and vintages are those of every language
    """
    of = decided.set_index("id")
    rows = [
        {
            "id": claim.id,
            "section": claim.section,
            "statement": teller.own(claim, "statement"),
            "published": teller.stated(claim.published),
            "unit": teller.unit(claim),
            "reproduced": teller.tell(reasons[claim.id].reproduced, claim),
            "tolerance": _tolerance(claim),
            "verdict": of.loc[claim.id, "verdict"],
            "dataset": of.loc[claim.id, "dataset"],
            "vintage": of.loc[claim.id, "vintage"],
            "note": teller.note(claim, reasons[claim.id].why),
            "same_as": claim.same_as or "",
            "evidence": of.loc[claim.id, "evidence"],
        }
        for claim in claims
    ]
    return pd.DataFrame(rows)


def specification_table(
    claims: Iterable[Claim], decided: Mapping[str, Verdict], teller: Teller
) -> pd.DataFrame:
    """A row per claim and specification.

    Returns
    -------
    pd.DataFrame
        columns id, specification (its number in the claim, from 1), reading, dataset,
        vintage, main, seen, likely, holds, reproduced, found; value, low, high: the number
        that decides and between what it has to lie; and an axis each, empty where a claim
        does not have it
    """
    rows = [
        {
            "id": claim.id,
            "specification": number,
            "reading": ", ".join(s.other),
            "dataset": s.dataset,
            "vintage": s.vintage,
            "main": s.main,
            "seen": s.seen,
            "likely": s.likely,
            "holds": s.holds,
            "reproduced": teller.tell(s.outcome.reproduced, claim),
            "found": teller.tell(s.outcome.found, claim),
            "value": s.outcome.value,
            "low": s.outcome.low,
            "high": s.outcome.high,
            **{axis: s.chosen.get(axis, "") for axis in AXES},
        }
        for claim in claims
        for number, s in enumerate(decided[claim.id].specifications, 1)
    ]
    return pd.DataFrame(rows, columns=[*SPECIFICATION, *AXES])
