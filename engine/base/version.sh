#!/bin/sh
# version.sh SOURCE NEXT [--text|--dist]: the version of the sources, as C (version.h), as text: "0.2.0-dev.12 HASH dirty", or that for
# meson dist.
#
# A commit with the tag vX.Y.Z is the release X.Y.Z, which has to be what meson.build says (NEXT). Other commits are on the way to NEXT,
# counted from the last such tag. Sources without a repository have the text in a file .version (meson dist, ./dev package), or are NEXT.
set -eu
source=$1 next=$2

# Whoever owns the files: nothing in the repository is run.
git_here() { git -c safe.directory='*' -C "$source" "$@" 2>/dev/null; }

describe() {
    commit=$(git_here rev-parse --verify HEAD)
    state=clean
    git_here update-index -q --refresh >/dev/null || true
    git_here diff-index --quiet HEAD -- || state=dirty
    if tag=$(git_here describe --tags --exact-match --match 'v[0-9]*' HEAD); then
        [ "$tag" = "v$next" ] || { echo "version.sh: the tag $tag, but meson.build says $next" >&2; exit 1; }
        version=$next
    elif tag=$(git_here describe --tags --abbrev=0 --match 'v[0-9]*' HEAD); then
        version=$next-dev.$(git_here rev-list --count "$tag..HEAD")
    else
        version=$next-dev.$(git_here rev-list --count HEAD)
    fi
    echo "$version $commit $state"
}

if [ -f "$source/.version" ]; then
    text=$(cat "$source/.version")
elif [ "$(git_here rev-parse --show-toplevel)" = "$(cd "$source" && pwd -P)" ]; then
    text=$(describe)
else
    text="$next - clean"
fi
case ${3:-} in
--text) echo "$text" && exit ;;
--dist) echo "$text" >"$MESON_DIST_ROOT/.version" && exit ;;
esac
# shellcheck disable=SC2086
set -- $text
[ "$3" = dirty ] && dirty=true || dirty=false
printf '#include "base/version.h"\n\nconst char pgp_version[] = "%s";\nconst char pgp_commit[] = "%s";\nconst bool pgp_dirty = %s;\n' \
    "$1" "${2#-}" "$dirty"
