"""Every `make` of the README runs to its end: here, in a copy, or in the test that is named."""

import re
import shlex
import shutil
import subprocess

import pytest

from tests.copies import ROOT, copy_project, user_environment

COMMAND = re.compile(
    r"(?:^|`)(make(?: [A-Z]+=(?:\"[^\"]*\"|[^\s`]+)| [a-z-]+)*)(?=`| *#| *$)", re.M
)
# In this order, in one copy of the project that starts without results.
HERE = (
    "make help",
    "make",
    "make docs",
    "make ARGS=\"--config 'focus=[DEU,CHN]'\"",
    "make compare",
    "make compare A=embedded-2024 B=embedded",
    "make vintages INDICATOR=rank.SITC COUNTRY=RUS",
    "make endpoints",
    "make archive",
    "make verify AGAINST=archive.zip",
    "make verify",
    "make site",
)
BESIDE = (".gitignore", ".gitattributes", "mkdocs.yml", "Containerfile", "CHANGELOG.md",
          "CONTRIBUTING.md")  # fmt: skip
# Those that ask a provider or are the tests themselves -> the test that runs them, and its words.
ELSEWHERE = {
    "make test": ("archive/test_unpacked.py", '"test-unit"'),
    "make test-slow": ("docs/test_readme_commands.py", "pytest.mark.long"),
    "make fetch EDITION=paper-2024": ("update/test_make_update.py", 'project.make("fetch"'),
    "make EDITION=paper-2024": ("workflow/test_full_releases.py", 'EDITION = "paper-2024"'),
    "make import FILE=... RELEASE=provider/dataset/vintage": (
        "sources/test_import.py", '["make", "import"'
    ),
    "make outdated": ("update/test_history.py", '"outdated"'),
    "make update": ("update/test_make_update.py", 'project.make("update"'),
    "make extract RELEASES=folder": ("docs/test_readme_commands.py", '"extract"'),
}  # fmt: skip


def test_every_command_of_the_readme_is_run():
    said = set(COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert said == {*HERE, *ELSEWHERE}
    for command, (file, runs) in ELSEWHERE.items():
        assert runs in (ROOT / "tests" / file).read_text(encoding="utf-8"), command


def make(folder, *words):
    """Run `make` as a user does; what it says where it fails."""
    run = subprocess.run(
        ["make", *words], cwd=folder, env=user_environment(), text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert run.returncode == 0, f"{words}\n{run.stdout[-4000:]}"


@pytest.mark.long
@pytest.mark.releases
def test_extracts_are_drawn_anew_from_a_folder_of_releases(tmp_path, releases):
    folder = copy_project(tmp_path / "techsov", with_make=True)
    (folder / "folder").symlink_to(releases)
    make(folder, "extract", "RELEASES=folder")


@pytest.mark.long
@pytest.mark.workflow
def test_the_commands_of_the_readme_run_to_their_end(tmp_path, tried):
    folder = copy_project(tmp_path / "techsov", with_make=True)
    for name in (*BESIDE, "tests"):
        (shutil.copytree if name == "tests" else shutil.copy2)(ROOT / name, folder / name)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in ("init -q", "add -A", "add -f data", "commit -q -m whole"):
        subprocess.run([*git, *words.split()], cwd=folder, check=True)  # what is packed
    for command in HERE:
        if "AGAINST" in command:
            (packed,) = (folder / "dist").glob("*.zip")
            packed.rename(folder / "archive.zip")
        make(folder, *shlex.split(command)[1:])
    tried("commands of the README that ask no provider", len(HERE), "run to their end")
