#include "emit.h"

#include "values.h"

#include <stdlib.h>
#include <string.h>

typedef enum scope { ONCE, EACH_PHASE, EACH_PART } scope;

/* A file of a target. `path` and `flag` may hold "(phase_name)"; several rows of one path are its documents. */
typedef struct output_row {
    scope scope;
    const char *path;
    const char *source; /* "job.yaml": filled; anything else is written as it is */
    const char *flag;   /* only when there is a value of this name; NULL: always */
    bool resource;      /* of the phase's kustomization, by its name */
} output_row;

typedef struct fixed_value {
    const char *name, *text;
} fixed_value;

/* What an output_row's source may say instead of the name of a manifest. */
#define THE_PLAN "@plan" /* the saved plan itself */
#define AS_IT_IS "="     /* before a name: its holes are another program's */
#define FILLED   "~"     /* before the name of what is no YAML: it has holes, too */

typedef enum phasing {
    TWO_PHASES, /* a Job of its own for what contracts */
    ONE_PHASE,  /* there is but one moment to run: all of it */
    NO_PLAN,
} phasing;

typedef struct target_table {
    const char *name;
    phasing phasing;
    const fixed_value *values; /* ends in NULL */
    const output_row *rows;    /* ends in NULL */
} target_table;

/* -- the targets ------------------------------------------------------------------------------------------------------ */

/* A replacement puts the release in the place of one word of the Job's name. */
static const fixed_value flux_target_values[] = {
    {"flux_force", "Enabled"},
    {"job_release", "release"},
    {NULL, NULL},
};

static const output_row flux_rows[] = {
    {ONCE, "README.md", "flux.md", "single", false},
    {ONCE, "README.md", "flux_fleet.md", "fleet", false},
    {ONCE, "variables/deployment-variables.yaml", "deployment_variables.yaml", NULL, false},
    {ONCE, "variables/kustomization.yaml", "variables_kustomization.yaml", NULL, false},
    {EACH_PART, "(phase_name)/plan.yaml", "plan.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/plan.yaml", "databases.yaml", "fleet", false},
    {EACH_PHASE, "(phase_name)/job.yaml", "job.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/network-policy.yaml", "network_policy.yaml", "network_policy", true},
    {ONCE, "migration/metrics.yaml", "metrics.yaml", "monitoring", true},
    {ONCE, "migration/monitor.yaml", "service_monitor.yaml", "service_monitor", true},
    {ONCE, "migration/monitor.yaml", "pod_monitor.yaml", "pod_monitor", true},
    {EACH_PHASE, "(phase_name)/rbac.yaml", "rbac.yaml", "rbac", true},
    {EACH_PHASE, "(phase_name)/service-account.yaml", "events_account.yaml", "own_events_account", true},
    {ONCE, "migration/secret.yaml", "secret_external.yaml", "secret_external", true},
    {ONCE, "migration/secret.yaml", "secret_sealed.yaml", "secret_sealed", true},
    {ONCE, "migration/secret.yaml", "secret_fleet_external.yaml", "secret_fleet_external", true},
    {ONCE, "secret.example.yaml", "secret_plain.yaml", "secret_plain", false},
    {ONCE, "secret.example.yaml", "secret_fleet_plain.yaml", "secret_fleet_plain", false},
    {EACH_PHASE, "(phase_name)/kustomization.yaml", "migration_kustomization.yaml", NULL, false},
    {ONCE, "application/wait-for-schema.yaml", "wait_for_schema.yaml", "single", false},
    {ONCE, "application/kustomization.yaml", "application_kustomization.yaml", "single", false},
    {ONCE, "flux/source.yaml", "flux_source_git.yaml", "source_git", false},
    {ONCE, "flux/source.yaml", "flux_source_oci.yaml", "source_oci", false},
    {EACH_PHASE, "flux/(phase_name).yaml", "flux_migration.yaml", NULL, false},
    {EACH_PHASE, "flux/(phase_name)-events.yaml", "events_rbac.yaml", "events", false},
    {ONCE, "flux/application.yaml", "flux_application.yaml", "application_path", false},
    {0},
};

