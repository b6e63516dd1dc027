# Read by ./run and ./test: `prepare NAME` installs requirements/NAME.lock into a virtual environment, once.
# Needs $root; sets $python, the environment's. A stamp holds what was installed from, so a second start resolves nothing.

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    echo "Fingerpost needs Python 3.11 or newer, and none was found." >&2
    return 1
}

wanted() {
    echo "$root"
    cat "$lock" "$root/pyproject.toml"
}

with_uv() {
    command -v uv >/dev/null 2>&1 || return 1
    [ -x "$python" ] || uv venv -q --python "$base" "$venv" || return 1
    uv pip install -q --python "$python" --no-deps --require-hashes -r "$lock" &&
        uv pip install -q --python "$python" --no-deps --no-build-isolation -e "$root"
}

pip_() { # the environment's own pip, or the machine's where Python came without the means to copy it
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip --disable-pip-version-check -q "$@"
    else
        "$base" -m pip --python "$python" --disable-pip-version-check -q "$@"
    fi
}

with_pip() {
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        "$base" -m venv --clear "$venv" >/dev/null 2>&1 || "$base" -m venv --clear --without-pip "$venv" || return 1
    fi
    pip_ install --no-deps --require-hashes -r "$lock" && pip_ install --no-deps --no-build-isolation -e "$root"
}

prepare() {
    lock=$root/requirements/$1.lock
    venv=${FINGERPOST_VENV:-$root/.venv}
    python=$venv/bin/python
    stamp=$venv/.installed-$1
    if [ -x "$python" ] && wanted | cmp -s - "$stamp"; then
        return 0
    fi
    base=$(find_python) || return 1
    echo "Installing what Fingerpost needs (once) ..." >&2
    export PIP_ROOT_USER_ACTION=ignore
    if ! with_uv && ! with_pip; then
        echo "Installing did not work. Check the connection to the package index and run this again." >&2
        return 1
    fi
    wanted >"$stamp"
}
