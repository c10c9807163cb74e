"""The examples of the pages and of the docstrings do what they say."""

import doctest
import importlib
import pkgutil
import re

import techsov

SESSION = re.compile(r"^```pycon\n(.*?)^```$", re.M | re.S)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def complaints(test: doctest.DocTest) -> str:
    """What a doctest complains about; nothing where all is as stated."""
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append)
    return "".join(said)


def test_the_examples_of_the_pages_give_what_the_pages_say(root, results, monkeypatch):
    monkeypatch.chdir(root)
    tests = [
        doctest.DocTestParser().get_doctest("\n".join(sessions), {}, page.name, str(page), 0)
        for page in sorted((root / "docs").glob("*.md"))
        if (sessions := SESSION.findall(page.read_text("utf-8")))
    ]
    assert "library.md" in {test.name for test in tests}
    assert all(test.examples for test in tests)
    assert "".join(map(complaints, tests)) == ""


def test_the_examples_of_docstrings_give_what_they_say(root, monkeypatch):
    monkeypatch.chdir(root)
    modules = pkgutil.walk_packages(techsov.__path__, "techsov.")
    tests = [
        test
        for module in modules
        for test in doctest.DocTestFinder().find(importlib.import_module(module.name))
        if test.examples
    ]
    assert len(tests) >= 4
    assert "".join(map(complaints, tests)) == ""
