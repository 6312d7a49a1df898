/*
 * Objects of the system as GRANT names them in a file.
 */
#include "equal/builtin.h"
#include "kinds/routine.h"
#include "kinds/system_privileges.h"

#include <string.h>

bool pgp_is_system_schema(const char *name) {
    return name && (strcmp(name, "pg_catalog") == 0 || strcmp(name, "information_schema") == 0);
}

bool pgp_is_system_language(const char *name) {
    static const char *const languages[] = {"internal", "c", "sql", "plpgsql"};
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (strcmp(languages[i], name) == 0)
            return true;
    return false;
}

static pgp_system_privileges *new_target(pgp_parser *parser, const char *word, const char *label,
                                         const char *called) {
    const char *target = pgp_intern(parser->model, pgp_printf(parser->arena, "%s %s", word, label));
    pgp_system_privileges *made = pgp_object_new(parser->model, &pgp_kind_system_privileges, NULL, target);
    made->called = pgp_intern(parser->model, called);
    made->object.where = pgp_parse_where(parser, 0);
    return made;
}

/* pg_catalog comes first in every search_path; every relation in it is called pg_…, and its row type after it. */
static void find_named(pgp_parser *parser, const char *word, const char *schema, const char *name,
                       pgp_system_privileges **out) {
    bool is_relation = strcmp(word, "TABLE") == 0;
    bool is_first = !schema && pgp_type_is_builtin(name) && (!is_relation || strncmp(name, "pg_", 3) == 0);
    if (pgp_is_system_schema(schema) || is_first)
        *out =
            new_target(parser, word, pgp_quoted2(parser->arena, schema ? schema : "pg_catalog", name), name);
}

/* Types of a schema are not the system's: citext's regexp_match(public.citext, public.citext). */
static pgp_status find_function(pgp_parser *parser, const PgQuery__ObjectWithArgs *function,
                                pgp_system_privileges **out) {
    const char *schema, *name, *args;
    pgp_name_of_list(function->n_objname, function->objname, &schema, &name);
    if (schema ? !pgp_is_system_schema(schema) : !parser->last_chance || !pgp_is_builtin_call(name))
        return PGP_OK;
    if (schema && function->args_unspecified)
        return pgp_parse_unknown(parser, 0, "GRANT on a function of the system without its arguments");
    PGP_TRY(pgp_identity_of(parser, function, &args));
    if (!schema && (function->args_unspecified || strchr(args, '.')))
        return PGP_OK;
    const char *label = pgp_quoted2(parser->arena, schema ? schema : "pg_catalog", name);
    *out = new_target(parser, "FUNCTION", pgp_printf(parser->arena, "%s(%s)", label, args), name);
    return PGP_OK;
}

static void find_in_list(pgp_parser *parser, const PgQuery__Node *list, pgp_system_privileges **out) {
    const char *schema, *name;
    if (list->node_case != PG_QUERY__NODE__NODE_LIST)
        return;
    pgp_name_of_list(list->list->n_items, list->list->items, &schema, &name);
    find_named(parser, "TYPE", schema, name, out);
}

pgp_status pgp_find_system_target(pgp_parser *parser, PgQuery__ObjectType type, const PgQuery__Node *name,
                                  pgp_system_privileges **out) {
    const char *plain = pgp_string_of(name);
    *out = NULL;
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
        find_named(parser, "TABLE", *name->range_var->schemaname ? name->range_var->schemaname : NULL,
                   name->range_var->relname, out);
        break;
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE: return find_function(parser, name->object_with_args, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: find_in_list(parser, name, out); break;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        if (pgp_is_system_schema(plain))
            *out = new_target(parser, "SCHEMA", plain, plain);
        break;
    case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE:
        if (pgp_is_system_language(plain))
            *out = new_target(parser, "LANGUAGE", plain, plain);
        break;
    default: break;
    }
    return PGP_OK;
}
