"""Economic complexity: indices from exports, and ranks inside a stated set of countries.

Notation, after Hausmann, Hidalgo et al. (2014, The Atlas of Economic Complexity) and Hidalgo and
Hausmann (2009, PNAS 106:10570): x is exports, countries c in rows, products p in columns; M says
which country makes which product; k_c = sum_p M_cp is diversity, k_p = sum_c M_cp ubiquity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import eigh
from scipy.sparse import bmat, csr_array
from scipy.sparse.csgraph import connected_components

from techsov.core.errors import CheckError

SHOWN = 8
CLOSE = 1e-9  # eigenvalues nearer than this are one
EQUAL = 9  # decimals to which values share a rank: what differs beyond is a processor's rounding
SPELL = ["classification", "vintage", "year"]
KEY = ["classification", "vintage", "country", "year"]
RANKED = [*KEY, "eci", "rank", "ranked"]


@dataclass(frozen=True)
class Complexity:
    """What a presence matrix says: an index by country and one by product.

    Attributes
    ----------
    eci, diversity
        by country; eci has mean 0 and population standard deviation 1
    pci, ubiquity
        by product; pci is measured with the mean and deviation of the ECI, so that
        a country's ECI is the mean PCI of its products, weighted by M
    """

    eci: pd.Series
    pci: pd.Series
    diversity: pd.Series
    ubiquity: pd.Series


@dataclass(frozen=True)
class Fitness:
    """Fitness by country and complexity by product, each of mean 1.

    Attributes
    ----------
    moved
        how far the last step moved any of them; small where they have settled
    """

    fitness: pd.Series
    complexity: pd.Series
    moved: float


# From exports to presence


def exports_matrix(exports: pd.DataFrame) -> pd.DataFrame:
    """Country x product frame of a tidy table of one year; what is not listed is 0.

    Parameters
    ----------
    exports
        columns country, product, value (and year, of which there may be one)

    Returns
    -------
    pd.DataFrame
        countries and products sorted, values in the table's unit

    Raises
    ------
    CheckError
        On two rows for one country and product, several years, or values that are negative or
        no numbers
    """
    years = sorted(exports["year"].unique()) if "year" in exports else []
    if len(years) > 1:
        raise CheckError(f"exports: one year expected, found {_named(years)}")
    repeated = exports.duplicated(["country", "product"], keep=False)
    _refuse_rows(exports[repeated], "exports: one row per country and product expected")
    _refuse_rows(exports[exports["value"].isna()], "exports: a value in every row expected")
    wide = exports.pivot(index="country", columns="product", values="value").fillna(0.0)
    return _checked(wide.sort_index().sort_index(axis=1), "exports")


def rca(exports: pd.DataFrame) -> pd.DataFrame:
    """Revealed comparative advantage (Balassa 1965).

    RCA_cp = (x_cp / sum_p x_cp) / (sum_c x_cp / sum_cp x_cp)

    Parameters
    ----------
    exports
        country x product, in any unit

    Returns
    -------
    pd.DataFrame
        same shape; 1 is the world's share

    Raises
    ------
    CheckError
        Naming countries that export nothing, products that nobody exports, repeated labels,
        negative or missing values, or fewer than two countries
    """
    x = _checked(exports, "exports")
    _refuse_empty(x, "exports nothing", "exported by nobody")
    share = x.div(x.sum(axis=1), axis=0)
    return share.div(x.sum() / x.to_numpy().sum(), axis=1)


def population_adjusted_rca(exports: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """Exports per head over the world's exports per head (RPOP), after Hausmann et al. (2014).

    RPOP_cp = (x_cp / n_c) / (sum_c x_cp / sum_c n_c)

    Parameters
    ----------
    population
        persons by country, at least those of `exports`

    Raises
    ------
    CheckError
        As `rca`, and naming countries whose population is not known
    """
    x = _checked(exports, "exports")
    _refuse_empty(x, "exports nothing", "exported by nobody")
    persons = population.reindex(x.index)
    unknown = persons.index[~(persons > 0)]
    if len(unknown):
        raise CheckError(f"population above 0 expected for {_named(unknown)}")
    return x.div(persons, axis=0).div(x.sum() / persons.sum(), axis=1)


def presence(advantage: pd.DataFrame, threshold: float = 1.0) -> pd.DataFrame:
    """M_cp = 1 where the advantage (RCA or RPOP) reaches the threshold, else 0."""
    return (_checked(advantage, "advantage") >= threshold).astype(float)


def continuous_presence(advantage: pd.DataFrame) -> pd.DataFrame:
    """M_cp = RCA / (1 + RCA), without a threshold: the Atlas's matrix from 2026 on."""
    r = _checked(advantage, "advantage")
    return r / (1.0 + r)


