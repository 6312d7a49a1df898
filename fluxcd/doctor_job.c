/*
 * Jobs by themselves.
 */
#include "doctor_set.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool names_a_version(const char *name) {
    for (const char *c = name; *c; c++)
        if (isdigit((unsigned char)*c))
            return true;
    return flux_has_variable(name);
}

/* A kustomization that gives every name a suffix, or puts something into this one. */
static bool is_named_by_kustomize(const flux_manifests *set, const flux_document *job) {
    for (size_t i = 0; i < set->count; i++) {
        const flux_document *other = &set->documents[i];
        if (flux_is_kustomization(other) && strcmp(other->directory, job->directory) == 0 &&
            flux_get(other->root, "nameSuffix"))
            return true;
    }
    return false;
}

static void check_name(flux_manifests *set, const flux_document *job) {
    if (flux_is_hook(job) || flux_find(job->root, "metadata.generateName") || names_a_version(job->name) ||
        is_named_by_kustomize(set, job))
        return;
    FLUX_REPORT(set, PGD101, job, flux_find(job->root, "metadata.name"), "Job %s", job->name);
}

static bool is_enabled(const char *value) {
    return value && strcasecmp(value, "enabled") == 0;
}

/* A script beside it makes the Job: nothing applies it again. */
static bool is_made_by_a_script(const flux_manifests *set) {
    for (size_t i = 0; i < set->text_count; i++)
        if (strstr(set->texts[i].text, "kubectl apply") || strstr(set->texts[i].text, "kubectl create") ||
            strstr(set->texts[i].text, "kubectl delete"))
            return true;
    return false;
}

/* Flux makes it and replaces it, for all that is known. */
static bool is_fluxs_own(const flux_manifests *set, const flux_document *job) {
    return !flux_is_hook(job) && !job->is_charted && !is_made_by_a_script(set);
}

static void check_force(flux_manifests *set, const flux_document *job) {
    static const char force[] = "kustomize.toolkit.fluxcd.io/force";
    const flux_node *labels = flux_find(job->root, "metadata.labels");
    if (is_fluxs_own(set, job) && !is_enabled(flux_annotation(job, force)) &&
        !is_enabled(flux_string(flux_get(labels, force))))
        FLUX_REPORT(set, PGD102, job, flux_find(job->root, "metadata.name"), "Job %s has no annotation %s",
                    job->name, force);
}

static void check_retries(flux_manifests *set, const flux_document *job) {
    const flux_node *spec = flux_get(job->root, "spec"), *each = flux_get(spec, "backoffLimitPerIndex"),
                    *limit = each ? each : flux_get(spec, "backoffLimit");
    const char *number = flux_string(limit), *restart = flux_string(flux_get(job->pod, "restartPolicy"));
    bool is_known = !number || !flux_has_variable(number);
    if (is_known && !flux_get(spec, "podFailurePolicy") && !pgp_same(number, "0"))
        FLUX_REPORT(set, PGD103, job, limit, "Job %s: %s is %s", job->name,
                    each ? "backoffLimitPerIndex" : "backoffLimit", number ? number : "not set, which is 6");
    if (!restart || strcmp(restart, "Never") != 0)
        FLUX_REPORT(set, PGD104, job, flux_get(job->pod, "restartPolicy"), "Job %s: restartPolicy is %s",
                    job->name, restart ? restart : "not set");
}

static void check_times(flux_manifests *set, const flux_document *job) {
    const flux_node *spec = flux_get(job->root, "spec"), *ttl = flux_get(spec, "ttlSecondsAfterFinished");
    if (ttl && is_fluxs_own(set, job))
        FLUX_REPORT(set, PGD105, job, ttl, "Job %s: ttlSecondsAfterFinished is %s", job->name,
                    flux_string(ttl) ? flux_string(ttl) : "set");
    if (!flux_get(spec, "activeDeadlineSeconds"))
        FLUX_REPORT(set, PGD106, job, spec, "Job %s has no activeDeadlineSeconds", job->name);
}

/* A chart's hook that stays makes the next one of its name fail. Helm's default is before-hook-creation. */
static void check_hook(flux_manifests *set, const flux_document *job) {
    const char *policy = flux_annotation(job, "helm.sh/hook-delete-policy");
    if (!flux_annotation(job, "helm.sh/hook"))
        return;
    if (policy && !strstr(policy, "before-hook-creation"))
        FLUX_REPORT(set, PGD701, job, flux_find(job->root, "metadata.annotations"),
                    "Job %s: the policy is %s", job->name, policy);
    else if (strstr(job->name, "unixEpoch") || strstr(job->name, "Revision") || strstr(job->name, "now"))
        FLUX_REPORT(set, PGD702, job, flux_find(job->root, "metadata.name"), "Job %s", job->name);
}

void flux_check_jobs(flux_manifests *set) {
    static void (*const checks[])(flux_manifests *, const flux_document *) = {
        check_name, check_force, check_retries, check_times, check_hook};
    for (size_t i = 0; i < set->count; i++)
        for (size_t k = 0; flux_is_job(&set->documents[i]) && k < sizeof checks / sizeof *checks; k++)
            checks[k](set, &set->documents[i]);
}
