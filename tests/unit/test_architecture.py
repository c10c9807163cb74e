"""docs/architecture.md says what the library's rooms are and what may import what, and it is so."""

import ast
import importlib.util
import re

import pytest


def levels(root):
    page = (root / "docs/architecture.md").read_text(encoding="utf-8")
    return {room: int(level) for level, room in re.findall(r"^\| (\d) \| `(\w+)` \|", page, re.M)}


def rooms_imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "techsov":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("techsov."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("techsov."))


def test_every_room_of_the_library_has_a_level(root):
    folder = root / "workflow/techsov"
    assert set(levels(root)) == {path.parent.name for path in folder.glob("*/__init__.py")}
    loose = sorted(path.name for path in folder.glob("*.py") if path.name != "__init__.py")
    assert not loose, f"modules outside the rooms: {loose}"


def test_a_room_imports_only_from_lower_levels(root):
    level = levels(root)
    wrong = [
        f"{path.relative_to(root)} imports from {other}"
        for path in sorted((root / "workflow/techsov").rglob("*.py"))
        for other in set(rooms_imported(path))
        if (room := path.relative_to(root / "workflow/techsov").parts[0]) in level
        and other != room
        and level[other] >= level[room]
    ]
    assert not wrong


@pytest.mark.parametrize("outside", ["snakemake", "matplotlib"])
def test_the_library_knows_neither_snakemake_nor_outside_figures_matplotlib(root, outside):
    found = {
        path.relative_to(root / "workflow/techsov").parts[0]
        for path in (root / "workflow/techsov").rglob("*.py")
        if re.search(rf"^\s*(import|from) {outside}\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert found <= ({"figures"} if outside == "matplotlib" else set())


@pytest.mark.workflow
def test_the_picture_of_the_data_flow_shows_every_rule_that_runs(root):
    spec = importlib.util.spec_from_file_location("dataflow", root / "docs/site/dataflow.py")
    dataflow = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dataflow)
    picture = (root / "docs/figures/dataflow.svg").read_text(encoding="utf-8")
    words = " ".join(re.findall(r">([^<>]+)</text>", picture))
    missing = [rule for rule in dataflow.rules() if rule.replace("_", " ") not in words]
    assert not missing, f"docs/figures/dataflow.svg lacks {missing}: run `make docs`"
