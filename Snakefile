"""techsov: every table and figure behind the paper, from vintages to verdicts."""

from snakemake.utils import min_version

min_version("9.14")


configfile: "config/config.yaml"


# What stands first in Snakemake's own report (`make workflow-report`).
report: "workflow/report/workflow.rst"


include: "workflow/rules/jobs.smk"
include: "workflow/rules/common.smk"
include: "workflow/rules/targets.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/indicators.smk"
include: "workflow/rules/complexity.smk"
include: "workflow/rules/dependency.smk"
include: "workflow/rules/panel.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/paper.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/fetch.smk"
include: "workflow/rules/compare.smk"


rule all:
    default_target: True
    input:
        rules.write_paper.output,
        rules.check_claims.output,
        [claims_in(language) for language in SETTINGS.languages],
        rules.compute_audit.output,
        audit_files(),
        rules.write_values.output,
        indicator_tables(),
        complexity_tables(),
        dependency_files(),
        panel_files(),
        figure_files(),
        table_files(),
        notebook_files(),
        report_files(),
        report_assets(),


# Beside its code, every rule carries the content of what it reads.
for each in workflow.rules:
    if each.script and not each.name.startswith("fetch"):
        each.set_params(read=read_content(each))

# Results that something else than their rule wrote are made again before anything rests on them.
if workflow.is_main_process and (foreign := CONTENTS.mark_foreign(*result_folders())):
    more = f" and {len(foreign) - 5} more" if len(foreign) > 5 else ""
    logger.warning(f"Not as their rules left them, made again: {', '.join(foreign[:5])}{more}")


onsuccess:
    CONTENTS.note_written(*result_folders())


onerror:
    CONTENTS.note_written(*result_folders())
