#include "parse/extensions.h"

#include "kinds/reading.h"

#include <string.h>

typedef struct contrib_member {
    const char *extension, *name;
    pgp_member_type type;
} contrib_member;

static const contrib_member contrib_members[] = {
#include "parse/contrib_members.inc"
};

/* Modules that come with PostgreSQL 14 to 18: all their types, relations and trigger functions are listed above. */
static const char *const contrib_names[] = {
#include "parse/contrib_names.inc"
};

static const struct {
    const char *extension, *required;
} contrib_requirements[] = {
#include "parse/contrib_requirements.inc"
};

pgp_names pgp_contrib_requires(pgp_parser *parser, const char *extension) {
    pgp_names names = {0};
    for (size_t i = 0; i < sizeof contrib_requirements / sizeof *contrib_requirements; i++)
        if (strcmp(contrib_requirements[i].extension, extension) == 0)
            pgp_names_add(parser->arena, &names, contrib_requirements[i].required);
    return names;
}

/* The extension of the file that is, or brings, the one with this name. */
static const pgp_extension *extension_with(const pgp_parser *parser, const char *name) {
    for (const pgp_object *o = parser->model->objects; o; o = o->sibling) {
        const pgp_extension *extension = (const pgp_extension *)o;
        if (o->kind == &pgp_kind_extension &&
            (strcmp(o->name, name) == 0 || (extension->cascade && pgp_names_has(&extension->requires, name))))
            return extension;
    }
    return NULL;
}

static bool in_path(const pgp_parser *parser, const char *schema) {
    for (size_t i = 0; i < parser->path_schemas.count; i++)
        if (strcmp(parser->path_schemas.items[i], schema) == 0)
            return true;
    return false;
}

/* A relation's row type is a type. */
static bool counts_as(pgp_member_type type, pgp_member_type wanted) {
    return type == wanted || (type == PGP_MEMBER_RELATION && wanted == PGP_MEMBER_TYPE);
}

static const char *live_schema(const pgp_parser *parser, pgp_member_type type, const char *schema,
                               const char *name) {
    const pgp_model *model = parser->model;
    for (size_t i = 0; i < model->member_count; i++) {
        const pgp_member *member = &model->members[i];
        if (counts_as(member->type, type) && strcmp(member->name, name) == 0 &&
            (schema ? strcmp(schema, member->schema) == 0 : in_path(parser, member->schema)))
            return member->schema;
    }
    return NULL;
}

const char *pgp_extension_provides(pgp_parser *parser, pgp_member_type type, const char *schema,
                                   const char *name) {
    const char *found = live_schema(parser, type, schema, name);
    if (found)
        return found;
    for (size_t i = 0; i < sizeof contrib_members / sizeof *contrib_members; i++) {
        const contrib_member *member = &contrib_members[i];
        if (!counts_as(member->type, type) || strcmp(member->name, name) != 0)
            continue;
        const pgp_extension *extension = extension_with(parser, member->extension);
        if (!extension)
            continue;
        const char *in = extension->in_schema;
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
