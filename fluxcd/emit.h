/*
 * From a plan to what a cluster runs: the files of one target (flux, job, helm, …), in memory.
 */
#ifndef FLUX_EMIT_H
#define FLUX_EMIT_H

#include "base/context.h"
#include "base/text.h"
#include "model/model.h"

/* What people say about the deployment; NULL: not said. */
typedef struct flux_settings {
    const char *name, *namespace, *image, *release;
    const char *database_secret, *application_secret; /* NAME or NAME/KEY */
    pgp_names env_from, application_env_from;         /* secret/NAME, configmap/NAME */
    pgp_names pull_secrets, depends_on;
    const char *deadline, *ttl, *retries, *cpu, *memory, *service_account, *database_port;
    const char *application_container, *application_path, *application_source, *phase;
    const char *source, *source_url, *source_ref, *source_name, *source_secret, *source_path, *flux_namespace;
    const char *verify, *verify_secret, *verify_issuer, *verify_subject;
    const char *schema; /* in the repository, for pipelines */
    const char *secret, *secret_store, *secret_remote, *sealed_value;
    const char *config_map, *log_sidecar, *monitoring, *pushgateway;
    pgp_names log_args;
    const char *parallel, *max_failures; /* of a fleet */
    bool network_policy, rbac, events, insecure, probes;
} flux_settings;

typedef struct flux_plan {
    const char *bytes; /* the saved plan */
    size_t size;
    const char *digest; /* "sha256:…" */
    bool expands, contracts;
    pgp_names databases; /* of a fleet, by their index; none: it is for one database */
} flux_plan;

typedef struct flux_output {
    const char *path; /* in the directory */
    pgp_text text;
    bool executable;
} flux_output;

typedef struct flux_outputs {
    flux_output *items; /* sorted by path */
    size_t count, capacity;
    const char *
        *absent; /* files that plans with another phase have: of an older plan, they would run it again */
    size_t absent_count, absent_capacity;
} flux_outputs;

/* "flux", "job", … by number; NULL after the last. */
const char *flux_target_name(size_t number);
/* false: a pipeline, which makes its plans itself. */
bool flux_needs_plan(const char *target);
/* One of the files of the target is made of this manifest. */
bool flux_target_writes(const char *target, const char *manifest);

/* The same plan and settings give the same bytes. `plan` may be NULL where none is needed. */
pgp_status flux_emit(pgp_context *context, const char *target, const flux_settings *settings,
                     const flux_plan *plan, flux_outputs *out);

#endif
