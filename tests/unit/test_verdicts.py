"""Verdicts are counted by how they fare and by what decides them; their rule stands thrice."""

import itertools
import re

import pandas as pd
import pytest

from techsov.core import verdicts
from tests.builders.claims import MAIN, OLD, Y, a_claim, series, verdict

# How a claim can hold: on which vintage, under which reading; in the order in which it decides.
WAYS = list(itertools.product(("first", "other"), ("main", "seen")))
NAMES = {"воспроизведено": "reproduced", "пересмотрено с тех пор": "revised",
         "опровергнуто": "contradicted"}  # fmt: skip


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


def test_what_the_paper_states_twice_counts_once():
    rows = [
        {"verdict": "revised", "evidence": "data", "same_as": again} for again in ("", "first", "")
    ]
    found = verdicts.counted(pd.DataFrame(rows))
    assert (found["total"], found["data_fail"]) == (2, 2)


def rule_of_docs(root):
    steps = re.findall(r"^\d\. .*\*\*(\w+)\*\*", (root / "docs/claims.md").read_text("utf-8"), re.M)
    return [steps]


def rule_of_paper(root):
    method = (root / "paper/parts/method.typ").read_text("utf-8").split("<sec-verdicts>")[1]
    steps = [NAMES.get(each, each) for each in re.findall(r"^  \+ _([\w ]+)_", method, re.M)]
    return [steps[: len(steps) // 2], steps[len(steps) // 2 :]]


@pytest.mark.parametrize("stated_in", [rule_of_docs, rule_of_paper])
@pytest.mark.parametrize("holding", list(itertools.product((True, False), repeat=len(WAYS))))
def test_the_code_decides_as_the_page_and_the_paper_say(root, stated_in, holding):
    claim = a_claim(
        "at_most", 1.0, choices={"definition": [{"as": "a"}, {"as": "b", "indicator": Y}]}
    )
    rows = [
        row
        for (reading, vintage), holds in zip(WAYS, holding, strict=True)
        for row in series(
            {"first": "gerd_gdp", "other": Y}[reading], "AAA", [0.5 if holds else 2.0] * 10,
            {"main": MAIN, "seen": OLD}[vintage],
        )
    ]  # fmt: skip
    decided = holding.index(True) if any(holding) else len(WAYS)
    for steps in stated_in(root):
        assert len(steps) == len(WAYS) + 1
        assert verdict(claim, rows).verdict == steps[decided]
