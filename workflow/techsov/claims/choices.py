"""Choices: what a claim leaves open, and every way to settle it.

An axis of choices holds options, the one that the authors most likely meant first. An option sets
columns of the selections, something of the test itself, or, where the paper is held against
itself, another operand or another factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeVar

from techsov.claims.statements import (
    OPERANDS,
    Factor,
    InternalTest,
    Operand,
    Selection,
    StatisticTest,
)
from techsov.core.validation import given

OF_THE_TEST = ("reduce", "over", "threshold", "steadily", "rounded", "add", *OPERANDS)
Test = TypeVar("Test", StatisticTest, InternalTest)


def combinations(test: Test) -> Iterator[tuple[dict[str, str], tuple[str, ...], Test]]:
    """Every combination of a test's choices.

    Yields
    ------
    Iterator[tuple[dict[str, str], tuple[str, ...], Test]]
        axis -> name of what is chosen, the names that are not the first of their axis, and
        the test with the options put in
    """
    for picked in product(*test.axes.values()):
        pairs = list(zip(test.axes.items(), picked, strict=True))
        chosen = {axis: option.name for (axis, _), option in pairs}
        others = tuple(o.name for (_, options), o in pairs if o is not options[0])
        yield chosen, others, test.model_copy(update=_put_in(test, picked))


def _put_in(test: Test, picked: tuple) -> dict[str, Any]:
    """What the options that were picked change in the test."""
    made: dict[str, Any] = {}
    for option in picked:
        said = {name: getattr(option, name, None) for name in OF_THE_TEST}
        made |= {name: value for name, value in said.items() if value is not None}
    if isinstance(test, StatisticTest):
        for side in ("of", "to"):
            if (selection := getattr(test, side)) is not None:
                sets = (each for o in picked for each in (o, getattr(o, side)))
                made[side] = selection.but(*sets)
        if test.selections is not None:
            made["selections"] = tuple(each.but(*picked) for each in test.selections)
        return made
    for option, options in zip(picked, test.axes.values(), strict=True):
        if option.times is not None:
            for side in OPERANDS:
                if (operand := made.get(side, getattr(test, side))) is not None:
                    made[side] = _at_rate(operand, options[0].times, option.times)
    return made


def _at_rate(operand: Operand, first: Factor, times: Factor) -> Operand:
    """The operand, and those inside it, with another factor wherever the first option's stands."""
    inside = {name: getattr(operand, name) for name in ("plus", "over")}
    made = {k: _at_rate(each, first, times) for k, each in inside.items() if each is not None}
    return operand.model_copy(update=made | ({"times": times} if operand.times == first else {}))


def selections(test: StatisticTest) -> Iterator[Selection]:
    """Every selection of a test under each of its choices."""
    for _, _, made in combinations(test):
        yield from (each for each in (made.of, made.to) if each is not None)
        yield from made.selections or ()
    for reading in test.readings or ():
        yield from (reading.but(side) for side in given(test.contrast).sides)
