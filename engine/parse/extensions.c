#include "parse/extensions.h"

#include <string.h>

typedef struct contrib_member {
    const char *extension, *name;
    bool is_type;
} contrib_member;

static const contrib_member contrib_members[] = {
#include "parse/contrib_members.inc"
};

/* Modules that come with PostgreSQL 14 to 18: all their types and relations are listed above. */
static const char *const contrib_names[] = {
#include "parse/contrib_names.inc"
};

static bool in_path(const pgp_parser *parser, const char *schema) {
    for (size_t i = 0; i < parser->path_schemas.count; i++)
        if (strcmp(parser->path_schemas.items[i], schema) == 0)
            return true;
    return false;
}

static const char *live_schema(const pgp_parser *parser, bool is_type, const char *schema, const char *name) {
    const pgp_model *model = parser->model;
    for (size_t i = 0; i < model->member_count; i++) {
        const pgp_member *member = &model->members[i];
        if (member->is_type == is_type && strcmp(member->name, name) == 0 &&
            (schema ? strcmp(schema, member->schema) == 0 : in_path(parser, member->schema)))
            return member->schema;
    }
    return NULL;
}

const char *pgp_extension_provides(pgp_parser *parser, bool is_type, const char *schema, const char *name) {
    const char *found = live_schema(parser, is_type, schema, name);
    if (found)
        return found;
    for (size_t i = 0; i < sizeof contrib_members / sizeof *contrib_members; i++) {
        const contrib_member *member = &contrib_members[i];
        if (member->is_type != is_type || strcmp(member->name, name) != 0)
            continue;
        const pgp_object *extension =
            pgp_model_find(parser->model, PGP_SPACE_EXTENSION, NULL, member->extension, NULL);
        if (!extension)
            continue;
        const char *in = ((const pgp_extension *)extension)->in_schema;
        return schema ? schema : in ? in : "public";
    }
    return NULL;
}

static bool is_contrib(const char *name) {
    for (size_t i = 0; i < sizeof contrib_names / sizeof *contrib_names; i++)
        if (strcmp(contrib_names[i], name) == 0)
            return true;
    return false;
}

bool pgp_extension_is_opaque(const pgp_parser *parser) {
    for (const pgp_object *o = parser->model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_extension && !is_contrib(o->name))
            return true;
    return false;
}