def without_empty(matrix: pd.DataFrame) -> pd.DataFrame:
    """`matrix` without countries and products that hold nothing but zeros."""
    kept = matrix
    while True:
        smaller = kept.loc[(kept != 0).any(axis=1), (kept != 0).any(axis=0)]
        if smaller.shape == kept.shape:
            return smaller
        kept = smaller


# Indices


def diversity(presence: pd.DataFrame) -> pd.Series:
    """k_c = sum_p M_cp, how many products a country makes."""
    return presence.sum(axis=1).rename("diversity")


def ubiquity(presence: pd.DataFrame) -> pd.Series:
    """k_p = sum_c M_cp, how many countries make a product."""
    return presence.sum(axis=0).rename("ubiquity")


def solve(presence: pd.DataFrame) -> Complexity:
    """Economic and product complexity of a presence matrix, binary or continuous.

    ECI is the eigenvector to the second largest eigenvalue of the country matrix
    D^-1 M U^-1 M', D = diag(k_c), U = diag(k_p). It is found through the symmetric matrix with
    the same eigenvalues, S = D^-1/2 M U^-1 M' D^-1/2: with S w = lambda w, the raw ECI is
    D^-1/2 w and the raw PCI U^-1 M' (raw ECI) / lambda. The sign makes ECI grow with diversity.
    Both are then measured with the mean and the population standard deviation of the raw ECI.

    ``source``: Hausmann et al. (2014, technical box 2.2); Mealy, Farmer and Teytelboym (2019)

    Parameters
    ----------
    presence
        country x product, not negative, every row and column holding something

    Raises
    ------
    CheckError
        Naming empty rows or columns; when M falls into parts that share no product (naming the
        largest, which can be ranked by itself); when the second eigenvalue is zero or not
        single, or ECI does not move with diversity, since the index or its sign would then be
        arbitrary
    """
    M = _checked(presence, "presence")
    _refuse_empty(M, "present in no product", "present in no country")
    _refuse_parts(M)
    k_c, k_p = M.sum(axis=1).to_numpy(), M.sum(axis=0).to_numpy()
    B = M.to_numpy() / np.sqrt(np.outer(k_c, k_p))
    n = len(M)
    values, vectors = eigh(B @ B.T, subset_by_index=[max(0, n - 3), n - 1])
    second = values[-2]
    if second < CLOSE:
        raise CheckError("presence: all countries have the same basket; there is no ECI to tell")
    if n > 2 and second - values[-3] < CLOSE:
        raise CheckError(
            f"presence: the second eigenvalue ({second:.6g}) is not single, so that the ECI is "
            "not determined; the countries or products are too few or too regular"
        )
    raw = vectors[:, -2] / np.sqrt(k_c)
    raw *= _sign(raw, k_c)
    raw_products = M.to_numpy().T @ raw / k_p / second
    mean, deviation = raw.mean(), raw.std()
    return Complexity(
        eci=pd.Series((raw - mean) / deviation, M.index, name="eci"),
        pci=pd.Series((raw_products - mean) / deviation, M.columns, name="pci"),
        diversity=diversity(M),
        ubiquity=ubiquity(M),
    )


def eci(exports: pd.DataFrame) -> pd.Series:
    """Economic Complexity Index of each country of a country x product export frame.

    Mean 0 and population standard deviation 1 over the countries given; presence is RCA >= 1.
    For other presence matrices see `solve`. Errors as in `rca` and `solve`.
    """
    return solve(presence(rca(exports))).eci


def pci(exports: pd.DataFrame) -> pd.Series:
    """Product Complexity Index, in the units of `eci`; presence is RCA >= 1."""
    return solve(presence(rca(exports))).pci


