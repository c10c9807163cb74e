"""The wide panel: all pairs, years, measures and industries, as Parquet with a catalogue."""


rule compute_panel:
    message:
        "Compute the panel by industry of {wildcards.part}"
    input:
        tables=lambda wildcards: DEPENDENCY_PARTS[wildcards.part],
    output:
        user_industries=f"{RESULTS}/panel/user_industries/{{part}}.parquet",
        supplier_industries=f"{RESULTS}/panel/supplier_industries/{{part}}.parquet",
        cells=f"{RESULTS}/panel/cells/{{part}}.parquet",
    wildcard_constraints:
        part=PART,
    params:
        code=code_version("scripts/compute_panel.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
    threads: 1
    resources:
        mem_mb=1600,
    log:
        logs("compute_panel/{part}.log"),
    benchmark:
        benchmarks("compute_panel/{part}.tsv")
    script:
        "../scripts/compute_panel.py"


rule write_panel_catalogue:
    message:
        "List the files of the panel"
    input:
        **PANEL,
    output:
        table=f"{RESULTS}/panel/catalogue.csv",
    params:
        code=code_version("scripts/write_panel_catalogue.py"),
        databases=[part.split("/")[:3] for part in DEPENDENCY_PARTS],
    log:
        logs("write_panel_catalogue.log"),
    benchmark:
        benchmarks("write_panel_catalogue.tsv")
    script:
        "../scripts/write_panel_catalogue.py"
