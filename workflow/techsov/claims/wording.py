"""Wording: which numbers an English sentence states, in digits or in words."""

from __future__ import annotations

import re

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
ORDINAL = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
NUMBERS = {word: n for names in (SMALL, ORDINAL) for n, word in enumerate(names)} | {
    "fourteenth": 14, "hundredth": 100, "dozen": 12, "double": 2, "doubling": 2, "twice": 2,
    "both": 2, "half": 50,
}  # fmt: skip
DIGITS = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
DECADE = re.compile(r"(\d{3}0)s\b")
DECADES = re.compile(r"(\w+) decades\b")
TEN = re.compile(r"(\w+) ten\b")


def states(sentence: str, number: float) -> bool:
    """Whether a sentence says a number, or says none that it could be confused with.

    "Seven decades" are 70 years as well, "the third ten" runs from 21 to 30, and "the 1980s" are
    each of their years.
    """
    said = _said(sentence.lower())
    return not said or any(low <= number <= high for low, high in said)


def _said(sentence: str) -> list[tuple[float, float]]:
    found = [float(each.replace(",", "")) for each in DIGITS.findall(sentence)]
    found += [NUMBERS[word] for word in re.findall(r"[a-z]+", sentence) if word in NUMBERS]
    found += [10 * NUMBERS[word] for word in DECADES.findall(sentence) if word in NUMBERS]
    tens = [NUMBERS[word] for word in TEN.findall(sentence) if word in NUMBERS]
    ends = [end for n in tens for end in (10 * n - 9, 10 * n)]
    decades = [(int(each), int(each) + 9) for each in DECADE.findall(sentence)]
    return [(each, each) for each in (*found, *ends)] + decades
