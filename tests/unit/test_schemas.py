"""JSON schemas for editors: written from the records that the code reads, and as strict."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from techsov.reference import schemas


@pytest.mark.parametrize("name", schemas.FORMS)
def test_the_schema_in_config_is_that_of_the_records(root, name):
    text = (root / f"config/schemas/{name}.json").read_text(encoding="utf-8")
    assert text == schemas.write(name), f"{name}.json is stale: run `make docs`"


@pytest.mark.parametrize("name", schemas.FORMS)
def test_an_editor_accepts_the_file_as_it_is_and_is_told_where_its_schema_is(root, name):
    text = (root / f"config/{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema=schemas/{name}.json\n")
    validator = Draft202012Validator(json.loads(schemas.write(name)))
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config", {"focsu": ["RUS", "CHN"]}),
        ("config", {"focus": ["RUS", "RUS"]}),
        ("editions", {"e": {"title": "E", "datasets": {"a/b": {"also": ["1"]}}}}),
        ("hosts", {"hosts": {"a.org": {"bugdet": "x"}}}),
        ("licences", {"CC0": {"spdx": "CC0-1.0", "pass_on": True}}),
    ],
)
def test_an_editor_marks_what_the_code_would_refuse(name, content):
    assert not Draft202012Validator(json.loads(schemas.write(name))).is_valid(content)
