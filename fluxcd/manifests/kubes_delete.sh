#!/bin/sh
# Before the Job is applied: one of the same name cannot be changed.
set -eu
kubectl delete --ignore-not-found --wait -f .kubes/output/migrate/job.yaml
