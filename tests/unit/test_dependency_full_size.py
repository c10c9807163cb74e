"""A made-up year of full size: as pymrio solves it, stored and read again without loss."""

import subprocess
import sys

import numpy as np
import pymrio
import pytest
from numpy.testing import assert_allclose

from techsov.core import intercountry
from techsov.indicators import production
from techsov.sources import oecd_icio

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(root, tmp_path_factory):
    """77 regions by 45 industries in the layout of ICIO 2023."""
    tool = root.parent / "shared" / "tools" / "make_icio.py"
    if not tool.exists():
        pytest.skip(f"the tool that makes up a full-size year is not at {tool}")
    path = tmp_path_factory.mktemp("icio") / "2019_SML.csv"
    subprocess.run([sys.executable, tool, path, "--edition", "2023"], check=True)
    return path


def test_all_pairs_of_a_full_size_year_are_those_of_pymrio_and_survive_storing(year, tmp_path):
    table = oecd_icio.read(year)
    found = production.look_through(table)["gross_output"]

    system = pymrio.parse_oecd(year)
    system.calc_system()
    regions = list(system.get_regions())
    G, N = len(regions), len(table.industries)
    y = system.Y.to_numpy().sum(axis=1).reshape(G, N)
    LF = np.einsum("anbm,bm->ab", system.L.to_numpy().reshape(G, N, G, N), y)
    order = [regions.index(code) for code in table.regions]
    assert_allclose(found, LF[np.ix_(order, order)], rtol=1e-8)

    intercountry.write_parquet([table], tmp_path / "a.parquet")
    intercountry.write_parquet([table], tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    (stored,) = intercountry.read_parquet(tmp_path / "a.parquet")
    for name in ("Z", "Y", "x", "va"):
        assert np.array_equal(getattr(stored, name), getattr(table, name)), name
