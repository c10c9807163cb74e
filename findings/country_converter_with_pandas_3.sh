#!/usr/bin/env bash
# country_converter cannot be made on pandas 3.
#
# Expected: the newest release of each, which pip installs side by side without a complaint, work
#   together.
# What happens: CountryConverter() raises "first argument must be string or compiled pattern": its
#   table's empty two-letter codes were the text "nan" in pandas 2, and are missing in the text
#   columns of pandas 3; a pattern cannot be made of them.
# Version and source: country_converter 1.3.2 with pandas 3.1.1; with pandas 2.3.3 it works.
# What to do: pin pandas below 3 beside it, or map codes by a table of one's own.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > run.py <<'EOF'
import country_converter
import pandas

try:
    said = country_converter.CountryConverter().convert("Russia", to="ISO3")
except TypeError as error:
    said = f"TypeError: {error}"
print(f"country_converter {country_converter.__version__}, pandas {pandas.__version__}: {said}")
assert ("TypeError" in said) == (pandas.__version__[0] == "3"), "it has changed"
EOF
for pandas in 2.3.3 3.1.1; do
    python3 -m venv "env-$pandas"
    "env-$pandas/bin/pip" install --quiet country_converter==1.3.2 "pandas==$pandas"
    "env-$pandas/bin/python" run.py
done
