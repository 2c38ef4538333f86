#!/usr/bin/env bash
# Writes the hash-pinned lists from pyproject.toml. They are good for every system, and name no package index.
# `make lock` keeps the versions that still fit; `make lock UPGRADE=1` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { .venv/bin/python -m pip install --require-hashes -r scripts/requirements-uv.txt; uv=.venv/bin/uv; }

compile() {
    local out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --custom-compile-command "make lock" ${UPGRADE:+--upgrade} --output-file "$out" "$@" >/dev/null
    if grep -n '://\|^--' "$out"; then
        echo "$out names an address: take it out." >&2
        exit 1
    fi
    echo "$out: $(grep -c '==' "$out") packages"
}

compile requirements.txt pyproject.toml
compile requirements-dev.txt --group dev --constraints requirements.txt pyproject.toml
echo uv | compile scripts/requirements-uv.txt -
