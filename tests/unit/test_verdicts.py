"""Verdicts are counted by how they fare and by what decides them."""

import pytest

from techsov.core import verdicts


@pytest.mark.parametrize(
    ("fates", "expected"),
    [
        (["reproduced", "document agrees"], "holds"),
        (["reproduced", "argument"], "so far"),
        (["reproduced", "reported"], "so far"),
        (["reproduced", "contradicted", "argument"], "partly"),
        (["revised", "document differs"], "fails"),
        (["argument", "own check"], "open"),
        ([], "open"),
    ],
)
def test_claims_hold_together_only_where_none_is_open(fates, expected):
    assert verdicts.outcome(fates) == expected


def test_kinds_of_evidence_and_own_checks_are_counted_apart():
    pairs = [
        ("reproduced", "data"), ("revised", "data"), ("own check", "the paper itself"),
        ("reproduced", "the paper itself"), ("document agrees", "reproduction"),
        ("document, other concept", "official text"), ("document differs", "abstract"),
        ("reported", "other report"), ("argument", ""),
    ]  # fmt: skip
    found = verdicts.counts(*zip(*pairs, strict=True))
    assert found == {
        "total": 8, "hold": 3, "fail": 2, "apart": 2, "open": 1, "own": 1,
        "data": 2, "data_hold": 1, "data_fail": 1,
        "paper": 1, "paper_hold": 1, "paper_fail": 0,
        "text": 2, "text_hold": 1, "text_fail": 0,
        "report": 2, "report_hold": 0, "report_fail": 1,
    }  # fmt: skip


def test_every_verdict_counts_in_one_way_and_every_kind_of_evidence_has_a_headline():
    assert len(verdicts.VERDICTS) == len(set(verdicts.VERDICTS)) == 14
    assert set(verdicts.EVIDENCE.values()) == {"data", "paper", "text", "report"}
