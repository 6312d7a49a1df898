#include "unit.h"

#include <string.h>

int unit_start(void **state) {
    *state = pgp_context_new();
    return *state ? 0 : -1;
}

int unit_stop(void **state) {
    pgp_context_free(*state);
    return 0;
}

static pgp_status parse(pgp_context *context, const char *sql, pgp_model **model) {
    pgp_input input = {.name = "schema.sql", .text = sql, .size = strlen(sql)};
    *model = pgp_model_new(context->arena);
    return pgp_parse(context, *model, &input, 1);
}

pgp_model *unit_parse(pgp_context *context, const char *sql) {
    pgp_model *model;
    if (parse(context, sql, &model) != PGP_OK)
        fail_msg("schema.sql:%d:%d: %s", context->error.where.line, context->error.where.column,
                 context->error.message);
    return model;
}

void unit_parse_fails(pgp_context *context, const char *sql, pgp_status status, const char *message) {
    pgp_model *model;
    assert_int_equal(parse(context, sql, &model), status);
    if (!strstr(context->error.message, message))
        fail_msg("\"%s\" does not contain \"%s\"", context->error.message, message);
}

void *unit_relation(const pgp_model *model, const char *schema, const char *name) {
    pgp_object *found = pgp_model_find(model, PGP_SPACE_RELATION, schema, name, NULL);
    assert_non_null(found);
    return found;
}

void *unit_child(const void *parent, const pgp_kind *kind, const char *name) {
    pgp_object *found = pgp_child(parent, kind, name);
    assert_non_null(found);
    return found;
}
