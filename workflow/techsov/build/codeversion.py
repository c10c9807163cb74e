"""The version of the code behind a result: a hash of what the code says, not how it is laid out.

Snakemake notices a changed script but not a changed module. Every rule therefore carries, as a
parameter, the hash of its script and of every `techsov` module that the script reaches.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent


class Source(NamedTuple):
    """What a file of code says: the hash of its syntax tree, and what it imports.

    An import is (level, module, names), as it stands: `from ..one import f` is (2, "one", ["f"]).
    """

    tree: str
    imports: list[list]


# Hash of a file's bytes -> what it says; `Contents` keeps it from one build to the next.
KNOWN: dict[str, list] = {}


def code_version(script: Path | str, *modules: str) -> str:
    """Hash over the syntax trees of `script`, of `modules` and of all `techsov` modules they reach.

    Comments, blank lines, layout and docstrings do not count; everything else does.
    """
    reached = reach(script, *modules)
    trees = {"": _source(Path(script)).tree} | {m: _source(_file(m)).tree for m in reached}
    digest = hashlib.sha256("\n".join(f"{m} {tree}" for m, tree in sorted(trees.items())).encode())
    return digest.hexdigest()[:16]


def reach(script: Path | str, *modules: str) -> set[str]:
    """The `techsov` modules that a script and `modules` import, and those that these import."""
    found: set[str] = set()
    waiting = _imports(Path(script)) | set(modules)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting |= _imports(_file(module))
    return found


def modules(script: Path | str) -> list[str]:
    """The `techsov` modules that a script imports itself."""
    return sorted(_imports(Path(script)))


@cache
def _source(path: Path) -> Source:
    content = path.read_bytes()
    # Another Python writes the same tree in other words.
    key = hashlib.sha256(content + repr(sys.version_info[:2]).encode()).hexdigest()
    if key not in KNOWN:
        tree = ast.parse(content, filename=str(path))
        imports = [list(each) for each in _stated(tree)]
        for node in ast.walk(tree):
            match node:
                case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    if ast.get_docstring(node, clean=False) is not None:
                        node.body = node.body[1:]
        said = ast.dump(tree, annotate_fields=False)
        KNOWN[key] = [hashlib.sha256(said.encode()).hexdigest(), imports]
    return Source(*KNOWN[key])


def _stated(tree: ast.Module) -> Iterator[tuple[int, str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or "", [alias.name for alias in node.names]


@cache
def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for level, module, names in _source(path).imports:
        if level:  # relative to the module's own package
            base = path.parents[level - 1].relative_to(PACKAGE)
            module = ".".join(("techsov", *base.parts, *([module] if module else [])))
        found |= {module} | {f"{module}.{name}" for name in names}
    return {m for m in found if m.split(".")[0] == "techsov" and _file(m).exists()}


@cache
def _file(module: str) -> Path:
    parts = module.split(".")[1:]
    package = PACKAGE.joinpath(*parts) / "__init__.py"
    return package if package.exists() or not parts else PACKAGE.joinpath(*parts).with_suffix(".py")
