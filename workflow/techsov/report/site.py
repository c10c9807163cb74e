"""The report as files: the opening page, a page per step, those of all claims and releases."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from techsov.core import verdicts
from techsov.figures import registry
from techsov.presentation import pages
from techsov.presentation.chart import Chart
from techsov.presentation.labels import Labels
from techsov.report import content, explorer, releases, vega
from techsov.report.edition import Edition
from techsov.report.steps import Step

VEGA = "vega.js"  # Vega, Vega-Lite and what embeds them, once for all pages


def write(edition: Edition, target: Path | str) -> None:
    """Write the report's pages in every language, and their series, into the folder `target`."""
    choices = {
        name: explorer.read(name, edition.results / "indicators" / f"{name}.csv")
        for name in sorted({step.explorer for step in edition.steps} - {""})
    }
    for labels in edition.labels.values():
        folder = Path(target) / edition.folder(labels.language)
        folder.mkdir(parents=True, exist_ok=True)
        made = {"index.html": _index(edition, labels), "claims.html": _claims(edition, labels)}
        made["releases.html"] = releases.page(
            edition,
            labels,
            choices,
            _common(edition, labels, "releases.html", labels["report.releases.title"]),
        )
        made |= {
            f"{step.id}.html": _step(edition, labels, place, choices)
            for place, step in enumerate(edition.steps)
        }
        for name, page in made.items():
            (folder / name).write_text(page, encoding="utf-8")
    for name, rows in choices.items():
        (Path(target) / f"{name}.js").write_text(explorer.script(name, rows), encoding="utf-8")


def _common(edition: Edition, labels: Labels, name: str, title: str) -> dict:
    """What every page is given: links above, the same page in other languages, its names."""
    up = "../" if edition.folder(labels.language) else ""
    nav = [
        ("index.html", labels["report.home"], name == "index.html"),
        ("claims.html", labels["report.claims"], name == "claims.html"),
        ("releases.html", labels["report.releases.title"], name == "releases.html"),
    ]
    return {
        "labels": labels,
        "title": title,
        "site": labels["report.site"],
        "home": "index.html",
        "nav": nav,
        "others": {
            language: f"{up}{edition.folder(language)}{name}"
            for language in edition.labels
            if language != labels.language
        },
        "edition": edition.name,
        "notice": edition.notice(labels),
    }


def _index(edition: Edition, labels: Labels) -> str:
    claims = edition.claims[labels.language]
    sums = verdicts.counted(claims)
    up = edition.to_results(labels.language)
    return pages.render(
        "report_index.html",
        **_common(edition, labels, "index.html", labels["report.site"]),
        description=labels.text("report.description", total=sums["total"], edition=edition.name),
        lead=labels.text("report.lead", **sums),
        counts=content.by_verdict(claims),
        steps=[_card(edition, labels, step) for step in edition.steps],
        more=[
            (f"{up}{by_language[labels.language]}", labels[f"report.more.{name}"])
            for name, by_language in edition.more.items()
            if labels.language in by_language
        ],
    )


def _card(edition: Edition, labels: Labels, step: Step) -> dict:
    claims = _of_step(edition, labels, step)
    title, said = edition.told(step, labels)
    first = step.figures[0]
    chart = _chart(first, edition, labels)
    return {
        "address": f"{step.id}.html",
        "title": title,
        "argument": said,
        **_outcome(labels, step, claims),
        "strip": content.strip(claims, labels),
        "small": vega.small(chart, labels) if chart else "",
        "alt": edition.said(first, labels.language)["alt"],
    }


def _outcome(labels: Labels, step: Step, claims: pd.DataFrame) -> dict[str, str]:
    """How the step fares: the class of its mark, and the words."""
    of = step.outcome(claims)
    return {
        "outcome": str(of["name"]).replace(" ", "-"),
        "fares": labels.text(f"report.outcome.{of['name']}", **of),
    }


def _of_step(edition: Edition, labels: Labels, step: Step) -> pd.DataFrame:
    claims = edition.claims[labels.language]
    return claims[claims["id"].map(edition.step_of) == step.id]


def _step(edition: Edition, labels: Labels, place: int, choices: dict[str, pd.DataFrame]) -> str:
    step, claims = edition.steps[place], _of_step(edition, labels, edition.steps[place])
    title, said = edition.told(step, labels)
    around = [
        {"address": f"{s.id}.html", "title": edition.told(s, labels)[0]} for s in edition.steps
    ]
    up = edition.to_results(labels.language)
    statements = dict(zip(claims["id"], claims["statement"], strict=True))
    return pages.render(
        "report_step.html",
        **_common(edition, labels, f"{step.id}.html", title),
        step={
            "number": place + 1,
            "of": len(edition.steps),
            "title": title,
            "argument": said,
            **_outcome(labels, step, claims),
            "counts": labels.text("report.counts", **verdicts.counted(claims)),
            "strip": content.strip(claims, labels),
        },
        rests=content.rests(step, labels, statements),
        figures=[_figure(name, edition, labels) for name in step.figures],
        vega=("../" if edition.folder(labels.language) else "") + VEGA,
        provenance_columns=content.provenance_columns(labels),
        explorer=_explorer(step.explorer, choices, edition, labels) if step.explorer else None,
        tables=[content.paper_table(name, edition, labels) for name in step.tables],
        claim_columns=content.claim_columns(labels, whole=False),
        claims=content.claim_rows(claims, edition, labels, step=step),
        before=around[place - 1] if place else None,
        after=around[place + 1] if place + 1 < len(around) else None,
        notebook=f"{up}notebooks/{step.notebook}.ipynb" if step.notebook else "",
    )


def _explorer(
    name: str, choices: dict[str, pd.DataFrame], edition: Edition, labels: Labels
) -> dict:
    """Menus of a table's series, and where the page finds the series and the whole table."""
    up = edition.to_results(labels.language)
    shown = explorer.page(name, choices[name], labels, edition.focus, vega.chosen(labels))
    return shown | {"series": f"{up}report/{name}.js", "whole": f"{up}indicators/{name}.csv"}


def _figure(name: str, edition: Edition, labels: Labels) -> dict:
    """A figure with its chart, as JSON that can stand inside a page."""
    chart = _chart(name, edition, labels)
    drawn = pages.inside(vega.specification(chart, labels)) if chart else ""
    return content.figure(name, edition, labels) | {"chart": drawn}


def _chart(name: str, edition: Edition, labels: Labels) -> Chart | None:
    """The chart of a figure; a diagram has none."""
    describe = getattr(registry.module(name), "chart", None)
    return describe(edition.figure(name), labels) if describe else None


def _claims(edition: Edition, labels: Labels) -> str:
    claims = edition.claims[labels.language]
    name = "claims.csv" if labels.language == "en" else f"claims.{labels.language}.csv"
    return pages.render(
        "report_claims.html",
        **_common(edition, labels, "claims.html", labels["report.claims"]),
        columns=content.claim_columns(labels, whole=True),
        rows=content.claim_rows(claims, edition, labels),
        csv=f"{edition.to_results(labels.language)}{name}",
    )
