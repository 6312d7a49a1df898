#include "render/difference.h"

#include "diff/rename.h"
#include "kinds/reading.h"
#include "model/secret.h"
#include "style.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* -- values ------------------------------------------------------------------------------------------------------ */

static void add_names(pgp_text *text, const pgp_names *names) {
    for (size_t i = 0; i < names->count; i++)
        pgp_text_addf(text, "%s%s", i ? ", " : "", names->items[i] ? names->items[i] : "");
}

static void add_keys(pgp_text *text, const pgp_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) {
        const pgp_key *key = &keys->items[i];
        pgp_text_addf(text, "%s%s", i ? ", " : "", key->column ? key->column : key->expression.text);
        if (key->collation)
            pgp_text_addf(text, " COLLATE %s", key->collation);
        if (key->opclass)
            pgp_text_addf(text, " %s", key->opclass);
        if (key->operator_)
            pgp_text_addf(text, " WITH %s", key->operator_);
        pgp_text_add(text, key->descending ? " DESC" : "");
        pgp_text_add(text, key->nulls_first != key->descending
                               ? key->nulls_first ? " NULLS FIRST" : " NULLS LAST"
                               : "");
    }
}

static void add_arguments(pgp_text *text, const pgp_arguments *arguments) {
    for (size_t i = 0; i < arguments->count; i++) {
        const pgp_argument *argument = &arguments->items[i];
        const char *mode = argument->mode == 'i' ? NULL : pgp_argument_mode_word(argument->mode);
        pgp_text_addf(text, "%s%s%s%s%s%s", i ? ", " : "", mode ? mode : "", mode ? " " : "",
                      argument->name ? argument->name : "", argument->name ? " " : "", argument->type);
        if (argument->default_value.text)
            pgp_text_addf(text, " DEFAULT %s", argument->default_value.text);
    }
}

static const char *value_text(pgp_arena *arena, const pgp_property *property, const pgp_object *object) {
    pgp_value value = pgp_value_shown(arena, pgp_value_of(object, property), property);
    pgp_text text = pgp_text_new(arena);
    if (property->type == PGP_VALUE_BOOL)
        return *value.boolean ? "yes" : "no";
    if (!pgp_value_is_set(value, property->type) && property->type != PGP_VALUE_INT)
        return "none";
    switch (property->type) {
    case PGP_VALUE_BOOL: break;
    case PGP_VALUE_INT: pgp_text_addf(&text, "%" PRId64, *value.integer); break;
    case PGP_VALUE_TEXT: pgp_text_add(&text, *value.text); break;
    case PGP_VALUE_NAMES:
    case PGP_VALUE_SET: add_names(&text, value.names); break;
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: pgp_text_add(&text, value.sql->text); break;
    case PGP_VALUE_KEYS: add_keys(&text, value.keys); break;
    case PGP_VALUE_ARGUMENTS: add_arguments(&text, value.arguments); break;
    }
    return text.data;
}

/* -- what changes in an object -------------------------------------------------------------------------------------- */

static bool is_list(const pgp_property *property) {
    return property->type == PGP_VALUE_NAMES || property->type == PGP_VALUE_SET;
}

static void add_missing(pgp_text *text, const pgp_names *from, const pgp_names *in, char sign) {
    for (size_t i = 0; i < from->count; i++) {
        if (pgp_names_has(in, from->items[i]))
            continue;
        pgp_text_next(text, ", ");
        pgp_text_addf(text, "%c%s", sign, from->items[i]);
    }
}

static const char *delta_of(pgp_arena *arena, const pgp_property *property, const pgp_change *change) {
    if (!is_list(property))
        return NULL;
    const pgp_names *live = pgp_value_shown(arena, pgp_value_of(change->live, property), property).names;
    const pgp_names *desired =
        pgp_value_shown(arena, pgp_value_of(change->desired, property), property).names;
    pgp_text text = pgp_text_new(arena);
    add_missing(&text, desired, live, '+');
    add_missing(&text, live, desired, '-');
    return text.size ? text.data : NULL;
}

const cli_property_difference *cli_property_differences(pgp_arena *arena, const pgp_change *change,
                                                        size_t *count) {
    *count = 0;
    if (!change->live || !change->desired)
        return NULL;
    const pgp_kind *kind = change->live->kind;
    cli_property_difference *out = pgp_alloc(arena, kind->property_count * sizeof *out);
    for (size_t i = 0; i < kind->property_count; i++) {
        const pgp_property *property = &kind->properties[i];
        if (PGP_CHANGED(change, i))
            out[(*count)++] =
                (cli_property_difference){.name = property->name,
                                          .live = value_text(arena, property, change->live),
                                          .desired = value_text(arena, property, change->desired),
                                          .delta = delta_of(arena, property, change)};
    }
    return out;
}

enum { LONGEST_VALUE = 60 };

/* One line of at most LONGEST_VALUE characters. */
static void add_short(pgp_text *out, const char *value) {
    const char *plain = pgp_plain(out->arena, value), *end = plain;
    for (int i = 0; i < LONGEST_VALUE && *end; i++)
        for (end++; ((unsigned char)*end & 0xC0) == 0x80;)
            end++;
    pgp_text_addn(out, plain, (size_t)(end - plain));
    pgp_text_add(out, *end ? "…" : "");
}

