"""A verification: raw files hashed, the edition rebuilt in a clean copy, every result compared."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from techsov.catalogue.registry import Catalogue
from techsov.core.errors import TechsovError
from techsov.verify import against, raw, record, verdict
from techsov.verify.rebuild import Rebuilt, built, rebuild
from techsov.verify.record import shortened

AS_BUILT = "an archive of `make archive`, or the folder of a project with its results"


def verify(root: Path, edition: str, cores: str, other: Path | None) -> bool:
    """Hash, rebuild, compare and print; whether all is as it should be."""
    if other is not None:
        against.check(other, edition)
    print(f"Verifying edition {edition}", flush=True)
    if not _raw_files(root, edition):
        return False
    with tempfile.TemporaryDirectory(prefix="techsov-verify-") as folder:
        copy = Path(folder, "techsov")
        started = time.monotonic()
        log = root / f"logs/{edition}/verify/build.log"
        rebuilt = rebuild(root, copy, edition, cores=cores, log=log)
        seconds = time.monotonic() - started
        _say("rebuilt", f"{rebuilt.jobs} jobs in a clean copy, {seconds:.0f} s")
        with against.results(other or root, Path(folder)) as held:
            return _compare(root, held, edition, rebuilt, is_other=other is not None)


def _raw_files(root: Path, edition: str) -> bool:
    catalogue = Catalogue.load(root / "config/sources.yaml", root / "config/editions.yaml")
    found = raw.check(root, catalogue, edition)
    if found.faults:
        _say("raw files", f"{len(found.faults)} are not what is pinned:{shortened(found.faults)}")
        print(
            "Nothing was rebuilt. Restore them: `git checkout data/raw` for those in git, "
            f"`make fetch EDITION={edition}` for others."
        )
        return False
    _say("raw files", f"{found.files} hashed ({found.bytes / 1e6:.1f} MB), each is what is pinned")
    if found.unpinned:
        _say("", f"{len(found.unpinned)} have no pin to hold them against: "
             f"{shortened(found.unpinned)}")  # fmt: skip
    return True


def _compare(root: Path, held: Path, edition: str, rebuilt: Rebuilt, *, is_other: bool) -> bool:
    place = root / record.place(edition)
    recorded = record.read(place) if place.exists() else None
    is_built = (held / "results" / edition).is_dir()
    if recorded and recorded.settings != record.settings(root):
        _say("record", f"{place.name} is of other settings than config/config.yaml: left aside")
        recorded = None
    if not is_built and not recorded:
        raise TechsovError(
            f"edition `{edition}` is not built in {held}, and no record of these settings is kept: "
            f"there is nothing to compare with. Run: make EDITION={edition}"
        )
    fine = True
    if is_built:
        elsewhere = set(rebuilt.rules) if is_other else set()
        if recorded and not recorded.made_on_this_kind:
            elsewhere |= verdict.as_recorded(held, recorded)
        fine = _held(root, held, edition, rebuilt, elsewhere)
    else:
        _say("results", f"results/{edition} is not built: compared with the record alone")
    return (_recorded(place, root, recorded, rebuilt) if recorded else True) and fine


def _held(root: Path, held: Path, edition: str, rebuilt: Rebuilt, elsewhere: set[str]) -> bool:
    found = verdict.with_held(held, rebuilt.folder, rebuilt.rules, elsewhere)
    _say("results", f"{len(found.same)} of {found.count} endpoints are the same bytes as rebuilt")
    if found.near:
        _say("", f"{len(found.near)} were made by another processor: equal to "
             f"{verdict.TOLERANCE:g}{shortened(found.near)}")  # fmt: skip
    if found.drawn:
        _say("", f"{len(found.drawn)} pictures were drawn by another processor in other bytes"
             f"{shortened(found.drawn)}")  # fmt: skip
    if extra := verdict.left_over(held, edition, rebuilt.rules):
        _say("", f"{len(extra)} files in results/{edition} are of no rule of this configuration, "
             f"and were not compared{shortened(extra)}")  # fmt: skip
    if not found.faults:
        return True
    kept = root / f"logs/{edition}/verify"
    _say("", f"{len(found.faults)} differ:")
    for fault in found.faults:
        print(f"  {fault}")
        (kept / fault.endpoint).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(rebuilt.folder / fault.endpoint, kept / fault.endpoint)
    print(
        f"Those made anew are in {kept.relative_to(root)}/. To have the results made again: "
        f"make clean && make EDITION={edition}"
    )
    return False


def _recorded(place: Path, root: Path, recorded: record.Record, rebuilt: Rebuilt) -> bool:
    here = record.hashes(rebuilt.folder, rebuilt.rules)
    lines = [
        f"{line}  (by {rebuilt.rules[line.split()[-1]]})" if line.split()[-1] in here else line
        for line in record.changes(recorded.hashes, here)
    ]
    name = place.relative_to(root)
    if not lines:
        kind = "this" if recorded.made_on_this_kind else "another"
        _say("record", f"{len(here)} endpoints have the hashes of {name}, made on {kind} kind "
             "of processor")  # fmt: skip
        return True
    _say("record", f"{len(lines)} of {len(here)} endpoints are not as in {name}"
         f"{shortened(lines)}")  # fmt: skip
    if recorded.made_on_this_kind:
        print("If the change is meant, record it: make endpoints, and commit the file.")
        return False
    print(
        f"The record was made on {recorded.machine}; this is {record.machine()}. Another kind of "
        "processor rounds last digits in its own way, and a hash does not tell by how much. To "
        f"compare the values to {verdict.TOLERANCE:g}: make verify AGAINST={AS_BUILT}."
    )
    return all(line.startswith("changed") for line in lines)


def record_endpoints(root: Path, edition: str) -> None:
    """Write the record from the results as they are; Snakemake must hold them for complete."""
    made = record.write(root / record.place(edition), edition, root, built(root, edition).rules)
    print(f"{record.place(edition)}: {len(made.hashes)} endpoints, made on {made.machine}")


def _say(what: str, sentence: str) -> None:
    print(f"  {what:<12}{sentence}", flush=True)
