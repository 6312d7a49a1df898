#include "values.h"

#include "names.h"
#include "pack.h"
#include "values_set.h"

#include <stdlib.h>
#include <string.h>

enum { DIGEST_PREFIX = 7, SHORT_DIGEST = 8, PLAN_DIGEST = 12 };

/* -- names, image, release ------------------------------------------------------------------------------------------ */

static pgp_status set_names(flux_job *job) {
    const flux_settings *settings = job->settings;
    if (!settings->name || !settings->namespace || !settings->image)
        return pgp_fail(job->context, PGP_INPUT, NULL, "emit needs --name, --namespace and --image");
    PGP_TRY(flux_check_name(job->context, "--name", settings->name, FLUX_LABEL_SIZE - sizeof "-application"));
    PGP_TRY(flux_check_name(job->context, "--namespace", settings->namespace, FLUX_LABEL_SIZE));
    flux_set_value(job, "app", settings->name);
    flux_set_value(job, "namespace", settings->namespace);
    flux_set_value(job, "flux_namespace", flux_otherwise(settings->flux_namespace, "flux-system"));
    return flux_check_name(job->context, "--flux-namespace", flux_get_value(job, "flux_namespace"),
                           FLUX_LABEL_SIZE);
}

static pgp_status set_release(flux_job *job) {
    pgp_arena *arena = job->context->arena;
    flux_image image;
    PGP_TRY(flux_read_image(job->context, job->settings->image, &image));
    const char *release = flux_otherwise(job->settings->release, image.tag);
    if (!release || !*release)
        return pgp_fail(job->context, PGP_INPUT, NULL, "emit needs --release, or an image with a tag");
    const char *safe = flux_safe_name(arena, release, FLUX_RELEASE_SIZE, !flux_is_fleet(job));
    bool one_word = image.tag && strcmp(image.tag, safe) == 0;
    flux_set_value(job, "image", job->settings->image);
    flux_set_value(job, "tag", flux_otherwise(image.tag, release));
    flux_set_value(job, "release", release);
    flux_set_value(job, "name_release", safe);
    flux_set_value(job, "own_release", one_word ? NULL : safe);
    flux_set_value(job, "release_variable", one_word ? "IMAGE_TAG" : "RELEASE");
    /* A reference with a digest is that image, whatever its tag says. */
    if (image.tag && !image.has_digest)
        flux_set_number(job, "image_index", image.colons_before + 1);
    flux_set_number(job, "application_image_index", image.colons_before + 1);
    return PGP_OK;
}

/* -- limits ----------------------------------------------------------------------------------------------------------- */

static pgp_status set_limits(flux_job *job) {
    const flux_settings *settings = job->settings;
    enum { BEYOND = 300 }; /* what Flux waits longer than the Job may take: pulling, scheduling */
    long deadline, ttl = 0, retries = strtol(flux_otherwise(settings->retries, "3"), NULL, 10);
    PGP_TRY(flux_set_fleet(job));
    PGP_TRY(flux_seconds(job->context, "--deadline", flux_otherwise(settings->deadline, "30m"), &deadline));
    if (settings->ttl)
        PGP_TRY(flux_seconds(job->context, "--ttl", settings->ttl, &ttl));
    if (settings->retries &&
        (strspn(settings->retries, "0123456789") != strlen(settings->retries) || retries > 100))
        return pgp_fail(job->context, PGP_INPUT, NULL, "--retries takes a number up to 100, not \"%s\"",
                        settings->retries);
    deadline *= flux_fleet_rounds(job);
    flux_set_number(job, "deadline", deadline);
    flux_set_number(job, "retries", retries);
    flux_set_number(job, flux_is_fleet(job) ? "backoff_limit_per_index" : "backoff_limit", retries);
    flux_set_flag(job, "retried", retries > 0);
    flux_set_value(job, "timeout", pgp_printf(job->context->arena, "%lds", deadline + BEYOND));
    if (settings->ttl)
        flux_set_number(job, "ttl", ttl);
    flux_set_value(job, "cpu", flux_otherwise(settings->cpu, "50m"));
    flux_set_value(job, "memory", flux_otherwise(settings->memory, "64Mi"));
    flux_set_value(job, "memory_limit", flux_otherwise(settings->memory, "256Mi"));
    return PGP_OK;
}

/* -- credentials ------------------------------------------------------------------------------------------------------ */

