"""Verdicts told in a language: nothing is missing, and in Russian nothing stays English."""

import re
import shutil

import pandas as pd
import pytest
import yaml

from techsov import claims
from techsov.audit.repair import Composer
from techsov.claims import documents, predicates, reasons, telling
from techsov.claims.predicates import Yardstick
from techsov.claims.reasons import Own, because
from techsov.claims.telling import Teller, Texts
from techsov.core import tables
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError
from techsov.presentation.labels import plural_form
from tests.builders.claims import a_claim, labels, made, printed

LATIN_WORD = re.compile(r"\b[A-Za-z]{2,}\b")
# Names that stay as they are: datasets, indicators, classifications, documents, programmes.
NAME = re.compile(
    r"\bmake (?:fetch )?EDITION=[\w-]+"  # a command to type
    r"|\S+/\S+|\b\w+_\w+\b|\b(SITC|WIOD|WDI|TiVA|ICIO|MSTI|STEP|REPowerEU|PCT|RUS|CHN)\b"
    r"|\b(csis-red-ink|paper)-\d+\b"
    r"|\b[A-Z]{2}(\.[A-Z]+)+\b"  # series of the World Bank
    r"|https?://\S+|\b[a-z][\w-]*(?:\.[\w-]+)+\b"
    r"|South China Morning Post|Guardian|Washington Post|Kyodo|Business Standard"
    r"|Morrison Foerster|BGR|Griffith Asia Institute"
    r"|Comext|DataWeb|SWD|UN Comtrade|USITC|Federal Register|GA/\d+"
    r"|классификация \w+|страна \w+|охват \w+|мера \w+|основа \w+"
)


@pytest.fixture(scope="module")
def stated(root):
    return claims.load(root / "config/claims.yaml")


@pytest.fixture(scope="module")
def known(root):
    return documents.load(root / "config/documents.yaml")


@pytest.fixture(scope="module")
def russian(root, stated, known):
    return Teller(labels("ru"), Texts.load(root / "config/claims.ru.yaml", stated, known))


def test_every_claim_unit_and_published_word_has_its_russian(stated, russian):
    """Loading is the check: it names whatever is missing."""
    assert set(russian.texts.own) >= {claim.id for claim in stated}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["claims"].pop("s4-goals"), "`s4-goals`: statement not translated"),
        (lambda c: c["claims"]["s4-goals"].update(note="х"), "note has no original"),
        (lambda c: c["claims"].update(new={"statement": "х"}), "`new`: no such claim"),
        (lambda c: c["units"].pop("goals"), "its unit `goals` is not among `units`"),
        (lambda c: c["documents"].pop("t2-gdip-until"), "`concept` in one language only"),
        (lambda c: c["documents"].update(new={"says": "х"}), "`new`: no document bears on it"),
        (lambda c: c["places"].pop("title"), "the place `title` is not among `places`"),
        (lambda c: c["options"].pop("a twentieth"), "option `a twentieth` is not among `options`"),
        (lambda c: c["words"].pop("in force"), "document's `in force` is not among `words`"),
        (lambda c: c["words"].pop("insignificant"), "published `insignificant` is not among"),
        (lambda c: c.update(phrases=[]), "unknown field `phrases`"),
    ],
)
def test_what_is_missing_is_named(root, stated, known, tmp_path, change, message):
    path = tmp_path / "claims.ru.yaml"
    shutil.copy(root / "config/claims.ru.yaml", path)
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        Texts.load(path, stated, known)


CLAIM = made(a_claim("at_most", 1.0))


def found(predicate, values, number=0.0, *, start=2000, other=None, **more):
    """What a predicate finds in a series, and in one beside it."""
    sides = [
        None if each is None else pd.Series(each, index=range(start, start + len(each)))
        for each in (values, other)
    ]
    return predicates.PREDICATES[predicate](*sides, Yardstick(number, **more)).found


