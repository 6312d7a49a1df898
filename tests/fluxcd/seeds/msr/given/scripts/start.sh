#!/bin/sh
set -e

echo "Starting application..."
exec npm start
