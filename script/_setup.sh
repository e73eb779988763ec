# shellcheck shell=bash
# What the commands need before they can start: a Python, its packages, the words in Dutch. Sourced, not run.
# Everything here runs on the bash 3.2 of macOS as well.

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Sets $python to a Python of 3.11 or newer that can make a virtual environment.
find_python() {
    local candidate found="" old=""
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        # A stand-in of a version manager can be on the path and still run nothing: only what answers counts.
        "$candidate" -c 'import sys' >/dev/null 2>&1 || continue
        if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            old=$("$candidate" -c 'import platform; print(platform.python_version())')
            continue
        fi
        found=$candidate
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            python=$candidate
            return
        fi
    done
    [ -z "$found" ] || fail "Python has no venv module. Install it, on Debian with: apt install python3-venv"
    [ -z "$old" ] || fail "Python $old is too old. Install Python 3.11 or newer."
    fail "Python was not found. Install Python 3.11 or newer, on Debian with: apt install python3 python3-venv"
}

# Installs a lock file into .venv, unless exactly this one is there.
install_packages() {
    local lock=$1
    if cmp -s "$lock" ".venv/installed-$lock" && .venv/bin/python -c '' 2>/dev/null; then
        return
    fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        find_python
        say "Making .venv with $("$python" --version 2>&1) …"
        "$python" -m venv --clear .venv || fail "Python could not make .venv. On Debian: apt install python3-venv"
    fi
    say "Installing the packages of $lock …"
    rm -f .venv/installed-*
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        fail "The packages could not be installed; the lines above say why."
    cp "$lock" ".venv/installed-$lock"
    # The development lock holds everything of the other one, at the same versions (tests/house/test_locks.py).
    [ "$lock" = requirements.txt ] || cp requirements.txt .venv/installed-requirements.txt
}

# Compiles the translations that changed since they were compiled.
compile_words() {
    local words
    for words in locale/*/LC_MESSAGES/django.po; do
        [ -e "$words" ] || continue
        [ "${words%.po}.mo" -nt "$words" ] && continue
        say "Compiling the translations …"
        .venv/bin/python -m babel.messages.frontend compile --directory locale --domain django >/dev/null 2>&1 ||
            fail "The translations could not be compiled: pybabel compile -d locale -D django says why."
        return
    done
}
