"""The words for what a comparison shows: indicators, values and causes in a page's language."""

from __future__ import annotations

import math

from techsov.compare import causes
from techsov.presentation.labels import Labels

DIGITS = 4  # significant ones
MOST_DIGITS = 12
MOST_DECIMALS = 6


def indicator(labels: Labels, name: str) -> str:
    """An indicator's name in words: "rank.SITC" is "complexity rank, SITC"."""
    base, _, rest = name.partition(".")
    said = labels.texts.get(f"compare.indicator.{base}", base)
    if not rest:
        return said
    parts = [labels.texts.get(f"compare.part.{part}", part) for part in rest.split(".")]
    return f"{said}, {', '.join(parts)}"


def place(labels: Labels, country: str, partner: str) -> str:
    """A country, or a user and its supplier."""
    if not partner:
        return named(labels, country)
    return f"{named(labels, country)} ← {named(labels, partner)}"


def value(labels: Labels, number: float, digits: int = DIGITS) -> str:
    """A value as people write it: four significant digits, whole numbers whole; empty for none."""
    if number is None or math.isnan(number):
        return ""
    if float(number).is_integer() and abs(number) < 10**digits:
        return labels.number(int(number))
    before_point = math.floor(math.log10(abs(number))) + 1 if number else 1
    decimals = min(max(0, digits - before_point), MOST_DECIMALS + digits - DIGITS)
    return labels.number(number, f"{',' if abs(number) >= 1000 else ''}.{decimals}f")


def revised(labels: Labels, old: float, new: float) -> list[str]:
    """Both values with as many digits as it takes to tell them apart, twelve at most."""
    for digits in range(DIGITS, MOST_DIGITS + 1):
        if old == new or f"{old:.{digits}g}" != f"{new:.{digits}g}":
            break
    return [value(labels, number, digits) for number in (old, new)]


def signed(labels: Labels, number: float) -> str:
    """A change, with its sign."""
    return ("+" if number > 0 else "") + value(labels, number)


def marked(cells: list[str]) -> list[tuple[str, bool]]:
    """Each cell, and whether it is another than the last one before it that is not empty."""
    marked, before = [], ""
    for text in cells:
        marked.append((text, bool(before and text and text != before)))
        before = text or before
    return marked


def cause(labels: Labels, name: str) -> str:
    """What brought a change: "GDP revised (rosstat/gdp)", "other countries ranked"."""
    if name in (causes.VALUES, causes.SET, causes.TOGETHER):
        return labels[f"compare.cause.{name.replace(' ', '_')}"]
    said = labels.texts.get(f"compare.cause.{name}")
    return said or labels.text("compare.cause.other", dataset=labels.dataset(name))


def named(labels: Labels, code: str) -> str:
    """A country's name, or the code itself where no file names it."""
    try:
        return labels.country(code)
    except KeyError:
        return code  # a provider's own aggregate, which no file names
