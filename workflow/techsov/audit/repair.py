"""Repair lines: the sentence that the data would bear, ready to be put into a manuscript.

A line is composed from what was computed: subject, number, vintage, source. Where a choice
decides, the number under its other options stands beside the first. A line on a document or on
the paper's own numbers is the claim with the number that stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.audit import robustness, sentences
from techsov.claims import choices, periods
from techsov.claims.documents import Document, Point
from techsov.claims.reasons import Found, Why
from techsov.claims.replies import Reply
from techsov.claims.specifications import implied
from techsov.claims.statements import (
    AnyClaim,
    Claim,
    InDocument,
    Internal,
    Statistic,
    StatisticTest,
)
from techsov.claims.telling import Teller, Texts, with_unit
from techsov.core.countries import Countries
from techsov.core.validation import given
from techsov.presentation.labels import Labels

NUMERIC = re.compile(r"^[\d.,–−\s]+$|\d{4}")
DAY_IN_WORDS = re.compile(r"^\d+ \w+ \d{4}$|^\d\d\.\d\d\.\d{4}$")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
OTHERS_SHOWN = 2
Row = dict[str, Any]


@dataclass(frozen=True)
class Composer(Teller):
    """Composes repair lines in one language.

    ``labels``: with the texts of the audit

    Attributes
    ----------
    documents
        id -> entry of documents.yaml
    reasons
        id of a claim -> why it has its verdict
    replies
        id of a claim -> what the paper's authors or others put beside its verdict
    """

    documents: Mapping[str, Document]
    reasons: Mapping[str, Why]
    replies: Mapping[str, Sequence[Reply]] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        common: Path | str,
        own: Path | str,
        translation: Path | str | None,
        *,
        countries: Countries,
        claims: list[AnyClaim],
        documents: Mapping[str, Document],
        reasons: Mapping[str, Why],
        replies: Mapping[str, Sequence[Reply]] | None = None,
    ) -> Composer:
        """A composer from the labels of all pages, those of the audit and a translation."""
        labels = Labels.load(common, countries)
        labels = replace(labels, texts=labels.texts | Labels.load(own, countries).texts)
        texts = Texts.load(translation, claims, documents)
        return cls(labels, texts, documents, reasons, replies or {})

    def line(self, claim: Claim, summary: Row, rows: pd.DataFrame | None) -> str:
        """The repair line of a claim; empty where it holds throughout or nothing decides.

        Parameters
        ----------
        summary
            its row of `robustness.summarise`
        rows
            its rows of the specification table, None where it has none
        """
        if summary["severity"] in ("holds", "open", "own"):
            return ""
        rows = pd.DataFrame() if rows is None else rows
        match claim:
            case InDocument():
                return self._document(claim)
            case Internal():
                return self._internal(claim, summary, rows)
            case Statistic() if claim.tested.of is None:  # a contrast, or an order
                return self.labels.title(
                    "repair.contrast" if claim.tested.contrast else "repair.order",
                    statement=self.statement(claim),
                    found=self.tell(self.reasons[claim.id].reproduced, claim),
                    source=self.source(rows.to_dict("records")),
                )
            case Statistic():
                return self._statistic(claim, summary, rows)
        return ""

    def found(self, claim: Claim, row: Row) -> Found:
        """What a specification found."""
        return self.reasons[claim.id].specifications[row["specification"] - 1]

    # --- statistics ------------------------------------------------------------------------

    def _statistic(self, claim: Statistic, summary: Row, rows: pd.DataFrame) -> str:
        base, others, axes = _set_beside(rows, summary["decides"])
        said = sentences.sentence(
            self.labels, claim, self.test_of(claim, base), self.found(claim, base)
        )
        beside = "; ".join(
            self._with_options(self.numbers(claim, s), s, differing) for s, differing in others
        )
        if not beside:
            return self.labels.title("repair.alone", said=said, source=self.source([base]))
        return self.labels.title(
            "repair.by_vintage" if robustness.VINTAGE in axes else "repair.by_choice",
            said=self._with_options(said, base, axes),
            others=beside,
            source=self.source([base, *(s for s, _ in others)]),
        )

    def numbers(self, claim: Statistic, row: Row) -> str:
        """What a specification found, in numbers with their units."""
        test = self.test_of(claim, row)
        said = sentences.numbers_alone(self.labels, claim, test, self.found(claim, row))
        return self.labels.text("repair.implied", found=said) if implied(row["dataset"]) else said

    def _with_options(self, said: str, s: Row, axes: list[str], *, periods: bool = False) -> str:
        """Numbers with the options behind them; a period that is said already is left out."""
        shown = [axis for axis in axes if periods or axis != "period"]
        options = ", ".join(
            self.source([s]) if axis == robustness.VINTAGE else self.option(s[axis])
            for axis in shown
        )
        return self.labels.text("repair.other", found=said, option=options) if options else said

    def source(self, rows: Iterable[Row]) -> str:
        """The sources of specifications with their vintages, for a bracket."""
        return "; ".join(self.origins([(s["dataset"], s["vintage"]) for s in rows]))

    @staticmethod
    def test_of(claim: Statistic, row: Mapping[str, Any]) -> StatisticTest:
        """The claim's test with the options of a specification put in."""
        for chosen, _, test in choices.combinations(claim.tested):
            if all(row[axis] == option for axis, option in chosen.items()):
                return test
        raise ValueError(f"claim `{claim.id}`: no combination of choices as in the table")

    # --- documents and the paper itself ----------------------------------------------------

    def _document(self, claim: InDocument) -> str:
        document = self.documents[claim.document]
        point = document.bears_on[claim.id]
        statement, says = self.statement(claim), _sentence(self.own(claim, "says"))
        source = self.read(document, point)
        if point.silent:
            return self.labels.title("repair.silent", statement=statement, says=says, source=source)
        value = self._stands(claim, point.said(claim))
        if point.concept is not None:
            return self.labels.title(
                "repair.concept_of_word" if isinstance(point.value, str) else "repair.concept",
                value=self._in_unit(claim, value), concept=self.own(claim, "concept").rstrip("."),
                says=says, source=source,
            )  # fmt: skip
        return self._corrected(claim, value, says, source)

    def read(self, document: Document, point: Point) -> str:
        """What was read of a document on a point, where and when."""
        kind, _ = document.evidence(point)
        places = [copy.at for copy in document.copies_of(point) if copy.kind == kind]
        return self.labels.text(
            f"repair.read.{kind}", cited=document.cited, at="; ".join(places),
            day=str(document.consulted),
        )  # fmt: skip

    def _corrected(self, claim: Claim, value: str, says: str, source: str) -> str:
        """The claim with the number that stands in its place."""
        statement, published = self.statement(claim), self._stands(claim, claim.published)
        stands = re.compile(rf"(?<![\w.,]){re.escape(published)}(?![\w-])")
        same_grain = not DAY_IN_WORDS.search(value) or published.count(".") == 2
        once = published and len(stands.findall(statement)) == 1
        if once and same_grain and NUMERIC.search(value):
            said = stands.sub(value, statement)
            return self.labels.title("repair.corrected", said=said, says=says, source=source)
        return self.labels.title(
            "repair.instead", statement=statement, value=self._in_unit(claim, value), says=says,
            source=source,
        )  # fmt: skip

    def _internal(self, claim: Internal, summary: Row, rows: pd.DataFrame | None) -> str:
        if summary["severity"] != "fails":
            return self._by_counting(claim, summary, rows)
        reasons, equals = self.reasons[claim.id], claim.test.equals
        found = self.tell(reasons.found, claim)
        if claim.test.predicate in ("difference", "sum") and given(equals).claim == claim.id:
            value = self.labels.number(reasons.found[0]["made"], "g")
            return self._corrected(claim, value, "", found)
        return self.labels.title("repair.internal", statement=self.statement(claim), found=found)

    def _by_counting(self, claim: Internal, summary: Row, rows: pd.DataFrame) -> str:
        """What printed numbers make as most likely meant, and the nearest way to the contrary."""
        base, others, axes = _set_beside(rows, summary["decides"])

        def counted(row: Row, differing: list[str]) -> str:
            said = self.tell(self.found(claim, row), claim)
            return self._with_options(said, row, differing, periods=True)

        return self.labels.title(
            "repair.counted" if base["holds"] else "repair.counted_otherwise",
            statement=self.statement(claim),
            found=counted(base, axes),
            others="; ".join(counted(*each) for each in others),
        )

    def in_document(self, claim: InDocument) -> str:
        """What the document gives in place of the published number, in the claim's unit."""
        point = self.documents[claim.document].bears_on.get(claim.id)
        said = point.said(claim) if point is not None else None
        if said is None:
            return ""
        value = self._stands(claim, said)
        return value if isinstance(said, str) else self._in_unit(claim, value)

    def statement(self, claim: Claim) -> str:
        """The claim in the language, without its full stop."""
        return self.own(claim, "statement").rstrip(".")

    def _stands(self, claim: Claim, value: Any) -> str:
        """A published or found value as the language writes it; a day beside a year is a year."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return "–".join(self._stands(claim, each) for each in value)
        if isinstance(value, str):
            if day := DAY.fullmatch(value):
                if isinstance(claim.published, int):
                    return day[1]
                month = self.labels.text(f"month.{day[2]}", year=day[1])
                return self.labels.text(
                    "repair.date", day=int(day[3]), dd=day[3], month=month, mm=day[2], yyyy=day[1]
                )
            return self.stated(value)
        dated = claim.unit.startswith(("year", "edition")) or not claim.unit
        year = dated and isinstance(value, int) and periods.parse(str(value)) is not None
        return str(value) if year else self.labels.number(value, ",g")

    def _in_unit(self, claim: Claim, value: str) -> str:
        """A value with the claim's unit, as the language orders them."""
        if not self.texts.units and claim.unit.startswith(("year", "edition", "stage")):
            return value
        return with_unit(value, self.unit(claim), claim.unit, self.labels)


