"""The paper's tables, set from structured data."""

import json

import pandas as pd
import pytest

from techsov import claims
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.paper import typesetting
from techsov.presentation.labels import Labels
from tests.builders.claims import made, printed

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
    made(printed("sum", 210.5)),
    made(printed("year", 2022)),
    made(printed("span", [2013, 2023])),
]
VERDICTS = pd.DataFrame(
    {"id": ["sum", "year", "span"], "verdict": ["contradicted", "reproduced", "argument"]}
)


@pytest.fixture(scope="module")
def labels(root):
    countries = Countries.load(root / "config/countries.yaml")
    return {
        language: Labels.load(root / f"config/labels.{language}.yaml", countries)
        for language in ("en", "ru")
    }


def test_numbers_come_from_the_claims_and_bring_their_verdicts(labels):
    table = typesetting.fill(STRUCTURE, STATED, VERDICTS, labels)
    assert list(table["text_en"]) == ["EUR 210.5 bn <b>", "over 2013–2023"]
    assert list(table["text_ru"]) == ["210,5 млрд евро", "за 2013–2023"]
    assert set(table["column_en"]) == {"EU since 2022"}
    assert list(table["verdicts"]) == ["contradicted", "argument"]


def test_an_end_of_a_range_stands_alone_and_so_does_the_only_item_of_a_cell(tmp_path, labels):
    cells = {"eu": [{"en": "{span.low} to {span.high} & on", "ru": "{span.low} до {span.high}"}]}
    structure = STRUCTURE | {"rows": [STRUCTURE["rows"][0] | {"cells": cells}]}
    table = typesetting.fill(structure, STATED, VERDICTS, labels)
    assert list(table["text_en"]) == ["2013 to 2023 & on"]
    typesetting.write_page(table, structure, labels["en"], tmp_path / "t.html")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "2013 to 2023 &amp; on" in page and "<li>" not in page


def test_a_number_of_no_claim_is_refused(labels):
    with pytest.raises(ConfigError, match="no claim span"):
        typesetting.fill(STRUCTURE, STATED[:2], VERDICTS, labels)


def test_a_page_escapes_its_text_and_marks_what_does_not_hold(tmp_path, labels):
    table = typesetting.fill(STRUCTURE, STATED, VERDICTS, labels)
    typesetting.write_page(table, STRUCTURE, labels["en"], tmp_path / "t.html")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "EUR 210.5 bn &lt;b&gt;" in page
    assert '<abbr title="contradicted">✗</abbr>' in page
    assert "The paper&#x27;s &amp; ours" in page


def test_a_russian_page_names_the_verdicts_in_russian(tmp_path, labels):
    table = typesetting.fill(STRUCTURE, STATED, VERDICTS, labels)
    typesetting.write_page(table, STRUCTURE, labels["ru"], tmp_path / "t.html")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert '<abbr title="опровергнуто">✗</abbr>' in page
    assert "contradicted" not in page


def test_the_papers_own_tables_leave_no_number_open(root, labels):
    stated = claims.load(root / "config" / "claims.yaml")
    verdicts = pd.DataFrame({"id": [c.id for c in stated], "verdict": tables.VERDICTS[0]})
    for name in ("table1", "table2", "table3"):
        structure = typesetting.load_structure(root / f"config/tables/{name}.yaml")
        table = typesetting.fill(structure, stated, verdicts, labels)
        assert (
            not table.astype(str)
            .apply(lambda column: column.str.contains("{", regex=False))
            .any(axis=None)
        )


def test_typst_is_given_the_values_that_its_sources_can_ask_for(tmp_path):
    (tmp_path / "paper.typ").write_text('#num("rank.SITC.RUS.2020") #series("eci." + who) to RUS')
    names = ["rank.SITC.RUS.2020@atlas/2024", "rank.SITC.DEU.2020", "eci.HS.RUS.2001", "gdp.RUS.1"]
    values = tmp_path / "values.json"
    values.write_text(json.dumps({name: {"value": 1} for name in names}))
    kept = typesetting._asked_for(values, tmp_path)
    assert list(kept) == ["rank.SITC.RUS.2020@atlas/2024", "eci.HS.RUS.2001"]