@pytest.mark.parametrize(
    ("said", "in_russian"),
    [
        (found("about", [0.9149], start=2022), "0,9149 (2022)"),
        (found("minimum_of_series", [3.0, -2.709, 1.0], 2001),
         "наименьшее за 2000–2002: 2001 (-2,709)"),
        (found("about", [29.0, 30.54], 30, reduce="mean"), "29,77 (среднее за 2000–2001)"),
        (found("exceeds", [0.1631], other=[0.03549], start=2011), "0,1631 против 0,03549, 2011"),
        (found("at_most", [0.9538, 1.286, 1.2, 1.0], 1.1),
         "от 0,9538 (2000) до 1,286 (2001) за 2000–2003; неверно за 2001–2002"),
        (found("falls", [20.72, 17.0, 17.45], steadily=True),
         "с 20,72 (2000) до 17,45 (2002); в обратную сторону за 2002"),
        (found("steady", [10.4, 8.4]), "от 8,4 (2001) до 10,4 (2000), размах 2"),
        (found("outgrows", [1.0, 3.0], other=[2.0, 5.0]),
         "с 1 (2000) до 3 (2001), а сравниваемое — с 2 (2000) до 5 (2001)"),
        (found("rises", [1.0]), "с 1 (2000) до 1 (2000): один год тенденции не составляет"),
        (found("maximum_of_series", [1.0, 2.0], 1999),
         "наибольшее за 2000–2001: 2001 (2); 1999 в ряду нет"),
        (because("difference", left=2049.0, right=1949.0, made=100.0, stated=100.0),
         "2049 − 1949 = 100, названо 100"),
        (because("difference", left=2022.78, right=2021.15, made=1.63, stated=1.0),
         "2022,78 − 2021,15 = 1,63, названо 1"),
        (because("to", first=28.8, second=30.2), "от 28,8 до 30,2"),
        (because("beside", left=3.0, right=3.0, left_places=["4", "Table 2"],
                 right_places=["listed"]),
         "3 (раздел 4 и таблица 2) рядом с 3 (по перечню)"),
        (because("not_so", under=["2023", "all inputs"], release=["a/b", "2024"], implied=(),
                 found=(because("one", value=76.0, year=2022),)),
         "Иначе [2023, все ресурсы] по данным «a/b 2024»: 76 (2022)."),
        (because("in_concept", options=["source of funds"], contrast=because(
            "contrast", left=because("of_year", value=29.2, year=2020), right=because("no_data"))),
         "источник средств: 29,2 (2020) против нет данных"),
        (because("stated", stated_value="2022-05 to 2023-10"), "от 2022-05 до 2023-10"),
        (because("stated", stated_value="June 2023"), "июнь 2023 г."),
        (because("unread", cited="A title (An issuer, 2022-05-18)"),
         "Основано на документе: A title (An issuer, 2022-05-18)."),
    ],
)  # fmt: skip
def test_a_reason_is_told_in_russian(russian, said, in_russian):
    assert russian.tell(said, CLAIM) == in_russian


def test_shares_are_told_in_per_cent_and_a_ratio_of_shares_as_it_is():
    english = Teller(labels(), Texts.load(None, [CLAIM], {}))
    moved = found("rises", [0.0267, 0.1631])
    assert english.tell(moved, CLAIM, shares=True) == "2.67% (2000) to 16.3% (2001)"
    ratio = found("ratio_about", [0.16], 2, other=[0.32])
    assert english.tell(ratio, CLAIM, shares=True) == "0.5 (2000)"


def test_a_reason_without_the_text_that_it_would_tell_is_silent():
    english = Teller(labels(), Texts.load(None, [CLAIM], {}))
    assert english.note(CLAIM, [because("needed", text=Own("needs")), because("no_other")]) == (
        "No other reading holds either."
    )


def test_reasons_that_were_written_and_read_are_the_same(tmp_path):
    why = reasons.Why(
        (because("own", text=Own("note")),
         because("found", found=found("about", [1.0]), under=["a"],
                 implied=())),
        because("to", first=1.0, second=2.5), found("rises", [1.0, 2.0]), 1,
        (found("rises", [1.0, 2.0]), ()),
    )  # fmt: skip
    reasons.write({"one": why, "two": reasons.Why((), None, (), 0, ())}, tmp_path / "why.json")
    read = reasons.read(tmp_path / "why.json")
    told = Teller(labels(), Texts.load(None, [CLAIM], {}))
    assert (read["one"].reproduced, read["one"].shown) == (why.reproduced, 1)
    assert read["two"] == reasons.Why((), None, (), 0, ())
    assert told.note(CLAIM, read["one"].why) == told.note(CLAIM, why.why) == "1 (2000) [a]."
    assert read["one"].specifications == why.specifications


