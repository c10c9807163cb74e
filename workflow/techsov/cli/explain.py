"""Follow one claim from its sentence over its readings to the raw rows, files, providers, hashes.

ID is the claim's in config/claims.yaml and in claims.csv of a built edition. The reading that the
verdict reports is followed unless another is named; the star marks what the authors most likely
did. Of long series the first rows are shown.

Example:
    techsov explain s5-complexity-2022
    techsov explain s5-complexity-2022 --reading 2 --language ru --all
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from techsov import claims, cli
from techsov.audit import cards, trace
from techsov.audit.repair import Composer
from techsov.catalogue import datasets
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, evidence, reasons, replies
from techsov.claims.statements import Claim, InDocument, Internal, Statistic
from techsov.claims.telling import as_read, with_unit
from techsov.core import validation
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.presentation.labels import Labels

SHOWN = 6  # lines of a file


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="the claim")
    parser.add_argument("--edition", default="embedded", help="a built one (default: embedded)")
    parser.add_argument("--reading", type=int, metavar="N", help="the number of another reading")
    parser.add_argument("--language", default="en", choices=("en", "ru"), help="default: en")
    parser.add_argument("--all", action="store_true", help="every row of a series")


def run(given: argparse.Namespace) -> int:
    """Print the way from the sentence to the files."""
    results = Path(f"results/{given.edition}")
    own = "" if given.language == "en" else f".{given.language}"
    if not (results / f"claims{own}.csv").exists():
        raise ConfigError(f"{results}/claims{own}.csv is not built: run `make`")
    countries, stated = Countries.load("config/countries.yaml"), claims.load("config/claims.yaml")
    by_id, known = {claim.id: claim for claim in stated}, documents.load("config/documents.yaml")
    if given.id not in by_id:
        raise ConfigError(f"config/claims.yaml: {validation.unknown([given.id], by_id, 'claim')}")
    composer = Composer.load(
        f"config/labels.{given.language}.yaml",
        f"config/audit.{given.language}.yaml",
        f"config/claims.{given.language}.yaml" if own else None,
        countries=countries,
        claims=stated,
        documents=known,
        reasons=reasons.read(results / "claims_reasons.json"),
    )
    lines = list(_explained(by_id[given.id], given, results, composer, by_id))
    print("\n".join(lines))
    return cli.DONE


def _explained(
    claim: Claim,
    given: argparse.Namespace,
    results: Path,
    composer: Composer,
    by_id: Mapping[str, Claim],
) -> Iterator[str]:
    """Every line of the explanation."""
    own = "" if given.language == "en" else f".{given.language}"
    verdict = pd.read_csv(results / f"claims{own}.csv", dtype=str, keep_default_na=False)
    yield from _verdict(claim, verdict.set_index("id").loc[claim.id], composer)
    for reply in replies.load(replies.PATH, by_id, composer.documents).get(claim.id, ()):
        said = composer.labels.text("explain.reply", by=reply.by, date=reply.date)
        yield f"\n{said} {reply.said(given.language)[1]} ({reply.source}, {reply.page})"
    if isinstance(claim, InDocument):
        document = composer.documents[claim.document]
        yield f"\nconfig/documents.yaml: {claim.document}"
        yield from (f"  {document.cited}", f"  {document.address}")
    if isinstance(claim, Internal):
        yield from _printed(claim, by_id, composer)
    table = claims.read_specifications(results / "claims_specifications.csv")
    readings = table[table["id"] == claim.id]
    if readings.empty:
        return
    number = given.reading or trace.reported(readings, composer.reasons[claim.id].shown)
    if number not in set(readings["specification"]):
        raise ConfigError(f"--reading {number}: `{claim.id}` has readings 1 to {len(readings)}")
    yield from _readings(claim, readings, number, composer)
    if isinstance(claim, Statistic):
        reading = readings.set_index("specification", drop=False).loc[number].to_dict()
        yield from _rows(claim, reading, results, composer.labels, None if given.all else SHOWN)


def _verdict(claim: Claim, row: pd.Series, composer: Composer) -> Iterator[str]:
    """The sentence, what it publishes, the verdict and why."""
    labels = composer.labels
    yield f"{claim.id} · {cards.place(labels, claim)}"
    yield row["statement"]
    yield ""
    published = with_unit(row["published"], row["unit"], claim.unit, labels)
    if published:
        tolerance = f" ± {row['tolerance']}" if row["tolerance"] not in ("", "0") else ""
        yield labels.text("explain.published", published=published, tolerance=tolerance)
    yield labels.text("explain.verdict", verdict=labels[f"verdict.{row['verdict']}"])
    if row["reproduced"]:
        found = composer.reasons[claim.id].reproduced
        said = as_read(found, row, claim.unit, labels)
        yield labels.text("explain.reproduced", reproduced=said)
    yield row["note"]


def _printed(claim: Internal, by_id: Mapping[str, Claim], composer: Composer) -> Iterator[str]:
    """The numbers of the paper that are held against each other: of claims, tables, documents."""
    yield ""
    yield composer.labels["explain.printed"]
    found: dict[str, None] = {}
    for operand in claim.test.operands():
        if operand.table is not None:
            found[f"config/tables/{operand.table}.yaml: {operand.rows}"] = None
        for id_ in operand.named:
            published = composer.stated(by_id[id_].published)
            unit = composer.unit(by_id[id_])
            said = with_unit(published, unit, by_id[id_].unit, composer.labels)
            found[f"{id_}: {composer.own(by_id[id_], 'statement')} ({said})"] = None
        if operand.times is not None and operand.times.document is not None:
            found[f"config/documents.yaml: {operand.times.document}"] = None
    yield from (f"  {each}" for each in found)


def _readings(
    claim: Claim, readings: pd.DataFrame, number: int, composer: Composer
) -> Iterator[str]:
    """Every reading with what it found; an arrow at the one that is followed."""
    labels, holding = composer.labels, int(readings["holds"].sum())
    yield ""
    yield labels.text("explain.readings", all=len(readings), holding=holding)
    for row in readings.to_dict("records"):
        at = "→" if row["specification"] == number else " "
        likely = "*" if row["likely"] else " "
        holds = labels["explain.holds" if row["holds"] else "explain.fails"]
        source = composer.source([row]) if row["dataset"] else ""
        options = ", ".join(map(composer.option, filter(None, row["reading"].split(", "))))
        found = composer.tell(composer.found(claim, row), claim, shares=composer.shares(claim))
        parts = [part for part in (source, options, found) if part]
        yield f"{at} {row['specification']:>3}{likely} {holds}  {'; '.join(parts)}"


def _rows(
    claim: Statistic, reading: dict, results: Path, labels: Labels, shown: int | None
) -> Iterator[str]:
    """The rows behind a reading, and the files, providers and hashes behind them."""
    catalogue, indicators = Catalogue.load(), results / "indicators"
    shelf = evidence.Shelf(
        evidence.read({name: indicators / f"{name}.csv" for name in evidence.SCHEMAS})
    )

    def is_main(dataset: str, vintage: str) -> bool:
        return evidence.is_main(catalogue, results.name, dataset, vintage)

    behind = trace.rows(claim, reading, shelf, indicators, is_main)
    yield ""
    yield labels.text("explain.rests", number=int(reading["specification"]))
    for path in dict.fromkeys(line.path for line in behind):
        yield str(path)
        yield from _lines([line for line in behind if line.path == path], labels, shown)
    yield ""
    yield labels["explain.from"]
    known = datasets.load()
    raw = trace.origins(behind, datasets.OF_DATASET, catalogue, results)
    for key, files in raw.items():
        entry = catalogue.entry(key).entry
        yield f"{key}: {entry.title}. {entry.publisher}, {entry.released}. {entry.licence}"
        yield f"  {entry.landing or entry.url}"
        if entry.form == "extract":
            script = known[key.rpartition("/")[0]].extract
            yield f"  {labels.text('explain.derived', script=script)}"
        for file in files:
            yield f"  {file.path}"
            yield f"    sha256 {file.sha256 or '—'} ({labels[f'explain.{file.standing}']})"
            yield from _lines(file.lines, labels, shown, "    ")
            if not file.lines and file.standing != trace.MISSING:
                yield f"    {labels['explain.whole']}"


def _lines(
    lines: list[trace.Line], labels: Labels, shown: int | None, indent: str = "  "
) -> Iterator[str]:
    for line in lines[:shown]:
        cells = ", ".join(f"{name} {value}" for name, value in line.cells.items() if value)
        yield f"{indent}{labels.text('explain.line', number=line.number)}: {cells}"
    if shown is not None and len(lines) > shown:
        yield f"{indent}{labels.text('explain.more', count=len(lines) - shown)}"
