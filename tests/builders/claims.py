"""Made-up claims, documents and evidence whose truth is plain."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from techsov import claims
from techsov.claims import telling
from techsov.claims.documents import Document
from techsov.claims.statements import AnyClaim
from techsov.claims.telling import Teller, Texts
from techsov.core import validation
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels

CONFIG = Path(__file__).parents[2] / "config"
MAIN, OLD, LATE = ("prov/data", "2026"), ("prov/data", "2021"), ("prov/data", "2025")
X, Y = "gerd_gdp", "berd_gdp"  # two indicators, for which it does not matter which they are
COPY = {"kind": "official text", "at": "https://state.example/act"}
ACT = {
    "title": "Act", "issuer": "State", "date": "2023-08-09", "address": "https://state.example/",
    "consulted": "2026-01-01", "copies": {"web": COPY},
}  # fmt: skip


# --- evidence ------------------------------------------------------------------------------


def table(rows):
    columns = ["indicator", "country", "year", "value", "dataset", "vintage"]
    return pd.DataFrame(rows, columns=columns)


def series(indicator, country, values, vintage=MAIN, start=2000):
    return [(indicator, country, start + n, v, *vintage) for n, v in enumerate(values)]


def evidence(rows, documents=None, **more):
    defaults = {
        "is_main": lambda dataset, vintage: vintage == "2026" or dataset == "other/data",
        "seen": lambda dataset, vintage: vintage == "2021",
        "structures": {},
        "groups": {"PAIR": ["AAA", "BBB"]},
    }
    known = {id_: document(each) for id_, each in (documents or {}).items()}
    return claims.Evidence({"research": table(rows)}, documents=known, **(defaults | more))


def document(fields):
    return fields if isinstance(fields, Document) else validation.read(fields, Document, "document")


# --- claims, as the file has them ----------------------------------------------------------


def a_claim(predicate, published=None, tolerance=0, of=None, **test):
    """A claim that data test; `of` changes its selection, the rest its test."""
    selection = {"table": "research", "indicator": X, "country": "AAA", "years": [2000, 2009]}
    claim = {
        "id": "one", "group": "g", "section": "4", "statement": "s", "kind": "statistic",
        "tolerance": tolerance,
        "test": {"predicate": predicate, "of": selection | (of or {}), **test},
    }  # fmt: skip
    if predicate in ("order", "same_concept"):
        del claim["test"]["of"]
    return claim if published is None else claim | {"published": published}


def internal(predicate, tolerance=0, **test):
    return {
        "id": "own", "group": "g", "section": "3", "statement": "s", "kind": "internal",
        "tolerance": tolerance, "test": {"predicate": predicate, **test},
    }  # fmt: skip


def contrast(tolerance=2):
    claim = a_claim("same_concept", tolerance=tolerance)
    claim["test"] = {
        "predicate": "same_concept",
        "contrast": {
            "left": {"country": "AAA", "years": [2000, 2009], "claim": "left"},
            "right": {"country": "BBB", "years": [2000, 2009], "claim": "right"},
        },
        "readings": [
            {"name": "funds", "table": "research", "indicator": "gerd_business_funded"},
            {"name": "performs", "table": "research", "indicator": "gerd_business_performed"},
        ],
    }
    return claim


def contrasted(**numbers):
    """Rows for `contrast`: concept -> the numbers of its sides."""
    names = {"funds": "gerd_business_funded", "performs": "gerd_business_performed"}
    return [
        row
        for concept, sides in numbers.items()
        for country, number in zip(("AAA", "BBB"), sides, strict=True)
        for row in series(names[concept], country, [number])
    ]


def printed(id_, published):
    """A claim that only publishes a number."""
    return {"id": id_, "kind": "argument", "reason": "r", "published": published}


# --- judged and told -----------------------------------------------------------------------


def made(fields):
    """The record of a claim; what every claim has to have is added."""
    whole = {"group": "g", "section": "4", "statement": "s"} | fields
    return validation.read(whole, AnyClaim, f"claim `{fields['id']}`")


class Judged(NamedTuple):
    """What was decided on a claim, told in English."""

    verdict: str
    evidence: str
    reproduced: str
    note: str
    specifications: list


def verdict(fields, rows, *others, **more):
    """The verdict on a claim, beside others that it names."""
    known = {each["id"]: made(each) for each in (*others, fields)}
    claim, held = known[fields["id"]], evidence(rows, **more)
    found = claims.evaluate(claim, held, known)
    teller = told_by([claim], held)
    said = teller.tell(found.reproduced, claim)
    return Judged(
        found.verdict, found.evidence, said, teller.note(claim, found.why), found.specifications
    )


def audited(stated, held):
    """Verdict table, specification table and reasons of claims."""
    records = [made(fields) for fields in stated]
    found = claims.decide(records, held)
    teller = told_by(records, held)
    reasons = {id_: each.reasons for id_, each in found.items()}
    return (
        telling.verdict_table(records, claims.decided_table(found), reasons, teller),
        telling.specification_table(records, found, teller),
        reasons,
    )


def labels(language="en", *more):
    """The labels of a language, with those of other files."""
    countries = Countries.load(CONFIG / "countries.yaml")
    files = [f"{name}.{language}.yaml" for name in ("labels", *more)]
    common, *others = (Labels.load(CONFIG / file, countries) for file in files)
    for each in others:
        common.texts.update(each.texts)
    return common


def told_by(records, held):
    return Teller(labels(), Texts.load(None, records, held.documents))
