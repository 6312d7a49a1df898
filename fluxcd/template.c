#include "template.h"

#include <string.h>

/* -- values ----------------------------------------------------------------------------------------------------- */

void flux_values_set(pgp_arena *arena, flux_values *values, const char *name, flux_node *node) {
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(values->items[i].name, name) == 0) {
            values->items[i].node = node;
            return;
        }
    }
    flux_value value = {.name = name, .node = node};
    PGP_PUSH(arena, values->items, values->count, values->capacity, value);
}

void flux_values_set_text(pgp_arena *arena, flux_values *values, const char *name, const char *text) {
    flux_values_set(arena, values, name, text ? flux_text(arena, text) : NULL);
}

static flux_node *get_sized(const flux_values *values, const char *name, size_t size) {
    for (size_t i = 0; i < values->count; i++)
        if (strlen(values->items[i].name) == size && strncmp(values->items[i].name, name, size) == 0)
            return values->items[i].node;
    return NULL;
}

flux_node *flux_values_get(const flux_values *values, const char *name) {
    return get_sized(values, name, strlen(name));
}

const char *flux_embedded_text(const char *name) {
    for (const flux_embedded *file = flux_embedded_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return file->text;
    return NULL;
}

/* -- filling ---------------------------------------------------------------------------------------------------- */

typedef struct filler {
    pgp_context *context;
    const flux_values *values;
} filler;

typedef enum hole_type { HOLE_VALUE, HOLE_OPTIONAL, HOLE_SPLICE, HOLE_MANIFEST } hole_type;

typedef struct hole {
    hole_type type;
    const char *name, *flag;
    size_t name_size, flag_size;
    size_t size; /* with its brackets */
} hole;

static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || c == '.' || (c >= '0' && c <= '9');
}

static size_t name_size(const char *text) {
    size_t size = 0;
    while (is_name(text[size]))
        size++;
    return size;
}

/* false: there is no hole at `text`. */
static bool read_hole(const char *text, hole *out) {
    if (*text != '(')
        return false;
    bool manifest = text[1] == '@';
    *out = (hole){.type = manifest ? HOLE_MANIFEST : HOLE_VALUE, .name = text + 1 + manifest};
    const char *at = out->name + (out->name_size = name_size(out->name));
    if (*at == '?' && manifest) {
        out->flag = ++at;
        at += out->flag_size = name_size(at);
    } else if (*at == '?' || *at == '*') {
        out->type = *at++ == '?' ? HOLE_OPTIONAL : HOLE_SPLICE;
    }
    out->size = (size_t)(at + 1 - text);
    return out->name_size && *at == ')';
}

static pgp_status missing(filler *f, const char *what, const char *name, size_t size) {
    return pgp_fail(f->context, PGP_INPUT, NULL, "the manifests have no %s \"%.*s\"", what, (int)size, name);
}

static pgp_status fill(filler *f, const flux_node *node, flux_node **out);

static pgp_status read_manifest(pgp_context *context, const char *name, flux_documents *out) {
    const char *text = flux_embedded_text(name);
    return text ? flux_read(context, name, text, strlen(text), out)
                : pgp_fail(context, PGP_INPUT, NULL, "there is no manifest \"%s\"", name);
}

static pgp_status fill_manifest(filler *f, const hole *h, flux_node **out) {
    flux_documents documents = {0};
    *out = NULL;
    if (h->flag && !get_sized(f->values, h->flag, h->flag_size))
        return PGP_OK;
    PGP_TRY(read_manifest(f->context, pgp_printf(f->context->arena, "%.*s.yaml", (int)h->name_size, h->name),
                          &documents));
    return fill(f, documents.items[0], out);
}

/* A scalar that is one hole and nothing else. */
static pgp_status fill_whole(filler *f, const hole *h, flux_node **out) {
    if (h->type == HOLE_MANIFEST)
        return fill_manifest(f, h, out);
    *out = get_sized(f->values, h->name, h->name_size);
    return *out || h->type == HOLE_OPTIONAL ? PGP_OK : missing(f, "value", h->name, h->name_size);
}

