"""Rows of equal keys keep their order: other processors sort ties otherwise unless told."""

import ast
from pathlib import Path

import pytest


def unstable(text: str) -> list[str]:
    """Sorts by a single key, or by one that is not written out, that name no stable kind."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in ("sort_values", "argsort"):
            continue
        keys = node.args[0] if node.args else None
        several = isinstance(keys, ast.List) and len(keys.elts) > 1  # pandas sorts these stably
        if not several and "kind" not in {word.arg for word in node.keywords}:
            found.append(f"line {node.lineno}: {ast.unparse(node)[-80:]}")
    return found


def test_no_result_hangs_on_how_a_processor_sorts_ties(root: Path):
    found = {
        path.relative_to(root).as_posix(): lines
        for path in sorted((root / "workflow").rglob("*.py"))
        if (lines := unstable(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("f.sort_values('a')", 1),
        ("f.sort_values()", 1),
        ("f.sort_values(order)", 1),
        ("np.argsort(x)", 1),
        ("f.sort_values(['a'])", 1),
        ("f.sort_values(['a', 'b'])", 0),
        ("f.sort_values('a', kind='stable')", 0),
    ],
)
def test_an_unstable_sort_is_found(text, count):
    assert len(unstable(text)) == count
