"""The version of the code changes with what the code says, and with nothing else."""

from techsov.build import codeversion

CODE = '''"""What it does."""
from techsov.core import tables

def f(x):
    """Doubles."""
    return 2 * x  # twice
'''


def version(tmp_path, text):
    codeversion._source.cache_clear()
    path = tmp_path / "script.py"
    path.write_text(text)
    return codeversion.code_version(path)


def test_comments_docstrings_and_layout_do_not_count(tmp_path):
    base = version(tmp_path, CODE)
    assert version(tmp_path, CODE.replace("# twice", "# two times")) == base
    assert version(tmp_path, CODE.replace("Doubles.", "Gives the double.")) == base
    assert version(tmp_path, CODE.replace("2 * x", "(\n        2 * x\n    )")) == base


def test_a_changed_formula_counts(tmp_path):
    assert version(tmp_path, CODE.replace("2 * x", "3 * x")) != version(tmp_path, CODE)


def test_modules_reached_through_modules_count(root):
    script = root / "workflow/scripts/check_claims.py"
    reached = set(codeversion._imports(script))
    assert "techsov.claims" in reached
    package = root / "workflow/techsov/claims"
    assert "techsov.claims.verdicts" in codeversion._imports(package / "__init__.py")
    assert "techsov.claims.predicates" in codeversion._imports(package / "specifications.py")


def test_relative_imports_reach_the_modules_that_they_name(tmp_path, monkeypatch):
    package = tmp_path / "techsov"
    (package / "inner").mkdir(parents=True)
    for name in ("__init__", "one", "inner/__init__", "inner/two"):
        (package / f"{name}.py").touch()
    script = package / "inner/three.py"
    script.write_text("from . import two\nfrom ..one import f\nfrom .two import g\n")
    monkeypatch.setattr(codeversion, "PACKAGE", package)
    codeversion._source.cache_clear()
    found = codeversion._imports(script)
    assert found == {"techsov.inner", "techsov.inner.two", "techsov.one"}
    # Modules that import each other are each reached once.
    (package / "one.py").write_text("from techsov.inner import two\n")
    (package / "inner/two.py").write_text("from techsov import one\n")
    codeversion._source.cache_clear()
    assert codeversion.reach(script) >= found
    codeversion._source.cache_clear()


def test_what_a_file_says_is_parsed_once_and_known_by_its_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(codeversion, "KNOWN", {})
    first = version(tmp_path, CODE)
    monkeypatch.setattr(codeversion.ast, "parse", None)  # would fail where it is called
    assert version(tmp_path, CODE) == first
