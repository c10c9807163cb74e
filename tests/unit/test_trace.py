"""`techsov explain`: from a claim's sentence to the lines of the providers' files."""

import csv
import shutil

import pytest

from techsov import claims, cli
from techsov.audit import trace
from techsov.catalogue import datasets
from techsov.catalogue.registry import JOIN, Catalogue
from techsov.claims import evidence, reasons
from techsov.claims.statements import Statistic


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


@pytest.fixture(scope="module")
def traced(root, results, catalogue):
    """Id -> the reported reading, the rows behind it and the raw files, of every tested claim."""
    indicators = results / "indicators"
    paths = {name: indicators / f"{name}.csv" for name in evidence.SCHEMAS}
    shelf = evidence.Shelf(evidence.read(paths))
    why = reasons.read(results / "claims_reasons.json")
    table = claims.read_specifications(results / "claims_specifications.csv")
    readings = dict(list(table.groupby("id")))
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for claim in claims.load(root / "config/claims.yaml"):
            if not isinstance(claim, Statistic) or claim.id not in readings:
                continue
            own = readings[claim.id].set_index("specification", drop=False)
            reading = own.loc[trace.reported(own, why[claim.id].shown)].to_dict()
            rows = trace.rows(
                claim, reading, shelf, indicators,
                lambda *key: evidence.is_main(catalogue, "embedded", *key),
            )  # fmt: skip
            raw = trace.origins(rows, datasets.OF_DATASET, catalogue, results)
            found[claim.id] = reading, rows, raw
    assert found
    return found


def test_every_verdict_on_data_leads_to_rows_and_to_files_that_are_what_is_pinned(traced):
    for id_, (reading, rows, raw) in traced.items():
        assert rows, id_
        parts = zip(reading["dataset"].split(JOIN), reading["vintage"].split(JOIN), strict=True)
        assert {"/".join(part) for part in parts} <= set(raw), id_
        assert {file.standing for files in raw.values() for file in files} == {trace.PINNED}, id_
        assert all(files for files in raw.values()), id_


def test_a_line_is_the_line_of_its_file(traced):
    lines = [
        line
        for _, rows, raw in traced.values()
        for part in (rows, *(file.lines for files in raw.values() for file in files))
        for line in part
    ]
    texts = {}
    for line in {(line.path, line.number): line for line in lines}.values():
        text = texts.setdefault(line.path, line.path.read_text(encoding="utf-8").splitlines())
        assert next(csv.reader([text[line.number - 1]])) == list(line.cells.values())


def test_what_no_rule_computes_stands_in_the_providers_file_with_the_same_value(traced):
    compared = 0
    for _, rows, raw in traced.values():
        for row in rows:
            if "indicator" not in row.cells or JOIN in row.cells["dataset"]:
                continue
            key = "/".join((row.cells["dataset"], row.cells["vintage"]))
            same = [
                line.cells["value"]
                for file in raw[key]
                for line in file.lines
                if {c: line.cells.get(c) for c in trace.PLACED_BY[:3]}
                == {c: row.cells[c] for c in trace.PLACED_BY[:3]}
            ]
            compared += len(same)
            assert all(float(value) == pytest.approx(float(row.cells["value"])) for value in same)
    assert compared > 100


def test_a_computed_number_leads_to_each_of_its_sources(root, results, catalogue, monkeypatch):
    monkeypatch.chdir(root)
    path = results / "indicators/research.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [trace.Line(path, n, cells) for n, cells in enumerate(csv.DictReader(file), 2)]
    joined = [row for row in rows if JOIN in row.cells["dataset"]]
    assert joined
    for row in joined:
        raw = trace.origins([row], datasets.OF_DATASET, catalogue, results)
        parts = zip(*(row.cells[c].split(JOIN) for c in ("dataset", "vintage")), strict=True)
        assert set(raw) == {"/".join(part) for part in parts}
        for files in raw.values():
            (line,) = {line.cells["year"] for file in files for line in file.lines}
            assert line == row.cells["year"]


