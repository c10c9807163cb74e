"""The version of the code behind a result: a hash of what the code says, not how it is laid out.

Snakemake notices a changed script but not a changed module. Every rule therefore carries, as a
parameter, the hash of its script and of every `techsov` module that the script reaches.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def code_version(script: Path | str, *modules: str) -> str:
    """Hash over the syntax trees of `script`, of `modules` and of all `techsov` modules they reach.

    Comments, blank lines, layout and docstrings do not count; everything else does.
    """
    reached = reach(script, *modules)
    trees = {"": _dump(Path(script))} | {module: _dump(_file(module)) for module in reached}
    digest = hashlib.sha256("\0".join(f"{m}\1{t}" for m, t in sorted(trees.items())).encode())
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
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def _dump(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for node in ast.walk(tree):
        documented = isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        if documented and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return ast.dump(tree, annotate_fields=False)


@cache
def _imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(_parse(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:  # relative to the module's own package
                base = path.parent
                for _ in range(node.level - 1):
                    base = base.parent
                prefix = ".".join(("techsov", *base.relative_to(PACKAGE).parts))
                module = f"{prefix}.{module}" if module else prefix
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(m for m in found if m.split(".")[0] == "techsov" and _file(m).exists())


def _imports(path: Path) -> set[str]:
    return set(_imports_of(path))


def _file(module: str) -> Path:
    parts = module.split(".")[1:]
    package = PACKAGE.joinpath(*parts) / "__init__.py"
    return package if package.exists() or not parts else PACKAGE.joinpath(*parts).with_suffix(".py")
