/*
 * Names: along the search_path, and as the server derives them.
 */
#include "kinds/reading.h"

#include <string.h>

enum { NAMEDATALEN = 64 };

bool pgp_is_star(const PgQuery__Node *node) {
    if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef *ref = node->column_ref;
    return ref->fields[ref->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

const char *pgp_string_of(const PgQuery__Node *node) {
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : NULL;
}

const char *pgp_constant_text(const PgQuery__Node *node) {
    bool is_text = node && node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                   node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    return is_text ? node->a_const->sval->sval : NULL;
}

bool pgp_truthy(const PgQuery__Node *argument) {
    if (!argument)
        return true;
    if (argument->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
        return argument->boolean->boolval;
    if (argument->node_case == PG_QUERY__NODE__NODE_INTEGER)
        return argument->integer->ival != 0;
    const char *text = pgp_string_of(argument);
    return text && (strcmp(text, "true") == 0 || strcmp(text, "on") == 0 || strcmp(text, "1") == 0);
}

void pgp_name_of_list(size_t n, PgQuery__Node *const *list, const char **schema, const char **name) {
    *name = n > 0 ? pgp_string_of(list[n - 1]) : NULL;
    *schema = n > 1 ? pgp_string_of(list[n - 2]) : NULL;
}

const char *pgp_creation_schema(pgp_parser *parser, const char *given) {
    if (given)
        return given;
    for (size_t i = 0; i < parser->path_schemas.count; i++) {
        const char *name = parser->path_schemas.items[i];
        if (pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, name, NULL))
            return name;
    }
    return parser->path_schemas.count ? parser->path_schemas.items[0] : "public";
}

pgp_object *pgp_lookup(pgp_parser *parser, pgp_space space, const char *schema, const char *name) {
    if (schema)
        return pgp_model_find(parser->model, space, schema, name, NULL);
    for (size_t i = 0; i < parser->path_schemas.count; i++) {
        pgp_object *found = pgp_model_find(parser->model, space, parser->path_schemas.items[i], name, NULL);
        if (found)
            return found;
    }
    return NULL;
}

pgp_object *pgp_lookup_kind(const pgp_parser *parser, const pgp_kind *kind, const char *schema,
                            const char *name, const char *args) {
    pgp_object *found = NULL;
    if (schema)
        return pgp_model_find_kind(parser->model, kind, schema, name, args);
    for (size_t i = 0; i < parser->path_schemas.count && !found; i++)
        found = pgp_model_find_kind(parser->model, kind, parser->path_schemas.items[i], name, args);
    return found;
}

pgp_object *pgp_lookup_range_var(pgp_parser *parser, const PgQuery__RangeVar *relation) {
    const char *schema = *relation->schemaname ? relation->schemaname : NULL;
    return pgp_lookup(parser, PGP_SPACE_RELATION, schema, relation->relname);
}

const char *pgp_label_of(pgp_parser *parser, const pgp_object *object) {
    return pgp_intern(parser->model, pgp_quoted2(parser->arena, object->schema, object->name));
}

/* Bytes of `name` that fit in `limit` without cutting a character (pg_mbcliplen). */
static size_t clip(const char *name, size_t size, size_t limit) {
    if (size <= limit)
        return size;
    while (limit > 0 && ((unsigned char)name[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

/* makeObjectName() of src/backend/commands/indexcmds.c: the longer of the two names is shortened first. */
const char *pgp_object_name(pgp_arena *arena, const char *name1, const char *name2, const char *label) {
    size_t overhead = (name2 ? 1 : 0) + (label ? strlen(label) + 1 : 0);
    size_t available = overhead < NAMEDATALEN - 1 ? NAMEDATALEN - 1 - overhead : 0;
    size_t size1 = strlen(name1), size2 = name2 ? strlen(name2) : 0;
    while (size1 + size2 > available) {
        if (size1 > size2)
            size1--;
        else
            size2--;
    }
    size1 = clip(name1, strlen(name1), size1);
    pgp_text name = pgp_text_new(arena);
    pgp_text_addn(&name, name1, size1);
    if (name2) {
        pgp_text_add(&name, "_");
        pgp_text_addn(&name, name2, clip(name2, strlen(name2), size2));
    }
    if (label)
        pgp_text_addf(&name, "_%s", label);
    return name.data;
}

const char *pgp_choose_relation_name(pgp_parser *parser, const char *schema, const char *name1,
                                     const char *name2, const char *label, bool is_constraint) {
    const char *with = label;
    for (int pass = 1;; pass++) {
        const char *name = pgp_object_name(parser->arena, name1, name2, with);
        if (!pgp_model_find(parser->model, PGP_SPACE_RELATION, schema, name, NULL) &&
            !(is_constraint && pgp_model_find(parser->model, PGP_SPACE_CONSTRAINT, schema, name, NULL)))
            return pgp_intern(parser->model, name);
        with = pgp_printf(parser->arena, "%s%d", label, pass);
    }
}
