"""Cards: what the audit says on each statement, in one language, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from techsov.audit import curve, robustness
from techsov.audit.repair import Composer
from techsov.claims.replies import Reply
from techsov.claims.statements import SECTIONS, Claim, InDocument, Internal, Statistic
from techsov.claims.telling import MONEY, as_read, verdict_name, with_unit
from techsov.presentation.labels import Labels

DIFFERENCES = ("rises", "falls", "exceeds", "order", "steady")
EXTREMES = ("minimum_of_series", "maximum_of_series")
TIMES = "outgrows"
OURS = "yardstick"  # a bar that the auditors set, for a word without a number
BESIDE = ("read", "unread")  # reasons on a document, which a card shows beside


@dataclass(frozen=True)
class Material:
    """What cards are made of.

    Attributes
    ----------
    stated
        the claims
    verdicts
        the verdict table in the language, by id
    summary
        the claims table of the audit, by id
    specifications
        id -> its rows of the specification table
    composer
        repair lines, reasons and texts of the language
    """

    stated: list[Claim]
    verdicts: pd.DataFrame
    summary: pd.DataFrame
    specifications: dict[str, pd.DataFrame]
    composer: Composer

    @property
    def labels(self) -> Labels:
        """The texts of the language."""
        return self.composer.labels

    def sections(self, font: str) -> dict[str, list[dict]]:
        """Section -> its cards, in the order of the paper; a card for each statement."""
        found: dict[str, dict[str, dict]] = {section: {} for section in SECTIONS}
        for claim in self.stated:
            group = found[claim.section].setdefault(
                claim.group, {"group": claim.group, "section": claim.section, "claims": []}
            )
            group["claims"].append(self.claim(claim, font))
        for cards in found.values():
            for card in cards.values():
                card["severity"] = gravest(c["severity"] for c in card["claims"])
        return {section: list(cards.values()) for section, cards in found.items() if cards}

    def claim(self, claim: Claim, font: str) -> dict[str, Any]:
        """One claim of a card: its words, numbers, curve, document and repair."""
        id_, labels = claim.id, self.labels
        verdict, summary = self.verdicts.loc[id_], self.summary.loc[id_]
        rows, why = self.specifications.get(id_), self.composer.reasons.get(id_)
        origin = [(verdict["dataset"], verdict["vintage"])] if verdict["dataset"] else []
        return {
            "id": id_,
            "statement": verdict["statement"],
            "kind": claim.kind,
            "same_as": verdict["same_as"],
            "place": place(labels, claim),
            "published": self._published(claim, verdict),
            "number": self._number(claim, verdict, rows),
            "reproduced": verdict["reproduced"],
            "verdict": summary["verdict"],
            "verdict_name": verdict_name(labels, summary["verdict"], why),
            "evidence": labels[f"evidence.{summary['evidence'] or 'nothing'}"],
            "severity": summary["severity"],
            "found": self._why(claim),
            "source": "; ".join(self.composer.origins(origin)),
            "robustness": self._robustness(summary, rows),
            "curve": self._curve(claim, rows, font)
            if isinstance(claim, Statistic | Internal) and summary["specifications"] > 1
            else "",
            "document": self._document(claim),
            "replies": [self._reply(reply) for reply in self.composer.replies.get(id_, ())],
            "repair": summary[f"repair_{labels.language}"],
            "cite": summary["cite"],
        }

    def _reply(self, reply: Reply) -> str:
        """A reply to the verdict, with who made it and what it rests on."""
        _, text = reply.said(self.labels.language)
        return self.labels.text(
            "audit.replied", by=reply.by, date=reply.date, text=text, source=reply.source,
            page=reply.page,
        )  # fmt: skip

    def _published(self, claim: Claim, verdict: pd.Series) -> str:
        """What the paper states, with its unit; the two numbers of a contrast are no range."""
        said, published = verdict["published"], claim.published
        is_contrast = isinstance(claim, Statistic) and claim.test and claim.test.contrast
        if is_contrast and isinstance(published, tuple):
            left, right = map(self.composer.stated, published)
            said = self.labels.text("reason.against", first=left, second=right)
        return with_unit(said, verdict["unit"], claim.unit, self.labels)

    def _number(self, claim: Claim, verdict: pd.Series, rows: pd.DataFrame | None) -> str:
        """What stands against the published number, with its unit: computed, read or counted."""
        match claim:
            case InDocument():
                return self.composer.in_document(claim)
            case Statistic():
                shown = self.composer.reasons[claim.id].shown
                if not shown or rows is None or claim.tested.of is None:
                    return ""
                return self.composer.numbers(claim, rows.iloc[shown - 1].to_dict())
            case Internal() if claim.test.makes or MONEY.fullmatch(claim.unit):
                found = self.composer.reasons[claim.id].reproduced
                return as_read(found, verdict, claim.unit, self.labels)
        return ""  # both printed numbers stand in the reason

    def _why(self, claim: Claim) -> str:
        """The reason for the verdict; the document stands beside."""
        why = self.composer.reasons[claim.id].why
        if any(reason.key == "unread" for reason in why):
            own = self.composer.note(claim, [r for r in why if r.key not in BESIDE])
            return f"{self.labels['audit.unread']} {own}".strip()
        return self.composer.note(claim, [r for r in why if r.key not in BESIDE])

    def _robustness(self, summary: pd.Series, rows: pd.DataFrame | None) -> str:
        """In how many specifications it holds, whether as likely meant, and what decides."""
        if rows is None:
            return ""
        labels = self.labels
        said = labels.text(
            "audit.share",
            holding=int(summary["holding"]),
            all=int(summary["specifications"]),
            likely=labels[f"audit.likely.{summary['likely_holds']}"],
        )
        if axis := summary["decides"]:
            name = labels[f"axis.{axis}"]
            said += " " + labels.text("audit.decides", axis=name, options=self._options(rows, axis))
        if OURS in robustness.axes(rows):
            said += " " + labels.text("audit.ours", options=self._options(rows, OURS))
        return said

    def _options(self, rows: pd.DataFrame, axis: str) -> str:
        """In how many specifications the claim holds under each option of an axis."""
        return "; ".join(
            self.labels.text(
                "audit.option", option=self.named(axis, option), holding=int(of["holding"]),
                all=int(of["size"]),
            )
            for option, of in robustness.by_option(rows, axis).iterrows()
        )  # fmt: skip

    def named(self, axis: str, option: str) -> str:
        """What an option is called; a vintage by its source."""
        if axis != robustness.VINTAGE:
            return self.composer.option(option)
        dataset, _, vintage = option.partition(" ")
        return "; ".join(self.composer.origins([(dataset, vintage)]))

    def _in_a_row(self, rows: pd.DataFrame, axis: str, option: str) -> str:
        """What an option is called beside a curve: of one dataset's releases, the date alone."""
        if axis == robustness.VINTAGE and len(set(rows["dataset"])) == 1:
            return self.labels.date(option.partition(" ")[2])
        return self.named(axis, option)

    def _curve(self, claim: Statistic | Internal, rows: pd.DataFrame, font: str) -> str:
        labels, predicate = self.labels, claim.tested.predicate
        shares = isinstance(claim, Statistic) and claim.tested.in_shares and predicate != TIMES
        scale = 100 if shares else 1
        shown = rows.assign(**{c: rows[c] * scale for c in ("value", "low", "high")})
        if np.isfinite(shown["value"]).sum() < 2:  # a concept without data has no number
            return ""
        return curve.draw(
            shown,
            labels,
            title=labels.text("audit.curve", statement=self.composer.statement(claim)),
            measured=labels[f"measured.{_measured(claim)}"],
            written=lambda value: (
                str(int(value))
                if predicate in EXTREMES
                else labels.number(float(f"{value:.6g}"), ",g")
            ),
            named=lambda axis, option: self._in_a_row(rows, axis, option),
            font=font,
        )

    def _document(self, claim: Claim) -> dict[str, Any] | None:
        if not isinstance(claim, InDocument):
            return None
        document = self.composer.documents[claim.document]
        point = document.bears_on.get(claim.id)
        card: dict[str, Any] = {
            "cited": document.cited,
            "address": document.address,
            "consulted": document.consulted or "" if point else "",
        }
        if point:
            card |= {"where": self.composer.own(claim, "where")}
            card["copies"] = [
                {"kind": self.labels[f"reason.copies.{copy.kind}"], "at": copy.at}
                for copy in document.copies_of(point)
            ]
        elif search := document.sought.get(claim.id):
            card["sought"] = self.labels.text(
                "audit.sought",
                day=search.day,
                terms="; ".join(self.labels.text("audit.term", term=t) for t in search.terms),
                found=self.labels[f"audit.came_up.{search.found}"],
            )
        return card


def section_name(labels: Labels, section: str) -> str:
    """A section as a heading names it."""
    if section.isdigit():
        return labels.text("verdicts.section", number=section)
    return labels[f"verdicts.part.{section}"]


def place(labels: Labels, claim: Claim) -> str:
    """Where in the paper the sentence stands: section, paragraph, footnote."""
    found = section_name(labels, claim.section)
    for part in ("paragraph", "footnote"):
        if (number := getattr(claim, part)) is not None:
            found += ", " + labels.text(f"audit.{part}", number=number)
    return found


def gravest(severities: Iterable[str]) -> str:
    """The gravest of several severities."""
    return min(severities, key=robustness.SEVERITIES.index)


def _measured(claim: Statistic | Internal) -> str:
    predicate = claim.tested.predicate
    if isinstance(claim, Internal):
        return "value" if claim.test.makes else "difference"
    if predicate in DIFFERENCES:
        return "difference"
    if predicate == TIMES:
        return "times"
    if predicate in EXTREMES:
        return "year"
    return "distance" if predicate == "same_concept" else "value"
