/*
 * How an apply ended, for whoever looks at Flux: an Event about its Kustomization, beside Flux's own.
 */
#ifndef CLI_FLUX_EVENT_H
#define CLI_FLUX_EVENT_H

#include "cluster.h"
#include "options.h"

/* PGP_INPUT unless it names a Kustomization, or nothing. */
pgp_status cli_check_flux_event(pgp_context *context, const cli_flux_event *event);
/* Posts the last word. What goes wrong with that is said, and changes nothing else; it takes a few seconds at most. */
void cli_tell_flux(pgp_context *context, const cli_flux_event *event, pgp_status status);

#endif
