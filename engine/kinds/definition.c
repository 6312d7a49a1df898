#include "kinds/definition.h"

#include <string.h>
#include <strings.h>

/* -- catalogs --------------------------------------------------------------------------------------------- */

void *pgp_definition_row(pgp_catalog *catalog, const pgp_row *row, const pgp_kind *kind, pgp_class class_,
                         const char *args) {
    enum { OID, NAMESPACE, NAME, OWNER };
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    const pgp_object *schema =
        pgp_catalog_object(catalog, PGP_CLASS_NAMESPACE, pgp_row_oid(row, NAMESPACE), 0);
    if (!schema || pgp_catalog_is_member(catalog, class_, oid))
        return NULL;
    pgp_object *object = pgp_object_new(catalog->model, kind, schema->name, pgp_row_text(row, NAME));
    object->args = args;
    pgp_model_add(catalog->model, object);
    pgp_catalog_register(catalog, class_, oid, 0, object);
    if (owner)
        pgp_catalog_owner(catalog, object, owner);
    return object;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

void *pgp_definition_new(pgp_parser *parser, const pgp_kind *kind, size_t n, PgQuery__Node *const *names) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    pgp_object *object = pgp_object_new(parser->model, kind, pgp_creation_schema(parser, schema), name);
    object->where = pgp_parse_where(parser, 0);
    pgp_refer(parser, object, PGP_REF_SCHEMA, NULL, object->schema, true, 0);
    return object;
}

pgp_status pgp_definition_add(pgp_parser *parser, pgp_object *object, bool if_not_exists) {
    const pgp_object *existing =
        pgp_model_find_kind(parser->model, object->kind, object->schema, object->name, object->args);
    if (!existing)
        pgp_model_add(parser->model, object);
    else if (!if_not_exists)
        return pgp_parse_exists(parser, existing, 0);
    return PGP_OK;
}

