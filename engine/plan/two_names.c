#include "plan/two_names.h"

#include "diff/helper.h"
#include "kinds/aspects.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <string.h>

/* -- how each goes ----------------------------------------------------------------------------------------- */

static bool has_row_security(const pgp_object *live) {
    return live->kind == &pgp_kind_table && ((const pgp_table *)live)->row_security;
}

/* A view before 15 reads with its owner's rights, past the policies. A domain over an enum, composite or range type is no
 * second name for it: their operators do not take both. */
static bool can_leave_helper(const pgp_plan *plan, const pgp_rename *rename) {
    const pgp_kind *kind = rename->live->kind;
    bool invoker = !plan->live->server_version || plan->live->server_version >= 150000;
    if (rename->label || rename->derived)
        return false;
    if (kind == &pgp_kind_table)
        return invoker || !has_row_security(rename->live);
    return pgp_is_view(rename->live) || kind == &pgp_kind_function || kind == &pgp_kind_procedure ||
           kind == &pgp_kind_domain;
}

static bool is_in_waiting_schema(const pgp_plan *plan, const pgp_rename *rename) {
    const pgp_object *top = pgp_object_top(rename->live);
    for (size_t i = 0; i < plan->rename_count; i++)
        if (plan->renames[i]->live->kind == &pgp_kind_schema &&
            pgp_same(plan->renames[i]->live->name, top->schema))
            return true;
    return false;
}

static bool is_in_waiting_table(const pgp_rename *rename, const pgp_plan *plan) {
    const pgp_object *top = pgp_object_top(rename->live);
    for (size_t i = 0; i < plan->rename_count; i++)
        if (plan->renames[i]->live == top && plan->renames[i]->waits)
            return true;
    return false;
}

static const char *new_name(pgp_arena *arena, const pgp_rename *rename) {
    return rename->new_label ? pgp_literal(arena, rename->new_label)
                             : pgp_object_label(arena, rename->desired);
}

static void say_between(pgp_plan *plan, pgp_arena *arena, const char *sentence) {
    pgp_names_add(arena, &plan->between, sentence);
}

static void describe(pgp_plan *plan, pgp_arena *arena, const pgp_rename *rename) {
    const char *kind = rename->live->kind->name, *from = rename->from, *to = new_name(arena, rename);
    if (rename->derived)
        return;
    if (rename->two_names && rename->waits)
        say_between(plan, arena,
                    pgp_printf(arena,
                               "The old version uses %s and the new one %s: what is written to one column is "
                               "written to the other. Indexes and constraints stand on the old one.",
                               from, to));
    else if (rename->two_names && rename->live->schema && pgp_is_view(rename->live))
        say_between(plan, arena,
                    pgp_printf(arena, "The new version reads %s; the old one goes on reading %s.", to, from));
    else if (rename->two_names && rename->live->kind == &pgp_kind_table)
        say_between(
            plan, arena,
            pgp_printf(arena,
                       "The new version uses %s; for the old one %s is a view on it, good for SELECT, "
                       "INSERT, UPDATE and DELETE, not for TRUNCATE or COPY FROM.",
                       to, from));
    else if (rename->two_names)
        say_between(plan, arena,
                    pgp_printf(arena, "The new version uses %s %s, the old one %s.", kind, to, from));
    else
        say_between(
            plan, arena,
            pgp_printf(
                arena,
                "%s %s cannot have two names: until contract the new version, too, must do with the old one.",
                kind, from));
}

void pgp_settle_two_names(pgp_context *context, pgp_plan *plan, pgp_phase phase) {
    for (size_t i = 0; i < plan->rename_count; i++) {
        pgp_rename *rename = plan->renames[i];
        bool free = phase != PGP_PHASE_ALL && !is_in_waiting_schema(plan, rename);
        rename->two_names = free && can_leave_helper(plan, rename);
        rename->waits = !rename->two_names;
        if (free && rename->live->kind == &pgp_kind_column && pgp_can_mirror(plan, rename))
            rename->two_names = !is_in_waiting_table(rename, plan);
        if (phase == PGP_PHASE_EXPAND)
            describe(plan, context->arena, rename);
        else if (phase == PGP_PHASE_ALL && !rename->derived && !rename->label)
            say_between(
                plan, context->arena,
                pgp_printf(context->arena,
                           "%s %s has its new name at once, which the old version does not know: for both to "
                           "run, use --phase expand and --phase contract.",
                           rename->live->kind->name, rename->from));
    }
}

static bool has_mirror(const pgp_plan *plan, const pgp_rename *rename) {
    return pgp_helper_named(plan, &pgp_kind_column, rename->live->parent, rename->desired->name);
}

