/*
 * Text search dictionaries.
 */
#include "kinds/text_search.h"
#include "parse/lexer.h"

#include <string.h>

static const pgp_property properties[] = {
    {.name = "template", .type = PGP_VALUE_TEXT, .offset = offsetof(pgp_text_search_dictionary, template_)},
    PGP_PROPERTY(pgp_text_search_dictionary, options, PGP_VALUE_NAMES, 0),
};
enum { TEMPLATE, OPTIONS };

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *dictionary_query(int server_version) {
    (void)server_version;
    return "SELECT d.oid, d.dictnamespace, d.dictname, d.dictowner,"
           " (SELECT " PGP_BARE_NAME(
               "t.tmplnamespace",
               "quote_ident(t.tmplname)") " FROM pg_ts_template t"
                                          " WHERE t.oid = d.dicttemplate), d.dictinitoption FROM pg_ts_dict "
                                          "d WHERE d.oid >= 16384";
}

/* "a = '1', b = '2'" */
static pgp_names split_options(pgp_model *model, const char *text) {
    pgp_names options = {0};
    size_t size = text ? strlen(text) : 0, start = 0;
    for (pgp_token token = pgp_lex(text, size, 0); start < size; token = pgp_lex(text, size, token.end)) {
        bool comma = token.type == PGP_TOKEN_OTHER && text[token.start] == ',';
        if (!comma && token.type != PGP_TOKEN_END)
            continue;
        size_t end = comma ? token.start : size;
        start += strspn(text + start, " ");
        pgp_names_add(model->arena, &options,
                      pgp_intern(model, pgp_strndup(model->arena, text + start, end - start)));
        start = comma ? token.end : size;
    }
    return options;
}

static pgp_status dictionary_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_text_search_dictionary *dictionary =
        pgp_definition_row(catalog, row, &pgp_kind_text_search_dictionary, PGP_CLASS_TS_DICTIONARY, NULL);
    if (!dictionary)
        return PGP_OK;
    dictionary->template_ = pgp_row_text(row, PGP_DEFINITION_COLUMNS);
    dictionary->options = split_options(catalog->model, pgp_row_string(row, PGP_DEFINITION_COLUMNS + 1));
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* What PostgreSQL's contrib modules bring. */
static const struct {
    const char *extension, *name;
    const pgp_kind *kind;
} contrib[] = {
    {"dict_int", "intdict", &pgp_kind_text_search_dictionary},
    {"dict_int", "intdict_template", &pgp_kind_text_search_template},
    {"dict_xsyn", "xsyn", &pgp_kind_text_search_dictionary},
    {"dict_xsyn", "xsyn_template", &pgp_kind_text_search_template},
    {"unaccent", "unaccent", &pgp_kind_text_search_dictionary},
    {"unaccent", "unaccent", &pgp_kind_text_search_template},
};

static const pgp_extension *extension_with(const pgp_model *model, const pgp_kind *kind, const char *name) {
    for (size_t i = 0; i < sizeof contrib / sizeof *contrib; i++)
        if (contrib[i].kind == kind && strcmp(contrib[i].name, name) == 0)
            return (const pgp_extension *)pgp_model_find(model, PGP_SPACE_EXTENSION, NULL,
                                                         contrib[i].extension, NULL);
    return NULL;
}

/* No need to wait and see whether a file makes it. */
static bool is_builtin(const pgp_kind *kind, const char *name) {
    static const char *const templates[] = {"simple", "synonym", "ispell", "thesaurus", "snowball", NULL};
    const char *suffix = strstr(name, "_stem");
    if (kind == &pgp_kind_text_search_dictionary)
        return strcmp(name, "simple") == 0 || (suffix && !suffix[strlen("_stem")] &&
                                               pgp_is_text_search_language(name, (size_t)(suffix - name)));
    for (const char *const *known = templates; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

pgp_status pgp_text_search_label(pgp_parser *parser, const pgp_kind *kind, size_t n,
                                 PgQuery__Node *const *names, pgp_object *user, const char **out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_extension *extension = extension_with(parser->model, kind, name);
    bool found = pgp_lookup_kind(parser, kind, schema, name, NULL) != NULL;
    if (!found && !schema && is_builtin(kind, name)) {
        *out = pgp_intern(parser->model, pgp_quoted(parser->arena, name));
        return PGP_OK;
    }
    if (!extension || found)
        return pgp_definition_label(parser, kind, n, names, user, out);
    const char *in = schema ? schema : extension->in_schema ? extension->in_schema : "public";
    pgp_object_need(parser->model, user, (pgp_object *)(uintptr_t)extension);
    *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, in, name));
    return PGP_OK;
}

/* serialize_deflist() of src/backend/commands/tsearchcmds.c: only numbers stand without quotes. */
static const char *option_text(pgp_parser *parser, const PgQuery__DefElem *option) {
    const char *value = pgp_definition_text(parser, option->arg);
    bool number = option->arg && (option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER ||
                                  option->arg->node_case == PG_QUERY__NODE__NODE_FLOAT);
    return pgp_intern(parser->model,
                      pgp_printf(parser->arena, "%s = %s", pgp_quoted(parser->arena, option->defname),
                                 number ? value : pgp_literal(parser->arena, value)));
}

