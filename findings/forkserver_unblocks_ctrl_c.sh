#!/usr/bin/env bash
# Starting a fork server unblocks Ctrl-C that the caller has blocked for it.
#
# Expected: signal.pthread_sigmask(SIG_BLOCK, {SIGINT}) before the server starts holds until it is
#   lifted, and the server inherits it: Ctrl-C does not reach it while it imports its libraries.
# What happens: with the server starts multiprocessing's resource tracker, which blocks SIGINT and
#   SIGTERM for its own start and then unblocks both, whatever stood before. The server starts after
#   it, without the mask, and dies of Ctrl-C in a traceback in the midst of an import.
# Version and source: CPython 3.11, 3.12 and 3.13, multiprocessing/resource_tracker.py,
#   ensure_running.
# What to do: resource_tracker.ensure_running() before the mask is set.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/run.py" <<'EOF'
import signal
import sys
from multiprocessing import forkserver, resource_tracker

if "tracker-first" in sys.argv:
    resource_tracker.ensure_running()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
forkserver.ensure_running()
print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
EOF
python3 --version
lost=$(python3 "$work/run.py")
kept=$(python3 "$work/run.py" tracker-first)
echo "still blocked after the server's start: $lost; with the tracker started before: $kept"
[ "$lost" = False ] && [ "$kept" = True ]
