/*
 * What people and machines are told while a plan runs: the engine's observer.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "execute/observer.h"

typedef struct cli_progress {
    pgp_arena *arena;
    bool bar;        /* stderr is a terminal: one line that changes */
    bool is_drawn;   /* it stands there */
    double told;     /* when the running step last had a line of its own; seconds since it began */
    bool is_blocked; /* the running step was told to be */
} cli_progress;

/* From now on SIGINT and SIGTERM ask to stop. `progress` lives as long as the observer. */
pgp_observer cli_observe(pgp_arena *arena, cli_progress *progress);
/* "12 min", "40 s" */
const char *cli_duration(pgp_arena *arena, double seconds);

/* Ends by SIGINT and SIGTERM become a number that grows. */
const volatile sig_atomic_t *cli_catch_signals(void);

#endif
