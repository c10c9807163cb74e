"""What dependency leaves open: all pairs of full-size years, ranges, and what would be lost."""


rule compute_panel_year:
    message:
        "Compute who depends on whom in {wildcards.provider}/{wildcards.dataset} {wildcards.year}, all regions"
    input:
        table=f"{RESULTS}/clean/{{provider}}/{{dataset}}/{{vintage}}/{{year}}.parquet",
    output:
        pairs=f"{RESULTS}/dependency/{{provider}}/{{dataset}}/{{vintage}}/{{year}}.pairs.parquet",
    wildcard_constraints:
        provider="[^/]+",
        dataset="[^/]+",
        vintage="[^/]+",
        year=r"\d{4}",
    log:
        logs("compute_panel_year/{provider}/{dataset}/{vintage}/{year}.log"),
    benchmark:
        benchmarks("compute_panel_year/{provider}/{dataset}/{vintage}/{year}.tsv")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        code=code_version("scripts/compute_panel_year.py"),
    script:
        "../scripts/compute_panel_year.py"


rule compute_extraction_tables:
    message:
        "Compute what the focus pair would lose without each other's supplies in {wildcards.part}"
    input:
        tables=lambda wildcards: DEPENDENCY_PARTS[wildcards.part],
    output:
        table=f"{RESULTS}/dependency/{{part}}.extraction.csv",
    wildcard_constraints:
        part="|".join(map(re.escape, DEPENDENCY_PARTS)) or "none",
    log:
        logs("compute_extraction/{part}.log"),
    benchmark:
        benchmarks("compute_extraction/{part}.tsv")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        code=code_version("scripts/compute_extraction.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
        focus=list(SETTINGS.focus),
    script:
        "../scripts/compute_extraction.py"


rule gather_extraction:
    message:
        "Bring the extractions of all years and databases together"
    input:
        parts=[f"{RESULTS}/dependency/{part}.extraction.csv" for part in DEPENDENCY_PARTS],
    output:
        table=indicators("extraction.csv"),
    log:
        logs("gather_extraction.log"),
    benchmark:
        benchmarks("gather_extraction.tsv")
    params:
        code=code_version("scripts/gather_extraction.py"),
    script:
        "../scripts/gather_extraction.py"


rule compute_balance:
    message:
        "Compute how far the tables' own error moves the asymmetry in {wildcards.part}"
    input:
        tables=lambda wildcards: DEPENDENCY_PARTS[wildcards.part],
        countries=COUNTRIES,
    output:
        table=f"{RESULTS}/dependency/{{part}}.balance.csv",
    wildcard_constraints:
        part="|".join(map(re.escape, DEPENDENCY_PARTS)) or "none",
    log:
        logs("compute_balance/{part}.log"),
    benchmark:
        benchmarks("compute_balance/{part}.tsv")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        code=code_version("scripts/compute_balance.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
        focus=list(SETTINGS.focus),
    script:
        "../scripts/compute_balance.py"


rule compute_ranges:
    message:
        "Compute how much of the asymmetry is the measure's choice and the tables' error"
    input:
        dependency=indicators("dependency.csv"),
        balances=[f"{RESULTS}/dependency/{part}.balance.csv" for part in DEPENDENCY_PARTS],
    output:
        table=indicators("dependency_ranges.csv"),
    log:
        logs("compute_ranges.log"),
    benchmark:
        benchmarks("compute_ranges.tsv")
    params:
        code=code_version("scripts/compute_ranges.py"),
        focus=list(SETTINGS.focus),
    script:
        "../scripts/compute_ranges.py"