def test_a_unit_agrees_with_its_number(russian):
    def unit(name, published):
        return russian.unit(made(printed("a", published) | {"unit": name}))

    assert unit("groups", 3) == "группы"
    assert unit("sectors", 13) == "отраслей"
    assert unit("sectors", "many") == "отраслей"
    assert unit("times", 2.5) == "раза"
    assert unit("years", [1, 2]) == "года"
    assert unit("% of GDP", 1.1) == "% ВВП"
    assert plural_form(21, "год|года|лет") == "год"
    assert plural_form(2, "year|years") == "years"


def test_what_a_document_says_and_where_is_put_into_russian(stated, known, russian):
    (claim,) = (each for each in stated if each.id == "t2-gdip-until")
    why = (
        because("concept", concept=Own("concept")),
        because("read", cited="A plan", where=Own("where"), day="2026-11-25", copies=because(
            "several", several=[because("copy", copy="official text", at="https://example.org/a")]
        )),
    )  # fmt: skip
    note = russian.note(claim, why)
    assert note.startswith("Число относится к другому: год, к которому ЕС намерен")
    assert note.endswith(
        "A plan, раздел 1, второй абзац; просмотрен 2026-11-25, официальный текст: "
        "https://example.org/a"
    )


@pytest.fixture(scope="module")
def told(results, stated, russian):
    """The verdict table of the edition in English, and the same in Russian."""
    verdicts = tables.read(results / "claims.csv", tables.CLAIMS)
    why = reasons.read(results / "claims_reasons.json")
    made = telling.verdict_table(stated, verdicts, why, russian)
    return verdicts, tables.check(made, tables.CLAIMS)


def test_no_english_is_left_in_the_russian_verdicts_of_the_edition(told, known):
    verdicts, made = told
    assert list(made["id"]) == list(verdicts["id"])
    assert list(made["verdict"]) == list(verdicts["verdict"])
    names = {document.cited for document in known.values()} | {
        copy.by for document in known.values() for copy in document.copies.values() if copy.by
    }
    cited = sorted(names, key=len, reverse=True)
    titles = re.compile("|".join(re.escape(each) for each in cited))
    left = {
        f"{row.id}: {word}"
        for row in made.itertuples()
        for text in (row.statement, row.published, row.unit, row.reproduced, row.note)
        for word in LATIN_WORD.findall(NAME.sub("", titles.sub("", text)))
    }
    assert left == set()


def test_what_a_document_gives_has_the_same_digits_and_no_english_in_russian(root, stated, known):
    files = {"en": None, "ru": root / "config/claims.ru.yaml"}
    composers = [
        Composer(labels(language, "audit"), Texts.load(path, stated, known), known, {})
        for language, path in files.items()
    ]
    asked = [claim for claim in stated if claim.kind == "document"]
    said = [[composer.in_document(claim) for composer in composers] for claim in asked]
    assert sum(bool(english) for english, _ in said) > 20
    for english, other in said:
        digits, others = (re.sub(r"\D", "", text) for text in (english, other))
        if re.search(r"[A-Z]\w+ \d{4}$", english):  # a date: its month is a word in English
            digits, others = digits[-4:], others[-4:]
        assert digits == others, english
        assert not re.search("[a-z]{3}", other)


def test_the_same_numbers_stand_in_both_languages(told):
    for column in ("published", "reproduced"):
        for english, other in zip(*(each[column] for each in told), strict=True):
            digits = [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", english)]
            assert digits == [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", other)]


def test_what_does_not_fit_together_is_told_before_anything_is_built(root, tmp_path):
    countries = Countries.load(root / "config/countries.yaml")
    telling.check(root / "config", ["en", "ru"], countries)
    for name in ("claims.yaml", "documents.yaml", "replies.yaml"):
        shutil.copy(root / "config" / name, tmp_path)
    text = (root / "config/claims.ru.yaml").read_text(encoding="utf-8")
    (tmp_path / "claims.ru.yaml").write_text(text.replace("\n  s4-goals:", "\n  s4-gaols:"))
    telling.check(tmp_path, ["en"], countries)
    with pytest.raises(ConfigError, match="`s4-goals`: statement not translated"):
        telling.check(tmp_path, ["en", "ru"], countries)
