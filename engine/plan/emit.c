#include "plan/emit.h"

#include "kinds/ddl.h"
#include "plan/hazards.h"

#include <string.h>

static bool waits(const pgp_emitter *emitter) {
    return emitter->change ? emitter->change->contract : emitter->contract;
}

pgp_step *pgp_emit(pgp_emitter *emitter, char sign, const pgp_object *object, const char *summary,
                   const char *sql) {
    pgp_plan *plan = emitter->plan;
    const pgp_object *top = pgp_object_top(object);
    pgp_step step = {.sql = sql,
                     .sign = sign,
                     .action = sign == '+'   ? "create"
                               : sign == '-' ? "drop"
                                             : "alter",
                     .object = object,
                     .kind = object->kind->name,
                     .label = pgp_object_label(emitter->arena, object),
                     .top_kind = top->kind->name,
                     .top_label = pgp_object_label(emitter->arena, top),
                     .summary = summary,
                     .phase = waits(emitter) ? "contract" : "expand",
                     .commit_before = emitter->commit_next};
    emitter->commit_next = false;
    PGP_PUSH(emitter->arena, plan->steps, plan->step_count, plan->step_capacity, step);
    return &plan->steps[plan->step_count - 1];
}

void pgp_emit_validate(pgp_emitter *emitter, const pgp_object *object, const char *summary, const char *table,
                       const char *constraint) {
    pgp_step *step =
        pgp_emit(emitter, '~', object, pgp_printf(emitter->arena, "%s: checked", summary),
                 pgp_printf(emitter->arena, "ALTER TABLE %s VALIDATE CONSTRAINT %s", table, constraint));
    step->commit_before = emitter->commit_next = true;
    pgp_emit_running_path(emitter, step, &(pgp_sql){0});
}

void pgp_emit_path(pgp_step *step, const pgp_sql *slice) {
    if (slice->text)
        step->search_path = slice->path ? slice->path : "";
}

static bool looks_for_names(const pgp_object *object) {
    const pgp_function *function = (const pgp_function *)object;
    return object->kind == &pgp_kind_function && !(object->flags & PGP_OBJECT_MEMBER) && function->body &&
           !function->config.count && strcmp(function->language, "internal") != 0 &&
           strcmp(function->language, "c") != 0;
}

void pgp_emit_running_path(pgp_emitter *emitter, pgp_step *step, const pgp_sql *slice) {
    pgp_emit_path(step, slice);
    if (step->search_path && *step->search_path)
        return;
    pgp_text path = pgp_text_new(emitter->arena);
    for (uint32_t i = 0; i < step->object->need_count; i++)
        if (looks_for_names(step->object->needs[i]))
            pgp_text_addf(&path, "%s%s", path.size ? ", " : "",
                          pgp_quoted(emitter->arena, step->object->needs[i]->schema));
    if (path.size)
        step->search_path =
            pgp_printf(emitter->arena, "%s, %s", emitter->plan->live->default_path, path.data);
}

bool pgp_is_allowed(const pgp_options *options, const pgp_step *step) {
    return pgp_allows(options, step->kind, step->label, false);
}

void pgp_emit_destroys(pgp_emitter *emitter, pgp_step *step, const char *what) {
    step->destructive = true;
    step->destroys = what;
    step->allowed = pgp_is_allowed(emitter->options, step);
    step->phase = "contract";
}

void pgp_emit_included(pgp_object *child) {
    if (child->change)
        child->change->included = true;
}

bool pgp_emit_is_included(const pgp_object *child) {
    if (child->change && child->change->included)
        return true;
    return (child->flags & PGP_OBJECT_IMPLIED) && child->origin && pgp_is_made(child->origin);
}

char *pgp_alter_parent(pgp_emitter *emitter, const pgp_object *child) {
    const pgp_object *parent = child->parent;
    return pgp_printf(emitter->arena, "ALTER %s %s", parent->kind->sql,
                      pgp_sql_object(emitter->arena, parent));
}

char *pgp_sql_object(pgp_arena *arena, const pgp_object *object) {
    pgp_text text = pgp_text_new(arena);
    if (object->kind != &pgp_kind_procedure) {
        pgp_sql_identity(&text, object);
        return text.data;
    }
    pgp_sql_qualified(&text, object->schema, object->name);
    pgp_procedure_signature(&text, object);
    return text.data;
}
