"""The report in the browser: static pages in every language."""


rule write_report:
    message:
        "Write the report"
    input:
        claims=[claims_in(language) for language in SETTINGS.languages],
        reasons=f"{RESULTS}/claims_reasons.json",
        figures=[path for path in figure_files() if path.endswith((".csv", ".json", ".svg"))],
        tables=[f"{RESULTS}/tables/{name}.csv" for name in PAPER_TABLES],
        values=f"{RESULTS}/values.json",
        chosen=[indicators(f"{name}.csv") for name in EXPLORED],
        provenance=f"{RESULTS}/provenance.csv",
        steps="config/report.yaml",
        labels=[f"config/labels.{each}.yaml" for each in SETTINGS.languages],
        datasets=DATASETS,
        texts=[f"config/report.{each}.yaml" for each in SETTINGS.languages],
        countries=COUNTRIES,
        structures=STRUCTURES,
        templates=PAGE_FILES,
    output:
        report_files(),
    params:
        code=code_version("scripts/write_report.py", *FIGURE_MODULES),
        edition=EDITION.name,
        title=EDITION.title,
        figures={name: [spec.step, spec.paths(RESULTS)] for name, spec in FIGURES.items()},
        more=besides_report(),
        focus=list(SETTINGS.focus),
    log:
        logs("write_report.log"),
    benchmark:
        benchmarks("write_report.tsv")
    script:
        "../scripts/write_report.py"


rule bundle_charts:
    message:
        "Bundle the library that draws the report's charts"
    input:
        # The library comes with a locked package: another lock may bring another release of it.
        "requirements.lock",
    output:
        bundle=f"{RESULTS}/report/vega.js",
    params:
        code=code_version("scripts/bundle_charts.py"),
    log:
        logs("bundle_charts.log"),
    benchmark:
        benchmarks("bundle_charts.tsv")
    script:
        "../scripts/bundle_charts.py"


rule write_spreadsheet:
    message:
        "Put every figure's and table's rows into one workbook"
    input:
        figures=[f"{RESULTS}/figures/{name}.csv" for name in FIGURES],
        said=[f"{RESULTS}/figures/{name}.json" for name in FIGURES],
        tables=[f"{RESULTS}/tables/{name}.csv" for name in PAPER_TABLES],
        claims=[claims_in(language) for language in SETTINGS.languages],
        provenance=f"{RESULTS}/provenance.csv",
        labels=[f"config/labels.{each}.yaml" for each in SETTINGS.languages],
        datasets=DATASETS,
        texts=[f"config/report.{each}.yaml" for each in SETTINGS.languages],
        countries=COUNTRIES,
    output:
        workbook=shown(f"{RESULTS}/figures.xlsx", "workbook", "Workbook", figures="all"),
    params:
        code=code_version("scripts/write_spreadsheet.py"),
        edition=EDITION.name,
    log:
        logs("write_spreadsheet.log"),
    benchmark:
        benchmarks("write_spreadsheet.tsv")
    script:
        "../scripts/write_spreadsheet.py"
