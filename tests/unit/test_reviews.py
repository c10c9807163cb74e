"""The record of how claims were judged is held against the verdicts, and the page against it."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from techsov import claims
from techsov.core.errors import ConfigError
from techsov.reference import reviews_page

ROOT = Path(__file__).resolve().parents[2]
STATED = claims.load(ROOT / "config/claims.yaml")
REVIEWS = reviews_page.load(ROOT / "config/reviews.yaml")


def test_every_claim_has_a_review_and_no_other() -> None:
    assert list(REVIEWS) == [claim.id for claim in STATED]


def test_the_record_holds_the_verdicts_of_the_embedded_edition(results: Path) -> None:
    table = pd.read_csv(results / "claims.csv", keep_default_na=False).set_index("id")["verdict"]
    recorded = {id_: review.verdicts.now for id_, review in REVIEWS.items()}
    assert recorded == table.to_dict()


def test_377_claims_were_judged_before() -> None:
    before = Counter(r.verdicts.before for r in REVIEWS.values() if r.verdicts.before)
    assert sum(before.values()) == 377
    assert (before["reproduced"], before["document differs"], before["contradicted"]) == (
        120,
        33,
        7,
    )


@pytest.mark.parametrize("id_", REVIEWS)
def test_a_difference_or_a_change_has_its_reason(id_: str) -> None:
    v, why = REVIEWS[id_].verdicts, REVIEWS[id_].why
    if v.before and (v.first != v.second or v.before != v.now):
        assert why
    else:
        assert why is None or v.now not in (v.first, v.second)


def test_the_page_is_as_it_would_be_written() -> None:
    page = (ROOT / "docs/audit-review.md").read_text(encoding="utf-8")
    assert page == reviews_page.write(REVIEWS, STATED)


def test_the_page_counts_where_judgements_differ() -> None:
    page = reviews_page.write(REVIEWS, STATED)
    apart = [i for i, r in REVIEWS.items() if r.verdicts.first != r.verdicts.second]
    assert f"differ on {len(apart)};" in page
    assert all(f"| `{id_}` |" in page for id_ in apart)


def test_an_unknown_field_is_refused_with_its_claim(tmp_path: Path) -> None:
    file = tmp_path / "reviews.yaml"
    file.write_text("reviews:\n  some-claim:\n    verdict: {now: argument}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="some-claim"):
        reviews_page.load(file)


@pytest.mark.parametrize("claim", [c for c in STATED if c.same_as], ids=lambda c: c.id)
def test_a_claim_stated_twice_has_one_verdict(claim: claims.statements.Claim) -> None:
    assert REVIEWS[claim.id].verdicts.now == REVIEWS[claim.same_as].verdicts.now
