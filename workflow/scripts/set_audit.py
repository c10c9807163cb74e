"""Set the audit's cards in one language with Typst."""

from pathlib import Path

from techsov.paper import typesetting

cards = Path(snakemake.input.cards)
typesetting.typeset(
    snakemake.input.source,
    snakemake.output.pdf,
    results=cards.parents[1].as_posix(),
    cards=cards.name,
)
