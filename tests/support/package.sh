#!/usr/bin/env bash
# package.sh DIRECTORY: the Debian packages of the work tree as it is, committed or not, for the Debian release of this machine.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"

out=${1:?usage: package.sh DIRECTORY}
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/pgplumb
mkdir "$tree"
git -C "$SOURCE" ls-files -z --cached --others --exclude-standard --deduplicate |
    tar -C "$SOURCE" --null --ignore-failed-read -cf - -T - 2>/dev/null | tar -C "$tree" -xf -
cp -a "$tree/.ci/debian" "$tree/debian"
next=$(sed -n "s/^project(.*[^_]version: '\([^']*\)'.*/\1/p" "$SOURCE/meson.build")
"$SOURCE/engine/base/version.sh" "$SOURCE" "$next" --text >"$tree/.version"

# A version on the way to X.Y.Z sorts before it: 1.0.0~dev.3. What was changed since the commit is told apart.
read -r version commit state <"$tree/.version"
version=${version/-dev/\~dev}
[ "$commit" = - ] || version+=+g${commit:0:7}
[ "$state" = clean ] || version+=.dirty
date=$(git -C "$SOURCE" log -1 --format=%cD 2>/dev/null || date -R)
cat >"$tree/debian/changelog" <<CHANGES
pgplumb ($version) UNRELEASED; urgency=medium

  * Built from ${commit/#-/sources without a repository}.

 -- $(sed -n 's/^Maintainer: //p' "$tree/debian/control")  $date
CHANGES
cd "$tree"
# The compiler's cache, where there is one.
PATH=/usr/lib/ccache:$PATH CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$tree dpkg-buildpackage --build=binary --no-sign --jobs="$(nproc)" >"$work/log" 2>&1 ||
    { tail -n 40 "$work/log" >&2 && exit 1; }
mv "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo "$out"
ls "$out"
