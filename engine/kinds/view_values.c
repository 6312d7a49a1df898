/*
 * What materialized views have as values (kinds/view.h).
 */
#include "kinds/table.h"
#include "kinds/type.h"
#include "kinds/view.h"

#include <string.h>

bool pgp_view_keeps_rows_of(pgp_arena *arena, const pgp_object *view, const pgp_object *table) {
    if (view->kind != &pgp_kind_materialized_view)
        return false;
    const pgp_names *types = &((const pgp_view *)view)->column_types;
    const char *row = pgp_sql_object(arena, table);
    return pgp_names_has(types, row) || pgp_names_has(types, pgp_printf(arena, "%s[]", row));
}

/* "type", "type[]" or "type[] COLLATE name" */
static const char *element_of(pgp_arena *arena, const char *type) {
    const char *bracket = strstr(type, "[]");
    return bracket ? pgp_strndup(arena, type, (size_t)(bracket - type)) : type;
}

static const pgp_object *type_named(const pgp_model *model, const char *type) {
    const char *name = element_of(model->arena, type);
    const pgp_object *found = pgp_object_named(model, PGP_SPACE_TYPE, name);
    if (!found)
        found = pgp_object_named(model, PGP_SPACE_RELATION, name);
    return found && found->flags & PGP_OBJECT_IMPLIED && found->origin ? found->origin : found;
}

static bool is_domain_inside(const pgp_model *model, const char *type, const pgp_object *domain, bool inside);

static bool has_domain(const pgp_model *model, const pgp_object *relation, const pgp_object *domain) {
    const pgp_names *types = pgp_is_view(relation) ? &((const pgp_view *)relation)->column_types : NULL;
    for (size_t i = 0; types && i < types->count; i++)
        if (is_domain_inside(model, types->items[i], domain, true))
            return true;
    for (const pgp_object *child = relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && ((const pgp_column *)child)->type &&
            is_domain_inside(model, ((const pgp_column *)child)->type, domain, true))
            return true;
    return false;
}

/* `inside`: the type itself is a part of another one. */
static bool is_domain_inside(const pgp_model *model, const char *type, const pgp_object *domain,
                             bool inside) {
    const pgp_object *found = type_named(model, type);
    inside |= strstr(type, "[]") != NULL;
    if (!found)
        return false;
    if (found == domain)
        return inside;
    if (found->kind == &pgp_kind_domain)
        return is_domain_inside(model, ((const pgp_domain *)found)->base_type, domain, inside);
    if (found->kind == &pgp_kind_range)
        return is_domain_inside(model, ((const pgp_range *)found)->subtype, domain, true);
    return has_domain(model, found, domain);
}

bool pgp_view_keeps_inside(const pgp_model *live, const pgp_object *view, const pgp_object *domain) {
    if (view->kind != &pgp_kind_materialized_view)
        return false;
    const pgp_names *types = &((const pgp_view *)view)->column_types;
    for (size_t i = 0; i < types->count; i++)
        if (is_domain_inside(live, types->items[i], domain, false))
            return true;
    return false;
}
