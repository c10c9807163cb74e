"""Colours with a fixed meaning, one for all that is drawn: figures, pages and charts.

The colours of countries are those of Okabe and Ito (2008), extended by Tol's muted scheme; both
hold for readers who do not tell red from green.
"""

from __future__ import annotations

from collections.abc import Iterable

INK, MUTED, FAINT, PALE = "#222222", "#6b6b6b", "#c8c8c8", "#ececec"
MIDDLE, PALER = "#8A8A8A", "#B9B9B9"  # parts beside another, or beside a colour
PAPER = "#7a4b00"  # what the paper itself states

COUNTRIES = {
    "RUS": "#0072B2",
    "CHN": "#D55E00",
    "USA": "#332288",
    "DEU": "#E69F00",
    "EU26": "#117733",
    "EU27-2007": "#117733",
    "EU27_2020": "#117733",
    "JPN": "#CC79A7",
    "KOR": "#882255",
    "IND": "#009E73",
    "BRA": "#999933",
    "TUR": "#44AA99",
    "OECD": "#444444",
    "ROW": "#888888",
}
GROUPS = {"BRICS": "#661100", "G7": "#444444"}
# Countries without a colour of their own, in order of appearance.
OTHERS = ("#56B4E9", "#661100", "#6699CC", "#AA4499", "#DDAA33", "#225555", "#BB5566", "#777777")

VERDICTS = {
    "reproduced": "#0072B2",
    "document agrees": "#56B4E9",
    "revised": "#F0C808",
    "mixed concept": "#E69F00",
    "inconsistent": "#CC79A7",
    "contradicted": "#B3360B",
    "document differs": "#882255",
    "document, other concept": "#44AA99",
    "reported": "#999933",
    "argument": "#8A8A8A",
    "document not consulted": "#AFAFAF",
    "no data in this edition": "#CDCDCD",
    "no open data": "#E4E4E4",
    "own check": "#F2F2F2",
}


def colours(codes: Iterable[str]) -> dict[str, str]:
    """A colour for each country: its own, or one of the spare ones."""
    spare = iter(OTHERS)
    return {c: COUNTRIES.get(c) or next(spare, MUTED) for c in dict.fromkeys(codes)}
