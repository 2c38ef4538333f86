#!/usr/bin/env bash
# Builds static/vendor from the locked packages. Called by `make vendor`; the only thing that needs node.
set -euo pipefail
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "make vendor needs node and npm; everything else runs on the committed files." >&2; exit 1; }
npm ci --no-audit --no-fund
npm run --silent build
