r"""Rebuild WIOD's table of 2014 from two public calibrations of it, and keep its measures.

python workflow/extract/wiod_2014.py RELEASES [--to data/raw]

- wiod/production/2016: exposures of all pairs in value added, and every measure of the pair

The release of 2016 is closed to scripts. Felbermayr, Gröschl and Heiland (2022) publish what their
model takes from it, 44 regions by 50 industries: expenditure, trade shares, tariffs, coefficients
of value added and inputs, stocks (Repository/data/..\simulation\input at cd8075c8 of
github.com/ingaheiland/FelbermayrGroeschlHeilandJIE2022). Final use by origin and the domestic
blocks of intermediate use are in wiod_data of github.com/gvannice1/hhei_wiod_project at dd1bf410.
These files are looked for in RELEASES/wiod2016/calibrations. They leave one thing open: which using
industry buys the imports of a product from which country. Here each buys from all in proportion.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.core.intercountry import InterCountryTable
from techsov.indicators import dependency
from techsov.sources import wiod

ROOT = Path(__file__).resolve().parents[2]
PAIR = ("RUS", "CHN")
EXPOSURES = ("fpem", "fpex", "fdva_share")
FOLDER = "wiod2016/calibrations"
# The file of domestic blocks is a pickle, which can hold code: only these very bytes are read.
SHA256 = {
    "X0.txt": "f9df78f051347cb417b39aaa5d66fdea954a51965f3af56ad60a7fa393377fdc",
    "Din2014.txt": "88c86c57926554e2d5c6363e5751cdabce141ad11440ada91fb0cd5bb1b0b1c0",
    "tariffs2014.txt": "835abdba8fd433c0cba4fdaa8e5fcdad6deebeb31f59487d4fa6ae281767c181",
    "G.txt": "f3aa564fef5d133f53eb6ca7218120f6e4e96e1d4c3a94f858e88c724e4f03b5",
    "B.txt": "fea3b7743fe1f7c6ec2fc5da779e939f67d33f9fb96032c51af67e8c18d36e8c",
    "inventory2014.txt": "6b897810a0d46b2890f552aae76cf5e6e0007e80b021a05b8293fa99146ae1c3",
    "df_final_use_wROW.parquet": "45d83484098e9a1d6cbc1ce92ebed0da40945567b94b1e81c1f1c528727dafa7",
    "intermediate_dict.pkl": "3b73e341b8d24922e64c4148eac490e3db9347961273f3349b7531247b65ce59",
}
# Industries, counted from 1, that the calibration adds to others of few empty cells.
MERGED = {23: 19, 43: 42, 48: 46, 49: 46, 55: 54, 56: 54}
STOCKS = "Changes in inventories and valuables"


def rebuild(folder: Path) -> InterCountryTable:
    """The table of 2014, 44 regions by 50 industries, USD m.

    Raises
    ------
    CheckError
        Naming the file that is not the published one.
    """
    for name, expected in SHA256.items():
        if (found := hashlib.sha256((folder / name).read_bytes()).hexdigest()) != expected:
            raise CheckError(f"{folder / name}: SHA-256 {expected} expected, found {found}")
    final = pd.read_parquet(folder / "df_final_use_wROW.parquet")
    regions = sorted(set(final["Origin Country"]))
    names = list(dict.fromkeys(final["Origin Industry"]))
    kept = [place for place in range(1, len(names) + 1) if place not in MERGED]
    at = np.array([kept.index(MERGED.get(place, place)) for place in range(1, len(names) + 1)])
    G, N = len(regions), len(kept)

    def numbers(name: str, *shape: int) -> np.ndarray:
        return np.loadtxt(folder / name, delimiter=",").reshape(shape)

    # Indices: k product, n importer, i exporter, j using industry.
    before_tariffs = numbers("Din2014.txt", N, G, G) / numbers("tariffs2014.txt", N, G, G)
    trade = numbers("X0.txt", N, G)[:, :, None] * before_tariffs
    output = trade.sum(axis=1) + numbers("inventory2014.txt", N, G)
    inputs = (1 - numbers("B.txt", N, G).T)[:, None, :] * numbers("G.txt", G, N, N)
    inputs = inputs * before_tariffs.sum(axis=2).T[:, :, None] * output.T[:, None, :]

    use, kinds = pd.factorize(final["Final Use"])
    by_use = np.zeros((len(kinds), N, G, G))
    places = at[final["Origin Industry"].map(names.index)]
    buyers, sellers = (final[column].map(regions.index) for column in ("Country", "Origin Country"))
    np.add.at(by_use, (use, places, buyers, sellers), final["Value"].to_numpy())
    # The calibration's trade leaves out stocks and negative investment.
    sold = by_use[kinds != STOCKS].clip(0).sum(axis=0)
    intermediate = (trade - sold).clip(0)

    domestic = np.zeros((G, N, N))
    for region, block in pd.read_pickle(folder / "intermediate_dict.pkl").items():
        flows = block.loc[names, names].to_numpy(float).clip(0)
        np.add.at(domestic[regions.index(region)], (at[:, None], at[None, :]), flows)
    intermediate[:, range(G), range(G)] = 0
    total = intermediate.sum(axis=2, keepdims=True)
    origin = np.divide(intermediate, total, out=np.zeros_like(intermediate), where=total > 0)
    Z = np.einsum("kni,nkj->iknj", origin, (inputs - domestic).clip(0))
    Z[range(G), :, range(G), :] = domestic
    Z = Z.reshape(G * N, G * N)
    Y = by_use.sum(axis=0).transpose(2, 0, 1).reshape(G * N, G)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    industries = tuple(wiod.WIOD_2016.industries[place - 1] for place in kept)
    return InterCountryTable(
        tuple(regions), industries, Z, Y, x, x - Z.sum(axis=0), 2014, "WIOD 2016, rebuilt"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("releases", type=Path, help="folder of the providers' full releases")
    parser.add_argument("--to", type=Path, default=ROOT / "data" / "raw")
    arguments = parser.parse_args()
    if not (folder := arguments.releases / FOLDER).is_dir():
        print(f"{folder} is not there; wiod/production/2016 stays as it is")
        return
    table = rebuild(folder).check()
    pairs = dependency.all_pairs(table)
    kept = pairs["user"].isin(PAIR) & pairs["supplier"].isin(PAIR)
    in_value_added = (pairs["basis"] == "value_added") & (pairs["scope"] == "foreign")
    kept |= in_value_added & pairs["measure"].isin(EXPOSURES)
    measures = pairs[kept].assign(dataset="wiod/production", vintage="2016", year=table.year)
    tables.write(measures, arguments.to / "wiod/production/2016/measures.csv", tables.DEPENDENCY)


if __name__ == "__main__":
    main()
