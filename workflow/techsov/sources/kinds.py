"""What kind of file a file is, in words, from its first bytes and not from its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

SAMPLE = 4096
WORKBOOK, OLD_WORKBOOK, ZIP = "a workbook (.xlsx)", "a workbook of Excel 97 (.xls)", "a zip archive"
BINARY_WORKBOOK = "a binary workbook (.xlsb)"
COMPRESSED = "compressed data"
MARKUP = ("a web page", "XML")
COMMAS, SEMICOLONS, TABS = (f"{how}-separated text" for how in ("comma", "semicolon", "tab"))
TEXTS = (COMMAS, SEMICOLONS, TABS, "text")
STARTS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLD_WORKBOOK,
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": COMPRESSED,
    b"BZh": COMPRESSED,
    b"\xfd7zXZ\x00": COMPRESSED,
    b"RDX": "R data",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
# What each format of an entry's file is called (`techsov.fetch.release.FORMATS`).
NAMES = {
    "zip": ZIP,
    "xlsx": WORKBOOK,
    "xls": OLD_WORKBOOK,
    "xlsb": BINARY_WORKBOOK,
    "csv": COMMAS,
    "text": TABS,
    "json": "JSON",
    "rdata": "R data",
}
MARKS = {  # the longer ones first: the mark of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What to do with a copy that another program has written anew.
AS_IT_COMES = "Take the provider's file as it comes, without saving it from another program"


def encoding(path: Path, otherwise: str = "utf-8-sig") -> str:
    """The encoding of a text: UTF-16 or UTF-32, with a byte order mark or without, `otherwise`."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in MARKS.items():
        if start.startswith(mark):
            return name
    if b"\0" in start:
        # Digits, separators and line ends leave every second byte zero, whatever the script.
        low_first = start[1::2].count(0) >= start[::2].count(0)
        name = "utf-16-le" if low_first else "utf-16-be"
        try:  # the last letter may be cut off
            if not CONTROL.search(codecs.getincrementaldecoder(name)().decode(start)):
                return name
        except UnicodeError:
            pass
    return otherwise


def kind(path: Path) -> str:
    """What a file is: "a workbook (.xlsx)", "tab-separated text", "a web page" and so on."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head:
        return "an empty file"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    for start, name in STARTS.items():
        if head.startswith(start):
            return name
    text = head.decode(encoding(path), errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        page = text[:200].lower().startswith(("<!doctype html", "<html", "<head", "<body"))
        return MARKUP[0 if page else 1]
    if "\0" in text:
        return "binary data"
    if text.startswith(("{", "[")):
        return "JSON"
    return _kind_of_text(text.partition("\n")[0])


def words(path: Path) -> str:
    """The first words of a page of markup, without its tags, such as `Access Denied`."""
    with path.open("rb") as file:
        text = file.read(SAMPLE).decode(encoding(path), errors="replace")
    said = re.sub(r"(?is)<(script|style).*?(</\1>|$)|<[^>]*(>|$)|\ufeff", " ", text)
    return " ".join(said.split())[:80].rstrip(" .")


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ZIP
    if "xl/workbook.bin" in names:
        return BINARY_WORKBOOK
    return WORKBOOK if any(name.startswith("xl/") for name in names) else ZIP


def _kind_of_text(line: str) -> str:
    """By the sign that stands in its first line; a comma may stand within the cells of others."""
    for sign, name in (("\t", TABS), (";", SEMICOLONS), (",", COMMAS)):
        if sign in line and not (sign == ";" and line.count(",") >= line.count(";")):
            return name
    return "text"
