#include "doctor_set.h"

#include <stdlib.h>
#include <string.h>

const flux_rule flux_rules[FLUX_RULE_COUNT] = {
#define FLUX_RULE_ROW(code, severity, what, fix) {#code, FLUX_##severity, what, fix},
    FLUX_RULES(FLUX_RULE_ROW)
#undef FLUX_RULE_ROW
};

const char *const flux_severity_words[] = {
    [FLUX_ERROR] = "error", [FLUX_WARNING] = "warning", [FLUX_NOTE] = "note"};

void flux_report(flux_manifests *set, flux_rule_number rule, const char *file, size_t line,
                 const char *format, ...) {
    va_list args;
    va_start(args, format);
    flux_finding finding = {.rule = &flux_rules[rule], .file = file, .line = line};
    finding.detail = pgp_vprintf(set->context->arena, format, args);
    va_end(args);
    PGP_PUSH(set->context->arena, set->out->items, set->out->count, set->out->capacity, finding);
}

size_t flux_line(const flux_document *document, const flux_node *node) {
    return node ? node->line : document->root->line;
}

static int by_place(const void *left, const void *right) {
    const flux_finding *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (!order)
        order = a->line < b->line ? -1 : a->line > b->line;
    return order ? order : strcmp(a->rule->code, b->rule->code);
}

pgp_status flux_examine(pgp_context *context, const char *const *paths, size_t count, flux_findings *out) {
    static void (*const checks[])(flux_manifests *) = {
        flux_check_jobs,      flux_check_pods,    flux_check_services, flux_check_flux,
        flux_check_kustomize, flux_check_compose, flux_check_texts};
    flux_manifests set = {.context = context, .out = out};
    PGP_TRY(flux_read_set(&set, paths, count));
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&set);
    out->documents = set.count;
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_place);
    return PGP_OK;
}
