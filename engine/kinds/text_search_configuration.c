/*
 * Text search configurations: which dictionaries a parser's tokens go through.
 */
#include "kinds/text_search.h"
#include "parse/lexer.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_text_search_configuration, parser, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_text_search_configuration, mappings, PGP_VALUE_SET, 0),
};
enum { PARSER, MAPPINGS };

/* -- mappings: "token WITH dictionary, dictionary" ------------------------------------------------------------- */

static const char *mapping_of(pgp_model *model, const char *token, const char *dictionaries) {
    return pgp_intern(model,
                      pgp_printf(model->arena, "%s WITH %s", pgp_quoted(model->arena, token), dictionaries));
}

static size_t token_size(const char *mapping) {
    return pgp_lex(mapping, strlen(mapping), 0).end;
}

static const char *dictionaries_of(const char *mapping) {
    return mapping + token_size(mapping) + strlen(" WITH ");
}

static bool same_token(const char *mapping, const char *other) {
    size_t size = token_size(mapping);
    return token_size(other) == size && strncmp(mapping, other, size) == 0;
}

static const char *mapping_for(const pgp_names *mappings, const char *mapping) {
    for (size_t i = 0; i < mappings->count; i++)
        if (same_token(mappings->items[i], mapping))
            return mappings->items[i];
    return NULL;
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define MAPPINGS_OF(column)                                                             \
    "ARRAY(SELECT " column " FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t" \
    " ON t.tokid = m.maptokentype WHERE m.mapcfg = c.oid GROUP BY t.alias ORDER BY t.alias)"

static const char *configuration_query(int server_version) {
    (void)server_version;
    return "SELECT c.oid, c.cfgnamespace, c.cfgname, c.cfgowner,"
           " (SELECT " PGP_BARE_NAME(
               "p.prsnamespace",
               "quote_ident(p.prsname)") " FROM pg_ts_parser p"
                                         " WHERE p.oid = c.cfgparser), " MAPPINGS_OF(
                                             "t.alias") ", " MAPPINGS_OF("string_agg(m.mapdict::"
                                                                         "regdictionary::text, ', ' ORDER BY "
                                                                         "m.mapseqno)") " FROM pg_ts_config "
                                                                                        "c WHERE c.oid >= "
                                                                                        "16384";
}

static pgp_status configuration_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { PARSER_NAME = PGP_DEFINITION_COLUMNS, TOKENS, DICTIONARIES };
    pgp_text_search_configuration *configuration = pgp_definition_row(
        catalog, row, &pgp_kind_text_search_configuration, PGP_CLASS_TS_CONFIGURATION, NULL);
    if (!configuration)
        return PGP_OK;
    pgp_names tokens = pgp_row_names(row, TOKENS), dictionaries = pgp_row_names(row, DICTIONARIES);
    for (size_t i = 0; i < tokens.count; i++)
        tokens.items[i] = mapping_of(catalog->model, tokens.items[i], dictionaries.items[i]);
    configuration->parser = pgp_row_text(row, PARSER_NAME);
    configuration->mappings = pgp_names_sorted(catalog->model->arena, tokens);
    return PGP_OK;
}

/* -- CREATE ------------------------------------------------------------------------------------------------- */

/* Configurations of initdb by their language (src/backend/snowball/snowball_create.pl); those whose words are not Latin give the
 * words that are to English. */
static const char *const languages[] = {
    "arabic",  "armenian",   "basque", "catalan",   "danish",     "dutch",     "english",    "estonian",
    "finnish", "french",     "german", "greek",     "hindi",      "hungarian", "indonesian", "irish",
    "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian",  "russian",    "serbian",
    "spanish", "swedish",    "tamil",  "turkish",   "yiddish",    "simple",    NULL};
static const char *const latin_tokens[] = {"asciihword", "asciiword", "hword_asciipart", NULL};
static const char *const word_tokens[] = {"hword", "hword_part", "word", NULL};
static const char *const plain_tokens[] = {"email", "file",     "float",   "host",   "hword_numpart",
                                           "int",   "numhword", "numword", "sfloat", "uint",
                                           "url",   "url_path", "version", NULL};

