"""The verdict table in another language: clauses, units, published words and computed notes.

The computation writes English. What it writes is made of few phrases, so that its notes are put
into another language phrase by phrase, and everything that the paper's clauses say of themselves
is looked up by the clause's id. `config/claims.<language>.yaml` holds both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from techsov.claims import choices, documents
from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.presentation.labels import plural_form

# Texts of a clause that a reader sees, in the order in which a note joins them.
TEXTS = ("statement", "untestable", "reason", "needs", "note")
# What a document says on a clause, in the project's words.
POINT_TEXTS = ("concept", "says")
# A decimal point, in a number and not in a date or a version.
POINT = re.compile(r"(?<![\d./])(\d+)\.(\d+)(?!\.?\d)")

# Options named in a note: `[market exchange rates, 2023]`.
CHOSEN = re.compile(r"\[([^\]]+)\]")
LETTERS = re.compile("[a-z]{2}")

NUMBER = re.compile(r"\d+(?:\.\d+)?")
MANY = 5  # any number that takes the form of many


@dataclass(frozen=True)
class Translation:
    """The texts of one language.

    clauses : id -> field -> text
    units   : a clause's unit -> how it is written, or its forms "one|few|many"
    words   : what is published, or found, in place of a number -> how it is written
    points  : id of a clause -> `says` and `concept` of what its document holds
    places  : where in a document it stands -> how it is written
    options : what an option of a clause's choices is called -> how it is written
    phrases : patterns of what the computation writes, with what they become, in order
    decimal : the decimal sign
    """

    clauses: dict[str, dict[str, str]]
    units: dict[str, str]
    words: dict[str, str]
    points: dict[str, dict[str, str]]
    places: dict[str, str]
    options: dict[str, str]
    phrases: list[tuple[re.Pattern, str]]
    decimal: str = ","

    @classmethod
    def load(cls, path: Path | str, stated: list[dict], points: dict[str, dict]) -> Translation:
        """Read a translation and hold it against the clauses as stated.

        points : id of a clause -> what its document holds on it (`documents.points`)
        raises : ConfigError naming the clause and the field that is missing or has no original
        """
        content = yamlfile.read(path)
        faults = [*_faults(content, stated), *_faults_of_points(content, points)]
        if faults:
            raise ConfigError(f"{path}: " + "\n".join(faults))
        phrases = [(re.compile(pattern), text) for pattern, text in content["phrases"]]
        parts = ("clauses", "units", "words", "documents", "places", "options")
        return cls(*(content[name] for name in parts), phrases)

    def option(self, name: str) -> str:
        """What an option of a clause's choices is called."""
        return self.options.get(name, name)

    def computed(self, text: str) -> str:
        """What the computation wrote, phrase by phrase."""
        text = CHOSEN.sub(
            lambda found: f"[{', '.join(map(self.option, found[1].split(', ')))}]", text
        )
        for pattern, becomes in self.phrases:
            text = pattern.sub(becomes, text)
        return self.numbers(text)

    def found(self, text: str) -> str:
        """A number, range or word that was published or found."""
        return self.words.get(text) or self.computed(text)

    def numbers(self, text: str) -> str:
        """Numbers inside a text with the language's decimal sign."""
        return POINT.sub(rf"\1{self.decimal}\2", text)

    def unit(self, unit: str, published: str) -> str:
        """A unit beside the number that is published in it."""
        forms = self.units.get(unit, unit)
        if "|" not in forms:
            return forms
        ends = NUMBER.findall(published)
        return plural_form(float(ends[-1]) if ends else MANY, forms)


