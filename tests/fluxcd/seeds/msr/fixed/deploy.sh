kubectl create -f "migration-job-$VERSION.yaml"
pgplumb wait --job "myapp-migrations-$VERSION" --namespace "$NAMESPACE" --timeout 5m
