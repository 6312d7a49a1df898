/*
 * Functions and procedures: their properties and the statements that make, change and remove them.
 */
#include "kinds/function.h"
#include "kinds/routine.h"
#include "plan/emit.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum {
    FUNCTION_WINDOW,
    FUNCTION_ARGUMENTS,
    FUNCTION_RETURNS,
    FUNCTION_LANGUAGE,
    FUNCTION_BODY,
    FUNCTION_LIBRARY,
    FUNCTION_SQL_BODY,
    FUNCTION_VOLATILITY,
    FUNCTION_PARALLEL,
    FUNCTION_STRICT,
    FUNCTION_LEAKPROOF,
    FUNCTION_SECURITY_DEFINER,
    FUNCTION_COST,
    FUNCTION_ROWS,
    FUNCTION_SUPPORT,
    FUNCTION_CONFIG,
    FUNCTION_TRANSFORMS,
    FUNCTION_PROPERTIES, /* how many there are */
};

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_function, window, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_function, arguments, PGP_VALUE_ARGUMENTS, 0),
    PGP_PROPERTY(pgp_function, returns, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, language, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, body, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, library, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, sql_body, PGP_VALUE_QUERY, 0),
    PGP_PROPERTY(pgp_function, volatility, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, parallel, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, strict, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_function, leakproof, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_function, security_definer, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_function, cost, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, rows, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, support, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_function, config, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_function, transforms, PGP_VALUE_NAMES, 0),
};

bool pgp_is_set_returning(const pgp_function *function) {
    return function->returns &&
           (strcmp(function->returns, "TABLE") == 0 || strncmp(function->returns, "SETOF ", 6) == 0);
}

const char *pgp_default_cost(const pgp_function *function) {
    bool compiled = strcmp(function->language, "c") == 0 || strcmp(function->language, "internal") == 0;
    return compiled ? "1" : "100";
}

const char *pgp_default_rows(const pgp_function *function) {
    return pgp_is_set_returning(function) ? "1000" : "0";
}

/* -- CREATE --------------------------------------------------------------------------------------------- */

static void add_arguments(pgp_text *sql, const pgp_function *function) {
    const char *separator = "";
    pgp_text_add(sql, "(");
    for (size_t i = 0; i < function->arguments.count; i++) {
        if (function->arguments.items[i].mode == 't')
            continue;
        pgp_text_add(sql, separator);
        pgp_sql_argument(sql, &function->arguments.items[i]);
        separator = ", ";
    }
    pgp_text_add(sql, ")");
}

static void add_returns(pgp_text *sql, const pgp_function *function) {
    const char *separator = "";
    if (!function->returns)
        return;
    pgp_text_addf(sql, " RETURNS %s", function->returns);
    if (strcmp(function->returns, "TABLE") != 0)
        return;
    pgp_text_add(sql, "(");
    for (size_t i = 0; i < function->arguments.count; i++) {
        if (function->arguments.items[i].mode != 't')
            continue;
        pgp_text_add(sql, separator);
        pgp_sql_argument(sql, &function->arguments.items[i]);
        separator = ", ";
    }
    pgp_text_add(sql, ")");
}

