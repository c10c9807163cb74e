"""The catalogue against the files in git."""

from importlib import import_module
from pathlib import Path

import pytest
import yaml

from techsov.catalogue.datasets import EVIDENCE, OF_DATASET
from techsov.catalogue.registry import Catalogue, check_pins, differing, file_years
from techsov.core import tables
from techsov.core.errors import CheckError, ConfigError

LIMIT_OF_EXTRACTS = 6_000_000


@pytest.fixture(scope="module")
def catalogue(root):
    return Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")


def test_every_embedded_file_is_what_its_pin_says(root, catalogue):
    faults = [f for v in catalogue.all_of("embedded") for f in differing(v, root / "data/raw")]
    assert faults == []


ENTRY = {
    "title": "T", "publisher": "P", "licence": "L", "citation": "C", "url": "https://x/",
    "form": "extract", "released": "2025", "files": {"a.csv": {"unpinned": True}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ([], r"sources\.yaml: a mapping of names to entries expected"),
        (
            {"a/b/1": ENTRY | {"form": "zip"}},
            "`a/b/1`, form: unknown value `zip`; there are e",
        ),
        ({"a/b": ENTRY}, "yaml: provider/dataset/vintage expected, found `a/b`"),
        ({"a/b/1": ENTRY | {"url": ""}}, "`a/b/1`, url: a web address expected, found ''"),
    ],
)
def test_an_entry_that_cannot_be_meant_is_named(tmp_path, sources, says):
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    (tmp_path / "editions.yaml").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        Catalogue.load(tmp_path / "sources.yaml", tmp_path / "editions.yaml")


def test_a_file_whose_name_tells_no_year_holds_none():
    named = file_years(["notes.pdf", "2018-2019_SML.zip", "2020.csv"])
    assert named == {2018: "2018-2019_SML.zip", 2019: "2018-2019_SML.zip", 2020: "2020.csv"}


def embedded_files(root, catalogue):
    return [
        Path(path)
        for key in catalogue.embedded
        for path in catalogue.entry(key).paths(root / "data/raw")
    ]


def test_every_vintage_in_data_raw_has_an_entry(root, catalogue):
    found = {p.parent.relative_to(root / "data/raw").as_posix()
             for p in (root / "data/raw").rglob("*") if p.is_file()}  # fmt: skip
    assert found >= catalogue.embedded
    assert found <= catalogue.vintages.keys()


def test_the_extracts_together_stay_small(root, catalogue):
    sizes = [path.stat().st_size for path in embedded_files(root, catalogue)]
    assert sum(sizes) < LIMIT_OF_EXTRACTS


def test_every_extract_is_derived_by_the_script_of_its_dataset(root, catalogue):
    for key in catalogue.embedded:
        vintage = catalogue.entry(key)
        if vintage.entry.form == "extract":
            assert (root / catalogue.datasets[vintage.dataset].extract).is_file(), key


def test_every_reader_is_a_function_of_the_library(catalogue):
    for name, record in catalogue.datasets.items():
        if record.reader:
            module, _, function = record.reader.partition(":")
            assert callable(getattr(import_module(module), function)), name
            assert record.yearly or record.layout.upper() in vars(tables), name


def test_tables_without_a_dataset_are_those_of_the_one_that_feeds_them(catalogue):
    for table, dataset in OF_DATASET.items():
        assert catalogue.feeding(table) in ((dataset,), ()), table
    assert set(OF_DATASET) == {name for name, schema in EVIDENCE.items() if schema == "COMPLEXITY"}


def test_a_dataset_without_a_record_is_named(root, tmp_path):
    (tmp_path / "sources.yaml").write_bytes((root / "config/sources.yaml").read_bytes())
    (tmp_path / "editions.yaml").write_text("{}")
    records = yaml.safe_load((root / "config/datasets.yaml").read_text(encoding="utf-8"))
    del records["imf/weo"]
    (tmp_path / "datasets.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")
    with pytest.raises(ConfigError, match="imf/weo has no record"):
        Catalogue.load(tmp_path / "sources.yaml", tmp_path / "editions.yaml")


