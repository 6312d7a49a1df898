/*
 * What an expression or a query names: collected while its syntax tree is at hand, resolved when everything is read.
 */
#include "kinds/reading.h"
#include "parse/extensions.h"
#include "parse/star.h"
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

void pgp_refer_named(pgp_parser *parser, pgp_object *user, const pgp_kind *kind, const char *schema,
                     const char *name, int location) {
    for (const pgp_reference *r = user ? user->references : NULL; r; r = r->next)
        if (r->kind_name == kind->name && strcmp(r->name, name) == 0 && pgp_same(r->schema, schema) &&
            pgp_same(r->path, parser->path))
            return;
    pgp_refer(parser, user, PGP_REF_OTHER, schema, name, false, location);
    if (user)
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

/* 'schema.name'::regclass, and the text of nextval('name'); `kind` NULL: a relation's name. */
static void refer_text(collector *c, const PgQuery__Node *value, const pgp_kind *kind, int location) {
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
    const char *schema = part ? plain[0].data : NULL;
    if (kind)
        pgp_refer_named(c->parser, c->user, kind, schema, plain[part].data, location);
    else
        pgp_refer(c->parser, c->user, PGP_REF_RELATION, schema, plain[part].data, false, location);
}

static void collect_sequence(collector *c, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (name && call->n_args == 1 && (strcmp(name, "nextval") == 0 || strcmp(name, "currval") == 0))
        refer_text(c, call->args[0], NULL, call->location);
}

static void refer_named(collector *c, const pgp_kind *kind, size_t n, PgQuery__Node *const *names) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    if (name && !(schema && strcmp(schema, "pg_catalog") == 0))
        pgp_refer_named(c->parser, c->user, kind, schema, name, 0);
}

static bool is_type_named(const PgQuery__TypeName *type, const char *wanted) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    return name && strcmp(name, wanted) == 0;
}

/* Functions whose first argument of two may be a literal that names a configuration or dictionary. */
static const pgp_kind *kind_of_first_argument(const PgQuery__FuncCall *call) {
    static const char *const takers[] = {"to_tsvector",          "to_tsquery",        "plainto_tsquery",
                                         "phraseto_tsquery",     "ts_headline",       "json_to_tsvector",
                                         "websearch_to_tsquery", "jsonb_to_tsvector", NULL};
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    for (const char *const *taker = takers; name && call->n_args > 1 && *taker; taker++)
        if (strcmp(*taker, name) == 0)
            return &pgp_kind_text_search_configuration;
    return name && call->n_args > 1 && strcmp(name, "ts_lexize") == 0 ? &pgp_kind_text_search_dictionary
                                                                      : NULL;
}

static void collect_cast(collector *c, const PgQuery__TypeCast *cast) {
    static const struct {
        const char *type;
        const pgp_kind *kind;
    } named[] = {{"regconfig", &pgp_kind_text_search_configuration},
                 {"regdictionary", &pgp_kind_text_search_dictionary},
                 {"regcollation", &pgp_kind_collation}};
    if (!cast->type_name)
        return;
    if (is_type_named(cast->type_name, "regclass"))
        refer_text(c, cast->arg, NULL, cast->location);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (is_type_named(cast->type_name, named[i].type))
            refer_text(c, cast->arg, named[i].kind, cast->location);
}

static void collect_call(collector *c, const PgQuery__FuncCall *call) {
    const pgp_kind *kind = kind_of_first_argument(call);
    refer_function(c, call);
    collect_sequence(c, call);
    if (kind)
        refer_text(c, call->args[0], kind, call->location);
}

static void collect(void *argument, const ProtobufCMessage *message) {
    collector *c = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__range_var__descriptor) {
        refer_relation(c, (const PgQuery__RangeVar *)message);
    } else if (type == &pg_query__func_call__descriptor) {
        collect_call(c, (const PgQuery__FuncCall *)message);
    } else if (type == &pg_query__type_name__descriptor) {
        refer_type(c, (const PgQuery__TypeName *)message);
    } else if (type == &pg_query__type_cast__descriptor) {
        collect_cast(c, (const PgQuery__TypeCast *)message);
    } else if (type == &pg_query__a__expr__descriptor) {
        const PgQuery__AExpr *expression = (const PgQuery__AExpr *)message;
        refer_named(c, &pgp_kind_operator, expression->n_name, expression->name);
    } else if (type == &pg_query__sort_by__descriptor) {
        const PgQuery__SortBy *sort = (const PgQuery__SortBy *)message;
        refer_named(c, &pgp_kind_operator, sort->n_use_op, sort->use_op);
    } else if (type == &pg_query__sub_link__descriptor) {
        const PgQuery__SubLink *link = (const PgQuery__SubLink *)message;
        refer_named(c, &pgp_kind_operator, link->n_oper_name, link->oper_name);
    } else if (type == &pg_query__collate_clause__descriptor) {
        const PgQuery__CollateClause *collate = (const PgQuery__CollateClause *)message;
        refer_named(c, &pgp_kind_collation, collate->n_collname, collate->collname);
    }
}