pgp_status flux_env_from(flux_job *job, const char *flag, const pgp_names *references, flux_node **out) {
    static const char *const kinds[] = {"secret", "configmap", NULL};
    pgp_arena *arena = job->context->arena;
    *out = flux_list(arena);
    for (size_t i = 0; i < references->count; i++) {
        const char *text = references->items[i];
        PGP_TRY(flux_check_reference(job->context, flag, text, kinds));
        flux_node *name = flux_map(arena), *entry = flux_map(arena);
        flux_set_text(arena, name, "name", strchr(text, '/') + 1);
        flux_set(arena, entry, *text == 's' ? "secretRef" : "configMapRef", name);
        flux_add(arena, *out, entry);
    }
    return PGP_OK;
}

/* DATABASE_URL from "NAME/KEY". */
static flux_node *env_of(flux_job *job, const char *secret) {
    pgp_arena *arena = job->context->arena;
    flux_node *variables = flux_list(arena), *variable = flux_map(arena), *from = flux_map(arena),
              *key = flux_map(arena);
    const char *slash = strchr(secret, '/');
    flux_set_text(arena, key, "name", pgp_strndup(arena, secret, strcspn(secret, "/")));
    flux_set_text(arena, key, "key", slash ? slash + 1 : "DATABASE_URL");
    flux_set(arena, from, "secretKeyRef", key);
    flux_set_text(arena, variable, "name", "DATABASE_URL");
    flux_set(arena, variable, "valueFrom", from);
    flux_add(arena, variables, variable);
    return variables;
}

void flux_set_secret(flux_job *job, const char *secret) {
    pgp_arena *arena = job->context->arena;
    const char *slash = strchr(secret, '/');
    flux_set_value(job, "secret_name", pgp_strndup(arena, secret, strcspn(secret, "/")));
    flux_set_value(job, "secret_or_none", flux_get_value(job, "secret_name"));
    flux_set_value(job, "secret_key", slash ? slash + 1 : "DATABASE_URL");
}

pgp_status flux_check_secret_variant(flux_job *job) {
    const flux_settings *settings = job->settings;
    const char *variant = settings->secret;
    bool external = variant && strcmp(variant, "external") == 0,
         sealed = variant && strcmp(variant, "sealed") == 0;
    if (variant && !external && !sealed && strcmp(variant, "plain") != 0)
        return pgp_fail(job->context, PGP_INPUT, NULL,
                        "--secret is one of plain, external, sealed, not \"%s\"", variant);
    if (external && (!settings->secret_store || !settings->secret_remote))
        return pgp_fail(job->context, PGP_INPUT, NULL,
                        "--secret external needs --secret-store and --secret-remote");
    if (sealed && !settings->sealed_value)
        return pgp_fail(job->context, PGP_INPUT, NULL,
                        "--secret sealed needs --sealed-value, as kubeseal --raw prints it");
    flux_set_flag(job, "secret_plain", variant && !external && !sealed);
    flux_set_flag(job, "secret_external", external);
    flux_set_flag(job, "secret_sealed", sealed);
    flux_set_value(job, "secret_store", settings->secret_store);
    flux_set_value(job, "secret_remote", settings->secret_remote);
    flux_set_value(job, "sealed_value", settings->sealed_value);
    return PGP_OK;
}

static pgp_status set_credentials(flux_job *job) {
    const flux_settings *settings = job->settings;
    flux_node *from, *application_from;
    const char *secret = settings->database_secret;
    if (!secret && !settings->env_from.count)
        secret = pgp_printf(job->context->arena, "%s-migration", settings->name);
    PGP_TRY(flux_env_from(job, "--env-from", &settings->env_from, &from));
    PGP_TRY(flux_env_from(job, "--application-env-from", &settings->application_env_from, &application_from));
    flux_node *env = secret ? env_of(job, secret) : NULL;
    bool own = settings->application_secret || flux_count(application_from);
    flux_set_node(job, "env", env);
    flux_set_node(job, "env_from", from);
    flux_values_set(job->context->arena, &job->values, "env_from_or_none", from);
    flux_set_value(job, "secret_or_none", "");
    flux_set_value(job, "secret_key", "DATABASE_URL");
    flux_set_node(job, "application_env",
                  settings->application_secret ? env_of(job, settings->application_secret)
                  : own                        ? NULL
                                               : env);
    flux_set_node(job, "application_env_from", own ? application_from : from);
    if (secret)
        flux_set_secret(job, secret);
    return flux_check_secret_variant(job);
}

