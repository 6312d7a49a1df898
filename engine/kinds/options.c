/*
 * Storage parameters and the like: WITH (fillfactor = 70, toast.autovacuum_enabled = off).
 */
#include "kinds/ddl.h"
#include "kinds/reading.h"

#include <string.h>

/* -- reading: as transformRelOptions() stores them (src/backend/access/common/reloptions.c) ----------------------- */

static const char *dotted(pgp_arena *arena, size_t n, PgQuery__Node *const *names) {
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < n; i++) {
        pgp_text_next(&text, ".");
        pgp_text_add(&text, pgp_string_of(names[i]));
    }
    return text.data;
}

const char *pgp_option_value(pgp_arena *arena, const PgQuery__Node *value) {
    if (!value)
        return "true";
    switch (value->node_case) {
    case PG_QUERY__NODE__NODE_STRING: return value->string->sval;
    case PG_QUERY__NODE__NODE_INTEGER: return pgp_printf(arena, "%d", value->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT: return value->float_->fval;
    case PG_QUERY__NODE__NODE_BOOLEAN: return value->boolean->boolval ? "true" : "false";
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return dotted(arena, value->type_name->n_names, value->type_name->names);
    case PG_QUERY__NODE__NODE_LIST: return dotted(arena, value->list->n_items, value->list->items);
    case PG_QUERY__NODE__NODE_A_STAR: return "*";
    default: return NULL;
    }
}

static size_t name_size(const char *option) {
    return strcspn(option, "=");
}

static bool has_name(const char *option, const char *name) {
    return name_size(option) == strlen(name) && strncmp(option, name, strlen(name)) == 0;
}

/* Into a new array: objects share them. */
static void forget(pgp_arena *arena, pgp_names *options, const char *name) {
    pgp_names kept = {0};
    for (size_t i = 0; i < options->count; i++)
        if (!has_name(options->items[i], name))
            pgp_names_add(arena, &kept, options->items[i]);
    *options = kept;
}

pgp_status pgp_read_options_in_order(pgp_parser *parser, size_t n, PgQuery__Node *const *options, bool reset,
                                     pgp_names *out) {
    for (size_t i = 0; i < n; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        const char *name = *option->defnamespace
                               ? pgp_printf(parser->arena, "%s.%s", option->defnamespace, option->defname)
                               : option->defname;
        const char *value = pgp_option_value(parser->arena, option->arg);
        forget(parser->arena, out, name);
        /* Accepted for old dumps, and means nothing any more. */
        if (reset || strcmp(name, "oids") == 0)
            continue;
        if (!value)
            return pgp_parse_unknown(parser, option->location,
                                     pgp_printf(parser->arena, "a value like that of \"%s\"", name));
        pgp_names_add(parser->arena, out,
                      pgp_intern(parser->model, pgp_printf(parser->arena, "%s=%s", name, value)));
    }
    return PGP_OK;
}

pgp_status pgp_read_options(pgp_parser *parser, size_t n, PgQuery__Node *const *options, bool reset,
                            pgp_names *out) {
    PGP_TRY(pgp_read_options_in_order(parser, n, options, reset, out));
    *out = pgp_names_sorted(parser->arena, *out);
    return PGP_OK;
}

/* -- writing ----------------------------------------------------------------------------------------------------- */

/* Numbers and the words for yes and no stand as they are. */
static bool is_simple(const char *value) {
    const char *words[] = {"true", "false", "on", "off", "auto"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    return *value && value[strspn(value, "0123456789.")] == '\0';
}

static void add_assignment(pgp_arena *arena, pgp_text *text, const char *option) {
    size_t size = name_size(option);
    const char *value = option[size] ? option + size + 1 : "";
    pgp_text_next(text, ", ");
    pgp_text_addn(text, option, size);
    pgp_text_addf(text, "=%s", is_simple(value) ? value : pgp_literal(arena, value));
}

const char *pgp_options_set(pgp_arena *arena, const pgp_names *from, const pgp_names *to) {
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < to->count; i++)
        if (!from || !pgp_names_has(from, to->items[i]))
            add_assignment(arena, &text, to->items[i]);
    return text.size ? text.data : NULL;
}

static bool sets(const pgp_names *options, const char *name) {
    for (size_t i = 0; i < options->count; i++)
        if (has_name(options->items[i], name))
            return true;
    return false;
}

const char *pgp_options_reset(pgp_arena *arena, const pgp_names *from, const pgp_names *to) {
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < from->count; i++) {
        const char *name = pgp_strndup(arena, from->items[i], name_size(from->items[i]));
        if (sets(to, name))
            continue;
        pgp_text_next(&text, ", ");
        pgp_text_add(&text, name);
    }
    return text.size ? text.data : NULL;
}
