"""The README against the project: what it lists exists, and what exists is listed."""

import re

import pytest

from techsov.core.errors import ConfigError
from techsov.figures import registry
from techsov.reference import figures_table


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def quoted(text: str, name: str) -> list[str]:
    """The strings of a tuple that a Snakefile assigns to `name`."""
    return re.findall(r'"([^"]+)"', re.search(rf"^{name} = \((.*?)\)", text, re.S | re.M)[1])


def test_every_figure_and_table_is_listed(root, readme):
    figures = registry.find(report=root / "config/report.yaml")
    assert len(figures) > 10
    assert figures_table.put(readme, figures) == readme, "run `make docs`"
    targets = (root / "workflow/rules/targets.smk").read_text(encoding="utf-8")
    for table in quoted(targets, "PAPER_TABLES"):
        assert f"`tables/{table}.csv`" in readme


def test_a_readme_without_the_marks_of_its_table_is_refused(readme):
    with pytest.raises(ConfigError, match="End of figures"):
        figures_table.put(readme.replace(figures_table.END, ""), {})


def test_every_make_target_that_is_named_exists(root, readme):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)", readme)):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_file_that_is_linked_exists(root, readme):
    for link in re.findall(r"\]\(((?!https?:)[^)#]+)\)", readme):
        assert (root / link).exists(), link


def test_the_readmes_figure_is_the_papers_own(root, results):
    for name in re.findall(r"docs/figures/(\w+\.svg)", (root / "README.md").read_text("utf-8")):
        shown, drawn = root / "docs/figures" / name, results / "figures" / name
        assert shown.read_bytes() == drawn.read_bytes(), (
            f"copy results/embedded/figures/{name} to docs/figures/"
        )
