#!/bin/sh
# The example is built against the installed library, through pkg-config, and says what the program says.
# usage: run.sh BUILD SOURCE
set -eu
build=$1 source=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
DESTDIR=$root meson install -C "$build" --no-rebuild --quiet
pc=$(find "$root" -name pgplumb.pc)
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$root"
library=$(dirname "${pc%/*}")
# shellcheck disable=SC2046
${CC:-cc} -Wall -Wextra -Werror "$source/tests/library/example.c" -o "$root/example" $(pkg-config --cflags --libs pgplumb)
program=$(find "$root" -name pgplumb -path '*/bin/*')

# same_as FORMAT FROM TO: what is written, notes and exit status
same_as() {
    said=0 expected=0
    LD_LIBRARY_PATH=$library "$root/example" "$2" "$3" "$1" >"$root/said" 2>"$root/trouble" || said=$?
    "$program" plan --from "$2" --to "$3" --format "$1" >"$root/expected" 2>"$root/notes" || expected=$?
    diff -u "$root/expected" "$root/said"
    [ "$said" = "$expected" ] || { echo "$2 to $3: exit $said, the program $expected"; cat "$root/trouble"; exit 1; }
    [ "$said" = 2 ] || sed -n 's/^note: //p' "$root/notes" | diff -u - "$root/trouble"
}
same() {
    for format in text sql json markdown html; do same_as $format "$1" "$2"; done
}

cd "$source/schemas/sample"
same v1 v2
same v2 v1
same empty: v2
printf 'CREATE TABLE t (\n  a nothing);\n' >"$root/bad.sql"
same empty: "$root/bad.sql"
grep -q 'bad.sql:2:5: ' "$root/trouble" || { cat "$root/trouble"; exit 1; }
others=$(nm -D --defined-only "$library/libpgplumb.so" | awk '$3 !~ /^(pgplumb_|PGPLUMB_0)/')
[ -z "$others" ] || { echo "exported, too: $others"; exit 1; }
