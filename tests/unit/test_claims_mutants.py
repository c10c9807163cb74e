"""Every published number that holds, moved beyond what it may be, no longer does."""

import math
from pathlib import Path

import pytest

from techsov import claims
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, evidence
from techsov.claims.statements import NUMERIC
from techsov.core import tables
from techsov.core.countries import Countries

ROOT = Path(__file__).parents[2]
STATED = {claim.id: claim for claim in claims.load(ROOT / "config/claims.yaml")}
HELD = ("reproduced", "document agrees")
YEARS_OFF = 40  # beyond what any hedge (a decade, a third of one) leaves open
BEYOND = 1.01
BOUNDS = ("at_most", "at_least")  # one way of moving only makes them laxer


def is_number(claim):
    return isinstance(claim.published, int | float | tuple)


def predicate(claim):
    test = getattr(claim, "test", None)
    return test.predicate if test is not None else ""


NUMBERS = [id_ for id_, claim in STATED.items() if is_number(claim) and claim.kind != "argument"]


@pytest.fixture(scope="module")
def gathered(results):
    """The evidence of the built edition, read once."""
    config = ROOT / "config"
    return evidence.gather(
        evidence.read({name: results / f"indicators/{name}.csv" for name in evidence.SCHEMAS}),
        Catalogue.load(config / "sources.yaml", config / "editions.yaml"),
        "embedded",
        seen_by=claims.load_paper(config / "claims.yaml").consulted,
        documents=documents.load(config / "documents.yaml"),
        structured=sorted((config / "tables").glob("*.yaml")),
        countries=Countries.load(config / "countries.yaml"),
    )


@pytest.fixture(scope="module")
def verdicts(results):
    found = tables.read(results / "claims.csv", tables.CLAIMS)
    return dict(zip(found["id"], found["verdict"], strict=True))


@pytest.fixture(scope="module")
def specifications(results):
    found = claims.read_specifications(results / "claims_specifications.csv")
    return dict(list(found.groupby("id")))


def moved(published, by):
    """A published number, or both ends of a range, moved."""
    return (
        tuple(each + by for each in published) if isinstance(published, tuple) else published + by
    )


def distance(claim, specifications):
    """How far a number has to move to leave what any specification allows, up and down."""
    tolerance = claim.tolerance
    if claim.id not in specifications:
        ends = claim.published if isinstance(claim.published, tuple) else [claim.published]
        # A year leaves its decade; any other number the width of its own range and tolerance.
        return YEARS_OFF if min(ends) >= 1900 else max(ends) - min(ends) + 2 * tolerance + 1
    ends = claim.published if isinstance(claim.published, tuple) else [claim.published]
    if claim.kind == "internal" and not claim.test.makes:
        ends = [0]  # what decides is how far two printed numbers lie apart
    values = [v for v in specifications[claim.id]["value"] if math.isfinite(v)]
    reach = max(abs(v - end) for v in values for end in ends)
    return BEYOND * (reach + tolerance) + tolerance + 1e-6


def mutants(claim, specifications):
    """The claim with its number moved up, and down."""
    step = distance(claim, specifications)
    for by in (step, -step):
        yield claim.model_copy(update={"published": moved(claim.published, by)})


@pytest.mark.parametrize(("kind", "least"), [("statistic", 12), ("document", 45), ("internal", 25)])
def test_a_published_number_that_is_moved_no_longer_holds(
    kind, least, gathered, verdicts, specifications
):
    held = [i for i in NUMBERS if STATED[i].kind == kind and verdicts.get(i) in HELD]
    assert len(held) >= least
    survivors = []
    for id_ in held:
        outcomes = [
            claims.evaluate(mutant, gathered, STATED | {id_: mutant}).verdict
            for mutant in mutants(STATED[id_], specifications)
        ]
        flipped = [outcome not in HELD for outcome in outcomes]
        # Of some years, any carries the number: it can be moved onto another one.
        bound = predicate(STATED[id_]) in BOUNDS or STATED[id_].sentence == "some years"
        if not (any(flipped) if bound else all(flipped)):
            survivors.append((id_, outcomes))
    assert survivors == []


OPPOSITE = {"rises": "falls", "falls": "rises"}


def test_a_direction_that_is_turned_round_no_longer_holds(gathered, verdicts, specifications):
    held = [
        id_
        for id_, claim in STATED.items()
        if predicate(claim) in OPPOSITE
        and verdicts.get(id_) in HELD
        and specifications[id_]["holds"].all()
    ]
    assert len(held) >= 12
    survivors = []
    for id_ in held:
        test = STATED[id_].test
        turned = test.model_copy(update={"predicate": OPPOSITE[test.predicate]})
        mutant = STATED[id_].model_copy(update={"test": turned})
        if claims.evaluate(mutant, gathered, STATED).verdict in HELD:
            survivors.append(id_)
    assert survivors == []


def test_every_number_of_a_statistic_is_one_that_its_predicate_weighs():
    idle = [
        id_
        for id_ in NUMBERS
        if STATED[id_].kind == "statistic"
        and STATED[id_].test is not None
        and predicate(STATED[id_]) not in (*NUMERIC, "same_concept")
    ]
    spans = ["f2-asymmetry-whole-period", "f2-asymmetry-whole-period-use"]
    assert idle == spans  # they set `years`
