#!/usr/bin/env bash
# Style, types and the conventions of the house. Tells everything that is wrong, not only the first thing.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/bootstrap.sh dev || exit 1

status=0
run() {
    echo "lint: $1"
    shift
    "$@" || status=1
}
run style .venv/bin/ruff check .
run format .venv/bin/ruff format --check .
run types .venv/bin/mypy
run conventions .venv/bin/python -m pytest -q -p no:cacheprovider tests/house/test_{imports,names,templates,catalogues,packaging,states,constraints,docs}.py
exit $status
