"""From the providers to data/raw, through the target `fetch` and no other way.

No rule here makes a raw file. Each makes a marker beside it, which nothing but `fetch` asks for
and which goes when all are here: a build that misses a raw file therefore finds no way to the
network, and a rerun never deletes what was fetched, as it would delete an output. A file that is
there counts as fetched. (Snakemake takes temporary files away only for a rule with an output of
its own; hence the list of what is there.)
"""


rule fetch:
    message:
        "See that every raw file of the edition is here"
    localrule: True
    input:
        markers_of_absent,
    output:
        table=logs("fetched.tsv"),
    params:
        files=released_files(),
    log:
        logs("fetch.log"),
    script:
        "../scripts/fetch_check.py"


for provider in PROVIDERS:

    rule:
        name:
            f"fetch_{provider}"
        message:
            f"Fetch {{wildcards.file}} of {provider}/{{wildcards.dataset}}/{{wildcards.vintage}}"
        localrule: True
        wildcard_constraints:
            dataset="[^/]+",
            vintage="[^/]+",
            file="[^/]+",
        input:
            sources=ancient("config/sources.yaml"),
            editions=ancient("config/editions.yaml"),
            hosts=ancient("config/hosts.yaml"),
        output:
            temp(touch(f"data/raw/{provider}/{{dataset}}/{{vintage}}/{{file}}.fetched")),
        params:
            key=f"{provider}/{{dataset}}/{{vintage}}",
            rosstat_ca=SETTINGS.rosstat_ca,
        log:
            logs(f"fetch/{provider}/{{dataset}}/{{vintage}}/{{file}}.log"),
        benchmark:
            benchmarks(f"fetch/{provider}/{{dataset}}/{{vintage}}/{{file}}.tsv")
        script:
            "../scripts/fetch_release.py"
