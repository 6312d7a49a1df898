/*
 * How the databases of a fleet stand, for people, programs and Prometheus.
 */
#ifndef CLI_RENDER_FLEET_STATUS_H
#define CLI_RENDER_FLEET_STATUS_H

#include "base/context.h"
#include "base/text.h"
#include "execute/journal.h"

/* X(name, word): from what needs nobody to what needs somebody. */
#define CLI_STANDINGS(X)  \
    X(IN_SYNC, "in sync") \
    X(BEHIND, "behind")   \
    X(PENDING, "pending") \
    X(FAILED, "failed")   \
    X(NEVER, "never")     \
    X(UNREACHABLE, "unreachable")

typedef enum cli_standing {
#define CLI_STANDING_ENUM(name, word) CLI_##name,
    CLI_STANDINGS(CLI_STANDING_ENUM)
#undef CLI_STANDING_ENUM
        CLI_STANDING_COUNT
} cli_standing;

typedef struct cli_standing_member {
    const char *name;
    cli_standing standing;
    const pgp_run *newest; /* NULL: pgplumb has applied nothing there, or it could not be asked */
    const char *error;     /* why it could not be asked; NULL */
} cli_standing_member;

typedef struct cli_fleet_standing {
    const char *fleet;
    const cli_standing_member *items; /* by name */
    size_t count;
    size_t counts[CLI_STANDING_COUNT];
} cli_fleet_standing;

void cli_render_fleet_text(pgp_text *out, const cli_fleet_standing *fleet, bool colourful);
pgp_status cli_render_fleet_json(pgp_context *context, pgp_text *out, const cli_fleet_standing *fleet);
void cli_render_fleet_metrics(pgp_text *out, const cli_fleet_standing *fleet);

#endif