const char *pgp_definition_text(pgp_parser *parser, const PgQuery__Node *value) {
    PgQuery__Node *const *names;
    if (!value)
        return "true";
    switch (value->node_case) {
    case PG_QUERY__NODE__NODE_INTEGER: return pgp_printf(parser->arena, "%d", value->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT: return value->float_->fval;
    case PG_QUERY__NODE__NODE_BOOLEAN: return value->boolean->boolval ? "true" : "false";
    default: break;
    }
    size_t n = pgp_definition_names(value, &names);
    const char *text = n ? pgp_string_of(names[n - 1]) : pgp_string_of(value);
    return text ? text : "";
}

pgp_status pgp_definition_name(pgp_parser *parser, const PgQuery__DefElem *option, size_t *n,
                               PgQuery__Node *const **names) {
    *n = pgp_definition_names(option->arg, names);
    if (*n == 0 && pgp_string_of(option->arg)) {
        *names = &option->arg;
        *n = 1;
    }
    if (*n == 0)
        return pgp_parse_fail(parser, PGP_INPUT, option->location, "%s needs a name", option->defname);
    return PGP_OK;
}

pgp_status pgp_definition_function(pgp_parser *parser, const PgQuery__DefElem *option, pgp_object *user,
                                   const char **out) {
    PgQuery__Node *const *names;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    return pgp_read_function_name(parser, n, names, option->location, user, out);
}

static const char *lower(pgp_parser *parser, const char *text) {
    char *copy = pgp_strdup(parser->arena, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return copy;
}

pgp_status pgp_definition_read(pgp_parser *parser, pgp_object *object, const pgp_definition_option *table,
                               size_t count, const PgQuery__DefElem *option) {
    const pgp_definition_option *found = NULL;
    for (size_t i = 0; i < count && !found; i++)
        if (strcasecmp(table[i].name, option->defname) == 0 ||
            (table[i].alias && strcasecmp(table[i].alias, option->defname) == 0))
            found = &table[i];
    if (!found)
        return pgp_parse_unknown(parser, option->location, option->defname);
    void *out = (char *)object + found->offset;
    switch (found->type) {
    case PGP_OPTION_FUNCTION: return pgp_definition_function(parser, option, object, out);
    case PGP_OPTION_TEXT:
        *(const char **)out = pgp_intern(parser->model, pgp_definition_text(parser, option->arg));
        break;
    case PGP_OPTION_WORD:
        *(const char **)out =
            pgp_intern(parser->model, lower(parser, pgp_definition_text(parser, option->arg)));
        break;
    case PGP_OPTION_FLAG: *(bool *)out = pgp_truthy(option->arg); break;
    case PGP_OPTION_OTHER: break;
    }
    return PGP_OK;
}

/* regprocedureout() puts no space behind a comma. */
static const char *signature_of(pgp_arena *arena, const char *label, const char *args) {
    pgp_text text = pgp_text_new(arena);
    pgp_text_addf(&text, "%s(", label);
    for (const char *c = args; *c; c++) {
        pgp_text_addn(&text, c, 1);
        if (*c == ',' && c[1] == ' ')
            c++;
    }
    pgp_text_add(&text, ")");
    return text.data;
}

pgp_status pgp_function_signature(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, pgp_object *user,
                                  const char **out, const char **args) {
    const char *schema, *base;
    pgp_object *found = NULL;
    pgp_name_of_list(name->n_objname, name->objname, &schema, &base);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    pgp_status status = builtin ? PGP_INPUT : pgp_find_function(parser, name, 0, &found);
    if (found) {
        pgp_refer(parser, user, PGP_REF_FUNCTION, found->schema, found->name, true, 0);
        *args = found->args;
        *out =
            pgp_intern(parser->model, signature_of(parser->arena, pgp_label_of(parser, found), found->args));
        return PGP_OK;
    }
    if (!builtin && (status != PGP_INPUT || !parser->last_chance || schema))
        return status;
    parser->context->error = (pgp_error){.status = PGP_OK};
    if (name->args_unspecified)
        return pgp_parse_unknown(parser, 0, "a function of the system without its arguments");
    PGP_TRY(pgp_identity_of(parser, name, args));
    *out = pgp_intern(parser->model, signature_of(parser->arena, pgp_quoted(parser->arena, base), *args));
    return PGP_OK;
}

pgp_status pgp_definition_label(pgp_parser *parser, const pgp_kind *kind, size_t n,
                                PgQuery__Node *const *names, pgp_object *user, const char **out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_object *found = pgp_lookup_kind(parser, kind, schema, name, NULL);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    if (found) {
        pgp_refer_named(parser, user, kind, found->schema, found->name, 0);
        *out = pgp_label_of(parser, found);
        return PGP_OK;
    }
    if (!builtin && !parser->last_chance)
        return pgp_parse_later(parser, 0, kind->name, schema, name);
    *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, builtin ? NULL : schema, name));
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

const char *pgp_definition_summary(const pgp_emitter *emitter, const pgp_object *object) {
    char *words = pgp_strdup(emitter->arena, object->kind->sql);
    for (char *c = words; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return pgp_printf(emitter->arena, "%s %s", words, pgp_object_label(emitter->arena, object));
}

pgp_step *pgp_definition_emit(pgp_emitter *emitter, char sign, const pgp_object *object, const char *sql) {
    return pgp_emit(emitter, sign, object, pgp_definition_summary(emitter, object), sql);
}

pgp_text pgp_definition_sql(const pgp_emitter *emitter, const pgp_object *object) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE %s %s", object->kind->sql,
                  pgp_quoted2(emitter->arena, object->schema, object->name));
    return sql;
}

static void add_option(pgp_text *list, const pgp_definition_option *option, const void *value) {
    bool flag = option->type == PGP_OPTION_FLAG;
    const char *text = flag ? NULL : *(const char *const *)value;
    if (flag ? !*(const bool *)value : !text)
        return;
    pgp_text_next(list, ",");
    pgp_text_addf(list, "\n    %s", option->name);
    if (flag)
        return;
    pgp_text_add(list, " = ");
    if (option->type == PGP_OPTION_TEXT)
        pgp_sql_literal(list, text);
    else
        pgp_text_add(list, text);
}

void pgp_definition_options_sql(pgp_text *list, const pgp_object *object, const pgp_definition_option *table,
                                size_t count) {
    for (size_t i = 0; i < count; i++)
        if (table[i].type != PGP_OPTION_OTHER)
            add_option(list, &table[i], (const char *)object + table[i].offset);
}

void pgp_definition_drop(pgp_emitter *emitter, const pgp_object *object) {
    pgp_definition_emit(
        emitter, '-', object,
        pgp_printf(emitter->arena, "DROP %s %s", object->kind->sql, pgp_sql_object(emitter->arena, object)));
}
