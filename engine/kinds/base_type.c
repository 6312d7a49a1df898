/*
 * Base types, and types known by name only (kinds/kinds.h).
 */
#include "kinds/base_type.h"
#include "kinds/ddl.h"
#include "kinds/type.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_base_type, input, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, output, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, receive, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, send, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, typmod_in, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, typmod_out, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, analyze, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, subscript, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, length, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_base_type, by_value, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_base_type, alignment, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, storage, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, category, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, preferred, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_base_type, default_value, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, element, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, delimiter, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_base_type, collatable, PGP_VALUE_BOOL, 0),
};
enum { FIRST_SETTABLE = 2, LAST_SETTABLE = 7, PROPERTY_COUNT = sizeof properties / sizeof *properties };

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define FUNCTION(column) "CASE WHEN t." column " <> 0 THEN t." column "::regproc END, "

/* Members of any typtype; their arrays are found through them. The properties follow in their order. */
static const char *base_type_query(int server_version) {
    (void)server_version;
    return PGP_TYPE_SELECT ", " FUNCTION("typinput") FUNCTION("typoutput") FUNCTION("typreceive")
        FUNCTION("typsend") FUNCTION("typmodin") FUNCTION("typmodout") FUNCTION("typanalyze")
            FUNCTION("typsubscript") "t.typlen, t.typbyval, CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' "
                                     "THEN 'int2' WHEN 'i' THEN 'int4'"
                                     " ELSE 'double' END, CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' "
                                     "THEN 'external' WHEN 'm' THEN 'main'"
                                     " ELSE 'extended' END, t.typcategory, t.typispreferred, t.typdefault,"
                                     " CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END, "
                                     "t.typdelim, t.typcollation <> 0,"
                                     " t.typisdefined" PGP_TYPE_FROM
                                     " WHERE t.typcategory <> 'A' AND t.oid >= 16384 AND (t.typtype = 'b' OR "
                                     "NOT t.typisdefined"
                                     " OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = "
                                     "'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'))";
}

static pgp_status member_row(pgp_catalog *catalog, const pgp_row *row) {
    const char *schema = pgp_row_text(row, 2), *name = pgp_row_text(row, 3);
    pgp_object *type = pgp_object_new(catalog->model, &pgp_kind_base_type, schema, name);
    type->flags |= PGP_OBJECT_MEMBER;
    pgp_model_add(catalog->model, type);
    pgp_catalog_register(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, 0), 0, type);
    Oid array = pgp_row_oid(row, 1);
    if (array)
        pgp_catalog_register(catalog, PGP_CLASS_TYPE, array, 0, type);
    return PGP_OK;
}

static void take_property(pgp_object *type, const pgp_row *row, int i) {
    void *value = (char *)type + properties[i].offset;
    int column = PGP_TYPE_COLUMNS + i;
    switch (properties[i].type) {
    case PGP_VALUE_BOOL: *(bool *)value = pgp_row_bool(row, column); break;
    case PGP_VALUE_INT: *(int64_t *)value = pgp_row_int(row, column); break;
    default:
        *(const char **)value =
            i <= LAST_SETTABLE ? pgp_row_function(row, column) : pgp_row_text(row, column);
    }
}

static pgp_status base_type_row(pgp_catalog *catalog, const pgp_row *row) {
    if (pgp_catalog_is_member(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, 0)))
        return member_row(catalog, row);
    pgp_object *type = pgp_type_row(catalog, row, &pgp_kind_base_type);
    bool defined = pgp_row_bool(row, PGP_TYPE_COLUMNS + PROPERTY_COUNT);
    for (int i = 0; defined && i < PROPERTY_COUNT; i++)
        take_property(type, row, i);
    return PGP_OK;
}

/* -- order -------------------------------------------------------------------------------------------------- */

static bool is_shell(const pgp_object *type) {
    return !((const pgp_base_type *)type)->input;
}

static void forget_need(pgp_object *object, const pgp_object *needed) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < object->need_count; i++)
        if (object->needs[i] != needed)
            object->needs[kept++] = object->needs[i];
    object->need_count = kept;
}

