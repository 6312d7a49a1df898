#include "kinds/foreign_options.h"

#include "kinds/database_object.h"
#include "model/secret.h"

#include <ctype.h>
#include <string.h>

static size_t name_size(const char *option) {
    return strcspn(option, "=");
}

static const char *value_of(const char *option) {
    size_t size = name_size(option);
    return option[size] ? option + size + 1 : "";
}

/* The option of the same name; `count`: there is none. */
static size_t find(const pgp_names *options, const char *name, size_t size) {
    size_t i = 0;
    while (i < options->count &&
           !(name_size(options->items[i]) == size && strncmp(options->items[i], name, size) == 0))
        i++;
    return i;
}

static const char *counterpart(const pgp_names *options, const char *option) {
    size_t i = find(options, option, name_size(option));
    return i < options->count ? options->items[i] : NULL;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

static pgp_names copy_without(pgp_arena *arena, const pgp_names *options, size_t without) {
    pgp_names copy = {0};
    for (size_t i = 0; i < options->count; i++)
        if (i != without)
            pgp_names_add(arena, &copy, options->items[i]);
    return copy;
}

static pgp_status fold(pgp_parser *parser, const PgQuery__DefElem *said, pgp_names *options) {
    const char *name = said->defname, *value = said->arg ? pgp_string_of(said->arg) : "";
    size_t at = find(options, name, strlen(name));
    bool there = at < options->count;
    bool drops = said->defaction == PG_QUERY__DEF_ELEM_ACTION__DEFELEM_DROP;
    bool sets = said->defaction == PG_QUERY__DEF_ELEM_ACTION__DEFELEM_SET;
    if (there && !drops && !sets)
        return pgp_parse_fail(parser, PGP_INPUT, said->location, "option \"%s\" provided more than once",
                              name);
    if (!there && (drops || sets))
        return pgp_parse_fail(parser, PGP_INPUT, said->location, "option \"%s\" not found", name);
    *options = copy_without(parser->arena, options, drops ? at : options->count);
    const char *option = pgp_intern(parser->model, pgp_printf(parser->arena, "%s=%s", name, value));
    if (sets)
        options->items[at] = option;
    else if (!drops)
        pgp_names_add(parser->arena, options, option);
    return PGP_OK;
}

pgp_status pgp_read_foreign_options(pgp_parser *parser, size_t n, PgQuery__Node *const *options,
                                    pgp_names *out) {
    for (size_t i = 0; i < n; i++)
        PGP_TRY(fold(parser, options[i]->def_elem, out));
    return PGP_OK;
}

/* -- comparing ------------------------------------------------------------------------------------------- */

static bool covers(const pgp_names *all, const pgp_names *some) {
    for (size_t i = 0; i < some->count; i++) {
        const char *other = counterpart(all, some->items[i]);
        if (pgp_is_masked(some->items[i]) || (other && pgp_is_masked(other)))
            continue;
        if (!pgp_same(other, some->items[i]))
            return false;
    }
    return true;
}

bool pgp_same_foreign_options(const pgp_names *live, const pgp_names *desired) {
    return covers(live, desired) && covers(desired, live);
}

pgp_names pgp_known_options(pgp_arena *arena, const pgp_names *live, const pgp_names *desired) {
    pgp_names known = {0};
    for (size_t i = 0; i < desired->count; i++) {
        const char *there = pgp_is_masked(desired->items[i]) ? counterpart(live, desired->items[i]) : NULL;
        pgp_names_add(arena, &known, there ? there : desired->items[i]);
    }
    return known;
}

/* -- SQL ------------------------------------------------------------------------------------------------- */

static void add_plain(pgp_text *text, const char *name) {
    for (; *name; name++)
        pgp_text_addn(text, isalnum((unsigned char)*name) && *name > 0 ? name : "_", 1);
}

/* :'files_alice_password' */
static void add_variable(pgp_text *text, const pgp_option_text *how, const char *name) {
    pgp_text_add(text, ":'");
    if (how->object->parent) {
        add_plain(text, how->object->parent->name);
        pgp_text_add(text, "_");
    }
    add_plain(text, how->object->name);
    pgp_text_add(text, "_");
    add_plain(text, name);
    pgp_text_add(text, "'");
}

void pgp_secret_sql(pgp_text *text, const pgp_option_text *how, const char *name, const char *value) {
    if (how->shown && how->emitter->rendering)
        pgp_sql_literal(text, PGP_MASK);
    else if (how->shown)
        add_variable(text, how, name);
    else
        pgp_sql_literal(text, value);
}

static void add_value(pgp_text *text, const pgp_option_text *how, const char *option) {
    size_t size = name_size(option);
    const char *name = pgp_strndup(text->arena, option, size);
    pgp_text_addf(text, "%s ", pgp_quoted(text->arena, name));
    if (pgp_is_secret(name, size))
        pgp_secret_sql(text, how, name, value_of(option));
    else
        pgp_sql_literal(text, value_of(option));
}

static void add_list(pgp_text *text, const pgp_text *list) {
    if (list->size)
        pgp_text_addf(text, " OPTIONS (%s)", list->data);
}

/* A secret that is not known is not set; inspect says that there is one. */
static bool is_sayable(const pgp_option_text *how, const char *option) {
    return how->emitter->rendering || !pgp_is_masked(option);
}

void pgp_foreign_options_sql(pgp_text *text, const pgp_option_text *how, const pgp_names *options) {
    pgp_text list = pgp_text_new(text->arena);
    for (size_t i = 0; i < options->count; i++) {
        if (!is_sayable(how, options->items[i]))
            continue;
        pgp_text_next(&list, ", ");
        add_value(&list, how, options->items[i]);
    }
    add_list(text, &list);
}

static bool has_masked(const pgp_names *options) {
    for (size_t i = 0; i < options->count; i++)
        if (pgp_is_masked(options->items[i]))
            return true;
    return false;
}

/* How many of those that stay are at the start of the new list, in its order. The server adds at the end, so that what comes
 * later has to be dropped and added again if the order is to be right. */
static size_t in_place(const pgp_names *from, const pgp_names *to) {
    size_t place = 0;
    for (size_t i = 0; i < from->count; i++) {
        const char *next = place < to->count ? to->items[place] : NULL;
        if (!counterpart(to, from->items[i]))
            continue;
        if (!next || name_size(next) != name_size(from->items[i]) ||
            strncmp(next, from->items[i], name_size(next)) != 0)
            return place;
        place++;
    }
    return to->count;
}

static void add_drops(pgp_text *list, const pgp_names *from, const pgp_names *to, size_t kept) {
    for (size_t i = 0; i < from->count; i++) {
        size_t size = name_size(from->items[i]), at = find(to, from->items[i], size);
        if (pgp_is_masked(from->items[i]) || (at < to->count && at < kept))
            continue;
        pgp_text_next(list, ", ");
        pgp_text_addf(list, "DROP %s",
                      pgp_quoted(list->arena, pgp_strndup(list->arena, from->items[i], size)));
    }
}

static void add_rest(pgp_text *list, const pgp_option_text *how, const pgp_names *from, const pgp_names *to,
                     size_t kept) {
    for (size_t i = 0; i < to->count; i++) {
        const char *old = counterpart(from, to->items[i]);
        bool unknown = pgp_is_masked(to->items[i]) || (old && pgp_is_masked(old));
        if (unknown || (old && i < kept && strcmp(old, to->items[i]) == 0))
            continue;
        pgp_text_next(list, ", ");
        pgp_text_add(list, old && i < kept ? "SET " : "ADD ");
        add_value(list, how, to->items[i]);
    }
}

void pgp_foreign_options_change(pgp_text *text, const pgp_option_text *how, const pgp_names *from,
                                const pgp_names *to) {
    pgp_text list = pgp_text_new(text->arena);
    size_t kept = has_masked(from) || has_masked(to) ? to->count : in_place(from, to);
    add_drops(&list, from, to, kept);
    add_rest(&list, how, from, to, kept);
    add_list(text, &list);
}

pgp_step *pgp_emit_secret(pgp_emitter *emitter, char sign, const pgp_object *object, const char *shown,
                          const char *run) {
    pgp_step *step = pgp_emit(emitter, sign, object, pgp_database_object_summary(emitter, object), shown);
    step->secret = strcmp(shown, run) != 0;
    step->secret_sql = step->secret ? run : NULL;
    return step;
}
