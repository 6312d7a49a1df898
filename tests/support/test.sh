#!/usr/bin/env bash
# ./dev test: build, start the servers, run the tests, count. Each leg goes on whatever became of the one before, so that one run tells
# everything; the closing line, last, counts them all.
#
# What a test is told is in paths.sh (export_environment); PGPLUMB_SAMPLE=N asks the differential tests for every Nth case only.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"
cd "$SOURCE"

# The tests that depend on the compiler and on libpg_query run under the sanitizers and in the roots as well; these are their suites.
PORTABLE=(--suite unit --suite differential)

suites=() roots=() tests=() all=false
while [ $# -gt 0 ]; do
    case $1 in
    --suite) suites+=(--suite "${2:?--suite NAME}") && shift ;;
    --suite-of)
        [[ ${2:-} = trixie || ${2:-} = sid ]] || die "--suite-of trixie or sid"
        roots+=("$2") && shift
        ;;
    --all) all=true ;;
    -*) die "unknown option '$1' (./dev help)" ;;
    *) tests+=("$1") ;;
    esac
    shift
done

logs=() failed=() skipped=() passed=0

leg() { printf '\n== %s (%d min %02d s)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

# meson_tests DIRECTORY [ARGUMENT]…: its verdict is in the log, which tally.py reads.
meson_tests() {
    local directory=$1 log=${LOG:-testlog}
    shift
    rm -f "$directory/meson-logs/$log.json"
    logs+=("$directory/meson-logs/$log.json")
    PGPLUMB_BIN=$SOURCE/$directory/cli/pgplumb meson test -C "$directory" --logbase "$log" --no-rebuild --print-errorlogs "$@" || true
}

release() {
    leg 'release build'
    if ./dev build; then meson_tests build "${suites[@]}" "${tests[@]}"; else failed+=('release build'); fi
}

# What a cluster makes of the manifests, and buildah of the Dockerfile (in the root of trixie, which is there by now); skipped, with the
# reason, where they cannot be had.
cluster() {
    leg 'cluster and image'
    export_environment
    LOG=cluster meson_tests build --suite cluster
}

# Built, installed and used where nothing else is.
packages() {
    leg 'Debian packages'
    LOG=package meson_tests build --suite package
}

# An apply is broken off at every point. The tests wait for their servers as much as they work.
complete() {
    leg 'broken off everywhere'
    LOG=complete meson_tests build --suite complete --num-processes $((2 * $(nproc)))
}

# The closing line of the log says how many pairs passed.
random() {
    leg 'random schemas'
    LOG=random meson_tests build --verbose --suite random-held
}

sanitizers() {
    leg 'address and undefined-behaviour sanitizers'
    if ./dev build-asan; then
        PGPLUMB_SAMPLE=${PGPLUMB_SAMPLE:-10} meson_tests build-asan --timeout-multiplier 5 "${PORTABLE[@]}"
    else
        failed+=('sanitizer build')
    fi
}

# in_root SUITE SAMPLE
in_root() {
    local log status=0
    leg "Debian $1"
    log=$(tests/support/root.sh "$1" --log)
    PGPLUMB_SAMPLE=${PGPLUMB_SAMPLE:-$2} tests/support/root.sh "$1" --timeout-multiplier 2 "${PORTABLE[@]}" || status=$?
    if [ $status = 77 ]; then
        skipped+=("Debian $1")
    elif [ -e "$log" ]; then
        logs+=("$log")
    else
        failed+=("Debian $1: not built")
    fi
}

formatting() {
    leg 'formatting'
    if ./dev fmt --check; then passed=$((passed + 1)); else failed+=('formatting (./dev fmt mends it)'); fi
}

./dev deps
! $all || tests/support/checkers.sh
export_environment
tests/support/servers.sh start
if $all; then
    formatting
    release
    packages
    complete
    random
    sanitizers
    in_root trixie 4
    in_root sid 4
    cluster
elif [ ${#roots[@]} -gt 0 ]; then
    for root in "${roots[@]}"; do in_root "$root" 1; done
else
    release
    [ ${#suites[@]} -gt 0 ] || [ ${#tests[@]} -gt 0 ] || sanitizers
fi
leg 'closing'
exec "$PGPLUMB_PYTHON" tests/support/tally.py --passed "$passed" "${failed[@]/#/--failed=}" "${skipped[@]/#/--skipped=}" "${logs[@]}"
