"""`docs/checks.md`: what every cleaning step expects of its files, and of the table it leaves.

Read off the code: from a reader down through every function of `techsov.sources` that it reaches,
each expectation that an error can name is listed in the words of the error.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import pandera.pandas as pa

from techsov.build import releases
from techsov.core import checks, intercountry, tables
from techsov.sources import nsf, oecd_icio, oecd_msti, oecd_tiva, uis, wiod, worldbank

HEAD = """# Checks of every cleaning step

Written by `make docs` from the code; do not edit. A step reads a provider's files and leaves a tidy
table. **Input** lists what a file must be, as the error says it when it is not: *…* stands for what
depends on the file. **Output** lists what the table must satisfy before it is written. Every step
first compares its files with their pins (`techsov.catalogue.registry.check_pins`).
"""
# What a check of `techsov.core.checks` demands of the figures, in words.
DEMANDS = {
    "within": "values from {1} to {2}",
    "positive": "levels above 0",
    "without_jumps": f"levels within a factor of {checks.LARGEST_JUMP:g} from year to year",
    "adding_up": f"the shares {{1}} make 100, to {checks.ROUNDING:g}",
    "select": "figures of every country asked for",
    "tidy": "at least one figure",
}
EXTRACT_READERS = {
    "nsf/rd-sources": nsf.read_sources,
    "oecd/msti, extract": oecd_msti.read_gerd_ppp,
    "oecd/tiva-fdva, weights": oecd_tiva.read_weights,
    "uis/expenditure, table": uis.read_expenditure,
    "worldbank/gerd, panel": worldbank.read_panel,
}
# A sentence whose every word is known at run time only says nothing here.
NOTHING_SAID = re.compile(r"(\W|expected|found|within|off)*")
TABLES = {"oecd/icio": oecd_icio.read, "wiod/wiot": wiod.read}
# Readers that choose a form by the file's ending.
FORMS = {
    wiod.read: (wiod._read_workbook, wiod._read_r_object),
    releases._worldbank: (worldbank.read_api, worldbank.read_bulk),
}


def page() -> str:
    """The page: a section for each dataset that a step cleans."""
    parts = [HEAD]
    for dataset, (reader, schema) in sorted(releases.READERS.items()):
        if "ROSSTAT_BOOKS" not in reader.__code__.co_names:
            parts += section(dataset, reader, described(schema))
    for name, reader in releases.ROSSTAT_BOOKS.items():
        parts += section(f"rosstat, `{name}`", reader, described(tables.INDICATOR))
    parts.append(
        "## Tables between countries\n\nRead a year at a time, by `clean_intercountry_year`.\n"
    )
    for dataset, reader in TABLES.items():
        parts += section(dataset, reader, expectations(intercountry.InterCountryTable.check))
    parts.append("## Forms that only extracts are drawn from\n\nRead by `make extract`.\n")
    for name, reader in EXTRACT_READERS.items():
        parts += section(name, reader, [])
    return "\n".join(parts).rstrip() + "\n"


def section(name: str, reader: Callable, output: list[str]) -> list[str]:
    """Heading and lists of one step."""
    found = expectations(reader)
    demanded = [text for text in found if text.startswith("figures: ")]
    given = [text for text in found if not text.startswith("figures: ")]
    output = [*(text.removeprefix("figures: ") for text in demanded), *output]
    lines = [f"### {name}\n", "Input:\n", *(f"- {text}" for text in given)]
    return [*lines, *(["\nOutput:\n", *(f"- {text}" for text in output)] if output else []), ""]


def described(schema: pa.DataFrameSchema) -> list[str]:
    """A table's schema in words."""
    columns = "; ".join(
        f"`{name}`" + (f" ({said})" if (said := ", ".join(map(_said, column.checks))) else "")
        + (", may be empty" if column.nullable else "")
        for name, column in schema.columns.items()
    )  # fmt: skip
    return [f"columns {columns}", f"one row for each {', '.join(schema.unique)}"]


def _said(check: pa.Check) -> str:
    return str(check.error).removesuffix(" expected").removesuffix(" expected, found nothing")


def expectations(reader: Callable) -> list[str]:
    """Every expectation on the way down from a reader, in the order of the code."""
    said: dict[str, None] = {}
    seen: set[Callable] = set()

    def walk(function: Callable) -> None:
        if function in seen:
            return
        seen.add(function)
        for node in calls(function):
            text = _expected(function, node)
            if text and not NOTHING_SAID.fullmatch(text):
                said.setdefault(text)
            for reached in _reached(function, node):
                walk(reached)

    for start in _starts(reader):
        walk(start)
    return list(said)