def _faults(content: dict, stated: list[dict]):
    translated, known = content["clauses"], {claim["id"] for claim in stated}
    for claim in stated:
        ours = {field for field in TEXTS if claim.get(field)}
        theirs = set(translated.get(claim["id"], ()))
        if missing := sorted(ours - theirs):
            yield f"clause `{claim['id']}`: {', '.join(missing)} not translated"
        if strange := sorted(theirs - ours):
            yield f"clause `{claim['id']}`: {', '.join(strange)} has no original in claims.yaml"
        if claim.get("unit") and claim["unit"] not in content["units"]:
            yield f"clause `{claim['id']}`: its unit `{claim['unit']}` is not among `units`"
        published = claim.get("published")
        for option in _options(claim):
            if LETTERS.search(option) and option not in content["options"]:
                yield f"clause `{claim['id']}`: the option `{option}` is not among `options`"
        is_word = isinstance(published, str) and re.search("[A-Za-z]", published)
        if is_word and published not in content["words"]:
            yield f"clause `{claim['id']}`: the published `{published}` is not among `words`"
    for strange in sorted(translated.keys() - known):
        yield f"clause `{strange}`: no such clause in claims.yaml"


def _options(claim: dict) -> list[str]:
    """What the options and concepts of a clause's test are called."""
    test = claim.get("test", {})
    axes = test.get("choices", {}).values()
    named = [choices.name(option) for options in axes for option in options]
    return named + [reading["name"] for reading in test.get("readings", [])]


def _faults_of_points(content: dict, points: dict[str, dict]):
    for clause, point in points.items():
        theirs = content["documents"].get(clause, {})
        for field in POINT_TEXTS:
            if bool(point.get(field)) != bool(theirs.get(field)):
                yield f"`documents`, clause `{clause}`: `{field}` in one language only"
        if point["where"] not in content["places"]:
            yield f"clause `{clause}`: the place `{point['where']}` is not among `places`"
        value = point.get("value")
        is_word = isinstance(value, str) and re.search("[A-Za-z]{3}", value)
        if is_word and value not in content["words"]:
            yield f"clause `{clause}`: its document's `{value}` is not among `words`"
    for strange in sorted(content["documents"].keys() - points.keys()):
        yield f"`documents`, clause `{strange}`: no document bears on it"


def translate(
    verdicts: pd.DataFrame,
    stated: list[dict],
    known: dict[str, dict],
    translation: Translation,
) -> pd.DataFrame:
    """The verdict table with its texts in the language; ids, verdicts and vintages stay.

    known : the documents by id; their titles stay in the language in which they were issued
    """
    points = documents.points(known)
    by_id = {claim["id"]: claim for claim in stated}
    rows = []
    for row in verdicts.to_dict("records"):
        claim = by_id[row["id"]]
        document = known.get(claim.get("document"))
        said = translation.clauses[row["id"]]
        rows.append(
            row
            | {
                "statement": said["statement"],
                "published": translation.found(row["published"]),
                "unit": translation.unit(row["unit"], row["published"]),
                "reproduced": translation.found(row["reproduced"]),
                "note": _note(row["note"], claim, points.get(row["id"], {}), document, translation),
            }
        )
    return pd.DataFrame(rows, columns=list(verdicts.columns))


def _note(
    note: str, claim: dict, point: dict, document: dict | None, translation: Translation
) -> str:
    """What was computed, phrase by phrase, and after it the clause's own texts."""
    said, own = translation.clauses[claim["id"]], []
    for field in reversed(TEXTS[1:]):
        text = " ".join((claim.get(field) or "").split())
        if text and note.endswith(text):
            note = note.removesuffix(text).rstrip()
            own.insert(0, said[field])
    for field in POINT_TEXTS:
        if point.get(field):
            text = " ".join(point[field].split())
            note = note.replace(text, translation.points[claim["id"]][field])
    if point:
        place = point["where"]
        note = note.replace(f", {place}; ", f", {translation.places[place]}; ")
    if document:
        title = " ".join(documents.cite(document).split())
        parts = [translation.computed(part) for part in note.split(title)]
        return " ".join(filter(None, [title.join(parts), *own]))
    return " ".join(filter(None, [translation.computed(note), *own]))
