"""The audit as pages for the browser: an index, a page of cards per section, the method."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from techsov.audit import robustness
from techsov.audit.cards import Material, section_name
from techsov.claims.statements import SECTIONS
from techsov.presentation import pages, palette
from techsov.presentation.labels import Labels

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif"


def write(material: dict[str, Material], folder: Path | str, *, edition: str) -> None:
    """Write the pages in every language; the first one's stand in the folder itself.

    Parameters
    ----------
    material
        language -> what its cards are made of
    """
    first = next(iter(material))
    for language, of in material.items():
        target = Path(folder) / ("" if language == first else language)
        target.mkdir(parents=True, exist_ok=True)
        others = {
            other: ("../" if language != first else "") + ("" if other == first else f"{other}/")
            for other in material
            if other != language
        }
        for name, page in _pages(of, others, edition, first=language == first).items():
            (target / f"{name}.html").write_text(page, encoding="utf-8")


def _pages(of: Material, others: dict[str, str], edition: str, *, first: bool) -> dict[str, str]:
    labels, sections = of.labels, of.sections(FONT)

    def common(name: str, title: str) -> dict:
        return {
            "labels": labels,
            "title": title,
            "site": labels["audit.site"],
            "home": "index.html",
            "nav": [
                (f"{page}.html", labels[f"audit.{page}"], page == name)
                for page in ("index", "method")
            ],
            "bibliography": ("" if first else "../") + "sources.bib",
            "others": {language: f"{up}{name}.html" for language, up in others.items()},
        }

    made = {
        "index": pages.render(
            "audit_index.html",
            **common("index", labels["audit.index"]),
            **_index(of, sections, edition, first=first),
        ),
        "method": pages.render(
            "audit_method.html",
            **common("method", labels["audit.method"]),
            objection=labels["audit.objection.template"],
            paragraphs=_paragraphs(labels, "audit.method_text"),
            limits=_paragraphs(labels, "audit.limits_text"),
        ),
    }
    for section in SECTIONS:
        made[pages.slug(section)] = pages.render(
            "audit_section.html",
            **common(pages.slug(section), section_name(labels, section)),
            cards=sections.get(section, []),
            markup=Markup,
        )
    return made


def _paragraphs(labels: Labels, key: str) -> list[str]:
    return [text for name, text in sorted(labels.texts.items()) if name.startswith(f"{key}.")]


def _index(of: Material, sections: dict, edition: str, *, first: bool) -> dict:
    labels, summary = of.labels, of.summary
    up_to_files, printed = ("", "audit.pdf") if first else ("../", f"audit.{labels.language}.pdf")
    claims = [(s, c) for s, cards in sections.items() for card in cards for c in card["claims"]]
    counts = {name: 0 for name in robustness.SEVERITIES}
    once = [claim for _, claim in claims if not claim["same_as"]]
    for claim in once:
        counts[claim["severity"]] += 1
    order = {id_: n for n, id_ in enumerate(robustness.ranking(summary.reset_index(drop=True)).id)}
    gravest_first = sorted(
        claims, key=lambda claim: robustness.SEVERITIES.index(claim[1]["severity"])
    )
    several = sorted((c for _, c in claims if c["id"] in order), key=lambda c: order[c["id"]])
    place = {c["id"]: pages.slug(section) for section, c in claims}
    return {
        "lead": labels.text("audit.lead", total=len(once), edition=edition),
        "severities": [
            (labels[f"severity.{name}"], labels[f"severity_means.{name}"], count)
            for name, count in counts.items()
        ],
        "sections": [
            (f"{pages.slug(section)}.html", section_name(labels, section), len(cards))
            for section, cards in sections.items()
        ],
        "columns": [
            {"key": "section", "text": labels["audit.column.section"], "choose": True},
            {"key": "statement", "text": labels["audit.column.statement"]},
            {"key": "verdict", "text": labels["audit.column.verdict"], "choose": True},
            {"key": "severity", "text": labels["audit.column.severity"], "choose": True},
        ],
        "rows": [
            {
                "section": (section_name(labels, section), section_name(labels, section)),
                "statement": _link(place, claim),
                "verdict": (_badge(claim), claim["verdict_name"]),
                "severity": (
                    labels[f"severity.{claim['severity']}"],
                    labels[f"severity.{claim['severity']}"],
                ),
            }
            for section, claim in gravest_first
        ],
        "ranking_columns": [
            {"key": "statement", "text": labels["audit.column.statement"]},
            {"key": "share", "text": labels["audit.column.share"], "number": True},
            {"key": "of", "text": labels["audit.column.specifications"], "number": True},
            {"key": "robustness", "text": labels["audit.column.decides"]},
        ],
        "ranking": [
            {
                "statement": _link(place, claim),
                "share": (
                    labels.percent(100 * summary.loc[claim["id"], "share"]),
                    f"{summary.loc[claim['id'], 'share']:.6f}",
                ),
                "of": str(int(summary.loc[claim["id"], "specifications"])),
                "robustness": claim["robustness"],
            }
            for claim in several
        ],
        "files": [(up_to_files + name, labels[f"audit.file.{name}"]) for name in FILES],
        "printed": (up_to_files + printed, labels["audit.file.audit.pdf"]),
    }


FILES = ("claims.csv", "audit.csv", "targets.csv", "sources.bib")


def _link(place: dict[str, str], claim: dict) -> Markup:
    return Markup('<a href="{}.html#{}">{}</a>').format(
        place[claim["id"]], claim["id"], claim["statement"]
    )


def _badge(claim: dict) -> Markup:
    return Markup('<span class="badge {}">{}</span>').format(
        pages.verdict_class(claim["verdict"]), claim["verdict_name"]
    )


# --- the same in print ---------------------------------------------------------------------

PRINT_FONT = "DejaVu Sans, Libertinus Serif"


def in_print(of: Material, *, edition: str) -> dict:
    """The cards and the words around them, as the Typst source of the printed audit reads them."""
    labels = of.labels
    return {
        "language": labels.language,
        "title": labels["audit.site"],
        "lead": labels.text("audit.lead", total=len(of.stated), edition=edition),
        "words": {
            name: labels[f"audit.{name}"]
            for name in (
                "published",
                "number",
                "found",
                "source",
                "robustness",
                "document",
                "reply",
                "repair",
                "place",
                "id",
                "curve_key",
                "method",
                "limits",
            )
        },
        "method": _paragraphs(labels, "audit.method_text"),
        "limits": _paragraphs(labels, "audit.limits_text"),
        "objection": {
            name: labels[f"audit.objection.{name}"] for name in ("title", "lead", "template")
        },
        "sections": [
            {
                "name": section_name(labels, section),
                "cards": [
                    card
                    | {
                        "claims": [
                            claim
                            | {
                                "colour": palette.VERDICTS[claim["verdict"]],
                                "severity_name": labels[f"severity.{claim['severity']}"],
                            }
                            for claim in card["claims"]
                        ]
                    }
                    for card in cards
                ],
            }
            for section, cards in of.sections(PRINT_FONT).items()
        ],
    }
