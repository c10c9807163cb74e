"""How sure a complexity rank is: one year's exports under every choice that nobody can settle.

One choice is changed at a time, the others stay at the baseline: presence where RCA >= 1, every
country and product of the matrix. Countries that a setting leaves without any product get no rank
in it, and `ranked` counts the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
from scipy.linalg import eigh

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity

THRESHOLDS = (0.5, 0.75, 1.25, 1.5, 2.0)
EXPORTS_BN = (5, 10, 20)  # USD bn a year; the Atlas asks for one, which its ranked countries reach
POPULATION_M = (5, 10)  # persons, million; the Atlas asks for one
QUANTILES = (0.025, 0.5, 0.975)
DRAWS, SEED = 500, 1992
BASELINE, ALL = "baseline", "all"
CHOICES = (
    BASELINE,
    "threshold",
    "presence",
    "population",
    "countries",
    "products",
    "section",
    "years",
    "bootstrap",
)
# Sections of the Harmonized System by their first chapter; the last ends with chapter 97.
SECTIONS = {
    "I": 1, "II": 6, "III": 15, "IV": 16, "V": 25, "VI": 28, "VII": 39, "VIII": 41, "IX": 44,
    "X": 47, "XI": 50, "XII": 64, "XIII": 68, "XIV": 71, "XV": 72, "XVI": 84, "XVII": 86,
    "XVIII": 90, "XIX": 93, "XX": 94, "XXI": 97,
}  # fmt: skip
LAST_CHAPTER = 97

KEY = ("classification", "vintage", "country", "year", "choice")
SPREAD = tables.table(
    "complexity_uncertainty",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "country": tables.text(),
        "year": tables.year(),
        "choice": tables.text(CHOICES),
        "setting": tables.text(),
        "eci": tables.number(),
        "rank": tables.count(),
        "ranked": tables.count(),
    },
    key=(*KEY, "setting"),
)
INTERVALS = tables.table(
    "complexity_intervals",
    {
        "classification": tables.text(),
        "vintage": tables.text(),
        "country": tables.text(),
        "year": tables.year(),
        "choice": tables.text((*CHOICES, ALL)),
        "baseline": tables.count(),
        "best": tables.count(),
        "worst": tables.count(),
        "settings": tables.count(),
        "ranked": tables.count(),
    },
    key=KEY,
)


def spread(
    exports: pd.DataFrame,
    *,
    population: pd.Series | None = None,
    averaged: pd.DataFrame | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """ECI and rank of every country under every setting of every choice.

    - baseline `1`, threshold `0.5` ... `2`: presence where RCA reaches it
    - presence `continuous`: M = RCA / (1 + RCA)
    - population `per-head`: presence where exports per head reach the world's (RPOP >= 1)
    - countries `exports-5bn`, `population-5m` ...: products are measured by these countries only,
      and every country by its products (`solve_among`), so that ranks count the same countries
    - products `atlas`: without those of no weight, with few exporters or of low ubiquity
    - section `I` ... `XXI`: without a section of the Harmonized System
    - years `mean`: of `averaged`
    - bootstrap `q0.025`, `q0.5`, `q0.975`: of `draws` samples of as many products, drawn with
      replacement; the quantile of the ECI, and of the rank from the other end, since a low ECI
      makes a high rank number

    Parameters
    ----------
    exports
        country x product, HS codes of two digits or more, USD
    population
        persons by country, as far as known; countries not in it pass the filters and
        have no value where exports are measured per head
    averaged
        mean of the yearly matrices around this one (`average_years`)

    Returns
    -------
    pd.DataFrame
        country, choice, setting, eci, rank, ranked. Choices and settings:
    """
    advantage = complexity.rca(exports)
    parts = [
        _ranked(_eci_of_largest_part(M)).assign(choice=choice, setting=setting)
        for choice, setting, M in _presences(exports, advantage, population, averaged)
    ]
    M = complexity.presence(advantage)
    parts += [
        _ranked(solve_among(M, members)).assign(choice="countries", setting=setting)
        for setting, members in _country_filters(exports, population)
    ]
    parts.append(summarise_draws(draw_products(M, draws, seed)).assign(choice="bootstrap"))
    columns = ["country", "choice", "setting", "eci", "rank", "ranked"]
    return pd.concat(parts, ignore_index=True)[columns]


def spread_of_advantage(
    advantage: pd.DataFrame,
    everyone: pd.DataFrame,
    section_of: Callable[[str], str],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """The settings of `spread` that need no exports, where a release gives RCA alone.

    Parameters
    ----------
    advantage
        RCA of the ranked countries, country x product
    everyone
        RCA of all places, the ranked countries among them
    section_of
        The section of a product's code, such as `section` or `sitc_section`

    Returns
    -------
    pd.DataFrame
        As `spread`. Of the products, `ubiquity` leaves out those that two countries make or
        fewer; of the countries, `all-places` measures products by every place and ranks the same
        countries
    """
    M = complexity.presence(advantage)
    sections = advantage.columns.map(section_of)
    cases = [
        *_thresholds(advantage),
        ("products", "ubiquity", M[complexity.products_by_ubiquity(M)]),
        *(("section", name, M.loc[:, sections != name]) for name in sorted(set(sections))),
    ]
    parts = [
        _ranked(_eci_of_largest_part(each)).assign(choice=choice, setting=setting)
        for choice, setting, each in cases
    ]
    every = _eci_of_largest_part(complexity.presence(everyone))
    parts.append(
        _ranked(every[every.index.isin(M.index)]).assign(choice="countries", setting="all-places")
    )
    parts.append(summarise_draws(draw_products(M, draws, seed)).assign(choice="bootstrap"))
    columns = ["country", "choice", "setting", "eci", "rank", "ranked"]
    return pd.concat(parts, ignore_index=True)[columns]


def intervals(spreads: pd.DataFrame) -> pd.DataFrame:
    """Best and worst rank of every country under each choice, and under all of them.

    Parameters
    ----------
    spreads
        SPREAD

    Returns
    -------
    pd.DataFrame
        INTERVALS; `best` and `worst` reach over the baseline and the settings of the
        choice, whose number is `settings` (the baseline counts as one); `ranked` is the
        baseline's N

    Raises
    ------
    CheckError
        Naming countries without a baseline
    """
    key = [c for c in KEY if c != "choice"]
    base = spreads[spreads["choice"] == BASELINE]
    lacking = spreads.merge(base[key], on=key, how="left", indicator=True)
    lacking = lacking.loc[lacking["_merge"] == "left_only", "country"].unique()
    if len(lacking):
        raise CheckError(f"rank spread: a baseline expected for {', '.join(sorted(lacking))}")
    of = ["classification", "vintage", "year"]
    made = spreads.loc[spreads["choice"] != BASELINE, [*of, "choice"]].drop_duplicates()
    widened = pd.concat(
        [spreads, spreads.assign(choice=ALL), base.drop(columns="choice").merge(made, on=of)]
    )
    found = widened.groupby(list(KEY))["rank"].agg(best="min", worst="max", settings="size")
    baseline = base[[*key, "rank", "ranked"]].rename(columns={"rank": "baseline"})
    return (
        found.reset_index()
        .merge(baseline, on=key)
        .sort_values(list(KEY), kind="stable", ignore_index=True)
    )


def section(product: str) -> str:
    """Section of the Harmonized System that a product's chapter belongs to, as a Roman number.

    Raises
    ------
    CheckError
        When the code does not begin with a chapter from 01 to 97
    """
    chapter = int(product[:2]) if product[:2].isdigit() else 0
    if not 1 <= chapter <= LAST_CHAPTER:
        raise CheckError(f"product `{product}`: an HS code of chapters 01 to 97 expected")
    return [name for name, first in SECTIONS.items() if first <= chapter][-1]


def sitc_section(product: str) -> str:
    """Section of the SITC that a code belongs to: its first digit.

    Raises
    ------
    CheckError
        When the code does not begin with a digit
    """
    if not product[:1].isdigit():
        raise CheckError(f"product `{product}`: a SITC code of digits expected")
    return product[0]


def solve_among(presence: pd.DataFrame, members: Iterable[str]) -> pd.Series:
    """ECI of all countries by products whose complexity only `members` tell.

    PCI comes from the members' rows; a country's index is the mean PCI of its products, weighted
    by M, then standardised over all countries. For the members it is their own ECI but for the
    scale. This is how the Atlas carries an index found among reliable reporters to the others.
    """
    chosen = presence.index.isin(set(members))
    solved = complexity.solve(_largest_part(presence[chosen]))
    made = presence[solved.pci.index]
    weights = made.sum(axis=1)
    raw = (made @ solved.pci)[weights > 0] / weights[weights > 0]
    return ((raw - raw.mean()) / raw.std(ddof=0)).rename("eci")


def draw_products(presence: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """ECI of every country in `draws` samples of as many products, drawn with replacement.

    A product drawn n times counts n times in diversity and in what countries share; who makes it,
    and its ubiquity, stay as measured: with counts n_p, the country matrix is
    D^-1/2 (M diag(n_p / k_p) M') D^-1/2, D = diag(sum_p M_cp n_p).

    Returns
    -------
    pd.DataFrame
        draws x countries; missing where a sample leaves a country without product, and
        throughout a sample that has no single ECI
    """
    M = presence.to_numpy(dtype=float)
    ubiquity = M.sum(axis=0)
    scaled = M / np.sqrt(np.where(ubiquity > 0, ubiquity, 1.0))
    products = M.shape[1]
    rng = np.random.default_rng(seed)
    sample = np.full((draws, len(M)), np.nan)
    for row, counts in zip(
        sample, rng.multinomial(products, [1 / products] * products, size=draws), strict=True
    ):
        drawn = np.flatnonzero(counts)
        weighted = scaled[:, drawn] * np.sqrt(counts[drawn])
        diversity = M[:, drawn] @ counts[drawn]
        present = diversity > 0
        shared = weighted[present] @ weighted[present].T
        row[present] = _second_vector(shared, diversity[present])
    return pd.DataFrame(sample, columns=presence.index)


def summarise_draws(sample: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of ECI and rank over samples (draws x countries).

    Returns
    -------
    pd.DataFrame
        country, setting (`q0.025` ...), eci, rank, ranked (the countries of most samples)

    Raises
    ------
    CheckError
        When no sample has an ECI
    """
    held = sample.dropna(how="all")
    if held.empty:
        raise CheckError("bootstrap: no sample of products determines an ECI")
    ranks = held.round(complexity.EQUAL).rank(axis=1, ascending=False, method="min")
    ranked = int(held.notna().sum(axis=1).mode().iloc[0])
    parts = [
        pd.DataFrame(
            {
                "eci": held.quantile(q),
                "rank": ranks.quantile(1 - q, interpolation="higher" if q < 0.5 else "lower"),
            }
        ).assign(setting=f"q{q:g}")
        for q in QUANTILES
    ]
    table = pd.concat(parts).rename_axis("country").dropna(subset="rank").reset_index()
    return table.assign(ranked=ranked, rank=table["rank"].astype(int))


def average_years(matrices: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Mean of yearly country x product matrices; what a year does not list is 0 in it."""
    held = list(matrices)
    if not held:
        raise CheckError("exports: a year or more expected to average, found none")
    countries = sorted(set().union(*(each.index for each in held)))
    products = sorted(set().union(*(each.columns for each in held)))
    total = sum(each.reindex(index=countries, columns=products, fill_value=0.0) for each in held)
    return total / len(held)


def _presences(
    exports: pd.DataFrame,
    advantage: pd.DataFrame,
    population: pd.Series | None,
    averaged: pd.DataFrame | None,
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    M = complexity.presence(advantage)
    yield from _thresholds(advantage)
    if population is not None:
        known = exports[exports.index.isin(population.dropna().index)]
        known = known.loc[:, (known > 0).any()]
        per_head = complexity.population_adjusted_rca(known, population)
        yield "population", "per-head", complexity.presence(per_head)
    kept = (
        set(complexity.products_by_exports(exports))
        & set(complexity.products_by_exporters(exports))
        & set(complexity.products_by_ubiquity(M))
    )
    yield "products", "atlas", complexity.presence(_advantage(exports[sorted(kept)]))
    sections = exports.columns.map(section)
    for name in [name for name in SECTIONS if name in set(sections)]:
        yield "section", name, complexity.presence(_advantage(exports.loc[:, sections != name]))
    if averaged is not None:
        yield "years", "mean", complexity.presence(_advantage(averaged))


def _thresholds(advantage: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield BASELINE, "1", complexity.presence(advantage)
    for threshold in THRESHOLDS:
        yield "threshold", f"{threshold:g}", complexity.presence(advantage, threshold)
    yield "presence", "continuous", complexity.continuous_presence(advantage)


def _country_filters(
    exports: pd.DataFrame, population: pd.Series | None
) -> Iterator[tuple[str, list[str]]]:
    size = exports.sum(axis=1)
    for billions in EXPORTS_BN:
        yield f"exports-{billions}bn", list(size.index[size >= billions * 1e9])
    if population is not None:
        for millions in POPULATION_M:
            small = population.index[population < millions * 1e6]
            yield f"population-{millions}m", [c for c in exports.index if c not in set(small)]


def _advantage(exports: pd.DataFrame) -> pd.DataFrame:
    return complexity.rca(complexity.without_empty(exports))


def _largest_part(presence: pd.DataFrame) -> pd.DataFrame:
    return complexity.largest_component(complexity.without_empty(presence))


def _eci_of_largest_part(presence: pd.DataFrame) -> pd.Series:
    return complexity.solve(_largest_part(presence)).eci


def _ranked(eci: pd.Series) -> pd.DataFrame:
    frame = complexity.rank(eci, eci.index).reset_index()
    return frame.assign(rank=frame["rank"].astype(int))


def _second_vector(shared: np.ndarray, diversity: np.ndarray) -> np.ndarray:
    """ECI from M diag(n / k_p) M' and diversity; not a number where it is not determined."""
    root = np.sqrt(diversity)
    n = len(root)
    values, vectors = eigh(shared / np.outer(root, root), subset_by_index=[max(0, n - 3), n - 1])
    second = values[-2]
    apart = [1.0 - second, second, *([second - values[-3]] if n > 2 else [])]
    raw = vectors[:, -2] / root
    together = np.corrcoef(raw, diversity)[0, 1]
    if min(apart) < complexity.CLOSE or not abs(together) > complexity.CLOSE:
        return np.full(n, np.nan)
    return np.sign(together) * (raw - raw.mean()) / raw.std()
