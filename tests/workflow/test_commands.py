"""Commands of `techsov` that run Snakemake, in a copy of the project."""

import pytest

from techsov import cli
from techsov.build import engine
from techsov.core.errors import ConfigError

pytestmark = pytest.mark.workflow


def test_a_build_that_snakemake_does_not_finish_is_a_sentence(copy, monkeypatch):
    monkeypatch.chdir(copy)
    with pytest.raises(ConfigError, match=r"edition `nowhere` is not in config/editions\.yaml"):
        engine.build("nowhere", "all", cores="1")


def test_a_figure_is_drawn_into_a_folder_in_every_language(copy, tmp_path, capsys):
    there, to = ["--project", str(copy), "figure"], tmp_path / "slides"
    assert cli.main([*there, "rank", "--to", str(to)]) == cli.REFUSED
    assert "there is no figure `rank`; there is brics_weight" in capsys.readouterr().err
    assert cli.main([*there, "fig1_design", "--to", str(to), "--cores", "1"]) == cli.DONE
    drawn = {path.relative_to(to).as_posix() for path in to.rglob("*.*")}
    assert {"fig1_design.csv", "fig1_design.svg", "ru/fig1_design.svg"} <= drawn
    built = copy / "results/embedded/figures/fig1_design.csv"
    assert (to / "fig1_design.csv").read_bytes() == built.read_bytes()
