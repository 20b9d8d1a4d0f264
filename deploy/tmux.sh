#!/bin/sh
# The mentor in a tmux session that outlives the ssh connection; restarted if it exits.
#   deploy/tmux.sh; tmux attach -t mentor; make down; tmux kill-session -t mentor
cd "$(dirname "$0")/.." || exit 1
tmux has-session -t mentor 2>/dev/null && { echo "Already running: tmux attach -t mentor"; exit 0; }
make -s setup && exec tmux new-session -d -s mentor \
    'until .venv/bin/python -m deploy.supervise foreground; do sleep 1; done'
