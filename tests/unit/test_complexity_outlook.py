"""The outlook index by hand."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from techsov.indicators import complexity


def test_the_outlook_of_three_nested_countries_by_hand():
    """A makes all, so nothing lies ahead; B lacks r, of density 5/11; C lacks q (4/13), r (2/11).

    PCI is (-3, 3, 9) / sqrt 6, so that the raw outlooks are 0, 45/11 and 12/13 + 18/11, each over
    sqrt 6, which standardising takes out.
    """
    nested = pd.DataFrame(
        [[1, 1, 1], [1, 1, 0], [1, 0, 0]], index=["AAA", "BBB", "CCC"], columns=["p", "q", "r"]
    )
    assert_allclose(complexity.density(nested).loc["BBB", "r"], 5 / 11)
    raw = np.array([0, 45 / 11, 12 / 13 + 18 / 11])
    found = complexity.coi(nested, complexity.solve(nested).pci)
    assert_allclose(found, (raw - raw.mean()) / raw.std(), atol=1e-12)