def explained(capsys, root, *arguments):
    assert cli.main(["--project", str(root), "explain", *arguments]) == cli.DONE
    return capsys.readouterr().out


def test_the_way_from_the_sentence_to_the_hash_is_told_in_both_languages(root, results, capsys):
    english = explained(capsys, root, "s5-complexity-2022")
    pin = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml").entry(
        "atlas/rankings/2024"
    ).entry.files["rankings.csv"].sha256  # fmt: skip
    for part in (
        "Section 5, paragraph 2",
        "In 2022 Russia is still in the sixth ten.",
        "indicators/complexity.csv",
        "Growth Lab",
        "data/raw/atlas/rankings/2024/rankings.csv",
        f"sha256 {pin} (as pinned)",
        "classification SITC, vintage 2024, country RUS, year 2022",
    ):
        assert part in english
    russian = explained(capsys, root, "s5-complexity-2022", "--language", "ru")
    assert "В 2022 году Россия" in russian and pin in russian and "Раздел 5" in russian


def test_another_reading_can_be_followed_and_long_series_are_cut(root, results, capsys):
    first = explained(capsys, root, "abs-dependence-increasing", "--reading", "2")
    assert "Reading 2 rests on" in first and "more (--all)" in first
    whole = explained(capsys, root, "abs-dependence-increasing", "--reading", "2", "--all")
    assert "more (--all)" not in whole
    # Each year stands in the table of indicators and in the raw file, which is such a table too.
    assert whole.count("supplier CHN") == 2 * len(range(1995, 2012))


def test_documents_and_printed_numbers_are_named(root, results, capsys):
    said = explained(capsys, root, "t2-repowereu-amount")
    assert "config/documents.yaml: eu-repowereu-2022" in said
    said = explained(capsys, root, "s2-largest-repowereu")
    assert "t2-chips-eu-amount: The European Chips Act has EUR 43 bn." in said


def test_a_reply_stands_beside_the_verdict(root, results, tmp_path, capsys):
    for name in ("config", "results/embedded/indicators"):
        shutil.copytree(root / name, tmp_path / name)
    for path in results.glob("claims*"):
        shutil.copy(path, tmp_path / "results/embedded")
    (tmp_path / "config/replies.yaml").write_text(
        "s2-largest-repowereu:\n- by: N. V. Smorodinskaya\n  date: '2027-01-15'\n"
        "  text: {en: Meant per year.}\n  source: The paper\n  page: p. 114\n"
    )
    said = explained(capsys, tmp_path, "s2-largest-repowereu")
    assert "Reply by N. V. Smorodinskaya, 2027-01-15: Meant per year. (The paper, p. 114)" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["s5-complexity-2021"], "unknown claim `s5-complexity-2021`; `s5-complexity-2022`?"),
        (["s5-complexity-2022", "--reading", "99"], "has readings 1 to"),
        (["s5-complexity-2022", "--edition", "none"], "is not built: run `make`"),
    ],
)
def test_what_cannot_be_explained_is_a_sentence(arguments, sentence, root, results, capsys):
    assert cli.main(["--project", str(root), "explain", *arguments]) == cli.REFUSED
    said = capsys.readouterr()
    assert sentence in said.err and not said.out


def test_a_file_that_is_not_here_or_not_what_is_pinned_is_said(
    root, results, tmp_path, catalogue, monkeypatch
):
    key = "atlas/rankings/2024"
    cells = {"classification": "HS92", "country": "RUS", "year": "2022", "vintage": "2024"}
    row = trace.Line(results / "indicators/complexity.csv", 2, cells)

    def standing():
        files = trace.origins([row], datasets.OF_DATASET, catalogue, results)[key]
        return [file.standing for file in files]

    monkeypatch.chdir(tmp_path)
    assert standing() == [trace.MISSING]
    shutil.copytree(root / "data/raw" / key, tmp_path / "data/raw" / key)
    assert standing() == [trace.PINNED]
    with (tmp_path / "data/raw" / key / "rankings.csv").open("a") as file:
        file.write("x\n")
    assert standing() == [trace.DIFFERS]
