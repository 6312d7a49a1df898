/*
 * Extensions. What they bring are members: known by name, never compared.
 */
#include "kinds/reading.h"
#include "parse/extensions.h"
#include "plan/emit.h"

#include <string.h>

enum { EXTENSION_SCHEMA, EXTENSION_VERSION };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_extension, in_schema, PGP_VALUE_TEXT, PGP_PROPERTY_OPTIONAL),
    PGP_PROPERTY(pgp_extension, version, PGP_VALUE_TEXT, PGP_PROPERTY_OPTIONAL),
    PGP_PROPERTY(pgp_extension, fixed, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_extension, requires, PGP_VALUE_SET, PGP_PROPERTY_HIDDEN),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *extension_query(int server_version) {
    (void)server_version;
    return "SELECT e.oid, e.extname, n.nspname, e.extversion, NOT e.extrelocatable,"
           " ARRAY(SELECT r.extname FROM pg_depend d JOIN pg_extension r ON r.oid = d.refobjid"
           " WHERE d.classid = 'pg_extension'::regclass AND d.objid = e.oid"
           " AND d.refclassid = 'pg_extension'::regclass ORDER BY 1) FROM pg_extension e"
           " JOIN pg_namespace n ON n.oid = e.extnamespace";
}

static pgp_status extension_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_extension *extension =
        pgp_object_new(catalog->model, &pgp_kind_extension, NULL, pgp_row_text(row, 1));
    extension->in_schema = pgp_row_text(row, 2);
    extension->version = pgp_row_text(row, 3);
    extension->fixed = pgp_row_bool(row, 4);
    extension->requires = pgp_row_names(row, 5);
    /* initdb installs it in every database. */
    if (strcmp(extension->object.name, "plpgsql") == 0)
        extension->object.flags |= PGP_OBJECT_BUILTIN;
    pgp_model_add(catalog->model, &extension->object);
    pgp_catalog_register(catalog, PGP_CLASS_EXTENSION, pgp_row_oid(row, 0), 0, &extension->object);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static pgp_status read_option(pgp_parser *parser, pgp_extension *extension, const PgQuery__DefElem *option) {
    const char *value = pgp_intern(parser->model, pgp_string_of(option->arg));
    if (strcmp(option->defname, "schema") == 0)
        extension->in_schema = value;
    else if (strcmp(option->defname, "new_version") == 0)
        extension->version = value;
    else if (strcmp(option->defname, "cascade") == 0)
        extension->cascade = pgp_truthy(option->arg);
    else
        return pgp_parse_unknown(parser, option->location, option->defname);
    return PGP_OK;
}

