"""Cards: what the audit says on each statement, in one language, ready to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from techsov.audit import curve, robustness, sentences
from techsov.audit.repair import MONEY, Composer
from techsov.claims import documents, internal
from techsov.claims.grammar import SECTIONS
from techsov.presentation.labels import Labels

YEAR = re.compile(r"^years?\b ?(?=\(|$)")
DATED = re.compile(r"\b(?:19|20|21)\d\d\b")
RELEASE = re.compile(r"\b([a-z]+/[a-z0-9-]+) (\d[\w.-]*\w)")
DIFFERENCES = ("rises", "falls", "exceeds", "order", "steady")
TIMES = "outgrows"
FRACTION = re.compile(r"(?<![\d.,])0[.,]\d+(?![.,]?\d)")


@dataclass(frozen=True)
class Material:
    """What cards are made of.

    stated         : the claims
    verdicts       : the verdict table in the language, by id
    summary        : the clauses table of the audit, by id
    specifications : id -> its rows of the specification table
    composer       : repair lines and texts of the language
    """

    stated: list[dict]
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
            group = found[claim["section"]].setdefault(
                claim["group"],
                {"group": claim["group"], "section": claim["section"], "clauses": []},
            )
            group["clauses"].append(self.clause(claim, font))
        for cards in found.values():
            for card in cards.values():
                card["severity"] = gravest(c["severity"] for c in card["clauses"])
        return {section: list(cards.values()) for section, cards in found.items() if cards}

    def clause(self, claim: dict, font: str) -> dict:
        """One clause of a card: its words, numbers, curve, document and repair."""
        id_, labels = claim["id"], self.labels
        verdict, summary = self.verdicts.loc[id_], self.summary.loc[id_]
        of_clause = self.specifications.get(id_)
        return {
            "id": id_,
            "statement": verdict["statement"],
            "kind": claim["kind"],
            "place": place(labels, claim),
            "published": with_unit(verdict["published"], verdict["unit"], claim),
            "number": self._number(claim, verdict, of_clause),
            "reproduced": verdict["reproduced"],
            "verdict": summary["verdict"],
            "severity": summary["severity"],
            "found": self._why(claim, verdict["note"]),
            "source": "; ".join(labels.origins([(verdict["dataset"], verdict["vintage"])]))
            if verdict["dataset"]
            else "",
            "robustness": self._robustness(summary, of_clause),
            "curve": self._curve(claim, of_clause, font) if summary["specifications"] > 1 else "",
            "document": self._document(claim),
            "repair": summary[f"repair_{labels.language}"],
            "cite": summary["cite"],
        }

    def _number(self, claim: dict, verdict: pd.Series, of_clause: pd.DataFrame | None) -> str:
        """What stands against the published number, with its unit: computed, read or counted."""
        if of_clause is not None and claim["kind"] != "internal":
            reported = of_clause[of_clause["reproduced"] == self._computed[claim["id"]]]
            if claim["test"]["predicate"] == "same_concept" or reported.empty:
                return ""
            row = reported.sort_values("main", ascending=False, kind="stable").iloc[0].to_dict()
            test = self.composer.test_of(claim, row)
            return sentences.found(self.labels, claim, test, row)
        if claim["kind"] == "document":
            return self.composer.in_document(claim)
        made = claim.get("test", {}).get("predicate") in internal.MADE
        if not made and not MONEY.fullmatch(claim.get("unit", "")):  # both stand in the reason
            return ""
        return with_unit(verdict["reproduced"], verdict["unit"], claim)

    @cached_property
    def _computed(self) -> dict[str, str]:
        """Id -> the reproduced number as it was computed, before any language."""
        return dict(self.summary["reproduced"])

    def _why(self, claim: dict, note: str) -> str:
        """The reason for the verdict; releases go by their names, the document stands beside."""
        if claim["kind"] == "document":
            cited = " ".join(documents.cite(self.composer.documents[claim["document"]]).split())
            note = re.sub(re.escape(cited) + r", .*?https?://\S+", "", note)
            note = re.sub(r"^[^:]+: " + re.escape(cited) + r"\.", self.labels["audit.unread"], note)
            return " ".join(note.split())
        if claim.get("test", {}).get("of", {}).get("table") == "dependency":
            note = self._in_per_cent(claim, note)
        return RELEASE.sub(self._release, note)

    def _in_per_cent(self, claim: dict, note: str) -> str:
        """A computed note on shares, with per cent where it has fractions, as numbers have them."""
        own = self.composer.note(claim)
        computed = note.removesuffix(own)
        return FRACTION.sub(self._per_cent, computed) + note[len(computed) :]

    def _per_cent(self, found: re.Match) -> str:
        share = 100 * float(found[0].replace(",", "."))
        return self.labels.percent(share, sentences.decimals(share))

    def _release(self, found: re.Match) -> str:
        name = self.labels.origins([(found[1], found[2])])[0]
        return self.labels.text("audit.release", name=name)

    def _robustness(self, summary: pd.Series, of_clause: pd.DataFrame | None) -> str:
        """In how many specifications it holds, whether as likely meant, and what decides."""
        if of_clause is None:
            return ""
        labels = self.labels
        said = labels.text(
            "audit.share",
            holding=int(summary["holding"]),
            all=int(summary["specifications"]),
            likely=labels[f"audit.likely.{summary['likely_holds']}"],
        )
        if not summary["decides"]:
            return said
        axis = summary["decides"]
        options = "; ".join(
            labels.text(
                "audit.option", option=self.named(axis, option), holding=int(of["holding"]),
                all=int(of["size"]),
            )
            for option, of in robustness.by_option(of_clause, axis).iterrows()
        )  # fmt: skip
        decides = labels.text("audit.decides", axis=labels[f"axis.{axis}"], options=options)
        return f"{said} {decides}"

    def named(self, axis: str, option: str) -> str:
        """What an option is called; a vintage by its source."""
        if axis != robustness.VINTAGE:
            return self.composer.option(option)
        dataset, _, vintage = option.partition(" ")
        return "; ".join(self.labels.origins([(dataset, vintage)]))

    def _in_a_row(self, of_clause: pd.DataFrame, axis: str, option: str) -> str:
        """What an option is called beside a curve: of one dataset's releases, the date alone."""
        if axis == robustness.VINTAGE and len(set(of_clause["dataset"])) == 1:
            return self.labels.date(option.partition(" ")[2])
        return self.named(axis, option)

    def _curve(self, claim: dict, of_clause: pd.DataFrame, font: str) -> str:
        test, labels = claim["test"], self.labels
        predicate, of = test["predicate"], test.get("of", {})
        scale = 100 if of.get("table") == "dependency" and predicate != TIMES else 1
        shown = of_clause.assign(**{c: of_clause[c] * scale for c in ("value", "low", "high")})
        if np.isfinite(shown["value"]).sum() < 2:  # a concept without data has no number
            return ""
        return curve.draw(
            shown,
            labels,
            title=labels.text("audit.curve", statement=self.composer.statement(claim)),
            measured=labels[f"measured.{_measured(claim)}"],
            written=lambda value: (
                str(int(value))
                if predicate in sentences.EXTREMES
                else labels.number(float(f"{value:.6g}"), ",g")
            ),
            named=lambda axis, option: self._in_a_row(of_clause, axis, option),
            font=font,
        )

    def _document(self, claim: dict) -> dict | None:
        if claim["kind"] != "document":
            return None
        document = self.composer.documents[claim["document"]]
        point = (document.get("bears_on") or {}).get(claim["id"])
        card = {
            "cited": documents.cite(document),
            "address": document["address"],
            "consulted": document["consulted"] if point else "",
        }
        if point:
            copy = documents.copy_of(document, point)
            translation = self.composer.translation
            where = translation.places[point["where"]] if translation else point["where"]
            card |= {"where": where, "copy": self.labels[f"copy.{copy['kind']}"], "at": copy["at"]}
        elif search := (document.get("sought") or {}).get(claim["id"]):
            card["sought"] = self.labels.text(
                "audit.sought",
                day=search["day"],
                terms="; ".join(self.labels.text("audit.term", term=t) for t in search["terms"]),
                found=self.labels[f"audit.came_up.{search['found']}"],
            )
        return card


