"""Set the rebuilt paper in every language; every number in it is looked up in values.json."""

from pathlib import Path

from techsov.paper import typesetting

languages = snakemake.params.languages
for language, target in zip(languages, map(Path, snakemake.output.papers), strict=True):
    typesetting.typeset(
        snakemake.input.paper,
        target,
        results=target.parent,
        figures="/figures/" if language == languages[0] else f"/figures/{language}/",
        language=language,
        of_the_pair=",".join(snakemake.params.of_the_pair),
    )
