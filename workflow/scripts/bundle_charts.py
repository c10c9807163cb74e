"""Write Vega, Vega-Lite and what embeds them as one script, from the package that holds them."""

from pathlib import Path

import vl_convert

# Inside a function, so that its names do not meet those of a page.
bundle = f"(function () {{\n{vl_convert.javascript_bundle()}\n}})();\n"
Path(snakemake.output.bundle).write_text(bundle, encoding="utf-8")
