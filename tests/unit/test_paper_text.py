"""No numeral is typed in the paper: whatever a reader sees in numbers, the pipeline computed.

The Typst sources are read as Typst reads them (markup, code, maths), and what could reach the page
is searched for digits and spelled numbers. Exempt are the names under which numbers are looked up
(`#v("gerd_gdp.RUS.2022")` fails by itself when there is no such number), labels, citation keys,
lengths, and the short lists below, each with its reason.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from techsov import claims
from techsov.figures import registry

PAPER = Path(__file__).resolve().parents[2] / "paper"
PARTS = sorted((PAPER / "parts").glob("*.typ"))
TEXTS = [PAPER / "paper.typ", *PARTS]
FUNCTIONS = [PAPER / f"{name}.typ" for name in ("language", "values", "evidence", "style")]

# Functions whose strings are names of numbers, claims, places, countries, or files; a name that
# does not exist stops the build.
LOOKUPS = {
    "v", "pct", "num", "has", "year-of", "vintage-of", "entry", "series", "main", "main-vintage",
    "by-vintage", "by-any-vintage", "claim", "holds", "fails", "verdict", "published", "tolerance",
    "reproduced", "published-number", "year-named", "stated-count", "counted", "counted-in",
    "place", "tally",
    "tally-of", "judged", "verdict-table", "source-table", "drawn", "vintages-of",
    "funded", "performed", "berd", "gerd-level", "all-hold", "some",
    "drawn-ranks", "ranks-in", "is-held", "series-if-held", "move", "places-lost",
    "classification-held",
}  # fmt: skip
# Functions whose strings are for the machine.
MACHINE = {"rgb", "regex", "json", "csv", "yaml", "image", "bibliography", "link", "label"}
# Arguments whose numbers or strings say how something is set, not what is said.
SETTING = {"digits", "paper", "numbering"}
# Arguments of a lookup that are read all the same.
TOLD = {"alt", "caption", "below"}
# Names that hold a digit: the group of countries is called so.
NAMES = {"G7"}
# A formula may hold the zero and the one of its definition; any other number would be data.
IN_FORMULAS = {"0", "1"}
# "One" and "two" are grammar as often as they are counts.
SPELLED = re.compile(
    r"\b(three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozen|hundred"
    r"|thousand|half|halves|twice|thrice|quarter|thirds?|fourths?|fifths?|sixths?|sevenths?"
    r"|eighths?|ninths?|tenths?|hundredths?"
    r"|три|тр[её]х|тр[её]м|тремя|третья|трети|треть|четыр\w+|четв[её]р\w+|пять|пяти|пятью|пят\w\w"
    r"|шест(?:ь|и|ью|\w\w)|семь|семи|восемь|восьми|девят(?:ь|и|\w\w)|десят(?:ь|и|ок|ка|ков|\w\w)"
    r"|\w+надцат\w+|двадцат\w*|тридцат\w*|сорок|\w+десят|сто|сотен|сотни|тысяч\w*|половин\w*"
    r"|вдвое|втрое|дважды|трижды)\b",
    re.IGNORECASE,
)
WITH_DIGIT = re.compile(r"[A-Za-z\d.,]*\d[A-Za-z\d.,]*")
IN_FORMULA = re.compile(r"\d+(?:\.\d+)?")
IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?P<unit>pt|mm|cm|in|em|fr|%|deg)?")
LABEL = re.compile(r"<[A-Za-z][\w:.-]*>")
REFERENCE = re.compile(r"@[A-Za-z](?:[\w:.-]*\w)?")
STATEMENTS = ("let", "set", "show", "import", "include", "return", "context")


@dataclass(frozen=True)
class Piece:
    """A stretch of source that can reach the page."""

    kind: str  # text, string, raw, math, number
    text: str
    line: int


class Typst:
    """Reads a Typst source and keeps the pieces that can reach the page."""

    def __init__(self, source: str):
        self.source, self.at, self.pieces = source, 0, []
        self.swallowed: list[int] = []  # lines of semicolons that only end an expression
        self.markup("")

    def keep(self, kind: str, text: str, start: int) -> None:
        if text.strip():
            self.pieces.append(Piece(kind, text, self.source.count("\n", 0, start) + 1))

    def ahead(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def looking_at(self, pattern: str) -> bool:
        return bool(re.compile(pattern).match(self.source, self.at))

    def take(self, pattern: re.Pattern) -> re.Match | None:
        if match := pattern.match(self.source, self.at):
            self.at = match.end()
        return match

    def skip_comment(self) -> bool:
        if self.ahead("//") and self.source[self.at - 1 : self.at] != ":":
            end = self.source.find("\n", self.at)
        elif self.ahead("/*"):
            end = self.source.find("*/", self.at)
            end = end + 2 if end >= 0 else end
        else:
            return False
        self.at = len(self.source) if end < 0 else end
        return True

    def markup(self, closing: str) -> None:
        start, text = self.at, ""
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == closing:
                break
            before = self.at
            if character == "\\":
                self.at += 2
            elif not (
                self.skip_comment()
                or self.raw()
                or self.math()
                or self.embedded()
                or self.take(LABEL)
                or self.take(REFERENCE)
            ):
                text, self.at = text + character, self.at + 1
                continue
            if character == "#" and self.ahead(";"):
                self.swallowed.append(self.source.count("\n", 0, self.at) + 1)
            # Where something stood between two stretches of text, they are two.
            self.keep("text", text, start)
            if character == "\\" and self.source[before + 1].isdigit():
                self.keep("text", self.source[before + 1], before)
            start, text = self.at, ""
        self.keep("text", text, start)
        self.at += len(closing)

    def raw(self) -> bool:
        fence = re.compile(r"`+").match(self.source, self.at)
        if not fence:
            return False
        inside, marks = fence.end(), fence.group()
        end = inside if len(marks) == 2 else self.source.find(marks, inside)
        self.keep("raw", self.source[inside:end], inside)
        self.at = end if len(marks) == 2 else end + len(marks)
        return True

    def math(self) -> bool:
        if not self.ahead("$"):
            return False
        end = self.at + 1
        while self.source[end] != "$":
            end += 2 if self.source[end] == "\\" else 1
        self.keep("math", self.source[self.at + 1 : end], self.at)
        self.at = end + 1
        return True

    def embedded(self) -> bool:
        """Code in markup, after a number sign."""
        if not self.ahead("#"):
            return False
        self.at += 1
        if self.group("") or self.string(""):
            return True
        start = self.at
        if number := self.take(NUMBER):
            self.keep("number", number.group(), start)
            return True
        word = self.take(IDENTIFIER)
        if word and word.group() in ("if", "for", "while"):
            self.branches()
        elif word and word.group() in STATEMENTS:
            self.code("\n")
        elif word:
            self.chain(word.group())
        return True

    def branches(self) -> None:
        """A condition or loop: code up to its block, the block, and what follows after `else`."""
        while True:
            while not (self.ahead("[") or self.ahead("{")):
                self.token("")
            self.group("")
            if not self.take(re.compile(r"\s*else\b\s*(if\b)?")):
                return

    def chain(self, callee: str) -> None:
        """Calls and methods that follow a name."""
        while True:
            if self.ahead("(") or self.ahead("["):
                self.group(callee)
            elif method := self.take(re.compile(r"\.([A-Za-z][\w-]*)")):
                callee = method.group(1)
            else:
                return

    def group(self, callee: str) -> bool:
        if self.ahead("["):
            self.at += 1
            self.markup("]")
        elif self.ahead("(") or self.ahead("{"):
            closing = ")" if self.ahead("(") else "}"
            self.at += 1
            self.code(closing, callee)
        else:
            return False
        return True

    def code(self, closing: str, callee: str = "") -> None:
        while self.at < len(self.source):
            # A statement goes on where the next line takes it up.
            goes_on = closing == "\n" and self.looking_at(r"\s*(\.[a-z]|else\b)")
            if self.ahead(closing) and not goes_on:
                self.at += len(closing)
                return
            if closing == "\n" and self.ahead("]"):
                return
            self.token(callee)

    def token(self, callee: str) -> None:
        if self.skip_comment() or self.string(callee) or self.math() or self.group(callee):
            return
        start = self.at
        if self.take(LABEL):
            return
        if word := self.take(IDENTIFIER):
            self.chain(word.group())
        elif number := self.take(NUMBER):
            if not number["unit"] and self.argument(start) not in SETTING:
                self.keep("number", number.group(), start)
        else:
            self.at += 1

    def string(self, callee: str) -> bool:
        literal = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL).match(self.source, self.at)
        if not literal:
            return False
        start, self.at = self.at, literal.end()
        is_key = self.looking_at(r"\s*:")
        compared = re.search(r"[=!]=\s*$", self.source[max(0, start - 20) : start])
        named = self.argument(start)
        looked_up = callee in LOOKUPS | MACHINE and named not in TOLD
        if not (is_key or compared or looked_up or named in SETTING):
            self.keep("string", re.sub(r"\\u\{\w+\}", "", literal.group(1)), start)
        return True

    def argument(self, start: int) -> str:
        """Name of the argument whose value begins at `start`."""
        named = re.search(r"([\w-]+):\s*$", self.source[max(0, start - 60) : start])
        return named.group(1) if named else ""


def numerals(source: str, *, spelled: bool = True, numbers: bool = True) -> list[str]:
    """Numerals that could reach the page, each as "line: numeral".

    Parameters
    ----------
    spelled
        number words count
    numbers
        bare numbers in code count
    """
    found = []
    for piece in Typst(source).pieces:
        if piece.kind == "number" and not numbers:
            continue
        in_formula = piece.kind == "math"
        patterns = [IN_FORMULA if in_formula else WITH_DIGIT, *([SPELLED] if spelled else [])]
        for match in (m for pattern in patterns for m in pattern.finditer(piece.text)):
            numeral = match.group().strip(".,")
            if numeral not in (IN_FORMULAS if in_formula else NAMES):
                line = piece.line + piece.text.count("\n", 0, match.start())
                found.append(f"{line}: {numeral}")
    return found


@pytest.mark.parametrize(
    ("source", "numeral"),
    [
        ("The share fell to 0.94 % in that year.", "0.94"),
        ("It fell in 2022.", "2022"),
        ("It fell in *2022* and _1996_.", "1996"),
        ("A list:\n1. first", "1"),
        ("From #v(\"a.2022\") to 7 % of it.", "7"),
        ("#v(\"a.2022\")5", "5"),
        ("#figure(caption: [Ranks of 133 countries])", "133"),
        ("#drawn(\"a\", caption: [Ranks], below: [of 133 countries])", "133"),
        ("#note(\"Rank 45\")", "45"),
        ("#if holds(\"s4-a\") [up by 3] else [down]", "3"),
        ("#if holds(\"s4-a\") [up] else if fails(\"s4-a\") [so] else [down by 4]", "4"),
        ("#let share = 30\nText", "30"),
        ("#let share = \"30\"\nText", "30"),
        ("#let said = [thirty-1]\nText", "1"),
        ("#{ let a = 0.94; [A #a] }", "0.94"),
        ("#30", "30"),
        ("#(30)", "30"),
        ("$ x = 0.94 $", "0.94"),
        ("A share of $7$ per cent", "7"),
        ("The file `rank 45`", "45"),
        ("= Growth since 2000", "2000"),
        ("#written(30, digits: 1)", "30"),
        ("#drawn(\"a\").at(7)", "7"),
        ('#drawn("a", alt: "Ranks of 133 countries")', "133"),
        ("From the sixth ten on", "sixth"),
        ("В шестой десятке", "шестой"),
        ("Стран четыре", "четыре"),
        ("#say[So it is.][Так уже 30 лет.]", "30"),
        ("Twice as much", "Twice"),
        ("In three goals", "three"),
        ("An escaped \\5", "5"),
        ("See https://example.org/2024 there", "2024"),
        ("#table(columns: 2, [a], [12])", "12"),
        ("#series.map(x => [#x 99])", "99"),
        ("@sec-a 1999", "1999"),
        ("a // comment 5\nand 6", "6"),
        ("#text(size: 2pt)[8]", "8"),
    ],
)  # fmt: skip
def test_a_planted_numeral_is_found(source, numeral):
    assert [each.split(": ")[1] for each in numerals(source)].count(numeral) == 1


@pytest.mark.parametrize(
    "source",
    [
        'The share was #v("gerd_gdp.RUS.2022", digits: 2) % then.',
        '#year-of("rank.SITC.RUS.2022@" + atlas)',
        '#if holds("s4-rd-share-2022") [It holds] else [It does not].',
        '#text(size: 2pt, fill: rgb("#0072b2"))[so]',
        "#block(width: 88%, inset: (x: 1.5em))[so]",
        "// as of 2024\nSo it is. /* or 2025 */",
        "@baldwin2022 and @fig-fig2 hold. <tab-2>",
        "#cite(<baldwin2022>)",
        "$ M = 1 / k, quad 0 <= x <= 1 $",
        "The G7 and one or two others.",
        '#let names = ("EU27_2020": "the Union")',
        '#if verdict("x") == "2 concepts" [so]',
    ],
)
def test_what_is_no_numeral_is_left_alone(source):
    assert numerals(source) == []


def test_a_numeral_is_named_with_its_line():
    assert numerals("One line.\n\nIt was 0.94 then.") == ["3: 0.94"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_numeral_is_typed_in_the_paper(path):
    assert numerals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.name)
def test_none_comes_in_through_its_functions(path):
    """Sizes and arithmetic are code here, and small numbers have their words."""
    assert numerals(path.read_text(encoding="utf-8"), spelled=False, numbers=False) == []


@pytest.mark.parametrize("planted", ["In 2022 it fell.", '#v("a") and 30', "$x = 30$"])
def test_a_numeral_planted_in_the_paper_itself_is_found(planted):
    """The reader does not lose its way in the real source, whose every paragraph it must see."""
    seen = 0
    for source in (path.read_text(encoding="utf-8") for path in PARTS):
        spoilt, prose = re.subn(
            r"^(  )?(?=[A-ZА-Я@*][^#(\[]{40})", rf"\1{planted}\n\n\1", source, flags=re.M
        )
        assert len(numerals(spoilt)) == prose
        seen += prose
    assert seen > 100


def test_no_semicolon_of_a_sentence_is_taken_for_the_end_of_an_expression():
    """`#v("x");` prints no semicolon; `#v("x")\\;` does."""
    assert Typst('It is #v("x"); so\nand #if holds("y") [a] else [b]; so').swallowed == [1, 2]
    assert Typst('It is #v("x")\\; so; (#v("y")); so').swallowed == []
    for path in TEXTS:
        assert Typst(path.read_text(encoding="utf-8")).swallowed == [], path.name


# --- two languages ------------------------------------------------------------------------------

# What a half looks up: names of numbers and claims (they hold a hyphen, a dot or a digit), codes
# of countries, labels and works that it refers to.
LOOKED_UP = re.compile(r'"([\w./-]*[-./\d][\w./-]*|[A-Z]{3})"|@([\w-]+)|cite\(<(\w+)>')
# Looked up in English only: Russian writes the authors' names in Cyrillic.
ENGLISH_ONLY = {"paper.authors"}
CYRILLIC = re.compile("[А-Яа-яЁё]")


def closed(source: str, start: int) -> int:
    """Place after the bracket that closes the one at `start`."""
    depth = 0
    for at in range(start, len(source)):
        depth += {"[": 1, "]": -1}.get(source[at], 0)
        if depth == 0:
            return at + 1
    raise ValueError(f"unclosed: {source[start : start + 60]}")


def pairs(source: str) -> list[tuple[str, str]]:
    """Both halves of every `say[English][Русский]`."""
    found = []
    for match in re.finditer(r"\bsay\[", source):
        middle = closed(source, match.end() - 1)
        assert source[middle] == "[", f"one language only: {source[match.start() : middle][:80]}"
        found.append(
            (source[match.end() : middle - 1], source[middle + 1 : closed(source, middle) - 1])
        )
    return found


def looked_up(half: str) -> set[str]:
    return {"".join(names) for names in LOOKED_UP.findall(half)} - ENGLISH_ONLY


def without_calls(half: str) -> str:
    return re.sub(r'"[^"]*"|#\w[\w-]*', "", half)


@pytest.mark.parametrize("path", [*TEXTS, *FUNCTIONS], ids=lambda path: path.name)
def test_both_languages_say_the_same_with_the_same_numbers(path):
    for english, russian in pairs(path.read_text(encoding="utf-8")):
        assert looked_up(english) == looked_up(russian), english[:80]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_each_half_is_in_its_language_and_no_text_stands_outside_the_halves(path):
    source = path.read_text(encoding="utf-8")
    for english, russian in pairs(source):
        assert not CYRILLIC.search(without_calls(english)), english[:80]
        assert CYRILLIC.search(russian), russian[:80]
    for english, russian in pairs(source):
        source = source.replace(f"[{english}][{russian}]", "")
    outside = [p.text for p in Typst(source).pieces if p.kind == "text"]
    assert [text for text in outside if re.search(r"[^\W\d_]{3}", text)] == []


def test_a_half_that_lacks_a_number_is_noticed():
    english, russian = pairs('#say[It is #v("a.2") (@tab-b).][Это (@tab-b).]')[0]
    assert looked_up(english) - looked_up(russian) == {"a.2"}


# --- references --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (*TEXTS, *FUNCTIONS))


@pytest.mark.parametrize("half", [0, 1], ids=["english", "russian"])
def test_every_figure_and_table_is_referred_to(paper, half):
    labels = set(re.findall(r"<((?:fig|tab)-[\w-]+)>", paper))
    assert len(labels) > 30
    said = " ".join(pair[half] for pair in pairs(paper))
    assert labels - set(re.findall(r"@((?:fig|tab)-[\w-]+)", said)) == set()


def test_every_drawn_figure_and_every_claim_table_has_a_label(paper):
    calls = re.findall(r"^#(?:drawn|verdict-table|source-table)\(.*?^\)([^\n]*)$", paper,
                       re.MULTILINE | re.DOTALL)  # fmt: skip
    assert len(calls) > 30
    assert [rest for rest in calls if not re.match(r" <(fig|tab)-", rest)] == []


def test_every_figure_in_the_paper_is_one_of_the_project_and_stands_there_once(paper, root):
    shown = re.findall(r'^#drawn\(\s*"(\w+)"', paper, re.MULTILINE)
    assert len(shown) == len(set(shown)) > 10
    assert set(shown) <= set(registry.find(report=root / "config/report.yaml"))


def in_a_table_of_a_step(paper: str) -> list[str]:
    """Ids of the claims that the parts list beside their argument."""
    tables = re.findall(r"^#verdict-table\((.*?)^\)", paper, re.MULTILINE | re.DOTALL)
    return [id_ for each in tables for id_ in re.findall(r'^\s*"(.*)",$', each, re.MULTILINE)
            for id_ in id_.split('", "')]  # fmt: skip


def test_every_claim_that_data_or_a_way_of_counting_decides_stands_in_a_table(paper, root):
    stated = claims.load(root / "config/claims.yaml")
    listed = in_a_table_of_a_step(paper)
    assert len(listed) == len(set(listed))
    assert set(listed) <= {claim.id for claim in stated}
    left_out = [
        claim.id
        for claim in stated
        if claim.id not in listed
        and getattr(claim, "test", None)
        and (claim.kind == "statistic" or claim.test.axes)
    ]
    assert left_out == []


def test_only_works_that_are_cited_are_listed(paper):
    listed = set(re.findall(r"@\w+\{(\w+),", (PAPER / "references.bib").read_text("utf-8")))
    cited = set(re.findall(r"@(\w+)", paper)) | set(re.findall(r"cite\(<(\w+)>", paper))
    assert listed
    assert listed - cited == set()


# --- how numbers are written -------------------------------------------------------------------


def evaluate(folder: Path, expression: str, numbers: dict, language: str = "en") -> object:
    """The value of a Typst expression over `values.typ` with made-up numbers."""
    import typst

    (folder / "results" / "made-up").mkdir(parents=True)
    for name in ("values.typ", "language.typ"):
        shutil.copy(PAPER / name, folder)
    entries = {name: {"value": value, "vintage": "2026"} for name, value in numbers.items()}
    entries["claims"] = {"value": ["s4-b", "s4-a"]}
    made_up = folder / "results" / "made-up"
    (made_up / "values.json").write_text(json.dumps(entries))
    for name, spoken in (("claims.csv", "51 to 60"), ("claims.ru.csv", "от 51 до 60")):
        (made_up / name).write_text(
            "id,section,published,reproduced,tolerance,verdict\n"
            f"s4-a,4,{spoken},86,0,contradicted\ns4-b,4,,,0.05,reproduced\n"
        )
    (made_up / "provenance.csv").write_text("dataset,vintage,form\np/gerd,2026,extract\n")
    source = f'#import "values.typ": *\n#metadata({expression}) <out>'
    (folder / "probe.typ").write_text(source, encoding="utf-8")
    found = typst.query(
        str(folder / "probe.typ"), "<out>", field="value", one=True, root=str(folder),
        sys_inputs={"results": "/results/made-up", "language": language},
    )  # fmt: skip
    return json.loads(found)


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.9149, 2, "0.91"),
        (0.9, 2, "0.90"),
        (-5.78, 1, "−5.8"),
        (-0.01, 1, "0.0"),
        (1435.9, 1, "1435.9"),
        (9817746, 0, "9\u202f817\u202f746"),
        (133, "auto", "133"),
        (2.5, "auto", "2.50"),
        ([0.16, 0.2], 1, "0.2–0.2"),
        ("falls", "auto", "falls"),
    ],
)
def test_a_number_is_written_with_the_decimals_asked_for(tmp_path, value, digits, written):
    assert evaluate(tmp_path, f'v("x", digits: {digits})', {"x": value}) == written


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ('v("gerd_gdp.RUS.2022")', "gerd_gdp.RUS.2022"),
        ('year-of("rank.SITC.RUS.2022")', "rank.SITC.RUS.2022"),
        ('series("gerd_gdp.CHN")', "gerd_gdp.CHN"),
        ('verdict("s9-none")', "s9-none"),
        ('place("9")', "9"),
        ('published("s4-b")', "s4-b"),
    ],
)
def test_what_is_not_there_stops_the_build_with_its_name(tmp_path, expression, name):
    with pytest.raises(Exception, match=re.escape(name)):
        evaluate(tmp_path, expression, {"gerd_gdp.RUS.2021": 1.0})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('year-of("g.RUS.2001@p/gerd/2026")', "2001"),
        ('pct("g.RUS.2001@p/gerd/2026")', "120.0"),
        ('lowest(series("g.RUS", on: "p/gerd/2026"))', {"year": 2003, "value": 0.9}),
        ('spread(series("g.RUS", on: "p/gerd/2026"))', "0.9–1.2"),
        ('by-vintage("g.RUS.2001", "p/gerd").map(each => each.value)', [1.2]),
        ('by-any-vintage("g.RUS.2001").map(each => each.vintage)', ["2026"]),
        ("years-in-words((2001, 2002, 2003, 2007))", "2001–2003 and 2007"),
        ("years-in-words((1996, 2001, 2002))", "1996 and 2001–2002"),
        ("against(1, 2)", "below"),
        ('against(2, 1, above: "more")', "more"),
        ("(1, 2, 3, 11, 12, 21, 85, 112).map(ordinal)",
         ["1st", "2nd", "3rd", "11th", "12th", "21st", "85th", "112th"]),
        ('published("s4-a")', "51–60"),
        ('(holds("s4-a"), fails("s4-a"), holds("s4-b"))', [False, True, True]),
        ('place("4")', "Section 4"),
        ('told("`Made` to 10 % in 2010-2012")', "‘Made’ to 10\u00a0% in 2010–2012"),
        ('with-signs("-1.4 to 812229 (0.05215)")', "−1.4 to 812\u202f229 (0.05215)"),
        ("(in-words(6), in-words(30))", ["six", "30"]),
    ],
)  # fmt: skip
def test_words_and_numbers_follow_the_data(tmp_path, expression, value):
    points = {"g.RUS.2001": 1.2, "g.RUS.2002": 1.0, "g.RUS.2003": 0.9}
    numbers = {f"{name}@p/gerd/2026": value for name, value in points.items()}
    assert evaluate(tmp_path, expression, numbers) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('v("x", digits: 2)', "−9\u202f817\u202f746,13"),
        ('published("s4-a")', "51–60"),
        ("years-in-words((1996, 2001, 2002))", "1996 и 2001–2002"),
        ('with-signs("0,002671 и 812229")', "0,002671 и 812\u202f229"),
        ("(1, 2, 5, 11, 21, 112).map(n => form(n, \"год\", \"года\", \"лет\"))",
         ["год", "года", "лет", "лет", "год", "лет"]),
        ("(in-words(2), in-words(2, is-feminine: true), in-words(30))", ["два", "две", "30"]),
        ('(place("4"), ordinal(5))', ["разд. 4", "5-е"]),
        ('("Table 1", "Fig. 2", "Abstract").map(named-place)', ["табл. 1", "рис. 2", "аннотация"]),
    ],
)  # fmt: skip
def test_words_and_numbers_are_russian_in_the_russian_paper(tmp_path, expression, value):
    assert evaluate(tmp_path, expression, {"x": -9817746.13}, "ru") == value


# --- the whole ---------------------------------------------------------------------------------


def compiled(root: Path, folder: Path, language: str, *, verdict=None, held=None) -> bytes:
    """The paper over the built edition.

    Parameters
    ----------
    verdict
        given to every claim
    held
        which names of values.json are held; all if None
    """
    import pandas as pd
    import typst

    if not (root / "results" / "embedded" / "paper.pdf").exists():
        pytest.skip("results/embedded is not built: run `make` first")
    shutil.copytree(root / "paper", folder / "paper")
    (folder / "config").mkdir()
    shutil.copy(root / f"config/labels.{language}.yaml", folder / "config")
    results = folder / "results" / "embedded"
    shutil.copytree(
        root / "results" / "embedded", results,
        ignore=shutil.ignore_patterns("notebooks", "indicators", "*.pdf", "*.png", "ru"),
    )  # fmt: skip
    if verdict:
        file = results / ("claims.csv" if language == "en" else f"claims.{language}.csv")
        claims = pd.read_csv(file, dtype=str, keep_default_na=False)
        claims.assign(verdict=verdict).to_csv(file, index=False)
    if held:
        numbers = json.loads((results / "values.json").read_text(encoding="utf-8"))
        fewer = {name: entry for name, entry in numbers.items() if held(name)}
        assert len(fewer) < len(numbers)
        (results / "values.json").write_text(json.dumps(fewer), encoding="utf-8")
    return typst.compile(
        str(folder / "paper" / "paper.typ"), root=str(folder), ignore_system_fonts=True,
        sys_inputs={"results": "/results/embedded", "language": language},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("language", "verdict"), [("en", "contradicted"), ("ru", "reproduced")])
def test_the_paper_can_be_set_whatever_the_verdicts_are(root, tmp_path, language, verdict):
    assert compiled(root, tmp_path, language, verdict=verdict).startswith(b"%PDF")


@pytest.mark.slow
def test_the_paper_can_be_set_on_an_edition_that_ends_before_the_year_it_speaks_of(root, tmp_path):
    late = re.compile(r"(rank|ranked|gerd_gdp)\..*\.20(2[2-9]|3\d)(@|$)|innovative_goods_share")
    made = compiled(root, tmp_path, "en", held=lambda name: not late.match(name))
    assert made.startswith(b"%PDF")


@pytest.mark.slow
def test_the_paper_is_the_same_bytes_twice(root, tmp_path):
    assert compiled(root, tmp_path / "a", "ru") == compiled(root, tmp_path / "b", "ru")
