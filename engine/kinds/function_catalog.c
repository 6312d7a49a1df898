/*
 * Functions and procedures from pg_proc.
 */
#include "kinds/function.h"
#include "kinds/routine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *pgp_function_query(int server_version) {
    (void)server_version;
    return "SELECT p.oid, n.nspname, p.proname, " PGP_ARGUMENT_COLUMNS
           ", p.prokind, p.proowner, p.proacl, l.lanname,"
           " p.prosrc, p.probin, " PGP_FUNCTION_SQL_BODY
           ", p.provolatile, p.proparallel, p.proisstrict, p.proleakproof, p.prosecdef, p.procost, p.prorows,"
           " p.proretset, format_type(p.prorettype, NULL), CASE WHEN p.prosupport <> 0 THEN "
           "p.prosupport::regproc END,"
           " p.proconfig, CASE WHEN p.protrftypes IS NOT NULL THEN"
           " ARRAY(SELECT format_type(t, NULL) FROM unnest(p.protrftypes) AS t) END"
           " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = "
           "p.prolang"
           " WHERE p.prokind <> 'a' AND " PGP_ROUTINE_IS_OWN;
}

enum {
    OID,
    SCHEMA,
    NAME,
    ARGUMENTS,
    KIND = ARGUMENTS + 4,
    OWNER,
    ACL,
    LANGUAGE,
    SOURCE,
    LIBRARY,
    SQL_BODY,
    VOLATILITY,
    PARALLEL,
    STRICT,
    LEAKPROOF,
    SECURITY_DEFINER,
    COST,
    ROWS,
    RETURNS_SET,
    RETURNS,
    SUPPORT,
    CONFIG,
    TRANSFORMS
};

/* -- values that files spell differently --------------------------------------------------------------------- */

const char *pgp_short_number(pgp_model *model, const char *number) {
    enum { DIGITS = 6, MOST_DIGITS = 9 }; /* FLT_DIG, and what every float4 is told apart by */
    char text[32];
    float value = strtof(number, NULL);
    for (int digits = DIGITS; digits <= MOST_DIGITS; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) >= value && strtof(text, NULL) <= value)
            break;
    }
    return pgp_intern(model, text);
}

/* The server spells its own settings as guc_tables.c does ("TimeZone"); names with a dot are the user's. */
const char *pgp_setting(pgp_model *model, const char *name, const char *value) {
    char *setting = pgp_printf(model->arena, "%s=%s", name, value);
    size_t size = strlen(name);
    if (!memchr(name, '.', size))
        for (size_t i = 0; i < size; i++)
            if (setting[i] >= 'A' && setting[i] <= 'Z')
                setting[i] = (char)(setting[i] - 'A' + 'a');
    return pgp_intern(model, setting);
}

static pgp_names read_config(const pgp_row *row) {
    pgp_names config = pgp_row_names(row, CONFIG);
    pgp_model *model = row->catalog->model;
    for (size_t i = 0; i < config.count; i++) {
        const char *equals = strchr(config.items[i], '=');
        char *name = pgp_strndup(model->arena, config.items[i], (size_t)(equals - config.items[i]));
        config.items[i] = pgp_setting(model, name, equals + 1);
    }
    return config;
}

/* -- a row ------------------------------------------------------------------------------------------------------ */

static const char *returns_of(const pgp_row *row, const pgp_function *function) {
    pgp_model *model = row->catalog->model;
    if (pgp_row_char(row, KIND) == 'p')
        return NULL;
    for (size_t i = 0; i < function->arguments.count; i++)
        if (function->arguments.items[i].mode == 't')
            return "TABLE";
    const char *type = pgp_row_text(row, RETURNS);
    return pgp_row_bool(row, RETURNS_SET) ? pgp_intern(model, pgp_printf(model->arena, "SETOF %s", type))
                                          : type;
}

static const char *volatility_of(char code) {
    return code == 'i' ? "immutable" : code == 's' ? "stable" : "volatile";
}

static const char *parallel_of(char code) {
    return code == 's' ? "safe" : code == 'r' ? "restricted" : "unsafe";
}

static void read_definition(pgp_function *function, const pgp_row *row) {
    pgp_model *model = row->catalog->model;
    function->window = pgp_row_char(row, KIND) == 'w';
    function->returns = returns_of(row, function);
    function->language = pgp_row_text(row, LANGUAGE);
    function->sql_body = pgp_row_sql(row, SQL_BODY);
    function->body = function->sql_body.text ? NULL : pgp_row_string(row, SOURCE);
    function->library = pgp_row_text(row, LIBRARY);
    function->volatility = volatility_of(pgp_row_char(row, VOLATILITY));
    function->parallel = parallel_of(pgp_row_char(row, PARALLEL));
    function->strict = pgp_row_bool(row, STRICT);
    function->leakproof = pgp_row_bool(row, LEAKPROOF);
    function->security_definer = pgp_row_bool(row, SECURITY_DEFINER);
    function->cost = pgp_short_number(model, pgp_row_text(row, COST));
    function->rows = pgp_short_number(model, pgp_row_text(row, ROWS));
    function->support = pgp_row_function(row, SUPPORT);
    function->config = read_config(row);
    function->transforms = pgp_row_names(row, TRANSFORMS);
}

pgp_status pgp_function_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    const pgp_kind *kind = pgp_row_char(row, KIND) == 'p' ? &pgp_kind_procedure : &pgp_kind_function;
    pgp_function *function =
        pgp_object_new(catalog->model, kind, pgp_row_text(row, SCHEMA), pgp_row_text(row, NAME));
    bool member = pgp_catalog_is_member(catalog, PGP_CLASS_FUNCTION, oid);
    function->arguments = pgp_row_arguments(row, ARGUMENTS);
    function->object.args = pgp_identity_arguments(catalog->model, &function->arguments);
    function->object.flags |= member ? PGP_OBJECT_MEMBER : 0;
    pgp_model_add(catalog->model, &function->object);
    pgp_catalog_register(catalog, PGP_CLASS_FUNCTION, oid, 0, &function->object);
    if (member)
        return PGP_OK;
    read_definition(function, row);
    pgp_catalog_owner(catalog, &function->object, owner);
    pgp_catalog_acl(catalog, &function->object, 'f', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}
