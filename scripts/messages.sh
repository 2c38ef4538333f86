#!/usr/bin/env bash
# Collects the texts of the code into the catalogues and compiles them.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in xgettext msgmerge msgfmt; do
    command -v $tool >/dev/null || { echo "make messages needs gettext: sudo apt-get install -y gettext" >&2; exit 1; }
done
mkdir -p locale
.venv/bin/python manage.py makemessages --locale it --locale ro --add-location file --no-obsolete \
    --ignore '.venv*' --ignore 'node_modules' --ignore 'frontend' --ignore 'var' --ignore 'tests' --ignore 'static'
.venv/bin/python manage.py compilemessages --locale it --locale ro --ignore '.venv*'
