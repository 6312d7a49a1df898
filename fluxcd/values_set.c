#include "values_set.h"

void flux_set_value(flux_job *job, const char *name, const char *text) {
    flux_values_set_text(job->context->arena, &job->values, name, text);
}

void flux_set_number(flux_job *job, const char *name, long number) {
    flux_values_set(job->context->arena, &job->values, name, flux_number(job->context->arena, number));
}

/* true, or no value. */
void flux_set_flag(flux_job *job, const char *name, bool flag) {
    flux_node *node = flux_text(job->context->arena, "true");
    node->type = FLUX_PLAIN;
    flux_values_set(job->context->arena, &job->values, name, flag ? node : NULL);
}

void flux_set_node(flux_job *job, const char *name, flux_node *node) {
    flux_values_set(job->context->arena, &job->values, name, flux_count(node) ? node : NULL);
}

const char *flux_get_value(const flux_job *job, const char *name) {
    return flux_string(flux_values_get(&job->values, name));
}

const char *flux_otherwise(const char *text, const char *fallback) {
    return text ? text : fallback;
}

bool flux_is_fleet(const flux_job *job) {
    return job->plan && job->plan->databases.count;
}

flux_node *flux_texts(pgp_arena *arena, const char *const *items, size_t count) {
    flux_node *list = flux_list(arena);
    for (size_t i = 0; i < count; i++)
        flux_add(arena, list, flux_text(arena, items[i]));
    return list;
}

flux_node *flux_words(pgp_arena *arena, const char *const *items) {
    size_t count = 0;
    while (items[count])
        count++;
    return flux_texts(arena, items, count);
}

void flux_add_all(pgp_arena *arena, flux_node *list, const flux_node *more) {
    for (size_t i = 0; i < flux_count(more); i++)
        flux_add(arena, list, more->items[i]);
}
