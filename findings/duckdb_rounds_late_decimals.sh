#!/usr/bin/env bash
# DuckDB rounds decimals that come late in a column of whole numbers, without a word.
#
# Expected: a value that does not fit the type that was guessed from the first rows stops the read,
#   as "n/a" there does, and as Polars stops at a late 1.5.
# What happens: read_csv guesses from some 20,000 rows. Of a column that holds whole numbers so far
#   (a level in millions, a rank) it makes BIGINT, and every decimal further down is rounded to a
#   whole number: 1.5 reads as 2. No error, no warning, no rejected row.
# Version and source: DuckDB 2.0.1 (1.4.1 does the same); CSV reader, sample_size.
# What to do: name the types (`types = {'value': 'DOUBLE'}`), or set sample_size = -1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet duckdb==2.0.1
cat > run.py <<'EOF'
import duckdb

with open("exports.csv", "w") as file:
    file.write("country,year,value\n")
    file.writelines(f"RUS,{1900 + row % 100},{row + 10}\n" for row in range(30_000))
    file.write("RUS,2001,1.5\nRUS,2002,2.49\n")
late = "where year > 2000 order by year"
guessed = duckdb.sql(f"select value from 'exports.csv' {late}").fetchall()
named = duckdb.sql(
    f"select value from read_csv('exports.csv', types = {{'value': 'DOUBLE'}}) {late}"
).fetchall()
print("duckdb", duckdb.__version__)
print("guessed:", guessed)
print("named:  ", named)
assert named == [(1.5,), (2.49,)]
assert guessed == [(2,), (2,)], "late decimals are no longer rounded"
EOF
env/bin/python run.py
