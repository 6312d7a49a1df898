/*
 * CREATE and ALTER PUBLICATION of a file.
 */
#include "kinds/publication.h"
#include "kinds/table.h"

#include <string.h>

/* -- options --------------------------------------------------------------------------------------------- */

static const char *trimmed(pgp_arena *arena, const char *start, size_t size) {
    size_t from = strspn(start, " \t\r\n");
    from = from < size ? from : size;
    while (size > from && strchr(" \t\r\n", start[size - 1]))
        size--;
    char *word = pgp_strndup(arena, start + from, size - from);
    for (char *c = word; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return word;
}

/* "insert, update" */
static pgp_status read_publish(pgp_parser *parser, const PgQuery__DefElem *option, pgp_names *out) {
    const char *list = pgp_option_value(parser->arena, option->arg);
    *out = (pgp_names){0};
    for (; list && *list; list += *list == ',') {
        size_t size = strcspn(list, ",");
        const char *word = trimmed(parser->arena, list, size), *known = NULL;
        for (size_t i = 0; i < PGP_PUBLISH_COUNT; i++)
            if (strcmp(pgp_publish_words[i], word) == 0)
                known = pgp_publish_words[i];
        if (known)
            pgp_names_add(parser->arena, out, known);
        else if (*word)
            return pgp_parse_fail(parser, PGP_INPUT, option->location,
                                  "unrecognized value for publication option \"publish\": \"%s\"", word);
        list += size;
    }
    *out = pgp_names_sorted(parser->arena, *out);
    return PGP_OK;
}

static pgp_status read_generated(pgp_parser *parser, const PgQuery__DefElem *option, const char **out) {
    const char *value = option->arg ? pgp_option_value(parser->arena, option->arg) : NULL;
    bool none = value && strcmp(value, "none") == 0;
    if (!none && !(value && strcmp(value, "stored") == 0))
        return pgp_parse_fail(parser, PGP_INPUT, option->location,
                              "publish_generated_columns is \"none\" or \"stored\"");
    *out = none ? NULL : "stored";
    return PGP_OK;
}

static pgp_status read_option(pgp_parser *parser, pgp_publication *publication,
                              const PgQuery__DefElem *option) {
    if (strcmp(option->defname, "publish") == 0)
        return read_publish(parser, option, &publication->publish);
    if (strcmp(option->defname, "publish_generated_columns") == 0)
        return read_generated(parser, option, &publication->generated_columns);
    if (strcmp(option->defname, "publish_via_partition_root") != 0)
        return pgp_parse_unknown(parser, option->location,
                                 pgp_printf(parser->arena, "the option \"%s\"", option->defname));
    publication->via_partition_root = pgp_truthy(option->arg);
    return PGP_OK;
}

static pgp_status read_options(pgp_parser *parser, pgp_publication *publication, size_t n,
                               PgQuery__Node *const *options) {
    for (size_t i = 0; i < n; i++)
        PGP_TRY(read_option(parser, publication, options[i]->def_elem));
    return PGP_OK;
}

/* -- tables ---------------------------------------------------------------------------------------------- */

static pgp_object *find_table(pgp_parser *parser, const pgp_object *publication, const pgp_object *table) {
    return pgp_child(publication, &pgp_kind_publication_table, pgp_label_of(parser, table));
}

static void read_condition(pgp_parser *parser, pgp_publication_table *member,
                           const PgQuery__PublicationTable *said) {
    int where = pgp_find_word(parser, said->relation->location, "where", false);
    member->condition = pgp_parse_sql(parser, pgp_slice_parens(parser, where), where);
    pgp_refer_all(parser, &member->object, &said->where_clause->base);
}

static void add_table(pgp_parser *parser, pgp_object *publication, const pgp_object *table,
                      const PgQuery__PublicationTable *said) {
    if (find_table(parser, publication, table))
        return;
    pgp_publication_table *member =
        pgp_object_new(parser->model, &pgp_kind_publication_table, NULL, pgp_label_of(parser, table));
    member->object.parent = publication;
    member->object.where = pgp_parse_where(parser, said->relation->location);
    for (size_t i = 0; i < said->n_columns; i++)
        pgp_names_add(parser->arena, &member->columns,
                      pgp_intern(parser->model, pgp_string_of(said->columns[i])));
    member->columns = pgp_names_sorted(parser->arena, member->columns);
    if (said->where_clause)
        read_condition(parser, member, said);
    pgp_refer(parser, &member->object, PGP_REF_RELATION, table->schema, table->name, true,
              said->relation->location);
    pgp_model_add(parser->model, &member->object);
}

static void remove_table(pgp_parser *parser, pgp_object *publication, const pgp_object *table,
                         const PgQuery__PublicationTable *said) {
    pgp_object *member = find_table(parser, publication, table);
    (void)said;
    if (member)
        pgp_model_remove(parser->model, member);
}

typedef void (*change_table)(pgp_parser *parser, pgp_object *publication, const pgp_object *table,
                             const PgQuery__PublicationTable *said);

/* Heirs that there are go with their parent unless it says ONLY; partitions always do, without being named. */
static void change_with_heirs(pgp_parser *parser, pgp_object *publication, const pgp_table *table,
                              const PgQuery__PublicationTable *said, change_table change) {
    change(parser, publication, &table->object, said);
    for (size_t i = 0; i < table->heirs.count && said->relation->inh && !table->partition_key.text; i++)
        if (!(table->heirs.items[i]->object.flags & PGP_OBJECT_DROPPED))
            change_with_heirs(parser, publication, table->heirs.items[i], said, change);
}

static pgp_status find_relation(pgp_parser *parser, const PgQuery__PublicationTable *said, pgp_object **out) {
    PGP_TRY(pgp_find_relation(parser, said->relation, out));
    if ((*out)->kind != &pgp_kind_table)
        return pgp_parse_fail(parser, PGP_INPUT, said->relation->location, "%s is not a table",
                              pgp_label_of(parser, *out));
    return PGP_OK;
}

/* -- schemas --------------------------------------------------------------------------------------------- */

static const char *schema_of(pgp_parser *parser, const PgQuery__PublicationObjSpec *said) {
    bool current =
        said->pubobjtype == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA;
    return current ? pgp_creation_schema(parser, NULL) : pgp_intern(parser->model, said->name);
}

static void add_schema(pgp_parser *parser, pgp_object *publication, const char *name, int location) {
    if (pgp_child(publication, &pgp_kind_publication_schema, name))
        return;
    pgp_object *member = pgp_object_new(parser->model, &pgp_kind_publication_schema, NULL, name);
    member->parent = publication;
    member->where = pgp_parse_where(parser, location);
    pgp_refer(parser, member, PGP_REF_SCHEMA, NULL, name, true, location);
    pgp_model_add(parser->model, member);
}

static void remove_schema(pgp_parser *parser, pgp_object *publication, const char *name) {
    pgp_object *member = pgp_child(publication, &pgp_kind_publication_schema, name);
    if (member)
        pgp_model_remove(parser->model, member);
}

/* -- members --------------------------------------------------------------------------------------------- */

static bool is_table(const PgQuery__PublicationObjSpec *said) {
    return said->pubobjtype == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLE;
}

/* Looked up before anything is made: the statement may have to wait. */
static pgp_status check_members(pgp_parser *parser, size_t n, PgQuery__Node *const *members) {
    pgp_object *found;
    for (size_t i = 0; i < n; i++) {
        const PgQuery__PublicationObjSpec *said = members[i]->publication_obj_spec;
        if (is_table(said))
            PGP_TRY(find_relation(parser, said->pubtable, &found));
    }
    return PGP_OK;
}

static pgp_status change_members(pgp_parser *parser, pgp_object *publication, size_t n,
                                 PgQuery__Node *const *members, bool add) {
    for (size_t i = 0; i < n; i++) {
        const PgQuery__PublicationObjSpec *said = members[i]->publication_obj_spec;
        pgp_object *table;
        if (is_table(said)) {
            PGP_TRY(find_relation(parser, said->pubtable, &table));
            change_with_heirs(parser, publication, (pgp_table *)table, said->pubtable,
                              add ? add_table : remove_table);
        } else if (add) {
            add_schema(parser, publication, schema_of(parser, said), said->location);
        } else {
            remove_schema(parser, publication, schema_of(parser, said));
        }
    }
    return PGP_OK;
}

static void remove_members(pgp_parser *parser, pgp_object *publication) {
    for (pgp_object *child = publication->children, *next; child; child = next) {
        next = child->sibling;
        if (child->kind == &pgp_kind_publication_table || child->kind == &pgp_kind_publication_schema)
            pgp_model_remove(parser->model, child);
    }
}

/* -- statements ------------------------------------------------------------------------------------------ */

pgp_status pgp_read_create_publication(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreatePublicationStmt *create = statement->create_publication_stmt;
    pgp_publication *publication;
    PGP_TRY(check_members(parser, create->n_pubobjects, create->pubobjects));
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_publication, create->pubname, &publication));
    publication->all_tables = create->for_all_tables;
    for (size_t i = 0; i < PGP_PUBLISH_COUNT; i++)
        pgp_names_add(parser->arena, &publication->publish, pgp_publish_words[i]);
    PGP_TRY(read_options(parser, publication, create->n_options, create->options));
    pgp_model_add(parser->model, &publication->object);
    return change_members(parser, &publication->object, create->n_pubobjects, create->pubobjects, true);
}

pgp_status pgp_read_alter_publication(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterPublicationStmt *alter = statement->alter_publication_stmt;
    pgp_publication *publication;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_publication, alter->pubname, &publication));
    PGP_TRY(check_members(parser, alter->n_pubobjects, alter->pubobjects));
    PGP_TRY(read_options(parser, publication, alter->n_options, alter->options));
    bool sets = alter->action == PG_QUERY__ALTER_PUBLICATION_ACTION__AP_SetObjects;
    if (sets && alter->n_pubobjects)
        remove_members(parser, &publication->object);
    return change_members(parser, &publication->object, alter->n_pubobjects, alter->pubobjects,
                          alter->action != PG_QUERY__ALTER_PUBLICATION_ACTION__AP_DropObjects);
}
