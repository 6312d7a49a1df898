/*
 * kustomization.yaml: what it lists, in which order, and whether its replacements hit anything.
 */
#include "doctor_set.h"

#include <stdlib.h>
#include <string.h>

/* -- which documents it is about ---------------------------------------------------------------------------------------- */

/* "dir/./x" and "dir/../y" are not followed: a resource is a file or directory below. */
static const char *path_below(pgp_arena *arena, const flux_document *kustomization, const char *resource) {
    while (strncmp(resource, "./", 2) == 0)
        resource += 2;
    return pgp_printf(arena, "%s/%s", kustomization->directory, resource);
}

/* The place in the list of resources that brings the document; -1: none. */
static int place_of(pgp_arena *arena, const flux_document *kustomization, const flux_document *document) {
    const flux_node *resources = flux_get(kustomization->root, "resources");
    for (size_t i = 0; i < flux_count(resources); i++) {
        const char *resource = flux_string(resources->items[i]);
        const char *path = resource ? path_below(arena, kustomization, resource) : "";
        size_t size = strlen(path);
        const char *file = strncmp(document->file, "./", 2) == 0 && strncmp(path, "./", 2) != 0
                               ? document->file + 2
                               : document->file;
        if (strcmp(file, path) == 0 || (strncmp(file, path, size) == 0 && size && file[size] == '/'))
            return (int)i;
    }
    return -1;
}

/* Resources from elsewhere (URLs, parents, components, generators) cannot be seen here. */
static bool sees_all(const flux_manifests *set, const flux_document *kustomization) {
    static const char *const elsewhere[] = {"components", "bases", "helmCharts", "generators"};
    const flux_node *resources = flux_get(kustomization->root, "resources");
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (flux_get(kustomization->root, elsewhere[i]))
            return false;
    for (size_t i = 0; i < flux_count(resources); i++) {
        bool found = false;
        for (size_t k = 0; k < set->count && !found; k++)
            found = place_of(set->context->arena, kustomization, &set->documents[k]) == (int)i;
        if (!found)
            return false;
    }
    return true;
}

/* -- replacements ------------------------------------------------------------------------------------------------------------ */

static bool selects(const flux_node *select, const flux_document *document) {
    const char *kind = flux_string(flux_get(select, "kind")), *name = flux_string(flux_get(select, "name"));
    return (!kind || strcmp(kind, document->kind) == 0) && (!name || strcmp(name, document->name) == 0);
}

/* The next segment of a field's path: ends at a dot that is not escaped or in brackets. */
static const char *next_segment(pgp_arena *arena, const char *path, char **out) {
    pgp_text segment = pgp_text_new(arena);
    for (bool inside = false; *path && (inside || *path != '.'); path++) {
        inside = (inside || *path == '[') && *path != ']';
        if (*path == '\\' && path[1])
            path++;
        pgp_text_addn(&segment, path, 1);
    }
    *out = segment.data;
    return *path ? path + 1 : path;
}

static const flux_node *list_item(const flux_node *list, const char *segment) {
    char *end;
    size_t size = strcspn(segment, "=");
    if (*segment != '[' || !segment[size]) { /* a number, or "*"; Kustomize finds nothing under "[2]" */
        size_t number = strtoul(segment, &end, 10);
        return strcmp(segment, "*") == 0       ? (list->count ? list->items[0] : NULL)
               : !*end && number < list->count ? list->items[number]
                                               : NULL;
    }
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; list->items[i]->type == FLUX_MAP && k < list->items[i]->count; k++) {
            const char *key = flux_string(list->items[i]->keys[k]),
                       *value = flux_string(list->items[i]->items[k]);
            if (key && value && strlen(key) == size - 1 && strncmp(key, segment + 1, size - 1) == 0 &&
                strncmp(value, segment + size + 1, strlen(value)) == 0 &&
                segment[size + 1 + strlen(value)] == ']')
                return list->items[i];
        }
    return NULL;
}

static const flux_node *field(pgp_arena *arena, const flux_node *node, const char *path) {
    while (node && *path) {
        char *segment;
        path = next_segment(arena, path, &segment);
        node = node->type == FLUX_LIST ? list_item(node, segment) : flux_get(node, segment);
    }
    return node;
}

typedef struct aim {
    flux_manifests *set;
    const flux_document *kustomization;
    const flux_node *target;
} aim;

static bool creates(const flux_node *target) {
    const char *create = flux_find_string(target, "options.create");
    return create && strcmp(create, "true") == 0;
}

static void check_fields(const aim *a, const flux_document *document) {
    const flux_node *paths = flux_get(a->target, "fieldPaths");
    for (size_t i = 0; i < flux_count(paths); i++) {
        const char *path = flux_string(paths->items[i]);
        if (path && !creates(a->target) && !field(a->set->context->arena, document->root, path))
            FLUX_REPORT(a->set, PGD401, a->kustomization, paths->items[i], "%s %s has no %s", document->kind,
                        document->name, path);
    }
}

static bool is_of(const flux_manifests *set, const flux_document *kustomization,
                  const flux_document *document) {
    return place_of(set->context->arena, kustomization, document) >= 0;
}

