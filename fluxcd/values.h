/*
 * The values of the manifests' holes, from the settings and the plan.
 */
#ifndef FLUX_VALUES_H
#define FLUX_VALUES_H

#include "emit.h"
#include "template.h"

/* A part of the plan in a ConfigMap. */
typedef struct flux_part {
    const char *name, *suffix; /* the suffix of the name: "-2" */
    flux_node *data;
} flux_part;

typedef struct flux_job {
    pgp_context *context;
    const flux_settings *settings;
    const flux_plan *plan; /* NULL: none is needed */
    flux_values values;
    flux_part *parts;
    size_t part_count;
    long parallel; /* databases of a fleet at once */
} flux_job;

/* An expand and a contract part that run as Jobs of their own, or all of the plan as one. */
typedef struct flux_phase {
    const char *name; /* of the directory and of Flux's Kustomization */
    const char *step; /* in names: "migrate" */
    const char *word; /* for --phase; NULL: all */
} flux_phase;

/* Everything but the phase. PGP_INPUT when the settings do not do. */
pgp_status flux_set_values(flux_job *job);
/* The phases of the plan; `out` has room for two. `two`: the target can run them at two times. */
size_t flux_phases(const flux_job *job, bool two, flux_phase *out);
void flux_set_phase(flux_job *job, const flux_phase *phase);

#endif
