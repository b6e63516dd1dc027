#!/bin/sh
# Write the lock files again: every dependency at one version, with the hashes of all its files, naming no package host.
# Without arguments the versions already locked are kept where they still fit; `--upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."
tools=.venv-lock
[ -x "$tools/bin/pip-compile" ] || { python3 -m venv "$tools" && "$tools/bin/python" -m pip install -q pip-tools; }

lock() {
    "$tools/bin/pip-compile" -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" pyproject.toml requirements/build.in
}
lock "$@" --extra dev --extra e2e --extra hosted --extra report --extra train -o requirements/test.lock
lock "$@" -c requirements/test.lock --extra report -o requirements/run.lock
for file in requirements/*.lock; do # its remark on setuptools is not for us
    sed '/^#/d' "$file" >"$file.new" && mv "$file.new" "$file"
done
if grep -n '://' requirements/*.lock; then
    echo "A lock file names an address." >&2
    exit 1
fi
