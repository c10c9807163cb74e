"""Claims: what the paper states, claim by claim, and the verdict that the data give.

A claim is data (`config/claims.yaml`); nothing here knows any single one. A statistical claim
names a predicate over a selection of an indicator table. It is evaluated on every vintage that
the edition holds and under every combination of the choices that the claim leaves open, and the
verdict follows:

reproduced    holds on a main vintage of this edition, under the first choices or, where no vintage
              that the authors saw held under them either, under others
revised       holds on a vintage that the authors could see and that was replaced since
contradicted  holds on none
mixed concept each of two contrasted numbers holds in some concept, no concept carries both
inconsistent  the paper's own numbers disagree under every choice
"""

from techsov.claims.evidence import Evidence
from techsov.claims.specifications import Specification
from techsov.claims.statements import SECTIONS, load, load_paper
from techsov.claims.verdicts import (
    Verdict,
    check_vocabulary,
    decide,
    decided_table,
    evaluate,
    read_specifications,
)

__all__ = [
    "SECTIONS",
    "Evidence",
    "Specification",
    "Verdict",
    "check_vocabulary",
    "decide",
    "decided_table",
    "evaluate",
    "load",
    "load_paper",
    "read_specifications",
]
