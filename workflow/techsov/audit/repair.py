"""Repair lines: the sentence that the data would bear, ready to be put into a manuscript.

A line is composed from what was computed: subject, number, vintage, source. Where a choice
decides, the number under its other options stands beside the first. A line on a document or on
the paper's own numbers is the clause with the number that stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from techsov.audit import robustness, sentences
from techsov.claims import choices, documents, periods
from techsov.claims.translation import Translation
from techsov.presentation.labels import Labels

MONEY = re.compile(r"(USD|EUR|RUB) (.+)")
NUMERIC = re.compile(r"^[\d.,–−\s]+$|\d{4}")
DAY_IN_WORDS = re.compile(r"^\d+ \w+ \d{4}$|^\d\d\.\d\d\.\d{4}$")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
FIRST_SENTENCE = re.compile(r"(?<!Fig)\. ")
OTHERS_SHOWN = 2


@dataclass(frozen=True)
class Composer:
    """Composes repair lines in one language.

    labels      : with the texts of the audit
    translation : the clauses' own texts in the language; None for English
    documents   : id -> entry of documents.yaml
    """

    labels: Labels
    translation: Translation | None
    documents: dict[str, dict]

    def line(self, claim: dict, summary: dict, of_clause: pd.DataFrame | None) -> str:
        """The repair line of a clause; empty where it holds throughout or nothing decides.

        summary   : its row of `robustness.summarise`
        of_clause : its rows of the specification table, None where it has none
        """
        if summary["severity"] in ("holds", "open"):
            return ""
        if claim["kind"] == "document":
            return self._document(claim)
        if claim["kind"] == "internal":
            return self._internal(claim, summary, of_clause)
        if claim["test"]["predicate"] == "same_concept":
            return self._contrast(claim, of_clause)
        return self._statistic(claim, summary, of_clause)

    # --- statistics ------------------------------------------------------------------------

    def _statistic(self, claim: dict, summary: dict, of_clause: pd.DataFrame) -> str:
        base = robustness.base(of_clause).to_dict()
        others = _others(of_clause, base, summary["decides"])
        said = sentences.sentence(self.labels, claim, self.test_of(claim, base), base)
        axes = [a for a in robustness.axes(of_clause) if any(a in axes for _, axes in others)]
        beside = "; ".join(
            self._with_options(
                sentences.found(self.labels, claim, self.test_of(claim, s), s), s, differing
            )
            for s, differing in others
        )
        if not beside:
            return self.labels.title("repair.alone", said=said, source=self.source([base]))
        rows = [base, *(s for s, _ in others)]
        return self.labels.title(
            "repair.by_vintage" if robustness.VINTAGE in axes else "repair.by_choice",
            said=self._with_options(said, base, axes),
            others=beside,
            source=self.source(rows),
        )

    def _with_options(self, said: str, s: dict, axes: list[str], *, periods: bool = False) -> str:
        """Numbers with the options behind them; a period that is said already is left out."""
        shown = [axis for axis in axes if periods or axis != "period"]
        options = ", ".join(
            self.source([s]) if axis == robustness.VINTAGE else self.option(s[axis])
            for axis in shown
        )
        if not options:
            return said
        return self.labels.text("repair.other", found=said, option=options)

    def source(self, rows: list[dict]) -> str:
        """The sources of specifications with their vintages, for a bracket."""
        return "; ".join(self.labels.origins([(s["dataset"], s["vintage"]) for s in rows]))

    def option(self, name: str) -> str:
        """What an option is called in the language."""
        return self.translation.option(name) if self.translation else name

    # --- documents, the paper itself, contrasts --------------------------------------------

    def _document(self, claim: dict) -> str:
        document = self.documents[claim["document"]]
        point = document["bears_on"][claim["id"]]
        own = self.translation.points.get(claim["id"], {}) if self.translation else point
        cited = documents.cite(document)
        says = _sentence(self._prose(own.get("says", "")))
        if point.get("silent"):
            return self.labels.title(
                "repair.silent", statement=self.statement(claim), says=says, source=cited
            )
        value = self._stands(claim, point["value"])
        if "concept" in point:
            number = not isinstance(point["value"], str)
            return self.labels.title(
                "repair.concept" if number else "repair.concept_of_word",
                value=self._in_unit(claim, value),
                concept=self._prose(own["concept"]).rstrip("."), says=says, source=cited,
            )  # fmt: skip
        return self._corrected(claim, value, says, cited)

    def _corrected(self, claim: dict, value: str, says: str, source: str) -> str:
        """The clause with the number that stands in its place."""
        statement, published = self.statement(claim), self._stands(claim, claim.get("published"))
        stands = re.compile(rf"(?<![\w.,]){re.escape(published)}(?![\w-])")
        same_grain = not DAY_IN_WORDS.search(value) or published.count(".") == 2
        if (
            NUMERIC.search(value)
            and same_grain
            and published
            and len(stands.findall(statement)) == 1
        ):
            said = stands.sub(value, statement)
            return self.labels.title("repair.corrected", said=said, says=says, source=source)
        return self.labels.title(
            "repair.instead", statement=statement, value=self._in_unit(claim, value), says=says,
            source=source,
        )  # fmt: skip

    def _internal(self, claim: dict, summary: dict, of_clause: pd.DataFrame | None) -> str:
        if summary["severity"] != "fails":
            return self._by_counting(claim, summary, of_clause)
        note = FIRST_SENTENCE.split(summary["note"])[0].rstrip(".")
        found = self._computed(note)
        made = claim["test"]["predicate"] in ("difference", "sum")
        own = claim["test"].get("equals", {}).get("claim") == claim["id"]
        if made and own:
            value = self.labels.number(float(summary["reproduced"]), "g")
            return self._corrected(claim, value, "", found)
        return self.labels.title("repair.internal", statement=self.statement(claim), found=found)

    def _by_counting(self, claim: dict, summary: dict, of_clause: pd.DataFrame) -> str:
        """What printed numbers make as most likely meant, and the nearest way to the contrary."""
        base = robustness.base(of_clause).to_dict()
        others = _others(of_clause, base, summary["decides"])
        axes = [a for a in robustness.axes(of_clause) if any(a in axes for _, axes in others)]
        return self.labels.title(
            "repair.counted" if base["holds"] else "repair.counted_otherwise",
            statement=self.statement(claim),
            found=self._with_options(self._computed(base["found"]), base, axes, periods=True),
            others="; ".join(
                self._with_options(self._computed(s["found"]), s, differing, periods=True)
                for s, differing in others
            ),
        )

    def _computed(self, found: str) -> str:
        return self.translation.computed(found) if self.translation else found

    def _contrast(self, claim: dict, of_clause: pd.DataFrame) -> str:
        said = "; ".join(map(self._computed, of_clause["found"]))
        return self.labels.title(
            "repair.contrast", statement=self.statement(claim), found=said,
            source=self.source(of_clause.to_dict("records")),
        )  # fmt: skip

    @staticmethod
    def test_of(claim: dict, specification: dict) -> dict:
        """The clause's test with the options of a specification put in."""
        for chosen, _, test in choices.combinations(claim["test"]):
            if all(specification[axis] == option for axis, option in chosen.items()):
                return test
        raise ValueError(f"claim `{claim['id']}`: no combination of choices as in the table")

    def in_document(self, claim: dict) -> str:
        """What the document gives in place of the published number, in the clause's unit."""
        point = (self.documents[claim["document"]].get("bears_on") or {}).get(claim["id"], {})
        if "value" not in point:
            return ""
        value = self._stands(claim, point["value"])
        number = not isinstance(point["value"], str)
        return self._in_unit(claim, value) if number else value

    def _prose(self, text: str) -> str:
        """A text of documents.yaml in one line, its numbers as the language writes them."""
        text = " ".join(text.split())
        return self.translation.numbers(text) if self.translation else text

    def note(self, claim: dict) -> str:
        """What the clause says of itself in the language, in one line."""
        own = self.translation.clauses[claim["id"]] if self.translation else claim
        return " ".join(own.get("note", "").split())

    def statement(self, claim: dict) -> str:
        """The clause in the language, without its full stop."""
        own = self.translation.clauses[claim["id"]] if self.translation else claim
        return " ".join(own["statement"].split()).rstrip(".")

    def _stands(self, claim: dict, value: object) -> str:
        """A published or found value as the language writes it; a day beside a year is a year."""
        if value is None:
            return ""
        if isinstance(value, list):
            return "–".join(self._stands(claim, each) for each in value)
        if isinstance(value, str):
            if day := DAY.fullmatch(value):
                if isinstance(claim.get("published"), int):
                    return day[1]
                month = self.labels.text(f"month.{day[2]}", year=day[1])
                return self.labels.text(
                    "repair.date", day=int(day[3]), dd=day[3], month=month, mm=day[2], yyyy=day[1]
                )
            return self.translation.found(value) if self.translation else value
        dated = claim.get("unit", "").startswith(("year", "edition")) or not claim.get("unit")
        year = dated and isinstance(value, int) and periods.parse(str(value)) is not None
        return str(value) if year else self.labels.number(value, ",g")

    def _in_unit(self, claim: dict, value: str) -> str:
        """A value with the clause's unit, as the language orders them."""
        unit = claim.get("unit", "")
        if self.translation:
            unit = self.translation.unit(unit, str(claim.get("published", "")))
            return f"{value} {unit}".strip()
        if money := MONEY.fullmatch(unit):
            return f"{money[1]} {value} {money[2]}"
        if unit.startswith(("year", "edition", "stage")):
            return value
        return f"{value}{unit}" if unit.startswith("%") else f"{value} {unit}".strip()


