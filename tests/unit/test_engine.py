"""What is handed to Snakemake, and what is refused before it starts."""

import os
import subprocess

import pytest

from techsov.build import engine, uv_as_pip
from techsov.core.errors import ConfigError


@pytest.fixture
def project(root, monkeypatch):
    monkeypatch.chdir(root)
    return root


def test_settings_among_arguments_join_the_edition_in_one_list():
    """Snakemake takes the last `--config` alone: two of them would build another edition."""
    words = engine.command("paper-2024", "--config", "focus=[DEU,CHN]", "peers=[USA]", "-n", "all")
    assert words.count("--config") == 1
    assert words[words.index("--config") + 1 :] == [
        "edition=paper-2024", "focus=[DEU,CHN]", "peers=[USA]",
    ]  # fmt: skip
    assert {"-n", "all"} <= set(words[: words.index("--config")])


def test_a_target_after_settings_stays_a_target():
    words = engine.command("e", "--config", "focus=[DEU,CHN]", "results/e/claims.csv")
    assert words.index("results/e/claims.csv") < words.index("--config")


@pytest.mark.parametrize(
    ("edition", "arguments", "said"),
    [
        ("embeded", (), "edition `embeded`"),
        ("embedded", ("--config", "focus=[RUS,AUS]"), "`AUS` is not in edition `embedded`"),
        ("embedded", ("--config", "peeers=[USA]"), "`peers`?"),
        ("embedded", ("--config", "years=[2024,1995]"), "2024 does not come before 1995"),
        ("embedded", ("--config", "fetch=[oecd/icoi/2021]"), "near ones: oecd/icio/2021"),
        ("embedded", ("--config", "focus=[DEU"), "a value expected, such as focus=[DEU,CHN]"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_snakemake_starts(
    project, monkeypatch, edition, arguments, said
):
    monkeypatch.setattr(subprocess, "Popen", None)  # would fail where it is called
    with pytest.raises(ConfigError) as refused:
        engine.build(edition, *arguments)
    assert said in str(refused.value)


def test_a_broken_yaml_file_is_named_with_its_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/labels.en.yaml").write_text("a: 1\nb: text: more\n")
    with pytest.raises(ConfigError, match=r"config/labels\.en\.yaml, line 2, column 8: mapping"):
        engine.check("embedded")


def test_jobs_use_this_projects_library_and_none_that_a_variable_names(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somebody/elses")
    assert engine.environment()["PYTHONPATH"] == str(project / "workflow")


def test_a_home_that_cannot_be_written_is_done_without(project, tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "XDG_CACHE_HOME" not in engine.environment()
    monkeypatch.setenv("HOME", "/proc/nohome")
    assert engine.environment()["XDG_CACHE_HOME"] == str(project / ".snakemake/cache")
    monkeypatch.delenv("HOME")
    assert engine.environment()["XDG_CACHE_HOME"] == str(project / ".snakemake/cache")


LISTED = """\
:env:.cert='/site/own.pem'
global.cert='/site/all.pem'
global.index-url='https://mirror.example/simple'
install.find-links='/wheels /more wheels'
global.timeout='60'
"""


def test_uv_is_told_of_the_index_and_certificates_that_pip_is_told_of():
    told = uv_as_pip.environment(LISTED, {"HOME": "/proc/nohome"})
    assert told["SSL_CERT_FILE"] == "/site/own.pem"
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert told["UV_FIND_LINKS"] == "/wheels,/more,wheels"
    assert told["UV_NO_CACHE"] == "1"


def test_what_uv_is_told_itself_outranks_what_pip_is_told():
    held = {"UV_DEFAULT_INDEX": "https://own.example", "HOME": os.environ["HOME"]}
    assert uv_as_pip.environment(LISTED, held)["UV_DEFAULT_INDEX"] == "https://own.example"
    assert uv_as_pip.environment("", held) == {"UV_SYSTEM_CERTS": "1"} | held
