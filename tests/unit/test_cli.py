"""The command `techsov`: its help, its statuses and what it refuses."""

import re
import subprocess
import sys

import pytest

from techsov import cli
from techsov.build import engine
from techsov.cli import docs
from techsov.cli import update as update_command
from techsov.update import outdated
from techsov.update.run import Outcome


def refusal(capsys, *arguments):
    """What a command says when it refuses."""
    assert cli.main(list(arguments)) == cli.REFUSED
    said = capsys.readouterr()
    assert not said.out
    return said.err


def test_help_lists_every_command_without_importing_the_library():
    code = (
        "import sys; from techsov import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'pandas', 'numpy', 'polars', 'requests'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    listed = re.findall(r"^  (\w+) +[A-Z].*\.$", done.stdout, re.M)
    assert listed == list(cli.COMMANDS)


def test_every_module_of_the_room_is_a_listed_command(root):
    stems = {path.stem.strip("_") for path in (root / "workflow/techsov/cli").glob("*.py")}
    assert stems - {"init", "main"} == set(cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_help_of_a_command_says_what_it_does_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: techsov {name}" in said
    example = re.search(rf"Example:\n    techsov {name}(.*)", said)
    assert example, said
    parser = cli.parser(name)
    parser.parse_args(example[1].split())  # an example that is no call would exit
    assert all(action.help for action in parser._actions)


def test_the_page_of_commands_is_what_their_help_says(root):
    page = (root / "docs/commands.md").read_text(encoding="utf-8")
    assert page == docs.commands_page(), "run `make docs`"


def test_workflow_scripts_are_those_of_rules(root):
    rules = "".join(p.read_text(encoding="utf-8") for p in (root / "workflow/rules").glob("*.smk"))
    named = set(re.findall(r'"\.\./scripts/(\w+\.py)"', rules))
    assert {path.name for path in (root / "workflow/scripts").glob("*.py")} == named


def test_a_command_that_is_not_there_names_the_one_that_is_meant(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["verfy"])
    assert end.value.code == cli.MISUSED
    assert "there is no command `verfy`; `verify` is meant?" in capsys.readouterr().err


def test_a_project_is_found_from_below_and_by_name_and_its_absence_is_a_sentence(
    root, tmp_path, monkeypatch, capsys
):
    series = ["vintages", "gdp_lcu", "RUX"]
    monkeypatch.chdir(tmp_path)
    assert "is not the folder of a project" in refusal(capsys, *series)
    assert "techsov --project FOLDER" in refusal(capsys, "--project", str(tmp_path), *series)
    wanted = "not held for RUX" if (root / "results/embedded").exists() else "no edition is built"
    assert wanted in refusal(capsys, "--project", str(root), *series)
    monkeypatch.chdir(root / "docs")
    assert wanted in refusal(capsys, *series)


def test_a_vintage_table_has_a_column_for_each_release(results, capsys):
    assert cli.main(["vintages", "gdp_lcu", "RUS"]) == cli.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# rosstat/gdp"
    assert {"year", "2023-04", "2025-02"} <= set(lines[1].split(","))
    row = next(line for line in lines if line.startswith("2022,"))
    assert {"153435000", "156940985.9"} <= set(row.split(","))


def test_output_that_nobody_reads_on_ends_quietly(results, root):
    command = [sys.executable, "-m", "techsov.cli", "vintages", "rank.SITC", "RUS"]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("standing", "status"),
    [(outdated.CURRENT, 0), (outdated.NEWER, 10), (outdated.UNKNOWN, 20)],
)
def test_the_status_of_outdated_tells_a_scheduler(standing, status, root, monkeypatch, capsys):
    look = outdated.Look
    monkeypatch.setattr(
        outdated,
        "look",
        lambda catalogue, head, *_: [look(catalogue.all_of(head.name)[0], standing)],
    )
    assert cli.main(["--project", str(root), "outdated", "--offline"]) == status
    assert standing in capsys.readouterr().out


def test_the_status_of_update_tells_what_was_left_and_what_could_not_be_built(
    root, monkeypatch, capsys
):
    def update(outcome):
        def run(*_):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(update_command.updating, "update", run)
        status = cli.main(["--project", str(root), "update", "embedded"])
        return status, "".join(capsys.readouterr())

    assert update(Outcome()) == (0, "nothing was taken\n")
    status, said = update(Outcome(finished=["2030-01-01"], left=["imf/weo: not asked: down"]))
    assert status == 20
    assert "edition 2030-01-01 is built" in said and "left as it was: imf/weo: not asked" in said
    status, said = update(engine.BuildError("Snakemake ended with status 1"))
    assert status == 1 and "Run the command again to go on" in said


def test_verification_of_an_edition_that_is_not_there_cannot_be_told(root, capsys):
    assert cli.main(["--project", str(root), "verify", "nowhere"]) == 2
    assert "edition `nowhere` is not in config/editions.yaml" in capsys.readouterr().err
