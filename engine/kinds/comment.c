/*
 * Comments. IS NULL in a file says that there is to be none; a file that is silent leaves the comment alone.
 */
#include "kinds/aspects.h"
#include "kinds/ddl.h"
#include "kinds/reading.h"
#include "plan/order.h"

#include <string.h>

const char *pgp_sql_target(pgp_arena *arena, const pgp_object *object) {
    const pgp_object *parent = object->parent;
    const pgp_kind *kind = object->kind;
    if (kind == &pgp_kind_column)
        return pgp_printf(arena, "COLUMN %s.%s", pgp_sql_object(arena, parent),
                          pgp_quoted(arena, object->name));
    if (kind == &pgp_kind_constraint || kind == &pgp_kind_trigger || kind == &pgp_kind_rule ||
        kind == &pgp_kind_policy)
        return pgp_printf(arena, "%s %s ON %s%s", kind->sql, pgp_quoted(arena, object->name),
                          parent->kind == &pgp_kind_domain ? "DOMAIN " : "", pgp_sql_object(arena, parent));
    if (pgp_is_foreign(object))
        return pgp_printf(arena, "FOREIGN TABLE %s", pgp_sql_object(arena, object));
    if (kind == &pgp_kind_transform)
        return pgp_printf(arena, "TRANSFORM FOR %s LANGUAGE %s", object->name,
                          pgp_quoted(arena, object->args));
    /* AGGREGATE has a grammar of its own for arguments; ROUTINE takes them like those of any function. */
    return pgp_printf(arena, "%s %s", kind == &pgp_kind_aggregate ? "ROUTINE" : kind->sql,
                      pgp_sql_object(arena, object));
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *comment_query(int server_version) {
    (void)server_version;
    /* initdb makes schema public and extension plpgsql; everything of the users has an OID from 16384 on. */
    return "SELECT d.classoid, d.objoid, d.objsubid, d.description FROM pg_catalog.pg_description d"
           " WHERE d.objoid >= 16384"
           " OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = 2200"
           " OR d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass"
           /* That schema public has lost its comment is worth saying, too. */
           " UNION ALL SELECT n.tableoid, n.oid, 0, NULL FROM pg_catalog.pg_namespace n WHERE n.nspname = "
           "'public'"
           " AND pg_catalog.obj_description(n.oid, 'pg_namespace') IS NULL";
}

static bool is_stock(const pgp_object *object, const char *text) {
    if (!text)
        return false;
    if (object->kind == &pgp_kind_schema)
        return strcmp(object->name, "public") == 0 && strcmp(text, PGP_PUBLIC_COMMENT) == 0;
    return object->kind == &pgp_kind_extension && strcmp(object->name, "plpgsql") == 0 &&
           strcmp(text, "PL/pgSQL procedural language") == 0;
}

static void add_comment(pgp_model *model, pgp_object *object, const char *name, const char *text) {
    pgp_comment *comment = pgp_object_new(model, &pgp_kind_comment, NULL, name);
    comment->object.parent = object;
    comment->text = text;
    if (is_stock(object, text))
        comment->object.flags |= PGP_OBJECT_BUILTIN;
    pgp_model_add(model, &comment->object);
}

static pgp_status comment_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_class class_ = pgp_catalog_class(pgp_row_oid(row, 0));
    Oid oid = pgp_row_oid(row, 1);
    int sub = (int)pgp_row_int(row, 2);
    pgp_object *object = pgp_catalog_object(catalog, class_, oid, sub);
    if (!object || pgp_object_top(object)->flags & PGP_OBJECT_MEMBER ||
        pgp_catalog_is_member(catalog, class_, oid))
        return PGP_OK;
    bool index = class_ == PGP_CLASS_RELATION && object->kind == &pgp_kind_constraint;
    add_comment(catalog->model, object, index ? PGP_INDEX_COMMENT : "", pgp_row_string(row, 3));
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

bool pgp_is_of_cluster(PgQuery__ObjectType type) {
    return type == PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE || type == PG_QUERY__OBJECT_TYPE__OBJECT_ROLE ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE;
}

pgp_status pgp_read_comment(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CommentStmt *said = statement->comment_stmt;
    if (pgp_is_of_cluster(said->objtype)) {
        pgp_location where = pgp_parse_where(parser, 0);
        pgp_note_add(parser->context, &where,
                     "a comment on a database, role or tablespace is not schema: left out");
        return PGP_OK;
    }
    pgp_object *object;
    PGP_TRY(pgp_find_target(parser, said->objtype, said->object, 0, &object));
    if (!object)
        return PGP_OK;
    bool index = said->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX && object->kind == &pgp_kind_constraint;
    const char *name = index ? PGP_INDEX_COMMENT : "";
    pgp_object *comment = pgp_child(object, &pgp_kind_comment, name);
    if (!comment) {
        comment = pgp_object_new(parser->model, &pgp_kind_comment, NULL, name);
        comment->parent = object;
        pgp_model_add(parser->model, comment);
    }
    comment->where = pgp_parse_where(parser, 0);
    bool none = !said->comment || !*said->comment; /* the server takes '' for NULL */
    ((pgp_comment *)comment)->text = none ? NULL : pgp_strdup(parser->arena, said->comment);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_comment(pgp_emitter *emitter, const pgp_object *object, const char *text) {
    const pgp_object *about = object->parent;
    const char *target = pgp_sql_target(emitter->arena, about);
    if (strcmp(object->name, PGP_INDEX_COMMENT) == 0)
        target = pgp_printf(emitter->arena, "INDEX %s",
                            pgp_quoted2(emitter->arena, about->parent->schema, about->name));
    pgp_emit(emitter, '~', object, pgp_printf(emitter->arena, "comment on %s", target),
             pgp_printf(emitter->arena, "COMMENT ON %s IS %s", target,
                        text ? pgp_literal(emitter->arena, text) : "NULL"));
}

static void create_comment(pgp_emitter *emitter, pgp_object *object) {
    const char *text = ((const pgp_comment *)object)->text;
    if (text || emitter->rendering)
        emit_comment(emitter, object, text);
}

static void alter_comment(pgp_emitter *emitter, pgp_change *change) {
    emit_comment(emitter, change->desired, ((const pgp_comment *)change->desired)->text);
}

static void drop_comment(pgp_emitter *emitter, const pgp_object *object) {
    if (!pgp_goes_with_parent(object))
        emit_comment(emitter, object, NULL);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_comment, text, PGP_VALUE_TEXT, 0),
};

const pgp_kind pgp_kind_comment = {
    .name = "comment",
    .title = "comments",
    .sql = "COMMENT",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_comment),
    .order = 920,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = comment_query,
    .row = comment_row,
    .way = way,
    .create = create_comment,
    .alter = alter_comment,
    .drop = drop_comment,
};