void pgp_refer_all(pgp_parser *parser, pgp_object *user, const ProtobufCMessage *node) {
    collector c = {.parser = parser, .user = user};
    parser->queries += pgp_has_query(user);
    pgp_visit(node, collect_local, &c);
    pgp_visit(node, collect, &c);
}

void pgp_refer_value(pgp_parser *parser, pgp_object *column, const ProtobufCMessage *node) {
    const pgp_reference *before = column->references;
    pgp_refer_all(parser, column, node);
    for (pgp_reference *r = column->references; r != before; r = r->next)
        r->of_value = true;
}

void pgp_forget_references(pgp_object *column, bool of_value) {
    for (pgp_reference **link = &column->references; *link;)
        if ((*link)->of_value == of_value)
            *link = (*link)->next;
        else
            link = &(*link)->next;
}

/* -- resolving ----------------------------------------------------------------------------------------- */

/* The objects of the model that several of one name may be of, sorted by name. */
typedef struct overloads {
    pgp_object **items;
    size_t count, capacity;
} overloads;

static int by_name(const void *a, const void *b) {
    return strcmp((*(pgp_object *const *)a)->name, (*(pgp_object *const *)b)->name);
}

static bool is_overloaded(const pgp_kind *kind) {
    return kind == &pgp_kind_function || kind == &pgp_kind_operator || kind == &pgp_kind_operator_class ||
           kind == &pgp_kind_operator_family;
}

static overloads list_overloads(const pgp_model *model) {
    overloads list = {0};
    for (pgp_object *o = model->objects; o; o = o->sibling)
        if (is_overloaded(o->kind))
            PGP_PUSH(model->arena, list.items, list.count, list.capacity, o);
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, by_name);
    return list;
}

typedef struct resolver {
    pgp_parser *parser;
    const overloads *overloads;
    pgp_object *object;
    const pgp_reference *reference;
    bool found;
} resolver;

/* The body of an operator's function may well use operators of that name. */
static bool is_operator_of(const pgp_object *needed, const pgp_object *function) {
    const pgp_reference *r = needed->kind == &pgp_kind_operator && function->kind == &pgp_kind_function
                                 ? needed->references
                                 : NULL;
    while (r && !(r->type == PGP_REF_FUNCTION && strcmp(r->name, function->name) == 0))
        r = r->next;
    return r != NULL;
}

static void need(resolver *r, pgp_object *needed) {
    if (!needed)
        return;
    r->found = true;
    /* A part of the same table is no order between objects; a column's or constraint's own table comes first anyway. */
    if (needed != r->object && needed != r->object->parent && !is_operator_of(needed, r->object))
        pgp_object_need(r->parser->model, r->object, needed);
}

/* Found by name: every overload in the schema counts. */
static void need_overloads(resolver *r, const pgp_kind *kind, const char *schema) {
    const overloads *all = r->overloads;
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(all->items[middle]->name, r->reference->name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->count && strcmp(all->items[low]->name, r->reference->name) == 0; low++)
        if (all->items[low]->kind == kind && pgp_same(all->items[low]->schema, schema))
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
    case PGP_REF_FUNCTION: need_overloads(r, &pgp_kind_function, schema); break;
    case PGP_REF_SCHEMA: need(r, pgp_model_find(model, PGP_SPACE_SCHEMA, NULL, ref->name, NULL)); break;
    case PGP_REF_COLUMN: {
        pgp_object *relation = pgp_model_find(model, PGP_SPACE_RELATION, schema, ref->relation, NULL);
        need(r, relation ? pgp_child(relation, &pgp_kind_column, ref->name) : NULL);
        break;
    }
    case PGP_REF_OTHER: {
        const pgp_kind *kind = pgp_kind_named(ref->kind_name);
        if (is_overloaded(kind))
            need_overloads(r, kind, schema);
        else
            need(r, pgp_model_find_kind(model, kind, schema, ref->name, NULL));
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
    if (is_catalog(ref->schema, name) ||
        pgp_extension_provides(parser, relation ? PGP_MEMBER_RELATION : PGP_MEMBER_TYPE, ref->schema, name) ||
        pgp_extension_is_opaque(parser))
        return PGP_OK;
    pgp_fail(parser->context, PGP_INPUT, &ref->where, "%s \"%s%s%s\" does not exist",
             relation ? "relation" : "name", ref->schema ? ref->schema : "", ref->schema ? "." : "", name);
    return pgp_hint(parser->context, "No file of the schema creates it, or one drops it again.");
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
    const overloads all = list_overloads(parser->model);
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (o->schema) {
            pgp_object *schema = pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, o->schema, NULL);
            if (schema)
                pgp_object_need(parser->model, o, schema);
        }
        for (const pgp_reference *ref = o->references; ref; ref = ref->next) {
            resolver r = {.parser = parser, .overloads = &all, .object = o, .reference = ref};
            PGP_TRY(resolve(&r));
        }
    }
    return PGP_OK;
}
