/*
 * Partition keys and bounds: read from statements, and compared whatever their spelling.
 */
#include "kinds/table.h"
#include "parse/lexer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* -- keys ------------------------------------------------------------------------------------------------------- */

static const char *strategy_of(const PgQuery__PartitionSpec *key) {
#if PGP_GRAMMAR >= 16
    switch (key->strategy) {
    case PG_QUERY__PARTITION_STRATEGY__PARTITION_STRATEGY_LIST: return "LIST";
    case PG_QUERY__PARTITION_STRATEGY__PARTITION_STRATEGY_HASH: return "HASH";
    default: return "RANGE";
    }
#else
    return strcasecmp(key->strategy, "list") == 0   ? "LIST"
           : strcasecmp(key->strategy, "hash") == 0 ? "HASH"
                                                    : "RANGE";
#endif
}

/* A plain column as the server prints it, anything else as it was written. */
static const char *element_text(pgp_parser *parser, const PgQuery__PartitionElem *element) {
    if (*element->name && !element->n_collation && !element->n_opclass)
        return pgp_quoted(parser->arena, element->name);
    return pgp_slice(parser, element->location, -1);
}

pgp_status pgp_read_partition_key(pgp_parser *parser, pgp_table *table, const PgQuery__PartitionSpec *key) {
    pgp_text text = pgp_text_new(parser->arena);
    pgp_text_addf(&text, "%s (", strategy_of(key));
    for (size_t i = 0; i < key->n_part_params; i++) {
        const PgQuery__PartitionElem *element = key->part_params[i]->partition_elem;
        const char *slice = element_text(parser, element);
        if (!slice)
            return pgp_parse_unknown(parser, element->location, "this partition key");
        pgp_text_addf(&text, "%s%s", i ? ", " : "", slice);
        pgp_read_opclass(parser, element->n_opclass, element->opclass, &table->object);
        if (element->expr)
            pgp_refer_all(parser, &table->object, &element->expr->base);
    }
    pgp_text_add(&text, ")");
    table->partition_key = pgp_parse_sql(parser, text.data, key->location);
    return PGP_OK;
}

pgp_names pgp_partition_items(pgp_arena *arena, const char *text) {
    size_t size = strlen(text), start = 0;
    int depth = 0;
    pgp_names items = {0};
    for (pgp_token t = pgp_lex(text, size, 0); t.type != PGP_TOKEN_END; t = pgp_lex(text, size, t.end)) {
        char c = t.type == PGP_TOKEN_OTHER ? text[t.start] : '\0';
        if (c == '(' && depth++ == 0)
            start = t.end;
        bool ends = (c == ')' && --depth == 0) || (c == ',' && depth == 1);
        if (!ends)
            continue;
        start += strspn(text + start, " \t\n");
        pgp_names_add(arena, &items, pgp_strndup(arena, text + start, t.start - start));
        start = t.end;
    }
    return items;
}

bool pgp_is_partitioned(const pgp_object *relation) {
    return relation->kind == &pgp_kind_table && ((const pgp_table *)relation)->partition_key.text;
}

bool pgp_partition_key_has(const pgp_table *table, const char *column) {
    return pgp_text_mentions(table->partition_key.text, column);
}

bool pgp_same_partition_columns(const pgp_table *live, const pgp_table *desired) {
    for (const pgp_object *part = live->object.children; part; part = part->sibling) {
        const pgp_column *a = (const pgp_column *)part;
        const pgp_column *b = part->kind == &pgp_kind_column ? pgp_table_column(desired, part->name) : NULL;
        if (b && (!pgp_same(a->type, b->type) || !pgp_same(a->collation, b->collation)) &&
            pgp_partition_key_has(live, part->name))
            return false;
    }
    return true;
}

bool pgp_same_partition_key(pgp_comparison *comparison, const pgp_table *live, const pgp_table *desired) {
    const pgp_sql *a = &live->partition_key, *b = &desired->partition_key;
    if (!a->text || !b->text || strcmp(a->text, b->text) == 0)
        return pgp_same(a->text, b->text);
    pgp_names keys_a = pgp_partition_items(comparison->arena, a->text);
    pgp_names keys_b = pgp_partition_items(comparison->arena, b->text);
    size_t strategy = strcspn(a->text, " (");
    if (keys_a.count != keys_b.count || strcspn(b->text, " (") != strategy ||
        strncmp(a->text, b->text, strategy) != 0)
        return false;
    for (size_t i = 0; i < keys_a.count; i++) {
        pgp_sql element_a = {.text = keys_a.items[i], .path = a->path};
        pgp_sql element_b = {.text = keys_b.items[i], .path = b->path};
        if (strcmp(element_a.text, element_b.text) != 0 &&
            !pgp_same_sql(comparison, &live->object, &element_a, &desired->object, &element_b, false))
            return false;
    }
    return true;
}

/* -- bounds --------------------------------------------------------------------------------------------------------- */

