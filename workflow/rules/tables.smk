"""The paper's own tables, from structured data and the verdicts on their numbers."""

PAPER_TABLES = ("table1", "table2", "table3")


def table_files():
    """Every table of the paper: one CSV with all languages, and a page per language."""
    first, *others = SETTINGS.languages
    return (
        [f"{RESULTS}/tables/{name}.{kind}" for name in PAPER_TABLES for kind in ("csv", "html")]
        + [f"{RESULTS}/tables/{lang}/{name}.html" for name in PAPER_TABLES for lang in others]
    )


rule tabulate_paper_table:
    message: "Set {wildcards.table} of the paper with the verdict on each of its numbers"
    input:
        structure="config/tables/{table}.yaml",
        stated="config/claims.yaml",
        claims=f"{RESULTS}/claims.csv",
    output:
        table=f"{RESULTS}/tables/{{table}}.csv",
        pages=[
            f"{RESULTS}/tables/{folder}{{table}}.html"
            for folder in ("", *(f"{lang}/" for lang in SETTINGS.languages[1:]))
        ],
    wildcard_constraints:
        table="|".join(PAPER_TABLES),
    params:
        code=code_version("scripts/tabulate_paper_table.py"),
        languages=list(SETTINGS.languages),
    log: logs("tabulate_paper_table/{table}.log")
    benchmark: benchmarks("tabulate_paper_table/{table}.tsv")
    script: "../scripts/tabulate_paper_table.py"