def fitness(presence: pd.DataFrame, *, steps: int = 1000, tolerance: float = 1e-10) -> Fitness:
    """Fitness of countries and complexity of products (Tacchella et al. 2012, Sci. Rep. 2:723).

    From F = Q = 1, repeated until nothing moves by more than `tolerance`, or `steps` times:
    F_c <- sum_p M_cp Q_p and Q_p <- 1 / sum_c (M_cp / F_c), each then divided by its mean.

    Depending on the shape of M the least fit tend to 0, ever more slowly, and the values never
    come to rest (Pugliese, Zaccaria and Pietronero 2016); `moved` tells. Their order is then of
    more use than their size.

    Raises
    ------
    CheckError
        On an empty row or column, and when M falls into parts that share no product, whose
        levels would swing against each other
    """
    M = _checked(presence, "presence")
    _refuse_empty(M, "present in no product", "present in no country")
    _refuse_parts(M)
    m = M.to_numpy()
    F, Q, moved = np.ones(m.shape[0]), np.ones(m.shape[1]), np.inf
    smallest = np.finfo(float).tiny ** 0.5  # keeps 1 / F finite
    for _ in range(steps):
        F_next, Q_next = m @ Q, 1.0 / (m.T @ (1.0 / F))
        F_next, Q_next = np.maximum(F_next / F_next.mean(), smallest), Q_next / Q_next.mean()
        moved = max(np.abs(F_next - F).max(), np.abs(Q_next - Q).max())
        F, Q = F_next, Q_next
        if moved <= tolerance:
            break
    return Fitness(
        fitness=pd.Series(F, M.index, name="fitness"),
        complexity=pd.Series(Q, M.columns, name="complexity"),
        moved=float(moved),
    )


# Product space


def proximity(presence: pd.DataFrame) -> pd.DataFrame:
    """phi_pq = sum_c M_cp M_cq / max(k_p, k_q): the smaller of the two conditional probabilities.

    ``source``: Hidalgo, Klinger, Barabasi and Hausmann (2007, Science 317:482)

    Parameters
    ----------
    presence
        binary, every product made somewhere
    """
    M = _checked(presence, "presence")
    _refuse_empty(M, None, "present in no country")
    m, k_p = M.to_numpy(), M.sum(axis=0).to_numpy()
    return pd.DataFrame(m.T @ m / np.maximum.outer(k_p, k_p), M.columns, M.columns)


def density(presence: pd.DataFrame) -> pd.DataFrame:
    """omega_cp = sum_q M_cq phi_pq / sum_q phi_pq: how near a country's products are to p."""
    phi = proximity(presence)
    return presence @ phi.div(phi.sum(axis=0), axis=1)


def distance(presence: pd.DataFrame) -> pd.DataFrame:
    """d_cp = 1 - omega_cp: the share of p's neighbourhood that a country does not make."""
    return 1.0 - density(presence)


def coi(presence: pd.DataFrame, pci: pd.Series) -> pd.Series:
    """Complexity Outlook Index: how much complexity lies near, in what a country does not make.

    COI_c = sum_p omega_cp (1 - M_cp) PCI_p, then standardised to mean 0 and population standard
    deviation 1. It depends on where PCI has its zero. With the PCI of `solve` zero is the mean
    country; the `ecomplexity` packages take the eigenvector itself, whose mean over products,
    weighted by ubiquity, is zero.
    """
    raw = (density(presence) * (1.0 - presence)) @ pci.reindex(presence.columns)
    return ((raw - raw.mean()) / raw.std(ddof=0)).rename("coi")


# Which countries and products the Atlas lets in


def countries_by_population(population: pd.Series, at_least: float = 1e6) -> list[str]:
    """Countries with that many inhabitants; tiny territories would head the ranking."""
    return sorted(population.index[population >= at_least])


def countries_by_exports(exports: pd.DataFrame, at_least: float = 1e9) -> list[str]:
    """Countries whose exports reach `at_least` USD a year on average.

    Parameters
    ----------
    exports
        tidy, columns country, year, value
    """
    yearly = exports.groupby(["country", "year"])["value"].sum()
    average = yearly.groupby("country").mean()
    return sorted(average.index[average >= at_least])


def products_by_exports(exports: pd.DataFrame, beyond: float = 0.00025) -> list[str]:
    """Products without the smallest ones that together make `beyond` of world exports."""
    world = exports.sum().sort_values(kind="stable")
    return sorted(world.index[(world / world.sum()).cumsum() > beyond])


def products_by_exporters(exports: pd.DataFrame, more_than: float = 2.0) -> list[str]:
    """Products whose effective number of exporters, 1 / sum_c share_c^2, exceeds `more_than`."""
    traded = exports.loc[:, exports.sum() > 0]
    effective = 1.0 / (traded / traded.sum()).pow(2).sum()
    return sorted(effective.index[effective > more_than])


