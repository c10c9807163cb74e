"""Data and configuration are never run: no code path leads from them to an interpreter."""

import ast
import csv
import re
import runpy

import pytest
import yaml

from techsov.core import yamlfile
from techsov.core.errors import CheckError, TechsovError

# Callables that turn data into code, or hand a line to a shell.
RUNS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads",
    "pickle.Unpickler", "marshal.load", "marshal.loads", "shelve.open", "dill.load", "joblib.load",
    "pd.read_pickle", "pandas.read_pickle", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all",
    "yaml.safe_load_all", "subprocess.getoutput", "subprocess.getstatusoutput",
}  # fmt: skip
SCANNED = ("workflow", "tests", "benchmarks")
# A pickle of others, of which the script reads only the bytes whose hash it holds.
PINNED = "workflow/extract/wiod_2014.py"
LOADER = "workflow/techsov/core/yamlfile.py"


def calls(path):
    """(dotted name, node) of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func), node


@pytest.fixture(scope="module")
def files(root):
    found = [p for part in SCANNED for p in sorted((root / part).rglob("*.py"))]
    assert len(found) > 100
    return found


def test_nothing_unpickles_evaluates_or_asks_a_shell(root, files):
    found = [
        f"{path.relative_to(root)}:{node.lineno}: {name}"
        for path in files
        for name, node in calls(path)
        if name in RUNS and path.is_relative_to(root / "workflow")
    ]
    assert [each for each in found if not each.startswith(f"{PINNED}:")] == []


def test_the_pickle_that_is_read_is_refused_when_a_byte_differs(root, tmp_path):
    script = runpy.run_path(str(root / PINNED))
    for name in script["SHA256"]:
        (tmp_path / name).write_bytes(b"another")
    with pytest.raises(CheckError, match="SHA-256"):
        script["rebuild"](tmp_path)


def test_no_process_is_started_through_a_shell(root, files):
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in files
        for name, node in calls(path)
        if name.startswith("subprocess.") and any(k.arg == "shell" for k in node.keywords)
    ]
    assert found == []


def test_yaml_is_loaded_safely_everywhere(root, files):
    """One place chooses the loader; tests may call `safe_load`."""
    unsafe = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in files
        for name, node in calls(path)
        if name in ("yaml.load", "yaml.Loader", "yaml.UnsafeLoader", "yaml.FullLoader")
        and path != root / LOADER
    ]
    assert unsafe == []
    in_library = [
        str(path.relative_to(root))
        for path in sorted((root / "workflow").rglob("*.py"))
        if re.search(r"^\s*(import yaml|from yaml)", path.read_text(encoding="utf-8"), re.M)
        and any(name == "yaml.safe_load" for name, _ in calls(path))
    ]
    assert in_library == []


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch pwned']",
        "!!python/object/new:subprocess.Popen [['touch', 'pwned']]",
        "!!python/name:os.system",
        "a: !!python/module:os",
    ],
)
def test_a_configuration_that_names_code_is_not_run(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises((yaml.YAMLError, TechsovError)):
        yamlfile.read(tmp_path / "config.yaml")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.yaml"]


def test_no_rule_hands_a_line_to_a_shell(root):
    rules = [root / "Snakefile", *sorted((root / "workflow/rules").glob("*.smk"))]
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in rules
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(r"\s*(shell:|shell\()", line)
    ]
    assert found == []


def test_the_file_to_import_reaches_the_shell_as_a_variable_only(root):
    """`make import FILE='$(x)'`: the value must never be pasted into the line that is run."""
    text = (root / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^import: \$\(READY\).*\n((?:\t.*\n)+)", text, re.M)[1]
    assert "$(FILE)" not in recipe
    assert "$(RELEASE)" not in recipe
    assert '"$$FILE"' in recipe


def test_no_result_of_ours_is_a_pickle(root):
    endings = {p.suffix for part in ("data", "config", "tests") for p in (root / part).rglob("*")}
    assert not endings & {".pkl", ".pickle", ".joblib", ".npy", ".npz", ".rds"}


def test_no_text_of_the_tables_begins_as_a_formula(root):
    """A CSV that a spreadsheet opens must not begin a cell of words with a sign that it obeys."""
    tables = sorted((root / "data/raw").rglob("*.csv"))
    assert tables
    found = []
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            found += [
                f"{path.name}, line {number}: {cell!r}"
                for number, row in enumerate(csv.reader(file), 1)
                for cell in row
                if cell[:1] in ("=", "+", "@", "\t") or re.match(r"-(?![\d.])", cell)
            ]
    assert found == []
