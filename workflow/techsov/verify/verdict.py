"""Endpoints held against a rebuild and against a record, and what to say of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from techsov.verify import differences
from techsov.verify.record import Record, hashes

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Fault:
    """An endpoint that is not what the rebuild makes: where, by which rule, and how."""

    endpoint: str
    rule: str
    how: str

    def __str__(self) -> str:
        return f"{self.endpoint}\n    made by {self.rule}; {self.how}"


@dataclass
class Compared:
    """Endpoints of one comparison.

    Attributes
    ----------
    same
        those with the same bytes
    near
        those equal to TOLERANCE where another processor may have rounded
    drawn
        those without numbers to compare, of which another processor may draw other bytes
    faults
        all others
    """

    same: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.same) + len(self.near) + len(self.drawn) + len(self.faults)


PICTURES = {".pdf", ".png"}


def with_held(
    held: Path, made: Path, rules: dict[str, str], elsewhere: set[str] | None = None
) -> Compared:
    """Compare the results below `held` with those made anew below `made`.

    Parameters
    ----------
    rules
        the endpoints, each with its rule
    elsewhere
        endpoints that another kind of machine may have made; there, numbers equal to
        TOLERANCE are no fault, nor are the bytes of PICTURES
    """
    compared = Compared()
    for name, rule in rules.items():
        if not (held / name).is_file():
            compared.faults.append(Fault(name, rule, "it is missing"))
            continue
        found = differences.between(held / name, made / name)
        if found is None:
            compared.same.append(name)
        elif name not in (elsewhere or ()):
            compared.faults.append(Fault(name, rule, found.how))
        elif found.largest <= TOLERANCE:
            compared.near.append(name)
        elif Path(name).suffix in PICTURES:
            compared.drawn.append(name)
        else:
            compared.faults.append(Fault(name, rule, found.how))
    return compared


def as_recorded(held: Path, record: Record) -> set[str]:
    """The endpoints below `held` that have the recorded bytes."""
    return {n for n, digest in hashes(held, record.hashes).items() if digest == record.hashes[n]}


def left_over(held: Path, edition: str, rules: dict[str, str]) -> list[str]:
    """Files in the edition's folder that no rule of this configuration makes."""
    folder = held / "results" / edition
    found = (p.relative_to(held).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())
    return [
        name
        for name in found
        if name not in rules and not name.startswith(f"results/{edition}/clean/")
    ]
