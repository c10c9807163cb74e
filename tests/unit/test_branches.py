"""What `make coverage` says of the branches that tests take."""

import json

import pytest

from tests import branches


def summary(covered: int, of: int) -> dict:
    return {"covered_branches": covered, "num_branches": of, "missing_branches": of - covered}


@pytest.fixture
def report():
    files = {"a.py": summary(1, 4), "b.py": summary(90, 100), "c.py": summary(0, 0)}
    return {"files": {k: {"summary": v} for k, v in files.items()}, "totals": summary(91, 104)}


def test_modules_below_the_threshold_are_named_the_worst_first(report):
    assert branches.below(report, 95) == [
        "b.py: 90.0 % of branches, 10 not taken",
        "a.py: 25.0 % of branches, 3 not taken",
    ]
    assert branches.below(report, 20) == []


def test_a_library_below_the_threshold_is_an_error(report, tmp_path, capsys):
    assert branches.threshold() == 95
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report))
    with pytest.raises(SystemExit, match="expected: 95 % or more"):
        branches.main(path)
    assert "87.5 % of 104 branches are taken" in capsys.readouterr().out
    path.write_text(json.dumps(report | {"totals": summary(99, 104)}))
    branches.main(path)