def test_a_changed_or_missing_raw_file_is_named(tmp_path, catalogue):
    vintage = catalogue.of("embedded", "worldbank/gerd")[0]
    with pytest.raises(CheckError, match="missing"):
        check_pins([vintage], tmp_path)
    for path in vintage.paths(tmp_path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("country,year\n")
    with pytest.raises(CheckError, match="differs from its pin"):
        check_pins([vintage], tmp_path)


def test_a_raw_file_whose_line_ends_alone_changed_is_said_to_differ_in_them(
    root, tmp_path, catalogue
):
    vintage = catalogue.of("embedded", "rosstat/gdp")[0]
    for path in vintage.paths():
        turned = (root / path).read_bytes().replace(b"\n", b"\r\n")
        target = tmp_path / Path(path).relative_to("data/raw")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(turned)
    with pytest.raises(CheckError, match="in its line ends alone"):
        check_pins([vintage], tmp_path)


def test_an_edition_with_a_vintage_that_has_no_entry_is_refused(root, tmp_path):
    editions = tmp_path / "editions.yaml"
    editions.write_text(
        yaml.safe_dump({"e": {"title": "E", "datasets": {"worldbank/gerd": {"main": "1900"}}}})
    )
    with pytest.raises(ConfigError, match="worldbank/gerd/1900"):
        Catalogue.load(root / "config/sources.yaml", editions)


def extending(root, folder, **editions):
    """A catalogue with editions beside the embedded one, in a file of their own."""
    path = folder / "editions.yaml"
    own = yaml.safe_load((root / "config/editions.yaml").read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({"embedded": own["embedded"]} | editions, sort_keys=False))
    return Catalogue.load(root / "config/sources.yaml", path)


def test_an_edition_that_extends_another_names_what_differs_only(root, tmp_path):
    found = extending(
        root,
        tmp_path,
        wide={"title": "W", "extends": "old", "datasets": {"oecd/icio": {"main": "2023"}}},
        old={
            "title": "O",
            "extends": "embedded",
            "without": ["uis/expenditure"],
            "datasets": {"atlas/rankings": {"main": "2021"}},
        },
    )
    embedded, old, wide = (found.edition(name) for name in ("embedded", "old", "wide"))
    assert old.main == {
        d: "2021" if d == "atlas/rankings" else v
        for d, v in embedded.main.items()
        if d != "uis/expenditure"
    }
    assert old.also["atlas/rankings"] == []
    assert old.also["worldbank/gerd"] == embedded.also["worldbank/gerd"]
    assert wide.main == old.main | {"oecd/icio": "2023"}


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ({"extends": "embeded"}, r"`a`, extends: .* found `embeded`; there are a, embedded"),
        ({"extends": "a"}, "edition `a` extends itself: a -> a"),
        ({"extends": "embedded", "without": ["x/y"]}, "`a`, without: .* expected, found x/y"),
    ],
)
def test_an_edition_that_extends_what_is_not_there_is_refused(root, tmp_path, edition, said):
    with pytest.raises(ConfigError, match=said):
        extending(root, tmp_path, a={"title": "A"} | edition)


def test_an_entry_without_licence_is_refused(root, tmp_path):
    sources = tmp_path / "sources.yaml"
    sources.write_text(yaml.safe_dump({"p/d/1": {"title": "T", "form": "extract"}}))
    with pytest.raises(ConfigError, match="licence"):
        Catalogue.load(sources, root / "config/editions.yaml")


def write_update(root, folder, **changes):
    """The catalogue's own files in a folder, and an update beside them."""
    for name in ("datasets.yaml", "sources.yaml", "editions.yaml"):
        (folder / name).write_bytes((root / "config" / name).read_bytes())
    entry = yaml.safe_load((folder / "sources.yaml").read_text())["rosstat/gdp/2025-02"]
    content = {
        "vintages": {"rosstat/gdp/2026-04": entry},
        "editions": {
            "2026-05-01": {
                "title": "Update of 1 May 2026",
                "after": "embedded",
                "datasets": {"rosstat/gdp": {"main": "2026-04", "also": ["2025-02"]}},
            }
        },
    }
    (folder / "updates").mkdir()
    (folder / "updates" / "2026-05-01.yaml").write_text(yaml.safe_dump(content | changes))
    return folder / "sources.yaml", folder / "editions.yaml"


def test_an_update_adds_vintages_and_an_edition_to_the_catalogue(root, tmp_path, catalogue):
    grown = Catalogue.load(*write_update(root, tmp_path))
    assert grown.edition("2026-05-01").after == "embedded"
    assert [v.key for v in grown.all_of("2026-05-01")] == [
        "rosstat/gdp/2026-04",
        "rosstat/gdp/2025-02",
    ]
    assert grown.updates_behind("2026-05-01") == [str(tmp_path / "updates/2026-05-01.yaml")]
    assert grown.updates_behind("embedded") == []
    shipped = catalogue.shipped().vintages
    assert {k: v.entry for k, v in shipped.items()} == {k: grown.entry(k).entry for k in shipped}
    assert grown.shipped().vintages.keys() == shipped.keys()


def test_an_update_cannot_change_what_another_file_holds(root, tmp_path, catalogue):
    again = {"rosstat/gdp/2025-02": catalogue.entry("rosstat/gdp/2025-02").entry.stated()}
    with pytest.raises(ConfigError, match="rosstat/gdp/2025-02 is already defined"):
        Catalogue.load(*write_update(root, tmp_path, vintages=again))
