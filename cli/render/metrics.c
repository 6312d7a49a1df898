#include "render/metrics.h"

#include <string.h>

static void add_head(pgp_text *out, const char *name, const char *help) {
    pgp_text_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void add_label(pgp_text *out, const char *name, const char *value, const char *separator) {
    pgp_text_addf(out, "%s%s=\"", separator, name);
    for (const char *c = value ? value : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            pgp_text_add(out, "\\");
        pgp_text_addn(out, *c == '\n' ? " " : c, 1);
    }
    pgp_text_add(out, "\"");
}

static void add_run(pgp_text *out, const pgp_run *run) {
    add_head(out, "pgplumb_last_run_info", "The newest run of pgplumb on this database; always 1.");
    pgp_text_add(out, "pgplumb_last_run_info{");
    add_label(out, "state", pgp_run_state_word(run->state), "");
    add_label(out, "digest", run->digest, ",");
    add_label(out, "commit", run->git_commit, ",");
    add_label(out, "role", run->role, ",");
    pgp_text_add(out, "} 1\n");
    add_head(out, "pgplumb_last_run_failed", "1 when its last try ended in an error.");
    pgp_text_addf(out, "pgplumb_last_run_failed %d\n", run->error != NULL);
    add_head(out, "pgplumb_last_run_steps", "How many steps its plan has.");
    pgp_text_addf(out, "pgplumb_last_run_steps %lld\n", (long long)run->steps);
}

void cli_render_metrics(pgp_text *out, const pgp_runs *runs, bool pending) {
    add_head(out, "pgplumb_pending", "1 when steps of the newest run are left to run.");
    pgp_text_addf(out, "pgplumb_pending %d\n", pending);
    if (runs->count)
        add_run(out, runs->items);
}
