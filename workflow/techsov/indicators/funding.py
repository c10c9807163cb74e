"""Programme money on one scale: what the paper states, a year, as a share of GDP.

With an amount `a` for the years from `f` to `u`, both counted, and GDP `y` in the same currency,

    share = (a / (u - f + 1)) / mean(y over the years from f to u for which GDP is held);

an amount that is stated for a year is not divided. GDP at market exchange rates is the World
Economic Outlook's. Two currencies need no outside rate: roubles are set against Rosstat's GDP in
roubles, and euros against the European Union's GDP in dollars at the rate that Germany's GDP
implies, in euros (expenditure on R&D over its share of GDP, OECD) and in dollars.
"""

from __future__ import annotations

import re

import pandas as pd

from techsov.core.errors import CheckError, ConfigError

REQUIRED = ("id", "label", "economy", "currency", "concept", "amount", "from")
LANGUAGES = ("en", "ru")
CURRENCIES = ("USD", "EUR", "RUB")
EURO_COUNTRY = "DEU"
NAMED_YEAR = re.compile(r"\b(\d{4})\b")


def check_structure(structure: dict, claims: pd.DataFrame) -> None:
    """Refuse a list of programmes that cannot be computed.

    Parameters
    ----------
    claims
        the verdict table by the ids of its claims

    Raises
    ------
    ConfigError
        With the programme and the field
    """
    for programme in structure["programmes"]:
        name = f"config/tables/funding.yaml, programme `{programme.get('id', '?')}`"
        if missing := [field for field in REQUIRED if field not in programme]:
            raise ConfigError(f"{name}: {', '.join(missing)} missing")
        if sorted(programme["label"]) != sorted(LANGUAGES):
            raise ConfigError(f"{name}: its label in {' and '.join(LANGUAGES)} expected")
        if programme["currency"] not in CURRENCIES:
            raise ConfigError(f"{name}: currency is one of {', '.join(CURRENCIES)}")
        if programme["concept"] not in structure["concepts"]:
            raise ConfigError(f"{name}: no concept `{programme['concept']}`")
        for field in ("amount", "from", "until", "times", "of_gdp"):
            if field in programme and programme[field] not in claims.index:
                raise ConfigError(f"{name}: no claim `{programme[field]}` for its {field}")


def gdp(currency: str, economy: str, macro: pd.DataFrame, research: pd.DataFrame) -> pd.DataFrame:
    """An economy's GDP in billions of `currency`, by year.

    Parameters
    ----------
    macro, research
        indicator tables, one vintage of each dataset

    Returns
    -------
    pd.DataFrame
        columns value, dataset, vintage; the index is the year

    Raises
    ------
    CheckError
        When the tables do not hold what it takes
    """
    if currency == "RUB":
        roubles = _series(research, "gdp_lcu", economy)
        return roubles.assign(value=roubles["value"] / 1000)
    dollars = _series(macro, "gdp_usd", economy)
    if currency == "USD":
        return dollars
    spent = _series(research, "gerd_lcu", EURO_COUNTRY)
    share = _series(research, "gerd_gdp", EURO_COUNTRY, like=spent)
    euros = spent["value"] / 1000 / (share["value"] / 100)  # Germany's GDP in billions of euros
    rate = (_series(macro, "gdp_usd", EURO_COUNTRY)["value"] / euros).dropna()
    both = dollars.loc[dollars.index.intersection(rate.index)]
    return both.assign(
        value=both["value"] / rate[both.index],
        dataset=both["dataset"] + "+" + spent["dataset"].iloc[0],
        vintage=both["vintage"] + "+" + spent["vintage"].iloc[0],
    )


def _series(
    frame: pd.DataFrame, indicator: str, country: str, *, like: pd.DataFrame | None = None
) -> pd.DataFrame:
    """An indicator of a country by year, of the first dataset that holds it or that of `like`."""
    rows = frame[(frame["indicator"] == indicator) & (frame["country"] == country)]
    if like is not None:
        rows = rows[rows["dataset"] == like["dataset"].iloc[0]]
    if rows.empty:
        raise CheckError(
            f"nothing to set programme money against: no {indicator} of {country} among the "
            "edition's main vintages"
        )
    first = rows[rows["dataset"] == rows["dataset"].min()]
    return first.set_index("year")[["value", "dataset", "vintage"]].sort_index()


def yearly_shares(
    structure: dict, claims: pd.DataFrame, macro: pd.DataFrame, research: pd.DataFrame
) -> pd.DataFrame:
    """Every programme's money a year as a percentage of GDP.

    A programme that begins after the last year of GDP that the edition holds is left out.

    Parameters
    ----------
    structure
        `config/tables/funding.yaml`
    claims
        the verdict table by the ids of its claims, whose `published` holds the amounts
    macro, research
        indicator tables of the edition's main vintages

    Returns
    -------
    pd.DataFrame
        columns programme, economy, concept, currency, amount (billions), since, until (the
        years that the paper gives; equal for money a year), gdp_since, gdp_until (the
        years of GDP), value (% of GDP), stated (% of GDP that the paper prints itself,
        empty if none), dataset, vintage

    Raises
    ------
    ConfigError
        ; CheckError, also when no programme is left
    """
    check_structure(structure, claims)
    rows, beyond = [], []
    for programme in structure["programmes"]:
        amount = _number(claims, programme["amount"]) * programme.get("billions", 1)
        if "times" in programme:
            amount *= _number(claims, programme["times"])
        first = _year(claims, programme["from"])
        last = _year(claims, programme["until"]) if "until" in programme else None
        produced = gdp(programme["currency"], programme["economy"], macro, research)
        covered = produced.loc[first : last or produced.index.max()]
        if covered.empty:
            beyond.append(
                f"programme `{programme['id']}`: GDP of {programme['economy']} from {first} on "
                f"expected; the edition's ends in {produced.index.max()}"
            )
            continue
        a_year = amount / (last - first + 1 if last else 1)
        rows.append(
            {
                "programme": programme["id"],
                "economy": programme["economy"],
                "concept": programme["concept"],
                "currency": programme["currency"],
                "amount": amount,
                "since": first,
                "until": last or first,
                "gdp_since": int(covered.index.min()),
                "gdp_until": int(covered.index.max()),
                "value": 100 * a_year / covered["value"].mean(),
                "stated": _number(claims, programme["of_gdp"]) if "of_gdp" in programme else None,
                "dataset": covered["dataset"].iloc[0],
                "vintage": covered["vintage"].iloc[0],
            }
        )
    if not rows:
        raise CheckError("; ".join(beyond))
    return pd.DataFrame(rows)


def _number(claims: pd.DataFrame, claim: str) -> float:
    published = claims.loc[claim, "published"]
    try:
        return float(published)
    except ValueError:
        raise ConfigError(
            f"claim `{claim}`: a published number expected, found `{published}`"
        ) from None


def _year(claims: pd.DataFrame, claim: str) -> int:
    """The year that a claim publishes, alone or within a date ("October 2023")."""
    published = str(claims.loc[claim, "published"])
    found = NAMED_YEAR.findall(published)
    if len(found) != 1:
        raise ConfigError(f"claim `{claim}`: one year expected, found `{published}`")
    return int(found[0])
