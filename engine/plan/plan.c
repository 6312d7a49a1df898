/*
 * From changes to steps.
 */
#include "kinds/ddl.h"
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/data.h"
#include "plan/emit.h"
#include "plan/hazards.h"
#include "plan/labels.h"
#include "plan/online.h"
#include "plan/order.h"
#include "plan/phase.h"
#include "plan/rebuild_types.h"
#include "plan/two_names.h"
#include "plan/undo.h"
#include "plan/units.h"
#include "plan/window.h"

#include <string.h>

/* The server takes it along with something else: its parent, or what it was made for. */
static bool drop_is_included(const pgp_change *change) {
    const pgp_object *live = change->live;
    if (change->included || change->dropped || (pgp_goes_with_parent(live) && !change->ahead))
        return true;
    const pgp_change *origin =
        (live->flags & PGP_OBJECT_IMPLIED) && live->origin ? live->origin->change : NULL;
    if (live->parent && pgp_table_is_let_go(live->parent))
        return false;
    return origin && (origin->action == PGP_DROP || origin->action == PGP_REPLACE);
}

/* ALTER of a parent reaches what inherits from it. */
static bool alter_is_included(const pgp_change *change) {
    const pgp_object *desired = change->desired;
    const pgp_change *origin =
        (desired->flags & PGP_OBJECT_IMPLIED) && desired->origin ? desired->origin->change : NULL;
    return origin && origin->action == PGP_ALTER && (origin->changed & change->changed) == change->changed;
}

static void release_default(pgp_emitter *emitter, const pgp_object *column) {
    const char *sql = pgp_printf(emitter->arena, "%s ALTER COLUMN %s DROP DEFAULT",
                                 pgp_alter_parent(emitter, column), pgp_quoted(emitter->arena, column->name));
    pgp_emit(emitter, '~', column,
             pgp_printf(emitter->arena, "column %s: default set again below", column->name), sql);
}

static void emit_drop(pgp_emitter *emitter, const pgp_change *change) {
    if (!drop_is_included(change))
        change->live->kind->drop(emitter, change->live);
}

static void emit_make(pgp_emitter *emitter, pgp_change *change) {
    const pgp_kind *kind = pgp_change_object(change)->kind;
    if (change->action == PGP_ALTER) {
        if (!alter_is_included(change))
            kind->alter(emitter, change);
    } else if (!pgp_emit_is_included(change->desired) || pgp_index_is_found_late(emitter, change->desired)) {
        kind->create(emitter, change->desired);
    }
}

static void emit(pgp_emitter *emitter, const pgp_operation *operation) {
    emitter->change = operation->change;
    switch (operation->type) {
    case PGP_DROP_EARLY:
    case PGP_DROP_LATE: emit_drop(emitter, operation->change); break;
    case PGP_MAKE: emit_make(emitter, operation->change); break;
    case PGP_ANNOUNCE:
        pgp_change_object(operation->change)->kind->announce(emitter, operation->change->desired);
        break;
    case PGP_REFILL: pgp_rows_return(emitter, operation->change); break;
    case PGP_FINISH: pgp_change_object(operation->change)->kind->finish(emitter, operation->change); break;
    case PGP_RETIRE: operation->change->live->kind->retire(emitter, operation->change); break;
    }
}

static void release_defaults(pgp_emitter *emitter) {
    for (size_t i = 0; i < emitter->plan->change_count; i++) {
        pgp_change *change = emitter->plan->changes[i];
        if (!change->release_default || change->action != PGP_ALTER)
            continue;
        emitter->change = change;
        release_default(emitter, change->live);
        for (size_t p = 0; p < change->live->kind->property_count; p++)
            if (strcmp(change->live->kind->properties[p].name, "default_value") == 0)
                change->changed |= (uint64_t)1 << p;
    }
}

pgp_status pgp_plan_steps(pgp_context *context, pgp_plan *plan, pgp_catalog *catalog,
                          const pgp_options *options) {
    pgp_emitter emitter = {.context = context,
                           .arena = context->arena,
                           .plan = plan,
                           .options = options,
                           .server_version = plan->live->server_version,
                           .zone = catalog ? catalog->timezone : NULL,
                           .rendering = options->rendering};
    PGP_TRY(pgp_check_permissions(context, plan->desired));
    if (!plan->change_count && !plan->rename_count && !plan->helper_count)
        return PGP_OK;
    if (catalog) {
        PGP_TRY(pgp_catalog_dependencies(catalog));
        PGP_TRY(pgp_read_sizes(plan, catalog));
    }
    PGP_TRY(pgp_phase_changes(context, plan, options));
    pgp_split_filled(&emitter);
    pgp_pair_types(plan);
    pgp_propagate(&emitter);
    pgp_phase_consequences(plan);
    pgp_untie_types(plan->live);
    pgp_untie_types(plan->desired);
    pgp_operations operations = pgp_order(plan, context->arena);
    pgp_say_not_null_names(plan, context->arena);
    pgp_emit_renames(&emitter);
    pgp_free_not_null_names(&emitter);
    pgp_unbind_tables(&emitter);
    for (size_t i = 0; i < plan->change_count; i++) {
        pgp_column_prepare(&emitter, plan->changes[i]);
        pgp_not_null_prepare(&emitter, plan->changes[i]);
        pgp_sequence_prepare(&emitter, plan->changes[i]);
    }
    release_defaults(&emitter);
    pgp_note_own_columns(context, plan);
    for (size_t i = 0; i < operations.count; i++)
        emit(&emitter, &operations.items[i]);
    pgp_bind_tables(&emitter);
    pgp_set_forgotten_options(&emitter);
    PGP_TRY(pgp_add_data_steps(&emitter));
    pgp_commit_labels(plan, context->arena);
    PGP_TRY(emitter.status);
    if (!options->rendering)
        pgp_fill_undo(&emitter);
    pgp_close_windows(plan, context->arena, catalog != NULL);
    PGP_TRY(pgp_plan_hazards(context, plan, catalog, options));
    pgp_commit_units(plan, context->arena, options);
    return PGP_OK;
}
