/*
 * What many databases need of a Job: an index for each, its share of the time, and all their URLs.
 */
#include "values_set.h"

#include <stdlib.h>
#include <string.h>

static pgp_status read_count(flux_job *job, const char *flag, const char *text, long least, long *out) {
    enum { MOST_INDEXES = 100000 }; /* Kubernetes' limit for indexes that are tried again each by itself */
    char *end;
    *out = strtol(text, &end, 10);
    return end != text && !*end && *out >= least && *out <= MOST_INDEXES
               ? PGP_OK
               : pgp_fail(job->context, PGP_INPUT, NULL, "%s takes a number from %ld to %d, not \"%s\"", flag,
                          least, MOST_INDEXES, text);
}

/* For people: index → name. */
static void set_databases(flux_job *job) {
    pgp_arena *arena = job->context->arena;
    const pgp_names *databases = &job->plan->databases;
    flux_node *map = flux_map(arena);
    for (size_t i = 0; i < databases->count; i++)
        flux_set_text(arena, map, pgp_printf(arena, "%zu", i), databases->items[i]);
    flux_values_set(arena, &job->values, "databases", map);
}

pgp_status flux_set_fleet(flux_job *job) {
    const flux_settings *settings = job->settings;
    long parallel, most, count = (long)(flux_is_fleet(job) ? job->plan->databases.count : 0);
    flux_set_flag(job, "fleet", flux_is_fleet(job));
    flux_set_flag(job, "single", !flux_is_fleet(job));
    flux_set_value(job, "failure_action", flux_is_fleet(job) ? "FailIndex" : "FailJob");
    if (!flux_is_fleet(job))
        return PGP_OK;
    PGP_TRY(read_count(job, "--parallel", flux_otherwise(settings->parallel, "4"), 1, &parallel));
    PGP_TRY(read_count(job, "--max-failures", flux_otherwise(settings->max_failures, "0"), 0, &most));
    job->parallel = parallel < count ? parallel : count;
    flux_set_value(job, "completion_mode", "Indexed");
    flux_set_number(job, "completions", count);
    flux_set_number(job, "parallelism", job->parallel);
    set_databases(job);
    if (settings->max_failures && most < count)
        flux_set_number(job, "max_failed_indexes", most);
    return PGP_OK;
}

long flux_fleet_rounds(const flux_job *job) {
    return flux_is_fleet(job) ? ((long)job->plan->databases.count + job->parallel - 1) / job->parallel : 1;
}

/* -- credentials ------------------------------------------------------------------------------------------------------ */

/* The Secret has a key per database, which is its name. */
static pgp_status set_fleet_secret(flux_job *job) {
    pgp_arena *arena = job->context->arena;
    const pgp_names *databases = &job->plan->databases;
    const char *secret = job->settings->database_secret;
    flux_node *examples = flux_map(arena);
    for (size_t i = 0; i < databases->count; i++)
        flux_set_text(arena, examples, databases->items[i], "postgresql://USER:PASSWORD@HOST:5432/DATABASE");
    flux_values_set(arena, &job->values, "fleet_examples", examples);
    if (secret && strchr(secret, '/'))
        return pgp_fail(job->context, PGP_INPUT, NULL,
                        "--database-secret takes NAME for many databases: its keys are their names");
    if (job->settings->secret && strcmp(job->settings->secret, "sealed") == 0)
        return pgp_fail(job->context, PGP_INPUT, NULL,
                        "--secret is one of plain, external for many databases");
    flux_set_secret(job, secret ? secret : pgp_printf(arena, "%s-fleet", job->settings->name));
    PGP_TRY(flux_check_secret_variant(job));
    flux_set_flag(job, "secret_fleet_plain", flux_get_value(job, "secret_plain"));
    flux_set_flag(job, "secret_fleet_external", flux_get_value(job, "secret_external"));
    flux_set_flag(job, "secret_plain", false);
    flux_set_flag(job, "secret_external", false);
    return PGP_OK;
}

pgp_status flux_set_fleet_credentials(flux_job *job) {
    flux_node *from;
    PGP_TRY(flux_env_from(job, "--env-from", &job->settings->env_from, &from));
    flux_set_node(job, "env_from", from);
    return set_fleet_secret(job);
}
