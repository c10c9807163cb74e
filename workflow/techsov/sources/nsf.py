"""R&D by performer and source of funds as the US National Science Foundation tabulates it.

The tables (NCSES, from the OECD's MSTI, data of 2017 to 2021) show one year, named in the title but
not in the file, and put another year behind the name of a country that lacks it: `Russia (2020)`;
those of 2017 and 2019 put a year behind every name. Names carry footnotes (`Denmark<sup>b</sup>`),
and a heading does (`Private nonprofita`). What the headings call the total, the performers and the
unit changes from table to table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.countries import Countries
from techsov.core.errors import LayoutError, placed
from techsov.sources import opening

DATASET = "nsf/rd-sources"
HEAD = [
    "table_id",
    "row_id",
    "time_period",
    "column_level_1",
    "column_level_2",
    "column_hierarchy_depth",
    "value",
]
AGGREGATES = {"Total OECD": "OECD", "EU-27": "EU27_2020"}
NOT_MEMBERS = "Non-OECD -> "
# Headings as the table of 2021 words them, and every wording of them.
TOTAL = "GERD (PPP US$billions)"
PERFORMER = "R&D performing sector: Share of total (percent)"
SOURCE = "R&D source of funds: Share of total (percent)"
HEADINGS = {
    r"GERD \(PPP (US)?\$ ?billions\)": TOTAL,
    r"R&D[ -]perform(ance|ing sector): Share of total \((%|percent)\)": PERFORMER,
    r"R&D source of funds: Share of total \((%|percent)\)": SOURCE,
}
# Headings of both levels -> indicator, unit and factor.
COLUMNS = {
    (TOTAL, ""): ("gerd_ppp", "USD m PPP", 1000.0),
    (PERFORMER, "Business"): ("gerd_business_performed", "% of GERD", 1.0),
    (PERFORMER, "Government"): ("gerd_government_performed", "% of GERD", 1.0),
    (PERFORMER, "Higher education"): ("gerd_higher_education_performed", "% of GERD", 1.0),
    (PERFORMER, "Private nonprofit"): ("gerd_nonprofit_performed", "% of GERD", 1.0),
    (SOURCE, "Business"): ("gerd_business_funded", "% of GERD", 1.0),
    (SOURCE, "Government"): ("gerd_government_funded", "% of GERD", 1.0),
    (SOURCE, "Other domestic"): ("gerd_other_funded", "% of GERD", 1.0),
    (SOURCE, "Rest of the world"): ("gerd_abroad_funded", "% of GERD", 1.0),
}
NO_DATA = ("NA", "na", "")
SOURCES = [name for (head, _), (name, *_) in COLUMNS.items() if head == SOURCE]
PERFORMERS = [name for (head, _), (name, *_) in COLUMNS.items() if head == PERFORMER]


def read_sources(
    path: Path | str, countries: Countries, *, year: int, vintage: str
) -> pd.DataFrame:
    """GERD in PPP dollars and its shares by performer and by source, a year per country.

    Parameters
    ----------
    countries
        names -> codes
    year
        the year of the table's title, for countries that name none
    vintage
        the MSTI edition behind the table

    Raises
    ------
    LayoutError
        UnknownCountry naming the line; CheckError where GERD is not above nought or shares do
        not add up
    """
    path = Path(path)
    lines = opening.lines(path)
    if not lines or lines[0] != HEAD:
        found = ",".join(lines[0]) if lines else "nothing"
        raise LayoutError(path, "line 1", found=found, expected=",".join(HEAD))
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(HEAD):
            raise LayoutError(
                path, f"line {number}", found=f"{len(line)} fields", expected=f"{len(HEAD)} fields"
            )
        _, _, label, first, second, _, value = line
        heading = _heading(first, second)
        if heading not in COLUMNS:
            raise LayoutError(
                path,
                f"line {number}",
                found=f"{_plain(first)} / {_plain(second)}",
                expected="a heading of the table of R&D by performer and source",
            )
        if value.strip() in NO_DATA:
            continue
        name, unit, factor = COLUMNS[heading]
        country, stated = _place(path, number, label, countries)
        rows.append(
            {
                "country": country,
                "year": stated or year,
                "indicator": name,
                "value": factor * opening.number(path, f"line {number}, column value", value),
                "unit": unit,
            }
        )
    frame = checks.tidy(rows, dataset=DATASET, vintage=vintage, origin=path.name)
    checks.positive(frame[frame["indicator"] == "gerd_ppp"], path.name)
    shares = frame[frame["unit"] == "% of GERD"]
    checks.within(shares, 0, 100, path.name)
    checks.adding_up(shares, SOURCES, path.name)
    checks.adding_up(shares, PERFORMERS, path.name)
    return frame


def _place(path: Path, line: int, label: str, countries: Countries) -> tuple[str, int | None]:
    """Code and stated year of a row label such as `Non-OECD -> Russia (2020)`."""
    name = _plain(label.removeprefix(NOT_MEMBERS))
    year = re.search(r"\s*\((\d{4})\)$", name)
    bare = name[: year.start()] if year else name
    with placed(path, f"line {line}"):
        code = AGGREGATES.get(bare) or countries.code(bare)
    return code, int(year[1]) if year else None


def _heading(first: str, second: str) -> tuple[str | None, str]:
    """The key in `COLUMNS` of the two levels of a heading, white space and footnotes apart."""
    meant = (m for pattern, m in HEADINGS.items() if re.fullmatch(pattern, _plain(first)))
    return next(meant, None), _plain(second).replace("nonprofita", "nonprofit")


def _plain(heading: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<sup>.*?</sup>", "", heading)).strip()
