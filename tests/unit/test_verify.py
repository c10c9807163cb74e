"""What verification says of files that differ, of raw files and of a record."""

import io
import subprocess
import zipfile

import pandas as pd
import pytest
from matplotlib.figure import Figure
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

from techsov.catalogue.registry import Catalogue, sha256
from techsov.core.errors import CheckError
from techsov.fetch.integrity import digest
from techsov.fetch.provenance import Provenance
from techsov.verify import against, differences, margins, raw, record, verdict
from techsov.verify import run as verifying
from tests.builders.claims import X, a_claim, evidence, made, series, told_by
from tests.providers import as_release

TABLE = "country,year,value\nCHN,2019,0.25\nRUS,2019,0.125\n"


@pytest.fixture
def pair(tmp_path):
    """Two folders, and a function that writes a file into each."""

    def write(name, held, made):
        for side, content in (("held", held), ("made", made)):
            path = tmp_path / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "held" / name, tmp_path / "made" / name

    return write


def test_the_same_bytes_do_not_differ(pair):
    assert differences.between(*pair("a.csv", TABLE, TABLE)) is None


def test_a_table_names_the_first_row_and_field_and_how_far_the_numbers_are_apart(pair):
    found = differences.between(*pair("a.csv", TABLE, TABLE.replace("0.125", "0.126")))
    assert "1 fields differ" in found.how
    assert "row 3 (RUS, 2019, 0.126), column `value`: '0.125' held, '0.126' made anew" in found.how
    assert found.largest == pytest.approx(0.001 / 0.126)


def test_a_row_that_is_missing_is_shown_by_its_number(pair):
    found = differences.between(*pair("a.csv", TABLE, TABLE.rpartition("RUS")[0]))
    assert "2 rows held, 1 made anew" in found.how
    assert "row 3: RUS, 2019, 0.125 held, nothing made anew" in found.how
    assert found.largest == float("inf")


def test_another_word_is_no_matter_of_rounding(pair):
    found = differences.between(*pair("a.csv", TABLE, TABLE.replace("RUS", "IND")))
    assert "column `country`: 'RUS' held, 'IND' made anew" in found.how
    assert found.largest == float("inf")


def test_a_json_names_the_value_by_its_path(pair):
    held = '{"share": {"value": 0.5, "unit": "1"}}'
    found = differences.between(*pair("a.json", held, held.replace("0.5", "0.75")))
    assert "the first is `share.value`: 0.5 held, 0.75 made anew" in found.how


def test_a_picture_in_svg_shows_the_lines_and_forgives_one_step_of_the_last_decimal(pair):
    held = '<path d="M 10.123456 20\n"/>\n<text>Share</text>\n'
    rounded = differences.between(*pair("a.svg", held, held.replace("10.123456", "10.123457")))
    moved = differences.between(*pair("a.svg", held, held.replace("10.123456", "10.223456")))
    assert rounded.largest == 0
    assert moved.largest > 0.009
    assert 'held: <path d="M 10.123456 20' in moved.how
    assert 'made: <path d="M 10.223456 20' in moved.how


def figure(path, title):
    drawn = Figure((2, 2))
    drawn.suptitle(title)
    drawn.savefig(path, dpi=100)
    return path.read_bytes()


def test_a_pdf_shows_the_words_of_the_page(pair, tmp_path):
    held, made = (figure(tmp_path / f"{word}.pdf", word) for word in ("before", "after"))
    found = differences.between(*pair("a.pdf", held, made))
    assert "words differ on page 1" in found.how
    assert "held: before" in found.how
    assert "made: after" in found.how


def test_a_png_counts_the_pixels(pair, tmp_path):
    held, made = (figure(tmp_path / f"{word}.png", word) for word in ("before", "after"))
    assert (
        "of 40,000 pixels differ, between (" in differences.between(*pair("a.png", held, made)).how
    )


