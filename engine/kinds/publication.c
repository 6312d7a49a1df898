/*
 * Publications. What is published, tables and schemas, are children (kinds/publication_member.c).
 */
#include "kinds/publication.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { PUBLICATION_ALL_TABLES, PUBLICATION_PUBLISH, PUBLICATION_VIA_ROOT, PUBLICATION_GENERATED };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_publication, all_tables, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_publication, publish, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_publication, via_partition_root, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_publication, generated_columns, PGP_VALUE_TEXT, 0),
};

const char *const pgp_publish_words[PGP_PUBLISH_COUNT] = {"delete", "insert", "truncate", "update"};

/* -- catalogs -------------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                     \
    "SELECT p.oid, p.pubname, p.pubowner, p.puballtables, p.pubdelete, p.pubinsert, p.pubtruncate," \
    " p.pubupdate, p.pubviaroot"
#define FROM_CATALOG " FROM pg_publication p"

static const char *publication_query(int server_version) {
    return server_version >= 180000 ? COLUMNS ", CASE p.pubgencols WHEN 's' THEN 'stored' END" FROM_CATALOG
                                    : COLUMNS ", NULL" FROM_CATALOG;
}

enum { OID, NAME, OWNER, ALL_TABLES, DELETE, VIA_ROOT = DELETE + PGP_PUBLISH_COUNT, GENERATED };

static pgp_status publication_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_publication *publication =
        pgp_database_object_row(catalog, &pgp_kind_publication, PGP_CLASS_PUBLICATION, pgp_row_oid(row, OID),
                                pgp_row_text(row, NAME));
    publication->all_tables = pgp_row_bool(row, ALL_TABLES);
    for (int i = 0; i < PGP_PUBLISH_COUNT; i++)
        if (pgp_row_bool(row, DELETE + i))
            pgp_names_add(catalog->model->arena, &publication->publish, pgp_publish_words[i]);
    publication->via_partition_root = pgp_row_bool(row, VIA_ROOT);
    publication->generated_columns = pgp_row_text(row, GENERATED);
    pgp_catalog_owner(catalog, &publication->object, pgp_row_oid(row, OWNER));
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void add_publish(pgp_text *options, const pgp_publication *publication) {
    pgp_text words = pgp_text_new(options->arena);
    for (size_t i = 0; i < publication->publish.count; i++) {
        pgp_text_next(&words, ", ");
        pgp_text_add(&words, publication->publish.items[i]);
    }
    pgp_text_next(options, ", ");
    pgp_text_addf(options, "publish = %s", pgp_literal(options->arena, words.data));
}

static void add_via_root(pgp_text *options, const pgp_publication *publication) {
    pgp_text_next(options, ", ");
    pgp_text_addf(options, "publish_via_partition_root = %s",
                  publication->via_partition_root ? "true" : "false");
}

static void add_generated(pgp_text *options, const pgp_publication *publication) {
    pgp_text_next(options, ", ");
    pgp_text_addf(options, "publish_generated_columns = %s",
                  publication->generated_columns ? publication->generated_columns : "none");
}

static void create_publication(pgp_emitter *emitter, pgp_object *object) {
    const pgp_publication *publication = (const pgp_publication *)object;
    pgp_text sql = pgp_text_new(emitter->arena), options = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE PUBLICATION %s%s", pgp_quoted(emitter->arena, object->name),
                  publication->all_tables ? " FOR ALL TABLES" : "");
    if (publication->publish.count < PGP_PUBLISH_COUNT)
        add_publish(&options, publication);
    if (publication->via_partition_root)
        add_via_root(&options, publication);
    if (publication->generated_columns)
        add_generated(&options, publication);
    if (options.size)
        pgp_text_addf(&sql, " WITH (%s)", options.data);
    pgp_emit(emitter, '+', object, pgp_database_object_summary(emitter, object), sql.data);
}

static void alter_publication(pgp_emitter *emitter, pgp_change *change) {
    const pgp_publication *desired = (const pgp_publication *)change->desired;
    pgp_text options = pgp_text_new(emitter->arena);
    if (PGP_CHANGED(change, PUBLICATION_PUBLISH))
        add_publish(&options, desired);
    if (PGP_CHANGED(change, PUBLICATION_VIA_ROOT))
        add_via_root(&options, desired);
    if (PGP_CHANGED(change, PUBLICATION_GENERATED))
        add_generated(&options, desired);
    pgp_database_object_alter(emitter, change->desired, pgp_printf(emitter->arena, "SET (%s)", options.data));
}

static pgp_way way(const pgp_change *change) {
    return PGP_CHANGED(change, PUBLICATION_ALL_TABLES) ? PGP_REBUILD : PGP_IN_PLACE;
}

const pgp_kind pgp_kind_publication = {
    .name = "publication",
    .title = "publications",
    .sql = "PUBLICATION",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_publication),
    .order = 90,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = publication_query,
    .presence = "pg_publication",
    .row = publication_row,
    .way = way,
    .create = create_publication,
    .alter = alter_publication,
    .drop = pgp_database_object_drop,
};
