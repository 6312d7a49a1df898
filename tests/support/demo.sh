#!/usr/bin/env bash
# The main job on one screen: a database made from last year's schema is brought to this year's.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
pgplumb=${PGPLUMB_BIN:-$top/build/cli/pgplumb}
server=${1:?usage: demo.sh URL of a throwaway server}
database=pgplumb_demo
export PGOPTIONS='-c client_min_messages=warning'
url=${server%/*}/$database

show() {
    printf '\n\033[1m$ pgplumb %s\033[0m\n' "$*" | sed "s|$url|\$SHOP|g; s|$top/||g"
    "$pgplumb" "$@" || printf '(exit %s)\n' "$?"
}

psql -X -q -d "$server" -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database"
psql -X -q -d "$url" -v ON_ERROR_STOP=1 -f "$top/schemas/sample/v1/shop.sql"
psql -X -q -d "$url" -c "INSERT INTO customers (email) SELECT 'c' || i || '@example.com' FROM generate_series(1, 1000) i" \
    -c "INSERT INTO orders (customer_id, total) SELECT 1 + i % 1000, i FROM generate_series(1, 5000) i" -c 'ANALYZE'

echo "A shop's database, made from schemas/sample/v1, with 5,000 orders. The team's schema in git is now schemas/sample/v2."
cd "$top"
show inspect "$url" | head -n 16
show plan --from "$url" --to schemas/sample/v2
show apply --database "$url" --to schemas/sample/v2 --allow column:orders.legacy_ref --yes
show drift --database "$url" --to schemas/sample/v2
psql -X -q -d "$url" -c 'ALTER TABLE orders ADD COLUMN by_hand text'
printf '\nSomebody adds a column by hand:\n'
show drift --database "$url" --to schemas/sample/v2
psql -X -q -d "$server" -c "DROP DATABASE $database"
