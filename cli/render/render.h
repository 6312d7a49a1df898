/*
 * Plans and differences for people and for programs. Everything is deterministic: no clock, no OIDs, no locale.
 */
#ifndef CLI_RENDER_H
#define CLI_RENDER_H

#include "plan/script.h"
#include "plan/summary.h"

/* Of one object of the state that was planned against, so that a stale plan can say what has changed since. */
typedef struct cli_fingerprint {
    const char *object; /* "table public.orders" */
    const char *digits; /* the first few of its fingerprint; NULL: it was not there */
} cli_fingerprint;

typedef struct cli_fingerprints {
    const cli_fingerprint *items; /* by object, bytewise */
    size_t count;
} cli_fingerprints;

enum { CLI_PLAN_FORMAT = 2 };
#define CLI_FLEET_PLAN "fleet-plan" /* the type of a plan for many databases (fleet_plan.h) */
/* "pgplumb 0.1.0": what wrote a document. */
const char *cli_tool(pgp_arena *arena);

/* A plan as it is shown, saved and run, fresh or read from a file. */
typedef struct cli_report {
    const char *source, *target;                         /* labels: the database, what it shall become */
    const char *source_fingerprint, *target_fingerprint; /* NULL: not asked for */
    const char *commit;              /* of the desired schema in git; NULL: not from a commit */
    cli_fingerprints all;            /* every object of the database, when fingerprints were taken */
    cli_fingerprints source_objects; /* those that the plan touches or depends on */
    const char *document, *digest;   /* as JSON (cli_write_document, or the file that was read) */
    const pgp_step *steps;
    size_t step_count;
    const pgp_plan *plan; /* NULL: the plan was read from a file */
    size_t waiting;       /* changes that wait for the phase that was not asked for */
    pgp_names between;    /* sentences: what applications may do between the phases */
    bool undecided;       /* some expression could only be called possibly equal */
    bool is_part;         /* of a document of several, which has the marker */
} cli_report;

/* The comment in Markdown by which the document of this type about `label` is found again, to be replaced. */
void cli_add_marker(pgp_text *out, const char *type, const char *label);

pgp_summary cli_summarise(const cli_report *report);
/* "4 steps: 3 to add, 0 to change, 1 to drop" */
const char *cli_summary_line(pgp_arena *arena, const cli_report *report);
/* As a word for the shell. */
const char *cli_shell_word(pgp_arena *arena, const char *word);

void cli_render_text(pgp_text *out, const cli_report *report, bool colourful);
void cli_render_sql(pgp_text *out, const cli_report *report);
void cli_render_markdown(pgp_text *out, const cli_report *report);
void cli_render_html(pgp_text *out, const cli_report *report);
/* Fills document and digest of the report. (json.c) */
pgp_status cli_write_document(pgp_context *context, cli_report *report);

#endif
