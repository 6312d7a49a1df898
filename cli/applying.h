/*
 * What the commands that change a database share: the session, the journal, the question, running a report, the last word.
 */
#ifndef CLI_APPLYING_H
#define CLI_APPLYING_H

#include "execute/execute.h"
#include "load.h"
#include "progress.h"
#include "render/render.h"

typedef struct cli_applying {
    pgp_context *context;
    const cli_arguments *arguments;
    cli_side database; /* opened, not loaded */
    pgp_execution how;
    cli_progress progress;
    pgp_observer observer;
    pgp_session session;
    const char *journal; /* the schema; NULL: there is none yet */
    pgp_runs runs;       /* all of them, without plans; newest first */
} cli_applying;

/* How the command tells what it does: --log-format and --log-file. */
pgp_status cli_start_log(pgp_context *context, const cli_arguments *arguments, const char *command);
/* Connects to the database of the command line and takes pgplumb's lock; reads what the journal says. */
pgp_status cli_start_applying(pgp_context *context, const cli_arguments *arguments, const char *command,
                              cli_applying *out);
/* Reads them again. */
pgp_status cli_read_runs(cli_applying *applying);
/* The unfinished run, with its plan; NULL: there is none. */
pgp_status cli_unfinished_run(cli_applying *applying, pgp_run **out);
/* The run's plan as a report. */
pgp_status cli_report_of_run(cli_applying *applying, const pgp_run *run, cli_report *out);
/* true when a step of the run was begun. */
pgp_status cli_run_has_begun(cli_applying *applying, const pgp_run *run, const cli_report *report, bool *out);

/* Reads the database as it is now, with fingerprints. */
pgp_status cli_read_now(cli_applying *applying, cli_report *now);

/* Puts a question that y answers with yes, to a terminal. PGP_INPUT when the answer is another, or nobody can be asked. */
pgp_status cli_ask(pgp_context *context, const char *question);
/* Shows the report and asks, unless --yes. PGP_BLOCKED when a step of it is; PGP_INPUT when nobody says yes. */
pgp_status cli_confirm(const cli_applying *applying, const cli_report *report, const char *verb);
/* Runs the report, recorded as `run`, or as a new one when NULL, that takes back run `rolls_back` (0: none). Says what became of
 * it. */
pgp_status cli_run_report(cli_applying *applying, const cli_report *report, pgp_run *run, int64_t rolls_back);

#endif
