#include "flags.h"

#include <string.h>

/* The manifests that hold a value, one of which the target has to write. */
#define JOB       "job.yaml"
#define WHOLE_POD JOB, "helm_values.yaml"
#define POD       JOB, "init_migrate.yaml"
#define CONTAINER WHOLE_POD, "init_migrate.yaml"
#define PLAN      CONTAINER, "compose.yaml"
#define WAITS     "wait_for_schema.yaml"
#define FLUX      "flux_migration.yaml"
#define PIPELINE  "github.yaml", "gitlab.yaml"

typedef struct flag_use {
    const char *flag;
    const char *manifests[6]; /* ends in NULL */
    bool counts;              /* nor may the configuration file ask for it in vain */
} flag_use;

static const flag_use uses[] = {
    {"to", {PLAN}, false},
    {"phase", {PLAN}, false},
    {"release", {CONTAINER}, false},
    {"database-secret", {CONTAINER}, false},
    {"env-from", {CONTAINER}, false},
    {"cpu", {CONTAINER}, false},
    {"memory", {CONTAINER}, false},
    {"deadline", {WHOLE_POD, PIPELINE}, false},
    {"retries", {WHOLE_POD}, false},
    {"ttl", {JOB}, true},
    {"pull-secret", {WHOLE_POD}, true},
    {"service-account", {WHOLE_POD}, true},
    {"config-map", {POD}, true},
    {"log-sidecar", {POD}, true},
    {"log-arg", {POD}, false},
    {"network-policy", {"network_policy.yaml"}, true},
    {"database-port", {"network_policy.yaml"}, false},
    {"monitoring", {"metrics.yaml"}, true},
    {"pushgateway", {"metrics.yaml"}, false},
    {"rbac", {"rbac.yaml"}, true},
    {"events", {"events_rbac.yaml"}, true},
    {"secret", {"secret_plain.yaml"}, true},
    {"secret-store", {"secret_external.yaml"}, false},
    {"secret-remote", {"secret_external.yaml"}, false},
    {"sealed-value", {"secret_sealed.yaml"}, false},
    {"application-secret", {WAITS}, true},
    {"application-env-from", {WAITS}, true},
    {"application-container", {WAITS}, true},
    {"probes", {WAITS}, true},
    {"application-path", {FLUX}, false},
    {"application-source", {FLUX}, false},
    {"depends-on", {FLUX}, false},
    {"flux-namespace", {FLUX, PIPELINE}, false},
    {"source", {FLUX}, false},
    {"source-url", {FLUX}, false},
    {"source-name", {FLUX}, false},
    {"source-ref", {FLUX}, false},
    {"source-secret", {FLUX}, false},
    {"source-path", {FLUX, PIPELINE}, false},
    {"insecure", {FLUX}, false},
    {"verify", {FLUX}, false},
    {"verify-secret", {FLUX}, false},
    {"verify-issuer", {FLUX}, false},
    {"verify-subject", {FLUX}, false},
    {"schema", {PIPELINE}, false},
};

static pgp_status check_use(pgp_context *context, const char *target, const flag_use *use) {
    for (const char *const *manifest = use->manifests; *manifest; manifest++)
        if (flux_target_writes(target, *manifest))
            return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "emit %s takes no --%s", target, use->flag);
    return flux_needs_plan(target) || strcmp(use->flag, "schema") == 0
               ? PGP_INPUT
               : pgp_hint(context, "Write it into pgplumb.yaml: the pipeline's own emit flux reads that.");
}

static bool is(const char *text, const char *word) {
    return text && strcmp(text, word) == 0;
}

/* Flags that say more about another one. */
static pgp_status check_need(pgp_context *context, const char *flag, const flux_settings *settings) {
    bool signs = settings->verify != NULL, external = is(settings->secret, "external");
    const struct {
        const char *flag, *other;
        bool is_there;
    } needs[] = {
        {"secret-store", "--secret external", external},
        {"secret-remote", "--secret external", external},
        {"sealed-value", "--secret sealed", is(settings->secret, "sealed")},
        {"log-arg", "--log-sidecar", settings->log_sidecar != NULL},
        {"database-port", "--network-policy", settings->network_policy},
        {"pushgateway", "--monitoring", settings->monitoring != NULL},
        {"application-source", "--application-path", settings->application_path != NULL},
        {"source-ref", "--source-url", settings->source_url != NULL},
        {"source-secret", "--source-url", settings->source_url != NULL},
        {"verify", "--source-url", settings->source_url != NULL},
        {"insecure", "--source oci", is(settings->source, "oci")},
        {"verify-secret", "--verify", signs},
        {"verify-issuer", "--verify", signs},
        {"verify-subject", "--verify", signs},
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (strcmp(needs[i].flag, flag) == 0 && !needs[i].is_there)
            return pgp_fail(context, PGP_INPUT, NULL, "--%s needs %s", flag, needs[i].other);
    return PGP_OK;
}

pgp_status flux_check_flag(pgp_context *context, const char *target, const char *flag, bool typed,
                           const flux_settings *settings) {
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if (strcmp(uses[i].flag, flag) == 0 && (typed || (uses[i].counts && flux_needs_plan(target))))
            PGP_TRY(check_use(context, target, &uses[i]));
    return typed ? check_need(context, flag, settings) : PGP_OK;
}
