#include "tree.h"

#include <string.h>
#include <yaml.h>

typedef struct writer {
    pgp_context *context;
    yaml_emitter_t emitter;
    pgp_text *out;
    bool failed;
} writer;

static void delete_emitter(void *emitter) {
    yaml_emitter_delete(emitter);
}

static int take_bytes(void *argument, unsigned char *bytes, size_t size) {
    pgp_text_addn(((writer *)argument)->out, (const char *)bytes, size);
    return 1;
}

/* A string that no YAML 1.1 or 1.2 reader takes for anything else. */
static bool is_word(const char *text) {
    static const char *const taken[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/";
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcasecmp(taken[i], text) == 0)
            return false;
    return *text && strchr(first, *text) && !strstr(text, ": ") && !strstr(text, " #") &&
           text[strcspn(text, "\"'`{}[]&*!|>%@,\n\t\r?")] == '\0' && text[strlen(text) - 1] != ':' &&
           text[strlen(text) - 1] != ' ';
}

static yaml_scalar_style_t style_of(const flux_node *node) {
    if (node->type == FLUX_PLAIN)
        return YAML_PLAIN_SCALAR_STYLE;
    if (strchr(node->text, '\n'))
        return YAML_LITERAL_SCALAR_STYLE;
    return is_word(node->text) ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}

static void emit(writer *w, yaml_event_t *event, int made) {
    w->failed |= !made || !yaml_emitter_emit(&w->emitter, event);
}

static void write_node(writer *w, const flux_node *node);

static void write_scalar(writer *w, const flux_node *node) {
    yaml_event_t event;
    emit(w, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)node->text,
                                      (int)strlen(node->text), 1, node->type == FLUX_TEXT, style_of(node)));
}

static void write_list(writer *w, const flux_node *node) {
    yaml_event_t event;
    yaml_sequence_style_t style = node->folded ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
    emit(w, &event, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style));
    for (size_t i = 0; i < node->count; i++)
        write_node(w, node->items[i]);
    emit(w, &event, yaml_sequence_end_event_initialize(&event));
}

static void write_map(writer *w, const flux_node *node) {
    yaml_event_t event;
    yaml_mapping_style_t style = node->folded ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
    emit(w, &event, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style));
    for (size_t i = 0; i < node->count; i++) {
        write_node(w, node->keys[i]);
        write_node(w, node->items[i]);
    }
    emit(w, &event, yaml_mapping_end_event_initialize(&event));
}

static void write_node(writer *w, const flux_node *node) {
    switch (node->type) {
    case FLUX_TEXT:
    case FLUX_PLAIN: write_scalar(w, node); break;
    case FLUX_LIST: write_list(w, node); break;
    case FLUX_MAP: write_map(w, node); break;
    }
}

pgp_status flux_write(pgp_context *context, const flux_node *document, pgp_text *out) {
    writer *w = PGP_NEW(context->arena, writer);
    yaml_event_t event;
    *w = (writer){.context = context, .out = out};
    if (!yaml_emitter_initialize(&w->emitter))
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_defer(context->arena, delete_emitter, &w->emitter);
    yaml_emitter_set_output(&w->emitter, take_bytes, w);
    yaml_emitter_set_unicode(&w->emitter, 1);
    yaml_emitter_set_width(&w->emitter, -1);
    emit(w, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(w, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    write_node(w, document);
    emit(w, &event, yaml_document_end_event_initialize(&event, 1));
    emit(w, &event, yaml_stream_end_event_initialize(&event));
    if (!w->failed)
        return PGP_OK;
    return pgp_fail(context, PGP_INPUT, NULL, "cannot be written as YAML: %s",
                    w->emitter.problem ? w->emitter.problem : "out of memory");
}