/* [{name: …}, …] */
static flux_node *named(pgp_arena *arena, const char *const *names, size_t count) {
    flux_node *list = flux_list(arena);
    for (size_t i = 0; i < count; i++) {
        flux_node *entry = flux_map(arena);
        flux_set_text(arena, entry, "name", names[i]);
        flux_add(arena, list, entry);
    }
    return list;
}

static void set_pull_secrets(flux_job *job) {
    const pgp_names *secrets = &job->settings->pull_secrets;
    flux_node *list = named(job->context->arena, secrets->items, secrets->count);
    flux_set_node(job, "pull_secrets", list);
    flux_values_set(job->context->arena, &job->values, "pull_secrets_or_none", list);
    flux_set_value(job, "service_account", job->settings->service_account);
    flux_set_value(job, "service_account_or_default",
                   flux_otherwise(job->settings->service_account, "default"));
}

/* -- what is asked for beside the migration ------------------------------------------------------------------------------ */

/* "NAMESPACE/NAME" of the Pushgateway. */
static pgp_status set_gateway(flux_job *job, const char *gateway) {
    const char *slash = strchr(gateway, '/');
    if (!slash)
        return pgp_fail(job->context, PGP_INPUT, NULL, "--pushgateway takes NAMESPACE/NAME, not \"%s\"",
                        gateway);
    const char *namespace = pgp_strndup(job->context->arena, gateway, (size_t)(slash - gateway));
    PGP_TRY(flux_check_name(job->context, "--pushgateway", namespace, FLUX_LABEL_SIZE));
    PGP_TRY(flux_check_name(job->context, "--pushgateway", slash + 1, FLUX_LABEL_SIZE));
    flux_set_value(job, "gateway_namespace", namespace);
    flux_set_value(job, "gateway_name", slash + 1);
    return PGP_OK;
}

static pgp_status set_monitoring(flux_job *job) {
    const char *kind = job->settings->monitoring;
    bool service = kind && strcmp(kind, "service") == 0, pod = kind && strcmp(kind, "pod") == 0;
    if (kind && !service && !pod)
        return pgp_fail(job->context, PGP_INPUT, NULL, "--monitoring is one of service, pod, not \"%s\"",
                        kind);
    flux_set_value(job, "monitoring", kind);
    const char *fleet = flux_is_fleet(job) ? "--fleet" : NULL;
    flux_node *status =
        flux_words(job->context->arena, (const char *const[]){"status", fleet, "/fleet", NULL});
    flux_add_all(job->context->arena, status,
                 flux_words(job->context->arena, (const char *const[]){"--format", "prometheus", "-o",
                                                                       "/metrics/pgplumb.prom", NULL}));
    flux_set_node(job, "status_args", status);
    flux_set_flag(job, "service_monitor", service);
    flux_set_flag(job, "pod_monitor", pod);
    flux_values_set(job->context->arena, &job->values, "metrics_image_index",
                    kind ? flux_values_get(&job->values, "image_index") : NULL);
    return set_gateway(job, flux_otherwise(job->settings->pushgateway, "monitoring/prometheus-pushgateway"));
}

static pgp_status set_beside(flux_job *job) {
    const flux_settings *settings = job->settings;
    flux_image image;
    if (settings->config_map)
        PGP_TRY(flux_check_name(job->context, "--config-map", settings->config_map, FLUX_LABEL_SIZE));
    if (settings->log_sidecar)
        PGP_TRY(flux_read_image(job->context, settings->log_sidecar, &image));
    if (settings->probes && !settings->application_container)
        return pgp_fail(job->context, PGP_INPUT, NULL, "--probes needs --application-container");
    flux_set_value(job, "config_map", settings->config_map);
    flux_set_value(job, "log_sidecar", settings->log_sidecar);
    flux_set_node(job, "log_args",
                  flux_texts(job->context->arena, settings->log_args.items, settings->log_args.count));
    flux_set_flag(job, "probes", settings->probes);
    return set_monitoring(job);
}

/* -- the plan ------------------------------------------------------------------------------------------------------------ */

static flux_node *plan_source(pgp_arena *arena, const char *name) {
    flux_node *source = flux_map(arena), *map = flux_map(arena);
    flux_set_text(arena, map, "name", name);
    flux_set(arena, source, "configMap", map);
    return source;
}