static size_t name_size(const char *option) {
    return pgp_lex(option, strlen(option), 0).end;
}

static void forget_option(pgp_arena *arena, pgp_names *options, const char *name) {
    pgp_names kept = {0};
    for (size_t i = 0; i < options->count; i++)
        if (name_size(options->items[i]) != strlen(name) ||
            strncmp(options->items[i], name, strlen(name)) != 0)
            pgp_names_add(arena, &kept, options->items[i]);
    *options = kept;
}

static pgp_status read_template(pgp_parser *parser, pgp_text_search_dictionary *dictionary,
                                const PgQuery__DefElem *option) {
    PgQuery__Node *const *names;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    return pgp_text_search_label(parser, &pgp_kind_text_search_template, n, names, &dictionary->object,
                                 &dictionary->template_);
}

pgp_status pgp_read_create_text_search_dictionary(pgp_parser *parser, const PgQuery__DefineStmt *define) {
    pgp_text_search_dictionary *dictionary =
        pgp_definition_new(parser, &pgp_kind_text_search_dictionary, define->n_defnames, define->defnames);
    for (size_t i = 0; i < define->n_definition; i++) {
        const PgQuery__DefElem *option = define->definition[i]->def_elem;
        if (strcmp(option->defname, "template") == 0)
            PGP_TRY(read_template(parser, dictionary, option));
        else
            pgp_names_add(parser->arena, &dictionary->options, option_text(parser, option));
    }
    if (!dictionary->template_)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "text search template is required");
    return pgp_definition_add(parser, &dictionary->object, false);
}

/* An option without a value is removed; one with a value becomes the last. */
pgp_status pgp_read_alter_text_search_dictionary(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterTSDictionaryStmt *alter = statement->alter_tsdictionary_stmt;
    const char *schema, *name;
    pgp_name_of_list(alter->n_dictname, alter->dictname, &schema, &name);
    pgp_text_search_dictionary *dictionary = (pgp_text_search_dictionary *)pgp_lookup_kind(
        parser, &pgp_kind_text_search_dictionary, schema, name, NULL);
    if (!dictionary)
        return pgp_parse_later(parser, 0, "text search dictionary", schema, name);
    for (size_t i = 0; i < alter->n_options; i++) {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;
        forget_option(parser->arena, &dictionary->options, pgp_quoted(parser->arena, option->defname));
        if (option->arg)
            pgp_names_add(parser->arena, &dictionary->options, option_text(parser, option));
    }
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_dictionary(pgp_emitter *emitter, pgp_object *object) {
    const pgp_text_search_dictionary *dictionary = (const pgp_text_search_dictionary *)object;
    pgp_text sql = pgp_definition_sql(emitter, object);
    pgp_text_addf(&sql, " (\n    template = %s", dictionary->template_);
    for (size_t i = 0; i < dictionary->options.count; i++)
        pgp_text_addf(&sql, ",\n    %s", dictionary->options.items[i]);
    pgp_text_add(&sql, "\n)");
    pgp_definition_emit(emitter, '+', object, sql.data);
}

/* All options again, so that they end in the order in which they are wanted. */
static void alter_dictionary(pgp_emitter *emitter, pgp_change *change) {
    const pgp_names *live = &((const pgp_text_search_dictionary *)change->live)->options;
    const pgp_names *desired = &((const pgp_text_search_dictionary *)change->desired)->options;
    pgp_text list = pgp_text_new(emitter->arena);
    for (size_t i = 0; i < live->count; i++) {
        pgp_text_next(&list, ", ");
        pgp_text_addn(&list, live->items[i], name_size(live->items[i]));
    }
    for (size_t i = 0; i < desired->count; i++) {
        pgp_text_next(&list, ", ");
        pgp_text_add(&list, desired->items[i]);
    }
    pgp_definition_emit(emitter, '~', change->desired,
                        pgp_printf(emitter->arena, "ALTER TEXT SEARCH DICTIONARY %s (%s)",
                                   pgp_sql_object(emitter->arena, change->desired), list.data));
}

static pgp_way dictionary_way(const pgp_change *change) {
    return PGP_CHANGED(change, TEMPLATE) ? PGP_REBUILD : PGP_IN_PLACE;
}

const pgp_kind pgp_kind_text_search_dictionary = {
    .name = "text_search_dictionary",
    .title = "text search dictionaries",
    .sql = "TEXT SEARCH DICTIONARY",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_text_search_dictionary),
    .order = 28,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = dictionary_query,
    .presence = "pg_ts_dict WHERE oid >= 16384",
    .row = dictionary_row,
    .way = dictionary_way,
    .create = create_dictionary,
    .alter = alter_dictionary,
    .drop = pgp_definition_drop,
};