void pgp_untie_types(pgp_model *model) {
    for (pgp_object *type = model->objects; type; type = type->sibling)
        for (uint32_t i = 0; type->kind == &pgp_kind_base_type && !is_shell(type) && i < type->need_count;
             i++)
            if (type->needs[i]->kind == &pgp_kind_function)
                forget_need(type->needs[i], type);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static bool has_steps(const pgp_object *type) {
    return !(type->flags & (PGP_OBJECT_IMPLIED | PGP_OBJECT_MEMBER));
}

static void emit_shell(pgp_emitter *emitter, const pgp_object *type) {
    pgp_definition_emit(emitter, '+', type,
                        pgp_printf(emitter->arena, "CREATE TYPE %s", pgp_sql_object(emitter->arena, type)));
}

static void announce_base_type(pgp_emitter *emitter, const pgp_object *type) {
    if (has_steps(type) && !is_shell(type))
        emit_shell(emitter, type);
}

static void emit_definition(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_base_type *type = (const pgp_base_type *)object;
    pgp_text list = pgp_text_new(emitter->arena);
    pgp_definition_options_sql(&list, object, pgp_base_type_options, pgp_base_type_option_count);
    pgp_text_addf(&list, ",\n    internallength = %s",
                  type->length < 0 ? "variable"
                                   : pgp_printf(emitter->arena, "%lld", (long long)type->length));
    if (type->element)
        pgp_text_addf(&list, ",\n    element = %s", type->element);
    pgp_definition_emit(emitter, '+', object,
                        pgp_printf(emitter->arena, "CREATE TYPE %s (%s\n)",
                                   pgp_sql_object(emitter->arena, object), list.data));
}

static void create_base_type(pgp_emitter *emitter, pgp_object *type) {
    if (has_steps(type) && is_shell(type))
        emit_shell(emitter, type);
    else if (has_steps(type))
        emit_definition(emitter, type);
    pgp_type_adopt(emitter, type);
}

static void alter_base_type(pgp_emitter *emitter, pgp_change *change) {
    pgp_text list = pgp_text_new(emitter->arena);
    if (is_shell(change->live)) {
        emit_definition(emitter, change->desired);
        return;
    }
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const char *value =
            *(const char *const *)(const void *)((const char *)change->desired + properties[i].offset);
        if (!PGP_CHANGED(change, i))
            continue;
        pgp_text_next(&list, ", ");
        pgp_text_addf(&list, "%s = %s", properties[i].name, value ? value : "NONE");
    }
    pgp_definition_emit(emitter, '~', change->desired,
                        pgp_printf(emitter->arena, "ALTER TYPE %s SET (%s)",
                                   pgp_sql_object(emitter->arena, change->desired), list.data));
}

/* Another storage, which could be set, would leave the columns that there are with the old one. */
static pgp_way base_type_way(const pgp_change *change) {
    if (is_shell(change->live))
        return PGP_IN_PLACE;
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        bool settable = i >= FIRST_SETTABLE && i <= LAST_SETTABLE;
        if (PGP_CHANGED(change, i) && !settable)
            return PGP_REBUILD;
    }
    return PGP_IN_PLACE;
}

/* CASCADE takes the type's own functions along, which could not go before it; the plan has dropped everything else by now. */
static void drop_base_type(pgp_emitter *emitter, const pgp_object *type) {
    if (!has_steps(type))
        return;
    if (emitter->change->early && pgp_type_in_use(emitter, type)) {
        emitter->status = pgp_fail(emitter->context, PGP_UNKNOWN, NULL,
                                   "base type %s cannot be replaced while columns have it",
                                   pgp_object_label(emitter->arena, type));
        return;
    }
    pgp_definition_emit(emitter, '-', type,
                        pgp_printf(emitter->arena, "DROP TYPE %s%s", pgp_sql_object(emitter->arena, type),
                                   is_shell(type) ? "" : " CASCADE"));
    for (uint32_t i = 0; i < type->need_count; i++)
        if (type->needs[i]->kind == &pgp_kind_function && type->needs[i]->change)
            type->needs[i]->change->dropped = true;
}

const pgp_kind pgp_kind_base_type = {
    .name = "base_type",
    .title = "base types",
    .sql = "TYPE",
    .space = PGP_SPACE_TYPE,
    .size = sizeof(pgp_base_type),
    .order = 25,
    .properties = properties,
    .property_count = PROPERTY_COUNT,
    .query = base_type_query,
    .presence = "pg_type WHERE (typtype = 'b' AND typcategory <> 'A' OR NOT typisdefined) AND oid >= 16384",
    .row = base_type_row,
    .way = base_type_way,
    .create = create_base_type,
    .announce = announce_base_type,
    .alter = alter_base_type,
    .drop = drop_base_type,
};