def test_a_workbook_names_the_cell(pair, tmp_path):
    contents = []
    for value in (1.5, 2.5):
        pd.DataFrame({"value": [value]}).to_excel(
            tmp_path / "a.xlsx", sheet_name="gdp", index=False
        )
        contents.append((tmp_path / "a.xlsx").read_bytes())
    found = differences.between(*pair("a.xlsx", *contents))
    assert "the first is gdp!A2: '1.5' held, '2.5' made anew" in found.how


def test_a_parquet_is_compared_as_a_table(pair, tmp_path):
    contents = []
    for value in (1.5, 2.5):
        pd.DataFrame({"year": [2019], "value": [value]}).to_parquet(tmp_path / "a.parquet")
        contents.append((tmp_path / "a.parquet").read_bytes())
    found = differences.between(*pair("a.parquet", *contents))
    assert "column `value`: '1.5' held, '2.5' made anew" in found.how


@pytest.mark.parametrize(
    ("name", "held", "made", "said"),
    [
        ("a.csv", "", TABLE, "one of them is empty"),
        ("a.csv", "year\n1\n", "years\n1\n", "columns year held, years made anew"),
        ("a.csv", "a,b\n1,2\n", 'a,b\n"1",2\n', "the same 2 columns of values, written in an"),
        ("a.json", '{"a": 1}', '{"a":1}', "the same values, laid out in another way"),
        ("a.woff2", b"\0\1\2", b"\0\1\3", "the first byte that differs is number 2"),
        ("a.woff2", b"\0\1", b"\0\1\3", "2 bytes held, 3 made anew; the first byte that"),
    ],
)  # fmt: skip
def test_what_differs_besides_values_is_said_too(pair, name, held, made, said):
    assert said in differences.between(*pair(name, held, made)).how


def pdf(pages: int, author: str = "") -> bytes:
    file, writer = io.BytesIO(), PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": author})
    writer.write(file)
    return file.getvalue()


def png(width: int, **how) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 2)).save(file, "png", **how)
    return file.getvalue()


def xlsx(width: int) -> bytes:
    file, book = io.BytesIO(), Workbook()
    book.active["A1"] = 1
    book.active.column_dimensions["A"].width = width
    book.save(file)
    return file.getvalue()


def parquet(column: str) -> bytes:
    pd.DataFrame({column: [1]}).to_parquet(file := io.BytesIO())
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "held", "made", "said"),
    [
        ("a.pdf", pdf(1), pdf(2), "1 pages held, 2 made anew"),
        ("a.pdf", pdf(1), pdf(1, "A"), "the same words on every page; drawing or data"),
        ("a.png", png(2), png(3), "2x2 pixels held, 3x2 made anew"),
        ("a.png", png(2), png(2, compress_level=0), "the same pixels; text or compression"),
        ("a.xlsx", xlsx(5), xlsx(9), "the same cells; formats or the packing"),
        ("a.parquet", parquet("year"), parquet("years"),
         "columns {'year': Int64} held, {'years': Int64} made anew"),
    ],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_told_from_what_he_sees(pair, name, held, made, said):
    assert said in differences.between(*pair(name, held, made)).how


@pytest.mark.parametrize("kind", ["csv", "json", "md", "parquet", "pdf", "png", "xlsx"])
def test_a_file_that_does_not_open_says_so(pair, kind):
    found = differences.between(*pair(f"a.{kind}", b"\xff{", b"\xff["))
    assert f"does not open as .{kind}" in found.how
    assert found.largest == float("inf")


RULES = {"results/x/a.csv": "compute_a", "results/x/b.svg": "draw_b"}


def test_every_endpoint_is_compared_and_a_fault_names_its_rule(pair, tmp_path):
    pair("results/x/a.csv", TABLE, TABLE.replace("RUS", "IND"))
    pair("results/x/b.svg", "<svg/>", "<svg/>")
    found = verdict.with_held(tmp_path / "held", tmp_path / "made", RULES)
    assert found.same == ["results/x/b.svg"]
    assert [(f.endpoint, f.rule) for f in found.faults] == [("results/x/a.csv", "compute_a")]
    assert "made by compute_a" in str(found.faults[0])


