"""Every number that is printed anywhere, under one flat name each.

`gerd_gdp.RUS.2022` is the edition's main figure; `gerd_gdp.RUS.2022@worldbank/gerd/2021-09` the
same on a named vintage. Other names:

rank.SITC.RUS.2022, eci.SITC.RUS.2022, ranked.SITC.RUS.2022     complexity
fdva_share.value_added.foreign.RUS.CHN.2011                     measure.basis.scope.user.supplier
claim.<id>.published, claim.<id>.reproduced, claim.<id>.verdict
verdicts.<verdict>, verdicts.section.<section>.<verdict>, verdicts.total
claims                                                         their ids, in the paper's order
vintage.<dataset>                                               the edition's main vintage
paper.<field>                                                   the paper under audit
focus.user, focus.supplier                                      the pair that the figures show
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from techsov.catalogue.datasets import INDICATORS
from techsov.claims.statements import AnyClaim
from techsov.core.verdicts import VERDICTS, stated_once

Value = tuple[str, object, str, str, str]  # name, value, unit, dataset, vintage
PRECISION = 10
# The paper speaks of this pair, whichever pair a user puts in focus.
PAIR = ("RUS", "CHN")


def collect(
    frames: dict[str, pd.DataFrame],
    claims: pd.DataFrame,
    stated: list[AnyClaim],
    is_main: Callable[[str, str], bool],
    focus: Iterable[str],
    paper: dict[str, object],
) -> dict[str, dict]:
    """Flat name -> {value, unit, dataset, vintage}, sorted by name.

    Where two datasets report the same main number, the plain name goes to the first in alphabetical
    order, of dependency to the one that covers more years; each has its full name in any case.
    """
    found: dict[str, dict] = {}
    sources = (
        *(_indicators(frames[name]) for name in INDICATORS),
        _complexity(frames["complexity"], ""),
        _complexity(frames["complexity_common"], "common_"),
        _complexity(frames["complexity_trade"], "trade_"),
        _dependency(frames["dependency"], {*PAIR, *focus}),
    )
    for source in sources:
        for name, value, unit, dataset, vintage in source:
            entry = {"value": value, "unit": unit, "dataset": dataset, "vintage": vintage}
            found[f"{name}@{dataset}/{vintage}"] = entry
            if is_main(dataset, vintage):
                found.setdefault(name, entry)
                found[f"vintage.{dataset}"] = _own(vintage, "") | {"dataset": dataset}
    found |= {name: _own(value, unit) for name, value, unit in _claims(claims, stated)}
    found |= {
        f"focus.{role}": _own(code, "")
        for role, code in zip(("user", "supplier"), focus, strict=False)
    }
    found |= {f"paper.{field}": _own(value, "") for field, value in paper.items()}
    return dict(sorted(found.items()))


def write(values: dict[str, dict], path: Path | str) -> None:
    """Write `values.json`: UTF-8, one value a line, sorted."""
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entry, ensure_ascii=False)}"
        for name, entry in values.items()
    )
    Path(path).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _own(value: object, unit: str) -> dict:
    return {"value": value, "unit": unit, "dataset": "", "vintage": ""}


def _round(value: float) -> float | int:
    rounded = float(f"{value:.{PRECISION}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _indicators(frame: pd.DataFrame) -> Iterator[Value]:
    for row in frame.sort_values("dataset", kind="stable").itertuples():
        name = f"{row.indicator}.{row.country}.{row.year}"
        yield name, _round(row.value), row.unit, row.dataset, row.vintage


def _complexity(frame: pd.DataFrame, prefix: str) -> Iterator[Value]:
    for row in frame.itertuples():
        name = f"{row.classification}.{row.country}.{row.year}"
        for column, unit in (("rank", "rank"), ("ranked", "countries"), ("eci", "")):
            value = _round(getattr(row, column))
            yield f"{prefix}{column}.{name}", value, unit, row.dataset, row.vintage


def _dependency(frame: pd.DataFrame, countries: set[str]) -> Iterator[Value]:
    """Every measure between the countries, and the absorption measure of them and all others."""
    years = frame.groupby("dataset")["year"].transform("nunique")
    frame = frame.assign(years=-years).sort_values(["years", "dataset"], kind="stable")
    user, supplier = frame["user"].isin(countries), frame["supplier"].isin(countries)
    absorbed = (frame["measure"] == "fdva_share") & (user | supplier)
    for row in frame[(user & supplier) | absorbed].dropna().itertuples():
        name = f"{row.measure}.{row.basis}.{row.scope}.{row.user}.{row.supplier}.{row.year}"
        yield name, _round(row.value), "share", row.dataset, row.vintage


def _claims(claims: pd.DataFrame, stated: list[AnyClaim]) -> Iterator[tuple[str, object, str]]:
    published = {claim.id: claim.published for claim in stated}
    for row in claims.itertuples():
        yield f"claim.{row.id}.published", published[row.id], row.unit
        yield f"claim.{row.id}.reproduced", row.reproduced, row.unit
        yield f"claim.{row.id}.verdict", row.verdict, ""
    yield "claims", list(published), ""
    once = stated_once(claims)
    yield "verdicts.total", len(once), "claims"
    for verdict in VERDICTS:
        matching = once[once["verdict"] == verdict]
        yield f"verdicts.{verdict}", len(matching), "claims"
        for section in sorted(set(claims["section"])):
            of_section = int((matching["section"] == section).sum())
            yield f"verdicts.section.{section}.{verdict}", of_section, "claims"