static char *upper(pgp_arena *arena, const char *word) {
    char *copy = pgp_strdup(arena, word);
    for (char *c = copy; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return copy;
}

/* The words that pg_proc's columns stand for, in capitals, defaults left out. */
static void add_attributes(pgp_text *sql, const pgp_function *function) {
    if (function->window)
        pgp_text_add(sql, " WINDOW");
    if (strcmp(function->volatility, "volatile") != 0)
        pgp_text_addf(sql, " %s", upper(sql->arena, function->volatility));
    if (function->strict)
        pgp_text_add(sql, " STRICT");
    if (function->leakproof)
        pgp_text_add(sql, " LEAKPROOF");
    if (function->security_definer)
        pgp_text_add(sql, " SECURITY DEFINER");
    if (strcmp(function->parallel, "unsafe") != 0)
        pgp_text_addf(sql, " PARALLEL %s", upper(sql->arena, function->parallel));
    if (strcmp(function->cost, pgp_default_cost(function)) != 0)
        pgp_text_addf(sql, " COST %s", function->cost);
    if (strcmp(function->rows, pgp_default_rows(function)) != 0)
        pgp_text_addf(sql, " ROWS %s", function->rows);
    if (function->support)
        pgp_text_addf(sql, " SUPPORT %s", function->support);
}

static void add_transforms(pgp_text *sql, const pgp_function *function) {
    for (size_t i = 0; i < function->transforms.count; i++)
        pgp_text_addf(sql, "%s FOR TYPE %s", i ? "," : " TRANSFORM", function->transforms.items[i]);
}

/* Settings whose value is a list of identifiers, each quoted where it has to be (GUC_LIST_QUOTE). */
static bool is_name_list(const char *setting, size_t size) {
    static const char *const lists[] = {"search_path",
                                        "temp_tablespaces",
                                        "session_preload_libraries",
                                        "shared_preload_libraries",
                                        "local_preload_libraries",
                                        "unix_socket_directories",
                                        NULL};
    for (const char *const *list = lists; *list; list++)
        if (strlen(*list) == size && strncmp(*list, setting, size) == 0)
            return true;
    return false;
}

bool pgp_is_list_setting(const char *setting) {
    return is_name_list(setting, strlen(setting));
}

/* One element at a time: SET takes '' but no "", and plain names as they are. */
static void add_name_list(pgp_text *sql, const char *value) {
    while (*value) {
        pgp_text name = pgp_text_new(sql->arena);
        bool quoted = *value == '"';
        if (!quoted) {
            size_t size = strcspn(value, ",");
            pgp_text_addn(sql, value, size);
            value += size;
        }
        for (value += quoted; quoted && *value; value++) {
            if (*value == '"' && *++value != '"')
                break;
            pgp_text_addn(&name, value, 1);
        }
        if (quoted)
            pgp_sql_literal(sql, name.data);
        value += strspn(value, ", ");
        if (*value)
            pgp_text_add(sql, ", ");
    }
}

static void add_settings(pgp_text *sql, const pgp_function *function) {
    for (size_t i = 0; i < function->config.count; i++) {
        const char *setting = function->config.items[i], *value = strchr(setting, '=') + 1;
        size_t size = (size_t)(value - setting) - 1;
        pgp_text_add(sql, "\n    SET ");
        /* A custom setting is one name with a dot in it for the server, two for the grammar. */
        const char *dot = memchr(setting, '.', size);
        if (dot)
            pgp_sql_qualified(sql, pgp_strndup(sql->arena, setting, (size_t)(dot - setting)),
                              pgp_strndup(sql->arena, dot + 1, size - (size_t)(dot - setting) - 1));
        else
            pgp_text_addn(sql, setting, size);
        pgp_text_add(sql, " TO ");
        if (is_name_list(setting, size))
            add_name_list(sql, value);
        else
            pgp_sql_literal(sql, value);
    }
}

static void add_body(pgp_text *sql, const pgp_function *function) {
    if (function->sql_body.text) {
        pgp_text_addf(sql, "\n    %s", function->sql_body.text);
        return;
    }
    pgp_text_add(sql, "\n    AS ");
    if (function->library) {
        pgp_sql_literal(sql, function->library);
        pgp_text_add(sql, ", ");
        pgp_sql_literal(sql, function->body);
    } else if (strcmp(function->language, "internal") == 0) {
        pgp_sql_literal(sql, function->body);
    } else {
        pgp_sql_body(sql, function->body);
    }
}

/* The slices of one function are all from one statement, so any of them tells the path. */
static const pgp_sql *any_slice(const pgp_function *function) {
    if (function->sql_body.text)
        return &function->sql_body;
    for (size_t i = 0; i < function->arguments.count; i++)
        if (function->arguments.items[i].default_value.text)
            return &function->arguments.items[i].default_value;
    return NULL;
}

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "%s %s", object->kind->name, pgp_object_label(emitter->arena, object));
}

static void emit_definition(pgp_emitter *emitter, const pgp_function *function, char sign,
                            const char *start) {
    const pgp_object *object = &function->object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s %s ", start, object->kind->sql);
    pgp_sql_qualified(&sql, object->schema, object->name);
    add_arguments(&sql, function);
    add_returns(&sql, function);
    pgp_text_addf(&sql, "\n    LANGUAGE %s", pgp_quoted(emitter->arena, function->language));
    add_transforms(&sql, function);
    add_attributes(&sql, function);
    add_settings(&sql, function);
    add_body(&sql, function);
    pgp_step *step = pgp_emit(emitter, sign, object, summary_of(emitter, object), sql.data);
    const pgp_sql *slice = any_slice(function);
    if (slice)
        pgp_emit_path(step, slice);
}

