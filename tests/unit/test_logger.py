"""What a build tells: the plan, how far it is, and a failure in its own words, first and last."""

import io
import logging
from types import SimpleNamespace

import pytest

from snakemake_logger_plugin_techsov import LogHandler, reason, shortened

OWN = """\
some warning
Traceback (most recent call last):
  File "/p/.snakemake/scripts/tmp.check_raw.py", line 9, in <module>
    check_pins(vintages)
  File "/p/workflow/techsov/catalogue/registry.py", line 306, in check_pins
    raise CheckError(
techsov.core.errors.CheckError: raw files are not what config/sources.yaml pins:
  data/raw/a.csv differs from its pin
Restore them (`git checkout data/raw`).
"""
OTHER = """\
Traceback (most recent call last):
  File "/p/a.py", line 1, in <module>
KeyError: 'first'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/p/b.py", line 7, in f
    g()
KeyError: 0
"""


@pytest.fixture
def told(monkeypatch):
    """A handler, and what it has told so far."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    settings = SimpleNamespace(stdout=False, dryrun=False, verbose=False)
    return LogHandler(settings, None), stream


def event(handler, name, level=logging.INFO, message="", **more):
    record = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    record.__dict__ |= {"event": name} | more
    handler.emit(record)


def job(handler, number, rule, log, wildcards=None):
    event(handler, "job_info", jobid=number, rule_name=rule, rule_msg=f"Do {rule}", log=[log],
          wildcards=wildcards)  # fmt: skip


def test_an_error_of_the_library_is_told_by_its_sentence_without_the_trace(tmp_path):
    (tmp_path / "log").write_text(OWN)
    assert reason([tmp_path / "log"]) == (
        "raw files are not what config/sources.yaml pins:\n"
        "  data/raw/a.csv differs from its pin\nRestore them (`git checkout data/raw`)."
    )


def test_another_error_is_told_by_its_kind_and_place(tmp_path):
    (tmp_path / "log").write_text(OTHER)
    said = reason([tmp_path / "log"])
    assert said.startswith("KeyError: 0\n(a fault of the program: ")
    assert "b.py" in said


def test_a_job_that_left_no_word_was_killed(tmp_path):
    said = "CalledProcessError: command died with <Signals.SIGKILL: 9>."
    assert "it was killed by SIGKILL" in reason([tmp_path / "none"], said)


def test_what_snakemake_says_of_a_job_without_a_word_is_told(tmp_path):
    said = "MissingOutputException: a.csv was not made"
    assert reason([tmp_path / "none"], said) == said


def test_a_failure_is_told_when_it_happens_and_in_one_line_at_the_end(told, tmp_path):
    handler, stream = told
    (tmp_path / "log").write_text(OWN)
    event(handler, "run_info", stats={"check_raw": 1, "draw_figure": 2, "total": 3})
    job(handler, 1, "draw_figure", tmp_path / "none", {"figure": "scope"})
    job(handler, 2, "check_raw", tmp_path / "log")
    event(handler, "error", exception="RuleException", message="RuleException:\nCalledProcessError")
    event(handler, "job_error", jobid=2, rule_name="check_raw", log=[tmp_path / "log"])
    event(handler, "job_finished", job_id=1)
    event(handler, "error", exception="WorkflowError",
          message="WorkflowError:\nAt least one job did not complete successfully.")  # fmt: skip
    handler.close()
    lines = stream.getvalue().splitlines()
    assert lines[0] == "3 jobs to do"
    assert lines[1] == "FAILED check_raw"
    assert "1/3 Do draw_figure" in lines
    assert lines[-2] == "1 of 3 jobs failed:"
    assert lines[-1] == (
        "  check_raw: raw files are not what config/sources.yaml pins: data/raw/a.csv differs from "
        f"its pin Restore them (`git checkout data/raw`). [{tmp_path / 'log'}]"
    )
    assert "Traceback" not in stream.getvalue()


def test_a_job_that_the_user_stopped_did_not_fail(told, tmp_path):
    handler, stream = told
    (tmp_path / "log").write_text("Traceback (most recent call last):\nKeyboardInterrupt\n")
    event(handler, "job_error", jobid=1, rule_name="check_raw", log=[tmp_path / "log"])
    event(handler, "error", exception="KeyboardInterrupt", message="Cancelling")
    handler.close()
    assert stream.getvalue() == ""


def test_an_error_of_the_configuration_is_told_without_the_place_in_the_rules(told):
    handler, stream = told
    event(handler, "error", exception="WorkflowError",
          message='WorkflowError in file "/p/workflow/rules/common.smk", line 44:\n'
                  "config/config.yaml, focus: `AUS` is not held")  # fmt: skip
    assert stream.getvalue() == "config/config.yaml, focus: `AUS` is not held\n"


def test_on_a_terminal_progress_keeps_to_one_row(told, monkeypatch):
    handler, stream = told
    monkeypatch.setenv("COLUMNS", "40")
    handler.live = True
    event(handler, "run_info", stats={"draw_figure": 30, "total": 30})
    for number in range(30):
        job(handler, number, "draw_figure" * 9, "log")
        event(handler, "job_finished", job_id=number)
    handler.close()
    assert stream.getvalue().count("\n") == 1
    rows = stream.getvalue().replace("\r\x1b[2K", "\n").splitlines()
    assert max(map(len, rows)) < 40


def test_a_long_reason_keeps_its_beginning_and_its_end():
    said = shortened("what happened " + "x " * 900 + "\nwhat to do")
    assert said.startswith("what happened")
    assert said.endswith("what to do")
    assert len(said) < 620