static const fixed_value plain_values[] = {{NULL, NULL}};

static const output_row job_rows[] = {
    {ONCE, "deploy.sh", "deploy.sh", NULL, false},
    {EACH_PART, "(phase_name)/plan.yaml", "plan.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/plan.yaml", "databases.yaml", "fleet", false},
    {EACH_PHASE, "(phase_name)/job.yaml", "job.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/network-policy.yaml", "network_policy.yaml", "network_policy", false},
    {ONCE, "migration/metrics.yaml", "metrics.yaml", "monitoring", false},
    {ONCE, "migration/monitor.yaml", "service_monitor.yaml", "service_monitor", false},
    {ONCE, "migration/monitor.yaml", "pod_monitor.yaml", "pod_monitor", false},
    {0},
};

static const output_row kubes_rows[] = {
    {EACH_PART, ".kubes/resources/migrate/config_map.yaml", "plan.yaml", NULL, false},
    {ONCE, ".kubes/resources/migrate/job.yaml", "job.yaml", NULL, false},
    {ONCE, ".kubes/config/hooks/kubectl.rb", "kubes_hooks.rb", NULL, false},
    {ONCE, "bin/hooks/migrate/delete.sh", "kubes_delete.sh", NULL, false},
    {ONCE, "bin/hooks/migrate/wait.sh", "kubes_wait.sh", NULL, false},
    {0},
};

static const output_row init_rows[] = {
    {EACH_PART, "plan.yaml", "plan.yaml", NULL, false},
    {ONCE, "migrate.yaml", "init_migrate.yaml", NULL, false},
    {ONCE, "kustomization.yaml", "init_kustomization.yaml", NULL, false},
    {0},
};

static const output_row compose_rows[] = {
    {ONCE, "compose.yaml", "compose.yaml", NULL, false},
    {ONCE, "plan/plan.json", THE_PLAN, NULL, false},
    {0},
};

static const output_row helm_rows[] = {
    {ONCE, "Chart.yaml", "helm_chart.yaml", NULL, false},
    {ONCE, "values.yaml", "helm_values.yaml", NULL, false},
    {ONCE, "templates/job.yaml", AS_IT_IS "helm_job.yaml", NULL, false},
    {EACH_PART, "templates/plan.yaml", "helm_plan.yaml", NULL, false},
    {0},
};

/* PreSync for what comes before the application, PostSync for what contracts. */
static const fixed_value argocd_values[] = {
    {"argocd_delete", "BeforeHookCreation"},
    {"argocd_plan_wave", "-2"},
    {"argocd_job_wave", "-1"},
    {NULL, NULL},
};

static const output_row argocd_rows[] = {
    {EACH_PART, "(phase_name)/plan.yaml", "plan.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/plan.yaml", "databases.yaml", "fleet", false},
    {EACH_PHASE, "(phase_name)/job.yaml", "job.yaml", NULL, false},
    {EACH_PHASE, "(phase_name)/network-policy.yaml", "network_policy.yaml", "network_policy", true},
    {ONCE, "migration/metrics.yaml", "metrics.yaml", "monitoring", true},
    {ONCE, "migration/monitor.yaml", "service_monitor.yaml", "service_monitor", true},
    {ONCE, "migration/monitor.yaml", "pod_monitor.yaml", "pod_monitor", true},
    {EACH_PHASE, "(phase_name)/kustomization.yaml", "plain_kustomization.yaml", NULL, false},
    {0},
};

static const output_row github_rows[] = {
    {ONCE, ".github/workflows/schema.yaml", "github.yaml", NULL, false},
    {ONCE, "Dockerfile.schema", FILLED "Dockerfile.schema", NULL, false},
    {0},
};

static const output_row gitlab_rows[] = {
    {ONCE, ".gitlab/schema.yaml", "gitlab.yaml", NULL, false},
    {ONCE, "Dockerfile.schema", FILLED "Dockerfile.schema", NULL, false},
    {0},
};

