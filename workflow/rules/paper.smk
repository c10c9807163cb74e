"""The rebuilt paper and the notebooks behind its steps."""


rule execute_notebook:
    message:
        "Execute the notebook on {wildcards.notebook}"
    input:
        notebook="workflow/notebooks/{notebook}.py",
        read=lambda wildcards: NOTEBOOKS[wildcards.notebook],
    output:
        notebook=f"{RESULTS}/notebooks/{{notebook}}.ipynb",
    wildcard_constraints:
        notebook="|".join(NOTEBOOKS),
    # The paper waits for figures, nothing for notebooks.
    priority: -1
    params:
        code=lambda wildcards: code_version(
            "scripts/execute_notebook.py",
            *codeversion.modules(f"workflow/notebooks/{wildcards.notebook}.py"),
        ),
    log:
        logs("execute_notebook/{notebook}.log"),
    benchmark:
        benchmarks("execute_notebook/{notebook}.tsv")
    script:
        "../scripts/execute_notebook.py"


rule write_paper:
    message:
        "Set the rebuilt paper in every language"
    input:
        paper="paper/paper.typ",
        parts=paper_parts(),
        labels=[f"config/labels.{language}.yaml" for language in SETTINGS.languages],
        datasets=DATASETS,
        values=f"{RESULTS}/values.json",
        claims=[claims_in(language) for language in SETTINGS.languages],
        provenance=f"{RESULTS}/provenance.csv",
        figures=[path for path in figure_files() if path.endswith((".bare.svg", ".json"))],
        tables=[f"{RESULTS}/tables/{name}.csv" for name in PAPER_TABLES],
    output:
        papers=[
            shown(path, "paper", "Paper", language=language)
            for path, language in zip(papers(), SETTINGS.languages, strict=True)
        ],
    params:
        code=code_version("scripts/write_paper.py"),
        of_the_pair=[name for name, spec in FIGURES.items() if "focus" in spec.settings],
        languages=list(SETTINGS.languages),
    log:
        logs("write_paper.log"),
    benchmark:
        benchmarks("write_paper.tsv")
    script:
        "../scripts/write_paper.py"
