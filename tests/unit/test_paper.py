"""The paper's tables, set from structured data."""

import pandas as pd
import pytest

from techsov import claims, paper, tables
from techsov.errors import ConfigError

STRUCTURE = {
    "id": "t",
    "title": {"en": "Programmes", "ru": "Программы"},
    "source": {"en": "The paper's & ours", "ru": "Статья"},
    "columns": [{"id": "eu", "label": {"en": "EU since {year}", "ru": "ЕС с {year}"}}],
    "rows": [
        {
            "id": "money",
            "label": {"en": "Money", "ru": "Деньги"},
            "cells": {"eu": [{"en": "EUR {sum} bn <b>", "ru": "{sum} млрд евро"},
                             {"en": "over {span}", "ru": "за {span}"}]},
        }
    ],
}  # fmt: skip
STATED = [
    {"id": "sum", "published": 210},
    {"id": "year", "published": 2022},
    {"id": "span", "published": [2013, 2023]},
]
VERDICTS = pd.DataFrame(
    {"id": ["sum", "year", "span"], "verdict": ["contradicted", "reproduced", "argument"]}
)


def test_numbers_come_from_the_claims_and_bring_their_verdicts():
    table = paper.fill(STRUCTURE, STATED, VERDICTS, ["en", "ru"])
    assert list(table["text_en"]) == ["EUR 210 bn <b>", "over 2013–2023"]
    assert list(table["text_ru"]) == ["210 млрд евро", "за 2013–2023"]
    assert set(table["column_en"]) == {"EU since 2022"}
    assert list(table["verdicts"]) == ["contradicted", "argument"]


def test_a_number_of_no_claim_is_refused():
    with pytest.raises(ConfigError, match="no claim span"):
        paper.fill(STRUCTURE, STATED[:2], VERDICTS, ["en"])


def test_a_page_escapes_its_text_and_marks_what_does_not_hold(tmp_path):
    table = paper.fill(STRUCTURE, STATED, VERDICTS, ["en", "ru"])
    paper.write_page(table, STRUCTURE, "en", tmp_path / "t.html")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "EUR 210 bn &lt;b&gt;" in page
    assert '<abbr title="contradicted">✗</abbr>' in page
    assert "The paper&#x27;s &amp; ours" in page


def test_the_papers_own_tables_leave_no_number_open(root):
    stated = claims.load(root / "config" / "claims.yaml")
    verdicts = pd.DataFrame({"id": [c["id"] for c in stated], "verdict": tables.VERDICTS[0]})
    for name in ("table1", "table2", "table3"):
        structure = paper.load_structure(root / f"config/tables/{name}.yaml")
        table = paper.fill(structure, stated, verdicts, ["en", "ru"])
        assert (
            not table.astype(str)
            .apply(lambda column: column.str.contains("{", regex=False))
            .any(axis=None)
        )