def section_name(labels: Labels, section: str) -> str:
    """A section as a heading names it."""
    if section.isdigit():
        return labels.text("verdicts.section", number=section)
    return labels[f"verdicts.part.{section}"]


def place(labels: Labels, claim: dict) -> str:
    """Where in the paper the sentence stands: section, paragraph, footnote."""
    found = section_name(labels, claim["section"])
    for part in ("paragraph", "footnote"):
        if part in claim:
            found += ", " + labels.text(f"audit.{part}", number=claim[part])
    return found


def with_unit(published: str, unit: str, claim: dict) -> str:
    """A published number with its unit; a year goes without, but for its hedge.

    Behind a word, or a rank, the unit stands in brackets.
    """
    if DATED.search(published):
        unit = YEAR.sub("", unit)
    if not published or not unit:
        return published
    if not re.search(r"\d", published) or claim.get("unit") == "rank":
        return f"{published} ({unit})"
    if money := MONEY.fullmatch(unit):
        return f"{money[1]} {published} {money[2]}"
    return f"{published}{'' if unit.startswith('%') else ' '}{unit}"


def gravest(severities: Iterable[str]) -> str:
    """The gravest of several severities."""
    return min(severities, key=robustness.SEVERITIES.index)


def _measured(claim: dict) -> str:
    predicate = claim["test"]["predicate"]
    if claim["kind"] == "internal":
        return "value" if predicate in internal.MADE else "difference"
    if predicate in DIFFERENCES:
        return "difference"
    if predicate == TIMES:
        return "times"
    if predicate in sentences.EXTREMES:
        return "year"
    return "distance" if predicate == "same_concept" else "value"
