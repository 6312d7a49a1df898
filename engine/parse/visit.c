#include "parse/visit.h"

static void visit_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                        pgp_visitor enter, pgp_visitor leave, void *argument) {
    const char *base = (const char *)message;
    const void *member = base + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = *(const size_t *)(const void *)(base + field->quantifier_offset);
        ProtobufCMessage *const *items = *(ProtobufCMessage *const *const *)member;
        for (size_t i = 0; i < count; i++)
            pgp_visit_around(items[i], enter, leave, argument);
        return;
    }
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
        *(const uint32_t *)(const void *)(base + field->quantifier_offset) != field->id)
        return;
    pgp_visit_around(*(ProtobufCMessage *const *)member, enter, leave, argument);
}

/* A node is a union of some 260 members, each a pointer to a message: not one to look through. */
static const ProtobufCMessage *inside(const PgQuery__Node *node) {
    return node->node_case == PG_QUERY__NODE__NODE__NOT_SET ? NULL : (const ProtobufCMessage *)node->string;
}

void pgp_visit_around(const ProtobufCMessage *message, pgp_visitor enter, pgp_visitor leave, void *argument) {
    if (message && message->descriptor == &pg_query__node__descriptor)
        message = inside((const PgQuery__Node *)message);
    if (!message)
        return;
    enter(argument, message);
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        if (message->descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            visit_field(message, &message->descriptor->fields[i], enter, leave, argument);
    }
    if (leave)
        leave(argument, message);
}

void pgp_visit(const ProtobufCMessage *message, pgp_visitor visit, void *argument) {
    pgp_visit_around(message, visit, NULL, argument);
}