def test_a_deleted_result_is_a_fault(pair, tmp_path):
    pair("results/x/a.csv", TABLE, TABLE)
    found = verdict.with_held(tmp_path / "held", tmp_path / "made", RULES)
    assert [f.how for f in found.faults] == ["it is missing"]


@pytest.mark.parametrize(("value", "near"), [("0.1250000001", True), ("0.125001", False)])
def test_only_another_processor_may_round_a_last_digit(pair, tmp_path, value, near):
    pair("results/x/a.csv", TABLE, TABLE.replace("0.125", value))
    rules = {"results/x/a.csv": "compute_a"}
    here = verdict.with_held(tmp_path / "held", tmp_path / "made", rules)
    there = verdict.with_held(tmp_path / "held", tmp_path / "made", rules, set(rules))
    assert len(here.faults) == 1
    assert bool(there.near) is near
    assert bool(there.faults) is not near


def test_a_picture_that_another_machine_drew_otherwise_is_no_fault_there(pair, tmp_path):
    pair("results/x/b.png", png(2), png(3))
    rules = {"results/x/b.png": "draw_b"}
    here = verdict.with_held(tmp_path / "held", tmp_path / "made", rules)
    there = verdict.with_held(tmp_path / "held", tmp_path / "made", rules, set(rules))
    assert [fault.rule for fault in here.faults] == ["draw_b"]
    assert (there.drawn, there.faults) == (["results/x/b.png"], [])


def test_what_no_rule_makes_is_told_apart(pair, tmp_path):
    pair("results/x/a.csv", TABLE, TABLE)
    pair("results/x/clean/c.csv", TABLE, TABLE)
    pair("results/x/old.csv", TABLE, TABLE)
    assert verdict.left_over(tmp_path / "held", "x", RULES) == ["results/x/old.csv"]


