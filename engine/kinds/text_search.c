/*
 * Text search parsers and templates: functions in C under a name. CREATE TEXT SEARCH for the other two kinds leads from here.
 */
#include "kinds/text_search.h"

#include <string.h>

static const pgp_property parser_properties[] = {
    PGP_PROPERTY(pgp_text_search_parser, start, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_parser, gettoken, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_parser, end, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_parser, lextypes, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_parser, headline, PGP_VALUE_TEXT, 0),
};

static const pgp_property template_properties[] = {
    PGP_PROPERTY(pgp_text_search_template, init, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_template, lexize, PGP_VALUE_TEXT, 0),
};

static const pgp_definition_option parser_options[] = {
    {"start", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_parser, start)},
    {"gettoken", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_parser, gettoken)},
    {"end", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_parser, end)},
    {"lextypes", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_parser, lextypes)},
    {"headline", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_parser, headline)},
};

static const pgp_definition_option template_options[] = {
    {"init", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_template, init)},
    {"lexize", NULL, PGP_OPTION_FUNCTION, offsetof(pgp_text_search_template, lexize)},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* -- catalogs: the columns are the options in their order -------------------------------------------------- */

#define FUNCTION(column) "nullif(x." column ", 0)::regproc"

static const char *parser_query(int server_version) {
    (void)server_version;
    return "SELECT x.oid, x.prsnamespace, x.prsname, 0, " FUNCTION("prsstart") ", " FUNCTION(
        "prstoken") ", " FUNCTION("prsend") ", " FUNCTION("prslextype") ", " FUNCTION("prsheadline") " FROM "
                                                                                                     "pg_ts_"
                                                                                                     "parser "
                                                                                                     "x "
                                                                                                     "WHERE "
                                                                                                     "x.oid "
                                                                                                     ">= "
                                                                                                     "16384";
}

static const char *template_query(int server_version) {
    (void)server_version;
    return "SELECT x.oid, x.tmplnamespace, x.tmplname, 0, " FUNCTION("tmplinit") ", " FUNCTION(
        "tmpllexize") " FROM pg_ts_template x WHERE x.oid >= 16384";
}

static void take_functions(void *object, const pgp_row *row, const pgp_definition_option *options,
                           size_t count) {
    for (size_t i = 0; object && i < count; i++)
        *(const char **)(void *)((char *)object + options[i].offset) =
            pgp_row_function(row, PGP_DEFINITION_COLUMNS + (int)i);
}

static pgp_status parser_row(pgp_catalog *catalog, const pgp_row *row) {
    void *parser = pgp_definition_row(catalog, row, &pgp_kind_text_search_parser, PGP_CLASS_TS_PARSER, NULL);
    take_functions(parser, row, parser_options, COUNT(parser_options));
    return PGP_OK;
}

static pgp_status template_row(pgp_catalog *catalog, const pgp_row *row) {
    void *template =
        pgp_definition_row(catalog, row, &pgp_kind_text_search_template, PGP_CLASS_TS_TEMPLATE, NULL);
    take_functions(template, row, template_options, COUNT(template_options));
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static pgp_status read_functions(pgp_parser *parser, const PgQuery__DefineStmt *define, const pgp_kind *kind,
                                 const pgp_definition_option *options, size_t count) {
    pgp_object *object = pgp_definition_new(parser, kind, define->n_defnames, define->defnames);
    for (size_t i = 0; i < define->n_definition; i++)
        PGP_TRY(pgp_definition_read(parser, object, options, count, define->definition[i]->def_elem));
    return pgp_definition_add(parser, object, false);
}

pgp_status pgp_read_create_text_search(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DefineStmt *define = statement->define_stmt;
    switch (define->kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER:
        return read_functions(parser, define, &pgp_kind_text_search_parser, parser_options,
                              COUNT(parser_options));
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE:
        return read_functions(parser, define, &pgp_kind_text_search_template, template_options,
                              COUNT(template_options));
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY:
        return pgp_read_create_text_search_dictionary(parser, define);
    default: return pgp_read_create_text_search_configuration(parser, define);
    }
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_functions(pgp_emitter *emitter, const pgp_object *object,
                             const pgp_definition_option *options, size_t count) {
    pgp_text sql = pgp_definition_sql(emitter, object), list = pgp_text_new(emitter->arena);
    pgp_definition_options_sql(&list, object, options, count);
    pgp_text_addf(&sql, " (%s\n)", list.data);
    pgp_definition_emit(emitter, '+', object, sql.data);
}

static void create_parser(pgp_emitter *emitter, pgp_object *object) {
    create_functions(emitter, object, parser_options, COUNT(parser_options));
}

static void create_template(pgp_emitter *emitter, pgp_object *object) {
    create_functions(emitter, object, template_options, COUNT(template_options));
}

const pgp_kind pgp_kind_text_search_parser = {
    .name = "text_search_parser",
    .title = "text search parsers",
    .sql = "TEXT SEARCH PARSER",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_text_search_parser),
    .order = 26,
    .properties = parser_properties,
    .property_count = COUNT(parser_properties),
    .query = parser_query,
    .presence = "pg_ts_parser WHERE oid >= 16384",
    .row = parser_row,
    .create = create_parser,
    .drop = pgp_definition_drop,
};

const pgp_kind pgp_kind_text_search_template = {
    .name = "text_search_template",
    .title = "text search templates",
    .sql = "TEXT SEARCH TEMPLATE",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_text_search_template),
    .order = 27,
    .properties = template_properties,
    .property_count = COUNT(template_properties),
    .query = template_query,
    .presence = "pg_ts_template WHERE oid >= 16384",
    .row = template_row,
    .create = create_template,
    .drop = pgp_definition_drop,
};
