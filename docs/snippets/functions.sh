# For bash and zsh: `. functions.sh` in ~/.bashrc or ~/.zshrc.
export JOBS_QUEUE="${JOBS_QUEUE:-/srv/queue.sqlite3}"

# The dashboard, or with options whatever else: jv, jv --json
jv() { jobs-view "$JOBS_QUEUE" "$@"; }

# What failed, and why.
jvf() { jv --once --status failed "$@"; }
jvc() { jobs-view causes "$JOBS_QUEUE" "$@"; }

# The log of a job as it grows: jvl 17
jvl() { jobs-view log "$1" "$JOBS_QUEUE" --follow; }

# Runs a command once no job waits or runs any more, if none has failed meanwhile: jvw ./publish
jvw() { jobs-view wait "$JOBS_QUEUE" --new && "$@"; }
