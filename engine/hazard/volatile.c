/*
 * Whether a default gives every row a value of its own.
 */
#include "equal/builtin.h"
#include "hazard/analysis.h"
#include "parse/visit.h"

#include <stdlib.h>
#include <string.h>

/* pg_proc, provolatile 'v', of 14 to 18, and of the extensions that make identifiers; sorted. */
static const char *const volatile_functions[] = {
#include "hazard/volatile_functions.inc"
};

static int by_text(const void *key, const void *item) {
    return strcmp(key, *(const char *const *)item);
}

typedef struct search {
    pgp_analyzer *a;
    bool found;
} search;

/* Overloads that differ in volatility count as volatile. */
static bool is_volatile_in_model(const pgp_analyzer *a, const char *name, bool *known) {
    for (const pgp_object *o = a->model->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_function || strcmp(o->name, name) != 0)
            continue;
        *known = true;
        if (pgp_same(((const pgp_function *)o)->volatility, "volatile"))
            return true;
    }
    return false;
}

/* What is neither built in nor in the model is somebody's, and volatile unless said otherwise, as for CREATE FUNCTION. */
static bool is_volatile_call(const pgp_analyzer *a, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    bool known = false;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (!name)
        return true;
    if (!(schema && strcmp(schema, "pg_catalog") == 0) && is_volatile_in_model(a, name, &known))
        return true;
    if (bsearch(name, volatile_functions, sizeof volatile_functions / sizeof *volatile_functions,
                sizeof *volatile_functions, by_text))
        return true;
    return !known && (schema ? strcmp(schema, "pg_catalog") != 0 : !pgp_is_builtin_call(name));
}

static void visit(void *argument, const ProtobufCMessage *message) {
    search *s = argument;
    if (message->descriptor == &pg_query__func_call__descriptor)
        s->found |= is_volatile_call(s->a, (const PgQuery__FuncCall *)message);
}

bool pgp_is_volatile(pgp_analyzer *a, const PgQuery__Node *expression) {
    search s = {.a = a};
    pgp_visit(expression ? &expression->base : NULL, visit, &s);
    return s.found;
}