def products_by_ubiquity(presence: pd.DataFrame, more_than: float = 2.0) -> list[str]:
    """Products that more than that many countries make."""
    made = ubiquity(presence)
    return sorted(made.index[made > more_than])


# Ranks


def rank(eci: pd.Series, ranked_set: Iterable[str]) -> pd.DataFrame:
    """Ranks by falling ECI among the countries of `ranked_set`.

    >>> values = pd.Series({"JPN": 2.1, "RUS": 0.2, "DEU": 1.9})
    >>> rank(values, ["RUS", "DEU", "SUR"])["rank"].to_dict()
    {'DEU': 1, 'RUS': 2, 'SUR': None}

    Parameters
    ----------
    eci
        by country; countries outside the set are left out

    Returns
    -------
    pd.DataFrame
        by country, every member of the set: eci, rank (Int64), ranked (N, the countries of
        the set that have a value). Values equal to 1e-9 share the better rank. A member
        without value has no rank (<NA>) and does not count in N; the rows are sorted by rank,
        those members last

    Raises
    ------
    CheckError
        When a country stands twice or no member of the set has a value
    """
    members = sorted(set(ranked_set))
    if not eci.index.is_unique:
        raise CheckError(f"ECI: {_named(eci.index[eci.index.duplicated()])} stand twice")
    values = eci.reindex(members).rename("eci").rename_axis("country")
    if not values.notna().any():
        raise CheckError(f"ECI: a value for some of {_named(members)} expected, found none")
    frame = pd.DataFrame(
        {
            "eci": values,
            "rank": values.round(EQUAL).rank(ascending=False, method="min").astype("Int64"),
            "ranked": int(values.notna().sum()),
        }
    )
    return frame.sort_values("rank", kind="stable", na_position="last")


