#include "model/ignore.h"

#include "kinds/kinds.h"

#include <fnmatch.h>
#include <string.h>

static bool fits_text(const char *pattern, const char *text) {
    return !pattern || fnmatch(pattern, text ? text : "", 0) == 0;
}

static const char *owner_of(const pgp_object *object) {
    const pgp_object *owner = pgp_child(object, &pgp_kind_owner, "");
    return owner ? ((const pgp_owner *)owner)->role : NULL;
}

static bool fits(const pgp_pattern *pattern, const pgp_object *object) {
    const pgp_object *top = pgp_object_top(object);
    if (pattern->kind && strcmp(pattern->kind, object->kind->name) != 0)
        return false;
    return fits_text(pattern->schema, object->kind == &pgp_kind_schema ? object->name : top->schema) &&
           fits_text(pattern->name, object->name) &&
           (!pattern->owner || fits_text(pattern->owner, owner_of(top)));
}

/* What is said about an object (its owner, its comment) goes by the object. */
static bool is_named(const pgp_object *object) {
    return *object->name != '\0';
}

static bool fits_any(const pgp_patterns *patterns, const pgp_object *object) {
    for (size_t i = 0; i < patterns->count; i++)
        if (fits(&patterns->items[i], object))
            return true;
    return false;
}

size_t pgp_ignore(pgp_model *model, const pgp_patterns *patterns) {
    size_t count = 0;
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *object; patterns->count && (object = pgp_walk_next(&walk));) {
        bool with_parent = object->parent && object->parent->flags & PGP_OBJECT_MEMBER;
        if (object->flags & PGP_OBJECT_MEMBER ||
            !(with_parent || (is_named(object) && fits_any(patterns, object))))
            continue;
        object->flags |= PGP_OBJECT_MEMBER;
        count += !object->parent;
    }
    return count;
}
