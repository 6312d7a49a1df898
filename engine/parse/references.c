/*
 * What an expression or a query names: collected while its syntax tree is at hand, resolved when everything is read.
 */
#include "kinds/reading.h"
#include "parse/extensions.h"
#include "parse/statements.h"
#include "parse/visit.h"

#include <stdlib.h>
#include <string.h>

void pgp_refer(pgp_parser *parser, pgp_object *user, pgp_reference_type type, const char *schema,
               const char *name, bool required, int location) {
    if (!user)
        return;
    pgp_reference *reference = PGP_NEW(parser->arena, pgp_reference);
    *reference = (pgp_reference){.next = user->references,
                                 .type = type,
                                 .schema = pgp_intern(parser->model, schema),
                                 .name = pgp_intern(parser->model, name),
                                 .path = parser->path,
                                 .required = required,
                                 .where = pgp_parse_where(parser, location)};
    user->references = reference;
}

void pgp_refer_kind(pgp_parser *parser, pgp_object *user, const pgp_kind *kind, const char *name,
                    bool required, int location) {
    pgp_refer(parser, user, PGP_REF_OTHER, NULL, name, required, location);
    user->references->kind_name = kind->name;
}

/* -- collecting ---------------------------------------------------------------------------------------- */

typedef struct collector {
    pgp_parser *parser;
    pgp_object *user;
    pgp_names local; /* names that WITH clauses define */
} collector;

static void collect_local(void *argument, const ProtobufCMessage *message) {
    collector *c = argument;
    if (message->descriptor == &pg_query__common_table_expr__descriptor)
        pgp_names_add(c->parser->context->arena, &c->local,
                      ((const PgQuery__CommonTableExpr *)message)->ctename);
}

static void refer_relation(collector *c, const PgQuery__RangeVar *relation) {
    const char *schema = *relation->schemaname ? relation->schemaname : NULL;
    if (!schema && pgp_names_has(&c->local, relation->relname))
        return;
    pgp_refer(c->parser, c->user, PGP_REF_RELATION, schema, relation->relname, true, relation->location);
}

static void refer_function(collector *c, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (name && !(schema && strcmp(schema, "pg_catalog") == 0))
        pgp_refer(c->parser, c->user, PGP_REF_FUNCTION, schema, name, false, call->location);
}

static void refer_type(collector *c, const PgQuery__TypeName *type) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    if (name && !(schema && strcmp(schema, "pg_catalog") == 0))
        pgp_refer(c->parser, c->user, PGP_REF_TYPE, schema, name, false, type->location);
}

/* 'schema.name'::regclass, and the text of nextval('name'). */
static void refer_text(collector *c, const PgQuery__Node *value, int location) {
    if (!value || value->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        value->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return;
    const char *text = value->a_const->sval->sval, *dot = strchr(text, '.');
    pgp_text plain[2] = {pgp_text_new(c->parser->arena), pgp_text_new(c->parser->arena)};
    int part = 0;
    for (const char *t = text; *t; t++) {
        if (dot && t == dot && part == 0)
            part = 1;
        else if (*t != '"')
            pgp_text_addn(&plain[part], t, 1);
    }
    pgp_refer(c->parser, c->user, PGP_REF_RELATION, part ? plain[0].data : NULL, plain[part].data, false,
              location);
}

static void collect_sequence(collector *c, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (name && call->n_args == 1 && (strcmp(name, "nextval") == 0 || strcmp(name, "currval") == 0))
        refer_text(c, call->args[0], call->location);
}

static bool is_regclass(const PgQuery__TypeName *type) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    return name && strcmp(name, "regclass") == 0;
}

static void collect(void *argument, const ProtobufCMessage *message) {
    collector *c = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__range_var__descriptor) {
        refer_relation(c, (const PgQuery__RangeVar *)message);
    } else if (type == &pg_query__func_call__descriptor) {
        refer_function(c, (const PgQuery__FuncCall *)message);
        collect_sequence(c, (const PgQuery__FuncCall *)message);
    } else if (type == &pg_query__type_name__descriptor) {
        refer_type(c, (const PgQuery__TypeName *)message);
    } else if (type == &pg_query__type_cast__descriptor) {
        const PgQuery__TypeCast *cast = (const PgQuery__TypeCast *)message;
        if (cast->type_name && is_regclass(cast->type_name))
            refer_text(c, cast->arg, cast->location);
    }
}

void pgp_refer_all(pgp_parser *parser, pgp_object *user, const ProtobufCMessage *node) {
    collector c = {.parser = parser, .user = user};
    pgp_visit(node, collect_local, &c);
    pgp_visit(node, collect, &c);
}

/* -- resolving ----------------------------------------------------------------------------------------- */

