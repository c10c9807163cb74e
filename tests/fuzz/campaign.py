"""Damage a layout's file as often as asked, read each, and judge what came out."""

from __future__ import annotations

import math
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from techsov.core.errors import TechsovError
from techsov.core.intercountry import InterCountryTable
from tests.fuzz.damage import AS_WRITTEN, FEWER, KINDS, REFUSED, SAME, allowed, damaged
from tests.fuzz.layouts import Layout

CLOSE = 1e-9  # relative; a number written anew with ten digits is the same number
FAILED = "failed"
Facts = dict[tuple, object]


@dataclass
class Tally:
    """How often each kind of damage had each outcome, and the first case of every failure."""

    counts: Counter = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)


def facts(result: object) -> Facts:
    """What a reader said, as single statements: a key, and a number or a word."""
    if isinstance(result, tuple):
        return {(k, *key): v for k, part in enumerate(result) for key, v in facts(part).items()}
    if isinstance(result, list):
        return {("listed", each): True for each in result}
    if isinstance(result, InterCountryTable):
        labels = {
            name: getattr(result, name) for name in ("regions", "industries", "year", "edition")
        }
        return {(k,): v for k, v in labels.items()} | {
            (name,): getattr(result, name) for name in ("Z", "Y", "x", "va")
        }
    frame: pd.DataFrame = result
    # Whether a release ranks a country, and its published rank, hang on its other rows.
    numbers = [c for c in ("value", "eci") if c in frame]
    keys = [c for c in frame if c not in (*numbers, "published_rank", "in_release_set")]
    return {
        (*key, name): value
        for name in numbers
        for key, value in zip(
            frame[keys].itertuples(index=False, name=None), frame[name], strict=True
        )
    }


def same(one: object, other: object, tolerance: float) -> bool:
    """Whether two statements agree, numbers as closely as ten printed digits do."""
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and np.allclose(one, other, rtol=CLOSE, atol=tolerance)
    if isinstance(one, float | np.floating) or isinstance(other, float | np.floating):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=tolerance)
    return one == other


def outcome(layout: Layout, path: Path, sound: Facts) -> tuple[str, str]:
    """What a reader makes of a file, and the words for it when that cannot be right."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = facts(layout.read(path))
    except TechsovError as error:
        named = path.name in str(error) and len(str(error)) > len(path.name) + 10
        return (REFUSED, "") if named else (FAILED, f"the message names no file: {error}")
    except Exception as error:
        return FAILED, f"{type(error).__name__}: {error}"
    other = [
        k for k, v in found.items() if k not in sound or not same(v, sound[k], layout.tolerance)
    ]
    if other:
        said = ", ".join(f"{k}: {found[k]!s:.90} for {sound.get(k)!s:.90}" for k in other[:3])
        return AS_WRITTEN, f"read without a word: {said}"
    return (SAME, "") if len(found) == len(sound) else (FEWER, f"{len(found)} of {len(sound)}")


def run(layout: Layout, kind: str, times: int, *, number: int = 1, stop: bool = False) -> Tally:
    """So many files of a layout with one kind of damage each.

    Parameters
    ----------
    number
        seed of the draws
    stop
        fail at the first case that may not be, made as small as can be
    """
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = layout.write(Path(folder))
        body = path.read_bytes()
        sound = facts(layout.read(path))
        assert sound
        phases = [Phase.generate, Phase.shrink] if stop else [Phase.generate]

        @seed(number)
        @settings(
            max_examples=times,
            database=None,
            deadline=None,
            derandomize=False,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        @given(st.data())
        def turn(data: st.DataObject) -> None:
            spoilt = damaged(data.draw, layout, kind, body)
            path.write_bytes(spoilt)
            ended, said = outcome(layout, path, sound)
            if ended not in allowed(layout, kind) and spoilt != body:
                case = f"{said or ended}: {spoilt[:300]!r}"
                tally.failures.setdefault((kind, said[:40]), case)
                ended = FAILED
                assert not stop, case
            tally.counts[kind, ended] += 1

        turn()
    return tally


def kinds(layout: Layout) -> list[str]:
    """The kinds of damage that a layout can take."""
    return [kind for kind, (_, where, _) in KINDS.items() if layout.kind in where.split()]
