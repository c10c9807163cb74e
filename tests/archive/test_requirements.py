"""What the archive promises of its files: every requirement can be broken, and is then named."""

import copy
import json
import zipfile

import pytest

from techsov.archive import contents, crate, requirements
from techsov.archive.requirements import targets
from techsov.core.errors import CheckError

pytestmark = pytest.mark.workflow

RESULT = "results/embedded/claims.csv"


@pytest.fixture(scope="module")
def described(packed):
    with zipfile.ZipFile(packed) as archive:
        return json.loads(archive.read(contents.METADATA)), requirements.files_of(packed)


def entity(metadata, name):
    return next(e for e in metadata["@graph"] if e["@id"] == name)


def first(metadata, kind, name=""):
    return next(
        e
        for e in metadata["@graph"]
        if kind in requirements.types(e) and name in str(e["@id"]) and e["@id"] != crate.RUN
    )


def unlisted(m):
    root = entity(m, "./")
    root["hasPart"] = [p for p in root["hasPart"] if p["@id"] != RESULT]


def other_hash(m):
    entity(m, RESULT)["sha256"] = "0" * 64


def without_source(m):
    del entity(m, RESULT)["creator"]


def made_twice(m):
    first(m, "CreateAction", "write_values")["result"] = [{"@id": RESULT}]


BREAKS = {
    unlisted: "Every file of the archive is a part",
    other_hash: "Every file states its format",
    without_source: "Every file has a source",
    made_twice: "Every result of the archive was made by one job",
}


def test_the_archive_meets_every_requirement(described):
    assert requirements.faults(*described) == {}


@pytest.mark.parametrize("change", BREAKS)
def test_what_breaks_a_requirement_is_found(described, change):
    metadata, files = copy.deepcopy(described[0]), described[1]
    change(metadata)
    broken = requirements.faults(metadata, files)
    assert any(statement.startswith(BREAKS[change]) for statement in broken), broken


def test_every_requirement_can_be_broken():
    for statement in requirements.REQUIREMENTS:
        assert any(statement.startswith(start) for start in BREAKS.values()), statement


def test_a_file_that_is_not_described_is_refused(described, packed, tmp_path):
    strange = tmp_path / "strange.zip"
    strange.write_bytes(packed.read_bytes())
    with zipfile.ZipFile(strange, "a") as archive:
        archive.writestr("stray.txt", "unknown")
    with pytest.raises(CheckError, match=r"strange\.zip .*\n.*stray\.txt"):
        requirements.hold(described[0], strange)


def test_the_page_lists_the_requirements_as_they_are_checked(root):
    page = (root / "docs/archive.md").read_text(encoding="utf-8")
    listed = page.splitlines()
    for statement in requirements.REQUIREMENTS:
        assert f"- {statement}" in listed


def test_references_are_read_alone_and_in_lists():
    assert targets({"a": {"@id": "x"}}, "a") == ["x"]
    assert targets({"a": [{"@id": "x"}, "text"]}, "a") == ["x"]
    assert targets({}, "a") == []
