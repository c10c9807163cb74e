"""docs/audit-review.md: where two judgements of the claims differ, and what has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from techsov.claims.statements import Claim
from techsov.core import validation, yamlfile
from techsov.core.validation import Record, Text


class Verdicts(Record):
    """What was found on a claim: before, by two judgements made apart, and now."""

    before: Text | None = None
    first: Text | None = None
    second: Text | None = None
    now: Text


class Review(Record):
    """The verdicts on a claim, with the reason where they differ or have changed."""

    verdicts: Verdicts
    why: Text | None = None


class ReviewsFile(Record):
    """The file `config/reviews.yaml`."""

    reviews: dict[str, Review] = Field(min_length=1)


HEAD = """<!-- Written by `make docs` from config/reviews.yaml. -->
# Review of the audit

Every claim was judged twice more, each time from its sentence in the paper and the
[rules](claims.md) alone, without sight of its verdict. Where the two judgements differ, a decision
was taken; the first table gives the question, the decision and the reason. The second lists every
verdict that differs from the one at 03e0f9b, with the reason.
"""


def load(path: Path | str = "config/reviews.yaml") -> dict[str, Review]:
    """The reviews by the claim's id, in the order of the file.

    Raises
    ------
    ConfigError
        Naming the claim and the field at fault
    """
    return validation.read(yamlfile.read(path), ReviewsFile, path).reviews


def write(reviews: dict[str, Review], claims: Sequence[Claim]) -> str:
    """The page."""
    stated = {claim.id: " ".join(claim.statement.split()) for claim in claims}
    apart = {i: r for i, r in reviews.items() if r.verdicts.first != r.verdicts.second}
    was = {i: r for i, r in reviews.items() if r.verdicts.before}
    changed = {i: r for i, r in was.items() if r.verdicts.before != r.verdicts.now}
    ways = Counter((r.verdicts.before, r.verdicts.now) for r in changed.values())
    return "\n".join(
        [
            HEAD,
            f"Of {len(was)} claims the judgements differ on {len(apart)}; {len(changed)} verdicts "
            f"have changed, and {len(reviews) - len(was)} claims are new.",
            "\n## Where the judgements differ\n",
            *table(
                ("claim", "question", "first", "second", "decision", "reason"),
                [
                    (
                        f"`{i}`",
                        stated[i],
                        r.verdicts.first,
                        r.verdicts.second,
                        r.verdicts.now,
                        r.why,
                    )
                    for i, r in apart.items()
                ],
            ),
            "\n## From what to what\n",
            *table(
                ("before", "now", "claims"),
                [(*way, str(count)) for way, count in sorted(ways.items())],
            ),
            "\n## Verdicts that have changed\n",
            *table(
                ("claim", "before", "now", "reason"),
                [(f"`{i}`", r.verdicts.before, r.verdicts.now, r.why) for i, r in changed.items()],
            ),
            "",
        ]
    )


def table(head: tuple[str, ...], rows: list[tuple]) -> list[str]:
    """Lines of a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    cells = ([str(cell or "").replace("|", "\\|") for cell in row] for row in rows)
    return lines + ["| " + " | ".join(row) + " |" for row in cells]
