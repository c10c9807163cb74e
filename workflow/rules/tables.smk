"""The paper's own tables, from structured data and the verdicts on their numbers."""


rule tabulate_paper_table:
    message:
        "Set {wildcards.table} of the paper with the verdict on each of its numbers"
    input:
        structure="config/tables/{table}.yaml",
        stated="config/claims.yaml",
        claims=f"{RESULTS}/claims.csv",
        labels=[f"config/labels.{language}.yaml" for language in SETTINGS.languages],
        datasets=DATASETS,
        countries=COUNTRIES,
    output:
        table=f"{RESULTS}/tables/{{table}}.csv",
        pages=[
            shown(
                f"{RESULTS}/tables/{'' if place == 0 else f'{language}/'}{{table}}.html",
                "table",
                "Tables of the paper",
                table="{table}",
                language=language,
            )
            for place, language in enumerate(SETTINGS.languages)
        ],
    wildcard_constraints:
        table="|".join(PAPER_TABLES),
    params:
        code=code_version("scripts/tabulate_paper_table.py"),
        languages=list(SETTINGS.languages),
    log:
        logs("tabulate_paper_table/{table}.log"),
    benchmark:
        benchmarks("tabulate_paper_table/{table}.tsv")
    script:
        "../scripts/tabulate_paper_table.py"