bool pgp_is_text_search_language(const char *name, size_t size) {
    for (const char *const *language = languages; *language; language++)
        if (strlen(*language) == size && strncmp(*language, name, size) == 0)
            return true;
    return false;
}

static void map_tokens(pgp_parser *parser, pgp_names *mappings, const char *const *tokens,
                       const char *dictionary) {
    for (; *tokens; tokens++)
        pgp_names_add(parser->arena, mappings, mapping_of(parser->model, *tokens, dictionary));
}

static void copy_builtin(pgp_parser *parser, pgp_text_search_configuration *copy, const char *name) {
    bool simple = strcmp(name, "simple") == 0;
    bool foreign = strcmp(name, "hindi") == 0 || strcmp(name, "russian") == 0;
    const char *stem = simple ? "simple" : pgp_printf(parser->arena, "%s_stem", name);
    pgp_names mappings = {0};
    map_tokens(parser, &mappings, latin_tokens, foreign ? "english_stem" : stem);
    map_tokens(parser, &mappings, word_tokens, stem);
    map_tokens(parser, &mappings, plain_tokens, "simple");
    copy->parser = pgp_intern(parser->model, pgp_quoted(parser->arena, "default"));
    copy->mappings = pgp_names_sorted(parser->arena, mappings);
}

static pgp_status read_copy(pgp_parser *parser, pgp_text_search_configuration *copy,
                            const PgQuery__DefElem *option) {
    PgQuery__Node *const *names;
    const char *schema, *name;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_text_search_configuration *found = (const pgp_text_search_configuration *)pgp_lookup_kind(
        parser, &pgp_kind_text_search_configuration, schema, name, NULL);
    bool builtin = name && pgp_is_text_search_language(name, strlen(name)) &&
                   (!schema || strcmp(schema, "pg_catalog") == 0);
    if (!found && !builtin)
        return pgp_parse_later(parser, option->location, "text search configuration", schema, name);
    if (!found) {
        copy_builtin(parser, copy, name);
        return PGP_OK;
    }
    copy->parser = found->parser;
    copy->mappings = found->mappings;
    for (const pgp_reference *r = found->object.references; r; r = r->next)
        if (r->type == PGP_REF_OTHER)
            pgp_refer_named(parser, &copy->object, pgp_kind_named(r->kind_name), r->schema, r->name, 0);
    return PGP_OK;
}

static pgp_status read_parser(pgp_parser *parser, pgp_text_search_configuration *configuration,
                              const PgQuery__DefElem *option) {
    PgQuery__Node *const *names;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    return pgp_definition_label(parser, &pgp_kind_text_search_parser, n, names, &configuration->object,
                                &configuration->parser);
}

pgp_status pgp_read_create_text_search_configuration(pgp_parser *parser, const PgQuery__DefineStmt *define) {
    pgp_text_search_configuration *configuration =
        pgp_definition_new(parser, &pgp_kind_text_search_configuration, define->n_defnames, define->defnames);
    for (size_t i = 0; i < define->n_definition; i++) {
        const PgQuery__DefElem *option = define->definition[i]->def_elem;
        if (strcmp(option->defname, "copy") == 0)
            PGP_TRY(read_copy(parser, configuration, option));
        else if (strcmp(option->defname, "parser") == 0)
            PGP_TRY(read_parser(parser, configuration, option));
        else
            return pgp_parse_unknown(parser, option->location, option->defname);
    }
    if (!configuration->parser)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "text search parser is required");
    return pgp_definition_add(parser, &configuration->object, false);
}

/* -- ALTER -------------------------------------------------------------------------------------------------- */

typedef struct alteration {
    pgp_parser *parser;
    pgp_text_search_configuration *configuration;
    const PgQuery__AlterTSConfigurationStmt *said;
} alteration;

