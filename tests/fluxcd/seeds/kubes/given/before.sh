kubectl delete job/migrate
