kubectl create -f migration-job-$VERSION.yaml
kubectl wait \
  --for=condition=complete \
  --timeout=300s \
  job/myapp-migrations-$VERSION \
  -n $NAMESPACE
