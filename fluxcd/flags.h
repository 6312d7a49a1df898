/*
 * Which flags of emit a target has a use for: what it cannot do it must not leave out in silence.
 */
#ifndef FLUX_FLAGS_H
#define FLUX_FLAGS_H

#include "emit.h"

/* The flag was given: typed, or by the configuration file, which is there for all targets. PGP_INPUT: in vain. */
pgp_status flux_check_flag(pgp_context *context, const char *target, const char *flag, bool typed,
                           const flux_settings *settings);

#endif
