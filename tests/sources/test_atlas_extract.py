"""The embedded extracts are what their script makes of the full releases, byte for byte."""

import subprocess
import sys

import pytest

EXTRACTS = [
    *(f"rankings/{vintage}/rankings.csv" for vintage in (2017, 2019, 2021, 2022, 2024)),
    *(f"overtaking/{vintage}/overtaking.csv" for vintage in (2017, 2019, 2021, 2022, 2024)),
    "exports-hs92-2/2019/exports.csv",
    "rank-spread-hs92-4/2019/spread.csv",
    "rank-spread-hs92-4/2019/products.csv",
]


@pytest.fixture(scope="module")
def extracted(root, releases, tmp_path_factory):
    target = tmp_path_factory.mktemp("raw")
    script = root / "workflow" / "extract" / "complexity.py"
    subprocess.run([sys.executable, script, releases, "--to", target], check=True, cwd=target)
    return target / "atlas"


@pytest.mark.releases
@pytest.mark.parametrize("name", EXTRACTS)
def test_the_extract_follows_from_the_release_byte_for_byte(root, extracted, name):
    assert (extracted / name).read_bytes() == (root / "data/raw/atlas" / name).read_bytes()


@pytest.mark.releases
def test_the_script_writes_nothing_else(extracted):
    written = {str(p.relative_to(extracted)) for p in extracted.rglob("*") if p.is_file()}
    assert written == set(EXTRACTS)
