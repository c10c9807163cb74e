#!/usr/bin/env bash
# Text far down a column of a workbook becomes null in polars.read_excel, without a word.
#
# Expected: a cell that does not fit the column's type stops the read, as in polars.read_csv, or the
#   column becomes text, as in pandas.
# What happens: the type comes from the first 100 rows, fewer than a panel of countries has. A number
#   that a statistical office marks further down ("12.5 e" for an estimate) is null afterwards: it
#   cannot be told from a figure that was never published, and no warning says so.
# Version and source: Polars 2.1.0 with fastexcel 0.21.0; infer_schema_length of read_excel.
# What to do: infer_schema_length=None, and convert what then is text by hand.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1
cat > run.py <<'EOF'
import fastexcel
import polars
import xlsxwriter

with xlsxwriter.Workbook("long.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["row", "value"])
    for row in range(1, 150):
        sheet.write_row(row, 0, [row, row * 1.5])
    sheet.write_row(150, 0, [150, "12.5 e"])
guessed = polars.read_excel("long.xlsx")
whole = polars.read_excel("long.xlsx", infer_schema_length=None)
print("polars", polars.__version__, "fastexcel", fastexcel.__version__)
print("by default:    ", guessed.schema["value"], guessed["value"][-1])
print("all rows seen: ", whole.schema["value"], whole["value"][-1])
assert whole["value"][-1] == "12.5 e"
assert guessed["value"][-1] is None, "late text is no longer lost"
EOF
env/bin/python run.py
