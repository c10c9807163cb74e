"""What a file is, in which encoding, and where its cells end: told once, for every reader."""

import gzip
import zipfile

import openpyxl
import pytest

from techsov.core.errors import LayoutError
from techsov.sources import opening

RUSSIAN = "Страна,Год\nРоссия,2022\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [RUSSIAN, "country,year\nRussia,2022\n", "中国,2022\n"])
def test_unicode_is_read_with_its_mark_and_without(tmp_path, encoding, text):
    path = tmp_path / "text.csv"
    path.write_bytes(text.encode(encoding))
    assert opening.text(path) == text


def test_a_single_byte_encoding_is_taken_only_where_the_provider_uses_it(tmp_path):
    path = tmp_path / "text.csv"
    path.write_bytes("Côte d'Ivoire,1\n".encode("latin-1"))
    assert opening.text(path, legacy="latin-1") == "Côte d'Ivoire,1\n"
    with pytest.raises(
        LayoutError, match=r"text in UTF-8 .* expected, found .* in another encoding"
    ):
        opening.text(path)


def workbook(path):
    openpyxl.Workbook().save(path)


def archive(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("table.csv", "a,b\n")


@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (workbook, r"a workbook \(\.xlsx\)"),
        (archive, "a zip archive"),
        (
            lambda path: path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1")),
            r"a workbook of Excel 97 \(\.xls\)",
        ),
        (lambda path: path.write_bytes(gzip.compress(b"a,b\n")), "compressed data"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n"), "a PDF"),
        (lambda path: path.write_bytes(b"PAR1\0\0"), "a Parquet file"),
        (lambda path: path.write_text("<!DOCTYPE html><html></html>"), "a web page"),
        (lambda path: path.write_bytes(bytes(range(256))), "binary data"),
    ],
)
def test_a_file_of_another_kind_is_named_by_its_kind(tmp_path, write, kind):
    path = tmp_path / "rankings.tab"
    write(path)
    with pytest.raises(LayoutError, match=rf"rankings\.tab, whole file: comma- .*, found {kind}"):
        opening.text_table(path)


def test_semicolons_are_called_so(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("country;value\nRUS;0,94\n", encoding="utf-8")
    with pytest.raises(
        LayoutError, match=r"comma- or tab-separated .*, found semicolon-separated text"
    ):
        opening.lines(path)


@pytest.mark.parametrize("separator", [",", "\t"])
def test_commas_and_tabs_part_cells_alike(tmp_path, separator):
    path = tmp_path / "table.txt"
    path.write_text(f"a{separator}b\n1{separator}2\n", encoding="utf-8")
    assert opening.lines(path) == [["a", "b"], ["1", "2"]]


def test_a_last_line_without_its_end_is_refused_only_where_its_last_cell_is_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("value,name\n2.5,Japan", encoding="utf-8")
    assert len(opening.text_table(path, ended=lambda column: column == "value")) == 1
    with pytest.raises(LayoutError, match="line 2: a line end expected, found none"):
        opening.text_table(path)
