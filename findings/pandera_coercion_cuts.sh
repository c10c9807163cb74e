#!/usr/bin/env bash
# Pandera's coerce=True cuts 2020.7 to 2020 and calls it valid, in pandas and in Polars.
#
# Expected: a schema that asks for whole years refuses 2020.7, above all with coerce=True, which is
#   said to raise where a value cannot be converted.
# What happens: coercion comes first and is a plain cast, which cuts. The checks then see 2020, and
#   two rows of a year can become a false duplicate, or an average of years a year.
# Version and source: pandera 0.35.0 with pandas 3.1.1 and Polars 2.1.0.
# What to do: look at the part behind the point before validation; the optional "Int64" of pandas
#   refuses by itself.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet "pandera[pandas,polars]==0.35.0" pandas==3.1.1 polars==2.1.0
cat > run.py <<'EOF'
import pandas
import pandera
import pandera.pandas
import pandera.polars
import polars

years = [2020.7, 2021.0]
of_pandas = pandera.pandas.DataFrameSchema({"year": pandera.pandas.Column(int)}, coerce=True)
of_polars = pandera.polars.DataFrameSchema({"year": pandera.polars.Column(polars.Int64)}, coerce=True)
optional = pandera.pandas.DataFrameSchema({"year": pandera.pandas.Column("Int64")}, coerce=True)
in_pandas = of_pandas.validate(pandas.DataFrame({"year": years}))["year"].tolist()
in_polars = of_polars.validate(polars.DataFrame({"year": years}))["year"].to_list()
try:
    refused = str(optional.validate(pandas.DataFrame({"year": years}))["year"].tolist())
except (pandera.errors.SchemaError, pandera.errors.SchemaErrors):
    refused = "refused"
print("pandera", pandera.__version__, "pandas", pandas.__version__, "polars", polars.__version__)
print("pandas int:  ", in_pandas)
print("polars Int64:", in_polars)
print("pandas Int64:", refused)
assert in_pandas == in_polars == [2020, 2021], "years are no longer cut"
assert refused == "refused"
EOF
env/bin/python run.py
