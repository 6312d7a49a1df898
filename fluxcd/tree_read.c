/*
 * libyaml's events become a tree. Anchors are resolved, so an alias is the very node that it names; merge keys ("<<") add
 * what the map does not say itself.
 */
#include "tree.h"

#include <string.h>
#include <yaml.h>

enum { DEEPEST = 200 };

typedef struct reader {
    pgp_context *context;
    const char *file;
    yaml_parser_t parser;
    flux_documents anchored; /* nodes with an anchor, of this document */
} reader;

static void delete_parser(void *parser) {
    yaml_parser_delete(parser);
}

static pgp_status bad_yaml(reader *r, yaml_mark_t mark, const char *problem) {
    pgp_location where = {.file = r->file, .line = (int)mark.line + 1, .column = (int)mark.column + 1};
    return pgp_fail(r->context, PGP_INPUT, &where, "this is not valid YAML: %s", problem);
}

static pgp_status next_event(reader *r, yaml_event_t *event) {
    if (yaml_parser_parse(&r->parser, event))
        return PGP_OK;
    if (r->parser.error == YAML_MEMORY_ERROR)
        return pgp_fail(r->context, PGP_RETRY, NULL, "out of memory");
    return bad_yaml(r, r->parser.problem_mark, r->parser.problem ? r->parser.problem : "it cannot be read");
}

/* YAML 1.1's words for something that is no string, and numbers. */
static bool is_plain_word(const char *text) {
    static const char *const words[] = {"",     "~",     "null",  "Null",  "NULL", "true", "True",
                                        "TRUE", "false", "False", "FALSE", "yes",  "Yes",  "YES",
                                        "no",   "No",    "NO",    "on",    "On",   "ON",   "off",
                                        "Off",  "OFF",   "y",     "n",     "Y",    "N"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return text[strspn(text, "+-0123456789._eE")] == '\0' && strpbrk(text, "0123456789");
}

static pgp_status read_node(reader *r, const yaml_event_t *event, int depth, flux_node **out);

static flux_node *made(reader *r, const yaml_event_t *event, flux_node *node, const yaml_char_t *anchor) {
    node->line = event->start_mark.line + 1;
    node->column = event->start_mark.column + 1;
    if (anchor) {
        node->anchor = pgp_strdup(r->context->arena, (const char *)anchor);
        PGP_PUSH(r->context->arena, r->anchored.items, r->anchored.count, r->anchored.capacity, node);
    }
    return node;
}

static pgp_status read_alias(reader *r, const yaml_event_t *event, flux_node **out) {
    const char *name = (const char *)event->data.alias.anchor;
    for (size_t i = r->anchored.count; i-- > 0;) {
        if (strcmp(r->anchored.items[i]->anchor, name) == 0) {
            *out = r->anchored.items[i];
            return PGP_OK;
        }
    }
    return bad_yaml(r, event->start_mark, "an alias names no anchor");
}

static flux_node *read_scalar(reader *r, const yaml_event_t *event) {
    const char *text = (const char *)event->data.scalar.value;
    flux_node *node = flux_text(r->context->arena, text);
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && is_plain_word(text))
        node->type = FLUX_PLAIN;
    return made(r, event, node, event->data.scalar.anchor);
}

static pgp_status read_list(reader *r, const yaml_event_t *start, int depth, flux_node **out) {
    flux_node *list = made(r, start, flux_list(r->context->arena), start->data.sequence_start.anchor);
    list->folded = start->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    for (;;) {
        yaml_event_t event;
        flux_node *item = NULL;
        PGP_TRY(next_event(r, &event));
        pgp_status status =
            event.type == YAML_SEQUENCE_END_EVENT ? PGP_OK : read_node(r, &event, depth, &item);
        yaml_event_delete(&event);
        PGP_TRY(status);
        if (!item)
            break;
        flux_add(r->context->arena, list, item);
    }
    *out = list;
    return PGP_OK;
}

