#!/bin/sh
# Dumps a PostgreSQL database into a folder, and keeps the newest dumps.
#
# BACKUP_FOLDER         where the dumps are
# BACKUP_NAME           what their names begin with: <name>-20261120T023000Z.dump
# BACKUP_KEEP           how many are kept
# BACKUP_PASSWORD_FILE  file with the password
# PGHOST, PGUSER, …     the database, as libpq reads them
set -eu
umask 077
# Names are sorted byte by byte, which is by time.
LC_ALL=C
export LC_ALL

PGPASSWORD=$(cat "$BACKUP_PASSWORD_FILE")
export PGPASSWORD

dump="$BACKUP_FOLDER/$BACKUP_NAME-$(date -u +%Y%m%dT%H%M%SZ).dump"
# No two runs share the folder, so whatever is unfinished was left by one that was killed.
rm -f -- "$BACKUP_FOLDER/$BACKUP_NAME"-*.dump.unfinished
trap 'rm -f -- "$dump.unfinished"' EXIT
child=
stop() {
    [ -z "$child" ] || kill "$child" || :
    exit 143
}
trap stop TERM

# In the background, because a shell answers signals only between commands.
pg_dump --format=custom --no-password --file="$dump.unfinished" &
child=$!
wait "$child"
child=
# What cannot be listed cannot be restored.
pg_restore --list "$dump.unfinished" >/dev/null
sync
mv -- "$dump.unfinished" "$dump"
echo "wrote ${dump##*/}, $(wc -c <"$dump") bytes"

set -- "$BACKUP_FOLDER/$BACKUP_NAME"-????????T??????Z.dump
while [ "$#" -gt "$BACKUP_KEEP" ]; do
    rm -- "$1"
    echo "removed ${1##*/}"
    shift
done
