#!/usr/bin/env bash
# DataFrame.drop(columns=...) makes a wide frame a block per column, and all that follows slow.
#
# Expected: leaving out columns by `drop` and by `loc` with a mask are two ways to write the same.
# What happens: the frames compare equal, but the dropped one is 1,240 blocks and the other one
#   block. What runs along its rows takes many times as long, and so does what is derived from it,
#   since comparisons, slices and casts keep the blocks: a matrix of countries by products, two of
#   its columns dropped, took fifteen times as long to solve.
# Version and source: pandas 3.1.1.
# What to do: leave columns out of a wide matrix by `loc` with a mask, or take a copy, which joins
#   the blocks.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet pandas==3.1.1 numpy==2.4.6
env/bin/python - <<'PYTHON'
import sys
import time

import numpy as np
import pandas as pd

whole = pd.DataFrame(np.ones((133, 1242)), columns=[f"{n:04d}" for n in range(1242)])
gone = ["0500", "1000"]
dropped = whole.drop(columns=gone)
kept = whole.loc[:, ~whole.columns.isin(gone)]


def taken(frame):
    """The shortest of five times that a look along its rows takes, in milliseconds."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        (frame != 0).any(axis=1)
        times.append(1000 * (time.perf_counter() - start))
    return min(times)


print("pandas", pd.__version__)
print("equal:", dropped.equals(kept))
for name, frame in (("drop", dropped), ("loc", kept), ("drop, then copied", dropped.copy())):
    print(f"{name}: {frame._mgr.nblocks} blocks, {taken(frame):.1f} ms")
slower = taken(dropped) / taken(kept)
print(f"dropped frame slower by a factor of {slower:.0f}")
as_described = dropped.equals(kept) and dropped._mgr.nblocks > 1000 and slower > 5
sys.exit(0 if as_described else "The behaviour has changed.")
PYTHON