static const target_table targets[] = {
    {"flux", TWO_PHASES, flux_target_values, flux_rows}, {"argocd", TWO_PHASES, argocd_values, argocd_rows},
    {"helm", ONE_PHASE, plain_values, helm_rows},        {"job", TWO_PHASES, plain_values, job_rows},
    {"kubes", ONE_PHASE, plain_values, kubes_rows},      {"init", ONE_PHASE, plain_values, init_rows},
    {"compose", ONE_PHASE, plain_values, compose_rows},  {"github", NO_PLAN, plain_values, github_rows},
    {"gitlab", NO_PLAN, plain_values, gitlab_rows},
};

/* -- files ------------------------------------------------------------------------------------------------------------ */

typedef struct emitter {
    flux_job job;
    flux_outputs *out;
} emitter;

/* "(phase_name)/job.yaml" of a phase. */
static const char *path_in_phase(emitter *e, const output_row *row, const char *phase) {
    static const char hole[] = "(phase_name)";
    const char *at = strstr(row->path, hole);
    return at ? pgp_printf(e->job.context->arena, "%.*s%s%s", (int)(at - row->path), row->path, phase,
                           at + sizeof hole - 1)
              : row->path;
}

static const char *path_of(emitter *e, const output_row *row) {
    return path_in_phase(e, row, flux_string(flux_values_get(&e->job.values, "phase_name")));
}

static pgp_text *output_named(emitter *e, const char *path) {
    pgp_arena *arena = e->job.context->arena;
    for (size_t i = 0; i < e->out->count; i++)
        if (strcmp(e->out->items[i].path, path) == 0)
            return &e->out->items[i].text;
    size_t size = strlen(path);
    flux_output output = {.path = path,
                          .text = pgp_text_new(arena),
                          .executable = size > 3 && strcmp(path + size - 3, ".sh") == 0};
    PGP_PUSH(arena, e->out->items, e->out->count, e->out->capacity, output);
    return &e->out->items[e->out->count - 1].text;
}

static bool is_yaml(const char *name) {
    size_t size = strlen(name);
    return size > 5 && strcmp(name + size - 5, ".yaml") == 0;
}

static pgp_status add_document(emitter *e, const output_row *row) {
    pgp_text *text = output_named(e, path_of(e, row));
    if (strcmp(row->source, THE_PLAN) == 0)
        pgp_text_addn(text, e->job.plan->bytes, e->job.plan->size);
    else if (row->source[0] == *FILLED)
        return flux_fill_text(e->job.context, row->source + 1, &e->job.values, text);
    else if (row->source[0] == *AS_IT_IS)
        pgp_text_add(text, flux_embedded_text(row->source + 1));
    else if (is_yaml(row->source))
        return flux_fill(e->job.context, row->source, &e->job.values, text);
    else
        pgp_text_add(text, flux_embedded_text(row->source));
    return PGP_OK;
}

static pgp_status add_parts(emitter *e, const output_row *row) {
    pgp_arena *arena = e->job.context->arena;
    for (size_t i = 0; i < e->job.part_count; i++) {
        flux_values_set_text(arena, &e->job.values, "plan_name", e->job.parts[i].name);
        flux_values_set(arena, &e->job.values, "plan_data", e->job.parts[i].data);
        PGP_TRY(add_document(e, row));
    }
    return PGP_OK;
}

static bool is_wanted(const emitter *e, const output_row *row) {
    return !row->flag || flux_values_get(&e->job.values, row->flag);
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The optional files of the phase, for its kustomization. */
static void set_resources(emitter *e, const target_table *target) {
    pgp_arena *arena = e->job.context->arena;
    const char *phase = flux_string(flux_values_get(&e->job.values, "phase_name"));
    flux_node *list = flux_list(arena);
    for (const output_row *row = target->rows; row->path; row++) {
        const char *path = path_of(e, row);
        bool here = strncmp(path, phase, strlen(phase)) == 0 && path[strlen(phase)] == '/';
        if (row->resource && here && is_wanted(e, row))
            flux_add(arena, list, flux_text(arena, base_name(path)));
    }
    flux_values_set(arena, &e->job.values, "extra_resources", list);
}

static pgp_status add_rows(emitter *e, const target_table *target, bool first) {
    for (const output_row *row = target->rows; row->path; row++) {
        if ((row->scope == ONCE && !first) || !is_wanted(e, row))
            continue;
        PGP_TRY(row->scope == EACH_PART ? add_parts(e, row) : add_document(e, row));
    }
    return PGP_OK;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const flux_output *)a)->path, ((const flux_output *)b)->path);
}

