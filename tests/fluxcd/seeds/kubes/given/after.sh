kubectl wait --for=condition=Complete job/migrate --timeout=300s
