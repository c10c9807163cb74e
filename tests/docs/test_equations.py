"""Equations of the method pages and the docstrings that name them agree."""

import ast
import re

NUMBER = re.compile(r"\bD(\d{1,2})\b(?: to D(\d{1,2})\b)?")


def named(text: str) -> set[int]:
    """Numbers of equations in a text, ranges written out."""
    return {
        number
        for first, last in NUMBER.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def test_each_equation_of_dependency_has_a_function_and_each_number_an_equation(root):
    page = (root / "docs/method-dependency.md").read_text(encoding="utf-8")
    found = re.findall(r"\(D(\d+)\)|^\| D(\d+) \|", page, re.MULTILINE)
    defined = {int(number) for pair in found for number in pair if number}
    assert defined == set(range(1, 20))
    used: set[int] = set()
    for path in (root / "workflow/techsov/indicators").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                used |= named(ast.get_docstring(node) or "")
    assert used == defined