static pgp_status add_phases(emitter *e, const target_table *target) {
    flux_phase phases[2];
    size_t count = flux_phases(&e->job, target->phasing == TWO_PHASES, phases);
    for (size_t i = 0; i < count; i++) {
        flux_set_phase(&e->job, &phases[i]);
        set_resources(e, target);
        PGP_TRY(add_rows(e, target, i == 0));
    }
    return PGP_OK;
}

static bool has_output(const emitter *e, const char *path) {
    for (size_t i = 0; i < e->out->count; i++)
        if (strcmp(e->out->items[i].path, path) == 0)
            return true;
    return false;
}

static void note_absent(emitter *e, const target_table *target) {
    flux_outputs *out = e->out;
    for (const output_row *row = target->rows; row->path; row++) {
        const char *path = path_in_phase(e, row, "contract");
        if (path != row->path && !has_output(e, path))
            PGP_PUSH(e->job.context->arena, out->absent, out->absent_count, out->absent_capacity, path);
    }
}

static bool takes(const target_table *target, const char *source) {
    for (const output_row *row = target->rows; row->path; row++)
        if (strcmp(row->source, source) == 0)
            return true;
    return false;
}

/* Of many databases: one Job runs them all, and no init container can wait for one of them. */
static pgp_status check_fleet(const emitter *e, const target_table *target) {
    const flux_settings *settings = e->job.settings;
    const struct {
        bool is_said;
        const char *flag;
    } checks[] = {
        {settings->probes, "--probes"},
        {settings->application_secret != NULL, "--application-secret"},
        {settings->application_env_from.count > 0, "--application-env-from"},
    };
    if (!e->job.plan || !e->job.plan->databases.count)
        return settings->parallel || settings->max_failures
                   ? pgp_fail(e->job.context, PGP_INPUT, NULL, "%s needs a plan for many databases",
                              settings->parallel ? "--parallel" : "--max-failures")
                   : PGP_OK;
    if (!takes(target, "databases.yaml"))
        return pgp_fail(e->job.context, PGP_INPUT, NULL, "emit %s takes no plan for many databases",
                        target->name);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i].is_said)
            return pgp_fail(e->job.context, PGP_INPUT, NULL, "a plan for many databases takes no %s",
                            checks[i].flag);
    return PGP_OK;
}

static const target_table *target_named(const char *name) {
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (strcmp(targets[i].name, name) == 0)
            return &targets[i];
    return NULL;
}

bool flux_needs_plan(const char *target) {
    return target_named(target) && target_named(target)->phasing != NO_PLAN;
}

bool flux_target_writes(const char *target, const char *manifest) {
    return takes(target_named(target), manifest);
}

const char *flux_target_name(size_t number) {
    return number < sizeof targets / sizeof *targets ? targets[number].name : NULL;
}

pgp_status flux_emit(pgp_context *context, const char *name, const flux_settings *settings,
                     const flux_plan *plan, flux_outputs *out) {
    emitter e = {.job = {.context = context, .settings = settings, .plan = plan}, .out = out};
    const target_table *target = target_named(name);
    if (!target)
        return pgp_fail(context, PGP_INPUT, NULL, "emit does not know \"%s\"", name);
    PGP_TRY(check_fleet(&e, target));
    for (const fixed_value *value = target->values; value->name; value++)
        flux_values_set_text(context->arena, &e.job.values, value->name, value->text);
    PGP_TRY(flux_set_values(&e.job));
    PGP_TRY(target->phasing == NO_PLAN ? add_rows(&e, target, true) : add_phases(&e, target));
    qsort(out->items, out->count, sizeof *out->items, by_path);
    note_absent(&e, target);
    return PGP_OK;
}
