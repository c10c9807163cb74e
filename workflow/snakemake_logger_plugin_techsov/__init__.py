"""What Snakemake tells while it builds: the plan in a line, progress in a row, failures in words.

Snakemake finds the package by its name (`logger: [techsov]` in the default profile). A job's own
output, its traceback included, stands in the job's log; here stands what that log ends with.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
from pathlib import Path

from snakemake_interface_logger_plugins.base import LogHandlerBase

# What Snakemake says of itself, and what is said here in other words.
LEFT_OUT = (
    "Assuming unrestricted", "Building DAG", "Cancelling snakemake", "Complete log", "Config file",
    "Execute ", "Exiting because", "Job stats", "Provided cores", "Removing output files",
    "Rules claiming", "Rules with provenance", "Select jobs", "Shutting down",
    "Some jobs were triggered", "Terminating processes", "Using profile", "Using shell",
    "Would remove", "host:",
)  # fmt: skip
FINAL = "At least one job did not complete successfully"
WHERE = re.compile(r"^\w*(?:Error|Exception) in (?:file|rule) .*?, line \d+:\n", re.S)
SIGNAL = re.compile(r"died with <Signals\.(\w+)")
INTERRUPTED = "died with <Signals.SIGINT"  # by the user
TRACE = "Traceback (most recent call last):"
NAMED = re.compile(r"^((?:\w+\.)*(\w+)): ?")
MOST = 20  # lines of a failure that are told at once; its log has them all
LONGEST = 600  # letters of a failure in the last lines


class LogHandler(LogHandlerBase):
    """The handler that Snakemake loads."""

    writes_to_stream, writes_to_file, needs_rulegraph = True, False, False
    has_filter, has_formatter = True, True

    def __post_init__(self) -> None:
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr
        self.live = self.stream.isatty() and not self.common_settings.dryrun
        self.jobs: dict[int, dict] = {}
        self.failed: dict[str, str] = {}
        self.held = ""
        self.total = self.finished = 0
        self.stats: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Tell an event; one that cannot be told never stops a build."""
        try:
            event = getattr(record, "event", None)
            told = getattr(self, f"_{event}", None) if event else self._message
            if told is not None:
                told(record)
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """End with a line for each job that failed."""
        self._clear()
        if self.held and not self.failed and INTERRUPTED not in self.held:
            self._say(self.held)
        self.held = ""
        if self.failed:
            self._say(f"\n{len(self.failed)} of {self.total} jobs failed:")
            for job, why in self.failed.items():
                self._say(f"  {job}: {shortened(why)}")
            self.failed = {}
        super().close()

    # --- events ----------------------------------------------------------------------------

    def _run_info(self, record: logging.LogRecord) -> None:
        counts = {rule: n for rule, n in record.stats.items() if rule != "total"}
        self.total = sum(counts.values())
        if not self.common_settings.dryrun:
            self._say(f"{self.total} jobs to do")
        elif self.stats:  # Snakemake tells it twice: before the jobs and after
            width = max(map(len, counts))
            for rule, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
                self._say(f" {rule:<{width}}  {n:>3}")
            self._say(f" {'total':<{width}}  {self.total:>3}")
        self.stats = counts

    def _job_info(self, record: logging.LogRecord) -> None:
        self.jobs[record.jobid] = {
            "name": named(record.rule_name, record.wildcards),
            "does": record.rule_msg or record.rule_name,
            "log": list(record.log or ()),
        }
        self._show(self.jobs[record.jobid]["does"])

    def _job_finished(self, record: logging.LogRecord) -> None:
        self.finished += 1
        job = self.jobs.get(record.job_id, {})
        if self.live:
            self._show(job.get("does", ""))
        elif job and not self.common_settings.dryrun:
            self._say(f"{self.finished}/{self.total} {job['does']}")

    def _job_error(self, record: logging.LogRecord) -> None:
        name = self.jobs.get(record.jobid, {}).get("name") or record.rule_name
        why = reason([Path(log) for log in record.log or ()], self.held)
        held, self.held = self.held, ""
        if why.startswith("KeyboardInterrupt") or INTERRUPTED in held:
            return
        log = f" [{record.log[0]}]" if record.log else ""
        self.failed[name] = f"{why}{log}"
        lines = why.splitlines()
        cut = [f"... {len(lines) - MOST} more lines"] if len(lines) > MOST else []
        self._say(f"FAILED {name}", *(f"    {line}" for line in (*lines[:MOST], *cut)))

    def _error(self, record: logging.LogRecord) -> None:
        said = WHERE.sub("", record.getMessage()).strip()
        if record.exception == "RuleException":  # a job's: told with the job, which comes next
            self.held = said
        elif record.exception != "KeyboardInterrupt" and not (self.failed or FINAL in said):
            self._say(said)

    def _message(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        wanted = record.levelno >= logging.WARNING or self.common_settings.dryrun or not self.total
        if self.common_settings.verbose or (wanted and not said.startswith(LEFT_OUT)):
            self._say(said)

    # --- the terminal ----------------------------------------------------------------------

    def _say(self, *lines: str) -> None:
        self._clear()
        print(*lines, sep="\n", file=self.stream, flush=True)

    def _clear(self) -> None:
        if self.live:
            print("\r\x1b[2K", end="", file=self.stream, flush=True)

    def _show(self, does: str) -> None:
        if self.live and self.total:
            width = shutil.get_terminal_size().columns - 1
            said = f"{self.finished}/{self.total} {does}"
            self._clear()
            print(said if len(said) <= width else f"{said[: width - 1]}…", end="",
                  file=self.stream, flush=True)  # fmt: skip


def named(rule: str, wildcards: object) -> str:
    """A job by its rule and what tells it from the rule's others."""
    of = " ".join(map(str, dict(wildcards or {}).values()))
    return f"{rule} {of}".rstrip()


def reason(logs: list[Path], snakemake: str = "") -> str:
    """Why a job failed, by the end of what it left in its log.

    An error of the library is told by its sentence; any other one by its kind too; a job that left
    no word by what Snakemake says of it.
    """
    text = ""
    for log in logs:
        if log.is_file():
            text += log.read_text(encoding="utf-8", errors="replace")
    if not text.strip():
        signal = SIGNAL.search(snakemake)
        if snakemake and not signal and "CalledProcessError" not in snakemake:
            return snakemake
        by = f" by {signal[1]}" if signal else ""
        return (
            f"ended without a word: it was killed{by}, as where memory runs out, or its log is lost"
        )
    lines = text.rstrip().splitlines()
    traces = [number for number, line in enumerate(lines) if line.lstrip() == TRACE]
    if not traces:
        return "\n".join(lines[-MOST:])
    after = lines[traces[-1] + 1 :]
    begins = next((n for n, line in enumerate(after) if line[:1].strip()), len(after) - 1)
    said = "\n".join(after[begins:])
    own = NAMED.match(said)
    if own and own[1].startswith("techsov."):
        return said[own.end() :]
    place = next((line.strip() for line in reversed(after[:begins]) if 'File "' in line), "")
    return f"{said}\n(a fault of the program: {place})" if place else said


def shortened(text: str) -> str:
    """A text in one line; of a long one its beginning and its end, which says what to do."""
    line = " ".join(text.split())
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]} … {line[-half:]}"
