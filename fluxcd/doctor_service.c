/*
 * Jobs and services together: the same database, waiting for the right thing, and being allowed to.
 */
#include "doctor_set.h"

#include <string.h>

/* -- where the database's variables come from ------------------------------------------------------------------------- */

typedef struct origins {
    const char **items;
    size_t count, capacity;
} origins;

static void add_origin(pgp_arena *arena, origins *found, const flux_node *name) {
    if (flux_string(name))
        PGP_PUSH(arena, found->items, found->count, found->capacity, flux_string(name));
}

/* Names of ConfigMaps and Secrets that a container reads. */
static void add_origins(pgp_arena *arena, const flux_node *container, origins *found) {
    const flux_node *env = flux_get(container, "env"), *from = flux_get(container, "envFrom");
    for (size_t i = 0; i < flux_count(env); i++) {
        add_origin(arena, found, flux_find(env->items[i], "valueFrom.secretKeyRef.name"));
        add_origin(arena, found, flux_find(env->items[i], "valueFrom.configMapKeyRef.name"));
    }
    for (size_t i = 0; i < flux_count(from); i++) {
        add_origin(arena, found, flux_find(from->items[i], "configMapRef.name"));
        add_origin(arena, found, flux_find(from->items[i], "secretRef.name"));
    }
}

/* NAME/KEY of the Secrets' keys that a container reads, NAME for all of them. */
static void add_secrets(pgp_arena *arena, const flux_node *container, origins *found) {
    const flux_node *env = flux_get(container, "env"), *from = flux_get(container, "envFrom");
    for (size_t i = 0; i < flux_count(env); i++) {
        const flux_node *key = flux_find(env->items[i], "valueFrom.secretKeyRef");
        const char *name = flux_string(flux_get(key, "name")), *which = flux_string(flux_get(key, "key"));
        if (name && which)
            PGP_PUSH(arena, found->items, found->count, found->capacity,
                     pgp_printf(arena, "%s/%s", name, which));
    }
    for (size_t i = 0; i < flux_count(from); i++)
        add_origin(arena, found, flux_find(from->items[i], "secretRef.name"));
}

static origins secrets_of(pgp_arena *arena, const flux_document *document) {
    const flux_node *containers = flux_get(document->pod, "containers");
    origins found = {0};
    for (size_t i = 0; i < flux_count(containers); i++)
        add_secrets(arena, containers->items[i], &found);
    return found;
}

static origins origins_of(pgp_arena *arena, const flux_document *document) {
    const flux_node *containers = flux_get(document->pod, "containers");
    origins found = {0};
    for (size_t i = 0; i < flux_count(containers); i++)
        add_origins(arena, containers->items[i], &found);
    return found;
}

static bool share_one(const origins *a, const origins *b) {
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (strcmp(a->items[i], b->items[k]) == 0)
                return true;
    return false;
}

/* -- waiting -------------------------------------------------------------------------------------------------------------- */

/* pgplumb wait asks the service's own database: another one than the migration's would never be ready. */
static bool asks_the_database(pgp_arena *arena, const flux_document *service) {
    const flux_node *containers = flux_get(service->pod, "initContainers");
    for (size_t i = 0; i < flux_count(containers); i++) {
        const char *command = flux_command(arena, containers->items[i]);
        if (strncmp(command, "wait --", 7) == 0 || strstr(command, "pgplumb wait --plan"))
            return true;
    }
    return false;
}

/* The Job's name that an init container waits for; NULL: for none. */
static const flux_node *awaited_job(const flux_node *container) {
    static const char *const words[] = {"job", "job-wr", "job-we"};
    const flux_node *lists[] = {flux_get(container, "command"), flux_get(container, "args")};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i + 1 < flux_count(lists[l]); i++)
            for (size_t w = 0; w < sizeof words / sizeof *words; w++)
                if (pgp_same(flux_string(lists[l]->items[i]), words[w]))
                    return lists[l]->items[i + 1];
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < flux_count(lists[l]); i++)
            if (flux_string(lists[l]->items[i]) && strncmp(flux_string(lists[l]->items[i]), "job/", 4) == 0)
                return lists[l]->items[i];
    return NULL;
}

static const flux_document *job_named(const flux_manifests *set, const char *name, bool *any) {
    name = strncmp(name, "job/", 4) == 0 ? name + 4 : name;
    for (size_t i = 0; i < set->count; i++) {
        if (!flux_is_job(&set->documents[i]))
            continue;
        *any = true;
        if (strcmp(set->documents[i].name, name) == 0)
            return &set->documents[i];
    }
    return NULL;
}

