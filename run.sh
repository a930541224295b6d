#!/bin/sh
# Sets up what is missing, then opens annotator or runs its tests. `./run.sh --help` says how.
set -eu

usage() {
    cat <<'END'
./run.sh                   open the window on the sample project
./run.sh test              run the fast tests, without a display
./run.sh test ARGUMENT…    run pytest with these arguments, for example: ./run.sh test -m slow
./run.sh bench [ARGUMENT…] run the benchmarks; --peers measures other programs too, in an environment of their own
./run.sh soak [MINUTES]    kill it, cut its power and feed it broken files for two hours, or so many minutes
./run.sh ARGUMENT…         the annotator command, for example: ./run.sh check study.annot
                           (./run.sh help shows its own help)

Whatever is missing is installed first: Debian packages (with apt-get where there is one),
a Python environment in .venv, and the versions that uv.lock names, checked by their hashes.
END
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
venv=$here/.venv
stamp=$venv/set-up

say() { printf '%s\n' "$*" >&2; }

# ---- Debian packages ------------------------------------------------------------------------------------------------

qt_and_fonts="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0
    libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libwayland-cursor0 fonts-noto-core fonts-noto-cjk"

# Prints those of the named packages that are not installed; one call of dpkg-query, so that every start can afford it.
missing_of() {
    # shellcheck disable=SC2016,SC2086  # the dollar is dpkg's own; the names are words
    installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' libglib2.0-0t64 $1 2>/dev/null || true)"
    for package in $1; do
        case $installed in
        *" installed=$package "*) ;;
        *) [ "$package" = libglib2.0-0 ] && case $installed in *" installed=libglib2.0-0t64 "*) continue ;; esac
           printf '%s ' "$package" ;;
        esac
    done
}

# Runs a command as root: as it is, by sudo (which may ask for the password only if somebody is there), or not at all.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@" </dev/null
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@" </dev/null
    fi
}

# Prints the names that apt knows; newer releases call GLib's package libglib2.0-0t64.
known_to_apt() {
    for package in $1; do
        for name in "$package" "${package}t64"; do
            if apt-cache show "$name" >/dev/null 2>&1; then
                printf '%s ' "$name"
                break
            fi
        done
    done
}

install_packages() {
    if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then
        say "These Debian packages are missing and cannot be installed from here: $1"
        say "Going on without them; an administrator installs them with: apt-get install $1"
        return 0
    fi
    say "Installing Debian packages (a minute or two): $1"
    as_root apt-get -qq update || true
    names=$(known_to_apt "$1")
    # shellcheck disable=SC2086  # the names are words
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $names >/dev/null; then
        say "apt-get could not install them. Going on without; an administrator installs them with: apt-get install $1"
    fi
}

install_missing_packages() { # base|dev
    command -v dpkg-query >/dev/null || return 0
    wanted=$qt_and_fonts
    if ! venv_is_there && [ -z "$(find_python)" ]; then
        wanted="python3 python3-venv $wanted"
    fi
    if [ "$1" = dev ]; then
        wanted="$wanted strace" # records what a power cut may take; tests that need it are skipped without
    fi
    missing=$(missing_of "$wanted")
    if [ -n "$missing" ]; then
        install_packages "$missing"
    fi
}

# ---- Python and the locked versions -------------------------------------------------------------------------------

# Prints the first Python that Qt's package is made for and that can make an environment.
find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
}

venv_is_there() { [ -x "$venv/bin/python" ]; }

# Prints what a finished set-up depends on: the wanted packages, this folder, this Python.
fingerprint() {
    cat "$here/pyproject.toml" "$here/uv.lock" | cksum
    printf '%s\n' "$here"
    "$venv/bin/python" -I -S -c 'import sys; print(sys.version)' 2>/dev/null || echo "no Python"
}

make_venv() {
    python=$(find_python)
    if [ -z "$python" ]; then
        say "annotator needs Python 3.11 to 3.14 with its venv module; none was found. An administrator installs it, on Debian" \
            "with: apt-get install python3 python3-venv"
        exit 1
    fi
    say "Making a Python environment in $venv"
    "$python" -m venv --clear "$venv"
}

