#!/bin/sh
set -e

echo "Running migrations..."
npx msr migrate

echo "Migrations completed successfully"
