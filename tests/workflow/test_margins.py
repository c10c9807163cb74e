"""No verdict stands so near an edge that a rounded last digit could move it."""

import pytest

from techsov import claims
from techsov.catalogue.registry import Catalogue
from techsov.claims import documents, evidence
from techsov.claims.telling import Teller, Texts
from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from techsov.verify import margins

pytestmark = pytest.mark.long

DRAWS = 3
STEPS = (1e-7, 1e-5, 1e-3, 1e-2)
STRUCTURES = ("table1", "table2", "table3", "fig1")


@pytest.fixture(scope="module")
def audited(root, results):
    """The claims, the evidence of the built edition, and who tells the verdicts."""
    config = root / "config"
    paths = {name: results / f"indicators/{name}.csv" for name in evidence.SCHEMAS}
    stated = claims.load(config / "claims.yaml")
    known = documents.load(config / "documents.yaml")
    countries = Countries.load(config / "countries.yaml")
    teller = Teller(
        Labels.load(config / "labels.en.yaml", countries), Texts.load(None, stated, known)
    )
    held = evidence.gather(
        evidence.read(paths),
        Catalogue.load(config / "sources.yaml", config / "editions.yaml"),
        "embedded",
        seen_by=claims.load_paper(config / "claims.yaml").consulted,
        documents=known,
        structured=[config / f"tables/{name}.yaml" for name in STRUCTURES],
        countries=countries,
    )  # fmt: skip
    return stated, held, teller


def test_all_data_changed_by_a_billionth_leave_every_row_of_the_verdicts_as_it_is(audited, tried):
    assert margins.moved(*audited, 1e-9, range(DRAWS)) == {}
    tried("all data changed by up to 1e-9 of their value", DRAWS, "no verdict and no number moves")


def test_the_verdicts_closest_to_an_edge_are_known(audited, tried):
    listed = margins.edges(*audited, seeds=2, scales=STEPS)
    close = listed.dropna(subset=["moves_at"])
    assert len(listed) > 40
    assert (close["moves_at"] > 1e-9).all()
    said = "; ".join(f"{c.id} ({c.verdict}) at {c.moves_at:g}" for c in close.itertuples())
    tried(
        "data changed in steps up to a hundredth, until a verdict moves",
        f"{len(listed)} claims",
        f"{len(close)} move, all others hold: {said or 'none'}",
    )
