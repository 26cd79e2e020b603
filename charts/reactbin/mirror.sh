#!/bin/sh
# Copies what a bucket holds into a bucket elsewhere, and removes nothing there.
#
# MIRROR_SOURCE, MIRROR_TARGET                the stores: http://minio:9000
# MIRROR_SOURCE_BUCKET, MIRROR_TARGET_BUCKET  the buckets
# MIRROR_KEYS                                 folder with the files SOURCE_ACCESS_KEY, SOURCE_SECRET_KEY,
#                                             TARGET_ACCESS_KEY and TARGET_SECRET_KEY
# MC_CONFIG_DIR                               where mc keeps them
#
# Only the shell, cat and timeout are used: mc's image has little else.
set -eu
umask 077
trap 'exit 143' TERM

fail() {
    echo "failed: $*" >&2
    exit 1
}

# Sets value to the key in a file, without white space around it, as the user there was made: read_key <file>
read_key() {
    value=
    [ ! -r "$1" ] || value=$(cat -- "$1")
    value=${value#"${value%%[![:space:]]*}"}
    value=${value%"${value##*[![:space:]]}"}
    case $value in
    "" | *"
"*) fail "there is no key of one line in $1" ;;
    esac
}

# Tells mc about a store: sign_in <alias> <url> <files>
sign_in() {
    read_key "$3_ACCESS_KEY"
    access=$value
    read_key "$3_SECRET_KEY"
    # By its input, because everybody on the node sees arguments. Given the signature, mc does not connect
    # yet.
    printf '%s\n%s\n' "$access" "$value" |
        timeout 20 mc alias set "$1" "$2" --api S3v4 >/dev/null ||
        fail "mc does not accept $2 and its credentials"
}

sign_in source "$MIRROR_SOURCE" "$MIRROR_KEYS/SOURCE"
sign_in target "$MIRROR_TARGET" "$MIRROR_KEYS/TARGET"

errors=$MC_CONFIG_DIR/errors
status=0
# In the background, because a shell answers signals only between commands.
mc --quiet mirror --overwrite "source/$MIRROR_SOURCE_BUCKET" "target/$MIRROR_TARGET_BUCKET" 2>"$errors" &
copy=$!
trap 'kill "$copy" 2>/dev/null; exit 143' TERM
wait "$copy" || status=$?
cat -- "$errors" >&2
# mc may end with 0 though objects were left out (https://github.com/minio/mc/issues/2474).
case $(cat -- "$errors") in
*"<ERROR>"*) fail "not everything was copied" ;;
esac
[ "$status" -eq 0 ] || fail "mc ended with status $status"
echo "bucket $MIRROR_SOURCE_BUCKET is copied"
