#!/bin/sh
# Runs a worker, with the dashboard in a pane below it: tmux.sh QUEUE.sqlite3 COMMAND…
# The dashboard stays when the worker ends, and q closes it. Outside of tmux a session is started. tmux 3.1 or later.
set -eu
if [ -z "${TMUX:-}" ]; then
  exec tmux new-session sh "$0" "$@"
fi
queue=$1
shift
tmux split-window -v -l 75% jobs-view "$queue"
exec "$@"
