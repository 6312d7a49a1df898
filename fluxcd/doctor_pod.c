/*
 * What migrates in a pod: security, resources, image, secrets, and whether it belongs there.
 */
#include "doctor_set.h"

#include <string.h>

/* Called for every container; `list` says which list of the pod's it is in. */
typedef void container_check(flux_manifests *set, const flux_document *document, const flux_node *container,
                             const char *list);

static bool migrates(flux_manifests *set, const flux_document *document, const flux_node *container) {
    return flux_is_job(document) || flux_is_migration(flux_command(set->context->arena, container));
}

static const char *name_of(const flux_node *container) {
    const char *name = flux_string(flux_get(container, "name"));
    return name ? name : "?";
}

static const char *setting(const flux_document *document, const flux_node *container, const char *name) {
    const flux_node *own = flux_get(flux_get(container, "securityContext"), name);
    return flux_string(own ? own : flux_get(flux_get(document->pod, "securityContext"), name));
}

static bool is(const char *text, const char *wanted) {
    return text && strcmp(text, wanted) == 0;
}

static bool drops_all(const flux_node *container) {
    const flux_node *drop = flux_find(container, "securityContext.capabilities.drop");
    for (size_t i = 0; i < flux_count(drop); i++)
        if (is(flux_string(drop->items[i]), "ALL"))
            return true;
    return false;
}

static const char *missing_for_restricted(const flux_document *document, const flux_node *container) {
    const char *profile = flux_find_string(container, "securityContext.seccompProfile.type");
    profile = profile ? profile : flux_find_string(document->pod, "securityContext.seccompProfile.type");
    if (!is(setting(document, container, "runAsNonRoot"), "true"))
        return "runAsNonRoot";
    if (!is(flux_find_string(container, "securityContext.allowPrivilegeEscalation"), "false"))
        return "allowPrivilegeEscalation: false";
    if (!drops_all(container))
        return "capabilities.drop: [ALL]";
    return is(profile, "RuntimeDefault") || is(profile, "Localhost") ? NULL : "seccompProfile";
}

static void check_security(flux_manifests *set, const flux_document *document, const flux_node *container,
                           const char *list) {
    const char *missing = missing_for_restricted(document, container);
    (void)list;
    if (missing && migrates(set, document, container))
        FLUX_REPORT(set, PGD108, document, container, "container %s lacks %s", name_of(container), missing);
}

static void check_resources(flux_manifests *set, const flux_document *document, const flux_node *container,
                            const char *list) {
    const flux_node *resources = flux_get(container, "resources");
    (void)list;
    if (migrates(set, document, container) &&
        (!resources || (resources->type == FLUX_MAP && !resources->count)))
        FLUX_REPORT(set, PGD107, document, container, "container %s", name_of(container));
}

static void check_image(flux_manifests *set, const flux_document *document, const flux_node *container,
                        const char *list) {
    const flux_node *node = flux_get(container, "image");
    const char *image = flux_string(node), *slash = image ? strrchr(image, '/') : NULL;
    const char *name = slash ? slash + 1 : image;
    (void)list;
    if (!image || strchr(image, '@') || flux_has_variable(name) || !migrates(set, document, container))
        return;
    const char *tag = strchr(name, ':');
    if (!tag || strcmp(tag, ":latest") == 0)
        FLUX_REPORT(set, PGD111, document, node, "container %s: %s", name_of(container), image);
}

/* URLs as literal arguments, or from a template's values. */
static void check_arguments(flux_manifests *set, const flux_document *document, const flux_node *container,
                            const char *list) {
    static const char *const words[] = {
        "postgres://", "postgresql://", "mysql://", "jdbc:", ".dburl", "databaseUrl", NULL};
    const flux_node *arguments = flux_get(container, "args");
    (void)list;
    for (size_t i = 0; i < flux_count(arguments); i++) {
        const char *argument = flux_string(arguments->items[i]);
        for (const char *const *word = words; argument && *word; word++)
            if (strstr(argument, *word))
                FLUX_REPORT(set, PGD110, document, arguments->items[i], "container %s", name_of(container));
    }
}