static bool is_unexpanded(const pgp_plan *plan, const pgp_rename *rename) {
    return rename->two_names && (!rename->waits || !has_mirror(plan, rename));
}

size_t pgp_unexpanded_renames(const pgp_plan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->rename_count; i++)
        count += is_unexpanded(plan, plan->renames[i]);
    return count;
}

/* -- the rename itself ---------------------------------------------------------------------------------------- */

/* A schema that something is moved to is made before that. */
static void make_schema(pgp_emitter *emitter, const char *name) {
    const pgp_object *schema =
        name ? pgp_model_find(emitter->plan->desired, PGP_SPACE_SCHEMA, NULL, name, NULL) : NULL;
    pgp_change *change = schema ? schema->change : NULL;
    if (!change || change->action != PGP_CREATE || change->included)
        return;
    change->desired->kind->create(emitter, change->desired);
    change->included = true;
}

static void emit_rename(pgp_emitter *emitter, const pgp_rename *rename) {
    pgp_arena *arena = emitter->arena;
    make_schema(emitter, rename->desired->schema);
    for (size_t i = 0; i < rename->statement_count; i++)
        pgp_emit(emitter, '~', rename->desired,
                 pgp_printf(arena, "rename %s %s to %s", rename->desired->kind->name, rename->from,
                            new_name(arena, rename)),
                 rename->statements[i]);
}

/* -- helpers under the old name ------------------------------------------------------------------------------------ */

void pgp_emit_helper_comment(pgp_emitter *emitter, const pgp_object *object, const char *target,
                             const char *what) {
    const char *text = pgp_printf(emitter->arena, "%s%s", PGP_HELPER_COMMENT, what);
    pgp_emit(emitter, '+', object, pgp_printf(emitter->arena, "comment on the helper: %s", target),
             pgp_printf(emitter->arena, "COMMENT ON %s IS %s", target, pgp_literal(emitter->arena, text)));
}

static void comment_old_name(pgp_emitter *emitter, const pgp_rename *rename, const char *target) {
    pgp_emit_helper_comment(
        emitter, rename->desired, target,
        pgp_printf(emitter->arena, "the old name of %s, until contract", new_name(emitter->arena, rename)));
}

/* The table's rights, for those who come by the old name. */
static void grant_like(pgp_emitter *emitter, const pgp_rename *rename, const char *view) {
    const pgp_privileges *rights = (const pgp_privileges *)pgp_child(rename->live, &pgp_kind_privileges, "");
    for (size_t i = 0; rights && i < rights->items.count; i++) {
        const char *item = rights->items.items[i], *equals = strrchr(item, '=');
        if (*item == '@' || !equals)
            continue;
        size_t size = strcspn(equals + 1, "*");
        pgp_text sql = pgp_text_new(emitter->arena);
        pgp_text_addf(&sql, "GRANT %.*s ON TABLE %s TO ", (int)size, equals + 1, view);
        pgp_sql_role(&sql, pgp_strndup(emitter->arena, item, (size_t)(equals - item)));
        if (equals[1 + size] == '*')
            pgp_text_add(&sql, " WITH GRANT OPTION");
        pgp_emit(emitter, '+', rename->desired,
                 pgp_printf(emitter->arena, "rights on the old name %s", rename->from), sql.data);
    }
}

static void own_like(pgp_emitter *emitter, const pgp_rename *rename, const char *what, const char *name) {
    const pgp_owner *owner = (const pgp_owner *)pgp_child(rename->live, &pgp_kind_owner, "");
    if (!owner || pgp_same(owner->role, emitter->plan->live->current_user))
        return;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER %s %s OWNER TO ", what, name);
    pgp_sql_role(&sql, owner->role);
    pgp_emit(emitter, '~', rename->desired,
             pgp_printf(emitter->arena, "owner of the old name %s", rename->from), sql.data);
}

/* The columns as the database has them now: those that are to be renamed still have their old names. */
static void add_columns(pgp_text *sql, const pgp_object *live) {
    bool first = true;
    for (const pgp_object *child = live->children; child; child = child->sibling) {
        if (child->kind != &pgp_kind_column)
            continue;
        pgp_text_add(sql, first ? "" : ", ");
        pgp_sql_name(sql, pgp_former_name(child));
        first = false;
    }
}

