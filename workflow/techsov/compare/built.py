"""A built edition, read from its results: every figure in one long table, and every verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from techsov.catalogue.datasets import EVIDENCE, INDICATORS
from techsov.catalogue.registry import JOIN, Catalogue, Edition
from techsov.claims import evidence
from techsov.core import tables
from techsov.core.errors import ConfigError

# What names a figure in any edition; `partner` is the supplier of a dependency, else empty.
SERIES = ["indicator", "country", "partner", "dataset"]
FIGURE = [*SERIES, "year"]
LONG = [*FIGURE, "unit", "vintage", "value"]
# Complexity tables: the prefix of their indicators, as in values.json.
COMPLEXITY = {
    name: f"{name.removeprefix('complexity_')}_" if "_" in name else ""
    for name, schema in EVIDENCE.items()
    if schema == "COMPLEXITY"
}
COMPLEXITY_UNITS = {"rank": "rank", "eci": "", "ranked": "countries"}


@dataclass(frozen=True)
class Built:
    """An edition and what it computed.

    Attributes
    ----------
    folder
        its results
    frames
        its indicator tables, as `techsov.claims.evidence.read` gives them
    claims
        tables.CLAIMS
    """

    edition: Edition
    folder: Path
    frames: dict[str, pd.DataFrame]
    claims: pd.DataFrame

    @cached_property
    def figures(self) -> pd.DataFrame:
        """LONG, every vintage that the edition holds."""
        return lengthen(self.frames)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """What `reported` says of them."""
        return reported(self.figures, self.edition)

    @property
    def name(self) -> str:
        return self.edition.name


def read(catalogue: Catalogue, name: str, results: Path | str = "results") -> Built:
    """The edition of that name from `results/<name>`.

    Raises
    ------
    ConfigError
        When the catalogue has no such edition, or it is not built
    """
    edition = catalogue.edition(name)
    folder = Path(results) / name
    paths = {table: folder / "indicators" / f"{table}.csv" for table in evidence.SCHEMAS}
    absent = [path for path in (*paths.values(), folder / "claims.csv") if not path.exists()]
    if absent:
        raise ConfigError(
            f"edition `{name}` is not built: {absent[0]} is missing; run `make EDITION={name}`"
        )
    claims = tables.read(folder / "claims.csv", tables.CLAIMS)
    return Built(edition, folder, evidence.read(paths), claims)


def lengthen(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """All indicator tables as one, with a row per figure and vintage.

    Parameters
    ----------
    frames
        as `techsov.claims.evidence.read` gives them

    Returns
    -------
    pd.DataFrame
        LONG; complexity as `rank.SITC`, `eci.SITC`, `ranked.SITC`, those of the common set
        and from trade with `common_` and `trade_` before; dependency as
        `measure.basis.scope`, the user as country and the supplier as partner
    """
    parts = [frames[name].assign(partner="") for name in INDICATORS]
    for table, prefix in COMPLEXITY.items():
        frame = frames[table]
        parts += [
            frame.assign(
                indicator=prefix + column + "." + frame["classification"],
                partner="",
                unit=unit,
                value=frame[column].astype(float),
            )
            for column, unit in COMPLEXITY_UNITS.items()
        ]
    dependency = frames["dependency"].dropna(subset="value")
    parts.append(
        dependency.assign(
            indicator=dependency["measure"] + "." + dependency["basis"] + "." + dependency["scope"],
            country=dependency["user"],
            partner=dependency["supplier"],
            unit="share",
        )
    )
    return pd.concat([part[LONG] for part in parts], ignore_index=True)


def reported(figures: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The one value of every figure that the edition reports, indexed by FIGURE.

    It is that of the main vintage. Of a figure computed from several datasets the last one
    decides, as it does for claims; where several combinations end in its main vintage, the one
    with most main vintages is reported, of equal ones the latest.
    """
    pairs = figures[["dataset", "vintage"]].drop_duplicates()
    standing = [_standing(edition, *pair) for pair in pairs.itertuples(index=False)]
    pairs = pairs.assign(
        is_main=[is_main for is_main, _ in standing], mains=[count for _, count in standing]
    )
    candidates = figures.merge(pairs[pairs["is_main"]], on=["dataset", "vintage"])
    ordered = candidates.sort_values([*FIGURE, "mains", "vintage"], kind="stable")
    return ordered.groupby(FIGURE, sort=True)[["value", "unit", "vintage"]].last()


def _standing(edition: Edition, dataset: str, vintage: str) -> tuple[bool, int]:
    """Whether the last part is a main vintage, and how many parts are."""
    parts = zip(dataset.split(JOIN), vintage.split(JOIN), strict=True)
    mains = [edition.is_main(*part) for part in parts]
    return mains[-1], sum(mains)
