#!/usr/bin/env bash
# The Debian packages: built here, looked through by lintian, installed into a root that has nothing but what they ask for, and used there.
# usage: run.sh. Ends with 77 where that is not possible: only root can make a root, and CI must.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../support/paths.sh"

give_up() {
    echo "0 passed, 0 failed, 1 skipped: $1"
    if [ "$(id -u)" = 0 ] && [ "${CI:-}" = true ]; then exit 1; fi
    exit 77
}
[ "$(id -u)" = 0 ] || give_up 'only root can make a root'
for program in debootstrap dpkg-buildpackage dh lintian; do
    command -v $program >/dev/null || give_up "$program is not installed (./dev deps)"
done
. /etc/os-release
[ -n "${VERSION_CODENAME:-}" ] || give_up 'which Debian this is, nobody says'

passed=0 failed=0
# check WHAT COMMAND…
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok $what"
    else
        failed=$((failed + 1))
        printf 'not ok %s\n%s\n' "$what" "$said"
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$SOURCE/tests/support/package.sh" "$work/packages"
check lintian lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$work"/packages/*.changes

# Their dependencies alone: what is missing shows. And a compiler, for the example.
needed=$(for package in "$work"/packages/*.deb; do dpkg-deb -f "$package" Depends; done | tr ',' '\n' |
    sed 's/(.*//; s/|.*//; s/ //g' | grep -v 'pgplumb\|^$' | sort -u | paste -sd,)
mkdir -p "$CACHE/roots"
base=$CACHE/roots/clean-$VERSION_CODENAME
exec 7>"$base.lock"
flock 7
if [ "$(cat "$base/.packages" 2>/dev/null)" != "$needed" ]; then
    rm -rf "$base" "$base.new"
    debootstrap --variant=minbase --include="$needed,gcc,libc6-dev,pkgconf" "$VERSION_CODENAME" "$base.new" >"$base.log" 2>&1 ||
        { tail -n 5 "$base.log"; give_up "debootstrap $VERSION_CODENAME failed"; }
    printf '%s\n' "$needed" >"$base.new/.packages"
    mv -T "$base.new" "$base"
fi
cp -a "$base" "$work/root"
cp -a "$work/packages" "$SOURCE/schemas/sample" "$work/root/tmp"
flock -u 7

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$work/root" sh -euc "$1"; }
check 'installs' inside 'dpkg --install /tmp/packages/*.deb'
version=$(cat "$work"/packages/*.changes | sed -n 's/^Version: \([^+]*\).*/\1/p' | tr '~' -)
check 'says its version' inside "pgplumb version | grep -F 'pgplumb $version ('"
check 'finds libgit2' inside "pgplumb version | grep 'libgit2 [1-9]'"
check 'finds libcurl' inside 'mkdir /tmp/account && echo x >/tmp/account/token && export KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=1
    pgplumb apply --to /tmp/none.sql --database postgresql:///x --event a/b --event-account /tmp/account 2>&1 | grep "a/b was posted: no answer of"'
check 'plans' inside 'pgplumb plan --from /tmp/sample/v1 --to /tmp/sample/v2 --allow-destructive | grep -F "to add"'
check 'formats' inside 'pgplumb fmt --diff /tmp/sample/v2 >/dev/null || [ $? = 1 ]'
check 'has manual pages' inside 'for page in pgplumb pgplumb-plan pgplumb-fmt; do test -s /usr/share/man/man1/$page.1.gz; done'
check 'has completions' inside 'test -s /usr/share/bash-completion/completions/pgplumb
    test -s /usr/share/zsh/vendor-completions/_pgplumb || test -s /usr/share/zsh/site-functions/_pgplumb
    test -s /usr/share/fish/vendor_completions.d/pgplumb.fish'
check 'has a library to build with' inside 'cd /tmp && cc -Wall -Werror /usr/share/doc/libpgplumb-dev/examples/example.c -o example $(pkgconf --cflags --libs pgplumb)
    ./example sample/v1 sample/v2 >said || [ $? = 3 ]
    pgplumb plan --from sample/v1 --to sample/v2 --format sql >expected || [ $? = 3 ]
    cmp said expected'
check 'goes away' inside 'dpkg --purge $(dpkg-query --show --showformat "\${Package} " "*pgplumb*") && ! command -v pgplumb'
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
