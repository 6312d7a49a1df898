/*
 * Flux's Kustomizations: the order of migration and application.
 */
#include "doctor_set.h"

#include <stdlib.h>
#include <string.h>

static const flux_node *spec_of(const flux_document *document, const char *key) {
    return flux_get(flux_get(document->root, "spec"), key);
}

static bool holds(const flux_manifests *set, const flux_document *kustomization,
                  bool (*is_wanted)(const flux_document *)) {
    for (size_t i = 0; i < set->count; i++)
        if (is_wanted(&set->documents[i]) &&
            flux_is_below(&set->documents[i], spec_of(kustomization, "path")))
            return true;
    return false;
}

static const flux_node *dependency_on(const flux_document *application, const char *name) {
    const flux_node *list = spec_of(application, "dependsOn");
    for (size_t i = 0; i < flux_count(list); i++)
        if (pgp_same(flux_string(flux_get(list->items[i], "name")), name))
            return list->items[i];
    return NULL;
}

static bool have_one_source(const flux_document *a, const flux_document *b) {
    const flux_node *left = spec_of(a, "sourceRef"), *right = spec_of(b, "sourceRef");
    return pgp_same(flux_string(flux_get(left, "name")), flux_string(flux_get(right, "name"))) &&
           pgp_same(flux_string(flux_get(left, "kind")), flux_string(flux_get(right, "kind")));
}

static void check_order(flux_manifests *set, const flux_document *migration,
                        const flux_document *application) {
    const flux_node *dependency = dependency_on(application, migration->name);
    if (!dependency && !dependency_on(migration, application->name)) /* what contracts comes after */
        FLUX_REPORT(set, PGD301, application, spec_of(application, "dependsOn"), "%s does not depend on %s",
                    application->name, migration->name);
    else if (dependency && !have_one_source(migration, application) && !flux_get(dependency, "readyExpr"))
        FLUX_REPORT(set, PGD302, application, dependency, "%s and %s", application->name, migration->name);
}

/* "5m", "1h30m" as Go reads them. */
static long seconds_of(const char *text) {
    long total = 0;
    for (char *end; *text; text = end + (*end != '\0')) {
        long number = strtol(text, &end, 10);
        if (end == text)
            return 0;
        total += number * (*end == 'h' ? 3600 : *end == 'm' ? 60 : 1);
    }
    return total;
}

static void check_timeout(flux_manifests *set, const flux_document *migration) {
    const char *timeout = flux_string(spec_of(migration, "timeout"));
    for (size_t i = 0; timeout && i < set->count; i++) {
        const flux_document *job = &set->documents[i];
        const char *deadline = flux_find_string(job->root, "spec.activeDeadlineSeconds");
        if (flux_is_job(job) && deadline && flux_is_below(job, spec_of(migration, "path")) &&
            seconds_of(timeout) < strtol(deadline, NULL, 10))
            FLUX_REPORT(set, PGD304, migration, spec_of(migration, "timeout"), "%s: %s, and %s s of Job %s",
                        migration->name, timeout, deadline, job->name);
    }
}

static bool is_true(const flux_node *node) {
    return flux_string(node) && strcmp(flux_string(node), "true") == 0;
}

static void check_migration(flux_manifests *set, const flux_document *migration) {
    const flux_node *force = spec_of(migration, "force");
    if (!is_true(spec_of(migration, "wait")) && !flux_count(spec_of(migration, "healthChecks")))
        FLUX_REPORT(set, PGD303, migration, flux_get(migration->root, "spec"), "Kustomization %s",
                    migration->name);
    if (is_true(force))
        FLUX_REPORT(set, PGD305, migration, force, "Kustomization %s", migration->name);
    check_timeout(set, migration);
    for (size_t i = 0; i < set->count; i++) {
        const flux_document *other = &set->documents[i];
        if (other != migration && flux_is_flux_kustomization(other) && holds(set, other, flux_is_service))
            check_order(set, migration, other);
    }
}

static bool has_sql(const flux_document *config) {
    const flux_node *data = flux_get(config->root, "data");
    for (size_t i = 0; data && data->type == FLUX_MAP && i < data->count; i++) {
        const char *key = flux_string(data->keys[i]), *value = flux_string(data->items[i]);
        if (key && value && strstr(value, "${") && (strstr(key, ".sql") || strstr(key, "plan")))
            return true;
    }
    return false;
}

static void check_substitution(flux_manifests *set, const flux_document *kustomization) {
    for (size_t i = 0; spec_of(kustomization, "postBuild") && i < set->count; i++) {
        const flux_document *config = &set->documents[i];
        const char *off = flux_annotation(config, "kustomize.toolkit.fluxcd.io/substitute");
        if (strcmp(config->kind, "ConfigMap") == 0 && flux_is_below(config, spec_of(kustomization, "path")) &&
            has_sql(config) && !(off && strcasecmp(off, "disabled") == 0))
            FLUX_REPORT(set, PGD306, config, flux_get(config->root, "data"), "ConfigMap %s", config->name);
    }
}

void flux_check_flux(flux_manifests *set) {
    for (size_t i = 0; i < set->count; i++) {
        const flux_document *document = &set->documents[i];
        if (!flux_is_flux_kustomization(document))
            continue;
        if (holds(set, document, flux_is_job))
            check_migration(set, document);
        check_substitution(set, document);
    }
}