static flux_part part_of(flux_job *job, const pgp_text *packed, size_t number) {
    pgp_arena *arena = job->context->arena;
    size_t begin = number * FLUX_PART_SIZE, left = packed->size - begin;
    pgp_text encoded = pgp_text_new(arena);
    flux_base64(&encoded, packed->data + begin, left < FLUX_PART_SIZE ? left : FLUX_PART_SIZE);
    flux_part part = {.suffix = packed->size > FLUX_PART_SIZE ? pgp_printf(arena, "-%zu", number + 1) : "",
                      .data = flux_map(arena)};
    flux_set_text(arena, part.data, pgp_printf(arena, "plan.json.gz.%03zu", number), encoded.data);
    return part;
}

static pgp_status set_plan(flux_job *job) {
    pgp_arena *arena = job->context->arena;
    const char *hex = job->plan->digest + DIGEST_PREFIX;
    pgp_text packed = pgp_text_new(arena);
    PGP_TRY(flux_compress(job->context, job->plan->bytes, job->plan->size, &packed));
    job->part_count = (packed.size + FLUX_PART_SIZE - 1) / FLUX_PART_SIZE;
    job->parts = pgp_alloc(arena, job->part_count * sizeof *job->parts);
    for (size_t i = 0; i < job->part_count; i++)
        job->parts[i] = part_of(job, &packed, i);
    flux_set_value(job, "digest", job->plan->digest);
    flux_set_value(job, "short_digest", pgp_strndup(arena, hex, SHORT_DIGEST));
    return PGP_OK;
}

/* Each phase has its own copy: what one Kustomization of Flux makes, another must not prune. */
static void set_part_names(flux_job *job, const flux_phase *phase) {
    pgp_arena *arena = job->context->arena;
    const char *hex = job->plan->digest + DIGEST_PREFIX;
    flux_node *sources = flux_list(arena), *names = flux_list(arena);
    flux_set_value(
        job, "databases_name",
        pgp_printf(arena, "%s-%s-databases-%.*s", flux_get_value(job, "app"), phase->step, PLAN_DIGEST, hex));
    for (size_t i = 0; i < job->part_count; i++) {
        job->parts[i].name = pgp_printf(arena, "%s-%s-plan-%.*s%s", flux_get_value(job, "app"), phase->step,
                                        PLAN_DIGEST, hex, job->parts[i].suffix);
        flux_add(arena, sources, plan_source(arena, job->parts[i].name));
        flux_add(arena, names, flux_text(arena, job->parts[i].name));
    }
    flux_set_node(job, "plan_sources", sources);
    flux_set_node(job, "plan_names", names);
}

/* -- Flux ------------------------------------------------------------------------------------------------------------------ */

/* "a/b" → "../../"; nothing of it for ".". */
static const char *way_up(pgp_arena *arena, const char *path) {
    pgp_text up = pgp_text_new(arena);
    for (const char *c = path; *c;) {
        size_t size = strcspn(c, "/");
        if (size && strncmp(c, ".", size) != 0)
            pgp_text_add(&up, "../");
        c += size + (c[size] == '/');
    }
    return up.data;
}

static const char *without_slashes(pgp_arena *arena, const char *path) {
    size_t size = strlen(path);
    if (strncmp(path, "./", 2) == 0)
        return without_slashes(arena, path + 2);
    while (size && path[size - 1] == '/')
        size--;
    return pgp_strndup(arena, path, size);
}

static pgp_status set_application(flux_job *job) {
    static const char *const kinds[] = {"gitrepository", "ocirepository", "bucket", NULL};
    static const char *const cased[] = {"GitRepository", "OCIRepository", "Bucket"};
    pgp_arena *arena = job->context->arena;
    const flux_settings *settings = job->settings;
    const char *kind = flux_get_value(job, "source_kind"), *name = flux_get_value(job, "source_name"),
               *other = settings->application_source;
    if (other) {
        PGP_TRY(flux_check_reference(job->context, "--application-source", other, kinds));
        kind = cased[*other == 'g' ? 0 : *other == 'o' ? 1 : 2];
        name = strchr(other, '/') + 1;
        /* The built-in check knows revisions of one source only. */
        flux_set_value(job, "ready_expression",
                       "dep.metadata.labels['pgplumb/release'] == self.metadata.labels['pgplumb/release'] && "
                       "dep.metadata.generation == dep.status.observedGeneration && "
                       "dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')");
    }
    flux_set_value(job, "application_source_kind", kind);
    flux_set_value(job, "application_source_name", name);
    if (settings->application_path) {
        bool waits = !flux_is_fleet(job);
        const char *path = without_slashes(arena, settings->application_path);
        flux_set_value(job, "application_path", pgp_printf(arena, "./%s", path));
        flux_set_value(job, "component_path",
                       !waits ? NULL
                              : pgp_printf(arena, "%s%s%sapplication", way_up(arena, path),
                                           flux_get_value(job, "source_path"),
                                           *flux_get_value(job, "source_path") ? "/" : ""));
    }
    return PGP_OK;
}

