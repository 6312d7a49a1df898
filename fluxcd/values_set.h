/*
 * Setting values of the manifests' holes, for the files that make them.
 */
#ifndef FLUX_VALUES_SET_H
#define FLUX_VALUES_SET_H

#include "values.h"

void flux_set_value(flux_job *job, const char *name, const char *text); /* NULL: no value */
void flux_set_number(flux_job *job, const char *name, long number);
/* true, or no value. */
void flux_set_flag(flux_job *job, const char *name, bool flag);
/* An empty list is no value. */
void flux_set_node(flux_job *job, const char *name, flux_node *node);
const char *flux_get_value(const flux_job *job, const char *name);

const char *flux_otherwise(const char *text, const char *fallback);
flux_node *flux_texts(pgp_arena *arena, const char *const *items, size_t count);
/* Up to the first NULL. */
flux_node *flux_words(pgp_arena *arena, const char *const *items);
void flux_add_all(pgp_arena *arena, flux_node *list, const flux_node *more);

/* "secret/NAME" and "configmap/NAME" as envFrom. */
pgp_status flux_env_from(flux_job *job, const char *flag, const pgp_names *references, flux_node **out);
/* NAME or NAME/KEY of the Secret. */
void flux_set_secret(flux_job *job, const char *secret);
pgp_status flux_check_secret_variant(flux_job *job);

/* Many databases (values_fleet.c). */
bool flux_is_fleet(const flux_job *job);
/* What makes the Job an indexed one. */
pgp_status flux_set_fleet(flux_job *job);
/* How many databases one place of the Job may take, one after the other. */
long flux_fleet_rounds(const flux_job *job);
pgp_status flux_set_fleet_credentials(flux_job *job);

#endif
