#include "kinds/database_object.h"

#include "kinds/aspects.h"

#include <string.h>

/* -- statements of a file -------------------------------------------------------------------------------- */

pgp_status pgp_database_object_new(pgp_parser *parser, const pgp_kind *kind, const char *name, void *out) {
    const pgp_object *existing = pgp_model_find_kind(parser->model, kind, NULL, name, NULL);
    if (existing)
        return pgp_parse_exists(parser, existing, 0);
    pgp_object *object = pgp_object_new(parser->model, kind, NULL, name);
    object->where = pgp_parse_where(parser, 0);
    *(pgp_object **)out = object;
    return PGP_OK;
}

pgp_status pgp_database_object_find(pgp_parser *parser, const pgp_kind *kind, const char *name, void *out) {
    pgp_object *object = pgp_model_find_kind(parser->model, kind, NULL, name, NULL);
    if (!object)
        return pgp_parse_later(parser, 0, pgp_kind_words(parser->arena, kind), NULL, name);
    *(pgp_object **)out = object;
    return PGP_OK;
}

/* Of pg_catalog; those of extensions are in other schemas. */
static const char *const builtin_handlers[] = {"heap_tableam_handler",
                                               "bthandler",
                                               "hashhandler",
                                               "gisthandler",
                                               "ginhandler",
                                               "spghandler",
                                               "brinhandler",
                                               "postgresql_fdw_validator",
                                               "suppress_redundant_updates_trigger",
                                               "tsvector_update_trigger",
                                               "tsvector_update_trigger_column",
                                               NULL};

static bool is_builtin(const char *name) {
    for (const char *const *builtin = builtin_handlers; *builtin; builtin++)
        if (strcmp(*builtin, name) == 0)
            return true;
    return false;
}

static const char *schema_in_path(pgp_parser *parser, const char *name, const char *args) {
    for (size_t i = 0; i < parser->path_schemas.count; i++)
        if (pgp_model_find(parser->model, PGP_SPACE_FUNCTION, parser->path_schemas.items[i], name, args))
            return parser->path_schemas.items[i];
    return is_builtin(name) ? "pg_catalog" : NULL;
}

/* Nobody lists the functions of extensions: where there is one that might have it, it is taken to have it. */
static const char *extension_schema(pgp_parser *parser) {
    for (const pgp_object *o = parser->model->objects; o && parser->last_chance; o = o->sibling) {
        const pgp_extension *extension = (const pgp_extension *)o;
        if (o->kind == &pgp_kind_extension && !(o->flags & PGP_OBJECT_BUILTIN))
            return extension->in_schema ? extension->in_schema : pgp_creation_schema(parser, NULL);
    }
    return NULL;
}

static bool is_there(pgp_parser *parser, const char *schema, const char *name, const char *args) {
    return strcmp(schema, "pg_catalog") == 0 ||
           pgp_model_find(parser->model, PGP_SPACE_FUNCTION, schema, name, args) || extension_schema(parser);
}

pgp_status pgp_read_handler(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *names,
                            const char *args, const char **out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    const char *found = schema ? schema : schema_in_path(parser, name, args);
    if (!found)
        found = extension_schema(parser);
    if (!found || !is_there(parser, found, name, args))
        return pgp_parse_later(parser, 0, "function", schema, name);
    *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, found, name));
    pgp_refer(parser, user, PGP_REF_FUNCTION, found, name, false, 0);
    return PGP_OK;
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

void *pgp_database_object_row(pgp_catalog *catalog, const pgp_kind *kind, pgp_class class_, Oid oid,
                              const char *name) {
    pgp_object *object = pgp_object_new(catalog->model, kind, NULL, name);
    pgp_model_add(catalog->model, object);
    pgp_catalog_register(catalog, class_, oid, 0, object);
    return object;
}

/* -- statements ------------------------------------------------------------------------------------------ */

const char *pgp_kind_words(pgp_arena *arena, const pgp_kind *kind) {
    char *words = pgp_strdup(arena, kind->name);
    for (char *c = words; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return words;
}

const char *pgp_database_object_summary(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "%s %s", pgp_kind_words(emitter->arena, object->kind),
                      pgp_object_label(emitter->arena, object));
}

pgp_step *pgp_database_object_alter(pgp_emitter *emitter, const pgp_object *object, const char *action) {
    return pgp_emit(
        emitter, '~', object, pgp_database_object_summary(emitter, object),
        pgp_printf(emitter->arena, "ALTER %s %s", pgp_sql_target(emitter->arena, object), action));
}

void pgp_database_object_drop(pgp_emitter *emitter, const pgp_object *object) {
    pgp_emit(emitter, '-', object, pgp_database_object_summary(emitter, object),
             pgp_printf(emitter->arena, "DROP %s", pgp_sql_target(emitter->arena, object)));
}
