kubectl delete --ignore-not-found "job/migrate-$RELEASE"
