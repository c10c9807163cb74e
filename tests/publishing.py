"""Releases as providers publish them: what a server on this machine holds, told in their layouts.

`dataverse` stands beside the server itself (`tests.providers`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import pandas as pd

from techsov.sources import oecd_msti
from tests.providers import ProviderServer, Request, Served

BANK_CODES = {"OECD": "OED", "EU27_2020": "EUU"}
MSTI = "OECD.STI.STP,DSD_MSTI@DF_MSTI"
MSTI_HEAD = (
    "DATAFLOW,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,PRICE_BASE,TRANSFORMATION,TIME_PERIOD,"
    "OBS_VALUE,UNIT_MULT,BASE_PER"
)
# Where a figure stands in the flow: MEASURE, UNIT_MEASURE, PRICE_BASE, TRANSFORMATION, UNIT_MULT.
MSTI_PLACES = {
    name: (*key, "V", "_Z", 6) if unit == oecd_msti.NATIONAL else (*key, "_Z", "_Z", 0)
    for key, (name, unit) in oecd_msti.SERIES.items()
} | {
    "gerd_ppp": (*oecd_msti.PPP, "V", "_Z", 6),
    "gerd_ppp_constant": (*oecd_msti.PPP, "Q", "_Z", 6),
    "gerd_growth": (*oecd_msti.PPP, "Q", "GY", 0),
}  # fmt: skip


Figures = Iterable[tuple[str, int, float]]


def bank_answer(series: str, updated: str, figures: Figures, *, one: bool = False) -> bytes:
    """What the World Bank's API answers; `one` to a question for a single observation.

    Parameters
    ----------
    figures
        country, year, value
    """
    rows = [
        {
            "indicator": {"id": series, "value": ""},
            "country": {"id": "", "value": ""},
            "countryiso3code": BANK_CODES.get(country, country),
            "date": str(year),
            "value": value,
        }
        for country, year, value in figures
    ]
    pages = len(rows) if one else 1
    head = {"page": 1, "pages": pages, "total": len(rows), "lastupdated": updated}
    return json.dumps([head, rows[:1] if one else rows]).encode()


def bank(server: ProviderServer, path: str, series: str, updated: str, figures: Figures) -> None:
    """A series of the World Bank's API."""
    held = list(figures)

    def answered(request: Request) -> tuple[int, dict[str, str], bytes]:
        one = request.query.get("per_page") == ["1"]
        return 200, {"ETag": f'"{updated}"'}, bank_answer(series, updated, held, one=one)

    server.answers[path] = answered


def rosstat(
    server: ProviderServer, page: str, files: dict[str, bytes], modified: float = 1738900000.0
) -> None:
    """A page of Rosstat's that links to these files, labels beside the links."""
    links = "".join(
        f'<div class="document-list__item--row"><div class="document-list__item-title">T</div>'
        f'<a class="btn" href="/storage/mediabank/{name}">x</a></div>'
        for name in files
    )
    server.answers[page] = Served(f"<html>{links}</html>".encode())
    for name, body in files.items():
        server.answers[f"/storage/mediabank/{name}"] = Served(body, modified=modified)


def dataflow(
    server: ProviderServer, service: str, flow: str, version: str, name: str, loaded: str
) -> None:
    """The latest version of a data flow, its name, and when its data were last loaded."""
    agency, _, own = flow.partition(",")
    described = {
        "data": {
            "dataflows": [{"id": own, "version": version, "name": name}],
            "contentConstraints": [
                {"type": "Allowed", "validFrom": "2030-01-01T00:00:00"},
                {"type": "Actual", "validFrom": loaded},
            ],
        }
    }
    path = f"{service}dataflow/{agency}/{own.replace('@', '%40')}/latest"
    server.answers[path] = Served(json.dumps(described).encode())


def msti(figures: pd.DataFrame, version: str) -> bytes:
    """An MSTI table, tidy, as the SDMX service answers."""
    agency, _, flow = MSTI.partition(",")
    lines = [MSTI_HEAD]
    for row in figures.itertuples():
        measure, unit, prices, transformation, multiplier = MSTI_PLACES[row.indicator]
        base = row.unit.split(", ")[1].split()[0] if row.indicator.endswith("_constant") else ""
        lines.append(
            f"{agency}:{flow}({version}),{row.country},A,{measure},{unit},{prices},"
            f"{transformation},{row.year},{row.value},{multiplier},{base}"
        )
    return "\n".join([*lines, ""]).encode()
