"""What the pages of the report say: rows and texts, ready for their templates."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from markupsafe import Markup, escape

from techsov.claims.telling import as_read, verdict_name, with_unit
from techsov.core.verdicts import stated_once
from techsov.paper import typesetting
from techsov.presentation import pages
from techsov.presentation.labels import Labels
from techsov.presentation.palette import VERDICTS
from techsov.presentation.words import section, word
from techsov.report.edition import Edition
from techsov.report.steps import Step

# A web address in a running text, without the stop or comma after it.
ADDRESS = re.compile(r"https?://[^\s;]+[^\s;.,)]")
FEW = 5  # rows that are read at a glance
YEARS = ("year", "since", "until", "gdp_since", "gdp_until")
MEASURED = re.compile(r"%|share|USD|EUR|RUB|bn|m |Gini")  # units that no count has


def by_verdict(claims: pd.DataFrame) -> list[tuple[str, int]]:
    """Verdicts that occur, in the order of the palette, with their numbers."""
    found = Counter(stated_once(claims)["verdict"])
    return [(verdict, found[verdict]) for verdict in VERDICTS if found[verdict]]


def strip(claims: pd.DataFrame, labels: Labels) -> Markup:
    """Verdicts of claims as one bar of coloured segments, with a text for who does not see it."""
    found = by_verdict(claims)
    said = labels.text(
        "report.strip", counts=", ".join(f"{labels[f'verdict.{v}']} {n}" for v, n in found)
    )
    segments = Markup("").join(
        Markup('<span class="{}" style="flex:{}"></span>').format(pages.verdict_class(v), n)
        for v, n in found
    )
    return Markup('<div class="strip" role="img" aria-label="{}" title="{}">{}</div>').format(
        said, said, segments
    )


# --- claims -------------------------------------------------------------------------------


def claim_columns(labels: Labels, *, whole: bool) -> list[dict]:
    """Columns of a table of claims; on the page of all of them also part and step."""
    names = ["statement", "published", "reproduced", "verdict"]
    names += ["section", "step"] if whole else []
    return [
        {
            "key": name,
            "text": labels[f"report.claim.{name}"],
            "choose": name in ("section", "step", "verdict"),
            "hidden": name == "step",  # the menu alone: the step is linked from the statement
            "wide": name == "statement",
        }
        for name in names
    ]


def claim_rows(
    claims: pd.DataFrame, edition: Edition, labels: Labels, *, step: Step | None = None
) -> list[dict]:
    """Claims as rows; on the page of a step, those that it rests on are marked."""
    titles = {s.id: edition.told(s, labels)[0] for s in edition.steps}
    rows = []
    for claim in claims.itertuples():
        of = edition.step_of[claim.id]
        key = step is not None and claim.id in step.rests_on
        about = [Markup("<code>{}</code>").format(claim.id)]
        if step is None:
            about.append(Markup('<a href="{0}.html#{1}">{2}</a>').format(of, claim.id, titles[of]))
        if claim.dataset:
            about.append(escape(labels.release(claim.dataset, claim.vintage)))
        why, code = edition.reasons.get(claim.id), edition.units[claim.id]
        # The unit of a count stands beside what is published, in the form for that number.
        found = claim if MEASURED.match(code) or not claim.published else claim._replace(unit="")
        about.append(escape(labels[f"evidence.{claim.evidence or 'nothing'}"]))
        if claim.same_as:
            again = Markup('{0} <a href="claims.html#{1}"><code>{1}</code></a>')
            about.append(again.format(labels["report.claim.same_as"], claim.same_as))
        if card := edition.card(claim.id, claim.section, labels.language):
            about.append(Markup('<a href="{}">{}</a>').format(card, labels["report.claim.audit"]))
        rows.append(
            {
                "id": claim.id,
                "statement": Markup(
                    '<span class="said">{}</span>{}<span class="reason">{}</span>'
                    '<span class="about">{}</span>'
                ).format(
                    claim.statement,
                    _key_mark(labels) if key else "",
                    _linked(claim.note),
                    Markup(" · ").join(about),
                ),
                "published": with_unit(claim.published, claim.unit, code, labels),
                "reproduced": as_read(why.reproduced if why else None, found, code, labels),
                "verdict": (
                    _badge(claim.verdict, verdict_name(labels, claim.verdict, why)),
                    labels[f"verdict.{claim.verdict}"],
                ),
                "section": section(labels, claim.section),
                "step": titles[of],
            }
        )
    return rows


def _linked(text: str) -> Markup:
    """A text with its web addresses as links."""
    said, end = Markup(""), 0
    for found in ADDRESS.finditer(text):
        before, address = text[end : found.start()], found[0]
        said += Markup('{}<a href="{}">{}</a>').format(before, address, urlsplit(address).netloc)
        end = found.end()
    return said + text[end:]


def _key_mark(labels: Labels) -> Markup:
    return Markup(' <span class="key">★ {}</span>').format(labels["report.claim.key"])


def _badge(verdict: str, name: str) -> Markup:
    return Markup('<span class="badge {}">{}</span>').format(pages.verdict_class(verdict), name)


# --- figures -------------------------------------------------------------------------------


def figure(name: str, edition: Edition, labels: Labels) -> dict:
    """A figure with its files, its table and its provenance."""
    up, language = edition.to_results(labels.language), labels.language
    table, said = edition.figure(name), edition.said(name, language)
    at = f"figures/{edition.folder(language)}{name}"
    varied, same = shared(columns(name, table, labels), cells(table, labels))
    return said | {
        "id": name,
        "bare": f"{up}{at}.bare.svg",
        "phone": f"{up}{at}.phone.svg",
        "files": {kind.upper(): f"{up}{at}.{kind}" for kind in ("svg", "pdf", "png")}
        | {labels[f"report.figure.bare_{kind}"]: f"{up}{at}.bare.{kind}" for kind in ("svg", "pdf")}
        | {"CSV": f"{up}figures/{name}.csv", "XLSX": f"{up}figures.xlsx"},
        "size": _size((edition.results / f"{at}.bare.svg").read_text(encoding="utf-8")[:2000]),
        "columns": varied,
        "same": same,
        "rows": cells(table, labels),
        "provenance": provenance(edition.origins(table), labels),
        "rule": labels.text(
            "report.figure.rule", rule="draw_figure", inputs=", ".join(edition.drawn[name])
        ),
    }


def _size(svg: str) -> tuple[int, int]:
    width, height = (re.findall(rf'\b{side}="([\d.]+)', svg)[0] for side in ("width", "height"))
    return round(float(width) * 96 / 72), round(float(height) * 96 / 72)


def columns(figure: str, table: pd.DataFrame, labels: Labels) -> list[dict]:
    """Columns of a figure's table in words; of texts in several languages only one's.

    A heading is the figure's own text for the column, where it has one, or that of all figures.
    """
    other = {"en", "ru"} - {labels.language}
    return [
        {
            "key": name,
            "text": _heading(figure, name.removesuffix(f"_{labels.language}"), labels),
            "number": pd.api.types.is_numeric_dtype(table[name]) and name not in YEARS,
        }
        for name in table.columns
        if name.rpartition("_")[2] not in other
    ]


def _heading(figure: str, column: str, labels: Labels) -> str:
    own = labels.texts.get(f"{figure}.column.{column}")
    return own or labels[f"report.column.{column}"]


def shared(held: list[dict], rows: list[dict]) -> tuple[list[dict], list[tuple[str, str]]]:
    """Columns that differ between rows, and of all others what is the same in each, by heading.

    A short table stays as it is; columns without any text are left out of both.
    """
    if len(rows) <= FEW:
        return held, []
    texts = {column["key"]: {row[column["key"]] for row in rows} for column in held}
    varied = [column for column in held if len(texts[column["key"]]) > 1]
    same = [(c["text"], *texts[c["key"]]) for c in held if len(texts[c["key"]]) == 1]
    return varied, [(heading, text) for heading, text in same if text]


def cells(table: pd.DataFrame, labels: Labels) -> list[dict]:
    """Rows of a figure's table: numbers in the language's writing, codes in words."""
    return [
        {name: _cell(name, value, labels) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _cell(column: str, value: Any, labels: Labels) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, str):
        return word(column, value, labels)
    return labels.number(value, ".6g" if isinstance(value, float) else "")


def provenance_columns(labels: Labels) -> list[dict]:
    """Columns of a table of provenance."""
    names = ("dataset", "vintage", "publisher", "licence", "released", "hash")
    return [
        {"key": n, "text": labels[f"report.provenance.{n}"], "code": n == "hash"} for n in names
    ]


def provenance(rows: pd.DataFrame, labels: Labels) -> list[dict]:
    """Files behind a figure: what they are, who published them, and their hash."""
    return [
        {
            "dataset": Markup('<a href="{}">{}</a>').format(row.landing, row.title),
            "vintage": labels.date(row.vintage),
            "publisher": row.publisher,
            "licence": row.licence,
            "released": row.released,
            "hash": row.sha256,
        }
        for row in rows.itertuples()
    ]


# --- the paper's tables --------------------------------------------------------------------


def paper_table(name: str, edition: Edition, labels: Labels) -> dict:
    """A table of the paper in cells of items, with a mark where a verdict calls for one."""
    up, language = edition.to_results(labels.language), labels.language
    table = pd.read_csv(
        edition.results / "tables" / f"{name}.csv", dtype=str, keep_default_na=False
    )
    structure = edition.structure(name)
    heads = dict(zip(table["column"], table[f"column_{language}"], strict=True))
    return {
        "id": name,
        "title": table[f"title_{language}"].iloc[0],
        "source": structure["source"][language],
        "heads": list(heads.values()),
        "rows": [
            {
                "head": of_row[f"row_{language}"].iloc[0],
                "cells": [_items(of_row[of_row["column"] == c], labels) for c in heads],
            }
            for _, of_row in table.groupby("row", sort=False)
        ],
        "csv": f"{up}tables/{name}.csv",
        "page": f"{up}tables/{edition.folder(language)}{name}.html",
    }


def _items(items: pd.DataFrame, labels: Labels) -> list[Markup]:
    said = []
    for item in items.itertuples():
        marked = sorted(set(item.verdicts.split(";")) & typesetting.MARKS.keys())
        badges = Markup("").join(
            Markup(" {}").format(_badge(v, labels[f"verdict.{v}"])) for v in marked
        )
        said.append(Markup("{}{}").format(getattr(item, f"text_{labels.language}"), badges))
    return said


def rests(step: Step, labels: Labels, statements: dict[str, str]) -> Markup:
    """The sentence that says which claims a step's verdict is made of, with links to them."""
    links = Markup(", ").join(
        Markup('<a href="#{}" title="{}">{}</a>').format(c, statements[c], c) for c in step.rests_on
    )
    return Markup(labels.text("report.rests", n=len(step.rests_on), list="{list}")).replace(
        "{list}", links
    )