void cli_add_property(pgp_text *out, const cli_property_difference *property) {
    pgp_text_addf(out, "%s: ", cli_kind_words(out->arena, property->name));
    if (property->delta) {
        pgp_add_plain(out, property->delta);
        return;
    }
    add_short(out, property->live);
    pgp_text_add(out, " → ");
    add_short(out, property->desired);
}

/* -- which ------------------------------------------------------------------------------------------------------------ */

static bool is_whole(const pgp_object *object) {
    return object && object->change &&
           (object->change->action == PGP_CREATE || object->change->action == PGP_DROP);
}

/* Its parent, or what the server makes it with, is listed already. */
static bool is_told_by_another(const pgp_object *object) {
    for (const pgp_object *parent = object->parent; parent; parent = parent->parent)
        if (is_whole(parent))
            return true;
    return (object->flags & PGP_OBJECT_IMPLIED) &&
           (is_whole(object->origin) || (object->origin && is_whole(object->origin->parent)));
}

/* An owner, comment or set of privileges goes by the name of what it is said about. */
bool cli_is_body(const pgp_change *change, const cli_property_difference *property) {
    const pgp_kind *kind = change->live->kind;
    for (size_t i = 0; i < kind->property_count; i++)
        if (strcmp(kind->properties[i].name, property->name) == 0)
            return kind->properties[i].type == PGP_VALUE_QUERY || strcmp(property->name, "body") == 0;
    return false;
}

const pgp_change *cli_change_to_tell(const pgp_step *step, const pgp_change **told) {
    const pgp_change *change = step->object ? step->object->change : NULL;
    if (!change || change == *told || step->sign == '-')
        return NULL;
    *told = change;
    return change;
}

const char *cli_difference_label(pgp_arena *arena, const pgp_object *object) {
    if (*object->name || !object->parent)
        return pgp_object_label(arena, object);
    return pgp_printf(arena, "of %s %s", object->parent->kind->name, pgp_object_label(arena, object->parent));
}

static const char *where_of(pgp_arena *arena, const pgp_object *object) {
    return object && object->where.file ? pgp_printf(arena, "%s:%d", object->where.file, object->where.line)
                                        : NULL;
}

static cli_difference difference_of(pgp_arena *arena, const pgp_change *change) {
    const pgp_object *object = change->live ? change->live : change->desired;
    cli_difference difference = {.sign = change->action == PGP_DROP     ? '+'
                                         : change->action == PGP_CREATE ? '-'
                                                                        : '~',
                                 .kind = object->kind->name,
                                 .label = cli_difference_label(arena, object),
                                 .where = where_of(arena, change->desired)};
    difference.properties = cli_property_differences(arena, change, &difference.property_count);
    return difference;
}

static int by_top(const void *left, const void *right) {
    const pgp_change *const *a = left, *const *b = right;
    const pgp_object *x = (*a)->live ? (*a)->live : (*a)->desired,
                     *y = (*b)->live ? (*b)->live : (*b)->desired;
    const pgp_object *top_x = pgp_object_top(x), *top_y = pgp_object_top(y);
    int order = top_x->kind->order - top_y->kind->order;
    if (!order)
        order = strcmp(top_x->schema ? top_x->schema : "", top_y->schema ? top_y->schema : "");
    if (!order)
        order = strcmp(top_x->name, top_y->name);
    if (!order)
        order = strcmp(top_x->args ? top_x->args : "", top_y->args ? top_y->args : "");
    if (!order)
        order = x->kind->order - y->kind->order;
    if (!order)
        order = strcmp(x->kind->name, y->kind->name);
    if (!order && x->parent && y->parent)
        order = strcmp(x->parent->name, y->parent->name);
    return order ? order : strcmp(x->name, y->name);
}

static cli_difference difference_of_rename(pgp_arena *arena, const pgp_rename *rename) {
    cli_property_difference *name = PGP_NEW(arena, cli_property_difference);
    *name = (cli_property_difference){.name = rename->label ? "label" : "name",
                                      .live = rename->from,
                                      .desired = rename->label ? pgp_literal(arena, rename->new_label)
                                                               : pgp_object_label(arena, rename->desired)};
    return (cli_difference){.sign = '~',
                            .kind = rename->desired->kind->name,
                            .label = rename->label ? pgp_object_label(arena, rename->desired) : rename->from,
                            .where = where_of(arena, rename->desired),
                            .properties = name,
                            .property_count = 1};
}

cli_differences cli_differences_of(pgp_arena *arena, const pgp_plan *plan) {
    cli_differences differences = {.source = plan->live->label,
                                   .target = plan->desired->label,
                                   .helpers = plan->helper_count,
                                   .undecided = plan->undecided};
    for (size_t i = 0; i < plan->rename_count; i++) {
        cli_difference difference = difference_of_rename(arena, plan->renames[i]);
        PGP_PUSH(arena, differences.items, differences.count, differences.capacity, difference);
    }
    pgp_change **changes = pgp_alloc(arena, plan->change_count * sizeof *changes);
    if (plan->change_count)
        memcpy(changes, plan->changes, plan->change_count * sizeof *changes);
    qsort(changes, plan->change_count, sizeof *changes, by_top);
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = changes[i];
        if (is_told_by_another(change->live ? change->live : change->desired))
            continue;
        cli_difference difference = difference_of(arena, change);
        PGP_PUSH(arena, differences.items, differences.count, differences.capacity, difference);
    }
    return differences;
}
