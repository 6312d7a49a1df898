/*
 * Types as format_type() prints them with an empty search_path (src/backend/utils/adt/format_type.c).
 */
#include "kinds/reading.h"
#include "parse/extensions.h"

#include <stdlib.h>
#include <string.h>

/* Types whose SQL name is not their catalog name. */
typedef struct sql_type {
    const char *internal, *sql;
} sql_type;

static const sql_type sql_types[] = {
    {"bit", "bit"},
    {"bool", "boolean"},
    {"bpchar", "character"},
    {"char", "\"char\""},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"interval", "interval"},
    {"json", "json"}, /* a keyword from 16 on, and never quoted */
    {"numeric", "numeric"},
    {"time", "time without time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
};

static const char *const builtin_types[] = {
#include "parse/builtin_types.inc"
};

static int by_text(const void *key, const void *item) {
    return strcmp(key, *(const char *const *)item);
}

bool pgp_type_is_builtin(const char *name) {
    return bsearch(name, builtin_types, sizeof builtin_types / sizeof *builtin_types, sizeof *builtin_types,
                   by_text);
}

static const char *sql_name(pgp_arena *arena, const char *internal) {
    for (size_t i = 0; i < sizeof sql_types / sizeof *sql_types; i++)
        if (strcmp(sql_types[i].internal, internal) == 0)
            return sql_types[i].sql;
    return pgp_quoted(arena, internal);
}

/* -- modifiers --------------------------------------------------------------------------------------- */

static bool modifier_int(const PgQuery__Node *node, int *out) {
    if (node->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return false;
    *out = node->a_const->ival->ival;
    return true;
}

/* Field masks of intervals: INTERVAL_MASK() of src/include/utils/timestamp.h. */
enum { MONTH = 1 << 1, YEAR = 1 << 2, DAY = 1 << 3, HOUR = 1 << 10, MINUTE = 1 << 11, SECOND = 1 << 12 };

static const char *interval_fields(int mask) {
    switch (mask) {
    case YEAR: return " year";
    case MONTH: return " month";
    case DAY: return " day";
    case HOUR: return " hour";
    case MINUTE: return " minute";
    case SECOND: return " second";
    case YEAR | MONTH: return " year to month";
    case DAY | HOUR: return " day to hour";
    case DAY | HOUR | MINUTE: return " day to minute";
    case DAY | HOUR | MINUTE | SECOND: return " day to second";
    case HOUR | MINUTE: return " hour to minute";
    case HOUR | MINUTE | SECOND: return " hour to second";
    case MINUTE | SECOND: return " minute to second";
    default: return "";
    }
}

static void add_interval(pgp_text *text, const PgQuery__TypeName *type) {
    int mask = 0, precision = -1;
    if (type->n_typmods > 0 && modifier_int(type->typmods[0], &mask))
        pgp_text_add(text, interval_fields(mask));
    if (type->n_typmods > 1 && modifier_int(type->typmods[1], &precision))
        pgp_text_addf(text, "(%d)", precision);
}

static void add_modifier(pgp_text *text, const PgQuery__Node *node) {
    int number;
    if (modifier_int(node, &number))
        pgp_text_addf(text, "%d", number);
    else if (node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
             node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        pgp_text_add(text, node->a_const->sval->sval);
    else if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1)
        pgp_text_add(text, pgp_string_of(node->column_ref->fields[0]));
    else if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR && node->a_expr->rexpr) {
        pgp_text_add(text, "-"); /* numeric(3,-2) */
        add_modifier(text, node->a_expr->rexpr);
    }
}

static void add_modifiers(pgp_text *text, const PgQuery__TypeName *type) {
    pgp_text_add(text, "(");
    for (size_t i = 0; i < type->n_typmods; i++) {
        if (i)
            pgp_text_add(text, ",");
        add_modifier(text, type->typmods[i]);
    }
    pgp_text_add(text, ")");
}

static void add_builtin(pgp_text *text, const PgQuery__TypeName *type, const char *internal) {
    const char *name = sql_name(text->arena, internal);
    const char *zone = strstr(name, " with"); /* "time with time zone", "… without …" */
    if (strcmp(internal, "bpchar") == 0 && type->n_typmods == 0) {
        pgp_text_add(text, "bpchar");
    } else if (strcmp(internal, "interval") == 0) {
        pgp_text_add(text, name);
        add_interval(text, type);
    } else if (zone && type->n_typmods) {
        pgp_text_addn(text, name, (size_t)(zone - name));
        add_modifiers(text, type);
        pgp_text_add(text, zone);
    } else {
        pgp_text_add(text, name);
        if (type->n_typmods && strcmp(internal, "numeric") == 0 && type->n_typmods == 1) {
            pgp_text_add(text, "(");
            add_modifier(text, type->typmods[0]);
            pgp_text_add(text, ",0)");
        } else if (type->n_typmods) {
            add_modifiers(text, type);
        }
    }
}

/* -- resolution ---------------------------------------------------------------------------------------- */

static bool is_row_type(const pgp_object *object) {
    return object->kind == &pgp_kind_table || object->kind == &pgp_kind_composite ||
           object->kind == &pgp_kind_view || object->kind == &pgp_kind_materialized_view;
}

static pgp_object *find_in_model(pgp_parser *parser, const char *schema, const char *name) {
    pgp_object *found = pgp_lookup(parser, PGP_SPACE_TYPE, schema, name);
    if (!found) {
        found = pgp_lookup(parser, PGP_SPACE_RELATION, schema, name);
        if (found && !is_row_type(found))
            found = NULL;
    }
    return found;
}

