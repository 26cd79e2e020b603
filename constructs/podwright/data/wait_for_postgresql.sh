#!/bin/sh
# Waits until PostgreSQL takes connections, for a migration that locks by itself.
#
# It runs in an image that has PostgreSQL's own client, pg_isready.
#
# WAIT_TRIES, WAIT_PAUSE   how often the server is asked, and the seconds between
# PGHOST, PGPORT           the server, as libpq reads them
set -u

trap 'exit 143' TERM

# It signs nobody in, and yet does not ask the server without the name of a user. Where none is given it takes
# that of the process, which has none on OpenShift: the UID is the namespace's, and in no /etc/passwd.
PGUSER=${PGUSER:-postgres}
export PGUSER

try=1
until pg_isready --quiet --timeout=5; do
    echo "waiting for $PGHOST:$PGPORT, try $try of $WAIT_TRIES"
    if [ "$try" -ge "$WAIT_TRIES" ]; then
        echo "$PGHOST:$PGPORT is not there after $WAIT_TRIES tries: nothing was migrated"
        exit 1
    fi
    try=$((try + 1))
    # In the background, because a shell answers signals only between commands.
    sleep "$WAIT_PAUSE" &
    wait "$!"
done