def rank_within_sets(
    published: pd.DataFrame, ranked_sets: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    """Ranks by falling ECI in every classification and year, inside each release's ranked set.

    Parameters
    ----------
    published
        classification, vintage, country, year, eci
    ranked_sets
        vintage -> its ranked countries

    Returns
    -------
    pd.DataFrame
        these columns with rank and ranked (N: the members that have an ECI in that
        classification and year); countries outside the set are left out; equal values
        share the better rank

    Raises
    ------
    CheckError
        When a vintage has no set, or two rows share a key
    """
    unknown = sorted(set(published["vintage"]) - set(ranked_sets))
    if unknown:
        raise CheckError(f"rankings: no ranked set for the releases {_named(unknown)}")
    members = [(vintage, c) for vintage, group in ranked_sets.items() for c in group]
    inside = pd.MultiIndex.from_frame(published[["vintage", "country"]]).isin(members)
    return _ranked(published[inside])


def rank_within_common_sets(
    published: pd.DataFrame, ranked_sets: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    """Ranks among the countries that all releases have in common, so that releases compare.

    The common set of a classification and year holds the countries that every release ranks at
    all and that have an ECI of that classification and year in each release that publishes
    any. Ranks of one year can be compared across releases, since they count the same countries.

    Arguments, result and errors as in `rank_within_sets`.
    """
    ranked = rank_within_sets(published, ranked_sets)
    everywhere = set.intersection(*(set(group) for group in ranked_sets.values()))
    base = ranked[ranked["country"].isin(everywhere)]
    cell = ["classification", "year"]
    releases = base.groupby(cell)["vintage"].transform("nunique")
    holding = base.groupby([*cell, "country"])["vintage"].transform("nunique")
    return _ranked(base[holding == releases])


def check_ranks(rankings: pd.DataFrame, origin: str = "rankings") -> pd.DataFrame:
    """`rankings`, if every rank can be: none beyond N, one N a spell, and none out of order.

    Parameters
    ----------
    rankings
        `classification, vintage, country, year, eci, rank, ranked`; may hold a part of
        the ranked countries

    Raises
    ------
    CheckError
        With the offending rows
    """
    beyond = rankings[rankings["rank"] > rankings["ranked"]]
    _refuse_rows(beyond, f"{origin}: ranks within N expected")
    several = rankings[rankings.groupby(SPELL)["ranked"].transform("nunique") > 1]
    _refuse_rows(several, f"{origin}: one N per release, classification and year expected")
    ordered = rankings.sort_values([*SPELL, "eci", "country"], ascending=False, kind="stable")
    before = ordered.groupby(SPELL)[["eci", "rank"]].shift()
    tied = ordered["eci"] == before["eci"]
    risen = ordered["rank"] <= before["rank"]
    wrong = ordered[(tied & (ordered["rank"] != before["rank"])) | (~tied & risen)]
    _refuse_rows(wrong, f"{origin}: ranks that follow falling ECI expected")
    return rankings


def _ranked(values: pd.DataFrame) -> pd.DataFrame:
    _refuse_rows(
        values[values.duplicated(KEY, keep=False)], "rankings: one ECI per country expected"
    )
    valued = values.dropna(subset="eci")
    spells = valued.groupby(SPELL)["eci"]
    ranked = valued.assign(
        rank=spells.rank(ascending=False, method="min").astype(int),
        ranked=spells.transform("size").astype(int),
    )
    return ranked[RANKED].sort_values(KEY, kind="stable", ignore_index=True)


# Parts of a matrix


def largest_component(presence: pd.DataFrame) -> pd.DataFrame:
    """The part of M whose countries share products, directly or through others, and is largest.

    Largest by countries, then by products, then by the first country's name.
    """
    M = _checked(presence, "presence")
    parts = _parts(M)
    label = max(
        set(parts[0]),
        key=lambda one: (
            (parts[0] == one).sum(),
            (parts[1] == one).sum(),
            [-ord(letter) for letter in str(min(M.index[parts[0] == one]))],
        ),
    )
    return M.loc[parts[0] == label, parts[1] == label]


def _parts(M: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Labels of the connected parts of the graph of countries and products."""
    links = csr_array(M.to_numpy() != 0)
    _, labels = connected_components(bmat([[None, links], [links.T, None]]), directed=False)
    return labels[: len(M)], labels[len(M) :]


def _refuse_parts(M: pd.DataFrame) -> None:
    countries, _ = _parts(M)
    count = len(set(countries))
    if count > 1:
        largest = largest_component(M)
        apart = M.index.difference(largest.index, sort=False)
        raise CheckError(
            f"presence: falls into {count} parts that share no product and cannot be ranked "
            f"against each other. The largest holds {len(largest)} countries "
            f"({_named(largest.index)}); apart stand {_named(apart)}. "
            "Rank the largest alone: `largest_component(presence)`, or `techsov eci --largest`."
        )


def _sign(raw: np.ndarray, k_c: np.ndarray) -> float:
    together = np.sum((raw - raw.mean()) * (k_c - k_c.mean()))
    scale = np.sqrt(np.sum((raw - raw.mean()) ** 2) * np.sum((k_c - k_c.mean()) ** 2))
    if abs(together) <= CLOSE * scale or scale == 0:
        raise CheckError(
            "presence: the ECI does not move with diversity, so that its sign cannot be told"
        )
    return float(np.sign(together))


def _checked(matrix: pd.DataFrame, name: str) -> pd.DataFrame:
    """`matrix` as floats, after what every function here needs."""
    for labels, what in ((matrix.index, "country"), (matrix.columns, "product")):
        if not labels.is_unique:
            twice = labels[labels.duplicated()].unique()
            raise CheckError(f"{name}: one row per {what} expected, twice: {_named(twice)}")
    if len(matrix) < 2:
        raise CheckError(f"{name}: two countries or more expected, found {len(matrix)}")
    values = matrix.astype(float)
    bad = ~np.isfinite(values.to_numpy()) | (values.to_numpy() < 0)
    if bad.any():
        cells = [
            f"{matrix.index[i]} {matrix.columns[j]}: {matrix.iloc[i, j]}"
            for i, j in np.argwhere(bad)[:SHOWN]
        ]
        raise CheckError(
            f"{name}: numbers from 0 up expected, found {bad.sum()} others: {'; '.join(cells)}"
        )
    return values


def _refuse_empty(matrix: pd.DataFrame, country: str | None, product: str) -> None:
    rows = matrix.index[(matrix == 0).all(axis=1)]
    columns = matrix.columns[(matrix == 0).all(axis=0)]
    told = [f"{_named(rows)} {country}"] if country and len(rows) else []
    told += [f"{_named(columns)} {product}"] if len(columns) else []
    if told:
        raise CheckError(f"{'; '.join(told)}. Leave them out (`without_empty`) or find their data.")


def _refuse_rows(rows: pd.DataFrame, expectation: str) -> None:
    if not rows.empty:
        more = f"\n... and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        raise CheckError(f"{expectation}, found:\n{rows.head(SHOWN).to_string(index=False)}{more}")


def _named(labels: Iterable[object]) -> str:
    """Up to a handful of labels in words."""
    names = [str(label) for label in labels]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
