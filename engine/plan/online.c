#include "plan/online.h"

#include "diff/rename.h"
#include "hazard/analysis.h"
#include "introspect/catalog.h"
#include "kinds/ddl.h"
#include "parse/grammar.h"
#include "parse/parse.h"
#include "plan/hazards.h"

/* -- how large ------------------------------------------------------------------------------------------------------ */

/* With its heirs, which ALTER TABLE reaches too; -1: not known. */
static int64_t bytes_of(const pgp_object *relation) {
    if (relation->kind == &pgp_kind_materialized_view)
        return ((const pgp_view *)relation)->bytes;
    if (relation->kind != &pgp_kind_table)
        return 0;
    const pgp_table *table = (const pgp_table *)relation;
    int64_t sum = table->bytes;
    for (size_t i = 0; i < table->heirs.count && sum >= 0; i++) {
        int64_t heir = bytes_of(&table->heirs.items[i]->object);
        sum = heir < 0 ? heir : sum + heir;
    }
    return sum;
}

static bool is_new(const pgp_object *relation) {
    return relation->change &&
           (relation->change->action == PGP_CREATE || relation->change->action == PGP_REPLACE);
}

bool pgp_is_online(const pgp_emitter *emitter, const pgp_object *table) {
    const pgp_object *top = pgp_object_top(table);
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, top);
    int64_t above = emitter->options->online_above;
    if (emitter->rendering || !live || pgp_is_foreign(top) || is_new(top) || is_new(live) ||
        above == INT64_MAX)
        return false;
    int64_t bytes = emitter->plan->live->server_version ? bytes_of(live) : -1;
    return pgp_is_large(emitter->options, bytes);
}

/* -- what it is worth ------------------------------------------------------------------------------------------------ */

typedef struct question {
    pgp_emitter *emitter;
    const char *sql, *search_path;
    pgp_cost cost;
} question;

static pgp_analyzer *analyzer_of(pgp_emitter *emitter) {
    if (emitter->analyzer)
        return emitter->analyzer;
    emitter->analyzer = pgp_analyzer_new(emitter->context, emitter->plan->live, emitter->server_version);
    if (emitter->zone)
        pgp_analyzer_set_zone(emitter->analyzer, emitter->zone);
    return emitter->analyzer;
}

bool pgp_keeps_indexes(pgp_emitter *emitter, const char *from, const char *to) {
    return pgp_same_index_family(analyzer_of(emitter), from, to);
}

static pgp_status analyze(pgp_context *context, void *argument) {
    question *q = argument;
    pgp_analysis analysis;
    (void)context;
    pgp_analyzer_forget(analyzer_of(q->emitter));
    PGP_TRY(pgp_analyze(analyzer_of(q->emitter), q->sql, q->search_path, &analysis));
    for (size_t i = 0; i < analysis.effects.count; i++) {
        const pgp_effect *effect = &analysis.effects.items[i];
        q->cost.rewrites |= effect->rewritten;
        q->cost.scans |= effect->scanned;
        q->cost.builds |= effect->indexes_built;
    }
    return PGP_OK;
}

pgp_cost pgp_plain_cost(pgp_emitter *emitter, const char *sql, const char *search_path) {
    question q = {.emitter = emitter, .sql = sql, .search_path = search_path};
    pgp_status status = pgp_with_stack(emitter->context, analyze, &q);
    if (emitter->status == PGP_OK)
        emitter->status = status;
    return q.cost;
}

/* -- statements -------------------------------------------------------------------------------------------------------- */

/* FNV-1a */
static uint32_t digits_of(const char *text) {
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

const char *pgp_passing_name(pgp_arena *arena, const char *name, const char *what) {
    return pgp_object_name(arena, name, NULL, pgp_printf(arena, "pgplumb_%08x", (unsigned)digits_of(what)));
}

pgp_step *pgp_emit_alone(pgp_emitter *emitter, char sign, const pgp_object *object, const char *summary,
                         const char *sql, const char *check, const char *cleanup) {
    pgp_step *step = pgp_emit(emitter, sign, object, summary, sql);
    step->no_transaction = true;
    step->check = check;
    step->cleanup = cleanup;
    return step;
}

/* -- asking for it ---------------------------------------------------------------------------------------------------- */

typedef struct relations {
    pgp_object **items;
    size_t count, capacity;
} relations;

static bool is_unknown(const pgp_object *relation) {
    if (relation->kind == &pgp_kind_materialized_view)
        return ((const pgp_view *)relation)->bytes < 0;
    return relation->kind == &pgp_kind_table && ((const pgp_table *)relation)->bytes < 0;
}

static void collect(pgp_arena *arena, relations *wanted, pgp_object *relation) {
    if (is_unknown(relation))
        PGP_PUSH(arena, wanted->items, wanted->count, wanted->capacity, relation);
    if (relation->kind != &pgp_kind_table)
        return;
    const pgp_tables *heirs = &((const pgp_table *)relation)->heirs;
    for (size_t i = 0; i < heirs->count; i++)
        collect(arena, wanted, &heirs->items[i]->object);
}

pgp_status pgp_read_sizes(const pgp_plan *plan, pgp_catalog *catalog) {
    pgp_arena *arena = catalog->context->arena;
    relations wanted = {0};
    const pgp_object *last = NULL;
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        const pgp_object *top = pgp_object_top(change->live ? change->live : change->desired);
        pgp_object *live = top != last ? pgp_model_counterpart(plan->live, top) : NULL;
        last = top;
        if (live)
            collect(arena, &wanted, live);
    }
    for (size_t i = 0; i < plan->rename_count; i++) {
        pgp_object *top = pgp_model_counterpart(plan->live, pgp_object_top(plan->renames[i]->live));
        if (top)
            collect(arena, &wanted, top);
    }
    return pgp_catalog_sizes(catalog, wanted.items, wanted.count);
}