install_annotator() { # base|dev
    if ! "$venv/bin/python" -I -c 'import pip' 2>/dev/null; then
        make_venv # made by another tool, or by a Python that is gone
    fi
    say "Installing annotator and what it needs (a minute or two; the next start is quick)"
    rm -f "$stamp"
    extra=${1#base}
    "$venv/bin/python" "$here/.ci/locked.py" ${extra:+"$extra"} >"$venv/locked.txt"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes \
        --requirement "$venv/locked.txt"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation \
        --editable "$here"
    printf '%s\n%s\n' "$1" "$(fingerprint)" >"$stamp"
}

set_up() { # base|dev
    install_missing_packages "$1"
    venv_is_there || make_venv
    found=$(cat "$stamp" 2>/dev/null || true)
    # Another tool may have taken away from the environment what was installed here.
    [ -x "$venv/bin/annotator" ] && { [ "$1" = base ] || [ -x "$venv/bin/pytest" ]; } || found=
    now=$(fingerprint)
    case $found in
    "dev
$now") ;; # has all that "base" has
    "$1
$now") ;;
    *) install_annotator "$1" ;;
    esac
    compile_texts
}

# Compiles the texts of other languages where they are newer than what was compiled of them; costs a look at a few files.
compile_texts() {
    for source in "$here"/resources/locale/*/LC_MESSAGES/*.po; do
        compiled=${source%.po}.mo
        if [ -f "$source" ] && { [ ! -f "$compiled" ] || [ -n "$(find "$source" -newer "$compiled")" ]; }; then
            "$venv/bin/python" "$here/hatch_build.py"
            return
        fi
    done
}

# ---- What to run ------------------------------------------------------------------------------------------------------

on_mac() { [ "$(uname -s)" = Darwin ]; }

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || on_mac; }

# The folder of annotator.paths.data_folder(), without the wait for Python.
data_folder() {
    if [ -n "${ANNOTATOR_DATA:-}" ]; then
        printf '%s' "$ANNOTATOR_DATA"
    elif on_mac; then
        printf '%s' "$HOME/Library/Application Support/annotator"
    else
        printf '%s' "${XDG_DATA_HOME:-$HOME/.local/share}/annotator"
    fi
}

open_sample() {
    sample=$(data_folder)/sample/demo.annot
    if [ ! -f "$sample" ]; then
        "$venv/bin/annotator" demo "${sample%/*}"
    fi
    if has_display; then
        exec "$venv/bin/annotator" "$sample" --as ada
    fi
    printf '%s\n' "There is no display to open a window on; the sample project, made by \`annotator demo\`, is $sample"
}

run_tests() {
    cd "$here"
    export QT_QPA_PLATFORM=offscreen
    if [ $# = 0 ]; then
        set -- -n 2 -m "not slow"
    fi
    exec "$venv/bin/python" -m pytest "$@"
}

run_benchmarks() {
    cd "$here"
    if [ ! -f tests/benchmarks/run.py ]; then
        say "There are no benchmarks in tests/benchmarks."
        exit 1
    fi
    export QT_QPA_PLATFORM=offscreen
    exec "$venv/bin/python" tests/benchmarks/run.py "$@"
}

run_soak() {
    cd "$here"
    export QT_QPA_PLATFORM=offscreen
    exec "$venv/bin/python" tests/soak/run.py "$@"
}

case ${1:-} in
-h | --help)
    usage
    ;;
test)
    shift
    set_up dev
    run_tests "$@"
    ;;
bench)
    shift
    set_up dev
    run_benchmarks "$@"
    ;;
soak)
    shift
    set_up dev
    run_soak "$@"
    ;;
"")
    set_up base
    open_sample
    ;;
help)
    set_up base
    exec "$venv/bin/annotator" --help
    ;;
*)
    set_up base
    exec "$venv/bin/annotator" "$@"
    ;;
esac