static void set_verification(flux_job *job) {
    const flux_settings *settings = job->settings;
    flux_set_value(job, "verify_provider", settings->verify);
    flux_set_value(job, "verify_secret_name", settings->verify_secret);
    flux_set_value(job, "verify_issuer", flux_otherwise(settings->verify_issuer, ".*"));
    flux_set_value(job, "verify_subject", settings->verify_subject);
}

static pgp_status set_source(flux_job *job) {
    const flux_settings *settings = job->settings;
    bool oci = settings->source && strcmp(settings->source, "oci") == 0;
    if (settings->source && !oci && strcmp(settings->source, "git") != 0)
        return pgp_fail(job->context, PGP_INPUT, NULL, "--source is one of git, oci, not \"%s\"",
                        settings->source);
    if (!oci && settings->verify)
        return pgp_fail(job->context, PGP_INPUT, NULL, "--verify needs --source oci");
    flux_set_value(job, "source_kind", oci ? "OCIRepository" : "GitRepository");
    flux_set_value(job, "source_name", flux_otherwise(settings->source_name, settings->name));
    flux_set_value(job, "source_url", settings->source_url);
    flux_set_value(job, "source_ref", flux_otherwise(settings->source_ref, oci ? "latest" : "main"));
    flux_set_flag(job, "source_oci", oci && settings->source_url);
    flux_set_flag(job, "source_git", !oci && settings->source_url);
    flux_set_value(job, "source_secret_name", settings->source_secret);
    flux_set_value(job, "source_path",
                   without_slashes(job->context->arena, flux_otherwise(settings->source_path, "")));
    flux_set_flag(job, "source_insecure", settings->insecure);
    set_verification(job);
    return set_application(job);
}

/* For pipelines, whose shell reads the paths. */
static pgp_status set_repository(flux_job *job) {
    pgp_arena *arena = job->context->arena;
    const char *deploy = job->settings->source_path, *schema = flux_otherwise(job->settings->schema, "db");
    if (!deploy)
        deploy = pgp_printf(arena, "deploy/%s", flux_get_value(job, "app"));
    flux_set_value(job, "schema", without_slashes(arena, schema));
    flux_set_value(job, "deploy_path", without_slashes(arena, deploy));
    if (job->plan)
        return PGP_OK;
    PGP_TRY(flux_check_path(job->context, "--schema", flux_get_value(job, "schema")));
    return flux_check_path(job->context, "--source-path", flux_get_value(job, "deploy_path"));
}

/* -- phases ------------------------------------------------------------------------------------------------------------------ */

size_t flux_phases(const flux_job *job, bool two, flux_phase *out) {
    const char *asked = job->settings->phase;
    bool all = asked && strcmp(asked, "all") == 0;
    if (!two || all || !job->plan->contracts) {
        out[0] = (flux_phase){.name = "migration", .step = "migrate"};
        return 1;
    }
    out[0] = (flux_phase){.name = "migration", .step = "migrate", .word = "expand"};
    out[1] = (flux_phase){.name = "contract", .step = "contract", .word = "contract"};
    return 2;
}

static size_t hyphens(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += *text == '-';
    return count;
}

/* What Flux's Kustomization of the phase waits for: what was asked for, and what contracts for the application. */
static void set_dependencies(flux_job *job, const flux_phase *phase) {
    pgp_arena *arena = job->context->arena;
    const char *application = pgp_printf(arena, "%s-application", flux_get_value(job, "app"));
    bool contract = strcmp(phase->name, "contract") == 0;
    flux_set_node(job, "depends_on",
                  contract ? named(arena, &application, 1)
                           : named(arena, job->settings->depends_on.items, job->settings->depends_on.count));
}

/* Who tells Flux how the Job ended: the account that was asked for, or one of its own. */
static void set_events(flux_job *job, const flux_phase *phase) {
    const char *account = job->settings->service_account;
    flux_set_flag(job, "events", job->settings->events);
    flux_set_flag(job, "own_events_account", job->settings->events && !account);
    if (!job->settings->events)
        return;
    if (!account)
        account = pgp_printf(job->context->arena, "%s-%s-events", flux_get_value(job, "app"), phase->step);
    flux_set_value(job, "events_account", account);
    flux_set_value(job, "service_account", account);
}