static pgp_status read_dictionary(const alteration *a, const PgQuery__Node *name, const char **out) {
    const PgQuery__List *list = name->list;
    return pgp_text_search_label(a->parser, &pgp_kind_text_search_dictionary, list->n_items, list->items,
                                 &a->configuration->object, out);
}

static void drop_mapping(const alteration *a, const char *mapping) {
    pgp_names kept = {0}, *mappings = &a->configuration->mappings;
    for (size_t i = 0; i < mappings->count; i++)
        if (!same_token(mappings->items[i], mapping))
            pgp_names_add(a->parser->arena, &kept, mappings->items[i]);
    *mappings = kept;
}

/* FOR token, … WITH dictionary, …; without dictionaries the tokens go. */
static pgp_status map(const alteration *a) {
    pgp_text dictionaries = pgp_text_new(a->parser->arena);
    for (size_t i = 0; i < a->said->n_dicts; i++) {
        const char *label;
        PGP_TRY(read_dictionary(a, a->said->dicts[i], &label));
        pgp_text_next(&dictionaries, ", ");
        pgp_text_add(&dictionaries, label);
    }
    pgp_names *mappings = &a->configuration->mappings;
    for (size_t i = 0; i < a->said->n_tokentype; i++) {
        const char *mapping =
            mapping_of(a->parser->model, pgp_string_of(a->said->tokentype[i]), dictionaries.data);
        drop_mapping(a, mapping);
        if (a->said->n_dicts)
            pgp_names_add(a->parser->arena, mappings, mapping);
    }
    *mappings = pgp_names_sorted(a->parser->arena, *mappings);
    return PGP_OK;
}

static bool concerns(const alteration *a, const char *mapping) {
    for (size_t i = 0; i < a->said->n_tokentype; i++)
        if (same_token(mapping, pgp_quoted(a->parser->arena, pgp_string_of(a->said->tokentype[i]))))
            return true;
    return a->said->n_tokentype == 0;
}

/* Labels are separated by ", ", which no lexer is needed for but inside quotes. */
static const char *replaced(pgp_parser *parser, const char *mapping, const char *old, const char *new) {
    const char *list = dictionaries_of(mapping);
    size_t size = strlen(list), start = 0;
    pgp_text out = pgp_text_new(parser->arena);
    pgp_text_addn(&out, mapping, (size_t)(list - mapping));
    for (pgp_token token = pgp_lex(list, size, 0); start < size; token = pgp_lex(list, size, token.end)) {
        bool comma = token.type == PGP_TOKEN_OTHER && list[token.start] == ',';
        if (!comma && token.type != PGP_TOKEN_END)
            continue;
        const char *label = pgp_strndup(parser->arena, list + start, (comma ? token.start : size) - start);
        pgp_text_addf(&out, "%s%s", start ? ", " : "", strcmp(label, old) == 0 ? new : label);
        start = comma ? token.end + 1 : size;
    }
    return pgp_intern(parser->model, out.data);
}

/* [FOR token, …] REPLACE old WITH new */
static pgp_status replace(const alteration *a) {
    const char *old, *new;
    pgp_names changed = {0}, *mappings = &a->configuration->mappings;
    PGP_TRY(read_dictionary(a, a->said->dicts[0], &old));
    PGP_TRY(read_dictionary(a, a->said->dicts[1], &new));
    for (size_t i = 0; i < mappings->count; i++) {
        const char *mapping = mappings->items[i];
        pgp_names_add(a->parser->arena, &changed,
                      concerns(a, mapping) ? replaced(a->parser, mapping, old, new) : mapping);
    }
    *mappings = changed;
    return PGP_OK;
}

