"""Our own check of the profiles: every requirement can be broken, and is then named."""

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


def without_context(m):
    m["@context"] = "https://schema.org"


def twice(m):
    m["@graph"].append(dict(entity(m, RESULT)))


def descriptor_about_nothing(m):
    entity(m, contents.METADATA)["about"] = {"@id": "#nothing"}


def without_date(m):
    del entity(m, "./")["datePublished"]


def dangling(m):
    entity(m, RESULT)["creator"] = {"@id": "#nobody"}


def unlisted(m):
    root = entity(m, "./")
    root["hasPart"] = [p for p in root["hasPart"] if p["@id"] != RESULT]


def other_hash(m):
    entity(m, RESULT)["sha256"] = "0" * 64


def without_source(m):
    del entity(m, RESULT)["creator"]


def no_language(m):
    entity(m, "Snakefile")["programmingLanguage"] = {"@id": RESULT}


def other_profile(m):
    root = entity(m, "./")
    root["conformsTo"] = [p for p in root["conformsTo"] if "provenance" not in p["@id"]]


def without_instrument(m):
    del first(m, "CreateAction")["instrument"]


def unmentioned(m):
    root = entity(m, "./")
    root["mentions"] = [a for a in root["mentions"] if a["@id"] != crate.RUN]


def no_run_of_the_workflow(m):
    entity(m, crate.RUN)["instrument"] = {"@id": "workflow/scripts/check_claims.py"}


def tool_not_run(m):
    entity(m, "Snakefile")["hasPart"].append({"@id": crate.ENGINE})


def step_without_tool(m):
    del first(m, "HowToStep")["workExample"]


def control_of_another_step(m):
    control = first(m, "ControlAction", "check_claims")
    control["instrument"] = {"@id": "#step/write_paper"}


def unorganised(m):
    organised = first(m, "OrganizeAction")
    organised["object"] = organised["object"][1:]


def made_twice(m):
    first(m, "CreateAction", "write_values")["result"] = [{"@id": RESULT}]


BREAKS = {
    without_context: "The context is",
    twice: "No two entities share",
    descriptor_about_nothing: "The descriptor is about",
    without_date: "The root has a name",
    dangling: "Every entity that is referred to",
    unlisted: "Every file of the archive is a part",
    other_hash: "Every file states its format",
    without_source: "Every file has a source",
    no_language: "The main entity is a workflow",
    other_profile: "The root conforms to the profiles",
    without_instrument: "Every action has an instrument",
    unmentioned: "The root mentions every action",
    no_run_of_the_workflow: "An action has the workflow",
    tool_not_run: "The workflow is a HowTo",
    step_without_tool: "Every step belongs",
    control_of_another_step: "Every control is of a step",
    unorganised: "The engine organised every control",
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
    listed = [line for line in page.splitlines() if line.startswith("| ") and " | " in line]
    for statement, (profile, _) in requirements.REQUIREMENTS.items():
        assert f"| {profile} | {statement} |" in listed


def test_references_are_read_alone_and_in_lists():
    assert targets({"a": {"@id": "x"}}, "a") == ["x"]
    assert targets({"a": [{"@id": "x"}, "text"]}, "a") == ["x"]
    assert targets({}, "a") == []
