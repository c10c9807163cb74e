"""Which datasets of an edition have a newer release, as their providers say or once said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from techsov.catalogue.datasets import Asked, Closed
from techsov.catalogue.registry import Catalogue, Edition, Vintage
from techsov.core.errors import ConfigError
from techsov.fetch import FetchError, Network
from techsov.update import journal
from techsov.update.probes import Newest, ask

# What can be said of a dataset, in words; and how the command ends for a scheduler.
NEWER, CURRENT, UNKNOWN, CLOSED = "newer", "up to date", "not known", "closed"
BY_HAND = "newer, by hand"
NOTHING_NEWER, SOMETHING_NEWER, NOT_ALL_ASKED = 0, 10, 20
# A question is no download: who does not answer soon is down, and a scheduler asks again anyway.
ATTEMPTS, LONGEST_WAIT = 2, 60


@dataclass(frozen=True)
class Look:
    """What is known of one dataset.

    Attributes
    ----------
    standing
        NEWER, BY_HAND (newer, of a dataset that no update fetches), CURRENT, UNKNOWN (the
        provider was never reached) or CLOSED
    probe
        how the provider is asked; None where nothing is asked
    newest
        None where nothing is known
    known
        when it was known (UTC), empty if just now
    why
        what kept the provider from answering, or why nothing is asked
    """

    pinned: Vintage
    standing: str
    probe: Asked | None = None
    newest: Newest | None = None
    known: str = ""
    why: str = ""

    @property
    def dataset(self) -> str:
        return self.pinned.dataset


def is_newer(newest: Newest, pinned: Vintage) -> bool:
    """Whether the provider's newest release is another than the pinned vintage.

    The provider's own mark decides where the pinned vintage records one (`token`), for a
    Dataverse its version; else the later date of publication, as far as both are known.
    """
    entry = pinned.entry
    token = entry.token or (entry.version if entry.kind == "dataverse" else "")
    if token:
        return newest.token != token
    length = min(len(newest.published), len(pinned.released))
    return newest.published[:length] > pinned.released[:length]


def look(
    catalogue: Catalogue,
    edition: Edition,
    network: Network | None,
    today: date,
    folder: Path = Path(),
) -> list[Look]:
    """What is known of every dataset of an edition.

    Parameters
    ----------
    network
        None to ask nobody and go by what was known before
    folder
        the project's, below which knowledge is kept
    """
    known = journal.recall(folder)
    looks, learned = [], []
    if network is not None:
        limits = {"attempts": ATTEMPTS, "longest_wait": LONGEST_WAIT}
        brief = network.retry_policy.model_copy(update=limits)
        network = replace(network, retry_policy=brief)
    for dataset in sorted(edition.main):
        pinned = catalogue.entry(edition.keys(dataset)[0])
        how = catalogue.datasets[dataset].probe
        if how is None or isinstance(how, Closed):
            why = how.why if how else "its record in config/datasets.yaml has no `probe`"
            looks.append(Look(pinned, CLOSED if how else UNKNOWN, why=why))
            continue
        why = "offline"
        if network is not None:
            try:
                newest = ask(how, pinned, network, today)
                learned.append(newest)
                looks.append(_judged(how, pinned, newest, why=how.by_hand))
                continue
            except (FetchError, ConfigError) as error:
                why = str(error)
        if dataset in known:
            newest, when = known[dataset]
            looks.append(_judged(how, pinned, newest, when, why))
        else:
            looks.append(Look(pinned, UNKNOWN, how, why=why))
    if learned:
        journal.remember(learned, folder)
    return looks


def _judged(how: Asked, pinned: Vintage, newest: Newest, known: str = "", why: str = "") -> Look:
    newer = BY_HAND if how.by_hand else NEWER
    return Look(pinned, newer if is_newer(newest, pinned) else CURRENT, how, newest, known, why)


def status(looks: Iterable[Look]) -> int:
    """The exit status: SOMETHING_NEWER before NOT_ALL_ASKED before NOTHING_NEWER.

    What is taken by hand alone is no reason to run an update.
    """
    looks = list(looks)
    if any(each.standing == NEWER for each in looks):
        return SOMETHING_NEWER
    missed = any(each.standing == UNKNOWN or each.known for each in looks)
    return NOT_ALL_ASKED if missed else NOTHING_NEWER


def show(looks: Iterable[Look], console: Console) -> None:
    """Print the table, and beneath it what kept providers from answering."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("dataset", "pinned", "newest", "published", "what it adds", "standing"):
        table.add_column(head, overflow="fold")
    for each in looks:
        newest = each.newest
        standing = each.standing + (f", known {each.known}" if each.known else "")
        table.add_row(
            each.dataset,
            f"{each.pinned.name} ({each.pinned.released})",
            newest.token.split(",")[0] if newest else "",
            newest.published if newest else "",
            newest.adds if newest and each.standing in (NEWER, BY_HAND) else "",
            standing,
        )
    console.print(table)
    for each in looks:
        if each.why and each.standing != CLOSED and each.why != "offline":
            console.print(f"{each.dataset}: {each.why}", soft_wrap=True, highlight=False)
    if any(each.why == "offline" for each in looks):
        console.print("Nobody was asked: this is what was known at the times given.")
