/*
 * Findings: their level, what allows them, their order.
 */
#include "lint/linter.h"
#include "parse/directives.h"

#include <stdlib.h>
#include <string.h>

pgp_lint_level pgp_lint_level_of(const pgp_lint_settings *settings, const pgp_hazard *rule) {
    pgp_lint_level level = pgp_lint_usual_level(rule);
    for (size_t i = 0; settings && i < settings->count; i++)
        if (strcmp(settings->items[i].code, rule->code) == 0)
            level = settings->items[i].level;
    return level;
}

static pgp_lint_level level_of(const pgp_linter *l, const pgp_hazard *rule) {
    return pgp_lint_level_of(l->options->settings, rule);
}

static pgp_lint_finding *add(pgp_linter *l, const char *code, const char *label, const char *what) {
    const pgp_hazard *rule = pgp_lint_rule_named(code);
    pgp_lint_findings *out = l->out;
    pgp_lint_finding finding = {.rule = rule,
                                .level = level_of(l, rule),
                                .label = pgp_strdup(l->arena, label),
                                .what = pgp_strdup(l->arena, what)};
    PGP_PUSH(l->arena, out->items, out->count, out->capacity, finding);
    return &out->items[out->count - 1];
}

pgp_lint_finding *pgp_lint_find(pgp_linter *l, const char *code, int location, const char *label,
                                const char *what) {
    pgp_lint_finding *finding = add(l, code, label, what);
    finding->where = location < 0 || l->in_block ? l->from : pgp_parse_where(&l->parser, location);
    finding->from = l->from;
    finding->to = l->to;
    return finding;
}

void pgp_lint_find_object(pgp_linter *l, const char *code, const pgp_object *object, const char *what) {
    pgp_lint_finding *finding = add(l, code, pgp_object_label(l->arena, object), what);
    const pgp_object *top = pgp_object_top(object);
    finding->where = object->where.file ? object->where : top->where;
    finding->from = finding->to = finding->where;
}

size_t pgp_lint_count(const pgp_lint_findings *findings, pgp_lint_level level) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].level >= level && !findings->items[i].reason;
    return count;
}

/* -- permissions -------------------------------------------------------------------------------------------------- */

static bool is_before(const pgp_location *a, const pgp_location *b) {
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* The texts that both are about have something in common. */
static bool meets(const pgp_directive *d, const pgp_lint_finding *finding) {
    if (!pgp_same(finding->where.file, d->where.file) || !finding->where.file)
        return false;
    bool inside = !is_before(&finding->where, &d->from) && is_before(&finding->where, &d->to);
    return inside || (is_before(&finding->from, &d->to) && is_before(&d->from, &finding->to));
}

static bool allows(const pgp_directive *d, const pgp_lint_finding *finding) {
    return strcmp(d->code, finding->rule->code) == 0 && (!d->label || pgp_same(d->label, finding->label)) &&
           meets(d, finding);
}

static void apply(pgp_linter *l, pgp_directive *d) {
    for (size_t i = 0; i < l->out->count; i++) {
        if (!allows(d, &l->out->items[i]))
            continue;
        l->out->items[i].reason = d->reason;
        d->used = true;
    }
}

static void judge(pgp_linter *l, const pgp_directive *d, unsigned scope) {
    const pgp_hazard *rule = pgp_lint_rule_named(d->code);
    bool unused = rule && !d->used && (pgp_lint_scope(rule) & scope) && level_of(l, rule) != PGP_LINT_OFF;
    if (rule && !unused)
        return;
    pgp_lint_finding *finding = add(l, rule ? "unused-permission" : "unknown-rule", NULL, d->code);
    finding->where = finding->from = finding->to = d->where;
}

/* -- order ---------------------------------------------------------------------------------------------------------- */

typedef struct placed {
    pgp_lint_finding finding;
    size_t file, number;
} placed;

static int by_place(const void *a, const void *b) {
    const placed *x = a, *y = b;
    const pgp_location *p = &x->finding.where, *q = &y->finding.where;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    if (p->column != q->column)
        return p->column < q->column ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* Files in the order in which something was found in them first. */
static size_t file_number(const pgp_lint_findings *out, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (pgp_same(out->items[j].where.file, out->items[i].where.file))
            return j;
    return i;
}

static void sort(pgp_linter *l) {
    pgp_lint_findings *out = l->out;
    placed *all = pgp_alloc(l->arena, (out->count + 1) * sizeof *all);
    for (size_t i = 0; i < out->count; i++)
        all[i] = (placed){out->items[i], file_number(out, i), i};
    qsort(all, out->count, sizeof *all, by_place);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = all[i].finding;
}

static void forget_what_is_off(pgp_lint_findings *out) {
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].level != PGP_LINT_OFF)
            out->items[kept++] = out->items[i];
    out->count = kept;
}

void pgp_lint_settle(pgp_linter *l, unsigned scope) {
    for (pgp_directive *d = l->comments->directives; d; d = d->next)
        if (d->type == PGP_DIRECTIVE_ALLOW)
            apply(l, d);
    for (pgp_directive *d = l->comments->directives; d; d = d->next)
        if (d->type == PGP_DIRECTIVE_ALLOW)
            judge(l, d, scope);
    forget_what_is_off(l->out);
    sort(l);
}
