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
    wildcard_constraints:
        part=PART,
    # What most of the graph waits for goes first, so that no core stands idle at the end.
    priority: 10
    params:
        code=code_version("scripts/compute_dependency_year.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
        # Told apart beside the regions that always are: the pair changes nothing else here.
        apart=[code for code in SETTINGS.focus if code not in regions.ORDER],
    threads: 1
    # A full-size year: its flows (130 MB), and in single precision.
    resources:
        mem_mb=1200,
    log:
        logs("compute_dependency_year/{part}.log"),
    benchmark:
        benchmarks("compute_dependency_year/{part}.tsv")
    script:
        "../scripts/compute_dependency_year.py"


rule compute_pair_year:
    message:
        "Compute the industries and supplies of the pair in {wildcards.part}"
    input:
        tables=lambda wildcards: DEPENDENCY_PARTS[wildcards.part],
        countries=COUNTRIES,
    output:
        industries=f"{RESULTS}/dependency/{{part}}.industries.csv",
        extraction=f"{RESULTS}/dependency/{{part}}.extraction.csv",
        balance=f"{RESULTS}/dependency/{{part}}.balance.csv",
    wildcard_constraints:
        part=PART,
    priority: 10
    params:
        code=code_version("scripts/compute_pair_year.py"),
        key=lambda wildcards: wildcards.part.split("/")[:3],
        focus=list(SETTINGS.focus),
    threads: 1
    # A full-size year: its flows (130 MB), once more for an extraction, and in single precision.
    resources:
        mem_mb=1200,
    log:
        logs("compute_pair_year/{part}.log"),
    benchmark:
        benchmarks("compute_pair_year/{part}.tsv")
    script:
        "../scripts/compute_pair_year.py"


rule compute_dependency:
    message:
        "Bring all years and databases of dependency together"
    input:
        pairs=parts("csv"),
        points=tidy(*CATALOGUE.feeding("dependency", layout="dependency")),
        macro=indicators("macro.csv"),
    output:
        table=indicators("dependency.csv"),
    priority: 10
    params:
        code=code_version("scripts/compute_dependency.py"),
    log:
        logs("compute_dependency.log"),
    benchmark:
        benchmarks("compute_dependency.tsv")
    script:
        "../scripts/compute_dependency.py"


rule compute_partners:
    message:
        "Rank every country's dependence on China and on the United States"
    input:
        dependency=indicators("dependency.csv"),
        macro=indicators("macro.csv"),
        countries=COUNTRIES,
    output:
        table=indicators("dependency_partners.csv"),
    params:
        code=code_version("scripts/compute_partners.py"),
        main={key: vintage for key, vintage in EDITION.main.items() if key == "imf/weo"},
    log:
        logs("compute_partners.log"),
    benchmark:
        benchmarks("compute_partners.tsv")
    script:
        "../scripts/compute_partners.py"


rule compute_pair:
    message:
        "Bring all years and databases of the pair together"
    input:
        industries=parts("industries.csv"),
        extractions=parts("extraction.csv"),
    output:
        industries=indicators("dependency_industries.csv"),
        extraction=indicators("extraction.csv"),
    params:
        code=code_version("scripts/compute_pair.py"),
    log:
        logs("compute_pair.log"),
    benchmark:
        benchmarks("compute_pair.tsv")
    script:
        "../scripts/compute_pair.py"


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
