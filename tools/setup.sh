#!/bin/sh
# Finds a Python that can set this folder up, and runs setup_environment.py with it.
#
#   sh tools/setup.sh                        python3, or the first of python3.11 … python3.14 that will do
#   PYTHON=/path/to/python sh tools/setup.sh   that one and no other
#
# It uses nothing but the shell, so that a missing Python is answered with a sentence instead of a stack trace.
set -u

case $0 in
*/*) tools=${0%/*} ;;
*) tools=. ;;
esac
script=$tools/setup_environment.py
here=$tools/../.venv/bin/python

remedy="Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python"

# What one candidate is: "usable", "without-venv", "old <version>", or nothing where it does not run.
# The program is Python 2 as well as Python 3, because the candidate may be anything.
examine() {
	"$1" -c '
import sys
if sys.version_info < (3, 11):
    print("old %d.%d.%d" % sys.version_info[:3])
else:
    from importlib.util import find_spec
    print("usable" if find_spec("venv") and find_spec("ensurepip") else "without-venv")
' 2>/dev/null </dev/null
}

fail() {
	printf 'podwright cannot be set up: %s.\n  %s\n' "$1" "$2" >&2
	exit 1
}

if [ -n "${PYTHON:-}" ]; then
	set -- "$PYTHON"
else
	# The environment's own Python comes first: where nothing is left to do, no other need be looked for.
	if [ -x "$here" ] && [ "$(examine "$here")" = usable ]; then
		exec "$here" -I "$script"
	fi
	set -- python3 python3.14 python3.13 python3.12 python3.11 python
fi

found=
without_venv=
for candidate; do
	verdict=$(examine "$candidate")
	case $verdict in
	usable) exec "$candidate" -I "$script" ;;
	without-venv) without_venv=${without_venv:-$candidate} ;;
	old*) found="${found:+$found, }$candidate is ${verdict#old }" ;;
	esac
done

if [ -n "$without_venv" ]; then
	fail "$without_venv has no venv and ensurepip modules" \
		"On Debian and Ubuntu: sudo apt-get install python3-venv. Or name another Python: make PYTHON=/path/to/python"
elif [ -n "$found" ]; then
	fail "Python 3.11 or newer is needed, but $found" "$remedy"
elif [ -n "${PYTHON:-}" ]; then
	fail "PYTHON=$PYTHON does not run" "$remedy"
else
	fail "there is no python3 on PATH" "$remedy"
fi
