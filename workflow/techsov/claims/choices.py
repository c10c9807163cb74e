"""Choices: what a clause leaves open, and every way to settle it.

An axis of choices holds options, the one that the authors most likely meant first. An option sets
columns of the selections, something of the test itself, or, where the paper is held against
itself, another operand or another factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

OF_THE_TEST = ("reduce", "threshold", "steadily")
OPERANDS = ("left", "right", "equals")  # of a test of the paper against itself
NOT_COLUMNS = ("as", "of", "to", "times", *OF_THE_TEST, *OPERANDS)


def name(option: dict) -> str:
    """What an option is called: its `as`, or the values that it sets."""
    if "as" in option:
        return option["as"]
    said = []
    for value in option.values():
        said.append("–".join(map(str, value)) if isinstance(value, list) else str(value))
    return ", ".join(said)


def combinations(test: dict) -> Iterator[tuple[dict[str, str], tuple[str, ...], dict]]:
    """Every combination of a test's choices.

    yields : what is chosen, what of it is not the first option of its axis, and the test with the
             options put in
    """
    axes = test.get("choices", {})
    for picked in product(*axes.values()):
        chosen = dict(zip(axes, map(name, picked), strict=True))
        others = tuple(
            name(option)
            for option, options in zip(picked, axes.values(), strict=True)
            if option is not options[0]
        )
        yield chosen, others, _put_in(test, picked)


def _put_in(test: dict, picked: tuple[dict, ...]) -> dict:
    made = dict(test)
    for option in picked:
        columns = {k: v for k, v in option.items() if k not in NOT_COLUMNS}
        for side in ("of", "to"):
            if side in made:
                made[side] = made[side] | columns | option.get(side, {})
        if "selections" in made:
            made["selections"] = [each | columns for each in made["selections"]]
        made |= {k: v for k, v in option.items() if k in (*OF_THE_TEST, *OPERANDS)}
    for option, options in zip(picked, test.get("choices", {}).values(), strict=True):
        if "times" in option:
            for side in OPERANDS:
                if side in made:
                    made[side] = _at_rate(made[side], options[0]["times"], option["times"])
    return made


def _at_rate(operand: dict, first: dict, times: dict) -> dict:
    """The operand, and those inside it, with another factor wherever the first option's stands."""
    made = dict(operand)
    if made.get("times") == first:
        made["times"] = times
    for inside in ("plus", "over"):
        if inside in made:
            made[inside] = _at_rate(made[inside], first, times)
    return made


def faults(test: dict) -> Iterator[str]:
    """What no schema sees: options that cannot be told apart, or that would undo one another.

    Of a test of the paper against itself every axis has to leave the others alone, or the
    combinations would not be combinations, and a factor has to stand where it can be exchanged.
    """
    choices = test.get("choices", {})
    for axis, options in choices.items():
        names = [name(option) for option in options]
        for each in sorted({each for each in names if names.count(each) > 1}):
            yield f"test, choices, {axis}: two options are called `{each}`"
        for option in options[1:]:
            if option.keys() == {"as"}:
                yield f"test, choices, {axis}: `{option['as']}` changes nothing"
        if any("times" in option for option in options):
            if not all("times" in option for option in options):
                yield f"test, choices, {axis}: every option has to say its `times`"
            elif options[0]["times"] not in _factors(test):
                yield f"test, choices, {axis}: no operand has the first option's `times`"
    for side in OPERANDS:
        setting = [axis for axis, options in choices.items() if any(side in o for o in options)]
        if len(setting) > 1:
            yield f"test, choices: {', '.join(setting)} all put in another `{side}`"


def _factors(node: object) -> list[dict]:
    """Every `times` of a test's operands; those of an axis' own options do not count."""
    if not isinstance(node, dict):
        return []
    own = [node["times"]] if "times" in node else []
    inner = [node[k] for k in (*OPERANDS, "plus", "over") if k in node]
    for options in node.get("choices", {}).values():
        inner += [{k: v for k, v in option.items() if k in OPERANDS} for option in options]
    return own + [factor for each in inner for factor in _factors(each)]