static void merge(pgp_arena *arena, flux_node *map, const flux_node *other) {
    for (size_t i = 0; other->type == FLUX_MAP && i < other->count; i++)
        if (other->keys[i]->text && !flux_get(map, other->keys[i]->text))
            flux_set(arena, map, other->keys[i]->text, other->items[i]);
    for (size_t i = 0; other->type == FLUX_LIST && i < other->count; i++)
        if (other->items[i]->type == FLUX_MAP)
            merge(arena, map, other->items[i]);
}

static void add_pair(reader *r, flux_node *map, flux_node *key, flux_node *value) {
    size_t keys = map->count;
    PGP_PUSH(r->context->arena, map->keys, keys, map->key_capacity, key);
    flux_add(r->context->arena, map, value);
}

/* A key, or NULL at the end of the map. */
static pgp_status read_key(reader *r, int depth, flux_node **out) {
    yaml_event_t event;
    PGP_TRY(next_event(r, &event));
    pgp_status status = event.type == YAML_MAPPING_END_EVENT ? PGP_OK : read_node(r, &event, depth, out);
    yaml_event_delete(&event);
    return status;
}

static pgp_status read_value(reader *r, int depth, flux_node **out) {
    yaml_event_t event;
    PGP_TRY(next_event(r, &event));
    pgp_status status = read_node(r, &event, depth, out);
    yaml_event_delete(&event);
    return status;
}

static pgp_status read_map(reader *r, const yaml_event_t *start, int depth, flux_node **out) {
    flux_node *map = made(r, start, flux_map(r->context->arena), start->data.mapping_start.anchor);
    flux_node *merged = flux_list(r->context->arena);
    map->folded = start->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    for (;;) {
        flux_node *key = NULL, *value = NULL;
        PGP_TRY(read_key(r, depth, &key));
        if (!key)
            break;
        PGP_TRY(read_value(r, depth, &value));
        if (pgp_same(key->text, "<<"))
            flux_add(r->context->arena, merged, value);
        else
            add_pair(r, map, key, value);
    }
    merge(r->context->arena, map, merged);
    *out = map;
    return PGP_OK;
}

static pgp_status read_node(reader *r, const yaml_event_t *event, int depth, flux_node **out) {
    if (depth > DEEPEST)
        return bad_yaml(r, event->start_mark, "it is nested too deep");
    switch (event->type) {
    case YAML_ALIAS_EVENT: return read_alias(r, event, out);
    case YAML_SCALAR_EVENT: *out = read_scalar(r, event); return PGP_OK;
    case YAML_SEQUENCE_START_EVENT: return read_list(r, event, depth + 1, out);
    case YAML_MAPPING_START_EVENT: return read_map(r, event, depth + 1, out);
    default: return bad_yaml(r, event->start_mark, "a value is missing");
    }
}

static pgp_status take_event(reader *r, const yaml_event_t *event, flux_documents *out) {
    flux_node *node;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: r->anchored = (flux_documents){0}; return PGP_OK;
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: return PGP_OK;
    default: PGP_TRY(read_node(r, event, 0, &node));
    }
    PGP_PUSH(r->context->arena, out->items, out->count, out->capacity, node);
    return PGP_OK;
}

pgp_status flux_read(pgp_context *context, const char *file, const char *text, size_t size,
                     flux_documents *out) {
    reader *r = PGP_NEW(context->arena, reader);
    yaml_event_type_t last = YAML_NO_EVENT;
    *r = (reader){.context = context, .file = file};
    if (!yaml_parser_initialize(&r->parser))
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_defer(context->arena, delete_parser, &r->parser);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)text, size);
    while (last != YAML_STREAM_END_EVENT) {
        yaml_event_t event;
        PGP_TRY(next_event(r, &event));
        last = event.type;
        pgp_status status = take_event(r, &event, out);
        yaml_event_delete(&event);
        PGP_TRY(status);
    }
    return PGP_OK;
}
