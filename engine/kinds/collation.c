/*
 * Collations.
 */
#include "kinds/collation.h"
#include "kinds/definition.h"
#include "kinds/type.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_collation, provider, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_collation, deterministic, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_collation, locale, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_collation, lc_collate, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_collation, lc_ctype, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_collation, rules, PGP_VALUE_TEXT, 0),
};

static bool is_libc(const pgp_collation *collation) {
    return strcmp(collation->provider, "libc") == 0;
}

static bool collation_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                           const pgp_object *desired) {
    const pgp_collation *a = (const pgp_collation *)live, *b = (const pgp_collation *)desired;
    if (property->offset == offsetof(pgp_collation, locale) && strcmp(a->provider, "icu") == 0)
        return pgp_same_icu_locale(comparison->arena, a->locale, b->locale);
    return pgp_same_property(comparison, property, live, desired);
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define COLLATION_QUERY(locale, rules)                                        \
    "SELECT c.oid, c.collnamespace, c.collname, c.collowner, c.collprovider," \
    " c.collisdeterministic, c.collcollate, c.collctype, " locale ", " rules  \
    " FROM pg_collation c WHERE c.oid >= 16384"

static const char *collation_query(int server_version) {
    if (server_version < 150000)
        return COLLATION_QUERY("c.collcollate", "NULL");
    if (server_version < 160000)
        return COLLATION_QUERY("c.colliculocale", "NULL");
    return server_version < 170000 ? COLLATION_QUERY("c.colliculocale", "c.collicurules")
                                   : COLLATION_QUERY("c.colllocale", "c.collicurules");
}

static pgp_status collation_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { PROVIDER = PGP_DEFINITION_COLUMNS, DETERMINISTIC, COLLATE, CTYPE, LOCALE, RULES };
    pgp_collation *collation =
        pgp_definition_row(catalog, row, &pgp_kind_collation, PGP_CLASS_COLLATION, NULL);
    if (!collation)
        return PGP_OK;
    char provider = pgp_row_char(row, PROVIDER);
    collation->provider = provider == 'c' ? "libc" : provider == 'i' ? "icu" : "builtin";
    collation->deterministic = pgp_row_bool(row, DETERMINISTIC);
    collation->rules = pgp_row_string(row, RULES);
    if (is_libc(collation)) {
        collation->lc_collate = pgp_row_text(row, COLLATE);
        collation->lc_ctype = pgp_row_text(row, CTYPE);
    } else {
        collation->locale = pgp_row_text(row, LOCALE);
    }
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static const pgp_definition_option options[] = {
    {"provider", NULL, PGP_OPTION_WORD, offsetof(pgp_collation, provider)},
    {"locale", NULL, PGP_OPTION_TEXT, offsetof(pgp_collation, locale)},
    {"lc_collate", NULL, PGP_OPTION_TEXT, offsetof(pgp_collation, lc_collate)},
    {"lc_ctype", NULL, PGP_OPTION_TEXT, offsetof(pgp_collation, lc_ctype)},
    {"deterministic", NULL, PGP_OPTION_FLAG, offsetof(pgp_collation, deterministic)},
    {"rules", NULL, PGP_OPTION_TEXT, offsetof(pgp_collation, rules)},
    {"version", NULL, PGP_OPTION_OTHER, 0}, /* what pg_upgrade says */
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* Collations of initdb, as far as their names tell what they are (pg_collation.dat, pg_import_system_collations()). */
static void copy_builtin(pgp_parser *parser, pgp_collation *copy, const char *name) {
    const char *icu = strstr(name, "-x-icu");
    bool is_c = strcmp(name, "ucs_basic") == 0;
    if (icu || strcmp(name, "unicode") == 0) {
        copy->provider = "icu";
        copy->locale =
            icu ? pgp_intern(parser->model, pgp_strndup(parser->arena, name, (size_t)(icu - name))) : "und";
        return;
    }
    bool plain = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0 || strchr(name, '.');
    const char *locale = is_c ? "C" : plain ? name : pgp_printf(parser->arena, "%s.utf8", name);
    copy->lc_collate = copy->lc_ctype = pgp_intern(parser->model, locale);
}

/* CREATE COLLATION name FROM existing. */
static pgp_status read_copy(pgp_parser *parser, pgp_collation *collation, const PgQuery__DefElem *option) {
    PgQuery__Node *const *names;
    const char *schema, *name;
    size_t n;
    PGP_TRY(pgp_definition_name(parser, option, &n, &names));
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_object *found = pgp_lookup_kind(parser, &pgp_kind_collation, schema, name, NULL);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    if (!found && !builtin && !parser->last_chance)
        return pgp_parse_later(parser, option->location, "collation", schema, name);
    if (!found && (!schema || builtin)) {
        copy_builtin(parser, collation, name);
        return PGP_OK;
    }
    if (!found)
        return pgp_parse_later(parser, option->location, "collation", schema, name);
    pgp_object object = collation->object;
    *collation = *(const pgp_collation *)found;
    collation->object = object;
    return PGP_OK;
}

static pgp_status settle(pgp_parser *parser, pgp_collation *collation) {
    if (is_libc(collation) && collation->locale) {
        collation->lc_collate = collation->lc_ctype = collation->locale;
        collation->locale = NULL;
    } else if (!is_libc(collation) && !collation->locale) { /* the only form before 15 */
        collation->locale = collation->lc_collate;
    }
    if (!is_libc(collation))
        collation->lc_collate = collation->lc_ctype = NULL;
    if (!(is_libc(collation) ? collation->lc_collate : collation->locale))
        return pgp_parse_fail(parser, PGP_INPUT, 0, "the collation's locale is missing");
    return PGP_OK;
}

pgp_status pgp_read_create_collation(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DefineStmt *define = statement->define_stmt;
    pgp_collation *collation =
        pgp_definition_new(parser, &pgp_kind_collation, define->n_defnames, define->defnames);
    collation->provider = "libc";
    collation->deterministic = true;
    for (size_t i = 0; i < define->n_definition; i++) {
        const PgQuery__DefElem *option = define->definition[i]->def_elem;
        if (strcmp(option->defname, "from") == 0)
            PGP_TRY(read_copy(parser, collation, option));
        else
            PGP_TRY(pgp_definition_read(parser, &collation->object, options, OPTION_COUNT, option));
    }
    PGP_TRY(settle(parser, collation));
    return pgp_definition_add(parser, &collation->object, define->if_not_exists);
}

/* REFRESH VERSION */
pgp_status pgp_read_alter_collation(pgp_parser *parser, const PgQuery__Node *statement) {
    (void)parser;
    (void)statement;
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void add_text(pgp_text *list, const char *name, const char *value) {
    if (value)
        pgp_text_addf(list, ", %s = %s", name, pgp_literal(list->arena, value));
}

static void create_collation(pgp_emitter *emitter, pgp_object *object) {
    const pgp_collation *collation = (const pgp_collation *)object;
    bool one = is_libc(collation) && pgp_same(collation->lc_collate, collation->lc_ctype);
    pgp_text sql = pgp_definition_sql(emitter, object);
    pgp_text_addf(&sql, " (provider = %s", collation->provider);
    add_text(&sql, "locale", one ? collation->lc_collate : collation->locale);
    add_text(&sql, "lc_collate", one ? NULL : collation->lc_collate);
    add_text(&sql, "lc_ctype", one ? NULL : collation->lc_ctype);
    if (!collation->deterministic)
        pgp_text_add(&sql, ", deterministic = false");
    add_text(&sql, "rules", collation->rules);
    pgp_text_add(&sql, ")");
    pgp_definition_emit(emitter, '+', object, sql.data);
    pgp_type_adopt(emitter, object);
}

const pgp_kind pgp_kind_collation = {
    .name = "collation",
    .title = "collations",
    .sql = "COLLATION",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_collation),
    .order = 24,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = collation_query,
    .presence = "pg_collation WHERE oid >= 16384",
    .row = collation_row,
    .same = collation_same,
    .create = create_collation,
    .drop = pgp_type_drop,
    .retire = pgp_type_retire,
};