void pgp_read_partition_bound(pgp_parser *parser, pgp_table *table,
                              const PgQuery__PartitionBoundSpec *bound) {
    pgp_text text = pgp_text_new(parser->arena);
    if (bound->is_default) {
        pgp_text_add(&text, "DEFAULT");
    } else if (bound->n_listdatums) {
        pgp_text_addf(&text, "FOR VALUES IN (%s)", pgp_slice_parens(parser, bound->location));
    } else if (bound->n_lowerdatums) {
        int to = pgp_find_word(parser, bound->location, "to", false);
        pgp_text_addf(&text, "FOR VALUES FROM (%s) TO (%s)", pgp_slice_parens(parser, bound->location),
                      pgp_slice_parens(parser, to));
    } else {
        pgp_text_addf(&text, "FOR VALUES WITH (modulus %d, remainder %d)", bound->modulus, bound->remainder);
    }
    table->partition_bound = pgp_parse_sql(parser, text.data, bound->location);
}

/* The next thing of a bound that means something: casts and the types before literals are left out. */
typedef struct bound_reader {
    const char *text;
    size_t size, at;
} bound_reader;

static bool is_byte(const bound_reader *r, const pgp_token *token, char c) {
    return token->type == PGP_TOKEN_OTHER && r->text[token->start] == c;
}

/* "::timestamp with time zone", "::numeric(10,2)[]" */
static void skip_cast(bound_reader *r) {
    int depth = 0;
    for (;;) {
        pgp_token token = pgp_lex(r->text, r->size, r->at);
        bool in_type = token.type == PGP_TOKEN_WORD || is_byte(r, &token, '(') || is_byte(r, &token, '[') ||
                       is_byte(r, &token, ']') || is_byte(r, &token, '.') ||
                       (depth > 0 && token.type != PGP_TOKEN_END);
        if (is_byte(r, &token, '('))
            depth++;
        else if (is_byte(r, &token, ')') && --depth < 0)
            return;
        if (!in_type)
            return;
        r->at = token.end;
    }
}

static pgp_token next_token(bound_reader *r) {
    pgp_token token = pgp_lex(r->text, r->size, r->at);
    r->at = token.end;
    if (is_byte(r, &token, ':')) {
        r->at++;
        skip_cast(r);
        return next_token(r);
    }
    pgp_token after = pgp_lex(r->text, r->size, r->at);
    if (is_byte(r, &token, '-') && after.type == PGP_TOKEN_WORD) {
        r->at = token.end = after.end;
        token.type = PGP_TOKEN_WORD;
        return token;
    }
    bool names_type = token.type == PGP_TOKEN_WORD && after.type == PGP_TOKEN_QUOTED;
    return names_type ? next_token(r) : token;
}

/* A literal's value; a number's is its text. */
static const char *value_of(const bound_reader *r, const pgp_token *token, size_t *size) {
    const char *text = r->text + token->start;
    *size = token->end - token->start;
    if (token->type == PGP_TOKEN_QUOTED && *size >= 2 && *text == '\'') {
        *size -= 2;
        return text + 1;
    }
    return text;
}

/* '2024-01-01' for '2024-01-01 00:00:00+00': what the server adds to a date that bounds a timestamp. */
static bool is_completion(const char *rest, size_t size) {
    static const char midnight[] = " 00:00:00";
    size_t given = size < sizeof midnight - 1 ? size : sizeof midnight - 1;
    if (strncmp(rest, midnight, given) == 0 && given == sizeof midnight - 1) {
        rest += given;
        size -= given;
    }
    if (size == 0)
        return true;
    return (*rest == '+' || *rest == '-') && strspn(rest + 1, "0123456789:") >= size - 1;
}

static bool same_literal(const char *a, size_t size_a, const char *b, size_t size_b) {
    size_t common = size_a < size_b ? size_a : size_b;
    if (strncasecmp(a, b, common) != 0)
        return false;
    if (size_a == size_b)
        return true;
    bool dated = common >= 10 && isdigit((unsigned char)a[0]) &&
                 (a[4] == '-' || a[common - 1] == ':' || isdigit((unsigned char)a[common - 1]));
    return dated && (size_a > size_b ? is_completion(a + common, size_a - common)
                                     : is_completion(b + common, size_b - common));
}

bool pgp_same_partition_bound(const pgp_sql *live, const pgp_sql *desired) {
    if (!live->text || !desired->text || strcmp(live->text, desired->text) == 0)
        return pgp_same(live->text, desired->text);
    bound_reader a = {.text = live->text, .size = strlen(live->text)};
    bound_reader b = {.text = desired->text, .size = strlen(desired->text)};
    for (;;) {
        pgp_token token_a = next_token(&a), token_b = next_token(&b);
        if (token_a.type == PGP_TOKEN_END || token_b.type == PGP_TOKEN_END)
            return token_a.type == token_b.type;
        size_t size_a, size_b;
        const char *value_a = value_of(&a, &token_a, &size_a), *value_b = value_of(&b, &token_b, &size_b);
        if (!same_literal(value_a, size_a, value_b, size_b))
            return false;
    }
}
