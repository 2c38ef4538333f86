#!/usr/bin/env bash
# Makes .venv from the hash-pinned lists, or does nothing when it is already right.
# `scripts/bootstrap.sh` installs what the portal needs to run, `scripts/bootstrap.sh dev` also what its tests need.
# PYTHON=/path/to/python chooses the interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements.txt
[ "${1:-run}" = dev ] && lock=requirements-dev.txt
here=.venv/bin/python
apt="sudo apt-get install -y git make python3 python3-venv"

say() { echo "bootstrap: $*" >&2; }

# The copy of the list that was installed is the proof that it was.
installed() { cmp -s "$1" ".venv/installed-$1"; }
if installed "$lock" && "$here" -c '' 2>/dev/null; then
    exit 0
fi

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null && recent "$name"; then
            command -v "$name"
            return
        fi
    done
}

make_venv() {
    local python
    rm -rf .venv
    python=$(find_python)
    if uv --version >/dev/null 2>&1 && uv venv --quiet --python "${python:-3.13}" .venv; then
        return
    fi
    if [ -z "$python" ]; then
        say "Python 3.11 or newer is needed. On Debian 12 or newer and Ubuntu 24.04 or newer: $apt"
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "Python's venv module is missing. Install it with: $apt"
        exit 1
    fi
    "$python" -m venv .venv
}

by_uv() {
    local uv=uv
    if ! uv --version >/dev/null 2>&1; then
        uv=.venv/bin/uv
        [ -x "$uv" ] || by_pip scripts/requirements-uv.txt || return 1
    fi
    "$uv" pip install --quiet --python "$here" --require-hashes -r "$1"
}

by_pip() {
    "$here" -m pip --version >/dev/null 2>&1 || "$here" -m ensurepip >/dev/null || return 1
    "$here" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}

if ! recent "$here"; then
    say "making .venv"
    make_venv
fi
say "installing $lock"
by_uv "$lock" || { say "uv could not; trying pip"; by_pip "$lock"; }

cp "$lock" ".venv/installed-$lock"
if [ "$lock" = requirements-dev.txt ]; then
    cp requirements.txt .venv/installed-requirements.txt # the longer list holds the shorter one
fi