static bool is_range_of(const pgp_object *object, const char *multirange) {
    if (object->kind != &pgp_kind_range)
        return false;
    const char *named = ((const pgp_range *)object)->multirange_type;
    return named && strcmp(named, multirange) == 0;
}

/* The range whose multirange type has this name. */
static pgp_object *find_multirange(pgp_parser *parser, const char *schema, const char *name) {
    for (pgp_object *o = parser->model->objects; o; o = o->sibling)
        if (is_range_of(o, name) && (!schema || strcmp(schema, o->schema) == 0))
            return o;
    return NULL;
}

static pgp_status add_user_type(pgp_parser *parser, pgp_text *text, const PgQuery__TypeName *type,
                                pgp_object *user, const char *schema, const char *name) {
    const pgp_object *found = find_in_model(parser, schema, name);
    const char *in = found ? found->schema : NULL;
    if (!found && (found = find_multirange(parser, schema, name))) {
        in = found->schema;
        pgp_sql_qualified(text, in, name);
        pgp_refer(parser, user, PGP_REF_TYPE, in, found->name, true, type->location);
        return PGP_OK;
    }
    if (!in)
        in = pgp_extension_provides(parser, PGP_MEMBER_TYPE, schema, name);
    if (!in && parser->last_chance && pgp_extension_is_opaque(parser))
        in = pgp_creation_schema(parser, schema);
    if (!in)
        return pgp_parse_later(parser, type->location, "type", schema, name);
    pgp_sql_qualified(text, in, name);
    if (type->n_typmods)
        add_modifiers(text, type);
    if (found)
        pgp_refer(parser, user, PGP_REF_TYPE, in, name, true, type->location);
    return PGP_OK;
}

static bool is_system_schema(const char *schema) {
    return strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0;
}

pgp_status pgp_parse_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object *user,
                          const char **out) {
    const char *schema, *name;
    pgp_text text = pgp_text_new(parser->arena);
    bool array = type->n_array_bounds > 0;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    bool maybe_builtin = !schema || strcmp(schema, "pg_catalog") == 0;
    if (maybe_builtin && *name == '_' && pgp_type_is_builtin(name + 1)) { /* _int4 is integer[] */
        name++;
        array = true;
    }
    if (maybe_builtin && pgp_type_is_builtin(name))
        add_builtin(&text, type, name);
    else if (schema && is_system_schema(schema))
        pgp_sql_qualified(&text, schema, name);
    else
        PGP_TRY(add_user_type(parser, &text, type, user, schema, name));
    if (array)
        pgp_text_add(&text, "[]");
    *out = pgp_intern(parser->model, text.data);
    return PGP_OK;
}

const char *pgp_type_bare(pgp_arena *arena, const char *type) {
    const char *open = strchr(type, '(');
    size_t head = strlen(type);
    bool array = head > 2 && strcmp(type + head - 2, "[]") == 0;
    if (strncmp(type, "interval ", 9) == 0)
        return array ? "interval[]" : "interval";
    if (strcmp(type, "bpchar") == 0 || strcmp(type, "bpchar[]") == 0)
        return array ? "character[]" : "character";
    if (!open || *type == '"' || strchr(type, '.'))
        return open && open[-1] != '"' ? pgp_strndup(arena, type, (size_t)(open - type)) : type;
    const char *close = strchr(open, ')');
    return pgp_printf(arena, "%.*s%s", (int)(open - type), type, close ? close + 1 : "");
}

bool pgp_serial_type(const PgQuery__TypeName *type, const char **out) {
    static const sql_type serials[] = {{"serial", "integer"},       {"serial4", "integer"},
                                       {"bigserial", "bigint"},     {"serial8", "bigint"},
                                       {"smallserial", "smallint"}, {"serial2", "smallint"}};
    const char *name = type->n_names == 1 ? pgp_string_of(type->names[0]) : NULL;
    for (size_t i = 0; name && i < sizeof serials / sizeof *serials; i++)
        if (strcmp(serials[i].internal, name) == 0 && type->n_array_bounds == 0) {
            *out = serials[i].sql;
            return true;
        }
    return false;
}

/* Collations that initdb makes and that people name without a schema: no need to wait and see. */
static bool is_builtin_collation(const char *name) {
    static const char *const names[] = {"C", "POSIX", "ucs_basic", "unicode", "pg_c_utf8", NULL};
    const char *suffix = strstr(name, "-x-icu");
    for (const char *const *known = names; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return suffix && !suffix[strlen("-x-icu")];
}

pgp_status pgp_parse_collation(pgp_parser *parser, size_t n, PgQuery__Node *const *names, pgp_object *user,
                               const char **out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    bool builtin = schema ? strcmp(schema, "pg_catalog") == 0 : name && is_builtin_collation(name);
    *out = NULL;
    if (!name || (strcmp(name, "default") == 0 && (builtin || !schema)))
        return PGP_OK;
    const pgp_object *found = pgp_lookup_kind(parser, &pgp_kind_collation, schema, name, NULL);
    if (!found && !builtin && !parser->last_chance)
        return pgp_parse_later(parser, 0, "collation", schema, name);
    if (found)
        pgp_refer_named(parser, user, &pgp_kind_collation, found->schema, found->name, 0);
    else if (!schema)
        schema = "pg_catalog"; /* one of the operating system's */
    *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, found ? found->schema : schema, name));
    return PGP_OK;
}
