"""From the providers' full releases to tidy tables. Extracts are tidy and skip this step."""


rule clean_release:
    message:
        "Read {wildcards.provider}/{wildcards.dataset} {wildcards.vintage} as released"
    input:
        raw=lambda wildcards: present(CATALOGUE.entry(key_of(wildcards))),
        sources=ancient("config/sources.yaml"),
        editions=ancient("config/editions.yaml"),
        updates=ancient(UPDATES),
        countries=COUNTRIES,
    output:
        table=f"{RESULTS}/clean/{{provider}}/{{dataset}}/{{vintage}}.csv",
    wildcard_constraints:
        provider="[^/]+",
        dataset="[^/]+",
        vintage="[^/]+",
    params:
        code=lambda wildcards: code_version(
            "scripts/clean_release.py", *record_of(wildcards).modules
        ),
        key=lambda wildcards: key_of(wildcards),
        record=lambda wildcards: record_of(wildcards).model_dump(exclude={"names", "probe"}),
    log:
        logs("clean_release/{provider}/{dataset}/{vintage}.log"),
    benchmark:
        benchmarks("clean_release/{provider}/{dataset}/{vintage}.tsv")
    script:
        "../scripts/clean_release.py"


rule clean_intercountry_year:
    message:
        "Read {wildcards.provider}/{wildcards.dataset} {wildcards.vintage}, year {wildcards.year}"
    input:
        archive=lambda wildcards: archive_of(CATALOGUE.entry(key_of(wildcards)), wildcards.year),
    output:
        table=f"{RESULTS}/clean/{{provider}}/{{dataset}}/{{vintage}}/{{year}}.parquet",
    wildcard_constraints:
        provider="[^/]+",
        dataset="[^/]+",
        vintage="[^/]+",
        year=r"\d{4}",
    params:
        code=lambda wildcards: code_version(
            "scripts/clean_intercountry_year.py", *record_of(wildcards).modules
        ),
        reader=lambda wildcards: record_of(wildcards).reader,
    # A full-size year as text, as numbers and as Parquet: measured at 1.1 GB, with room to spare.
    resources:
        mem_mb=2500,
    log:
        logs("clean_intercountry_year/{provider}/{dataset}/{vintage}/{year}.log"),
    benchmark:
        benchmarks("clean_intercountry_year/{provider}/{dataset}/{vintage}/{year}.tsv")
    script:
        "../scripts/clean_intercountry_year.py"