def _starts(reader: Callable) -> list[Callable]:
    """A reader, and the functions that it holds in a closure or chooses among."""
    held = [c.cell_contents for c in reader.__closure__ or ()]
    return [reader, *(f for f in held if isinstance(f, FunctionType)), *FORMS.get(reader, ())]


@cache
def calls(function: Callable) -> tuple[ast.Call, ...]:
    """The calls in a function, as they stand."""
    source = inspect.getsource(function)
    indent = re.match(r"\s*", source)[0]
    tree = ast.parse(re.sub(rf"^{indent}", "", source, flags=re.M))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return tuple(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def _expected(function: Callable, node: ast.Call) -> str:
    """What a call demands, if it is one that demands something."""
    name = ast.unparse(node.func).rpartition(".")[2]
    target = _resolve(function, node.func)
    if name == "LayoutError":
        stated = {k.arg: k.value for k in node.keywords}
        place = _text(function, node.args[1]) if len(node.args) > 1 else ""
        expected = _text(function, stated.get("expected"))
        return f"{place}: {expected}" if expected not in ("", "*…*") else ""
    if name == "CheckError" and node.args:
        return _text(function, node.args[0]).split("\n")[0].removesuffix(":")
    if target is not None and getattr(target, "__module__", "") == checks.__name__:
        values = [_text(function, a).strip("`") for a in node.args]
        if name in DEMANDS:
            words = re.sub(r"\{(\d)\}", lambda m: _at(values, int(m[1])), DEMANDS[name])
            return f"figures: {words}"
    # A helper that takes its expectation as an argument.
    if target is None or not isinstance(target, FunctionType):
        return ""
    names = list(inspect.signature(target).parameters)
    name = next((name for name in names if name in ("expected", "rule")), None)
    if name is None:
        return ""
    bound = names.index(name) - (names[:1] == ["self"])
    given = {k.arg: k.value for k in node.keywords}.get(name)
    if given is None and len(node.args) > bound:
        given = node.args[bound]
    text = _text(function, given)
    return "" if text in ("", "*…*") else text


def _at(values: list[str], k: int) -> str:
    return values[k] if k < len(values) and values[k] else "*…*"


def _text(function: Callable, node: ast.AST | None) -> str:
    """An expression as the words of a message; what is only known at run time as *…*."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("|", "\\|")
    if isinstance(node, ast.JoinedStr):
        inside = [p.value if isinstance(p, ast.FormattedValue) else p for p in node.values]
        return "".join(_text(function, each) for each in inside)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [_text(function, node.left), _text(function, node.right)]
        return "*…*" if any(part.lstrip("-").isdigit() for part in parts) else "".join(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return ast.unparse(node)
    if isinstance(node, ast.Call) and ast.unparse(node) == "float('inf')":
        return "infinity"
    known = _resolve(function, node)
    if isinstance(known, int | float | str) and not isinstance(known, bool):
        return f"{known:g}" if isinstance(known, float) else str(known)
    if isinstance(known, list | tuple) and all(isinstance(each, str) for each in known):
        return ", ".join(known)
    return "*…*"


def _reached(function: Callable, node: ast.Call) -> Iterator[Callable]:
    """The functions of ours that a call reaches, those handed on as arguments among them."""
    for part in (node.func, *node.args, *(k.value for k in node.keywords)):
        target = _resolve(function, part)
        if isinstance(target, FunctionType) and _is_followed(target, function):
            yield target


def _is_followed(function: Callable, caller: Callable) -> bool:
    """Whether a function is one of the readers' own, or stands beside its caller."""
    module = function.__module__
    own = module.startswith("techsov.sources.") or module == releases.__name__
    return (own or module == caller.__module__) and module != checks.__name__


def _resolve(function: Callable, node: ast.AST) -> object:
    """What a name stands for where a function uses it; methods are found by their name."""
    module = importlib.import_module(function.__module__)
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if not isinstance(node, ast.Attribute):
        return None
    base = _resolve(function, node.value)
    if isinstance(base, ModuleType | type):
        return inspect.unwrap(getattr(base, node.attr, None)) if hasattr(base, node.attr) else None
    found = {
        method
        for cls in vars(module).values()
        if isinstance(cls, type) and cls.__module__.startswith("techsov.")
        and isinstance(method := vars(cls).get(node.attr), FunctionType)
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def write(path: Path | str = "docs/checks.md") -> None:
    """Write the page anew."""
    Path(path).write_text(page(), encoding="utf-8")
