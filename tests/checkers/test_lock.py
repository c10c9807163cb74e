"""The lock for machines that are not here: there are wheels for macOS and for arm64."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.long

PLATFORMS = ("aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-gnu")
PYTHONS = ("3.11", "3.12", "3.13")
# Without wheels, pure Python: built where it is installed.
BUILT_HERE = ("connection-pool",)
NO_INDEX = ("Failed to fetch", "error sending request", "dns error", "Could not connect")


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_locked_package_has_a_wheel(root, tmp_path, platform, version, tried):
    run = subprocess.run(
        [sys.executable, "workflow/techsov/build/uv_as_pip.py", ".venv/bin/uv", "pip", "compile",
         "requirements.lock", "--quiet", "--no-deps", "--only-binary", ":all:",
         *(word for name in BUILT_HERE for word in ("--no-binary", name)),
         "--python-platform", platform, "--python-version", version,
         "--output-file", str(tmp_path / "found.txt")],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode and any(said in run.stderr for said in NO_INDEX):
        pytest.skip("no package index answers, which knows what wheels there are")
    assert run.returncode == 0, run.stderr
    assert "numpy==" in (tmp_path / "found.txt").read_text()
    cases = len(PLATFORMS) * len(PYTHONS)
    tried("the lock for macOS and arm64, Python 3.11 to 3.13", cases, "a wheel of every package")