/* "NAMESPACE/NAME" of Flux's Kustomization of the phase. */
static const char *kustomization_of(const flux_job *job, const flux_phase *phase) {
    return pgp_printf(job->context->arena, "%s/%s-%s", flux_get_value(job, "flux_namespace"),
                      flux_get_value(job, "app"), phase->name);
}

static void set_arguments(flux_job *job, const flux_phase *phase) {
    static const char *const log[] = {"--log-format", "json", "--log-file", "/log/pgplumb.jsonl", NULL};
    pgp_arena *arena = job->context->arena;
    const char *flag = phase->word ? "--phase" : NULL;
    flux_node *apply = flux_words(arena, (const char *const[]){"apply", "/plan", "--yes", NULL});
    if (flux_is_fleet(job))
        flux_add_all(arena, apply,
                     flux_words(arena, (const char *const[]){"--fleet", "/fleet", "--index",
                                                             "$(JOB_COMPLETION_INDEX)", NULL}));
    flux_add_all(arena, apply, flux_words(arena, (const char *const[]){flag, phase->word, NULL}));
    if (job->settings->log_sidecar)
        flux_add_all(arena, apply, flux_words(arena, log));
    if (job->settings->events)
        flux_add_all(arena, apply,
                     flux_words(arena, (const char *const[]){"--event", kustomization_of(job, phase), NULL}));
    flux_set_node(job, "apply_args", apply);
    /* What status would say until the contract phase is over holds back the application that it waits for. */
    flux_set_node(job, "probe_command",
                  flux_words(arena, (const char *const[]){"pgplumb", "wait", "--plan", job->plan->digest,
                                                          "--timeout", "5s", flag, phase->word, NULL}));
    flux_set_node(
        job, "wait_args",
        flux_words(arena, (const char *const[]){"wait", "--plan", job->plan->digest, "--timeout",
                                                flux_get_value(job, "timeout"), flag, phase->word, NULL}));
}

void flux_set_phase(flux_job *job, const flux_phase *phase) {
    pgp_arena *arena = job->context->arena;
    const char *app = flux_safe_name(arena, flux_get_value(job, "app"),
                                     flux_is_fleet(job) ? FLUX_APP_SIZE - FLUX_INDEX_SIZE : FLUX_APP_SIZE,
                                     false),
               *path = flux_get_value(job, "source_path");
    const char *release =
        flux_otherwise(flux_get_value(job, "job_release"), flux_get_value(job, "name_release"));
    flux_set_value(job, "step", phase->step);
    flux_set_value(job, "phase_name", phase->name);
    if (flux_get_value(job, "argocd_delete"))
        flux_set_value(job, "argocd_hook", strcmp(phase->name, "contract") == 0 ? "PostSync" : "PreSync");
    flux_set_value(job, "phase_path", pgp_printf(arena, "./%s%s%s", path, *path ? "/" : "", phase->name));
    flux_set_value(
        job, "job",
        pgp_printf(arena, "%s-%s-%s-%s", app, phase->step, release, flux_get_value(job, "short_digest")));
    flux_set_number(job, "release_index", (long)hyphens(app) + 2);
    set_part_names(job, phase);
    set_events(job, phase);
    set_arguments(job, phase);
    set_dependencies(job, phase);
}

pgp_status flux_set_values(flux_job *job) {
    PGP_TRY(set_names(job));
    PGP_TRY(set_release(job));
    PGP_TRY(set_limits(job));
    PGP_TRY(flux_is_fleet(job) ? flux_set_fleet_credentials(job) : set_credentials(job));
    set_pull_secrets(job);
    PGP_TRY(set_beside(job));
    if (job->plan)
        PGP_TRY(set_plan(job));
    flux_set_flag(job, "network_policy", job->settings->network_policy);
    flux_set_flag(job, "rbac", job->settings->rbac);
    flux_set_number(job, "database_port",
                    strtol(flux_otherwise(job->settings->database_port, "5432"), NULL, 10));
    flux_set_value(job, "application_container", job->settings->application_container);
    flux_set_value(job, "dependency",
                   pgp_printf(job->context->arena, "%s-migration", flux_get_value(job, "app")));
    PGP_TRY(set_repository(job));
    return set_source(job);
}
