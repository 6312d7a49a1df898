pgplumb wait --job "migrate-$RELEASE" --timeout 5m
