/*
 * The API server of the cluster that this pod runs in.
 */
#ifndef CLI_CLUSTER_H
#define CLI_CLUSTER_H

#include "base/context.h"

/* Where Kubernetes puts a service account's token and the cluster's certificate. */
#define CLI_CLUSTER_ACCOUNT "/var/run/secrets/kubernetes.io/serviceaccount"

typedef struct cli_cluster {
    const char *url;           /* "https://10.96.0.1:443" */
    const char *authorization; /* a header: who we are */
    const char *certificate;   /* a file: who may answer */
} cli_cluster;

typedef struct cli_response {
    long code;        /* HTTP's */
    const char *text; /* as much of it as a sensible one has */
} cli_response;

/* With the service account whose files are in `account`. PGP_INPUT outside of a pod. */
pgp_status cli_cluster_find(pgp_context *context, const char *account, cli_cluster *out);
/* GET, or POST when there is a body; any answer will do. PGP_RETRY: none came within a few seconds. */
pgp_status cli_cluster_ask(pgp_context *context, const cli_cluster *cluster, const char *path,
                           const char *body, cli_response *out);

#endif
