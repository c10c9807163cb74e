"""What kind of file a file is, in words, from its first bytes and not from its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

SAMPLE = 4096
WORKBOOK, OLD_WORKBOOK, ZIP = "a workbook (.xlsx)", "a workbook of Excel 97 (.xls)", "a zip archive"
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
    "csv": COMMAS,
    "text": TABS,
    "json": "JSON",
    "rdata": "R data",
}
# What to do with a copy that another program has written anew.
AS_IT_COMES = "Take the provider's file as it comes, without saving it from another program"


def encoding(path: Path, otherwise: str = "utf-8-sig") -> str:
    """The encoding of a text, which is `otherwise` where its first bytes are not of UTF-16."""
    with path.open("rb") as file:
        start = file.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in start and start != b"\0\0":
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
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
            is_workbook = any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        is_workbook = False
    return WORKBOOK if is_workbook else ZIP


def _kind_of_text(line: str) -> str:
    """By the sign that stands in its first line; a comma may stand within the cells of others."""
    for sign, name in (("\t", TABS), (";", SEMICOLONS), (",", COMMAS)):
        if sign in line and not (sign == ";" and line.count(",") >= line.count(";")):
            return name
    return "text"
