"""Snakemake, run on the project in the current folder, when all that it is told can be meant."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from techsov.build import running
from techsov.build.uv_as_pip import has_cache
from techsov.catalogue import settings as configuration
from techsov.catalogue.registry import Catalogue
from techsov.core import yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, TechsovError

PROFILE = "workflow/profiles/default"
LIBRARY = "workflow"


class BuildError(TechsovError):
    """Snakemake did not finish, and has said why."""


def command(
    edition: str, *arguments: str, cores: str = "all", settings: Iterable[str] = ()
) -> list[str]:
    """The words that run Snakemake on an edition.

    Parameters
    ----------
    edition : str
        Its name.
    *arguments : str
        Targets and options of Snakemake; settings among them join those given here, since
        Snakemake itself takes the last `--config` alone.
    cores : str
        How many cores it may use, or `all`.
    settings : iterable of str
        Settings beside the edition, as `name=value`.

    """
    rest, given = _apart(arguments)
    return [
        *(sys.executable, "-m", "snakemake", "--profile", PROFILE, "--cores", cores),
        *(*rest, "--config", f"edition={edition}", *settings, *given),
    ]


def build(edition: str, *arguments: str, cores: str = "all", settings: Iterable[str] = ()) -> None:
    """Build targets of an edition; takes what `command` takes.

    Raises
    ------
    ConfigError
        Before anything runs, when the configuration cannot be meant.
    BuildError
        When Snakemake ends with an error.
    KeyboardInterrupt
        When the user stops it, after Snakemake has ended its jobs.

    """
    settings = list(settings)
    check(edition, *arguments, settings=settings)
    running.prepare(Path.cwd(), edition)
    words = command(edition, *arguments, cores=cores, settings=settings)
    with subprocess.Popen(words, env=environment()) as process:
        try:
            status = process.wait()
        except KeyboardInterrupt:  # the terminal has sent it to Snakemake too
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            process.wait()
            raise
    if status:
        raise BuildError


def check(edition: str, *arguments: str, settings: Iterable[str] = ()) -> None:
    """Hold the configuration and what is set beside it against what there is.

    Raises
    ------
    ConfigError
        One sentence for each fault, with the nearest names that are known.

    """
    _, given = _apart(arguments)
    if any(word.startswith("--configfile") for word in arguments):
        return  # read by Snakemake, which checks it in the same way, a little later
    for path in sorted(Path("config").rglob("*.yaml")):
        content = yamlfile.read(path)
        if path.as_posix() == configuration.FILE:
            config = dict(content)
    chosen = {**config, "edition": edition, **_parsed([*settings, *given])}
    configuration.load_settings(
        chosen, Catalogue.load(), Countries.load("config/countries.yaml"), configuration.languages()
    )


def environment() -> dict[str, str]:
    """What Snakemake and its jobs run in: this project's library, and a cache that can be written.

    A home that cannot be written, as in a container or over its quota, has none: what is kept
    there by default is kept in the project.
    """
    own = {"PYTHONPATH": str(Path(LIBRARY).absolute()), "PYTHONNOUSERSITE": "1"}
    if not has_cache(os.environ):
        own["XDG_CACHE_HOME"] = str(Path(".snakemake/cache").absolute())
    return os.environ | own


def _apart(arguments: Iterable[str]) -> tuple[list[str], list[str]]:
    """Snakemake's arguments without settings, and the settings among them."""
    rest, given, taking = [], [], False
    for word in arguments:
        taking = word in ("--config", "-C") or (taking and "=" in word and word[0] != "-")
        if not taking:
            rest.append(word)
        elif "=" in word:
            given.append(word)
    return rest, given


def _parsed(settings: Iterable[str]) -> Mapping[str, Any]:
    """Settings as values: `focus=[DEU,CHN]` names two countries."""
    found = {}
    for word in settings:
        name, _, value = word.partition("=")
        try:
            found[name] = yamlfile.parse(value, name)
        except ConfigError as error:
            raise ConfigError(
                f"`{word}`: a value expected, such as focus=[DEU,CHN], with quotation marks around "
                "the whole for the shell"
            ) from error
    return found
