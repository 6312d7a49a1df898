#!/bin/sh
# deploy.sh MANIFEST...: migrates, then rolls the manifests out, then contracts when there is something to contract.
# Ends at once, with the log, when a migration fails; run again, it goes on where it stopped.
set -eu
here=$(dirname -- "$0")

# run_job PLAN JOB: makes the Job unless it is there, and waits for its end.
run_job() {
    kubectl apply --server-side -f "$1"
    kubectl apply --server-side -f "$2"
    name=$(kubectl get -f "$2" -o jsonpath='{.metadata.name}')
    namespace=$(kubectl get -f "$2" -o jsonpath='{.metadata.namespace}')
    pgplumb wait --job "$name" --namespace "$namespace"
}

run_job "$here/migration/plan.yaml" "$here/migration/job.yaml"
for manifest; do
    kubectl apply --server-side -f "$manifest"
    kubectl rollout status -f "$manifest" --timeout=10m
done
if [ -e "$here/contract/job.yaml" ]; then
    run_job "$here/contract/plan.yaml" "$here/contract/job.yaml"
fi