@pytest.fixture
def recorded(tmp_path):
    """A project with a result, a setting and a record."""
    for name, content in {
        "results/x/a.csv": TABLE,
        "config/config.yaml": "focus: [RUS, CHN]",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    path = tmp_path / record.place("x")
    record.write(path, "x", tmp_path, ["results/x/a.csv"])
    return path


def test_a_record_reads_back_and_is_what_sha256sum_checks(recorded, tmp_path):
    held = record.read(recorded)
    assert held.made_on_this_kind
    assert held.settings == record.settings(tmp_path)
    assert held.hashes == {"results/x/a.csv": sha256(tmp_path / "results/x/a.csv")}
    check = ["sha256sum", "--check", "--strict", recorded]
    run = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout == "results/x/a.csv: OK\n"


def test_the_record_says_what_has_changed_come_and_gone():
    lines = record.changes({"a": "1", "b": "2"}, {"a": "3", "c": "4"})
    assert lines == ["changed  a", "gone     b", "new      c"]
    assert record.shortened([str(n) for n in range(30)]).endswith("... and 10 more")


@pytest.mark.parametrize("content", ["a line of no record\n", f"{'0' * 64}  results/x/a.csv\n", ""])
def test_a_damaged_record_says_how_to_write_it_anew(recorded, content):
    recorded.write_text(content)
    with pytest.raises(CheckError, match="make endpoints"):
        record.read(recorded)


def test_a_comment_in_the_settings_changes_no_record(recorded, tmp_path):
    before = record.settings(tmp_path)
    (tmp_path / "config/config.yaml").write_text("# the pair\nfocus: [RUS, CHN]\n")
    assert record.settings(tmp_path) == before
    (tmp_path / "config/config.yaml").write_text("focus: [DEU, CHN]\n")
    assert record.settings(tmp_path) != before


def catalogue(pin):
    files = {"gdp.csv": {"sha256": pin} if pin else {"unpinned": True}}
    entry = as_release("imf/weo/2025", {"form": "extract", "files": files})
    return Catalogue({"imf/weo/2025": entry}, {}), "imf/weo/2025"


@pytest.mark.parametrize("content", [TABLE, None, "other"])
def test_every_raw_file_is_hashed_against_its_pin(tmp_path, monkeypatch, content):
    path = tmp_path / "data/raw/imf/weo/2025/gdp.csv"
    path.parent.mkdir(parents=True)
    path.write_text(TABLE)
    held, key = catalogue(sha256(path))
    monkeypatch.setattr(Catalogue, "all_of", lambda self, edition: [self.vintages[key]])
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    found = raw.check(tmp_path, held, "x")
    said = {TABLE: [], None: ["is missing"], "other": ["differs from its pin"]}[content]
    assert [said[0] in fault for fault in found.faults] == [True] * len(said)
    assert found.files == (content is not None)


def test_a_raw_file_without_a_pin_is_said_to_have_none(tmp_path, monkeypatch):
    path = tmp_path / "data/raw/imf/weo/2025/gdp.csv"
    path.parent.mkdir(parents=True)
    path.write_text(TABLE)
    held, key = catalogue("")
    monkeypatch.setattr(Catalogue, "all_of", lambda self, edition: [self.vintages[key]])
    assert raw.check(tmp_path, held, "x").unpinned == ["data/raw/imf/weo/2025/gdp.csv"]


@pytest.mark.parametrize(("content", "faults"), [(TABLE, 0), ("other", 1)])
def test_a_release_without_a_pin_is_held_against_the_manifest_of_its_fetching(
    tmp_path, monkeypatch, content, faults
):
    path = tmp_path / "data/raw/imf/weo/2025/gdp.csv"
    path.parent.mkdir(parents=True)
    path.write_text(TABLE)
    Provenance.now("imf/weo/2025", "gdp.csv", "fetched", digest(path)).write(path)
    path.write_text(content)
    held, key = catalogue("")
    monkeypatch.setattr(Catalogue, "all_of", lambda self, edition: [self.vintages[key]])
    found = raw.check(tmp_path, held, "x")
    said = "data/raw/imf/weo/2025/gdp.csv differs from its manifest gdp.csv.provenance.json"
    assert (found.faults, found.unpinned) == ([said] * faults, [])


def test_results_of_elsewhere_come_from_a_folder_or_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("results/x/a.csv", TABLE)
        archive.writestr("README.md", "")
    with against.results(tmp_path / "a.zip", tmp_path / "scratch") as held:
        assert (held / "results/x/a.csv").read_text() == TABLE
        assert not (held / "README.md").exists()


def test_a_place_to_compare_with_that_holds_no_results_is_refused_before_anything_is_rebuilt(
    tmp_path,
):
    with pytest.raises(CheckError, match=r"AGAINST, .*b: .* expected, found nothing"):
        against.check(tmp_path / "b", "x")
    with pytest.raises(CheckError, match="found a folder without results/x/"):
        against.check(tmp_path, "x")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("results/y/a.csv", "")
    with pytest.raises(CheckError, match="found an archive without results/x/"):
        against.check(tmp_path / "a.zip", "x")
    with pytest.raises(CheckError, match="found an archive without results/z/"):
        verifying.verify(tmp_path, "z", "1", tmp_path / "a.zip")
    against.check(tmp_path / "a.zip", "y")
    (tmp_path / "results/x").mkdir(parents=True)
    against.check(tmp_path, "x")
    with against.results(tmp_path, tmp_path / "scratch") as held:
        assert held == tmp_path


def test_a_verdict_moves_at_the_first_step_that_reaches_its_edge():
    """One lies a thousandth below its bound, the other holds at any change that is tried."""
    held = evidence(series(X, "AAA", [0.999], start=2000))
    near, far = (
        made(a_claim("at_most", bound, of={"years": 2000}) | {"id": name})
        for name, bound in (("near", 1.0), ("far", 2.0))
    )
    teller = told_by([near, far], held)
    assert margins.moved([near, far], held, teller, 1e-9, range(3)) == {}
    assert "verdict" in margins.moved([near, far], held, teller, 1e-2, range(9))["near"]
    listed = margins.edges([far, near], held, teller, seeds=9, scales=(1e-4, 1e-2))
    assert listed["id"].to_list() == ["near", "far"]
    assert listed["moves_at"].fillna(0).to_list() == [1e-2, 0]
