/*
 * Versions of extensions: what the server would install, and where it has a way to.
 *
 * https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-UPDATES
 */
#include "kinds/aspects.h"

#include "introspect/state.h"
#include "kinds/reading.h"
#include "plan/plan.h"

/* One row for each extension whose version is said or asked for: the version to have, and whether it can be updated to that one or
 * could only be made again. The ways of each extension are only looked for where a version is another one: that reads directories. */
static const char query_head[] =
    "SELECT e.extname, w.version, CASE WHEN e.extversion = w.version THEN false ELSE NOT EXISTS"
    "  (SELECT FROM pg_catalog.pg_extension_update_paths(e.extname) p WHERE p.source = e.extversion"
    "   AND p.target = w.version AND p.path IS NOT NULL) AND EXISTS"
    "  (SELECT FROM pg_catalog.pg_available_extension_versions v WHERE v.name = e.extname"
    "   AND v.version = w.version) END"
    " FROM (VALUES ";
static const char query_tail[] =
    ") said (name, version) JOIN pg_catalog.pg_extension e ON e.extname = said.name"
    " JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname,"
    " LATERAL (SELECT coalesce(said.version, a.default_version)) w (version)";

/* The desired extension of which the server has to be asked something. */
static bool is_open(const pgp_model *live, const pgp_object *object, const pgp_options *options) {
    const pgp_object *there =
        object->kind == &pgp_kind_extension ? pgp_model_counterpart(live, object) : NULL;
    if (!there || there->flags & PGP_OBJECT_BUILTIN)
        return false;
    const char *version = ((const pgp_extension *)object)->version;
    return version ? !pgp_same(version, ((const pgp_extension *)there)->version)
                   : (options->manage & PGP_MANAGE_VERSIONS) != 0;
}

/* "('citext', NULL), ('hstore', '1.4')"; NULL: there is nothing to ask. */
static const char *questions(pgp_arena *arena, const pgp_model *live, const pgp_model *desired,
                             const pgp_options *options) {
    pgp_text list = pgp_text_new(arena);
    for (const pgp_object *o = desired->objects; o; o = o->sibling) {
        if (!is_open(live, o, options))
            continue;
        const char *version = ((const pgp_extension *)o)->version;
        pgp_text_addf(&list, "%s(%s, %s::text)", list.size ? ", " : "", pgp_literal(arena, o->name),
                      version ? pgp_literal(arena, version) : "NULL");
    }
    return list.size ? list.data : NULL;
}

static void take_version(pgp_model *desired, const pgp_row *row) {
    pgp_extension *extension =
        (pgp_extension *)pgp_model_find(desired, PGP_SPACE_EXTENSION, NULL, pgp_row_text(row, 0), NULL);
    if (!extension)
        return;
    extension->version = pgp_intern(desired, pgp_row_text(row, 1));
    extension->unreachable = pgp_row_bool(row, 2);
}

pgp_status pgp_settle_extensions(pgp_catalog *catalog, const pgp_model *live, pgp_model *desired,
                                 const pgp_options *options) {
    const char *asked = catalog ? questions(catalog->context->arena, live, desired, options) : NULL;
    if (!asked)
        return PGP_OK;
    PGP_TRY(pgp_catalog_settle(catalog));
    PGP_TRY(pgp_query(catalog->context, catalog->connection,
                      pgp_printf(catalog->context->arena, "%s%s%s", query_head, asked, query_tail),
                      &catalog->result));
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    for (int rows = PQntuples(row.result); row.number < rows; row.number++)
        take_version(desired, &row);
    PQclear(catalog->result);
    catalog->result = NULL;
    return PGP_OK;
}
