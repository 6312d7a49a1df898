#!/bin/sh
set -e
kubectl create -f job.yaml
pgplumb wait --job shop-migrate
kubectl apply -f deployment.yaml