static void check_variables(flux_manifests *set, const flux_document *document, const flux_node *container,
                            const char *list) {
    const flux_node *variables = flux_get(container, "env");
    (void)list;
    for (size_t i = 0; i < flux_count(variables); i++) {
        const flux_node *value = flux_get(variables->items[i], "value");
        const char *name = flux_string(flux_get(variables->items[i], "name"));
        if (name && flux_string(value) && flux_is_clear_password(name, flux_string(value)))
            FLUX_REPORT(set, PGD109, document, value, "variable %s of container %s", name,
                        name_of(container));
    }
}

static void check_place(flux_manifests *set, const flux_document *document, const flux_node *container,
                        const char *list) {
    const char *command = flux_command(set->context->arena, container);
    if (!flux_is_service(document) || !flux_is_migration(command))
        return;
    if (strcmp(list, "initContainers") == 0)
        FLUX_REPORT(set, PGD501, document, container, "%s %s: init container %s", document->kind,
                    document->name, name_of(container));
    else
        FLUX_REPORT(set, PGD502, document, container, "%s %s: container %s", document->kind, document->name,
                    name_of(container));
}

static void check_status(flux_manifests *set, const flux_document *document, const flux_node *container,
                         const char *list) {
    (void)list;
    if (flux_loses_failure(set->context->arena, flux_command(set->context->arena, container)))
        FLUX_REPORT(set, PGD115, document, container, "container %s", name_of(container));
}

/* A container of a Job that migrates, or an init container of anything. */
static void check_sidecar(flux_manifests *set, const flux_document *document, const flux_node *container,
                          const char *list) {
    const char *image = flux_string(flux_get(container, "image"));
    bool init = strcmp(list, "initContainers") == 0;
    if (!image || !flux_is_sidecar(image) || is(flux_string(flux_get(container, "restartPolicy")), "Always"))
        return;
    if (init)
        FLUX_REPORT(set, PGD114, document, container, "init container %s", name_of(container));
    else if (flux_is_job(document) && flux_count(flux_get(document->pod, "containers")) > 1)
        FLUX_REPORT(set, PGD113, document, container, "container %s", name_of(container));
}

static void check_token(flux_manifests *set, const flux_document *document) {
    if (flux_is_job(document) &&
        !is(flux_string(flux_get(document->pod, "automountServiceAccountToken")), "false"))
        FLUX_REPORT(set, PGD112, document, document->pod, "Job %s", document->name);
}

static void check_containers(flux_manifests *set, const flux_document *document, const char *list) {
    static container_check *const checks[] = {check_security,  check_resources, check_image,  check_arguments,
                                              check_variables, check_place,     check_status, check_sidecar};
    const flux_node *containers = flux_get(document->pod, list);
    for (size_t i = 0; i < flux_count(containers); i++)
        for (size_t k = 0; k < sizeof checks / sizeof *checks; k++)
            checks[k](set, document, containers->items[i], list);
}

/* SOPS encrypts values in place and says so beside them. */
static void check_secret(flux_manifests *set, const flux_document *document, const char *member) {
    const flux_node *data = flux_get(document->root, member);
    bool is_secret = strcmp(document->kind, "Secret") == 0;
    if (flux_get(document->root, "sops") || (is_secret && !data))
        return;
    for (size_t i = 0; data && data->type == FLUX_MAP && i < data->count; i++) {
        const char *key = flux_string(data->keys[i]), *value = flux_string(data->items[i]);
        bool base64 = is_secret && strcmp(member, "data") == 0;
        if (key && value && *value &&
            (base64 ? !flux_has_variable(value) : flux_is_clear_password(is_secret ? key : "", value)))
            FLUX_REPORT(set, PGD109, document, data->items[i], "%s %s: %s", document->kind, document->name,
                        key);
    }
}

void flux_check_pods(flux_manifests *set) {
    for (size_t i = 0; i < set->count; i++) {
        const flux_document *document = &set->documents[i];
        bool holds_data = strcmp(document->kind, "Secret") == 0 || strcmp(document->kind, "ConfigMap") == 0;
        check_containers(set, document, "initContainers");
        check_containers(set, document, "containers");
        check_token(set, document);
        if (holds_data)
            check_secret(set, document, "data");
        if (holds_data)
            check_secret(set, document, "stringData");
    }
}
