"""Who depends on whom: every table's measures in one job, then all years and databases together."""

PART = "|".join(map(re.escape, DEPENDENCY_PARTS)) or "none"


rule compute_dependency_year:
    message:
        "Compute who depends on whom in {wildcards.part}"
    input:
        tables=lambda wildcards: DEPENDENCY_PARTS[wildcards.part],
        countries=COUNTRIES,
    output:
        panel=f"{RESULTS}/panel/pairs/{{part}}.parquet",
        pairs=f"{RESULTS}/dependency/{{part}}.csv",
        industries=f"{RESULTS}/dependency/{{part}}.industries.csv",
        extraction=f"{RESULTS}/dependency/{{part}}.extraction.csv",
        balance=f"{RESULTS}/dependency/{{part}}.balance.csv",
    wildcard_constraints:
        part=PART,
    # What most of the graph waits for goes first, so that no core stands idle at the end.
    priority: 10
    params:
        code=code_version("scripts/compute_dependency_year.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
        focus=list(SETTINGS.focus),
    threads: 1
    # A full-size year: its flows (130 MB), once more for an extraction, and in single precision.
    resources:
        mem_mb=1200,
    log:
        logs("compute_dependency_year/{part}.log"),
    benchmark:
        benchmarks("compute_dependency_year/{part}.tsv")
    script:
        "../scripts/compute_dependency_year.py"


rule compute_dependency:
    message:
        "Bring all years and databases of dependency together"
    input:
        pairs=parts("csv"),
        industries=parts("industries.csv"),
        extractions=parts("extraction.csv"),
        points=tidy(*DEPENDENCY_POINTS),
    output:
        table=indicators("dependency.csv"),
        industries=indicators("dependency_industries.csv"),
        extraction=indicators("extraction.csv"),
    priority: 10
    params:
        code=code_version("scripts/compute_dependency.py"),
    log:
        logs("compute_dependency.log"),
    benchmark:
        benchmarks("compute_dependency.tsv")
    script:
        "../scripts/compute_dependency.py"


rule compute_ranges:
    message:
        "Compute how much of the asymmetry is the measure's choice and the tables' error"
    input:
        dependency=indicators("dependency.csv"),
        balances=parts("balance.csv"),
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