def _sentence(text: str) -> str:
    """A text in one line, with its full stop and a space before it, or nothing."""
    text = " ".join(text.split())
    return f" {text.rstrip('.')}." if text else ""


def _others(of_clause: pd.DataFrame, base: dict, axis: str) -> list[tuple[dict, list[str]]]:
    """The specifications nearest to the base one under which the clause fares otherwise.

    returns : each with the axes on which it differs from the base; those that differ on the
              deciding axis come first among equally near ones
    """
    if not axis or axis == "yardstick":  # under another yardstick the number is the same
        return []
    options = pd.DataFrame(robustness.axes(of_clause))
    own = options[of_clause["specification"] == base["specification"]].iloc[0]
    differs = options != own
    flipped = of_clause[of_clause["holds"] != base["holds"]]
    order = sorted(flipped.index, key=lambda i: (differs.loc[i].sum(), not differs.loc[i, axis], i))
    found = [(flipped.loc[i].to_dict(), list(options.columns[differs.loc[i]])) for i in order]
    least = len(found[0][1]) if found else 0
    nearest = [each for each in found if len(each[1]) == least]
    # Under another yardstick the number is the same, and there is nothing to set beside it.
    return [each for each in nearest if each[1] != ["yardstick"]][:OTHERS_SHOWN]