static bool binds(const flux_document *binding, const char *account) {
    const flux_node *subjects = flux_get(binding->root, "subjects");
    for (size_t i = 0; i < flux_count(subjects); i++)
        if (pgp_same(flux_string(flux_get(subjects->items[i], "name")), account))
            return true;
    return false;
}

static bool may_read_jobs(const flux_manifests *set, const char *account) {
    for (size_t i = 0; account && i < set->count; i++)
        if (strstr(set->documents[i].kind, "RoleBinding") && binds(&set->documents[i], account))
            return true;
    return false;
}

static bool check_waiting(flux_manifests *set, const flux_document *service) {
    const flux_node *containers = flux_get(service->pod, "initContainers");
    const char *account = flux_string(flux_get(service->pod, "serviceAccountName"));
    bool waits = false, any = false;
    for (size_t i = 0; i < flux_count(containers); i++) {
        const flux_node *job = awaited_job(containers->items[i]);
        if (!flux_string(job))
            continue;
        waits = true;
        if (!job_named(set, flux_string(job), &any) && any)
            FLUX_REPORT(set, PGD202, service, job, "%s waits for %s", service->name, flux_string(job));
        FLUX_REPORT(set, PGD203, service, containers->items[i], "%s %s", service->kind, service->name);
        if (!may_read_jobs(set, account))
            FLUX_REPORT(set, PGD204, service, containers->items[i], "%s %s, service account %s",
                        service->kind, service->name, account ? account : "default");
    }
    return waits;
}

/* -- pairs of a Job and a service --------------------------------------------------------------------------------------- */

static bool uses_flux(const flux_manifests *set) {
    for (size_t i = 0; i < set->count; i++)
        if (flux_is_flux_kustomization(&set->documents[i]))
            return true;
    return false;
}

/* In one directory, or anywhere in a set with one Job: the Job that migrates for the service. */
static const flux_document *job_of(const flux_manifests *set, const flux_document *service) {
    const flux_document *only = NULL, *near = NULL;
    size_t count = 0, near_count = 0;
    for (size_t i = 0; i < set->count; i++) {
        const flux_document *document = &set->documents[i];
        if (!flux_is_job(document))
            continue;
        only = document;
        count++;
        if (strcmp(document->directory, service->directory) == 0 && ++near_count)
            near = document;
    }
    return near_count == 1 ? near : count == 1 ? only : NULL;
}

static void check_service(flux_manifests *set, const flux_document *service) {
    pgp_arena *arena = set->context->arena;
    const flux_document *job = job_of(set, service);
    bool asks = asks_the_database(arena, service), waits = check_waiting(set, service) || asks;
    if (!job)
        return;
    origins of_job = origins_of(arena, job), of_service = origins_of(arena, service);
    if (!asks && of_job.count && of_service.count && !share_one(&of_job, &of_service))
        FLUX_REPORT(set, PGD201, job, NULL, "Job %s reads %s, %s %s reads %s", job->name, of_job.items[0],
                    service->kind, service->name, of_service.items[0]);
    origins job_secrets = secrets_of(arena, job), service_secrets = secrets_of(arena, service);
    if (share_one(&job_secrets, &service_secrets))
        FLUX_REPORT(set, PGD207, job, NULL, "Job %s and %s %s", job->name, service->kind, service->name);
    if (!waits && !flux_is_hook(job) && !uses_flux(set))
        FLUX_REPORT(set, PGD205, service, NULL, "%s %s", service->kind, service->name);
}

static void check_subjects(flux_manifests *set, const flux_document *binding) {
    const flux_node *subjects = flux_get(binding->root, "subjects");
    for (size_t i = 0; i < flux_count(subjects); i++) {
        const flux_node *subject = subjects->items[i];
        if (pgp_same(flux_string(flux_get(subject, "kind")), "ServiceAccount") &&
            !flux_get(subject, "namespace"))
            FLUX_REPORT(set, PGD206, binding, subject, "%s %s", binding->kind, binding->name);
    }
}

void flux_check_services(flux_manifests *set) {
    for (size_t i = 0; i < set->count; i++) {
        if (flux_is_service(&set->documents[i]))
            check_service(set, &set->documents[i]);
        if (strstr(set->documents[i].kind, "RoleBinding"))
            check_subjects(set, &set->documents[i]);
    }
}
