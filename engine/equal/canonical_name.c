/*
 * Names in canonical form: what is built in by its bare name, everything else by its schema.
 */
#include "equal/builtin.h"
#include "equal/tree.h"
#include "kinds/reading.h"

#include <stdlib.h>
#include <string.h>

pgp_names pgp_split_names(pgp_arena *arena, const char *text, char separator) {
    pgp_names names = {0};
    const char stop[] = {separator, ' ', '\t', '\n', '\0'};
    for (const char *c = text + strspn(text, stop); *c; c += strspn(c, stop)) {
        pgp_text name = pgp_text_new(arena);
        if (*c == '"') {
            for (c++; *c && !(c[0] == '"' && c[1] != '"'); c += *c == '"' ? 2 : 1)
                pgp_text_addn(&name, c, 1);
            c += *c == '"';
        } else {
            for (; *c && !strchr(stop, *c); c++)
                pgp_text_addn(&name, (char[]){(char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c)}, 1);
        }
        pgp_names_add(arena, &names, name.data);
    }
    return names;
}

static bool is_catalog(const char *schema) {
    return schema && strcmp(schema, "pg_catalog") == 0;
}

/* -- looking up --------------------------------------------------------------------------------------------
 */

static const pgp_object *find_in(pgp_tree_writer *writer, pgp_space space, const char *schema,
                                 const char *name) {
    const pgp_model *members = writer->about->members;
    const pgp_object *found = pgp_model_former(writer->about->model, space, schema, name);
    if (!found)
        found = pgp_model_find(writer->about->model, space, schema, name, NULL);
    if (!found && members && (found = pgp_model_find(members, space, schema, name, NULL)) &&
        !(found->flags & PGP_OBJECT_MEMBER))
        found = NULL;
    return found;
}

static const pgp_object *find(pgp_tree_writer *writer, pgp_space space, const char *schema,
                              const char *name) {
    const pgp_object *found = schema ? find_in(writer, space, schema, name) : NULL;
    for (size_t i = 0; !schema && !found && i < writer->path.count; i++)
        found = find_in(writer, space, writer->path.items[i], name);
    return found;
}

const pgp_object *pgp_tree_relation(pgp_tree_writer *writer, const char *schema, const char *name) {
    return find(writer, PGP_SPACE_RELATION, schema, name);
}

const pgp_object *pgp_tree_type(pgp_tree_writer *writer, const char *qualified) {
    pgp_names parts = pgp_split_names(writer->arena, qualified, '.');
    return parts.count == 2 ? find(writer, PGP_SPACE_TYPE, parts.items[0], parts.items[1]) : NULL;
}

/* -- functions ------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
    return strcmp((*(const pgp_object *const *)a)->name, (*(const pgp_object *const *)b)->name);
}

pgp_function_list *pgp_list_functions(pgp_arena *arena, const pgp_model *model) {
    pgp_function_list *list = PGP_NEW(arena, pgp_function_list);
    for (const pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind->space == PGP_SPACE_FUNCTION)
            PGP_PUSH(arena, list->items, list->count, list->capacity, o);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_name);
    return list;
}

static bool lists(const pgp_function_list *list, const char *schema, const char *name, bool members_only) {
    size_t low = 0, high = list ? list->count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(list->items[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; list && low < list->count && strcmp(list->items[low]->name, name) == 0; low++)
        if (pgp_same(list->items[low]->schema, schema) &&
            (!members_only || (list->items[low]->flags & PGP_OBJECT_MEMBER)))
            return true;
    return false;
}

/* The schema of the path in which a function has this name; NULL: none. */
static const char *function_schema(pgp_tree_writer *writer, const char *name) {
    for (size_t i = 0; i < writer->path.count; i++) {
        const char *schema = writer->path.items[i];
        if (lists(writer->about->functions, schema, name, false) ||
            lists(writer->about->member_functions, schema, name, true))
            return schema;
    }
    return NULL;
}

const char *pgp_canonical_function(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *list) {
    const char *schema, *name;
    pgp_name_of_list(n, list, &schema, &name);
    const pgp_object *moved =
        schema ? pgp_model_former(writer->about->model, PGP_SPACE_FUNCTION, schema, name) : NULL;
    if (moved) /* perhaps only one of several with this name */
        return pgp_quoted2(writer->arena, moved->schema, moved->name);
    if (schema)
        return is_catalog(schema) ? name : pgp_quoted2(writer->arena, schema, name);
    schema = function_schema(writer, name);
    if (schema && pgp_is_builtin_function(name)) /* the types of the arguments decide */
        return pgp_printf(writer->arena, "?%s", name);
    return schema ? pgp_quoted2(writer->arena, schema, name) : name;
}

