/*
 * The journal as Prometheus reads it: text exposition format, for the node exporter's textfile collector or a Pushgateway.
 */
#ifndef CLI_METRICS_H
#define CLI_METRICS_H

#include "base/text.h"
#include "execute/journal.h"

/* What is measured of a database. */
typedef struct cli_measured {
    const char *database;  /* the label of every sample; NULL: none, there is but one */
    const pgp_run *newest; /* NULL: no run */
    bool pending;          /* steps of it are left */
} cli_measured;

void cli_render_metrics(pgp_text *out, const cli_measured *items, size_t count);

void cli_add_metric(pgp_text *out, const char *name, const char *help);
/* name{label="value",… ends in NULL */
void cli_add_sample(pgp_text *out, const char *name, const char *const *labels, long long value);

#endif
