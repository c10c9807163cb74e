"""The verdict table in Russian: nothing is missing, nothing computed stays English."""

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
import yaml

from techsov import claims
from techsov.audit.repair import Composer
from techsov.claims import documents
from techsov.claims.translation import Translation, translate
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.presentation.labels import Labels, plural_form

LATIN_WORD = re.compile(r"\b[A-Za-z]{2,}\b")
# Names that stay as they are: datasets, indicators, classifications, documents, programmes.
NAME = re.compile(
    r"\bmake (?:fetch )?EDITION=[\w-]+"  # a command to type
    r"|\S+/\S+|\b\w+_\w+\b|\b(WIOD|TiVA|ICIO|MSTI|STEP|REPowerEU|PCT|RUS|CHN)\b"
    r"|\b(csis-red-ink|paper)-\d+\b"
    r"|\b[A-Z]{2}(\.[A-Z]+)+\b"  # series of the World Bank
    r"|https?://\S+|\b[\w.-]+\.(com|ru)\b"
    r"|Federal Register|GA/\d+|классификация \w+|страна \w+|охват \w+|мера \w+|основа \w+"
)


@pytest.fixture(scope="module")
def stated(root):
    return claims.load(root / "config/claims.yaml")


@pytest.fixture(scope="module")
def known(root):
    config = root / "config"
    return documents.load(config / "documents.yaml", config / "documents.schema.yaml")


@pytest.fixture(scope="module")
def points(known):
    return documents.points(known)


@pytest.fixture(scope="module")
def russian(root, stated, points):
    return Translation.load(root / "config/claims.ru.yaml", stated, points)


def test_every_clause_unit_and_published_word_has_its_russian(root, stated, points):
    """Loading is the check: it names whatever is missing."""
    assert len(Translation.load(root / "config/claims.ru.yaml", stated, points).clauses) == len(
        stated
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["clauses"].pop("s4-goals"), "`s4-goals`: statement not translated"),
        (lambda c: c["clauses"]["s4-goals"].update(note="х"), "note has no original"),
        (lambda c: c["clauses"].update(new={"statement": "х"}), "`new`: no such clause"),
        (lambda c: c["units"].pop("goals"), "its unit `goals` is not among `units`"),
        (lambda c: c["documents"].pop("t2-gdip-until"), "`concept` in one language only"),
        (lambda c: c["documents"].update(new={"says": "х"}), "`new`: no document bears on it"),
        (lambda c: c["places"].pop("title"), "the place `title` is not among `places`"),
        (lambda c: c["options"].pop("a twentieth"), "option `a twentieth` is not among `options`"),
        (lambda c: c["words"].pop("in force"), "document's `in force` is not among `words`"),
        (lambda c: c["words"].pop("insignificant"), "published `insignificant` is not among"),
    ],
)
def test_what_is_missing_is_named(root, stated, points, tmp_path, change, message):
    path = tmp_path / "claims.ru.yaml"
    shutil.copy(root / "config/claims.ru.yaml", path)
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        Translation.load(path, stated, points)


@pytest.mark.parametrize(
    ("english", "in_russian"),
    [
        ("0.9149 (2022).", "0,9149 (2022)."),
        ("3 beside 3.", "3 рядом с 3."),
        ("2049 − 1949 = 100, stated 100.", "2049 − 1949 = 100, названо 100."),
        ("lowest of 1991–2023 in 2020 (-2.709).", "наименьшее за 1991–2023: 2020 (-2,709)."),
        ("29.77 (mean of 2017–2020).", "29,77 (среднее за 2017–2020)."),
        ("0.1631 against 0.03549 in 2011.", "0,1631 против 0,03549, 2011."),
        (
            "0.9538 (1998) to 1.286 (2003) in 1996–2021; does not hold in 2001–2004, 2009.",
            "от 0,9538 (1998) до 1,286 (2003) за 1996–2021; неверно за 2001–2004, 2009.",
        ),
        (
            "20.72 (1995) to 17.45 (2011); the other way in 2010.",
            "с 20,72 (1995) до 17,45 (2011); в обратную сторону за 2010.",
        ),
        (
            "between 8.4 (2016) and 10.4 (2011), a spread of 2.",
            "от 8,4 (2016) до 10,4 (2011), размах 2.",
        ),
        (
            "Not so [2023, all inputs] on a/b 2024: 76 (2022).",
            "Иначе [2023, все ресурсы] по данным a/b 2024: 76 (2022).",
        ),
        (
            "source of funds: 29.2 (2020) against 63.4 (2020); performing sector: no data",
            "источник средств: 29,2 (2020) против 63,4 (2020); сектор-исполнитель: нет данных",
        ),
        ("28.8 to 30.2", "от 28,8 до 30,2"),
        ("20.05.2023", "20.05.2023"),
        (
            "Rests on: A title (An issuer, 2022-05-18).",
            "Основано на документе: A title (An issuer, 2022-05-18).",
        ),
    ],
)
def test_what_the_computation_writes_is_put_into_russian(russian, english, in_russian):
    assert russian.computed(english) == in_russian


