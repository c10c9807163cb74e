"""A new dataset by its scaffold: which files it takes, and that what is not filled in is named."""

import os
import shutil
import subprocess
import sys

import pytest

from techsov import cli
from techsov.catalogue import scaffold
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.reference import sources_page

NAME, MODULE = "bis/property-prices", "bis_property_prices"
# What a person writes, by the beginning of the line.
FILLED = {
    "en: {short": 'en: {short: BIS, source: "BIS, property prices, {vintage}"}',
    "ru: {short": 'ru: {short: БМР, source: "БМР, цены на недвижимость, {vintage}"}',
    "table:": "table: research",
    "kind:": "kind: closed",
    "why:": "why: taken once, for the test of the scaffold",
    "title: \"FILL IN: what the release": "title: Prices of residential property",
    "publisher:": "publisher: Bank for International Settlements",
    "url:": "url: https://data.bis.org/property-prices.csv",
    "landing:": "landing: https://data.bis.org/topics/RPP",
    "licence:": "licence: CC BY 4.0",
    "citation:": 'citation: "BIS. Residential property prices."',
    "released:": 'released: "2026-11"',
    "covers:": 'covers: "2020-2021"',
    "by_hand:": "by_hand: choose all countries and export as CSV",
    "property-prices.csv:": "property-prices.csv: {unpinned: true}",
    "# FILL IN: what the edition": "# With prices of property.",
    "title: \"FILL IN: what it holds": "title: The embedded vintages with property prices",
    '"""FILL IN: who': '"""The BIS: prices of residential property, country by year."""',
    '"FILL IN: the column of countries': '"area": "country",',
    '"FILL IN: the column of years': '"period": "year",',
    '"FILL IN: the column of figures': '"price": "value",',
    "INDICATOR =": 'INDICATOR = "property_prices"',
    "UNIT =": 'UNIT = "index, 2010 = 100"',
    '"""FILL IN: what must': '"""Prices of residential property, as the BIS exports them."""',
    'FILE = """FILL IN': 'FILE = """area,period,price\nRUS,2020,1\nChina,2021,2.5\nEA,2021,3',
    "READ =": 'READ = {("RUS", 2020): 1.0, ("CHN", 2021): 2.5}',
}  # fmt: skip


@pytest.fixture
def project(root, tmp_path):
    """A copy of what a dataset is made of."""
    for name in ("config", "workflow", "tests", "docs"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def contents(project):
    return {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


def fill_in(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if "FILL IN" in line:
            (text,) = (t for start, t in FILLED.items() if line.strip().startswith(start))
            lines[number] = line[: len(line) - len(line.lstrip())] + text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_its_test(project):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         f"tests/sources/test_{MODULE}.py"],
        cwd=project, env=os.environ | {"PYTHONPATH": str(project / "workflow")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_dataset_touches_six_files_and_what_is_not_filled_in_is_named(project, capsys):
    before = contents(project)
    assert cli.main(["--project", str(project), "new", "dataset", NAME]) == cli.DONE
    said = capsys.readouterr().out
    touched = {path for path, text in contents(project).items() if before.get(path) != text}
    assert {path.relative_to(project).as_posix() for path in touched} == {
        "config/datasets.yaml", "config/sources.yaml", "config/editions.yaml",
        f"workflow/techsov/sources/{MODULE}.py", f"tests/sources/test_{MODULE}.py",
    }  # fmt: skip

    for path in sorted(touched):
        left = [line.partition(", line ")[2] for line in said.splitlines() if path.name in line]
        assert left[1:], path
        if path.suffix == ".yaml":
            with pytest.raises(ConfigError, match=rf"not filled in:\n{path.name}, line \d+: "):
                yamlfile.read(path)
    refused = run_its_test(project)
    assert refused.returncode and f"{MODULE}.py, line" in refused.stdout

    for path in touched:
        fill_in(path)
    passed = run_its_test(project)
    assert passed.returncode == 0, passed.stdout
    grown = Catalogue.load(project / "config/sources.yaml", project / "config/editions.yaml")
    assert grown.feeding("research")[-1] == NAME
    (key,) = grown.edition("embedded-bis-property-prices").keys(NAME)
    assert len(grown.all_of("embedded-bis-property-prices")) == len(grown.all_of("embedded")) + 1

    page = project / "docs/sources.md"
    page.write_text(sources_page.write(grown), encoding="utf-8")
    assert f"### {key}\n" in page.read_text(encoding="utf-8")
    after = contents(project)
    assert len({path for path, text in after.items() if before.get(path) != text}) == 6


def test_a_name_that_is_taken_or_is_none_is_refused(project):
    with pytest.raises(ConfigError, match="`property-prices`: provider/dataset in small letters"):
        scaffold.write("property-prices", project)
    with pytest.raises(ConfigError, match=r"`worldbank/gerd` is taken: see .*datasets\.yaml"):
        scaffold.write("worldbank/gerd", project)