static pgp_status fill_text(filler *f, const flux_node *node, flux_node **out) {
    pgp_text text = pgp_text_new(f->context->arena);
    for (const char *c = node->text; *c;) {
        hole h;
        if (!read_hole(c, &h)) {
            pgp_text_addn(&text, c++, 1);
            continue;
        }
        const char *value = flux_string(get_sized(f->values, h.name, h.name_size));
        if (!value && h.type == HOLE_OPTIONAL) {
            *out = NULL;
            return PGP_OK;
        }
        if (!value)
            return missing(f, "text", h.name, h.name_size);
        pgp_text_add(&text, value);
        c += h.size;
    }
    *out = flux_text(f->context->arena, text.data);
    (*out)->type = node->type;
    return PGP_OK;
}

static pgp_status fill_scalar(filler *f, const flux_node *node, flux_node **out) {
    hole h;
    if (read_hole(node->text, &h) && !node->text[h.size])
        return fill_whole(f, &h, out);
    return fill_text(f, node, out);
}

/* (name*): the items of the list. true: it was one. */
static bool splice(filler *f, const flux_node *item, flux_node *out) {
    hole h;
    if (item->type != FLUX_TEXT || !read_hole(item->text, &h) || h.type != HOLE_SPLICE)
        return false;
    const flux_node *list = get_sized(f->values, h.name, h.name_size);
    for (size_t i = 0; i < flux_count(list); i++)
        flux_add(f->context->arena, out, list->items[i]);
    return true;
}

static pgp_status fill_list(filler *f, const flux_node *node, flux_node *out) {
    for (size_t i = 0; i < node->count; i++) {
        flux_node *item = NULL;
        if (splice(f, node->items[i], out))
            continue;
        PGP_TRY(fill(f, node->items[i], &item));
        if (item)
            flux_add(f->context->arena, out, item);
    }
    return PGP_OK;
}

static pgp_status fill_map(filler *f, const flux_node *node, flux_node *out) {
    for (size_t i = 0; i < node->count; i++) {
        flux_node *key, *item = NULL;
        PGP_TRY(fill(f, node->keys[i], &key));
        PGP_TRY(fill(f, node->items[i], &item));
        if (item)
            flux_set(f->context->arena, out, key->text, item);
    }
    return PGP_OK;
}

static pgp_status fill(filler *f, const flux_node *node, flux_node **out) {
    if (node->type == FLUX_TEXT || node->type == FLUX_PLAIN)
        return fill_scalar(f, node, out);
    flux_node *filled = node->type == FLUX_MAP ? flux_map(f->context->arena) : flux_list(f->context->arena);
    filled->folded = node->folded;
    PGP_TRY(node->type == FLUX_MAP ? fill_map(f, node, filled) : fill_list(f, node, filled));
    *out = node->count && !filled->count ? NULL : filled;
    return PGP_OK;
}

/* The comment that a manifest begins with. */
static void add_comment(const char *text, pgp_text *out) {
    const char *end = text;
    while (*end == '#')
        end += strcspn(end, "\n") + 1;
    pgp_text_addn(out, text, (size_t)(end - text));
}

pgp_status flux_fill(pgp_context *context, const char *manifest, const flux_values *values, pgp_text *out) {
    filler f = {.context = context, .values = values};
    flux_documents documents = {0};
    bool first = !out->size;
    PGP_TRY(read_manifest(context, manifest, &documents));
    if (first)
        add_comment(flux_embedded_text(manifest), out);
    for (size_t i = 0; i < documents.count; i++) {
        flux_node *filled;
        PGP_TRY(fill(&f, documents.items[i], &filled));
        if (!filled)
            continue;
        pgp_text_add(out, first ? "" : "---\n");
        PGP_TRY(flux_write(context, filled, out));
        first = false;
    }
    return PGP_OK;
}

pgp_status flux_fill_text(pgp_context *context, const char *file, const flux_values *values, pgp_text *out) {
    filler f = {.context = context, .values = values};
    flux_node *filled;
    PGP_TRY(fill_text(&f, flux_text(context->arena, flux_embedded_text(file)), &filled));
    pgp_text_add(out, filled->text);
    return PGP_OK;
}