pgp_status pgp_read_alter_text_search_configuration(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterTSConfigurationStmt *said = statement->alter_tsconfiguration_stmt;
    const char *schema, *name;
    pgp_name_of_list(said->n_cfgname, said->cfgname, &schema, &name);
    alteration a = {.parser = parser, .said = said};
    a.configuration = (pgp_text_search_configuration *)pgp_lookup_kind(
        parser, &pgp_kind_text_search_configuration, schema, name, NULL);
    if (!a.configuration)
        return pgp_parse_later(parser, 0, "text search configuration", schema, name);
    return said->replace ? replace(&a) : map(&a);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

/* The tokens of the same dictionaries share a statement. */
static void emit_mappings(pgp_emitter *emitter, const pgp_object *object, const char *verb,
                          pgp_names mappings) {
    while (mappings.count) {
        const char *dictionaries = dictionaries_of(mappings.items[0]);
        pgp_text tokens = pgp_text_new(emitter->arena);
        pgp_names rest = {0};
        for (size_t i = 0; i < mappings.count; i++) {
            const char *mapping = mappings.items[i];
            if (strcmp(dictionaries_of(mapping), dictionaries) != 0) {
                pgp_names_add(emitter->arena, &rest, mapping);
                continue;
            }
            pgp_text_next(&tokens, ", ");
            pgp_text_addn(&tokens, mapping, token_size(mapping));
        }
        pgp_definition_emit(
            emitter, '~', object,
            pgp_printf(emitter->arena, "ALTER TEXT SEARCH CONFIGURATION %s %s MAPPING FOR %s WITH %s",
                       pgp_sql_object(emitter->arena, object), verb, tokens.data, dictionaries));
        mappings = rest;
    }
}

static void emit_drops(pgp_emitter *emitter, const pgp_object *object, const pgp_names *mappings) {
    pgp_text tokens = pgp_text_new(emitter->arena);
    for (size_t i = 0; i < mappings->count; i++) {
        pgp_text_next(&tokens, ", ");
        pgp_text_addn(&tokens, mappings->items[i], token_size(mappings->items[i]));
    }
    if (mappings->count)
        pgp_definition_emit(emitter, '~', object,
                            pgp_printf(emitter->arena,
                                       "ALTER TEXT SEARCH CONFIGURATION %s DROP MAPPING FOR %s",
                                       pgp_sql_object(emitter->arena, object), tokens.data));
}

static void create_configuration(pgp_emitter *emitter, pgp_object *object) {
    const pgp_text_search_configuration *configuration = (const pgp_text_search_configuration *)object;
    pgp_text sql = pgp_definition_sql(emitter, object);
    pgp_text_addf(&sql, " (parser = %s)", configuration->parser);
    pgp_definition_emit(emitter, '+', object, sql.data);
    emit_mappings(emitter, object, "ADD", configuration->mappings);
}

static void alter_configuration(pgp_emitter *emitter, pgp_change *change) {
    const pgp_names *live = &((const pgp_text_search_configuration *)change->live)->mappings;
    const pgp_names *desired = &((const pgp_text_search_configuration *)change->desired)->mappings;
    pgp_names added = {0}, altered = {0}, dropped = {0};
    for (size_t i = 0; i < live->count; i++)
        if (!mapping_for(desired, live->items[i]))
            pgp_names_add(emitter->arena, &dropped, live->items[i]);
    for (size_t i = 0; i < desired->count; i++) {
        const char *now = mapping_for(live, desired->items[i]);
        if (!now || strcmp(now, desired->items[i]) != 0)
            pgp_names_add(emitter->arena, now ? &altered : &added, desired->items[i]);
    }
    emit_drops(emitter, change->desired, &dropped);
    emit_mappings(emitter, change->desired, "ALTER", altered);
    emit_mappings(emitter, change->desired, "ADD", added);
}

static pgp_way configuration_way(const pgp_change *change) {
    return PGP_CHANGED(change, PARSER) ? PGP_REBUILD : PGP_IN_PLACE;
}

const pgp_kind pgp_kind_text_search_configuration = {
    .name = "text_search_configuration",
    .title = "text search configurations",
    .sql = "TEXT SEARCH CONFIGURATION",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_text_search_configuration),
    .order = 29,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = configuration_query,
    .presence = "pg_ts_config WHERE oid >= 16384",
    .row = configuration_row,
    .way = configuration_way,
    .create = create_configuration,
    .alter = alter_configuration,
    .drop = pgp_definition_drop,
};
