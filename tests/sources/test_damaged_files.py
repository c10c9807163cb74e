"""Whatever happens to a file on its way, its reader says so in a sentence: no bare traceback.

Valid files in the official layouts are damaged at random, a few hundred times each: cut off, lines
lost, doubled or swapped, cells replaced, bytes spoilt, other line ends. A reader may still make
sense of the result; if it does not, it raises an error of its own kind that names the file.
"""

import json
import random
import warnings
import zipfile

import openpyxl
import pytest

from techsov.countries import Countries
from techsov.errors import TechsovError
from techsov.sources import (
    atlas,
    atlas_graphql,
    atlas_trade,
    imf,
    nsf,
    oecd_icio,
    oecd_msti,
    oecd_tiva,
    rosstat,
    uis,
    wiod,
    worldbank,
)
from tests import icio_layouts
from tests.sources import (
    test_atlas_graphql,
    test_atlas_trade,
    test_imf,
    test_oecd_msti,
    test_oecd_tiva,
    test_oecd_tiva_main,
    test_releases,
    test_rosstat,
    test_uis,
    test_worldbank,
)

HOSTILE = ["", "NaN", "inf", "-inf", "1e999", "-5", "n/a", "1,5", "9" * 30, "\ufeff", "<html>",
           '"', "2019.5", "0", "Россия", "null", "true", " "]  # fmt: skip
TURNS = 150


def countries(root):
    return Countries.load(root / "config/countries.yaml")


def icio_text(edition, variant):
    def written(folder):
        path = folder / "2019_SML.csv"
        icio_layouts.write_icio(path, edition, variant, regions=("CHN", "MEX", "ROW"))
        return path

    return written


def saved(name, text, encoding="utf-8"):
    def written(folder):
        path = folder / name
        path.write_bytes((text if isinstance(text, str) else json.dumps(text)).encode(encoding))
        return path

    return written


def trade(folder):
    rows = [test_atlas_trade.row(c, p, y, 10.5) for c in ("RUS", "CHN") for p in ("0101", "8517")
            for y in (2018, 2019)]  # fmt: skip
    return saved("exports.csv", test_atlas_trade.OFFICIAL + "".join(rows))(folder)


NSF = ",".join(nsf.HEAD) + "\nt,1,China,GERD (PPP US$billions),,1,10\n"
TEXTS = {
    "icio 2021": (icio_text("2021", "EXT"), lambda p, c: oecd_icio.read(p)),
    "icio 2023": (icio_text("2023", "SML"), lambda p, c: oecd_icio.read(p)),
    "icio 2025": (icio_text("2025", "EXT"), lambda p, c: oecd_icio.read(p)),
    "tiva fdva": (
        lambda f: test_oecd_tiva.answer(
            f / "a.csv",
            [("W", "RUS", 2019, 150), ("RUS", "RUS", 2019, 100), ("CHN", "RUS", 2019, 9)],
        ),
        lambda p, c: oecd_tiva.foreign_shares(oecd_tiva.read_amounts(p)),
    ),
    "tiva main": (
        lambda f: test_oecd_tiva_main.answer(f, *test_oecd_tiva_main.RUSSIA),
        lambda p, c: oecd_tiva.read_main_indicators(p),
    ),
    "tiva weights": (
        lambda f: test_oecd_tiva.weights(f / "w.csv", [("RUS", "CHN", 2019, 0.2)] , 0.2),
        lambda p, c: oecd_tiva.read_weights(p),
    ),
    "msti": (
        lambda f: test_oecd_msti.sdmx(f, *test_oecd_msti.LINES),
        lambda p, c: oecd_msti.read_sdmx(p, vintage="2025-09"),
    ),
    **{
        f"rankings {release}": (
            saved("rankings.tab", text), lambda p, c: atlas.read_rankings(p, c)
        )
        for release, text in test_releases.RANKINGS.items()
    },
    "trade": (trade, lambda p, c: atlas_trade.read_exports(p, "HS92", 2019)),
    "look-up": (
        lambda f: test_atlas_graphql.answered(f, test_atlas_graphql.year()),
        lambda p, c: (
            atlas_graphql.read_country(p, c, vintage="2026-07"),
            atlas_graphql.ranked_countries(p, c),
        ),
    ),
    "world bank api": (
        lambda f: test_worldbank.api(f, test_worldbank.answer()),
        lambda p, c: worldbank.read_api(p),
    ),
    "world bank bulk": (test_worldbank.bulk, lambda p, c: worldbank.read_bulk(p)),
    "uis api": (
        lambda f: test_uis.api(f, test_uis.RECORD),
        lambda p, c: uis.read_api(p, vintage="2025-02"),
    ),
    "uis table": (
        lambda f: test_uis.table(f, test_uis.row("RUS", 2000, (30, 50, 20, None, None, None))),
        lambda p, c: uis.read_expenditure(p, vintage="2017"),
    ),
    "outlook": (
        lambda f: test_imf.text(f, test_imf.COUNTRY_HEAD, test_imf.russia(), encoding="utf-8"),
        lambda p, c: imf.read_weo(p),
    ),
    "nsf": (
        saved("nsf.csv", NSF), lambda p, c: nsf.read_sources(p, c, year=2021, vintage="2023-09")
    ),
}  # fmt: skip


