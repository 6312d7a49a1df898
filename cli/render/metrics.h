/*
 * The journal as Prometheus reads it: text exposition format, for the node exporter's textfile collector or a Pushgateway.
 */
#ifndef CLI_METRICS_H
#define CLI_METRICS_H

#include "base/text.h"
#include "execute/journal.h"

/* `pending`: steps of the newest run are left. */
void cli_render_metrics(pgp_text *out, const pgp_runs *runs, bool pending);

#endif