static void leave_view(pgp_emitter *emitter, const pgp_rename *rename) {
    pgp_arena *arena = emitter->arena;
    const char *view = pgp_quoted2(arena, rename->schema, rename->name);
    bool invoker = emitter->server_version >= 150000 || !emitter->server_version;
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE VIEW %s%s AS\nSELECT ", view, invoker ? " WITH (security_invoker=true)" : "");
    if (pgp_is_view(rename->live))
        pgp_text_add(&sql, "*");
    else
        add_columns(&sql, rename->live);
    pgp_text_addf(&sql, " FROM %s", pgp_quoted2(arena, rename->desired->schema, rename->desired->name));
    pgp_emit(emitter, '+', rename->desired,
             pgp_printf(arena, "view %s: the old name, until contract", rename->from), sql.data);
    comment_old_name(emitter, rename, pgp_printf(arena, "VIEW %s", view));
    own_like(emitter, rename, "VIEW", view);
    grant_like(emitter, rename, view);
}

static void leave_copy(pgp_emitter *emitter, const pgp_rename *rename) {
    pgp_function copy = *(const pgp_function *)rename->live;
    copy.object.schema = rename->schema;
    copy.object.name = rename->name;
    copy.object.children = copy.object.last_child = NULL;
    copy.object.change = NULL;
    size_t first = emitter->plan->step_count;
    copy.object.kind->create(emitter, &copy.object);
    for (size_t i = first; i < emitter->plan->step_count; i++)
        emitter->plan->steps[i].object = rename->desired;
    comment_old_name(emitter, rename, pgp_sql_target(emitter->arena, &copy.object));
    own_like(emitter, rename, copy.object.kind->sql, pgp_sql_object(emitter->arena, &copy.object));
}

static void leave_domain(pgp_emitter *emitter, const pgp_rename *rename) {
    pgp_arena *arena = emitter->arena;
    const char *domain = pgp_quoted2(arena, rename->schema, rename->name);
    pgp_emit(emitter, '+', rename->desired,
             pgp_printf(arena, "domain %s: the old name, until contract", rename->from),
             pgp_printf(arena, "CREATE DOMAIN %s AS %s", domain,
                        pgp_quoted2(arena, rename->desired->schema, rename->desired->name)));
    comment_old_name(emitter, rename, pgp_printf(arena, "DOMAIN %s", domain));
    own_like(emitter, rename, "DOMAIN", domain);
}

static void leave_old_name(pgp_emitter *emitter, const pgp_rename *rename) {
    const pgp_object *live = rename->live;
    if (live->kind == &pgp_kind_function || live->kind == &pgp_kind_procedure)
        leave_copy(emitter, rename);
    else if (live->kind == &pgp_kind_domain)
        leave_domain(emitter, rename);
    else
        leave_view(emitter, rename);
}

/* -- helpers go ------------------------------------------------------------------------------------------------------- */

static const char *drop_statement(pgp_arena *arena, const pgp_helper *helper) {
    const pgp_object *object = helper->object;
    if (object->kind == &pgp_kind_trigger)
        return pgp_printf(arena, "DROP TRIGGER %s ON %s", pgp_quoted(arena, object->name), helper->on);
    if (object->kind == &pgp_kind_column)
        return pgp_printf(arena, "ALTER TABLE %s DROP COLUMN %s", helper->on,
                          pgp_quoted(arena, object->name));
    return pgp_printf(arena, "DROP %s %s", object->kind->sql, pgp_sql_object(arena, object));
}

/* Triggers before their function, everything else as it was found. */
static void drop_helpers(pgp_emitter *emitter) {
    const pgp_plan *plan = emitter->plan;
    for (int triggers = 1; triggers >= 0; triggers--)
        for (size_t i = 0; i < plan->helper_count; i++) {
            const pgp_helper *helper = &plan->helpers[i];
            if ((helper->object->kind == &pgp_kind_trigger) != triggers)
                continue;
            pgp_emit(emitter, '-', helper->object, pgp_printf(emitter->arena, "helper %s", helper->label),
                     drop_statement(emitter->arena, helper));
        }
}

/* -- all of them ------------------------------------------------------------------------------------------------------- */

static void emit_expand(pgp_emitter *emitter) {
    const pgp_plan *plan = emitter->plan;
    for (size_t i = 0; i < plan->rename_count; i++) {
        if (plan->renames[i]->waits)
            continue;
        emit_rename(emitter, plan->renames[i]);
        leave_old_name(emitter, plan->renames[i]);
    }
    for (size_t i = 0; i < plan->rename_count; i++)
        if (plan->renames[i]->waits && is_unexpanded(plan, plan->renames[i]))
            pgp_emit_mirror(emitter, plan->renames[i]);
}

void pgp_emit_renames(pgp_emitter *emitter) {
    const pgp_plan *plan = emitter->plan;
    emitter->change = NULL;
    emitter->contract = emitter->options->phase != PGP_PHASE_EXPAND;
    if (emitter->contract)
        drop_helpers(emitter);
    else
        emit_expand(emitter);
    for (size_t i = 0; emitter->contract && i < plan->rename_count; i++)
        emit_rename(emitter, plan->renames[i]);
}
