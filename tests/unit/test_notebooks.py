"""A notebook runs in the Python of the build, whatever the machine calls `python3`."""

import json
import sys

from techsov.build import notebooks


def test_another_kernel_of_the_same_name_is_left_alone(tmp_path, monkeypatch):
    kernels = tmp_path / "kernels/python3"
    kernels.mkdir(parents=True)
    foreign = {"argv": ["/bin/false"], "display_name": "Python 3", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(foreign))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = tmp_path / "which.py"
    source.write_text("# %%\nimport sys\n\nprint(sys.executable)\n")
    notebooks.execute(source, tmp_path / "which.ipynb", results=tmp_path)
    cells = json.loads((tmp_path / "which.ipynb").read_text())["cells"]
    assert cells[0]["outputs"][0]["text"] == [f"{sys.executable}\n"]
