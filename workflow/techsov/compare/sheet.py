"""A comparison as one sheet, in one language: what the PDF is set from."""

from __future__ import annotations

from techsov.compare import listing
from techsov.compare.built import FIGURE
from techsov.compare.listing import SHOWN, Comparison
from techsov.presentation.labels import Labels

# Figures that a sheet shows first, where they are drawn differently.
DRAWN = ("rd_share", "complexity_rank", "fig2_asymmetry", "funding")
ROWS_ON_SHEET = {"inputs": 8, "verdicts": 14, "causes": 9}


def name(language: str, is_first: bool) -> str:
    """File name of the one-page PDF: the first language has none in it."""
    return "comparison.pdf" if is_first else f"comparison.{language}.pdf"


def content(comparison: Comparison, labels: Labels, figures: list[dict]) -> dict:
    """What the one-page PDF shows: texts and rows, cut to what fits on a page.

    Parameters
    ----------
    figures
        as `techsov.compare.pictures.gather` gives them; a page has room for two pairs
    """
    names = {"before": comparison.before.name, "after": comparison.after.name}
    parts = {
        "inputs": listing.inputs(comparison, labels)["rows"],
        "verdicts": listing.verdicts(comparison, labels)["rows"],
        "causes": _headlines(comparison, labels),
    }
    plain = {
        name: [{key: listing.plain(cell) for key, cell in row.items()} for row in rows]
        for name, rows in parts.items()
    }
    cut = {name: rows[: ROWS_ON_SHEET[name]] for name, rows in plain.items()}
    more = {
        name: labels.text("compare.more", count=len(plain[name]) - len(rows))
        if len(plain[name]) > len(rows)
        else ""
        for name, rows in cut.items()
    }
    words = {
        key.removeprefix("compare."): labels[key]
        for key in labels.texts
        if key.startswith(("compare.column.", "compare.inputs.", "compare.verdicts.head",
                           "compare.causes.head", "compare.sheet."))
    }  # fmt: skip
    return {
        "language": labels.language,
        "heading": labels.text("compare.heading", **names),
        "lead": listing.lead(comparison, labels),
        "said": listing.verdicts(comparison, labels)["said"],
        "method": listing.method(comparison, labels),
        "rows": cut,
        "more": more,
        "editions": list(names.values()),
        "pairs": [[side["address"] for side in figure["sides"]] for figure in _first(figures)],
        "words": words,
        "foot": labels["page.foot"],
    }


def _headlines(comparison: Comparison, labels: Labels) -> list[dict]:
    """For each shown series of the focus country, the last revised year and the most revised."""
    table = comparison.tables["causes"]
    own = table[(table["country"] == comparison.focus[0]) & (table["partner"] == "")]
    rows = []
    for indicator in SHOWN:
        of = own[own["indicator"] == indicator]
        if of.empty:
            continue
        size = (of["new"] - of["old"]).abs()
        for year in dict.fromkeys((of["year"].max(), of.loc[size.idxmax(), "year"])):
            for key, figure in of[of["year"] == year].groupby(FIGURE, sort=False):
                rows.append(listing.cause_row(labels, key, figure))
    return rows


def _first(figures: list[dict]) -> list[dict]:
    """The figures that are drawn differently, those of DRAWN first."""
    place = {name: number for number, name in enumerate(DRAWN)}
    changed = [figure for figure in figures if figure["changed"]]
    return sorted(changed, key=lambda figure: place.get(figure["name"], len(place)))