def _sentence(text: str) -> str:
    """A text with its full stop and a space before it, or nothing."""
    return f" {text.rstrip('.')}." if text else ""


def _set_beside(
    rows: pd.DataFrame, axis: str
) -> tuple[Row, list[tuple[Row, list[str]]], list[str]]:
    """The specification that the edition reports, those nearest to it under which the claim fares
    otherwise, each with the axes on which it differs, and the axes on which any does.

    Those that differ on the deciding axis come first among equally near ones.
    """
    base = robustness.base(rows).to_dict()
    if not axis or axis == "yardstick":  # under another yardstick the number is the same
        return base, [], []
    options = pd.DataFrame(robustness.axes(rows))
    own = options[rows["specification"] == base["specification"]].iloc[0]
    differs = options != own
    flipped = rows[rows["holds"] != base["holds"]]
    order = sorted(flipped.index, key=lambda i: (differs.loc[i].sum(), not differs.loc[i, axis], i))
    found = [(flipped.loc[i].to_dict(), list(options.columns[differs.loc[i]])) for i in order]
    nearest = [each for each in found if len(each[1]) == len(found[0][1])]
    # Under another yardstick the number is the same, and there is nothing to set beside it.
    others = [each for each in nearest if each[1] != ["yardstick"]][:OTHERS_SHOWN]
    return base, others, [a for a in options if any(a in axes for _, axes in others)]
