"""Periods: what a printed date can mean, from a day to a decade, as a first and a last day.

A part of a year or of a decade is its third (early, mid, late); a season is that of the northern
hemisphere, in whole months.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

Period = tuple[date, date]

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SEASONS = {"winter": (12, 2), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
PARTS = {"early": (0, 1), "mid": (1, 2), "late": (2, 3), "end": (2, 3)}  # thirds, from and to
DECADE_CUTS = (0, 3, 7, 10)  # early 0-2, mid 3-6, late 7-9
PART = r"(?:(early|mid|late|end)(?:-to-(mid|late|end))?[ -])?"


def parse(text: str) -> Period | None:
    """The days that a printed date leaves open; None where the text is no date.

    Understood: `20.05.2023`, `2023-05-20`, `2023-05`, `2023`, `June 2023`, `spring 2021`,
    `late 2022`, `2010s`, `mid-2010s`, `mid-to-late 2010s`, and two of these joined by ` to `.
    """
    text = text.strip().lower()
    if " to " in text:
        since, until = (parse(part) for part in text.split(" to ", 1))
        return (since[0], until[1]) if since and until else None
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return _day(*map(int, found.groups()))
    if found := re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", text):
        return _day(*map(int, reversed(found.groups())))
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text):
        year, month = map(int, found.groups())
        return _months(year, month, month) if 1 <= month <= 12 else None
    if found := re.fullmatch(r"(\w+) (\d{4})", text):
        word, year = found[1], int(found[2])
        if word in MONTHS:
            return _months(year, MONTHS[word], MONTHS[word])
        if word in SEASONS:
            first, last = SEASONS[word]
            return _months(year - 1 if first > last else year, first, last, until=year)
    if found := re.fullmatch(PART + r"(\d{4})s", text):
        start, stop = _thirds(found[1], found[2])
        decade = int(found[3])
        return date(decade + DECADE_CUTS[start], 1, 1), date(decade + DECADE_CUTS[stop] - 1, 12, 31)
    if found := re.fullmatch(PART + r"(\d{4})", text):
        start, stop = _thirds(found[1], found[2])
        return _months(int(found[3]), 4 * start + 1, 4 * stop)
    return None


def _calendar(day: str) -> str:
    if parse(day) is None:
        raise ValueError(f"{day} is no day of the calendar")
    return day


Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d\d-\d\d$", description="a day, YYYY-MM-DD"),
    AfterValidator(_calendar),
]


def _thirds(first: str | None, last: str | None) -> tuple[int, int]:
    if first is None:
        return 0, 3
    return PARTS[first][0], PARTS[last or first][1]


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _months(year: int, first: int, last: int, until: int | None = None) -> Period:
    end = until or year
    return date(year, first, 1), date(end, last, calendar.monthrange(end, last)[1])
