"""The paper: its tables set from structured data, and the whole set with Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pandas as pd

from techsov.claims.statements import AnyClaim
from techsov.claims.telling import say
from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.presentation.labels import Labels

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)(?:\.(low|high))?\}")
# Signs beside a number whose claim has a verdict that a reader of the table should know.
MARKS = {
    "contradicted": "✗",
    "revised": "↻",
    "mixed concept": "≠",
    "inconsistent": "⚡",
    "document differs": "≁",
}


def load_structure(path: Path | str) -> dict:
    """A table of the paper as structured data (`config/tables/*.yaml`)."""
    return yamlfile.read(path)


def fill(
    structure: dict, stated: list[AnyClaim], verdicts: pd.DataFrame, labels: dict[str, Labels]
) -> pd.DataFrame:
    """The table, an item a row, with its numbers put in from the claims.

    Parameters
    ----------
    labels
        those of every language that is written

    Returns
    -------
    pd.DataFrame
        columns row, column, item, row_<lang>, column_<lang>, text_<lang>, title_<lang> (that
        of the whole table in every row), claims, verdicts

    Raises
    ------
    ConfigError
        When an item refers to a claim that is not stated
    """
    published = {claim.id: claim.published for claim in stated}
    verdict = dict(zip(verdicts["id"], verdicts["verdict"], strict=True))
    heads = {
        column["id"]: {
            lang: _put_in(column["label"][lang], published, said) for lang, said in labels.items()
        }
        for column in structure["columns"]
    }
    titles = {
        f"title_{lang}": _put_in(structure["title"][lang], published, said)
        for lang, said in labels.items()
    }
    rows = []
    for row in structure["rows"]:
        for column, items in row["cells"].items():
            for number, item in enumerate(items, 1):
                named = sorted({m[1] for m in PLACEHOLDER.finditer(item["en"])})
                named += [c for c in item.get("claims", ()) if c not in named]
                if unknown := [c for c in named if c not in published]:
                    raise ConfigError(
                        f"{structure['id']}, row {row['id']}, column {column}: "
                        f"no claim {', '.join(unknown)}"
                    )
                rows.append(
                    {"row": row["id"], "column": column, "item": number}
                    | {
                        f"row_{lang}": _put_in(row["label"][lang], published, said)
                        for lang, said in labels.items()
                    }
                    | {f"column_{lang}": heads[column][lang] for lang in labels}
                    | {
                        f"text_{lang}": _put_in(item[lang], published, said)
                        for lang, said in labels.items()
                    }
                    | titles
                    | {"claims": ";".join(named), "verdicts": ";".join(verdict[c] for c in named)}
                )
    return pd.DataFrame(rows)


def _put_in(text: str, published: Mapping[str, object], labels: Labels) -> str:
    def written(value: float) -> str:
        return say(value).replace(".", labels["number.decimal"])

    def number(match: re.Match) -> str:
        value = published[match[1]]
        if isinstance(value, tuple):
            if match[2]:
                return written(value[match[2] == "high"])
            return f"{written(value[0])}–{written(value[1])}"
        return written(value) if isinstance(value, int | float) else str(value)

    return PLACEHOLDER.sub(number, text)


def write_page(table: pd.DataFrame, structure: dict, labels: Labels, path: Path | str) -> None:
    """The table as one HTML page in a language, the verdicts marked beside its items."""
    from great_tables import GT, html

    language = labels.language
    names = {verdict: labels[f"verdict.{verdict}"] for verdict in MARKS}
    heads = dict(zip(table["column"], table[f"column_{language}"], strict=True))
    title, wide = table[f"title_{language}"].iloc[0], []
    for _, of_row in table.groupby("row", sort=False):
        cells = {c: _list(of_row[of_row["column"] == c], language, names) for c in heads}
        wide.append({"row": of_row[f"row_{language}"].iloc[0], **cells})
    page = (
        GT(pd.DataFrame(wide), id=structure["id"])
        .tab_header(title=title)
        .cols_label(
            row=structure.get("corner", {}).get(language, ""),
            **heads,
        )
        .tab_source_note(html(escape(structure["source"][language])))
        .tab_source_note(
            html("; ".join(f"{mark} {names[verdict]}" for verdict, mark in MARKS.items()))
        )
        .tab_options(table_font_size="14px", table_width="100%")
        .fmt_passthrough(columns=list(heads), escape=False)  # `_list` has escaped the texts
        .cols_align("left")
    )
    body = page.as_raw_html(make_page=False)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n",
        encoding="utf-8",
    )


def _list(items: pd.DataFrame, language: str, names: dict[str, str]) -> str:
    """Items of a cell: plain text for one, a list for more, a mark where a verdict calls for it."""
    said = []
    for item in items.itertuples():
        marks = "".join(
            f' <abbr title="{names[verdict]}">{MARKS[verdict]}</abbr>'
            for verdict in sorted(set(item.verdicts.split(";")) & MARKS.keys())
        )
        said.append(escape(getattr(item, f"text_{language}")) + marks)
    if len(said) <= 1:
        return "".join(said)
    return "<ul>" + "".join(f"<li>{each}</li>" for each in said) + "</ul>"


def typeset(source: Path | str, target: Path | str, *, results: Path | str, **more: str) -> None:
    """Compile a Typst source to PDF; it finds the edition's results under `/<results>`.

    The document bears no date and an identifier derived from its content, so that equal results
    are equal bytes.

    Parameters
    ----------
    more
        further inputs of the source, by name: the `language`, the folder of its `figures`
    """
    import typst

    values = Path(results, "values.json")
    if values.is_file():
        more["values"] = json.dumps(_asked_for(values, Path(source).parent), ensure_ascii=False)
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    typst.compile(
        str(source),
        output=str(target),
        root=".",
        ignore_system_fonts=True,
        sys_inputs={"results": f"/{results}"} | more,
    )


def _asked_for(values: Path, sources: Path) -> dict:
    """Those of the values that Typst sources can ask for: they hold the first word and countries.

    Typst holds a value in a kilobyte, and an edition has a hundred thousand of them.
    """
    said = " ".join(path.read_text(encoding="utf-8") for path in sources.rglob("*.typ"))
    words = {text.partition(".")[0] for text in re.findall(r'"([^"\n]*)"', said)}
    codes = set(re.findall(r"\b[A-Z]{3}\b", said))
    return {
        name: value
        for name, value in json.loads(values.read_text(encoding="utf-8")).items()
        if name.partition(".")[0] in words and codes.issuperset(re.findall(r"\b[A-Z]{3}\b", name))
    }
