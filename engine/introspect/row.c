/*
 * Values of a result row, and the register of objects by OID.
 */
#include "introspect/catalog.h"
#include "introspect/oid_map.h"

#include <stdlib.h>
#include <string.h>

bool pgp_row_null(const pgp_row *row, int column) {
    return PQgetisnull(row->result, row->number, column);
}

static const char *value(const pgp_row *row, int column) {
    return pgp_row_null(row, column) ? NULL : PQgetvalue(row->result, row->number, column);
}

const char *pgp_row_text(const pgp_row *row, int column) {
    const char *text = value(row, column);
    return text ? pgp_intern(row->catalog->model, text) : NULL;
}

const char *pgp_row_string(const pgp_row *row, int column) {
    const char *text = value(row, column);
    size_t size = (size_t)PQgetlength(row->result, row->number, column);
    return text ? pgp_strndup(row->catalog->model->arena, text, size) : NULL;
}

bool pgp_row_bool(const pgp_row *row, int column) {
    const char *text = value(row, column);
    return text && text[0] == 't';
}

int64_t pgp_row_int(const pgp_row *row, int column) {
    const char *text = value(row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

Oid pgp_row_oid(const pgp_row *row, int column) {
    const char *text = value(row, column);
    return text ? (Oid)strtoul(text, NULL, 10) : InvalidOid;
}

char pgp_row_char(const pgp_row *row, int column) {
    const char *text = value(row, column);
    return text ? text[0] : '\0';
}

pgp_sql pgp_row_sql(const pgp_row *row, int column) {
    return (pgp_sql){.text = pgp_row_string(row, column), .path = ""};
}

static size_t count_elements(const char *text) {
    size_t count = 1;
    bool quoted = false;
    for (; *text; text++) {
        if (*text == '\\' && text[1])
            text++;
        else if (*text == '"')
            quoted = !quoted;
        else if (*text == ',' && !quoted)
            count++;
    }
    return count;
}

/* Takes quotes and backslashes off the element at *at, in place, and moves *at behind its comma or brace. */
static const char *next_element(char **at) {
    char *from = *at, *to = *at, *element = *at;
    bool quoted = *from == '"';
    from += quoted;
    while (*from && (quoted ? *from != '"' : *from != ',' && *from != '}')) {
        if (*from == '\\' && from[1])
            from++;
        *to++ = *from++;
    }
    from += quoted;
    *at = *from ? from + 1 : from;
    *to = '\0';
    return quoted || strcmp(element, "NULL") != 0 ? element : NULL;
}

pgp_names pgp_row_names(const pgp_row *row, int column) {
    const char *text = value(row, column);
    if (!text || text[0] != '{' || text[1] == '}')
        return (pgp_names){0};
    pgp_arena *arena = row->catalog->model->arena;
    pgp_names names = {.count = count_elements(text)};
    names.items = pgp_alloc(arena, names.count * sizeof *names.items);
    char *at = pgp_strdup(arena, text + 1);
    for (size_t i = 0; i < names.count; i++)
        names.items[i] = next_element(&at);
    return names;
}

const char *pgp_row_label(const pgp_row *row, int column) {
    pgp_model *model = row->catalog->model;
    pgp_names names = pgp_row_names(row, column);
    return names.count == 2 ? pgp_intern(model, pgp_quoted2(model->arena, names.items[0], names.items[1]))
                            : NULL;
}

void pgp_catalog_register(pgp_catalog *catalog, pgp_class class_, Oid oid, int sub, pgp_object *object) {
    pgp_oid_map_put(catalog->objects, class_, oid, sub, object);
}

pgp_object *pgp_catalog_object(const pgp_catalog *catalog, pgp_class class_, Oid oid, int sub) {
    return pgp_oid_map_get(catalog->objects, class_, oid, sub);
}

bool pgp_catalog_is_member(const pgp_catalog *catalog, pgp_class class_, Oid oid) {
    return pgp_oid_map_get(catalog->members, class_, oid, 0) != NULL;
}

const pgp_opclass *pgp_catalog_opclass(const pgp_catalog *catalog, Oid opclass) {
    return pgp_oid_map_get(catalog->opclasses, 0, opclass, 0);
}

const char *pgp_catalog_role(const pgp_catalog *catalog, Oid role) {
    if (role == InvalidOid)
        return "PUBLIC";
    const char *name = pgp_oid_map_get(catalog->roles, 0, role, 0);
    return name ? name : pgp_printf(catalog->model->arena, "unknown (OID=%u)", role);
}

/* OIDs of the system catalogs, the same in every version (pg_class.dat and the headers of each catalog). */
pgp_class pgp_catalog_class(Oid catalog) {
    switch (catalog) {
    case 1247: return PGP_CLASS_TYPE;
    case 1255: return PGP_CLASS_FUNCTION;
    case 1259: return PGP_CLASS_RELATION;
    case 1417: return PGP_CLASS_SERVER;
    case 1418: return PGP_CLASS_USER_MAPPING;
    case 2328: return PGP_CLASS_WRAPPER;
    case 2601: return PGP_CLASS_ACCESS_METHOD;
    case 2602: return PGP_CLASS_FAMILY_OPERATOR;
    case 2603: return PGP_CLASS_FAMILY_FUNCTION;
    case 2604: return PGP_CLASS_ATTRDEF;
    case 2605: return PGP_CLASS_CAST;
    case 2606: return PGP_CLASS_CONSTRAINT;
    case 2612: return PGP_CLASS_LANGUAGE;
    case 2607: return PGP_CLASS_CONVERSION;
    case 2615: return PGP_CLASS_NAMESPACE;
    case 2616: return PGP_CLASS_OPERATOR_CLASS;
    case 2617: return PGP_CLASS_OPERATOR;
    case 2618: return PGP_CLASS_REWRITE;
    case 2620: return PGP_CLASS_TRIGGER;
    case 2753: return PGP_CLASS_OPERATOR_FAMILY;
    case 3079: return PGP_CLASS_EXTENSION;
    case 3256: return PGP_CLASS_POLICY;
    case 3466: return PGP_CLASS_EVENT_TRIGGER;
    case 3576: return PGP_CLASS_TRANSFORM;
    case 6100: return PGP_CLASS_SUBSCRIPTION;
    case 6104: return PGP_CLASS_PUBLICATION;
    case 6106: return PGP_CLASS_PUBLICATION_TABLE;
    case 6237: return PGP_CLASS_PUBLICATION_SCHEMA;
    case 3381: return PGP_CLASS_STATISTICS;
    case 3456: return PGP_CLASS_COLLATION;
    case 3600: return PGP_CLASS_TS_DICTIONARY;
    case 3601: return PGP_CLASS_TS_PARSER;
    case 3602: return PGP_CLASS_TS_CONFIGURATION;
    case 3764: return PGP_CLASS_TS_TEMPLATE;
    default: return PGP_CLASS_OTHER;
    }
}
