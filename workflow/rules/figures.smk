"""Figures: each one a table first, then a picture in every language."""


rule draw_figure:
    message:
        "Draw {params.shows}"
    input:
        tables=lambda wildcards: FIGURES[wildcards.figure].paths(RESULTS),
        # Which of the texts have changed is seen by their hash among the parameters.
        labels=ancient([f"config/labels.{each}.yaml" for each in SETTINGS.languages]),
        datasets=ancient(DATASETS),
        countries=COUNTRIES,
    output:
        **shown_figure("{figure}"),
    wildcard_constraints:
        figure="|".join(FIGURES),
    params:
        shows=lambda wildcards: FIGURES[wildcards.figure].shows,
        code=lambda wildcards: code_version(
            "scripts/draw_figure.py", f"techsov.figures.{wildcards.figure}"
        ),
        figure=lambda wildcards: wildcards.figure,
        settings=figure_settings,
        sections=figure_sections,
        texts=figure_texts,
    log:
        logs("draw_figure/{figure}.log"),
    benchmark:
        benchmarks("draw_figure/{figure}.tsv")
    script:
        "../scripts/draw_figure.py"
