#!/bin/sh
# After the Job was applied: ends with it, and at once with its log when it fails.
set -eu
job=.kubes/output/migrate/job.yaml
pgplumb wait --job "$(kubectl get -f $job -o jsonpath='{.metadata.name}')" --namespace "$(kubectl get -f $job -o jsonpath='{.metadata.namespace}')"
