# shellcheck shell=bash disable=SC2034
# Where the helpers of ./dev keep things, and what tests are told. Sourced, not run.
#
# PGPLUMB_CACHE      downloads, server data, debootstrapped roots (may be deleted whenever the servers are down)
# PGPLUMB_MEMORY     a folder whose files are in memory, for servers of single tests; empty: none
# PGPLUMB_PORT_BASE  the server of major N listens on this port + N

SOURCE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
MAJORS=(14 15 16 17 18)
PORT_BASE=${PGPLUMB_PORT_BASE:-54000}

# Root's home is closed to the user who runs the servers, so root's cache is the machine's.
if [ -n "${PGPLUMB_CACHE:-}" ]; then
    CACHE=$PGPLUMB_CACHE
elif [ "$(id -u)" = 0 ] && [ -z "${XDG_CACHE_HOME:-}" ]; then
    CACHE=/var/cache/pgplumb
else
    CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/pgplumb
fi

say() { printf '%s\n' "dev: $*" >&2; }
die() { say "$@"; exit 1; }

server_url() { printf 'postgresql://postgres@127.0.0.1:%d/postgres\n' $((PORT_BASE + $1)); }

# roomy_memory: the folder whose files are in memory, where there is plenty.
roomy_memory() {
    local free
    free=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
    [ "${free:-0}" -ge 8 ] && [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] &&
        [ "$(df --output=avail -BG /dev/shm | tr -dc 0-9)" -ge 8 ] && printf '/dev/shm\n'
}

# python_with MODULE: the first python3 that can import it (a version manager's python rarely has Debian's modules).
python_with() {
    local candidate
    for candidate in "${PGPLUMB_PYTHON:-}" python3 /usr/bin/python3; do
        if [ -n "$candidate" ] && "$candidate" -c "import $1" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# use_psql: Debian's psql on the PATH is a wrapper in Perl that takes longer than psql does.
use_psql() {
    local real
    real=$(printf '%s\n' /usr/lib/postgresql/*/bin/psql | sort -V | tail -n 1)
    [ -x "$real" ] || return 0
    if [ "$(readlink "$CACHE/bin/psql")" != "$real" ]; then
        mkdir -p "$CACHE/bin" && ln -sfn "$real" "$CACHE/bin/psql" || return 0
    fi
    export PATH=$CACHE/bin:$PATH
}

# export_environment: what the tests are told. A variable that the caller has set stays as it is.
export_environment() {
    local major name variable
    for major in "${MAJORS[@]}"; do
        variable=PGPLUMB_TEST_SERVER_$major
        export "$variable=${!variable:-$(server_url "$major")}"
    done
    for name in corpus judge lab seeds; do
        variable=PGPLUMB_${name^^}
        [ -n "${!variable:-}" ] || [ ! -d "$SOURCE/../shared/$name" ] || export "$variable=$(cd "$SOURCE/../shared/$name" && pwd)"
    done
    [ -n "${PGPLUMB_CLUSTER_SCRIPTS:-}" ] || [ ! -x "$SOURCE/../shared/cluster/up.sh" ] ||
        export PGPLUMB_CLUSTER_SCRIPTS=$(cd "$SOURCE/../shared/cluster" && pwd)
    # The test cluster's programs and schemas (../shared/cluster), where they have been built.
    [ ! -d "${KROOT:-$HOME/.cache/flux-cluster}/bin" ] || export PGPLUMB_CLUSTER=${PGPLUMB_CLUSTER:-${KROOT:-$HOME/.cache/flux-cluster}}
    [ ! -d "$CACHE/roots/trixie" ] || export PGPLUMB_IMAGE_BASE=${PGPLUMB_IMAGE_BASE:-$CACHE/roots/trixie}
    [ ! -d "$CACHE/checkers/bin" ] || export PGPLUMB_CHECKERS=${PGPLUMB_CHECKERS:-$CACHE/checkers}
    export PGPLUMB_MEMORY=${PGPLUMB_MEMORY-$(roomy_memory)}
    export PGPLUMB_BIN=${PGPLUMB_BIN:-$SOURCE/build/cli/pgplumb}
    use_psql
    PGPLUMB_PYTHON=$(python_with psycopg2) || die "no python3 can import psycopg2 (./dev deps)"
    export PGPLUMB_PYTHON
    # A sanitizer's report must not look like one of pgplumb's exit codes.
    export ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1}
    export LSAN_OPTIONS=${LSAN_OPTIONS:-exitcode=99}
    export UBSAN_OPTIONS=${UBSAN_OPTIONS:-exitcode=99:halt_on_error=1:print_stacktrace=1}
}
