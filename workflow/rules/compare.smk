"""Two built editions side by side: the configured one, and one that was built before."""


rule comparable:
    message:
        "Edition {EDITION.name} can be compared"
    input:
        comparable_files(),


rule compare_editions:
    message:
        "Set edition {wildcards.before} beside {wildcards.after}"
    input:
        unpack(compared),
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=CATALOGUE.updates_behind(EDITION.name),
        countries=COUNTRIES,
        stated="config/claims.yaml",
        documents="config/documents.yaml",
        structures=STRUCTURES,
        datasets=DATASETS,
    output:
        **{name: f"{COMPARISON}/{name}.csv" for name in COMPARED},
    params:
        code=code_version("scripts/compare_editions.py"),
        editions=lambda wildcards: [wildcards.before, wildcards.after],
    log:
        logs("compare_editions/{before}--{after}.log"),
    benchmark:
        benchmarks("compare_editions/{before}--{after}.tsv")
    script:
        "../scripts/compare_editions.py"


rule write_comparison:
    message:
        "Write the comparison of {wildcards.before} with {wildcards.after}"
    input:
        unpack(drawn_in_both),
        **{name: f"{COMPARISON}/{name}.csv" for name in COMPARED},
        sources="config/sources.yaml",
        editions="config/editions.yaml",
        updates=CATALOGUE.updates_behind(EDITION.name),
        countries=COUNTRIES,
        labels=[f"config/labels.{language}.yaml" for language in SETTINGS.languages],
        datasets=DATASETS,
        templates=PAGE_FILES,
        sheet="paper/comparison.typ",
    output:
        pages=[f"{place}{page}.html" for place in compared_in() for page in ("index", "vintages")],
        sheets=[f"{COMPARISON}/comparison{suffix}.pdf" for suffix in audit_suffixes()],
        printed=[f"{COMPARISON}/comparison{suffix}.json" for suffix in audit_suffixes()],
        # The drawings that differ are copied, and no plan can tell which these are.
        figures=[directory(f"{place}figures") for place in compared_in()],
    params:
        code=code_version("scripts/write_comparison.py"),
        editions=lambda wildcards: [wildcards.before, wildcards.after],
        tables=list(COMPARED),
        languages=list(SETTINGS.languages),
        focus=list(SETTINGS.focus),
        peers=list(SETTINGS.peers),
    log:
        logs("write_comparison/{before}--{after}.log"),
    benchmark:
        benchmarks("write_comparison/{before}--{after}.tsv")
    script:
        "../scripts/write_comparison.py"