def test_a_unit_agrees_with_its_number(russian):
    assert russian.unit("groups", "3") == "группы"
    assert russian.unit("sectors", "13") == "отраслей"
    assert russian.unit("times", "2.5") == "раза"
    assert russian.unit("% of GDP", "1.1") == "% ВВП"
    assert plural_form(21, "год|года|лет") == "год"
    assert plural_form(2, "year|years") == "years"


def test_what_a_document_says_and_where_is_put_into_russian(stated, known, points, russian):
    row = dict.fromkeys(tables.CLAIMS.columns, "") | {
        "id": "t2-gdip-until",
        "note": "The value is of something else: "
        + points["t2-gdip-until"]["concept"]
        + ". A plan "
        "(European Commission, 2023-02-01), section 1, second paragraph; consulted 2026-11-25, "
        "copy: official text, https://example.org/a",
    }
    (made,) = translate(pd.DataFrame([row]), stated, known, russian).itertuples()
    assert made.note.startswith("Число относится к другому: год, к которому ЕС намерен")
    assert made.note.endswith(
        "A plan (European Commission, 2023-02-01), раздел 1, второй абзац; просмотрен 2026-11-25, "
        "официальный текст: https://example.org/a"
    )


def test_a_note_keeps_what_was_computed_before_what_the_clause_says_itself(stated, russian):
    claim = next(c for c in stated if c["id"] == "s3-rd-scale-us")
    note = "1 against 2 in 2022. No other reading holds either. " + " ".join(claim["note"].split())
    row = dict.fromkeys(tables.CLAIMS.columns, "") | {"id": claim["id"], "note": note}
    (made,) = translate(pd.DataFrame([row]), stated, {}, russian).itertuples()
    assert made.note == (
        "1 против 2, 2022. Другие прочтения тоже не подтверждаются. "
        + russian.clauses[claim["id"]]["note"]
    )


def test_no_english_is_left_in_the_russian_verdicts_of_the_edition(results, stated, known, russian):
    verdicts = tables.read(results / "claims.csv", tables.CLAIMS)
    made = translate(verdicts, stated, known, russian)
    assert list(made["id"]) == list(verdicts["id"])
    assert list(made["verdict"]) == list(verdicts["verdict"])
    cited = [" ".join(documents.cite(document).split()) for document in known.values()]
    titles = re.compile("|".join(re.escape(each) for each in sorted(cited, key=len, reverse=True)))
    left = {
        f"{row.id}: {word}"
        for row in made.itertuples()
        for text in (row.statement, row.published, row.unit, row.reproduced, row.note)
        for word in LATIN_WORD.findall(NAME.sub("", titles.sub("", text)))
    }
    assert left == set()


def test_what_a_document_gives_has_the_same_digits_and_no_english_in_russian(
    root, stated, known, russian
):
    countries = Countries.load(root / "config/countries.yaml")
    composers = []
    for language, translation in (("en", None), ("ru", russian)):
        common, own = (
            Labels.load(root / f"config/{name}.{language}.yaml", countries)
            for name in ("labels", "audit")
        )
        merged = replace(common, texts=common.texts | own.texts)
        composers.append(Composer(merged, translation, known))
    asked = [claim for claim in stated if claim["kind"] == "document"]
    said = [[composer.in_document(claim) for composer in composers] for claim in asked]
    assert sum(bool(english) for english, _ in said) > 20
    for english, other in said:
        digits, others = (re.sub(r"\D", "", text) for text in (english, other))
        if re.search(r"[A-Z]\w+ \d{4}$", english):  # a date: its month is a word in English
            digits, others = digits[-4:], others[-4:]
        assert digits == others, english
        assert not re.search("[a-z]{3}", other)


def test_the_same_numbers_stand_in_both_languages(results, stated, known, russian):
    verdicts = tables.read(results / "claims.csv", tables.CLAIMS)
    made = translate(verdicts, stated, known, russian)
    for column in ("published", "reproduced"):
        for english, other in zip(verdicts[column], made[column], strict=True):
            digits = [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", english)]
            assert digits == [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", other)]
