"""The form of `config/claims.yaml`: read, checked, and refused in a sentence.

`claims.schema.yaml` says what a clause and its test may hold; what no schema can see is checked
here. docs/claims.md explains each predicate.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from techsov.catalogue import schema
from techsov.claims import choices
from techsov.claims.choices import OPERANDS
from techsov.core import yamlfile
from techsov.core.errors import ConfigError

SCHEMA = Path(__file__).with_name("claims.schema.yaml")
_FORM = yamlfile.read(SCHEMA)["$defs"]
SECTIONS = tuple(_FORM["claim"]["properties"]["section"]["enum"])
KINDS = tuple(_FORM["claim"]["properties"]["kind"]["enum"])
PREDICATES = tuple(_FORM["statistic"]["properties"]["predicate"]["enum"])
INTERNAL = tuple(_FORM["internal"]["properties"]["predicate"]["enum"])
AXES = tuple(_FORM["choices"]["propertyNames"]["enum"])
COLUMNS = tuple(_FORM["columns"]["properties"])
# Predicates that compare with a published number, which a `threshold` may stand in for.
NUMERIC = (
    "at_most", "at_least", "about", "between", "order_of", "minimum_of_series",
    "maximum_of_series", "ratio_about", "ratio_at_least", "rank_in_group", "rank_between",
)  # fmt: skip
RANGES = ("between", "rank_between")


def load(path: Path | str) -> list[dict]:
    """The claims of a YAML file, in its order.

    raises : ConfigError, a sentence for each fault, naming the claim's id and the field
    """
    content = yamlfile.read(path)
    if found := [*schema.faults(content, SCHEMA, lambda parts: _place(content, parts))]:
        raise ConfigError(f"{path}: " + "\n".join(dict.fromkeys(found)))
    claims = content["claims"]
    found = [*_repeated(claims)]
    known = {claim["id"]: claim for claim in claims}
    for claim in claims:
        found += [f"claim `{claim['id']}`, {fault}" for fault in _faults(claim, known)]
    if found:
        raise ConfigError(f"{path}: " + "\n".join(found))
    for claim in claims:
        _spread_value(claim.get("test") or {})
    return claims


def load_paper(path: Path | str) -> dict:
    """The paper under audit: `doi`, `title`, and when its authors last `consulted` the data."""
    paper = yamlfile.read(path).get("paper") or {}
    missing = [key for key in ("doi", "title", "consulted") if not paper.get(key)]
    if missing:
        raise ConfigError(f"{path}, paper: missing {', '.join(missing)}")
    return paper


def _place(content: object, parts: list[str | int]) -> str:
    """`claim `s4-rd`, test, of, years`; a claim without an id goes by its number."""
    if len(parts) < 2 or parts[0] != "claims":
        return schema.listing(parts)
    claim = content["claims"][parts[1]]
    id_ = claim.get("id") if isinstance(claim, dict) else None
    name = f"claim `{id_}`" if id_ else f"claim number {parts[1] + 1}"
    return ", ".join([name, *map(str, parts[2:])])


def _repeated(claims: list[dict]) -> Iterator[str]:
    seen: set[str] = set()
    for claim in claims:
        if claim["id"] in seen:
            yield f"two claims bear the id `{claim['id']}`"
        seen.add(claim["id"])


def _faults(claim: dict, known: dict[str, dict]) -> Iterator[str]:
    published, test = claim.get("published"), claim.get("test") or {}
    if isinstance(published, list) and published[0] > published[1]:
        yield f"published: the range {published} does not run from low to high"
    for place, years in _spans(test):
        if isinstance(years, list) and years[0] > years[1]:
            yield f"{place}: the years {years} do not run from first to last"
    for other in operands(test):
        if other not in known:
            yield f"test: there is no claim `{other}` to compare with"
    yield from choices.faults(test)
    if claim["kind"] == "statistic" and test:
        yield from _faults_of_numbers(published, test)


def _faults_of_numbers(published: object, test: dict) -> Iterator[str]:
    predicate, threshold = test["predicate"], test.get("threshold")
    numeric = isinstance(published, int | float | list)
    if threshold is not None and numeric:
        yield "test, threshold: it stands in for a published word; here a number is published"
    elif predicate in NUMERIC and not numeric and threshold is None:
        yield (
            f"published: the predicate {predicate} needs a number, "
            "or a `threshold` in the test for a word"
        )
    stated = published if threshold is None else threshold
    if predicate in RANGES and not isinstance(stated, list):
        yield f"published: the predicate {predicate} needs a range [low, high]"
    if predicate in set(NUMERIC) - set(RANGES) and isinstance(stated, list):
        yield f"published: the predicate {predicate} needs one number, not a range"


def _spans(node: object, place: str = "test") -> Iterator[tuple[str, object]]:
    """Every `years` of a test, with where it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "years":
                yield f"{place}, years", value
            yield from _spans(value, f"{place}, {key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _spans(value, f"{place}, {number}")


def operands(test: dict) -> Iterator[str]:
    """Ids of the claims whose published numbers a test takes, under any of its choices."""
    contrasted = test.get("contrast", {}).values()
    options = [option for axis in test.get("choices", {}).values() for option in axis]
    for node in (test, *options):
        for side in (*OPERANDS, "share_of"):
            yield from _named(node.get(side))
    for side in contrasted:
        yield from _named(side)


def _named(operand: dict | None) -> Iterator[str]:
    if operand is not None:
        yield from ([operand["claim"]] if "claim" in operand else operand.get("claims", []))
        for inside in ("plus", "over"):
            yield from _named(operand.get(inside))


def _spread_value(test: dict) -> None:
    """A `value` that stands once in the test is the value column of each of its selections."""
    if column := test.pop("value", None):
        for selection in (test.get("of"), test.get("to"), *test.get("selections", [])):
            if selection is not None:
                selection.setdefault("value", column)
