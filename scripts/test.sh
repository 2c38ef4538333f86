#!/usr/bin/env bash
# The whole suite, first on SQLite, then on PostgreSQL. Arguments go to pytest: scripts/test.sh tests/house -k imports
# WORKERS=4 runs more at a time; REQUIRE_ALL=1 fails when a part of the suite could not run on this machine.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/bootstrap.sh dev || exit 1

summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
status=0
for database in sqlite postgres; do
    echo
    TEST_DB=$database TEST_SUMMARY=$summary .venv/bin/python -m pytest -n "${WORKERS:-2}" "$@"
    code=$?
    [ $code -eq 2 ] && exit 2 # interrupted by the person
    [ $code -eq 0 ] || status=1
    echo "  pytest ended with $code" >>"$summary"
done

echo
echo "What ran:"
cat "$summary"
if [ $status -eq 0 ]; then echo "All good."; else echo "Something failed: see above."; fi
exit $status
