#!/usr/bin/env bash
# A Python set among a rule's params makes Snakemake run the rule again, every time.
#
# Expected: {"RUS", "CHN"} equals {"CHN", "RUS"}, so that a second run has nothing to do.
# What happens: params are compared by their text, in which a set stands in the order of its hashes,
#   and Python draws these anew for each process. "Params have changed since last execution" shows
#   the same members in another order; with few members it happens only now and then.
# Version and source: Snakemake 9.27.1, rerun trigger `params`.
# What to do: sorted(...) of every set, and of a dictionary's keys where a set made them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet snakemake==9.27.1
cat > Snakefile <<'EOF'
COUNTRIES = {"RUS", "CHN", "USA", "IND", "BRA", "DEU"}


rule shares:
    output:
        "shares.txt",
    params:
        of=COUNTRIES if config["as"] == "set" else sorted(COUNTRIES),
    shell:
        "echo {params.of} > {output}"
EOF
env/bin/snakemake --version
changed() { # whether a second process with other hashes finds the params changed
    rm -rf .snakemake shares.txt
    PYTHONHASHSEED=1 env/bin/snakemake --cores 1 --quiet all --config as="$1" >/dev/null 2>&1
    PYTHONHASHSEED=11 env/bin/snakemake --cores 1 --dry-run --config as="$1" 2>&1 |
        grep -c "Params have changed" || true
}
set_changed=$(changed set)
list_changed=$(changed list)
echo "a set: found changed $set_changed time(s); a sorted list: $list_changed time(s)"
[ "$set_changed" -gt 0 ] && [ "$list_changed" -eq 0 ]
