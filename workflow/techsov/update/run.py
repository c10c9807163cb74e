"""A whole update, step by step, each of which an interrupted run finds done or does again.

1. An edition that an earlier run pinned and did not finish is built, compared and recorded.
2. Every provider is asked; one that is down is reported and its old vintage stays.
3. Each newer release is fetched beside, read, guarded and put in place, or left as it was.
4. The new vintages and their edition are written to `config/updates/` in one stroke.
5. The edition is built and compared with the one before, and the record gets its entry.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from techsov.build import engine, releases
from techsov.catalogue.registry import UPDATES, Catalogue, Edition, Vintage
from techsov.compare.tabulate import TABLES
from techsov.core import tables, yamlfile
from techsov.core.countries import Countries
from techsov.core.errors import ConfigError, TechsovError
from techsov.fetch import Network
from techsov.update import edition as editions
from techsov.update import guards, outdated, revisions, take

log = logging.getLogger("techsov.update")
LOCK = Path(".cache/update.lock")
# Builds both editions and their comparison; returns the comparison's tables.
Build = Callable[[Edition, Edition], dict[str, pd.DataFrame]]


@dataclass
class Outcome:
    """What an update did.

    Attributes
    ----------
    finished
        editions that were built, compared and recorded
    taken
        new vintages
    left
        datasets that stay as they were though something newer may be there, and why
    by_hand
        newer releases of datasets that no update fetches, and why
    """

    finished: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def update(
    start: str,
    today: date,
    accepted: Iterable[str],
    network: Network,
    build: Build,
    folder: Path = Path(),
) -> Outcome:
    """Bring an edition up to date: its line of updates gets another one if anything is newer.

    Parameters
    ----------
    start
        the edition whose line is meant

    Raises
    ------
    ConfigError
        When another update is under way, or something is accepted that is neither a dataset nor
        a guard of one; whatever `build` raises, the new vintages being pinned by then, so that
        the next run goes on with building
    """
    accepted, outcome = list(accepted), Outcome()
    guards.check_named(accepted, _catalogue(folder).edition(start).main)
    with _alone(folder):
        head = editions.head_of(_catalogue(folder), start)
        if head.after and not revisions.is_recorded(head.name, folder):
            log.info("Edition %s was pinned and not finished: going on with it", head.name)
            _finish(head.name, build, folder, outcome)
        made = _pin(head.name, today, accepted, network, folder, outcome)
        if made:
            _finish(made, build, folder, outcome)
    return outcome


def build(before: Edition, after: Edition, cores: str = "all") -> dict[str, pd.DataFrame]:
    """Build the new edition, and of the one before what it is compared with.

    Returns
    -------
    dict of DataFrame
        The comparison's tables that the record is made of, all columns text.

    """
    pages = f"results/compare/{before.name}--{after.name}"
    engine.build(before.name, "comparable", cores=cores)
    engine.build(after.name, "all", f"{pages}/index.html", cores=cores)
    wanted = ("inputs", "claims", "indicators")
    assert set(wanted) <= set(TABLES)
    return {
        name: pd.read_csv(f"{pages}/{name}.csv", dtype=str, keep_default_na=False)
        for name in wanted
    }


def _catalogue(folder: Path) -> Catalogue:
    return Catalogue.load(folder / "config/sources.yaml", folder / "config/editions.yaml")


def _pin(
    before: str,
    today: date,
    accepted: list[str],
    network: Network,
    folder: Path,
    outcome: Outcome,
) -> str:
    """Take what is newer than edition `before`; returns the new edition's name, empty if none."""
    catalogue = _catalogue(folder)
    head = catalogue.edition(before)
    countries = Countries.load(folder / "config/countries.yaml")
    taken = []
    for seen in outdated.look(catalogue, head, network, today, folder):
        newest, probe = seen.newest, seen.probe
        if newest is None or probe is None or seen.known:
            if seen.standing == outdated.UNKNOWN or seen.known:
                outcome.left.append(f"{seen.dataset}: not asked: {seen.why}")
            continue
        if seen.standing == outdated.BY_HAND:
            outcome.by_hand.append(f"{seen.dataset}: {newest.adds} is there; {seen.why}")
        if seen.standing != outdated.NEWER:
            continue
        if not newest.entry:
            outcome.left.append(
                f"{seen.dataset}: {newest.adds} is there; only the provider's page names its "
                "files. Give it an entry in config/sources.yaml (docs/sources-adding.md)"
            )
            continue
        log.info("%s: %s", seen.dataset, newest.adds)
        try:
            taken.append(
                take.take(
                    newest,
                    probe,
                    seen.pinned,
                    _before(catalogue, seen.pinned, countries, folder, before),
                    catalogue,
                    countries,
                    network,
                    raw=folder / "data/raw",
                    accepted=accepted,
                )
            )
        except TechsovError as error:
            log.warning("%s: %s", seen.dataset, error)
            outcome.left.append(f"{seen.dataset}: {error}")
    if not taken:
        return ""
    name = editions.name_for(today.isoformat(), catalogue)
    made = editions.succeed(head, name, taken)
    editions.write(name, made, taken, outcome.left, folder / "config")
    outcome.taken += [each.key for each in taken]
    take.clear(taken, folder / "data/raw")
    return name


def _before(
    catalogue: Catalogue, vintage: Vintage, countries: Countries, folder: Path, edition: str
) -> pd.DataFrame:
    """The tidy table of the vintage that would be replaced, which the new one is held against.

    Raises
    ------
    ConfigError
        When its files are not here
    """
    paths = [Path(path) for path in vintage.paths(folder / "data/raw")]
    if absent := [path for path in paths if not path.exists()]:
        raise ConfigError(
            f"{absent[0].relative_to(folder)} is not here, so that nothing could guard what is "
            f"newer. Run `make fetch EDITION={edition}`, then this again."
        )
    if vintage.is_release:
        return take.read(catalogue.datasets[vintage.dataset], vintage, paths, countries)
    schema = releases.schema_of(catalogue.datasets[vintage.dataset])
    return pd.concat([tables.read(path, schema) for path in paths], ignore_index=True)


def _finish(name: str, build: Build, folder: Path, outcome: Outcome) -> None:
    """Build a pinned edition, compare it with the one before, and record it."""
    catalogue = _catalogue(folder)
    edition = catalogue.edition(name)
    compared = build(catalogue.edition(edition.after), edition)
    left = yamlfile.read(folder / f"config/{UPDATES}/{name}.yaml").get("left", [])
    revisions.record(edition, catalogue, compared, left, folder)
    outcome.finished.append(name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No two updates of one project at a time."""
    path = folder / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError("another update of this project is under way") from error
        yield
