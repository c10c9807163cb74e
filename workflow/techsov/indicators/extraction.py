"""What if one country's intermediate supplies to another stopped: hypothetical extraction.

The block of supplies from r to s is taken out of the table, A*[r, s] = 0, and nothing takes its
place: no other supplier, no stocks, no domestic product. Two readings of the same block:

    supplies   the user lacks the inputs. The share e of each cell's output that rested on them,
               directly or through its own suppliers, is e = (I - A*')^-1 (u / x), with u_j the
               undelivered inputs of cell j of s. Forward extraction (Dietzenbacher and van der
               Linden 1997; the Ghosh model written with A).
    orders     the supplier lacks the orders. Output falls by d = (I - A*)^-1 w, with w_i the sales
               of cell i of r that fall away; the user loses what the supplier no longer orders
               from it. Backward extraction (Dietzenbacher and Lahr 2013).

Both are upper bounds of a loss that is in proportion to the inputs' value, since every substitution
makes it smaller. What a single missing part can stop beyond its value they do not tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techsov.core.errors import CheckError
from techsov.core.intercountry import InterCountryTable
from techsov.indicators.leontief import LeontiefSystem
from techsov.indicators.production import BASES, value_added_shares

if TYPE_CHECKING:
    import pandera.pandas as pa

ALL_INDUSTRIES = "all"
MODELS = ("supplies", "orders")
COLUMNS = ("supplier", "user", "model", "industry", "measure", "lost", "share")


def extract(table: InterCountryTable, supplier: str, user: str) -> pd.DataFrame:
    """Gross output and value added that `user` loses without the intermediate supplies.

    Returns
    -------
    pd.DataFrame
        Columns: supplier, user, model (supplies, D16; orders, D17), industry (of the user, and
        "all"), measure (gross_output, value_added), lost (table's unit), share (of the industry's
        output or value added; NaN where it has none)

    Raises
    ------
    UnknownCountry
        ; CheckError when both are one country
    """
    if supplier == user:
        raise CheckError(f"{table.title}: a country's supplies to itself are not extracted: {user}")
    sellers, buyers = table.cells_of(supplier), table.cells_of(user)
    block = table.Z[sellers, buyers]
    Z = table.Z.copy(order="K")
    Z[sellers, buyers] = 0
    system = LeontiefSystem(Z, table.x, table.labels(), len(table.industries))
    lacking, falling = np.zeros((table.cells, 1)), np.zeros((table.cells, 1))
    lacking[buyers, 0] = block.sum(axis=0) * system.per_output[buyers]
    falling[sellers, 0] = block.sum(axis=1)
    lost = {
        "supplies": (system.trace(lacking)[:, 0] * table.x)[buyers],
        "orders": system.produce(falling)[buyers, 0],
    }
    units = {"gross_output": np.ones(table.cells), "value_added": value_added_shares(table)}
    industries = [*table.industries, ALL_INDUSTRIES]
    frames = []
    for model, output in lost.items():
        for measure, unit in units.items():
            gone, whole = _with_total(output * unit[buyers]), _with_total((unit * table.x)[buyers])
            share = np.divide(gone, whole, out=np.full(len(whole), np.nan), where=whole != 0)
            columns = {"industry": industries, "lost": gone, "share": share}
            frames.append(pd.DataFrame(columns).assign(model=model, measure=measure))
    return pd.concat(frames, ignore_index=True).assign(supplier=supplier, user=user)[list(COLUMNS)]


def _with_total(values: np.ndarray) -> np.ndarray:
    return np.append(values, values.sum())


def both_ways(table: InterCountryTable, pair: Sequence[str]) -> pd.DataFrame:
    """`extract` for each ordered pair of the regions in `pair`."""
    return pd.concat(
        [extract(table, supplier, user) for user, supplier in permutations(pair, 2)],
        ignore_index=True,
    )


def schema() -> pa.DataFrameSchema:
    """The table of `both_ways`, with dataset, vintage and year."""
    from techsov.core import tables

    columns = {
        "dataset": tables.text(),
        "vintage": tables.text(),
        "year": tables.year(),
        "supplier": tables.text(),
        "user": tables.text(),
        "model": tables.text(MODELS),
        "industry": tables.text(),
        "measure": tables.text(BASES),
        "lost": tables.number(),
        "share": tables.number(optional=True),
    }
    return tables.table("extraction", columns, key=tuple(columns)[:-2])
