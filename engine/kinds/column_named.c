/*
 * What names a column: texts, and parts of its table.
 */
#include "kinds/table.h"
#include "parse/lexer.h"

#include <string.h>

/* Quotes in a quoted name are doubled. */
static bool is_quoted(const char *quoted, size_t size, const char *name) {
    size_t at = 1;
    for (; at + 1 < size && *name && quoted[at] == *name; at++, name++)
        if (quoted[at] == '"')
            at++;
    return at + 1 == size && !*name;
}

bool pgp_text_mentions(const char *text, const char *name) {
    size_t size = text ? strlen(text) : 0;
    for (pgp_token t = pgp_lex(text, size, 0); size && t.type != PGP_TOKEN_END;
         t = pgp_lex(text, size, t.end)) {
        if (t.type == PGP_TOKEN_WORD && pgp_token_is(text, &t, name))
            return true;
        if (t.type == PGP_TOKEN_QUOTED && text[t.start] == '"' &&
            is_quoted(text + t.start, t.end - t.start, name))
            return true;
    }
    return false;
}

static bool property_names(const pgp_object *part, const pgp_property *property, const char *column) {
    const char *value = (const char *)part + property->offset;
    if (property->type == PGP_VALUE_NAMES)
        return pgp_names_has((const pgp_names *)value, column);
    bool is_sql = property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY;
    const char *text = is_sql ? ((const pgp_sql *)value)->text : NULL;
    return text && pgp_text_mentions(text, column);
}

/* A rule may name it as a part of NEW.*, a trigger what it is an UPDATE OF. */
bool pgp_part_names_column(const pgp_object *part, const char *column) {
    if (part->kind == &pgp_kind_column && !((const pgp_column *)part)->generated)
        return false;
    if (part->kind != &pgp_kind_trigger && part->kind != &pgp_kind_policy && part->kind != &pgp_kind_column)
        return part->kind == &pgp_kind_rule;
    if (part->kind == &pgp_kind_trigger && pgp_text_mentions(((const pgp_trigger *)part)->events, column))
        return true;
    for (size_t i = 0; i < part->kind->property_count; i++)
        if (property_names(part, &part->kind->properties[i], column))
            return true;
    return false;
}

static bool keys_compute(const pgp_keys *keys, const char *column) {
    for (size_t i = 0; i < keys->count; i++)
        if (pgp_text_mentions(keys->items[i].expression.text, column))
            return true;
    return false;
}

static bool keys_use(const pgp_keys *keys, const char *column) {
    for (size_t i = 0; i < keys->count; i++)
        if (pgp_same(keys->items[i].column, column))
            return true;
    return keys_compute(keys, column);
}

static bool constraint_uses(const pgp_constraint *constraint, const char *column) {
    if (strcmp(constraint->type, "check") == 0)
        return pgp_text_mentions(constraint->expression.text, column);
    return pgp_names_has(&constraint->columns, column) || pgp_names_has(&constraint->include, column) ||
           keys_use(&constraint->elements, column) || pgp_text_mentions(constraint->predicate.text, column);
}

bool pgp_part_goes_with_column(const pgp_object *part, const char *column) {
    if (part->kind == &pgp_kind_constraint)
        return constraint_uses((const pgp_constraint *)part, column);
    if (part->kind != &pgp_kind_index)
        return false;
    const pgp_index *index = (const pgp_index *)part;
    return keys_use(&index->keys, column) || pgp_names_has(&index->include, column) ||
           pgp_text_mentions(index->predicate.text, column);
}

bool pgp_part_computes_with_column(const pgp_object *part, const char *column) {
    const pgp_constraint *constraint = (const pgp_constraint *)part;
    const pgp_index *index = (const pgp_index *)part;
    if (part->kind == &pgp_kind_statistics)
        return keys_compute(&((const pgp_statistics *)part)->expressions, column);
    if (part->kind == &pgp_kind_constraint)
        return pgp_text_mentions(constraint->expression.text, column) ||
               pgp_text_mentions(constraint->predicate.text, column) ||
               keys_compute(&constraint->elements, column);
    return part->kind == &pgp_kind_index &&
           (pgp_text_mentions(index->predicate.text, column) || keys_compute(&index->keys, column));
}