def spoil(body: bytes, chance: random.Random, separator: bytes) -> bytes:
    """One damage at random."""
    lines = body.split(b"\n")
    k = chance.randrange(len(lines))
    what = chance.randrange(9)
    if what == 0:
        return body[: chance.randrange(len(body))]
    if what == 1:
        del lines[k]
    elif what == 2:
        lines.insert(k, lines[chance.randrange(len(lines))])
    elif what == 3:
        lines = [line + separator for line in lines]
    elif what == 4:
        lines = [line + b"\r" for line in lines]
    elif what == 5:
        position = chance.randrange(len(body))
        return body[:position] + bytes([chance.randrange(256)]) + body[position + 1 :]
    else:
        cells = lines[k].split(separator)
        cells[chance.randrange(len(cells))] = chance.choice(HOSTILE).encode()
        lines[k] = separator.join(cells)
    return b"\n".join(lines)


def refused_or_read(read, path, known, damage):
    """Run a reader; anything but a result or a sentence of ours fails."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read(path, known)
    except TechsovError as error:
        assert str(error)
    except Exception as error:
        pytest.fail(f"{type(error).__name__}: {error}, after {damage}: {path.read_bytes()[:600]!r}")


@pytest.mark.parametrize("layout", sorted(TEXTS))
def test_a_damaged_text_is_read_or_refused_in_a_sentence(root, tmp_path, layout):
    write, read = TEXTS[layout]
    known, path = countries(root), write(tmp_path)
    body = path.read_bytes()
    read(path, known)
    separator = b"\t" if body.count(b"\t") > body.count(b",") else b","
    chance = random.Random(layout)
    for turn in range(TURNS if len(body) < 100_000 else TURNS // 5):
        path.write_bytes(spoil(body, chance, separator))
        refused_or_read(read, path, known, f"turn {turn}")


@pytest.mark.parametrize("layout", ["look-up", "world bank api", "uis api"])
def test_an_answer_of_another_form_is_refused_in_a_sentence(root, tmp_path, layout):
    write, read = TEXTS[layout]
    known, path = countries(root), write(tmp_path)
    answer, chance = json.loads(path.read_text()), random.Random(layout)
    strange = [None, [], {}, "x", -1, 1e999, True, [None], {"data": None}]
    for turn in range(TURNS):
        changed = json.loads(json.dumps(answer))
        place = changed
        while isinstance(place, dict | list) and place:
            key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
            if chance.random() < 0.3 or not isinstance(place[key], dict | list):
                place[key] = chance.choice(strange)
                break
            place = place[key]
        path.write_text(json.dumps(changed))
        refused_or_read(read, path, known, f"turn {turn}")


BOOKS = {
    "innovation": (test_rosstat.innovation, rosstat.read_innovation),
    "gdp": (test_rosstat.gdp_book, rosstat.read_gdp),
    "staff": (test_rosstat.staff, rosstat.read_personnel),
}


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_a_damaged_workbook_is_read_or_refused_in_a_sentence(tmp_path, name):
    write, read = BOOKS[name]
    path = write(tmp_path)
    whole, chance = path.read_bytes(), random.Random(name)
    for turn in range(TURNS // 2):
        book = openpyxl.load_workbook(path)
        sheet = book[chance.choice(book.sheetnames)]
        row, column = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)
        what = chance.randrange(4)
        if what == 0:
            sheet.delete_rows(row)
        elif what == 1:
            sheet.delete_cols(column)
        elif what == 2:
            sheet.insert_rows(row)
        else:
            sheet.cell(row, column).value = chance.choice([*HOSTILE, -5, 1e308, 2019, True])
        book.save(path)
        refused_or_read(lambda p, _: read(p), path, None, f"turn {turn}")
        path.write_bytes(whole)
    for length in range(4, len(whole), len(whole) // 20):
        path.write_bytes(whole[:length])
        refused_or_read(lambda p, _: read(p), path, None, f"cut at {length}")


def test_a_damaged_workbook_of_wiod_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "wiot00_row_apr12.xlsx"
    icio_layouts.write_wiod(path)
    whole = path.read_bytes()
    for length in range(4, len(whole), len(whole) // 10):
        path.write_bytes(whole[:length])
        refused_or_read(lambda p, _: wiod.read(p), path, None, f"cut at {length}")


def test_a_damaged_archive_is_refused_in_a_sentence(tmp_path):
    icio_layouts.write_icio(tmp_path / "2019_SML.csv", "2023", regions=("CHN", "MEX", "ROW"))
    path, chance = tmp_path / "2016-2020_SML.zip", random.Random(1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "2019_SML.csv", "2019_SML.csv")
    whole = path.read_bytes()
    for turn in range(TURNS):
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            end = chance.random() < 0.5  # half of them in the directory at the end
            spoilt[chance.randrange(len(whole) - 120 if end else 0, len(whole))] ^= 255
        if chance.random() < 0.2:
            del spoilt[chance.randrange(len(whole)) :]
        path.write_bytes(spoilt)
        refused_or_read(lambda p, _: oecd_icio.read(p, year=2019), path, None, f"turn {turn}")
