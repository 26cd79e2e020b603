#!/bin/sh
# Waits for PostgreSQL, and runs a migration while no other runs: sh migrate.sh alembic upgrade head
#
# It runs in the application's image, which has Python and a driver, but neither psql nor pg_isready. The lock
# belongs to a session of the database, so a Python program beside this script holds it; what it reads from
# its environment is written there.
#
# MIGRATE_PYTHON   the Python that has the driver; python3 where not given
set -u

case $0 in
*/*) program=${0%/*}/migrate_under_lock.py ;;
*) program=migrate_under_lock.py ;;
esac
python=${MIGRATE_PYTHON:-python3}

if [ "$#" -eq 0 ]; then
    echo "migrate: no command is given, such as: sh $0 alembic upgrade head" >&2
    exit 2
fi
if ! command -v "$python" >/dev/null; then
    echo "migrate: there is no $python in this image, and without it no lock: nothing was migrated" >&2
    exit 1
fi

# The first process of a container is killed by no signal that it does not handle, and Python handles none
# while a driver connects. So this shell stays, and hands on what it is sent.
child=
signals=0
stop() {
    signals=$((signals + 1))
    [ -z "$child" ] || kill "$child" 2>/dev/null || :
}
trap stop TERM INT

"$python" "$program" "$@" &
child=$!
[ "$signals" -eq 0 ] || kill "$child" 2>/dev/null || :

# A signal ends the waiting, but not the child: wait again. 127 means that the child was gone already.
wait "$child"
status=$?
waited=0
while [ "$waited" -lt "$signals" ]; do
    waited=$signals
    wait "$child"
    again=$?
    [ "$again" -eq 127 ] || status=$again
done
exit "$status"
