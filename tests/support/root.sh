#!/usr/bin/env bash
# root.sh SUITE [MESON-TEST-ARGUMENT]…: build pgplumb and run its tests in a root of another Debian suite, for its libpg_query
# (12: the grammar of PostgreSQL 15, trixie: 17, sid: 18). The tests talk to this machine's servers over TCP.
#
# The root is made once, in the cache; the sources and the test data are copied in, nothing is mounted. The test log is then at
# $(root.sh SUITE --log). Ends with 77 when no root can be made here, except in CI as root, where that is a failure.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"

PACKAGES=gcc,libc6-dev,meson,pkgconf,git,python3,python3-psycopg2,postgresql-client
PACKAGES+=,libpq-dev,libpg-query-dev,libprotobuf-c-dev,protobuf-c-compiler,libyaml-dev,zlib1g-dev,libgit2-dev,libcurl4-openssl-dev,libjansson-dev,libmd-dev,libssl-dev
PACKAGES+=,uthash-dev,libcmocka-dev

suite=${1:?usage: root.sh SUITE [MESON-TEST-ARGUMENT]...}
shift
root=$CACHE/roots/$suite
log=$root/src/pgplumb/build/meson-logs/testlog.json

# give_up REASON: there is no root. A CI that could have made one must not pass without it.
give_up() {
    say "NO ROOT OF $suite: $1"
    if [ "$(id -u)" = 0 ] && [ "${CI:-}" = true ]; then exit 1; fi
    say "the tests with its libpg_query are SKIPPED"
    exit 77
}

make_root() {
    [ "$(cat "$root/.packages" 2>/dev/null)" != "$PACKAGES" ] || return 0
    [ "$(id -u)" = 0 ] || give_up "only root can make one (debootstrap)"
    command -v debootstrap >/dev/null || give_up "debootstrap is not installed"
    say "debootstrap $suite (once, a minute or two)"
    rm -rf "$root" "$root.new"
    if ! debootstrap --variant=minbase --include="$PACKAGES" "$suite" "$root.new" >"$root.log" 2>&1; then
        tail -n 5 "$root.log" >&2
        rm -rf "$root.new"
        give_up "debootstrap failed"
    fi
    rm -rf "$root.new"/var/cache/apt/archives/*.deb
    printf '%s\n' "$PACKAGES" >"$root.new/.packages"
    mv -T "$root.new" "$root"
}

# copy_in: the work tree as it is, committed or not, beside the test data. The build directory of last time stays when it was this
# checkout's (files of two checkouts cannot be told apart by their times).
copy_in() {
    local name variable to=$root/src/pgplumb
    mkdir -p "$to" "$root/src/shared"
    [ "$(cat "$root/src/.checkout" 2>/dev/null)" = "$SOURCE" ] || rm -rf "$to/build"
    printf '%s\n' "$SOURCE" >"$root/src/.checkout"
    find "$to" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git -C "$SOURCE" ls-files -z --cached --others --exclude-standard --deduplicate |
        tar -C "$SOURCE" --null --ignore-failed-read -cf - -T - 2>/dev/null | tar -C "$to" -xf -
    for name in corpus judge lab; do
        variable=PGPLUMB_${name^^}
        [ -z "${!variable:-}" ] || { rm -rf "${root:?}/src/shared/$name" && cp -a "${!variable}" "$root/src/shared/$name"; }
    done
}

if [ "${1:-}" = --log ]; then
    printf '%s\n' "$log"
    exit
fi
export_environment
mkdir -p "$CACHE/roots"
exec 7>"$root.lock"
flock 7
make_root
copy_in
rm -f "$log"
passed_on=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 PGPLUMB_PORT_BASE="$PORT_BASE")
for name in CI PGPLUMB_SAMPLE "${MAJORS[@]/#/PGPLUMB_TEST_SERVER_}"; do
    [ -z "${!name:-}" ] || passed_on+=("$name=${!name}")
done
exec env -i "${passed_on[@]}" chroot "$root" bash -euc '
    cd /src/pgplumb
    . tests/support/paths.sh
    export_environment
    [ -f build/build.ninja ] || meson setup build --buildtype=release -Dwerror=true
    ninja -C build
    exec meson test -C build --no-rebuild --print-errorlogs "$@"
' in-root "$@"
