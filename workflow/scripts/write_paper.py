"""Set the rebuilt paper in every language; every number in it is looked up in values.json."""

import multiprocessing
from pathlib import Path

from techsov.paper import typesetting

languages = snakemake.params.languages
# Typst keeps what it has set: a process for each language, so that memory holds one alone.
with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
    for language, target in zip(languages, map(Path, snakemake.output.papers), strict=True):
        pool.apply(
            typesetting.typeset,
            (snakemake.input.paper, target),
            {
                "results": target.parent,
                "figures": "/figures/" if language == languages[0] else f"/figures/{language}/",
                "language": language,
                "of_the_pair": ",".join(snakemake.params.of_the_pair),
            },
        )