/* All functions of the model, sorted by name. */
typedef struct function_list {
    pgp_object **items;
    size_t count, capacity;
} function_list;

static int by_name(const void *a, const void *b) {
    return strcmp((*(pgp_object *const *)a)->name, (*(pgp_object *const *)b)->name);
}

static function_list list_functions(const pgp_model *model) {
    function_list list = {0};
    for (pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_function)
            PGP_PUSH(model->arena, list.items, list.count, list.capacity, o);
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, by_name);
    return list;
}

typedef struct resolver {
    pgp_parser *parser;
    const function_list *functions;
    pgp_object *object;
    const pgp_reference *reference;
    bool found;
} resolver;

static void need(resolver *r, pgp_object *needed) {
    if (!needed)
        return;
    r->found = true;
    /* A part of the same table is no order between objects; a column's or constraint's own table comes first anyway. */
    if (needed != r->object && needed != r->object->parent)
        pgp_object_need(r->parser->model, r->object, needed);
}

/* Functions are found by name: every overload in the schema counts. */
static void need_functions(resolver *r, const char *schema) {
    const function_list *all = r->functions;
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(all->items[middle]->name, r->reference->name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->count && strcmp(all->items[low]->name, r->reference->name) == 0; low++)
        if (strcmp(all->items[low]->schema, schema) == 0)
            need(r, all->items[low]);
}

static void resolve_in(resolver *r, const char *schema) {
    pgp_model *model = r->parser->model;
    const pgp_reference *ref = r->reference;
    switch (ref->type) {
    case PGP_REF_RELATION: need(r, pgp_model_find(model, PGP_SPACE_RELATION, schema, ref->name, NULL)); break;
    case PGP_REF_TYPE:
        need(r, pgp_model_find(model, PGP_SPACE_TYPE, schema, ref->name, NULL));
        if (!r->found)
            need(r, pgp_model_find(model, PGP_SPACE_RELATION, schema, ref->name, NULL));
        break;
    case PGP_REF_FUNCTION: need_functions(r, schema); break;
    case PGP_REF_SCHEMA: need(r, pgp_model_find(model, PGP_SPACE_SCHEMA, NULL, ref->name, NULL)); break;
    case PGP_REF_COLUMN: {
        pgp_object *relation = pgp_model_find(model, PGP_SPACE_RELATION, schema, ref->relation, NULL);
        need(r, relation ? pgp_child(relation, &pgp_kind_column, ref->name) : NULL);
        break;
    }
    case PGP_REF_OTHER: {
        const pgp_kind *kind = pgp_kind_named(ref->kind_name);
        need(r, kind ? pgp_model_find_kind(model, kind, schema, ref->name, NULL) : NULL);
        break;
    }
    }
}

static bool is_catalog(const char *schema, const char *name) {
    return schema ? strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0
                  : strncmp(name, "pg_", 3) == 0;
}

static pgp_status missing(resolver *r) {
    const pgp_reference *ref = r->reference;
    pgp_parser *parser = r->parser;
    bool relation = ref->type == PGP_REF_RELATION || ref->type == PGP_REF_COLUMN;
    const char *name = ref->type == PGP_REF_COLUMN ? ref->relation : ref->name;
    if (is_catalog(ref->schema, name) || pgp_extension_provides(parser, !relation, ref->schema, name) ||
        pgp_extension_is_opaque(parser))
        return PGP_OK;
    pgp_fail(parser->context, PGP_INPUT, &ref->where, "%s \"%s%s%s\" does not exist",
             relation ? "relation" : "name", ref->schema ? ref->schema : "", ref->schema ? "." : "", name);
    return pgp_hint(parser->context, "No file of the schema creates it.");
}

static pgp_status resolve(resolver *r) {
    const pgp_reference *ref = r->reference;
    bool is_schema = ref->type == PGP_REF_SCHEMA;
    if (ref->schema || is_schema || ref->type == PGP_REF_OTHER) /* which may live in no schema */
        resolve_in(r, ref->schema);
    if (!ref->schema && !is_schema && !r->found) {
        pgp_names path = pgp_path_schemas(r->parser, ref->path);
        for (size_t i = 0; i < path.count && !r->found; i++)
            resolve_in(r, path.items[i]);
    }
    return r->found || !ref->required ? PGP_OK : missing(r);
}

pgp_status pgp_resolve_references(pgp_parser *parser) {
    const function_list functions = list_functions(parser->model);
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (o->schema) {
            pgp_object *schema = pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, o->schema, NULL);
            if (schema)
                pgp_object_need(parser->model, o, schema);
        }
        for (const pgp_reference *ref = o->references; ref; ref = ref->next) {
            resolver r = {.parser = parser, .functions = &functions, .object = o, .reference = ref};
            PGP_TRY(resolve(&r));
        }
    }
    return PGP_OK;
}
