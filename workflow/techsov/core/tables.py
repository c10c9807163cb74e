r"""The tidy tables: one schema each, one way to write and to read them.

A table on disk is a CSV in UTF-8 with `\n` line ends, sorted by its key, floats written with
ten significant digits, so that the same numbers are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from techsov.core.errors import CheckError
from techsov.core.verdicts import EVIDENCE, VERDICTS

FIRST_YEAR, LAST_YEAR = 1900, 2100
ROWS_SHOWN = 8
IN_A_LANGUAGE = re.compile(r"\.[a-z]{2}\.csv$")

MEASURES = ("fpem", "fpem_face", "fpem_hidden", "fpex", "fdva_share", "expected")
BASES = ("gross_output", "value_added")
SCOPES = ("all", "foreign", "manufacturing", "manufacturing_inputs")


def text(allowed: Iterable[str] = (), *, empty: bool = False) -> pa.Column:
    """A column of text, not empty unless `empty`, from a closed vocabulary where one is given."""
    checks = [pa.Check.str_length(min_value=not empty, error="text expected, found nothing")]
    if allowed := tuple(allowed):
        checks.append(pa.Check.isin(allowed, error=f"one of {', '.join(allowed)} expected"))
    return pa.Column(object, checks)


def maybe_text() -> pa.Column:
    """A column of text that may be empty."""
    return pa.Column(object)


def year() -> pa.Column:
    return pa.Column(
        int, pa.Check.in_range(FIRST_YEAR, LAST_YEAR, error="a year expected"), coerce=True
    )


def number(*, optional: bool = False) -> pa.Column:
    """A column of finite floats; `optional` lets a cell be empty."""
    finite = pa.Check(lambda values: ~np.isinf(values), error="a finite number expected")
    return pa.Column(float, finite, nullable=optional, coerce=True)


def count(*, optional: bool = False) -> pa.Column:
    """A column of whole numbers from 1 up."""
    positive = pa.Check.ge(1, error="a whole number from 1 up expected")
    return pa.Column("Int64" if optional else int, positive, nullable=optional, coerce=True)


def table(name: str, columns: dict[str, pa.Column], key: tuple[str, ...]) -> pa.DataFrameSchema:
    """A tidy table: its columns in order, and the columns that name a row."""
    return pa.DataFrameSchema(columns, name=name, unique=list(key), strict=True, ordered=True)


INDICATOR = table(
    "indicator",
    {
        "country": text(),
        "year": year(),
        "indicator": text(),
        "value": number(),
        "unit": text(),
        "dataset": text(),
        "vintage": text(),
    },
    key=("indicator", "dataset", "vintage", "country", "year"),
)

_COMPLEXITY = {
    "classification": text(),
    "vintage": text(),
    "country": text(),
    "year": year(),
    "eci": number(),
    "rank": count(),
    "ranked": count(),
}
_COMPLEXITY_KEY = ("classification", "vintage", "country", "year")
COMPLEXITY = table("complexity", _COMPLEXITY, key=_COMPLEXITY_KEY)

RANKINGS = table(
    "rankings",
    {**_COMPLEXITY, "common_rank": count(optional=True), "common_ranked": count(optional=True)},
    key=_COMPLEXITY_KEY,
)

EXPORTS = table(
    "exports",
    {"country": text(), "product": text(), "year": year(), "value": number()},
    key=("country", "product", "year"),
)

DEPENDENCY = table(
    "dependency",
    {
        "dataset": text(),
        "vintage": text(),
        "year": year(),
        "measure": text(MEASURES),
        "basis": text(BASES),
        "scope": text(SCOPES),
        "user": text(),
        "supplier": text(),
        "value": number(optional=True),
    },
    key=("dataset", "vintage", "year", "measure", "basis", "scope", "user", "supplier"),
)

CLAIMS = table(
    "claims",
    {
        "id": text(),
        "section": text(),
        "statement": text(),
        "published": maybe_text(),
        "unit": maybe_text(),
        "reproduced": maybe_text(),
        "tolerance": maybe_text(),
        "verdict": text(VERDICTS),
        "dataset": maybe_text(),
        "vintage": maybe_text(),
        "note": maybe_text(),
        "same_as": maybe_text(),  # the claim that states the same, where this one is counted
        "evidence": text(("", *EVIDENCE), empty=True),
    },
    key=("id",),
)


def check(frame: pd.DataFrame, schema: pa.DataFrameSchema, origin: str = "") -> pd.DataFrame:
    """`frame` with the schema's columns in order, typed and sorted by key.

    Raises
    ------
    CheckError
        Naming the table, the column and the first offending rows, when a column is missing,
        empty where it may not be, of the wrong kind, infinite, outside its vocabulary, or when
        two rows share a key
    """
    where = f"{origin}, table `{schema.name}`" if origin else f"table `{schema.name}`"
    missing = [column for column in schema.columns if column not in frame.columns]
    if missing:
        raise CheckError(
            f"{where}: the columns {', '.join(schema.columns)} expected; "
            f"missing: {', '.join(missing)}"
        )
    ordered = frame[list(schema.columns)].reset_index(drop=True)
    for column, rule in schema.columns.items():
        if rule.dtype is not None and str(rule.dtype) == "object":
            filled = ordered[column].astype(object)
            ordered[column] = filled.where(filled.notna(), "").map(str).astype(object)
        elif str(rule.dtype).lower() == "int64":  # coercion cuts what stands behind the point
            part = pd.to_numeric(ordered[column], errors="coerce") % 1
            if (cut := ordered[part.gt(0).fillna(False)]).size:
                rows = cut.head(ROWS_SHOWN).to_string()
                raise CheckError(f"{where}: column `{column}`, a whole number expected:\n{rows}")
    try:
        checked = schema.validate(ordered, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise CheckError(f"{where}: {_explain(error.failure_cases, ordered)}") from None
    return checked.sort_values(list(schema.unique), kind="stable", ignore_index=True)


def _explain(cases: pd.DataFrame, frame: pd.DataFrame) -> str:
    """The first failed check in words, with its first rows."""
    first = cases.iloc[0]
    alike = cases[(cases["check"] == first["check"]) & (cases["column"] == first["column"])]
    rows = frame.loc[sorted({int(i) for i in alike["index"].dropna()})]
    what = str(first["check"])
    if what == "multiple_fields_uniqueness":
        what = "no two rows with one key expected"
    elif what == "not_nullable":
        what = "a value expected, found nothing"
    elif "coerce" in what or "dtype" in what:
        case = first["failure_case"]
        shown = repr(case) if isinstance(case, str) else str(case)
        found = "nothing" if pd.isna(case) else shown[:60]
        what = f"a number expected, found {found}"
    column = f"column `{first['column']}`, " if first["schema_context"] == "Column" else ""
    more = f"\n... and {len(rows) - ROWS_SHOWN} more" if len(rows) > ROWS_SHOWN else ""
    return f"{column}{what}:\n{rows.head(ROWS_SHOWN).to_string()}{more}"


def write(frame: pd.DataFrame, path: Path | str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Check `frame` against `schema`, write it to `path`, and return it as written."""
    checked = check(frame, schema, Path(path).name)
    write_csv(checked, path)
    return checked


def write_csv(frame: pd.DataFrame, path: Path | str) -> None:
    """Write any frame in the house's CSV dialect; the caller has sorted it.

    A table told in a language, such as `claims.ru.csv`, is for people and has a byte order mark,
    without which Excel takes its letters for those of the local code page.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    encoding = "utf-8-sig" if IN_A_LANGUAGE.search(Path(path).name) else "utf-8"
    frame.to_csv(path, index=False, float_format="%.10g", lineterminator="\n", encoding=encoding)


def read(path: Path | str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Read a tidy CSV and check it against `schema`."""
    is_text = [c for c, rule in schema.columns.items() if str(rule.dtype) == "object"]
    numeric = [c for c in schema.columns if c not in is_text]
    try:
        frame = pd.read_csv(
            path,
            dtype=dict.fromkeys(is_text, str),
            keep_default_na=False,
            na_values={column: [""] for column in numeric},
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise CheckError(
            f"{Path(path).name}: a CSV table `{schema.name}` expected; {error}"
        ) from error
    return check(frame, schema, Path(path).name)