pgp_status pgp_read_create_extension(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateExtensionStmt *create = statement->create_extension_stmt;
    pgp_object *existing = pgp_model_find(parser->model, PGP_SPACE_EXTENSION, NULL, create->extname, NULL);
    if (existing)
        return create->if_not_exists ? PGP_OK : pgp_parse_exists(parser, existing, 0);
    pgp_extension *extension = pgp_object_new(parser->model, &pgp_kind_extension, NULL, create->extname);
    extension->object.where = pgp_parse_where(parser, 0);
    extension->path = parser->path;
    extension->requires = pgp_contrib_requires(parser, create->extname);
    for (size_t i = 0; i < create->n_options; i++)
        PGP_TRY(read_option(parser, extension, create->options[i]->def_elem));
    const char *schema = pgp_creation_schema(parser, extension->in_schema);
    pgp_refer(parser, &extension->object, PGP_REF_SCHEMA, NULL, schema, false, 0);
    pgp_model_add(parser->model, &extension->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_extension(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterExtensionStmt *alter = statement->alter_extension_stmt;
    pgp_object *extension = pgp_model_find(parser->model, PGP_SPACE_EXTENSION, NULL, alter->extname, NULL);
    if (!extension)
        return pgp_parse_later(parser, 0, "extension", NULL, alter->extname);
    for (size_t i = 0; i < alter->n_options; i++)
        PGP_TRY(read_option(parser, (pgp_extension *)extension, alter->options[i]->def_elem));
    return PGP_OK;
}

/* -- CASCADE ------------------------------------------------------------------------------------------------ */

static bool requires(const pgp_model *model, const char *extension, const char *name) {
    const pgp_object *found = pgp_model_find(model, PGP_SPACE_EXTENSION, NULL, extension, NULL);
    const pgp_names *names = found ? &((const pgp_extension *)found)->requires : NULL;
    for (size_t i = 0; names && i < names->count; i++)
        if (strcmp(names->items[i], name) == 0 || requires(model, names->items[i], name))
            return true;
    return false;
}

bool pgp_extension_comes_along(const pgp_model *live, const pgp_model *desired, const char *name) {
    for (const pgp_object *o = desired->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_extension && ((const pgp_extension *)o)->cascade &&
            (requires(desired, o->name, name) || requires(live, o->name, name)))
            return true;
    return false;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "extension %s", pgp_quoted(emitter->arena, object->name));
}

static void create_extension(pgp_emitter *emitter, pgp_object *object) {
    const pgp_extension *extension = (const pgp_extension *)object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE EXTENSION IF NOT EXISTS %s", pgp_quoted(emitter->arena, object->name));
    if (extension->in_schema)
        pgp_text_addf(&sql, " WITH SCHEMA %s", pgp_quoted(emitter->arena, extension->in_schema));
    /* A dump that names the version of one server would not load on the next; pg_dump leaves it out, too. */
    if (extension->version && !emitter->rendering) {
        pgp_text_add(&sql, " VERSION ");
        pgp_sql_literal(&sql, extension->version);
    }
    if (extension->cascade)
        pgp_text_add(&sql, " CASCADE");
    pgp_step *step = pgp_emit(emitter, '+', object, summary_of(emitter, object), sql.data);
    if (!extension->in_schema)
        pgp_emit_path(step, &(pgp_sql){.text = sql.data, .path = extension->path});
}

static void alter_extension(pgp_emitter *emitter, pgp_change *change) {
    const pgp_extension *extension = (const pgp_extension *)change->desired;
    const char *name = pgp_quoted(emitter->arena, change->desired->name);
    if (PGP_CHANGED(change, EXTENSION_SCHEMA))
        pgp_emit(emitter, '~', change->desired, summary_of(emitter, change->desired),
                 pgp_printf(emitter->arena, "ALTER EXTENSION %s SET SCHEMA %s", name,
                            pgp_quoted(emitter->arena, extension->in_schema)));
    if (PGP_CHANGED(change, EXTENSION_VERSION))
        pgp_emit(emitter, '~', change->desired, summary_of(emitter, change->desired),
                 pgp_printf(emitter->arena, "ALTER EXTENSION %s UPDATE TO %s", name,
                            pgp_literal(emitter->arena, extension->version)));
}

static void drop_extension(pgp_emitter *emitter, const pgp_object *object) {
    pgp_step *step =
        pgp_emit(emitter, '-', object, summary_of(emitter, object),
                 pgp_printf(emitter->arena, "DROP EXTENSION %s", pgp_quoted(emitter->arena, object->name)));
    pgp_emit_destroys(emitter, step,
                      pgp_printf(emitter->arena, "everything that %s brought", summary_of(emitter, object)));
}

static pgp_way extension_way(const pgp_change *change) {
    bool fixed = ((const pgp_extension *)change->live)->fixed && PGP_CHANGED(change, EXTENSION_SCHEMA);
    bool unreachable =
        ((const pgp_extension *)change->desired)->unreachable && PGP_CHANGED(change, EXTENSION_VERSION);
    return fixed || unreachable ? PGP_REBUILD : PGP_IN_PLACE;
}

const pgp_kind pgp_kind_extension = {
    .name = "extension",
    .title = "extensions",
    .sql = "EXTENSION",
    .space = PGP_SPACE_EXTENSION,
    .size = sizeof(pgp_extension),
    .order = 20,
    .holds_data = true,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = extension_query,
    .row = extension_row,
    .way = extension_way,
    .create = create_extension,
    .alter = alter_extension,
    .drop = drop_extension,
};
