#!/usr/bin/env bash
# Programs that judge pipelines, from the registries of Go and Python, into the cache: actionlint and check-jsonschema. What cannot be had
# here is said, and its tests are skipped.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"

ACTIONLINT=v1.7.7
JSONSCHEMA=0.39.0
bin=$CACHE/checkers/bin
mkdir -p "$bin"

actionlint() {
    command -v go >/dev/null && GOBIN=$bin go install "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT"
}

check-jsonschema() {
    local venv=$CACHE/checkers/venv
    python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "check-jsonschema==$JSONSCHEMA" && ln -sf "$venv/bin/check-jsonschema" "$bin/"
}

# get PROGRAM: as its function does.
get() {
    [ -x "$bin/$1" ] || "$1" >"$CACHE/checkers/$1.log" 2>&1 || say "no $1 here: $(tail -n 1 "$CACHE/checkers/$1.log")"
}

get actionlint
get check-jsonschema