const char *pgp_canonical_operator(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *list) {
    const char *schema, *name;
    pgp_name_of_list(n, list, &schema, &name);
    if (!schema || is_catalog(schema))
        return name;
    return pgp_printf(writer->arena, "%s.%s", pgp_quoted(writer->arena, schema), name);
}

/* -- relations ------------------------------------------------------------------------------------------- */

const char *pgp_canonical_relation(pgp_tree_writer *writer, const char *schema, const char *name) {
    const pgp_object *moved =
        schema ? pgp_model_former(writer->about->model, PGP_SPACE_RELATION, schema, name) : NULL;
    if (moved)
        return pgp_quoted2(writer->arena, moved->schema, moved->name);
    if (schema)
        return pgp_quoted2(writer->arena, is_catalog(schema) ? NULL : schema, name);
    for (const pgp_cte *cte = writer->ctes; cte; cte = cte->next)
        if (strcmp(cte->name, name) == 0)
            return pgp_quoted(writer->arena, name);
    const pgp_object *found = pgp_type_is_builtin(name) ? NULL : pgp_tree_relation(writer, NULL, name);
    return pgp_quoted2(writer->arena, found ? found->schema : NULL, name);
}

/* -- types ----------------------------------------------------------------------------------------------- */

static void add_modifiers(pgp_tree_writer *writer, pgp_text *text, const char *name,
                          const PgQuery__TypeName *type) {
    pgp_text before = writer->out;
    writer->out = pgp_text_new(writer->arena);
    pgp_write_list(writer, type->n_typmods, type->typmods);
    pgp_text_addf(text, "(%s", writer->out.data + 1);
    writer->out = before;
    if (type->n_typmods == 1 && strcmp(name, "numeric") == 0)
        pgp_text_add(text, " 0");
    pgp_text_add(text, ")");
}

static const char *type_schema(pgp_tree_writer *writer, const char *name) {
    const pgp_object *found = find(writer, PGP_SPACE_TYPE, NULL, name);
    if (!found)
        found = pgp_tree_relation(writer, NULL, name);
    return found ? found->schema : NULL;
}

/* Relations are types, too. */
static const pgp_object *moved_type(const pgp_model *model, const char *schema, const char *name) {
    const pgp_object *type = pgp_model_former(model, PGP_SPACE_TYPE, schema, name);
    return type ? type : pgp_model_former(model, PGP_SPACE_RELATION, schema, name);
}

const char *pgp_canonical_type(pgp_tree_writer *writer, const PgQuery__TypeName *type, bool with_modifiers) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    bool array = type->n_array_bounds > 0, builtin = is_catalog(schema);
    if ((builtin || !schema) && *name == '_' && pgp_type_is_builtin(name + 1)) {
        name++;
        array = true;
    }
    if (!schema && !(builtin = pgp_type_is_builtin(name)))
        schema = type_schema(writer, name);
    const pgp_object *moved = schema ? moved_type(writer->about->model, schema, name) : NULL;
    if (moved) {
        schema = moved->schema;
        name = moved->name;
    }
    pgp_text text = pgp_text_new(writer->arena);
    if (type->setof)
        pgp_text_add(&text, "setof ");
    if (builtin)
        pgp_text_add(&text, name);
    else
        pgp_sql_qualified(&text, schema, name);
    if (with_modifiers && type->n_typmods)
        add_modifiers(writer, &text, name, type);
    if (type->pct_type)
        pgp_text_add(&text, "%type");
    if (array) /* sizes and dimensions are not kept */
        pgp_text_add(&text, "[]");
    return text.data;
}

const char *pgp_canonical_type_text(pgp_arena *arena, const char *type) {
    static const char *const names[][2] = {
        {"\"char\"", "char"},
        {"bigint", "int8"},
        {"bit varying", "varbit"},
        {"boolean", "bool"},
        {"character", "bpchar"},
        {"character varying", "varchar"},
        {"double precision", "float8"},
        {"integer", "int4"},
        {"real", "float4"},
        {"smallint", "int2"},
        {"time with time zone", "timetz"},
        {"time without time zone", "time"},
        {"timestamp with time zone", "timestamptz"},
        {"timestamp without time zone", "timestamp"},
    };
    const char *bare = pgp_type_bare(arena, type);
    size_t size = strlen(bare);
    bool array = size > 2 && strcmp(bare + size - 2, "[]") == 0;
    const char *element = array ? pgp_strndup(arena, bare, size - 2) : bare;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], element) == 0)
            element = names[i][1];
    return array ? pgp_printf(arena, "%s[]", element) : element;
}
