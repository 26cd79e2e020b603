#!/bin/sh
# Makes the buckets of an object store, and users who may use no others.
#
# STORE_URL            the store: http://minio:9000
# STORE_USERNAME_FILE  file with the name of the root user
# STORE_PASSWORD_FILE  file with the root user's password
# STORE_PLAN           folder with what is to be there:
#                        buckets        one in each line
#                        users          in each line a policy, and the files with username and password
#                        <policy>.json  what a user may do
# STORE_TRIES          how often the store is asked until it answers
# STORE_PAUSE          seconds between two tries
# MC_CONFIG_DIR        where mc keeps the root user's credentials
#
# Everything may be there already: passwords and policies are set again. What the plan does not name stays.
# Only the shell, cat, sleep and timeout are used: mc's image has little else.
set -eu
umask 077
# Lengths are bytes, as for MinIO.
LC_ALL=C
export LC_ALL
trap 'exit 143' TERM

fail() {
    printf 'failed: %s\n' "$*" >&2
    exit 1
}

# Without a limit mc tries for minutes.
ask() {
    timeout 20 mc "$@"
}

# Sets value to the content of a file: read_value <file> <what it is> <least length>
read_value() {
    [ -r "$1" ] || fail "$2 cannot be read from $1"
    value=$(cat -- "$1")
    # The server, too, ignores white space around its credentials.
    value=${value#"${value%%[![:space:]]*}"}
    value=${value%"${value##*[![:space:]]}"}
    case $value in
    *"
"*) fail "$2 in $1 has more than one line" ;;
    esac
    [ "${#value}" -ge "$3" ] || fail "$2 in $1 is shorter than $3 characters"
}

read_value "$STORE_USERNAME_FILE" "the root user's name" 3
root=$value
read_value "$STORE_PASSWORD_FILE" "the root user's password" 8
# From the input, because everybody on the node sees arguments. Given the signature, mc does not connect yet.
printf '%s\n%s\n' "$root" "$value" |
    ask alias set store "$STORE_URL" --api S3v4 --path on >/dev/null ||
    fail "mc does not accept $STORE_URL and the root user's credentials"

try=1
until answer=$(ask admin policy list store 2>&1 >/dev/null); do
    case $answer in
    *"Access Key Id you provided does not exist"* | *"signature we calculated does not match"*)
        fail "$STORE_URL refuses the root user's credentials: it was started with others; restart it"
        ;;
    esac
    : "${answer:=no answer within 20 seconds}"
    [ "$try" -lt "$STORE_TRIES" ] || fail "$STORE_URL was not ready in $STORE_TRIES tries: $answer"
    printf '%s\n' "try $try of $STORE_TRIES: $STORE_URL is not ready: $answer"
    try=$((try + 1))
    # In the background, because a shell answers signals only between commands.
    sleep "$STORE_PAUSE" &
    wait "$!"
done
echo "$STORE_URL is ready"

while read -r bucket <&3; do
    ask mb --ignore-existing "store/$bucket" >/dev/null || fail "bucket $bucket was not made"
    echo "bucket $bucket is there"
done 3<"$STORE_PLAN/buckets"

while read -r policy username_file password_file <&3; do
    read_value "$username_file" "the name of user $policy" 3
    username=$value
    [ "$username" != "$root" ] || fail "user $policy has the root user's name, and would be the root user"
    read_value "$password_file" "the password of user $policy" 8
    ask admin policy create store "$policy" "$STORE_PLAN/$policy.json" >/dev/null ||
        fail "policy $policy was not made"
    printf '%s\n%s\n' "$username" "$value" | ask admin user add store >/dev/null ||
        fail "user $policy was not made"
    # The mc of September 2024 and older ones call it an error when nothing has to be done.
    if ! answer=$(ask admin policy attach store "$policy" --user="$username" 2>&1 >/dev/null); then
        case $answer in
        *"already in effect"*) ;;
        *) fail "user $policy was not given its policy: $answer" ;;
        esac
    fi
    echo "user $policy has its password and its policy"
done 3<"$STORE_PLAN/users"