static void create_function(pgp_emitter *emitter, pgp_object *object) {
    emit_definition(emitter, (const pgp_function *)object, '+', "CREATE");
}

/* -- ALTER and DROP ------------------------------------------------------------------------------------------ */

/* What ProcedureCreate() of src/backend/catalog/pg_proc.c lets CREATE OR REPLACE change. */
static bool may_become(const pgp_argument *live, const pgp_argument *desired) {
    bool is_result = strchr("obt", live->mode);
    if (live->mode != desired->mode || !pgp_same(live->type, desired->type))
        return false;
    if ((live->name || is_result) && !pgp_same(live->name, desired->name))
        return false;
    return !live->default_value.text || desired->default_value.text;
}

static pgp_way function_way(const pgp_change *change) {
    const pgp_arguments *live = &((const pgp_function *)change->live)->arguments;
    const pgp_arguments *desired = &((const pgp_function *)change->desired)->arguments;
    if (PGP_CHANGED(change, FUNCTION_WINDOW) || PGP_CHANGED(change, FUNCTION_RETURNS) ||
        live->count != desired->count)
        return PGP_REBUILD;
    for (size_t i = 0; i < live->count; i++)
        if (!may_become(&live->items[i], &desired->items[i]))
            return PGP_REBUILD;
    return PGP_IN_PLACE;
}

/* What ALTER FUNCTION can say without repeating the body. It cannot take a support function away. */
static bool is_attribute(int property, const pgp_function *desired) {
    return property >= FUNCTION_VOLATILITY && property <= FUNCTION_SUPPORT &&
           (property != FUNCTION_SUPPORT || desired->support);
}

static const char *attribute_text(pgp_arena *arena, int property, const pgp_function *desired) {
    switch (property) {
    case FUNCTION_VOLATILITY: return upper(arena, desired->volatility);
    case FUNCTION_PARALLEL: return pgp_printf(arena, "PARALLEL %s", upper(arena, desired->parallel));
    case FUNCTION_STRICT: return desired->strict ? "STRICT" : "CALLED ON NULL INPUT";
    case FUNCTION_LEAKPROOF: return desired->leakproof ? "LEAKPROOF" : "NOT LEAKPROOF";
    case FUNCTION_SECURITY_DEFINER:
        return desired->security_definer ? "SECURITY DEFINER" : "SECURITY INVOKER";
    case FUNCTION_COST: return pgp_printf(arena, "COST %s", desired->cost);
    case FUNCTION_ROWS: return pgp_printf(arena, "ROWS %s", desired->rows);
    default: return pgp_printf(arena, "SUPPORT %s", desired->support);
    }
}

static void alter_function(pgp_emitter *emitter, pgp_change *change) {
    const pgp_function *desired = (const pgp_function *)change->desired;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER %s %s", desired->object.kind->sql,
                  pgp_sql_object(emitter->arena, &desired->object));
    for (int i = 0; i < FUNCTION_PROPERTIES; i++) {
        if (!PGP_CHANGED(change, i))
            continue;
        if (!is_attribute(i, desired)) {
            emit_definition(emitter, desired, '~', "CREATE OR REPLACE");
            return;
        }
        pgp_text_addf(&sql, " %s", attribute_text(emitter->arena, i, desired));
    }
    pgp_emit(emitter, '~', change->desired, summary_of(emitter, change->desired), sql.data);
}

static void drop_routine(pgp_emitter *emitter, const pgp_object *object) {
    pgp_emit(
        emitter, '-', object, summary_of(emitter, object),
        pgp_printf(emitter->arena, "DROP %s %s", object->kind->sql, pgp_sql_object(emitter->arena, object)));
}

#define FUNCTION_KIND                                                                                 \
    .space = PGP_SPACE_FUNCTION, .size = sizeof(pgp_function), .order = 36, .properties = properties, \
    .property_count = sizeof properties / sizeof *properties, .way = function_way,                    \
    .create = create_function, .alter = alter_function, .drop = drop_routine

const pgp_kind pgp_kind_function = {
    .name = "function",
    .title = "functions",
    .sql = "FUNCTION",
    .query = pgp_function_query,
    .presence = "pg_proc WHERE prokind <> 'a' AND oid >= 16384",
    .row = pgp_function_row,
    FUNCTION_KIND,
};

/* Read together with functions. */
const pgp_kind pgp_kind_procedure = {
    .name = "procedure",
    .title = "procedures",
    .sql = "PROCEDURE",
    FUNCTION_KIND,
};