static void check_target(flux_manifests *set, const flux_document *kustomization, const flux_node *target) {
    aim a = {.set = set, .kustomization = kustomization, .target = target};
    const flux_node *select = flux_get(target, "select");
    bool hit = false;
    for (size_t i = 0; i < set->count; i++) {
        if (!selects(select, &set->documents[i]) || !is_of(set, kustomization, &set->documents[i]))
            continue;
        hit = true;
        check_fields(&a, &set->documents[i]);
    }
    if (!hit && sees_all(set, kustomization))
        FLUX_REPORT(set, PGD401, kustomization, select, "no resource is %s %s",
                    flux_find_string(select, "kind") ? flux_find_string(select, "kind") : "of any kind",
                    flux_find_string(select, "name") ? flux_find_string(select, "name") : "");
}

static void check_replacements(flux_manifests *set, const flux_document *kustomization) {
    const flux_node *replacements = flux_get(kustomization->root, "replacements");
    for (size_t i = 0; i < flux_count(replacements); i++) {
        const flux_node *targets = flux_get(replacements->items[i], "targets");
        for (size_t k = 0; k < flux_count(targets); k++)
            check_target(set, kustomization, targets->items[k]);
    }
}

/* -- order and version -------------------------------------------------------------------------------------------------------- */

static void check_order(flux_manifests *set, const flux_document *kustomization) {
    pgp_arena *arena = set->context->arena;
    const flux_node *resources = flux_get(kustomization->root, "resources");
    int job = -1, service = -1;
    for (size_t i = 0; i < set->count; i++) {
        int place = place_of(arena, kustomization, &set->documents[i]);
        if (place >= 0 && flux_is_job(&set->documents[i]))
            job = place;
        if (place >= 0 && flux_is_service(&set->documents[i]) && (service < 0 || place < service))
            service = place;
    }
    if (job >= 0 && service >= 0 && service < job)
        FLUX_REPORT(set, PGD402, kustomization, resources->items[job], "%s is listed after %s",
                    flux_string(resources->items[job]), flux_string(resources->items[service]));
}

static void check_version(flux_manifests *set, const flux_document *kustomization) {
    static const char *const known[] = {"", "kustomize.config.k8s.io/v1beta1",
                                        "kustomize.config.k8s.io/v1alpha1"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(kustomization->api, known[i]) == 0)
            return;
    FLUX_REPORT(set, PGD404, kustomization, flux_get(kustomization->root, "apiVersion"), "%s",
                kustomization->api);
}

/* -- variables that nobody fills in --------------------------------------------------------------------------------------------- */

static bool is_replaced(flux_manifests *set, const flux_document *kustomization,
                        const flux_document *document, const flux_node *node) {
    const flux_node *replacements = flux_get(kustomization->root, "replacements");
    for (size_t i = 0; i < flux_count(replacements); i++) {
        const flux_node *targets = flux_get(replacements->items[i], "targets");
        for (size_t t = 0; t < flux_count(targets); t++) {
            const flux_node *paths = flux_get(targets->items[t], "fieldPaths");
            for (size_t p = 0;
                 selects(flux_get(targets->items[t], "select"), document) && p < flux_count(paths); p++)
                if (flux_string(paths->items[p]) &&
                    field(set->context->arena, document->root, flux_string(paths->items[p])) == node)
                    return true;
        }
    }
    return false;
}

static bool is_substituted(const flux_manifests *set) {
    for (size_t i = 0; i < set->count; i++)
        if (flux_is_flux_kustomization(&set->documents[i]) &&
            flux_find(set->documents[i].root, "spec.postBuild"))
            return true;
    return false;
}

static void check_field(flux_manifests *set, const flux_document *kustomization,
                        const flux_document *document, const flux_node *node) {
    const char *text = flux_string(node);
    if (text && strstr(text, "${") && !is_replaced(set, kustomization, document, node))
        FLUX_REPORT(set, PGD403, document, node, "%s", text);
}

static void check_container_fields(flux_manifests *set, const flux_document *kustomization,
                                   const flux_document *document, const char *list) {
    const flux_node *containers = flux_get(document->pod, list);
    for (size_t i = 0; i < flux_count(containers); i++) {
        const flux_node *args = flux_get(containers->items[i], "args");
        check_field(set, kustomization, document, flux_get(containers->items[i], "image"));
        for (size_t k = 0; k < flux_count(args); k++)
            check_field(set, kustomization, document, args->items[k]);
    }
}

static void check_variables(flux_manifests *set, const flux_document *kustomization) {
    for (size_t i = 0; !is_substituted(set) && i < set->count; i++) {
        const flux_document *document = &set->documents[i];
        if (!document->pod || !is_of(set, kustomization, document))
            continue;
        check_field(set, kustomization, document, flux_find(document->root, "metadata.name"));
        check_container_fields(set, kustomization, document, "initContainers");
        check_container_fields(set, kustomization, document, "containers");
    }
}

void flux_check_kustomize(flux_manifests *set) {
    static void (*const checks[])(flux_manifests *, const flux_document *) = {check_replacements, check_order,
                                                                              check_version, check_variables};
    for (size_t i = 0; i < set->count; i++)
        for (size_t k = 0; flux_is_kustomization(&set->documents[i]) && k < sizeof checks / sizeof *checks;
             k++)
            checks[k](set, &set->documents[i]);
}
