/*
 * Which functions there are.
 */
#include "equal/builtin.h"
#include "lint/body.h"
#include "parse/extensions.h"

#include <string.h>

/* The functions of PostgreSQL's own modules, each name followed by a blank. */
static const struct {
    const char *extension, *names;
} contrib[] = {
#include "lint/contrib_functions.inc"
};

static bool has_word(const char *words, const char *word) {
    size_t size = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += size)
        if ((at == words || at[-1] == ' ') && at[size] == ' ')
            return true;
    return false;
}

static bool is_contrib(const pgp_model *model, const char *name) {
    for (size_t i = 0; i < sizeof contrib / sizeof *contrib; i++)
        if (has_word(contrib[i].names, name) &&
            pgp_model_find(model, PGP_SPACE_EXTENSION, NULL, contrib[i].extension, NULL))
            return true;
    return false;
}

/* An extension may bring others by CASCADE, and a schema is not always told. */
static bool is_of_model(const pgp_body_reader *r, const char *schema, const char *name) {
    for (const pgp_object *o = r->l->parser.model->objects; o; o = o->sibling) {
        bool callable = o->kind->space == PGP_SPACE_FUNCTION || o->kind->space == PGP_SPACE_TYPE ||
                        o->kind == &pgp_kind_composite || o->kind == &pgp_kind_table;
        if (callable && strcmp(o->name, name) == 0 && (!schema || pgp_same(o->schema, schema)))
            return true;
    }
    return false;
}

static bool is_system(const char *schema) {
    return schema && (strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0);
}

bool pgp_body_knows_function(pgp_body_reader *r, const char *schema, const char *name) {
    const pgp_model *model = r->l->parser.model;
    return is_system(schema) || (!schema && (pgp_is_builtin_call(name) || pgp_type_is_builtin(name))) ||
           is_contrib(model, name) || is_of_model(r, schema, name) ||
           pgp_extension_is_opaque(&r->l->parser) ||
           pgp_extension_provides(&r->l->parser, PGP_MEMBER_TYPE, schema, name);
}
