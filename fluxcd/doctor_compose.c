/*
 * Compose files: a service that migrates, those that need it, and the database.
 */
#include "doctor_set.h"

#include <string.h>

static bool is_compose(const flux_document *document) {
    const flux_node *services = flux_get(document->root, "services");
    return !*document->kind && services && services->type == FLUX_MAP;
}

typedef struct compose {
    flux_manifests *set;
    const flux_document *document;
    const flux_node *services;
} compose;

static const char *name_of(const compose *c, size_t i) {
    const char *name = flux_string(c->services->keys[i]);
    return name ? name : "";
}

static bool migrates(const compose *c, size_t i) {
    const char *command = flux_command(c->set->context->arena, c->services->items[i]);
    return *command ? flux_is_migration(command) && !flux_is_server_start(command)
                    : flux_is_migration(name_of(c, i));
}

static bool is_database(const compose *c, size_t i) {
    const char *image = flux_string(flux_get(c->services->items[i], "image"));
    return image && (strstr(image, "postgres") || strstr(image, "mysql") || strstr(image, "mariadb"));
}

/* The condition of depends_on; NULL: not listed, "" : listed without one. */
static const char *condition_of(const flux_node *service, const char *name) {
    const flux_node *depends = flux_get(service, "depends_on");
    for (size_t i = 0; i < flux_count(depends); i++)
        if (pgp_same(flux_string(depends->items[i]), name))
            return "";
    const char *condition = flux_string(flux_get(flux_get(depends, name), "condition"));
    return condition ? condition : flux_get(depends, name) ? "" : NULL;
}

static void check_application(const compose *c, size_t migration, size_t other) {
    const flux_node *service = c->services->items[other];
    const char *condition = condition_of(service, name_of(c, migration));
    bool builds =
        flux_get(service, "build") || pgp_same(flux_string(flux_get(service, "image")),
                                               flux_string(flux_get(c->services->items[migration], "image")));
    if (condition ? strcmp(condition, "service_completed_successfully") != 0 : builds)
        FLUX_REPORT(c->set, PGD601, c->document, service, "service %s, migration %s", name_of(c, other),
                    name_of(c, migration));
}

/* PostgreSQL's image makes a new database with a server that listens on its socket only, and then stops it. */
static void check_healthcheck(const compose *c, size_t database) {
    const flux_node *test = flux_get(flux_get(c->services->items[database], "healthcheck"), "test");
    const char *command = flux_joined(c->set->context->arena, test);
    if (strstr(command, "pg_isready") && !strstr(command, " -h") && !strstr(command, "--host"))
        FLUX_REPORT(c->set, PGD604, c->document, test, "service %s: %s", name_of(c, database), command);
}

static void check_migration(const compose *c, size_t i) {
    const flux_node *service = c->services->items[i], *restart = flux_get(service, "restart");
    const char *policy = flux_string(restart);
    if (policy && strcmp(policy, "no") != 0 && strcmp(policy, "false") != 0)
        FLUX_REPORT(c->set, PGD603, c->document, restart, "service %s: restart: %s", name_of(c, i), policy);
    for (size_t k = 0; k < c->services->count; k++) {
        if (k == i || migrates(c, k))
            continue;
        if (!is_database(c, k)) {
            check_application(c, i, k);
            continue;
        }
        const char *condition = condition_of(service, name_of(c, k));
        if (!pgp_same(condition, "service_healthy") || !flux_get(c->services->items[k], "healthcheck"))
            FLUX_REPORT(c->set, PGD602, c->document, service, "service %s, database %s", name_of(c, i),
                        name_of(c, k));
        else
            check_healthcheck(c, k);
    }
}

static void check_value(const compose *c, size_t service, const char *name, const flux_node *value) {
    if (name && flux_string(value) && flux_is_clear_password(name, flux_string(value)))
        FLUX_REPORT(c->set, PGD109, c->document, value, "variable %s of service %s", name,
                    name_of(c, service));
}

static void check_environment(const compose *c, size_t i) {
    const flux_node *environment = flux_get(c->services->items[i], "environment");
    for (size_t k = 0; environment && environment->type == FLUX_MAP && k < environment->count; k++)
        check_value(c, i, flux_string(environment->keys[k]), environment->items[k]);
    for (size_t k = 0; k < flux_count(environment); k++) {
        const char *text = flux_string(environment->items[k]);
        const char *equals = text ? strchr(text, '=') : NULL;
        if (equals && flux_is_clear_password(
                          pgp_strndup(c->set->context->arena, text, (size_t)(equals - text)), equals + 1))
            FLUX_REPORT(c->set, PGD109, c->document, environment->items[k], "service %s", name_of(c, i));
    }
}

static void check_start(const compose *c, size_t i) {
    const char *command = flux_command(c->set->context->arena, c->services->items[i]);
    if (flux_is_migration(command) && flux_is_server_start(command))
        FLUX_REPORT(c->set, PGD502, c->document, c->services->items[i], "service %s: %s", name_of(c, i),
                    command);
}

void flux_check_compose(flux_manifests *set) {
    for (size_t d = 0; d < set->count; d++) {
        compose c = {.set = set,
                     .document = &set->documents[d],
                     .services = flux_get(set->documents[d].root, "services")};
        for (size_t i = 0; is_compose(c.document) && i < c.services->count; i++) {
            check_environment(&c, i);
            check_start(&c, i);
            if (migrates(&c, i))
                check_migration(&c, i);
        }
    }
}
